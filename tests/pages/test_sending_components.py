"""The parts of ``/pengiriman`` as JSON in each state, its address, and what officers type."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.components.question import BadQuestion
from dashboard.components.sending import controls, figures_row, rows_table
from dashboard.components.sending_form import asked_back, entries_table, entry_card, refused
from dashboard.components.sending_map import map_card
from dashboard.components.sending_question import SendingQuestion, read_sending
from dashboard.components.sending_steps import steps_card
from dashboard.components.sending_typed import BadTyped, need_count, read_count, read_moment
from dashboard.figures.sending import RESTART, hour_heatmap
from dashboard.model import Indicator, Kind
from dashboard.views.sending_rows import (
    Bar,
    CounterRow,
    Entered,
    EntryRow,
    HourCell,
    HourMap,
    SendingRow,
    SendingView,
    StepRow,
)
from tests.pages.factories import NOW, OFFICE, SOP, compliance
from tests.pages.tree import as_json, find, nodes, text

ZONE = "Asia/Makassar"
TODAY = date(2026, 11, 20)
QUESTION = SendingQuestion(OFFICE, date(2026, 11, 14), TODAY, TODAY)
EIGHT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


def row(**more: object) -> SendingRow:
    bars = (Bar(EIGHT, None, 0, False, 0, 24), Bar(EIGHT + timedelta(days=1), 40, 1, False, 20, 24))
    made = SendingRow(
        kecamatan="51.08.01",
        name="Gerokgak",
        state=Indicator.BAIK,
        word="bertambah",
        since=NOW - timedelta(minutes=23),
        reason="Rekaman terkirim bertambah",
        in_schedule=True,
        counters=(CounterRow("kirim-1", 1204, NOW - timedelta(minutes=1), False),),
        pending=3,
        pending_since=NOW - timedelta(minutes=5),
        last_growth_at=NOW - timedelta(minutes=2),
        last_growth_exact=True,
        today=12,
        period=40,
        resets=1,
        bars=bars,
    )
    return replace(made, **more)  # type: ignore[arg-type]


UNKNOWN = row(
    state=Indicator.TIDAK_TERUKUR,
    word="tidak terukur",
    reason="Rekaman terkirim belum pernah terukur",
    counters=(),
    pending=None,
    pending_since=None,
    last_growth_at=None,
    today=None,
    period=None,
    resets=0,
    since=None,
)


def view(*rows: SendingRow, **more: object) -> SendingView:
    step = StepRow(SOP, "Pengiriman data", 5, "Cek pengiriman", True, compliance(None, 5, kind=Kind.PENGUKURAN))
    made = SendingView(
        OFFICE, "Buleleng", ZONE, NOW, True, QUESTION.start, TODAY, rows, 24, (step,), 0.9, TODAY.replace(day=1), TODAY
    )
    return replace(made, **more)  # type: ignore[arg-type]


def entry(**more: object) -> EntryRow:
    made = EntryRow("isian-2", "Seririt", NOW - timedelta(hours=2), 130, 30, 4, False, "sari", NOW, 1, "")
    return replace(made, **more)  # type: ignore[arg-type]


ENTERED = Entered((("isian-2", "Seririt"),), (entry(),), {"isian-2": 2})


def hours(*growth: int | None, resets: int = 0) -> HourMap:
    cells = tuple(
        HourCell(EIGHT + timedelta(hours=place), each, resets, 0, 1, False) for place, each in enumerate(growth)
    )
    return HourMap(TODAY, TODAY, ("Gerokgak",), tuple(each.start for each in cells), (cells,))


def test_a_row_tells_state_value_queue_and_growth() -> None:
    said = text(rows_table(view(row()), QUESTION))
    for part in ("bertambah", "1.204", "dibaca 14.04", "sejak 14.00", "14.03", "40"):
        assert part in said


def test_what_is_not_measured_is_grey_and_has_no_zero() -> None:
    [line] = find(rows_table(view(UNKNOWN), QUESTION), id="pengiriman")
    cells = [text(each) for each in nodes(line) if each["type"] == "Td"]
    assert cells[1].startswith("tidak terukur")
    assert (cells[4], cells[6], cells[7]) == ("tidak diketahui", "tidak terukur", "tidak terukur")
    assert find(line, data_state="tidak_terukur")
    assert not find(line, data_state="baik")


def test_bars_mark_restarts_and_leave_unmeasured_days_hatched() -> None:
    made = rows_table(view(row()), QUESTION)
    [none] = find(made, className="mini-none")
    assert none["props"]["title"].endswith("tidak terukur")
    assert len(find(made, className="mini-restart")) == 1
    assert "—; 40 (mulai ulang)" in text(made)
    assert any("mulai ulang 1 kali, terukur 20 dari 24 jam" in str(each["props"].get("title")) for each in nodes(made))
    [whole] = find(made, className="mini-bars")
    assert whole["props"]["aria-label"] == "Gerokgak: 40 rekaman; 1 dari 2 hari terukur"


def test_an_hour_of_growth_is_told_where_no_more_is_known() -> None:
    said = text(rows_table(view(row(last_growth_exact=False, last_growth_at=EIGHT + timedelta(hours=5))), QUESTION))
    assert "13.00–13.59" in said


def test_an_office_without_counters_is_told_what_to_do() -> None:
    assert "Isi counters di berkas kantor" in text(rows_table(view(), QUESTION))


def test_the_figures_count_states_and_say_how_far_they_are_known() -> None:
    stuck = row(state=Indicator.GANGGUAN, word="macet")
    made = figures_row(view(stuck, row(), UNKNOWN))
    said = text(made)
    assert "rekaman, diketahui pada 2 dari 3" in said
    assert "rekaman, 2 dari 3 terukur" in said
    assert find(made, data_state="gangguan")
    assert f"90{NBSP}%" in said
    assert not find(figures_row(view(row())), data_state="gangguan")


def test_what_stands_still_after_hours_is_told_and_alarms_nobody() -> None:
    made = figures_row(view(row(state=Indicator.GANGGUAN, word="macet", in_schedule=False)))
    assert "1 lagi di luar jam kerja" in text(made)
    assert not find(made, data_state="gangguan")


def test_figures_of_nothing_measured_are_dashes() -> None:
    values = [text(each) for each in find(figures_row(view(UNKNOWN, steps=())), className="kpi-value")]
    assert [value.strip() for value in values[3:]] == ["—"] * 4


def test_a_step_shows_n_and_coverage_and_leads_to_its_figures() -> None:
    made = steps_card(view(row()))
    [link] = [each for each in nodes(made) if each["type"] == "Link"]
    assert link["props"]["href"] == ("/kepatuhan?kantor=51.08&dari=2026-11-01&sampai=2026-11-20&jenis=pengukuran")
    assert "dinilai dari kenaikan" in text(made)
    assert f"100{NBSP}%" in text(made)
    assert "Tambahkan SOP" in text(steps_card(view(row(), steps=())))


def test_the_map_of_a_day_writes_figures_and_never_a_zero_for_nothing() -> None:
    drawn = hour_heatmap(hours(12, None, 0, resets=1), ZONE, "x")
    assert [list(line) for line in drawn.data[1].text] == [[f"12 {RESTART}", "", f"0 {RESTART}"]]
    assert [list(line) for line in drawn.data[1].z] == [[12, None, 0]]
    assert [list(line) for line in drawn.data[0].z] == [[None, 1, None]]
    assert "tidak terukur" in drawn.data[0].hovertext[0][1]


def test_the_map_of_a_week_marks_restarts_and_midnights() -> None:
    drawn = hour_heatmap(hours(*range(168), resets=1), ZONE, "x")
    assert drawn.data[1].text is None
    assert set(drawn.data[2].text) == {RESTART}
    assert len(drawn.layout.shapes) == 7
    assert drawn.layout.xaxis.ticktext[0].startswith("Sab")


def test_the_map_leads_one_day_back_and_not_into_the_future() -> None:
    back, ahead = [
        each
        for each in nodes(map_card(view(row()), hours(1), QUESTION, TODAY))
        if text(each) in ("‹", "›") and each["type"] == "Button"
    ]
    assert "hari=2026-11-19" in back["props"]["href"]
    assert ahead["props"]["disabled"]


def test_the_table_of_hours_says_not_measured() -> None:
    said = text(map_card(view(row()), hours(5, None), replace(QUESTION, as_table=True), TODAY))
    assert "tidak terukur" in said
    assert "08.00" in said


def test_the_way_to_the_form_stands_above_only_where_there_is_one() -> None:
    assert "Catat angka" in text(controls(QUESTION, TODAY, by_people=True))
    assert "Catat angka" not in text(controls(QUESTION, TODAY))


def test_the_form_names_the_officer_and_starts_with_the_asked_counter() -> None:
    two = replace(ENTERED, sources=(("isian-1", "Gerokgak"), ("isian-2", "Seririt")))
    made = entry_card(two, replace(QUESTION, source="isian-2"), "Ni Luh", NOW, ZONE)
    assert "Dicatat atas nama  Ni Luh" in text(made)
    [select] = find(made, id="sending-source")
    assert select["props"]["value"] == "isian-2"
    [seen] = find(made, id="sending-seen")
    assert seen["props"]["data"] == {"isian-2": 2}


def test_the_form_of_a_correction_holds_what_stands_there() -> None:
    asked = replace(QUESTION, correcting=("isian-2", entry().observed_at))
    made = entry_card(ENTERED, asked, "Ni Luh", NOW, ZONE)
    assert [find(made, id=f"sending-{name}")[0]["props"]["value"] for name in ("value", "pending")] == ["130", "4"]
    assert find(made, id="sending-version")[0]["props"]["data"] == 1
    [back] = [each for each in nodes(made) if each["type"] == "Button" and text(each) == "Batal"]
    assert "betulkan" not in back["props"]["href"]
    gone = entry_card(ENTERED, replace(asked, correcting=("isian-2", NOW)), "Ni Luh", NOW, ZONE)
    assert "tidak ada di daftar" in text(gone)


def test_an_office_read_by_machines_alone_is_told_how_a_form_comes_to_be() -> None:
    made = entry_card(Entered((), (), {}), QUESTION, "Ni Luh", NOW, ZONE)
    assert "kind: manual" in text(made)
    assert not find(made, id="sending-form")


def test_a_lower_value_is_asked_about_with_both_ways_out() -> None:
    made = asked_back("restart", "jumlah 5 lebih rendah daripada 130", entry(), QUESTION)
    assert "Ya, penghitungnya mulai dari awal" in text(made)
    assert [each["props"]["href"] for each in nodes(made) if "betulkan=isian-2~" in str(each["props"].get("href"))]
    assert "Ya, angkanya memang begitu" in text(asked_back("jump", "melonjak", None, QUESTION))


def test_a_refusal_names_the_mend_and_that_nothing_is_lost() -> None:
    said = text(refused("jumlah belum diisi", "tulis angkanya"))
    assert "Belum dicatat: jumlah belum diisi." in said
    assert "Perbaikan: tulis angkanya. Isian di atas tetap ada." in said


def test_the_readings_lead_to_their_correction() -> None:
    made = entries_table(replace(ENTERED, rows=(entry(version=3, restarted=True, note="salah"),)), QUESTION, ZONE)
    assert "mulai ulang; dibetulkan 2 kali; salah" in text(made)
    assert f"+30 {RESTART}" in text(made)
    [link] = [each for each in nodes(made) if each["type"] == "Link"]
    assert f"betulkan=isian-2~{int(entry().observed_at.timestamp())}" in link["props"]["href"]
    assert "Belum ada pembacaan" in text(entries_table(Entered((), (), {}), QUESTION, ZONE))


def test_an_address_gives_the_same_question_again() -> None:
    asked = SendingQuestion(
        OFFICE, date(2026, 11, 1), TODAY, date(2026, 11, 12), True, True, "isian-2", ("isian-2", entry().observed_at)
    )
    found = dict(each.split("=") for each in asked.href().split("?")[1].split("&"))
    assert read_sending([OFFICE], TODAY, **found) == asked
    assert asked.map_days() == (date(2026, 11, 9), date(2026, 11, 15))


def test_without_an_address_the_last_seven_days_are_shown() -> None:
    assert read_sending([OFFICE], TODAY) == QUESTION


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"hari": "kemarin"}, "tidak terbaca"),
        ({"hari": "9999-12-31"}, "di luar kalender"),
        ({"peta": "bulan"}, "Pilih hari atau minggu"),
        ({"dari": "2026-01-01"}, "lebih dari 92 hari"),
        ({"betulkan": "isian~x"}, "Pilih lagi dari daftarnya"),
        ({"betulkan": "isian~99999999999999999999"}, "Pilih lagi dari daftarnya"),
        ({"kantor": "99"}, "tidak dikenal"),
    ],
)
def test_an_address_that_cannot_be_answered_names_the_mend(asked: dict[str, str], said: str) -> None:
    with pytest.raises(BadQuestion, match=said):
        read_sending([OFFICE], TODAY, **asked)


@pytest.mark.parametrize(("typed", "count"), [("1204", 1204), (" 1.204 ", 1204), ("1 204", 1204), (7, 7), ("", None)])
def test_counts_are_read_as_offices_write_them(typed: object, count: int | None) -> None:
    assert read_count(typed, "jumlah") == count


@pytest.mark.parametrize("typed", ["abc", "-3", "1,5", "1.20", "12.04", "٣"])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(BadTyped, match="bukan bilangan bulat"):
        read_count(typed, "jumlah")


def test_a_count_that_is_needed_must_be_typed() -> None:
    with pytest.raises(BadTyped, match="belum diisi"):
        need_count("", "jumlah")


def test_a_moment_is_on_the_clock_of_the_office() -> None:
    assert read_moment("20/11/2026", "", ZONE, NOW) is None
    assert read_moment("", "9.30", ZONE, NOW) == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert read_moment("19-11-2026", "23:59", ZONE, NOW) == datetime(2026, 11, 19, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("19/11/2026", "", "jam baca"),
        ("31/02/2026", "9.00", "tanggal"),
        ("20/11/2026", "25.00", "jam"),
        ("x", "", "tanggal"),
    ],
)
def test_a_moment_that_cannot_be_read_is_refused(day: str, clock: str, said: str) -> None:
    with pytest.raises(BadTyped, match=said):
        read_moment(day, clock, ZONE, NOW)


def test_every_part_is_plain_json() -> None:
    parts = [figures_row(view(row(), UNKNOWN)), rows_table(view(row(), UNKNOWN), QUESTION), controls(QUESTION, TODAY)]
    assert all(as_json(part)["props"] for part in parts)
