from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.components.charts import Names, charts_section, maps_of, origin_of
from dashboard.components.compliance import controls, figures_row, numbers_table
from dashboard.components.question import BadQuestion, Pick, Question, presets, read_pick, read_question
from dashboard.components.runs import runs_panel, slots_panel
from dashboard.model import Heap, Kind, RunState, Scope, Slot
from dashboard.views.run_words import HEAP_WORDS, STATE_WORDS
from tests.pages.factories import NOW, OFFICE, SOP, compliance, compliance_page, figures, run
from tests.pages.tree import find, nodes, text

TODAY = date(2026, 11, 20)
QUESTION = Question(OFFICE, date(2026, 11, 1), TODAY)
NAMES = Names({None: "Dinas", "51.08.01": "Gerokgak"}, {})
PICK = Pick("51.08.01", SOP, 4, Scope.STEP)


def test_without_an_address_this_month_of_the_first_office_is_asked() -> None:
    assert read_question([OFFICE, "64.01"], TODAY) == QUESTION


def test_an_address_is_read_back_as_it_was_written() -> None:
    asked = replace(QUESTION, kind=Kind.PENGUKURAN, pick=PICK, as_table=True)
    query = dict(part.split("=") for part in asked.href().split("?")[1].split("&"))
    assert read_question([OFFICE], TODAY, **query) == asked


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"dari": "kemarin"}, "20/11/2026"),
        ({"dari": "2026-11-20", "sampai": "2026-11-01"}, "Tukar"),
        ({"dari": "2020-01-01"}, "tiga tahun"),
        ({"jenis": "semua"}, "pelaksanaan atau pengukuran"),
        ({"kantor": "99"}, "tidak dikenal"),
        ({"pilih": "ini~itu"}, "Klik"),
    ],
)
def test_an_address_that_cannot_be_answered_names_the_mend(asked: dict[str, str], told: str) -> None:
    with pytest.raises(BadQuestion, match=told):
        read_question([OFFICE], TODAY, **asked)


def test_a_cell_of_the_dinas_and_of_a_total_survives_the_address() -> None:
    pick = Pick(None, SOP, None, Scope.TOTAL)
    assert read_pick(pick.text()) == pick


def test_presets_never_reach_beyond_today() -> None:
    found = {preset.label: (preset.start, preset.end) for preset in presets(date(2026, 1, 15))}
    assert found["Bulan lalu"] == (date(2025, 12, 1), date(2025, 12, 31))
    assert found["Triwulan ini"] == (date(2026, 1, 1), date(2026, 1, 15))
    assert max(end for _, end in found.values()) == date(2026, 1, 15)


def test_the_chosen_period_and_kind_are_marked_among_the_controls() -> None:
    made = controls(QUESTION, TODAY)
    marked = [text(node) for node in find(made, active=True)]
    assert marked == ["Bulan ini", "Pelaksanaan", "Grafik", "Tanpa pembanding"]


def test_dates_are_shown_as_an_office_writes_them_and_read_back() -> None:
    form = next(node for node in nodes(controls(QUESTION, TODAY)) if node["type"] == "Form")
    shown = {node["props"]["name"]: node["props"]["value"] for node in find(form, type="hidden")}
    dates = [node["props"]["value"] for node in find(form, className="date-input")]
    assert shown == {"kantor": OFFICE, "jenis": "pelaksanaan"}
    assert dates == ["01/11/2026", "20/11/2026"]
    assert read_question([OFFICE], TODAY, dari=dates[0], sampai=dates[1]) == QUESTION


