"""What every page refuses alike: an office that is not there, a database that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from dash import Dash, page_registry
from sqlalchemy import text as sql

from dashboard.access import Role
from dashboard.components.shell import PAGES
from dashboard.logs import bound
from dashboard.settings import load_settings
from dashboard.store import open_store, upgrade
from dashboard.store.schema import metadata
from dashboard.views.context import Context, build_context
from tests.pages.tree import find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
LABELS = dict(PAGES) | {"/tiket/A-2026-0001": "Tiket", "/sop/buleleng-01-perbaikan-perangkat": "SOP"}
CATALOGUE = ("/sop", "/sop/buleleng-01-perbaikan-perangkat")
"""Pages whose standards are files: they stay where the database cannot be read."""


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path)})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture
def app(context: Context, request: pytest.FixtureRequest) -> Dash:
    # between them these two see every page
    role = Role.ADMIN if "[/pengguna]" in request.node.name else Role.AUDITOR
    return signed_app(context.settings, context, lambda: NOW, role=role)


@pytest.fixture
def broken(app: Dash, context: Context) -> Dash:
    with context.store.engine.begin() as connection:
        connection.execute(sql("PRAGMA foreign_keys = OFF"))
        for table in metadata.sorted_tables:
            connection.execute(sql(f"DROP TABLE {table.name}"))
    return app


def page(app: Dash, address: str) -> Any:
    """The layout of an address, by the page that it leads to."""
    asked = urlsplit(address)
    parts = asked.path.strip("/").split("/")
    for each in page_registry.values():
        template = (each["path_template"] or each["path"] or "").strip("/").split("/")
        if each["module"] != "pages.not_found_404" and template[0] == parts[0] and len(template) == len(parts):
            named = dict([(template[1].strip("<>"), parts[1])] if len(parts) > 1 else [])
            with app.server.test_request_context():
                return each["layout"](**named, **dict(parse_qsl(asked.query)))
    raise AssertionError(f"{address} leads to no page")


@pytest.mark.parametrize("path", LABELS)
def test_an_unknown_office_is_named_and_each_page_leads_to_itself_of_one_that_is_there(app: Dash, path: str) -> None:
    made = page(app, f"{path}?kantor=99.99&dari=2026-11-01&sampai=2026-11-20")
    [said] = find(made, className="message-error")
    assert 'Kantor "99.99" tidak dikenal.' in text(said)
    assert "Pilih kantor yang ada" in text(said)
    top = "/" + path.strip("/").split("/")[0]
    assert find(said, href=f"{top}?kantor=51.08&dari=2026-11-01&sampai=2026-11-20")
    [head] = find(made, className="page-title") or [made]
    assert dict(PAGES)[top] in text(head)


@pytest.mark.parametrize("path", LABELS)
def test_a_database_that_cannot_be_read_is_said_alike_and_asked_again(broken: Dash, path: str) -> None:
    with bound(request_id="abcd-efgh-jkmn"):
        made = page(broken, f"{path}?kantor=51.08&dari=2026-11-01&sampai=2026-11-20")
    assert "Basis data tidak dapat dibaca." in text(made)
    assert "Kode kejadian: abcd-efgh-jkmn." in text(made)
    assert find(made, **{"data-retry-s": "15"})
    [again] = [each["props"]["href"] for each in find(made, size="sm") if text(each).strip() == "Muat ulang"]
    assert urlsplit(again).path == path
    assert dict(parse_qsl(urlsplit(again).query))["kantor"] == "51.08"
    assert ("perbaikan perangkat" in text(made).casefold()) == (path in CATALOGUE)


def test_an_address_that_leads_nowhere_says_that_whatever_office_it_names(app: Dash) -> None:
    with app.server.test_request_context():
        made = page_registry["pages.not_found_404"]["layout"](kantor="99.99")
    assert "Halaman ini tidak ada." in text(made)
