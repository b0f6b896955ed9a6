from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.components.kpi import compliance_kpi, count_strip
from dashboard.components.lists import overdue_list, trouble_list
from dashboard.components.messages import empty, error, simulated_band, stale_band
from dashboard.components.status import WORDS, chip, legend
from dashboard.components.tile import compact_tile, large_tile
from dashboard.components.wall import all_offices, compact_columns, large_grid, one_office, wall
from dashboard.components.wall_question import kiosk_address, pace_of, screen_tools
from dashboard.model import Indicator
from dashboard.views.screen import counts, overall, troubles
from tests.pages.factories import NOW, OFFICE, compliance, figures, indicator, overdue, tile
from tests.pages.factories import wall as wall_of
from tests.pages.tree import find, nodes, text

ZONE = "Asia/Makassar"
SHORTS = {OFFICE: "Buleleng", "64.01": "Paser"}


@pytest.mark.parametrize("state", list(Indicator))
def test_every_state_is_a_shape_and_a_word_beside_its_colour(state: Indicator) -> None:
    made = chip(state)
    assert find(made, data_state=str(state))
    assert find(made, className="glyph")
    assert text(made) == WORDS[state]


@pytest.mark.parametrize("state", list(Indicator))
def test_a_large_tile_says_each_state_in_words(state: Indicator) -> None:
    made = large_tile(tile(jaringan=state), OFFICE, ZONE, NOW)
    [found] = find(made, data_ind="jaringan")
    assert found["props"]["data-state"] == str(state)
    assert WORDS[state] in found["props"]["title"]


def test_a_small_tile_tells_its_four_indicators_to_a_screen_reader_too() -> None:
    made = compact_tile(tile(jaringan=indicator(Indicator.GANGGUAN, reason="Modem tidak menjawab")), OFFICE, ZONE, NOW)
    said = [text(node) for node in find(made, className="visually-hidden")]
    assert said[0] == "Jaringan: gangguan sejak 13.42 (Modem tidak menjawab)"
    assert [each.split(":")[0] for each in said] == ["Jaringan", "Cadangan", "Pengiriman", "Tiket"]


def test_the_offices_own_state_is_marked_as_such() -> None:
    made = compact_tile(tile(cadangan=indicator(from_office=True)), OFFICE, ZONE, NOW)
    assert [node["props"]["data-ind"] for node in find(made, data_office_state="1")] == ["cadangan"]


def test_what_is_measured_outside_its_hours_is_shown_muted() -> None:
    made = compact_tile(tile(jaringan=indicator(Indicator.GANGGUAN, in_schedule=False)), OFFICE, ZONE, NOW)
    [found] = find(made, data_ind="jaringan")
    assert (found["props"]["data-off"], found["props"]["data-state"]) == ("1", "gangguan")
    assert "di luar jam kerja" in found["props"]["title"]


def test_a_failed_backup_of_the_office_does_not_paint_its_kecamatan() -> None:
    ill = indicator(Indicator.GANGGUAN, from_office=True)
    assert overall(tile(cadangan=ill)).state is Indicator.BAIK
    assert overall(tile("Dinas", None, cadangan=Indicator.GANGGUAN)).state is Indicator.GANGGUAN


def test_an_outage_outside_its_hours_is_no_trouble() -> None:
    closed = indicator(Indicator.GANGGUAN, in_schedule=False)
    assert troubles([wall_of(tile(jaringan=closed, pengiriman=closed))], SHORTS) == ()


@pytest.mark.parametrize(
    "state", [Indicator.TIDAK_TERUKUR, Indicator.DINONAKTIFKAN, Indicator.WASPADA, Indicator.TERPUTUS]
)
def test_a_tile_is_not_called_baik_while_one_indicator_is_not(state: Indicator) -> None:
    assert overall(tile(tiket=state)).state is state