def test_the_figures_row_keeps_the_two_kinds_apart() -> None:
    said = text(figures_row(compliance_page(), Kind.PELAKSANAAN)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Kepatuhan pelaksanaan 90 %" in said
    assert "Pengukuran — belum ada yang dinilai" in said


def test_a_period_without_runs_says_what_is_missing_and_draws_nothing() -> None:
    made = charts_section(compliance_page(), QUESTION, NAMES)
    assert "Belum ada pelaksanaan yang dinilai pada 1–20 November 2026." in text(made)
    assert not [node for node in nodes(made) if node["type"] == "Graph"]


def test_each_sop_has_a_map_of_its_own_beside_ranking_and_trend() -> None:
    row = compliance()
    view = compliance_page(row, replace(row, sop="lain"), ranking=(row,), trend=((date(2026, 11, 2), row),))
    made = charts_section(view, QUESTION, NAMES)
    drawn = [node["props"]["id"]["name"] for node in nodes(made) if node["type"] == "Graph"]
    assert drawn == ["ranking", "trend", f"sop:{SOP}", "sop:lain"]


def test_two_versions_of_a_standard_are_drawn_apart() -> None:
    rows = (compliance(), replace(compliance(), version=date(2026, 11, 10)))
    maps = maps_of(rows, NAMES)
    assert [each.name for each in maps] == [f"sop:{SOP}", f"sop:{SOP}@2024-01-02"]
    assert "berlaku 10 November 2026" in maps[0].title


def test_wide_maps_take_the_row_and_small_ones_stand_side_by_side() -> None:
    wide = [replace(compliance(step=step), sop="lebar") for step in range(1, 9)]
    small = [replace(compliance(), sop=name) for name in ("a", "b", "c")]
    made = charts_section(compliance_page(*small, *wide), QUESTION, NAMES)
    sizes = [node["props"]["lg"] for node in nodes(made) if node["type"] == "Col"]
    assert sizes == [12, 12, 6, 6]


def test_charts_name_their_office_period_and_coverage() -> None:
    said = origin_of(compliance_page(compliance()), QUESTION).text().replace("\N{NO-BREAK SPACE}", " ")
    assert "DATA SIMULASI" in said
    assert "Buleleng<br>1–20 November 2026 · cakupan pelaksanaan 100 %" in said


def test_every_chart_can_be_taken_along_as_a_picture() -> None:
    made = charts_section(compliance_page(compliance()), QUESTION, NAMES)
    assert [node["props"]["value"] for node in find(made, name="gambar")] == ["a4", "slaid", "svg"]


def test_figures_of_nothing_are_dashes_that_say_why() -> None:
    said = text(figures_row(compliance_page(figures=figures()), Kind.PELAKSANAAN))
    assert "0" not in said.replace("90", "")
    assert said.count("belum ada yang dinilai") == 6


def test_measured_figures_have_maps_but_no_ranking() -> None:
    row = compliance(kind=Kind.PENGUKURAN)
    view = compliance_page(row, ranking=(row,))
    made = charts_section(view, replace(QUESTION, kind=Kind.PENGUKURAN), NAMES)
    assert [node["props"]["id"]["name"] for node in nodes(made) if node["type"] == "Graph"] == [f"sop:{SOP}"]


def test_each_row_of_the_table_leads_to_its_runs() -> None:
    made = numbers_table(compliance_page(compliance()), replace(QUESTION, as_table=True), NAMES)
    links = [node["props"]["href"] for node in nodes(made) if node["type"] == "Link"]
    assert links == [replace(QUESTION, as_table=True, pick=Pick("51.08.01", SOP, 1, Scope.STEP)).href() + "#mengapa"]


def test_every_state_and_heap_has_its_word() -> None:
    assert set(STATE_WORDS) == set(RunState)
    assert set(HEAP_WORDS) == set(Heap)


@pytest.mark.parametrize("heap", list(Heap))
def test_a_run_is_shown_with_its_times_its_standard_and_its_rule(heap: Heap) -> None:
    made = runs_panel(
        replace(QUESTION, pick=PICK), [run(heap, remarks=("lebih cepat dari baku",))], NAMES, "Asia/Makassar"
    )
    said = text(made).replace("\N{NO-BREAK SPACE}", " ")
    assert HEAP_WORDS[heap] in said
    assert all(
        word in said for word in ("BA-2026-117", "20 Nov 2026 14.05 WITA", "1 jam", "met_within_max", "lebih cepat")
    )


def test_the_rule_is_told_as_a_sentence() -> None:
    made = runs_panel(replace(QUESTION, pick=PICK), [run(rule="past_standard")], NAMES, "Asia/Makassar")
    assert "Selesai setelah waktu baku habis." in text(made)
    assert "past_standard" not in text(made)


def test_unknown_times_are_dashes() -> None:
    made = runs_panel(replace(QUESTION, pick=PICK), [run(started_at=None, used_s=None)], NAMES, "Asia/Makassar")
    cells = [text(node) for node in nodes(made) if node["type"] == "Td"]
    assert (cells[2], cells[5]) == ("—", "—")


def test_no_pick_and_no_runs_are_two_different_messages() -> None:
    assert "Belum ada sel yang dipilih" in text(runs_panel(QUESTION, [], NAMES, "Asia/Makassar"))
    assert "Tidak ada pelaksanaan" in text(runs_panel(replace(QUESTION, pick=PICK), [], NAMES, "Asia/Makassar"))


def test_measured_hours_are_listed_the_latest_first() -> None:
    slots = [
        Slot(OFFICE, "51.08.01", SOP, date(2024, 1, 2), 1, NOW.replace(hour=hour), Heap.MISSED, "down", "r", "modem")
        for hour in (1, 2)
    ]
    made = slots_panel(replace(QUESTION, pick=PICK, kind=Kind.PENGUKURAN), slots, NAMES, "Asia/Makassar")
    times = [text(node).replace("\N{NO-BREAK SPACE}", " ") for node in find(made, data_label="Jam")]
    assert times == ["20 Nov 2026 10.05 WITA", "20 Nov 2026 09.05 WITA"]
