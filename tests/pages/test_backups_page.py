"""``/cadangan``: the page of a real app over a real store, read by HTTP, and its parts in each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.backups import charts, controls, figures_row, nights_table, nothing, source_cards
from dashboard.components.backups_night import night_card, why_href
from dashboard.components.backups_question import BackupsQuestion
from dashboard.components.ticket_question import ticket_href
from dashboard.model import Heap, Indicator, RunState, Scope, Stamp, StepRun, Ticket, Verdict
from dashboard.settings import load_settings
from dashboard.store import open_store, save_tickets, upgrade
from dashboard.views.backups_rows import BackupsView, CheckRow, CopyState, NightRow, NightState, SourceRow
from dashboard.views.context import Context, build_context
from tests.pages.tree import as_json, find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
CODE = "51.08"
DAY = date(2026, 11, 19)
AT = datetime(2026, 11, 19, 13, tzinfo=UTC)
QUESTION = BackupsQuestion(CODE, date(2026, 11, 18), DAY, "siak")
SOP = "trenggalek-08-backup-siak"
SCRIPT = Verdict(
    "backup-siak-2026-11-19", CODE, None, SOP, date(2017, 12, 8), 2, 2, Scope.STEP, 1, RunState.MET, Heap.MET, AT,
    "within_standard", used_s=566.0, budget_s=900.0,
)  # fmt: skip
SAVED = replace(SCRIPT, from_step=3, to_step=3, state=RunState.OVERDUE, heap=Heap.MISSED, rule="open_past_due")
CHECKS = (
    CheckRow("present", True, "Berkas siak.dmp ada"),
    CheckRow("file_end", None, "Tidak dapat diketahui"),
    CheckRow("log_errors", False, "Log memuat galat: ORA-01555"),
)
NIGHT = NightRow(
    DAY,
    NightState.GAGAL,
    AT,
    "backup-siak-2026-11-19",
    AT,
    None,
    566.0,
    900,
    258_765,
    "siak.dmp",
    CHECKS,
    SCRIPT,
    SAVED,
)
GOOD = NightRow(date(2026, 11, 18), NightState.BAIK, AT, "t", AT, AT, 540.0, 900, 250_000, "a.dmp", (), SCRIPT, None)
ROW = SourceRow(
    source="siak",
    name="Data SIAK",
    place="Dinas",
    sop=SOP,
    sop_title="SOP BACKUP SIAK",
    schedule="setiap hari pukul 21.00 WITA, ditunggu 60 menit",
    state=Indicator.WASPADA,
    since=AT,
    reason="terlambat",
    good_at=AT - timedelta(days=1),
    standard="15 menit",
    standard_s=900,
    keeps_copy=False,
    copy=None,
    nights=(GOOD, NIGHT),
)


def view(*rows: SourceRow, **more: object) -> BackupsView:
    made = BackupsView(CODE, "Buleleng", "Asia/Makassar", NOW, True, QUESTION.start, QUESTION.end, rows)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path)})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store)
    store.close()


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, clock=lambda: NOW)


def page(app: Dash, **query: str) -> Component:
    with app.server.app_context():
        return page_registry["pages.backups"]["layout"](**query)


def saved(context: Context) -> str:
    """A night that failed, of the first source of the real office file."""
    source = context.offices[CODE].backups[0]
    written = Stamp(AT + timedelta(minutes=9), 1)
    ticket = Ticket(
        id=f"backup-{source.id}-{DAY}",
        office=CODE,
        kecamatan=None,
        sop=source.sop,
        version=date(2017, 12, 8),
        opened=Stamp(AT, 1),
        source=f"backup:{source.id}",
        runs=(StepRun(2, started=Stamp(AT, 1), finished=written), StepRun(3, started=written)),
        scheduled_at=AT,
        grace_s=3600,
        details={"checks": [{"check": "log_errors", "ok": False, "message": "Log memuat galat: ORA-01555"}]},
    )
    save_tickets(context.store, [ticket], by="uji", at=NOW)
    return source.id


def test_the_page_is_served_and_is_in_the_navigation(app: Dash) -> None:
    assert app.server.test_client().get("/cadangan").status_code == 200
    made = page(app, kantor=CODE)
    assert "Cadangan Buleleng" in text(made)
    assert "DATA SIMULASI" in text(made)
    assert find(made, href=f"/cadangan?kantor={CODE}")[0]["props"]["active"]


def test_an_empty_store_shows_no_night_as_good_or_failed(app: Dash) -> None:
    made = page(app, kantor=CODE)
    [grid] = find(made, id="malam-malam")
    assert len(find(grid, className="chip", data_state="tidak_terukur")) == 89
    assert not find(made, data_state="baik")
    assert "0 dari 89" in text(made)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kantor": CODE, "dari": "2024-05-01"}, "lebih dari 366 hari"),
        ({"kantor": CODE, "sumber": "bulan"}, 'Sumber cadangan "bulan" tidak ada'),
        ({"kantor": CODE, "malam": "kemarin"}, 'Malam "kemarin" tidak terbaca'),
        ({"kantor": CODE, "malam": "2020-01-01"}, "di luar periode"),
    ],
)
def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash, query: dict[str, str], said: str) -> None:
    shown = text(page(app, **query))
    assert said in shown
    assert "Tampilkan 90 hari terakhir" in shown


def test_a_night_is_opened_by_its_address_with_what_was_found(app: Dash, context: Context) -> None:
    source = saved(context)
    made = page(app, kantor=CODE, sumber=source, malam=str(DAY))
    [opened] = find(made, id="malam")
    assert "Log memuat galat: ORA-01555" in text(opened)
    assert find(opened, href=ticket_href(CODE, f"backup-{source}-{DAY}"))
    assert "Langkah 3" in text(opened)


def test_the_page_says_why_a_night_failed_and_where_its_verdict_is_explained(app: Dash, context: Context) -> None:
    source = saved(context)
    made = page(app, kantor=CODE, sumber=source, malam=str(DAY))
    [why] = [each["props"]["href"] for each in find(made, children="Mengapa?") if "~3~" in each["props"]["href"]]
    answer = app.server.test_client().get(why)
    assert answer.status_code == 200
    assert why.endswith("#mengapa")


def test_a_card_answers_for_last_night_and_marks_the_opened_source() -> None:
    made = as_json(source_cards(view(ROW), QUESTION, ROW))
    shown = text(made)
    assert "gagal: galat ORA-/EXP-" in shown
    assert "cadangan terbaru terlambat sejak" in shown
    assert len(find(made, aria_current="true")) == 1


def test_the_second_copy_is_shown_as_no_part_of_the_verdict() -> None:
    row = replace(ROW, keeps_copy=True, copy=CopyState.BERBEDA)
    assert "Salinan kedua (tidak ikut menilai)" in text(source_cards(view(row), QUESTION, row))
    assert "salinan kedua tidak ikut menilai" in text(nights_table(view(row), row, QUESTION))
    assert "Salinan kedua" not in text(source_cards(view(ROW), QUESTION, ROW))


def test_the_figures_count_nights_and_never_call_the_unmeasured_good() -> None:
    blind = NightRow(DAY, NightState.TIDAK_TERUKUR)
    shown = text(figures_row(view(ROW), replace(ROW, nights=(GOOD, NIGHT, blind))))
    for words in ("1 dari 3", "0 tidak ada, 1 gagal periksa", "9,2 menit", "waktu baku 15 menit", "+3,5\u00a0% dari"):
        assert words in shown
    nothing_known = text(figures_row(view(ROW), replace(ROW, good_at=None, nights=())))
    assert "belum ada cadangan baik" in nothing_known
    assert "0 dari 0" not in nothing_known


def test_the_table_has_every_check_and_both_verdicts_and_links_to_the_night() -> None:
    made = as_json(nights_table(view(ROW), ROW, QUESTION))
    assert "8,2 menit" not in text(made)
    assert "9,4 menit · 63\u00a0%" in text(made)
    assert find(made, href=replace(QUESTION, night=DAY).href("malam"))
    [failed] = [
        each for each in find(made, className="bk-mark", data_state="gangguan") if "ORA" in each["props"]["title"]
    ]
    assert text(failed).strip() == "gagal"
    assert find(made, className="bk-mark", data_state="tidak_terukur")


def test_charts_draw_the_standard_and_keep_what_failed_apart() -> None:
    made = {name: as_json(each)["props"]["figure"] for name, each in charts(view(ROW), ROW, QUESTION).items()}
    limit, line = made["durations"]["data"]
    assert limit["y"] == [15.0, 15.0]
    assert line["marker"]["symbol"] == ["circle", "x"]
    assert made["durations"]["layout"]["annotations"][0]["text"] == "waktu baku 15 menit"
    assert made["calendar"]["data"][0]["customdata"][3][0] == replace(QUESTION, night=DAY).href("malam")
    assert "DATA SIMULASI" in made["sizes"]["layout"]["title"]["text"]
    assert "terukur 2/2 malam" in made["sizes"]["layout"]["title"]["text"]


def test_without_a_standard_no_line_is_drawn() -> None:
    row = replace(ROW, standard="", standard_s=None, nights=(replace(GOOD, standard_s=None),))
    figure = as_json(charts(view(row), row, QUESTION)["durations"])["props"]["figure"]
    assert len(figure["data"]) == 1
    assert "tanpa waktu baku" in text(figures_row(view(row), row))


def test_an_opened_night_tells_each_check_and_a_night_without_a_ticket_says_why() -> None:
    shown = text(night_card(view(ROW), ROW, NIGHT, QUESTION))
    for words in (
        "galat ORA-/EXP-",
        "tidak diketahui",
        "9,4 menit dari waktu baku 15 menit",
        "lewat waktu",
        "siak.dmp",
    ):
        assert words in shown
    for state, words in (
        (NightState.TIDAK_TERUKUR, "tidak pernah dilihat"),
        (NightState.DITUNGGU, "belum lewat tenggangnya"),
        (NightState.TIDAK_DIJADWALKAN, "Tidak ada cadangan yang dijadwalkan"),
    ):
        assert words in text(night_card(view(ROW), ROW, NightRow(DAY, state), QUESTION))
    assert "tidak tercatat" in text(night_card(view(ROW), ROW, GOOD, QUESTION))


def test_an_excused_night_says_so() -> None:
    row = replace(NIGHT, saved=replace(SAVED, heap=Heap.EXCUSED))
    assert "dikecualikan" in text(night_card(view(ROW), ROW, row, QUESTION))
    assert "gagal periksa (dikecualikan)" in text(nights_table(view(ROW), replace(ROW, nights=(row,)), QUESTION))


def test_the_way_to_why_opens_the_run_in_a_period_that_counts_it() -> None:
    later = replace(SAVED, period_at=NOW + timedelta(days=3))
    found = why_href(QUESTION, later, "Asia/Makassar")
    assert "sampai=2026-11-23" in found
    assert f"buka={SAVED.ticket}~3~1" in found


def test_an_office_without_backups_says_what_to_write_or_by_which_decision() -> None:
    assert "Isi backups" in text(nothing(view()))
    assert "tidak berlaku di kantor ini: sudah terpusat" in text(nothing(view(waived="sudah terpusat")))


def test_presets_leave_the_opened_night_behind() -> None:
    made = as_json(controls(replace(QUESTION, night=DAY), date(2026, 11, 20)))
    assert not find(made, href=replace(QUESTION, night=DAY).href())
    assert "Setahun" in text(made)