def test_troubles_are_told_worst_first_and_the_oldest_of_equals_before() -> None:
    view = wall_of(
        tile("A", "51.08.01", jaringan=indicator(Indicator.GANGGUAN, minutes=5)),
        tile("B", "51.08.02", jaringan=Indicator.WASPADA),
        tile("C", "51.08.03", tiket=indicator(Indicator.GANGGUAN, minutes=50)),
        tile("D", "51.08.04"),
    )
    assert [row.name for row in troubles([view], SHORTS)] == ["C", "A", "B"]


def test_counts_leave_out_the_dinas_and_name_every_state() -> None:
    found = counts([wall_of(tile(), tile("B", "51.08.02", tiket=Indicator.GANGGUAN))])
    assert (found[Indicator.BAIK], found[Indicator.GANGGUAN], sum(found.values())) == (1, 1, 2)
    assert find(count_strip(found), data_count="gangguan", data_zero="0")


def test_a_late_step_is_told_by_sop_step_and_number_and_the_rest_by_its_tooltip() -> None:
    row = overdue(ticket="buku-agenda-51.08:BUL/7", sop_title="SOP PERBAIKAN PERANGKAT SIAK")
    made = overdue_list([(wall_of(tile()), row)], scope="*", slots=1, overdue=1, at_risk=0, named=True)
    said = text(made).replace("\N{NO-BREAK SPACE}", " ")
    assert "BUL/7 lewat 1 jam 5 menit Perbaikan perangkat SIAK · 4. Memperbaiki perangkat" in said
    assert "buku-agenda" not in said
    assert "buku-agenda-51.08:BUL/7" in find(made, className="item")[0]["props"]["title"]


def test_a_late_step_has_one_line_of_what_to_expect_with_room_for_every_part() -> None:
    row = overdue(outlook=("Perkiraan selesai 14.05", "median 20 menit", "p90 2 jam"))
    made = overdue_list([(wall_of(tile()), row)], scope="*", slots=2, overdue=1, at_risk=0, named=True)
    assert "Perkiraan selesai 14.05 median 20 menit p90 2 jam" in text(find(made, className="item-outlook")[0])
    assert "Perkiraan selesai 14.05 · median 20 menit" in find(made, className="item")[0]["props"]["title"]
    # A slot that is empty now, or without a forecast, can be filled by the script later on.
    assert [len(find(line, data_f="outlook-3")) for line in find(made, className="item-outlook")] == [1, 1]


def test_a_late_step_without_a_forecast_has_no_line_of_it() -> None:
    made = overdue_list([(wall_of(tile()), overdue())], scope="*", slots=1, overdue=1, at_risk=0, named=True)
    assert text(find(made, className="item-outlook")[0]).strip() == ""
    assert "\n" not in find(made, className="item")[0]["props"]["title"]


def test_nothing_late_is_only_said_where_a_log_book_is_read() -> None:
    unread = wall_of(tile(tiket=Indicator.TIDAK_TERUKUR), dinas=tile("Dinas", None, tiket=Indicator.TIDAK_TERUKUR))
    said = text(one_office(unread, SHORTS))
    assert "buku tiket belum terbaca" in said
    assert "Tidak ada langkah yang lewat waktu" not in said


def test_nothing_measured_is_no_absence_of_trouble() -> None:
    grey = dict.fromkeys(("jaringan", "cadangan", "pengiriman", "tiket"), Indicator.TIDAK_TERUKUR)
    made = all_offices([wall_of(tile(**grey), dinas=tile("Dinas", None, **grey))], SHORTS)
    assert "Belum ada yang terukur" in text(made)
    assert "Tidak ada masalah" not in text(made)


def test_before_the_first_data_the_band_does_not_call_them_old() -> None:
    said = text(stale_band(True, " data terakhir kemarin", ever=False, never_text=" jalankan kolektor"))
    assert said.split() == ["BELUM", "ADA", "DATA", "jalankan", "kolektor"]


@pytest.mark.parametrize(("count", "grid"), [(6, (3, 2)), (10, (4, 3)), (11, (4, 3)), (15, (4, 4)), (16, (4, 4))])
def test_large_tiles_leave_less_than_a_row_over(count: int, grid: tuple[int, int]) -> None:
    assert large_grid(count) == grid
    assert grid[0] * grid[1] - count < grid[0]


