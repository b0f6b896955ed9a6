"""A period that goes along from page to page, also through a page that shows no period as long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from dash import Dash

from dashboard import web
from dashboard.components.shell import Frame, Kept, page
from dashboard.settings import load_settings
from dashboard.store import open_store, upgrade
from dashboard.views.context import build_context
from tests.pages.test_shell import NOW
from tests.pages.tree import text
from tests.people import signed_app

YEAR = Kept("51.08", date(2026, 1, 1), date(2026, 11, 20))
SHORT = Kept("51.08", date(2026, 11, 1), date(2026, 11, 20))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path_factory.mktemp("data"))})
    store = open_store(settings.database_url)
    upgrade(store)
    yield signed_app(settings, build_context(settings, store, {}), lambda: NOW)
    store.close()


def asked_by(href: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(href).query))


def frame(path: str, kept: Kept) -> Frame:
    return Frame(path, "Jaringan", "Ni Luh", NOW, ("Asia/Makassar",), simulated=False, kept=kept)


def test_a_longer_period_is_shortened_to_its_end_and_names_its_first_day() -> None:
    asked = asked_by(YEAR.href("/jaringan"))
    assert (asked["dari"], asked["sampai"], asked["semula"]) == ("2026-08-21", "2026-11-20", "2026-01-01")
    assert "semula" not in asked_by(SHORT.href("/jaringan"))
    assert "semula" not in asked_by(YEAR.href("/kepatuhan"))


def test_a_period_is_whole_again_after_the_pages_that_shortened_it(app: Dash) -> None:
    with app.server.app_context():
        kept = YEAR
        for path in ("/jaringan", "/pengiriman", "/kepatuhan"):
            asked = asked_by(kept.href(path))
            kept = web.kept_of(asked["kantor"], asked)
        assert kept == YEAR


def test_a_first_day_that_cannot_be_read_is_left_behind(app: Dash) -> None:
    with app.server.app_context():
        asked = {"dari": "2026-11-01", "sampai": "2026-11-20"}
        assert web.kept_of("51.08", asked | {"semula": "dulu"}) == SHORT
        assert web.kept_of("51.08", asked | {"semula": "2026-11-10"}) == SHORT


def test_a_page_says_that_it_shows_less_than_came_along() -> None:
    said = text(page(frame("/jaringan", YEAR), []))
    assert "Periode 1 Januari – 20 November 2026 dipendekkan: halaman ini menampilkan paling lama 92 hari" in said


def test_a_page_that_shows_all_of_it_says_nothing() -> None:
    for path, kept in (("/jaringan", SHORT), ("/kepatuhan", YEAR), ("/jaringan", Kept("51.08"))):
        assert "dipendekkan" not in text(page(frame(path, kept), []))
