"""Rows of ``/terlambat`` in every state, in the grid's cells, on cards, in the panel and in the CSV."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.components.act_forms import ACKNOWLEDGE, EXCUSE, NOTE, PAUSE, RESUME
from dashboard.components.late import controls, figures_row, nothing, views_list
from dashboard.components.late_grid import CSV_HEADINGS, grid_rows, late_cards, none_note, table_style
from dashboard.components.late_panel import fitting_acts, panel_facts, panel_forms, target_of
from dashboard.components.late_question import LateQuestion, read_late
from dashboard.components.late_words import ticket_href
from dashboard.components.question import BadQuestion
from dashboard.model import RunState, Scope
from dashboard.views.late_rows import LateRow, LateView, NoteRow, PauseRow
from tests.pages.tree import find, text

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)  # 14.05 WITA
DUE = NOW - timedelta(minutes=65)
ROW = LateRow(
    office="51.08",
    office_short="Buleleng",
    zone="Asia/Makassar",
    ticket="buku:B/12",
    kecamatan="51.08.01",
    kecamatan_name="Gerokgak",
    sop="sop-1",
    sop_title="Perbaikan perangkat",
    scope=Scope.STEP,
    first_step=3,
    last_step=3,
    run_attempt=1,
    step=3,
    attempt=1,
    kegiatan="Memeriksa perangkat",
    pelaksana="ADB / Teknisi",
    is_recorded=False,
    candidates=(),
    state=RunState.OVERDUE,
    started_at=NOW - timedelta(hours=3),
    due_at=DUE,
    remaining_s=-65 * 60.0,
    budget_s=7200.0,
    share=1.5,
    outlook=("Perkiraan selesai 15.30", "median 2 jam"),
    source="logbook:buku",
    updated_at=NOW - timedelta(minutes=9),
    is_missed=True,
)
SEEN = NoteRow("sari", NOW - timedelta(minutes=5), 3, is_acknowledgement=True, text="teknisi berangkat")
ASKED = LateQuestion("51.08")


def view(*rows: LateRow, **more: object) -> LateView:
    made = LateView(NOW, "Asia/Makassar", simulated=False, rows=rows, kecamatan=(("51.08.01", "Gerokgak"),))
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "word", "look"),
    [
        (RunState.OVERDUE, "lewat waktu", "gangguan"),
        (RunState.AT_RISK, "mendekati batas", "waspada"),
        (RunState.RUNNING, "berjalan", "baik"),
        (RunState.PAUSED, "dijeda", "dinonaktifkan"),
        (RunState.NOT_STARTED, "belum mulai", "tidak_berlaku"),
    ],
)
def test_each_state_has_its_word_and_its_look_in_grid_and_card(state: RunState, word: str, look: str) -> None:
    row = replace(ROW, state=state)
    [cell] = grid_rows([row], NOW)
    assert (cell["state"], cell["look"]) == (word, look)
    assert find(late_cards([row], ASKED, NOW), className="chip", data_state=look)


def test_a_row_says_since_when_by_how_much_and_whose_turn_it_is() -> None:
    [cell] = grid_rows([ROW], NOW)
    assert (cell["left"], cell["due"], cell["share_sub"]) == ("lewat 1 jam 5 menit", "tenggat 13.00", "mulai 11.05")
    assert (cell["turn"], cell["turn_sub"]) == ("ADB / Teknisi", "menurut SOP")
    assert (cell["outlook"], cell["seen"]) == ("selesai 15.30", "belum diakui")


def test_what_nobody_knows_is_open_and_never_invented() -> None:
    row = replace(ROW, pelaksana="", started_at=None, share=None, outlook=(), budget_s=None)
    [cell] = grid_rows([row], NOW)
    assert (cell["turn"], cell["turn_sub"], cell["share_shown"], cell["outlook"]) == ("belum diketahui", "", "—", "")
    assert "Giliran belum diketahui" in text(panel_facts(row, NOW))
    [cell] = grid_rows([replace(row, candidates=("ADB", "Tim Teknis"))], NOW)
    assert (cell["turn"], cell["turn_sub"]) == ("belum diketahui", "SOP: ADB / Tim Teknis")


def test_a_pause_beside_overdue_and_an_excuse_stand_with_the_state() -> None:
    row = replace(ROW, pause=PauseRow(NOW, "padam", "PLN"), is_excused=True)
    assert grid_rows([row], NOW)[0]["beside"] == "dijeda, dikecualikan"
    assert "padam, menunggu PLN" in text(panel_facts(row, NOW))


def test_the_row_of_a_span_says_which_steps_share_the_time() -> None:
    row = replace(ROW, scope=Scope.SPAN, first_step=2, last_step=5)
    assert "satu waktu untuk langkah 2–5" in grid_rows([row], NOW)[0]["step_sub"]
    assert grid_rows([row], NOW)[0]["csv"][4] == "2–5"


def test_a_line_of_the_csv_has_a_value_for_each_heading_with_dates_and_zone() -> None:
    row = replace(ROW, acknowledged=SEEN, notes=(SEEN,))
    [cell] = grid_rows([row], NOW)
    line = dict(zip(CSV_HEADINGS, cell["csv"], strict=True))
    assert line["Tenggat"].replace("\N{NO-BREAK SPACE}", " ") == "20 Nov 2026 13.00 WITA"
    assert (line["Catatan terakhir"], line["Sisa (detik, negatif: lewat)"]) == ("teknisi berangkat", "-3900")


def test_among_several_offices_a_row_names_its_own() -> None:
    rows = [ROW, replace(ROW, kecamatan=None, kecamatan_name="Dinas")]
    cells = grid_rows(rows, NOW, several=True)
    assert [cell["place"] for cell in cells] == ["Gerokgak, Buleleng", "Dinas Buleleng"]
    assert "Dinas Buleleng" in text(late_cards(rows, LateQuestion("semua"), NOW))
    assert "Dinas Buleleng" not in text(late_cards(rows, ASKED, NOW))


def test_a_ticket_number_with_a_slash_is_one_part_of_the_address() -> None:
    assert ticket_href(ROW) == "/tiket/buku%3AB%2F12?kantor=51.08"


@pytest.mark.parametrize(
    ("row", "acts"),
    [
        (ROW, [ACKNOWLEDGE, NOTE, PAUSE, EXCUSE]),
        (replace(ROW, acknowledged=SEEN, is_excused=True), [NOTE, PAUSE]),
        (replace(ROW, pause=PauseRow(NOW, "padam", None)), [ACKNOWLEDGE, NOTE, RESUME, EXCUSE]),
        (replace(ROW, is_machine=True), [ACKNOWLEDGE, NOTE, EXCUSE]),
        (replace(ROW, has_steps=False, is_missed=False), [ACKNOWLEDGE, NOTE]),
    ],
)
def test_only_acts_that_the_desk_may_take_are_offered(row: LateRow, acts: list[str]) -> None:
    assert fitting_acts(row) == acts
    assert panel_forms(row, NOW) is not None


def test_the_forms_act_on_the_step_and_excuse_the_run() -> None:
    target = target_of(replace(ROW, scope=Scope.SPAN, first_step=2, last_step=5, step=4, attempt=2))
    assert (target.step, target.attempt, target.first_step, target.run_attempt) == (4, 2, 2, 1)
    assert target.seen_at == "2026-11-20T05:56:00+00:00"


def test_a_row_that_is_gone_leaves_no_forms() -> None:
    assert "tidak terbuka lagi" in text(panel_facts(None, NOW))
    assert panel_forms(None, NOW) is None


def test_the_figures_count_by_state_and_lead_to_their_rows() -> None:
    near = replace(ROW, state=RunState.AT_RISK, remaining_s=600.0, acknowledged=SEEN)
    row = figures_row(view(ROW, near, replace(ROW, state=RunState.PAUSED)), ASKED)
    assert [text(node) for node in find(row[0], className="kpi-value")] == ["1", "1", "1", "1"]
    assert find(row[0], href="/terlambat?kantor=51.08&keadaan=lewat")
    assert "terlama 1 jam 5 menit" in text(row[0])


def test_a_zero_has_no_colour_and_an_unmeasured_office_no_figures() -> None:
    assert not find(figures_row(view(), ASKED)[0], data_state="gangguan")
    assert figures_row(view(is_measured=False), ASKED) == []


def test_an_empty_list_says_what_it_means() -> None:
    assert "tidak diketahui" in text(nothing(view(is_measured=False), ASKED))
    assert "Tidak ada langkah yang berjalan" in text(nothing(view(), ASKED))
    assert "hapus saringan" in text(nothing(view(ROW), replace(ASKED, text="zzz")))
    assert nothing(view(ROW), ASKED) is None


def test_open_tickets_without_a_due_time_are_counted_and_none_are_not_mentioned() -> None:
    assert "2 tiket terbuka lain tidak punya tenggat" in text(none_note(2, "51.08"))
    assert find(none_note(2, "51.08"), href="/tiket?kantor=51.08&keadaan=terbuka")
    assert none_note(0, "51.08") is None


def test_the_grid_is_as_high_as_its_rows_and_gone_without_any() -> None:
    assert table_style([ROW, ROW]) == {"--late-rows": 2}
    assert table_style([])["display"] == "none"


def test_every_filter_has_a_label_and_the_one_in_force_is_marked() -> None:
    made = controls(view(ROW, sops={"sop-1": "Perbaikan"}), replace(ASKED, state="lewat", kecamatan="51.08.01"))
    labelled = {node["props"]["htmlFor"] for node in find(made, className="input-group-text")}
    assert labelled == {"late-kecamatan", "late-sop", "late-cari"}
    assert [text(node) for node in find(made, active=True)] == ["Lewat waktu"]
    assert find(made, id="late-kecamatan")[0]["props"]["value"] == "51.08.01"
    assert find(made, href="/terlambat?kantor=51.08")


def test_a_saved_view_is_a_link_with_a_named_way_to_delete_it() -> None:
    made = views_list([("Pagi", "kantor=51.08&keadaan=lewat")], replace(ASKED, state="lewat"))
    assert find(made, href="/terlambat?kantor=51.08&keadaan=lewat")[0]["props"]["className"] == "active"
    assert find(made, aria_label="Hapus tampilan Pagi")
    assert "belum ada" in text(views_list([], ASKED))


def test_not_yet_begun_steps_are_shown_only_when_asked_for() -> None:
    row = replace(ROW, state=RunState.NOT_STARTED)
    assert not ASKED.fits(row)
    assert replace(ASKED, state="belum-mulai").fits(row)


def test_words_are_sought_in_notes_too_in_any_order() -> None:
    row = replace(ROW, notes=(SEEN,))
    assert replace(ASKED, text="Berangkat gerokgak").fits(row)
    assert not replace(ASKED, text="berangkat kubutambahan").fits(row)


def test_an_address_survives_its_own_reading() -> None:
    asked = LateQuestion("51.08", "dinas", "sop-1", "dijeda", unacknowledged=True, text="a b", picked=ROW.key)
    words = {"keadaan": "dijeda", "belum": "1", "cari": "a b", "pilih": ROW.key}
    from_address = {"kantor": "51.08", "kecamatan": "dinas", "sop": "sop-1", **words}
    assert read_late(["51.08"], **from_address) == asked
    assert "pilih" not in asked.query()
    assert "pilih=51.08~buku%3AB%2F12~step~3~1" in asked.href()


def test_no_office_at_all_is_said() -> None:
    with pytest.raises(BadQuestion, match="Belum ada kantor"):
        read_late([])
