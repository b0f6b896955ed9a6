"""``/sistem``: the page of a real app over a real store, and its parts in each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.system import seconds, size, system_page
from dashboard.model import CollectorName, CollectorRun, Indicator, RunOutcome
from dashboard.settings import load_settings
from dashboard.store import Store, open_store, record_run, upgrade
from dashboard.views.context import build_context
from dashboard.views.system_rows import CollectorRow, SourceRow, SpoolRow, StorageRow, SystemView
from tests.pages.tree import find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
ZONE = "Asia/Makassar"
RUN = CollectorRun(
    "51.08",
    CollectorName.BACKUP,
    NOW - timedelta(seconds=62),
    NOW - timedelta(seconds=60),
    NOW - timedelta(seconds=57),
    RunOutcome.ERROR,
    0,
    "folder tidak terbaca",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('sistem')}/uji.sqlite3")
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    settings = load_settings({"PANTAU_DATA": str(tmp_path_factory.mktemp("data"))})
    return signed_app(settings, build_context(settings, store, {}), lambda: NOW)


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.system"]["layout"](**query)


def view() -> SystemView:
    row = CollectorRow("51.08", "Buleleng", ZONE, CollectorName.BACKUP, RUN, {RunOutcome.ERROR: 1}, Indicator.GANGGUAN)
    storage = StorageRow("SQLite", 3 * 2**29, 5 * 2**20, 10, "0004")
    return SystemView(NOW, ZONE, (row,), (), (SpoolRow("Buleleng", ZONE),), storage, (), (), "uji", ())


def said(shown: SystemView) -> str:
    return " ".join(text(part) for part in system_page(shown))


def test_the_page_shows_every_office_or_the_one_asked_for(app: Dash) -> None:
    assert all(name in text(page(app)) for name in ("Buleleng", "Paser", "Trenggalek"))
    one = " ".join(text(each) for each in find(page(app, kantor="51.08"), className="content"))
    assert "Buleleng" in one
    assert "Paser" not in one


def test_a_run_of_a_collector_is_told_with_its_message(app: Dash, store: Store) -> None:
    record_run(store, RUN)
    shown = text(page(app, kantor="51.08"))
    assert "folder tidak terbaca" in shown
    assert "57 detik lalu" in shown


def test_a_failed_run_an_empty_spool_and_sizes_are_written_for_people() -> None:
    shown = said(view())
    assert "gangguan" in shown
    assert "100\N{NO-BREAK SPACE}%" in shown
    assert "belum ada proses kolektor" in shown
    assert "1,5\N{NO-BREAK SPACE}GB" in shown


def test_nothing_unreadable_is_said_in_one_sentence_and_something_in_a_table() -> None:
    assert "Semua sumber terbaca" in said(view())
    lost = SourceRow("Buleleng", ZONE, CollectorName.RECORDS, "kirim-1", None, "")
    shown = said(replace(view(), sources=(lost,)))
    assert "Semua sumber terbaca" not in shown
    assert "kirim-1" in shown


def test_the_first_line_tells_well_from_noted() -> None:
    well = replace(view().collectors[0], state=Indicator.BAIK)
    assert "Tidak ada yang perlu diperbaiki" in said(replace(view(), collectors=(well,)))
    assert "ada catatan dari kolektor" in said(view())


def test_findings_stand_first() -> None:
    first = system_page(replace(view(), findings=("Ruang disk hampir habis",)))[0]
    assert text(first).startswith("Perlu diperhatikan")
    assert "Ruang disk" in text(first)


def test_a_waiting_spool_is_counted_with_its_oldest_and_what_was_lost() -> None:
    waiting = SpoolRow("Buleleng", ZONE, NOW, True, 1200, 3400, NOW - timedelta(minutes=5), refused=1, dropped=2)
    shown = said(replace(view(), spools=(waiting,)))
    assert "1.200 putaran (3.400 sampel) menunggu, tertua 14.00" in shown
    assert "1 putaran ditolak basis data; 2 sampel tidak tertampung" in shown


def test_an_office_without_any_source_is_told_what_to_do() -> None:
    assert "Isi targets" in said(replace(view(), collectors=()))


def test_short_times_are_not_written_as_zero() -> None:
    assert [seconds(each) for each in (None, 0.0, 0.004, 0.35, 75)] == [
        "—",
        "0 detik",
        "< 0,01 detik",
        "0,35 detik",
        "1 menit",
    ]
    assert size(2**20) == "1\N{NO-BREAK SPACE}MB"


def test_the_app_serves_its_metrics_beside_the_pages(app: Dash) -> None:
    answer = app.server.test_client().get("/metrics")
    assert answer.content_type.startswith("text/plain; version=")
    assert "pantau_database_up 1.0" in answer.get_data(as_text=True)