def test_letters_are_explained_only_where_they_are_shown() -> None:
    assert "jaringan" in text(legend(letters=True))
    assert "jaringan" not in text(legend(letters=False))


def test_an_empty_list_says_so_and_shows_no_slot() -> None:
    made = trouble_list((), scope="*", slots=3, now_s=NOW.timestamp(), named=True)
    assert len(find(made, data_slot="1", hidden=True)) == 3
    assert find(made, className="list-empty", hidden=False)


def test_overdue_steps_count_down_and_what_does_not_fit_is_counted() -> None:
    view = wall_of(tile())
    rows = [(view, overdue(minutes)) for minutes in (-65, -5, 12)]
    made = overdue_list(rows, scope="*", slots=2, overdue=2, at_risk=1, named=True)
    assert "lewat 1 jam 5 menit" in text(made)
    assert "2 lewat · 1 mendekati batas" in text(made)
    assert "dan 1 lagi" in text(made)


def test_compliance_is_never_shown_without_coverage_n_and_target() -> None:
    made = compliance_kpi("x", "Pelaksanaan", compliance(coverage=0.875), 0.9)
    said = text(made).replace("\N{NO-BREAK SPACE}", " ")
    assert ("90 %" in said, "cakupan 87,5 %" in said, "n 10" in said, "target 90 %" in said) == (True,) * 4


def test_no_judged_run_is_a_dash_in_grey_and_never_zero() -> None:
    made = compliance_kpi("x", "Pelaksanaan", None, 0.9)
    assert find(made, data_kpi="x", data_state="tidak_terukur")
    assert text(find(made, className="kpi-value")[0]) == "—"


def test_all_kecamatan_of_all_offices_stand_on_one_screen() -> None:
    other = replace(wall_of(tile("Kuaro", "64.01.05")), office="64.01")
    made = all_offices([wall_of(tile(), tile("Seririt", "51.08.02")), other], SHORTS)
    keys = [node["props"]["data-tile"] for node in find(made) if "data-tile" in node["props"]]
    assert keys == ["dinas:51.08", "51.08.01", "51.08.02", "dinas:64.01", "64.01.05"]


def test_53_tiles_take_nine_rows_of_eight() -> None:
    assert compact_columns([9, 10, 15, 5, 14]) == 8


def test_one_office_fills_the_screen_with_its_dinas_first() -> None:
    made = one_office(wall_of(tile()), SHORTS)
    tiles = find(made, className="tile-large")
    assert [node["props"]["data-tile"] for node in tiles] == ["dinas:51.08", "51.08.01"]
    assert "November 2026" in text(made)


def test_an_office_without_figures_says_that_nothing_was_judged() -> None:
    assert "belum ada yang dinilai" in text(one_office(wall_of(tile(), figures=figures()), SHORTS))


def test_the_live_root_tells_the_script_where_and_how_often_to_ask() -> None:
    made = wall(
        [wall_of(tile())], SHORTS, feed_url="/feed/wall?kantor=51.08", poll_ms=2000, app_version="v", rotate=False
    )
    [root] = find(made, className="wall")
    assert (root["props"]["data-feed-url"], root["props"]["data-poll-ms"]) == ("/feed/wall?kantor=51.08", "2000")
    assert root["props"]["data-rotate-s"] == "0"


def test_a_rotation_holds_all_offices_and_then_each_of_them() -> None:
    views = [wall_of(tile()), replace(wall_of(tile("Kuaro", "64.01.05")), office="64.01")]
    made = wall(views, SHORTS, feed_url="/x", poll_ms=2000, app_version="v", rotate=True)
    panels = [node["props"]["data-panel"] for node in find(made) if "data-panel" in node["props"]]
    assert panels == ["*", "51.08", "64.01"]
    assert len(find(made, className="turn", hidden=True)) == 2


