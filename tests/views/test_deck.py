"""The slides as rows: titles that say the finding, the order asked for, and nothing that was not measured."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.model import Indicator, State
from dashboard.store import Store, save_tickets
from dashboard.views.context import Context
from dashboard.views.deck import SECTIONS, deck
from dashboard.views.deck_rows import Bars, Facts, Grids, Lines, Nothing, Slide, Table
from dashboard.views.deck_words import share
from dashboard.views.first_answers import first_answer
from dashboard.views.frozen import frozen_deck
from dashboard.views.memory import Memory
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportAction, ReportView
from tests.exports.conftest import END, NOW, START, fill, repair
from tests.offices_factory import CODE


@pytest.fixture
def view(context: Context, store: Store) -> ReportView:
    fill(store)
    return report_view(context, CODE, START, END, NOW)


def of(view: ReportView, section: str) -> tuple[Slide, ...]:
    return deck(view, [section]).slides


def test_all_sections_come_in_their_order_unless_others_are_asked(view: ReportView) -> None:
    assert list(dict.fromkeys(slide.section for slide in deck(view).slides)) == list(SECTIONS)
    assert [slide.section for slide in deck(view, ["tren", "judul"]).slides] == ["tren", "judul"]


def test_an_unknown_section_is_refused(view: ReportView) -> None:
    with pytest.raises(KeyError, match="cuaca"):
        deck(view, ["cuaca"])


def test_the_title_names_the_lowest_place_with_its_n(view: ReportView) -> None:
    [slide] = of(view, "kepatuhan")
    assert isinstance(slide.body, Bars)
    assert slide.title.replace("\xa0", " ").endswith("terendah Seririt 71,4 % (n 7)")
    # Gerokgak has two judged runs: drawn, marked weak, and never called the lowest.
    [weak] = [bar for bar in slide.body.bars if "Gerokgak" in bar.label]
    assert weak.weak
    assert weak.label == "Gerokgak"


def test_all_places_at_the_target_is_a_finding_too(view: ReportView) -> None:
    easy = replace(view, totals=replace(view.totals, target=0.1))
    assert of(easy, "kepatuhan")[0].title.startswith("Semua 3 tempat mencapai target")


def test_the_kinds_are_never_added(view: ReportView) -> None:
    body = of(view, "ringkasan")[0].body
    assert isinstance(body, Facts)
    work, _, measured = body.facts
    assert view.totals.pelaksanaan is not None
    assert view.totals.pengukuran is not None
    assert work.lines[0].replace("\xa0", " ").startswith(f"n {view.totals.pelaksanaan.n} ")
    assert measured.lines[0].replace("\xa0", " ").startswith(f"n {view.totals.pengukuran.n} ")


def test_an_unmeasured_kind_has_no_figure(view: ReportView) -> None:
    body = of(replace(view, totals=replace(view.totals, pengukuran=None)), "ringkasan")[0].body
    assert isinstance(body, Facts)
    assert (body.facts[2].value, body.facts[2].state) == ("—", Indicator.TIDAK_TERUKUR)


def test_the_interim_mark_stands_only_while_the_period_runs(view: ReportView) -> None:
    assert "SEMENTARA" in of(view, "ringkasan")[0].lead
    assert "SEMENTARA" not in of(replace(view, interim=False), "ringkasan")[0].lead


def test_grids_show_judged_sops_and_the_others_are_named(view: ReportView) -> None:
    slides = of(view, "langkah")
    assert any(isinstance(slide.body, Grids) for slide in slides)
    judged = {row.figures.sop for row in view.rows if row.figures.n}
    silent = [row.title for row in view.by_sop if row.sop not in judged]
    named = [cells[0].text for slide in slides if isinstance(slide.body, Table) for cells in slide.body.rows]
    assert named == silent


def test_a_cell_without_a_judged_run_says_how_many_were_unmonitored(view: ReportView) -> None:
    cells = [
        (name, cell)
        for slide in of(view, "langkah")
        if isinstance(slide.body, Grids)
        for grid in slide.body.grids
        for name, line in grid.rows
        for cell in line
    ]
    found = {(cell.text, cell.state) for name, cell in cells if name == "Gerokgak" and cell.text.startswith("?")}
    assert found == {(f"? {count}", Indicator.TIDAK_TERUKUR) for count in _unmonitored(view)}


def _unmonitored(view: ReportView) -> set[int]:
    rows = [row.figures for row in view.rows if row.place == "Gerokgak" and row.figures.compliance is None]
    return {row.unmonitored for row in rows if row.unmonitored}


def test_a_share_below_one_is_never_written_as_all(view: ReportView) -> None:
    row = replace(view.availability[0], seconds={State.UP: 1e7, State.DOWN: 1.0})
    slide = of(replace(view, availability=(row,)), "jaringan")[0]
    assert isinstance(slide.body, Bars)
    assert slide.body.bars[0].text.startswith("> 99,99")


def test_nights_without_a_record_stay_empty(view: ReportView) -> None:
    body = of(view, "cadangan")[0].body
    assert isinstance(body, Grids)
    [(_, cells)] = body.grids[0].rows
    assert len(cells) == 19
    assert [place for place, cell in enumerate(cells, 1) if cell.state is Indicator.BAIK] == [15]


def test_durations_stand_against_the_standard(view: ReportView) -> None:
    body = of(view, "cadangan")[-1].body
    assert isinstance(body, Lines)
    assert body.limit == 15.0
    assert [value for value in body.series[0].values if value is not None] == [1.0]


def test_many_actions_are_counted_and_the_first_shown(view: ReportView) -> None:
    many = tuple(ReportAction("tunggakan", "Seririt", f"Tiket {number}", NOW) for number in range(100))
    slides = of(replace(view, actions=many), "tunggakan")
    assert slides[0].title == "Tindak lanjut: 100 tunggakan"
    assert "76 lagi" in slides[0].lead
    assert sum(len(slide.body.rows) for slide in slides if isinstance(slide.body, Table)) == 24


def test_nothing_measured_is_said_on_every_slide(context: Context) -> None:
    empty = report_view(context, CODE, date(2026, 3, 1), date(2026, 3, 31), NOW)
    between = [slide for slide in deck(empty).slides if slide.section not in ("judul", "tunggakan", "definisi")]
    assert {type(slide.body) for slide in between} == {Nothing}
    assert {each.kind for each in empty.actions} <= {"tidak terukur"}


def test_a_frozen_deck_stays_while_the_office_goes_on(context: Context, store: Store) -> None:
    fill(store)
    before = frozen_deck(context, CODE, START, END, NOW)
    save_tickets(store, [repair("baru", took=timedelta(hours=9))], by="uji", at=NOW)
    assert frozen_deck(context, CODE, START, END, NOW) == before
    assert frozen_deck(context, CODE, START, END, NOW, ("tren",)).slides == tuple(
        slide for slide in before.slides if slide.section == "tren"
    )
    later: datetime = NOW + timedelta(minutes=5)
    assert frozen_deck(context, CODE, START, END, later) != before


def test_another_worker_shows_the_frozen_deck_that_the_first_one_read(context: Context, store: Store) -> None:
    fill(store)
    before = frozen_deck(context, CODE, START, END, NOW)
    save_tickets(store, [repair("baru", took=timedelta(hours=9))], by="uji", at=NOW)
    other = replace(context, slot_memory=Memory())
    assert deck(report_view(other, CODE, START, END, NOW)) != before
    assert frozen_deck(other, CODE, START, END, NOW) == before


def test_an_answer_is_taken_from_whoever_was_first_and_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "beku"

    def late() -> str:
        first_answer(folder, "tanya", lambda: "pertama")  # another process is quicker
        return "kedua"

    assert first_answer(folder, "tanya", late) == "pertama"
    (old,) = folder.iterdir()
    os.utime(old, (0, 0))
    assert first_answer(folder, "lain", lambda: 1) == 1
    assert not old.exists()


def test_a_folder_that_cannot_be_used_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "beku").touch()
    assert first_answer(tmp_path / "beku", "tanya", lambda: "jawab") == "jawab"


@pytest.mark.parametrize(
    ("fraction", "target", "digits", "said"),
    [
        (467 / 519, 0.9, 1, "89,98 %"),
        (0.8951, 0.9, 0, "89,5 %"),
        (0.9, 0.9, 1, "90 %"),
        (695 / 697, 0.9, 0, "99,7 %"),
        (1.0, 0.9, 0, "100 %"),
        (0.8, 0.9, 0, "80 %"),
        (None, 0.9, 1, "—"),
    ],
)
def test_rounding_never_lifts_a_share_to_its_target(
    fraction: float | None, target: float, digits: int, said: str
) -> None:
    assert share(fraction, target, digits).replace("\xa0", " ") == said


def test_many_places_take_several_slides_with_their_ranks(view: ReportView) -> None:
    many = tuple(
        replace(view.places[0], name=f"Kecamatan {number}", rank=number, kecamatan=f"51.08.{number}")
        for number in range(1, 41)
    )
    slides = of(replace(view, places=many), "kepatuhan")
    assert [len(slide.body.bars) for slide in slides if isinstance(slide.body, Bars)] == [18, 18, 4]
    assert slides[-1].lead.endswith("bagian 3 dari 3")


def test_a_year_of_nights_stands_by_month(context: Context, store: Store) -> None:
    fill(store)
    year = report_view(context, CODE, date(2025, 12, 1), END, NOW)
    grids = [grid for slide in of(year, "cadangan") if isinstance(slide.body, Grids) for grid in slide.body.grids]
    assert len(grids) == 12
    assert (grids[0].title, len(grids[0].columns)) == ("Desember 2025", 31)