def test_a_rotation_marks_its_panels_and_keeps_the_pace_it_is_given() -> None:
    views = [wall_of(tile()), replace(wall_of(tile("Kuaro", "64.01.05")), office="64.01")]
    made = wall(views, SHORTS, feed_url="/x", poll_ms=2000, app_version="v", rotate=True, pace_s=30)
    [turns] = find(made, className="turns")
    assert [node["props"]["data-on"] for node in nodes(turns) if node["type"] == "Li"] == ["1", "0", "0"]
    assert find(made, data_rotate_s="30")


@pytest.mark.parametrize(
    ("asked", "pace"), [(None, 20), ("30", 30), ("4", None), ("601", None), ("-9", None), ("x", None)]
)
def test_the_pace_of_a_rotation_is_read_from_the_address_or_refused(asked: str | None, pace: int | None) -> None:
    assert pace_of(asked) == pace


def test_the_kiosk_is_the_same_wall_without_its_menu() -> None:
    assert kiosk_address({"kantor": "semua", "putar": "30", "x": "1"}) == "/?kantor=semua&putar=30&kios=1"
    assert kiosk_address({"kantor": None}) == "/?kios=1"
    assert [text(each) for each in screen_tools({})] == ["Layar penuh", "Mode kios"]


def test_a_small_tile_leads_to_its_office_and_a_large_one_to_what_ails_it() -> None:
    [small] = find(compact_tile(tile(), OFFICE, ZONE, NOW), className="tile-go")
    assert small["props"]["href"] == "/?kantor=51.08"
    assert [line.split(":")[0] for line in small["props"]["title"].split("\n")] == [
        "Jaringan",
        "Cadangan",
        "Pengiriman",
        "Tiket",
    ]
    ill = large_tile(tile(tiket=Indicator.GANGGUAN), OFFICE, ZONE, NOW)
    assert find(ill, className="tile-go")[0]["props"]["href"] == "/terlambat?kantor=51.08&kecamatan=51.08.01"
    dinas = large_tile(tile("Dinas", None, cadangan=Indicator.WASPADA), OFFICE, ZONE, NOW)
    assert find(dinas, className="tile-go")[0]["props"]["href"] == "/cadangan?kantor=51.08"


def test_a_late_step_leads_to_its_ticket_whatever_signs_its_number_has() -> None:
    made = overdue_list(
        [(wall_of(tile()), overdue(ticket="buku:BUL/7 a"))], scope="*", slots=2, overdue=1, at_risk=0, named=True
    )
    assert (
        find(made, className="item-go")[0]["props"]["href"]
        == "/tiket/buku-BUL-7-a?kantor=51.08&nomor=buku%3ABUL%2F7%20a"
    )
    assert "href" not in find(made, className="item-go")[1]["props"]


def test_the_figures_lead_to_the_compliance_of_their_month() -> None:
    [first, second] = find(one_office(wall_of(tile()), SHORTS), className="kpi-go")
    assert first["props"]["href"] == second["props"]["href"]
    assert first["props"]["href"] == "/kepatuhan?kantor=51.08&dari=2026-11-01&sampai=2026-11-30"


def test_a_tile_that_is_well_is_so_since_the_last_of_its_indicators_became_well() -> None:
    found = overall(tile(jaringan=indicator(minutes=50), tiket=indicator(minutes=3)))
    assert found.since == NOW - timedelta(minutes=3)
    ill = overall(
        tile(jaringan=indicator(Indicator.WASPADA, minutes=50), tiket=indicator(Indicator.WASPADA, minutes=3))
    )
    assert ill.since == NOW - timedelta(minutes=50)


def test_bands_and_messages_say_what_is_and_what_to_do() -> None:
    assert text(simulated_band()).startswith("DATA SIMULASI")
    assert find(stale_band(True), role="alert", hidden=False)
    assert find(stale_band(False), hidden=True)
    assert "lakukan" in text(empty("Kosong.", "lakukan ini"))
    assert next(nodes(error("Gagal.", "Tidak hilang.")))["type"] == "Alert"


def test_the_legend_explains_every_shape_and_letter() -> None:
    said = text(legend(letters=True))
    assert all(word in said for word in ("jaringan", "gangguan", "terputus", "tidak terukur", "keadaan kantor"))
