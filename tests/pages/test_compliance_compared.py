"""Two periods on ``/kepatuhan``: the address, the figures, the charts and the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.components.charts import Names, charts_section
from dashboard.components.compliance import controls, figures_row, numbers_table, period_notes
from dashboard.components.question import BadQuestion, Question, Versus, read_question
from dashboard.figures.heatmap import NO_CHANGE, PARTLY, cell_text, heatmap, hover_text
from dashboard.figures.ranking import ranking
from dashboard.figures.trend import trend
from dashboard.model import Kind
from dashboard.views.change import Earlier, EarlierRows, change_of, earlier_of
from dashboard.views.rows import ComplianceView
from tests.pages.factories import OFFICE, SOP, compliance, compliance_page, figures
from tests.pages.tree import find, nodes, text

TODAY = date(2026, 11, 20)
ASKED = Question(OFFICE, date(2026, 11, 1), TODAY, versus=Versus.BEFORE)
NAMES = Names({None: "Dinas", "51.08.01": "Gerokgak"}, {})


def before(met: int = 8, missed: int = 2, **more: Any) -> ComplianceView:
    row = compliance(met=met, missed=missed)
    known: dict[str, Any] = {
        "start": date(2026, 10, 12),
        "end": date(2026, 10, 31),
        "ranking": (row,),
        "trend": ((date(2026, 10, 12), row),),
        "figures": figures(compliance(None, None, met=met, missed=missed)),
    }
    return compliance_page(row, **(known | more))


def earlier(met: int = 8, missed: int = 2, **more: Any) -> Earlier:
    return earlier_of(before(met, missed, **more))


def earlier_side(met: int = 8, missed: int = 2) -> EarlierRows:
    return earlier(met, missed).rows


def said(component: Any) -> str:
    return text(component).replace("\N{NO-BREAK SPACE}", " ")


def reread(asked: Question) -> Question:
    return read_question([OFFICE], TODAY, **dict(parse_qsl(urlsplit(asked.href()).query)))


@pytest.mark.parametrize("versus", [None, *Versus, (date(2026, 9, 1), date(2026, 9, 30))])
def test_what_is_compared_is_in_the_address(versus: Any) -> None:
    asked = replace(ASKED, versus=versus, sop=SOP)
    assert reread(asked) == asked


def test_the_time_before_is_as_long_and_ends_the_day_before() -> None:
    assert ASKED.earlier() == (date(2026, 10, 12), date(2026, 10, 31))
    assert replace(ASKED, start=TODAY).earlier() == (date(2026, 11, 19), date(2026, 11, 19))


def test_a_year_ago_is_the_same_days_and_the_leap_day_its_eve() -> None:
    assert replace(ASKED, versus=Versus.YEAR_AGO).earlier() == (date(2025, 11, 1), date(2025, 11, 20))
    leap = Question(OFFICE, date(2024, 2, 29), date(2024, 2, 29), versus=Versus.YEAR_AGO)
    assert leap.earlier() == (date(2023, 2, 28), date(2023, 2, 28))


def test_the_form_of_ones_own_days_is_read() -> None:
    asked = read_question([OFFICE], TODAY, dari2="01/09/2026", sampai2="30/09/2026")
    assert asked.earlier() == (date(2026, 9, 1), date(2026, 9, 30))
    assert "banding=2026-09-01~2026-09-30" in asked.href()


@pytest.mark.parametrize(
    ("banding", "told"),
    [
        ("kemarin", "tidak dikenal"),
        ("2026-09-30~2026-09-01", "Tukar"),
        ("2020-01-01~2026-09-01", "tiga tahun"),
        ("ini~itu", "tidak terbaca"),
    ],
)
def test_a_comparison_that_cannot_be_made_names_the_mend(banding: str, told: str) -> None:
    with pytest.raises(BadQuestion, match=told):
        read_question([OFFICE], TODAY, banding=banding)


def test_before_the_first_day_of_the_calendar_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(BadQuestion, match="pembanding"):
        read_question([OFFICE], TODAY, dari="0001-01-01", sampai="0001-01-02", banding="tahun-lalu")


def test_every_choice_of_the_bar_keeps_the_others() -> None:
    made = controls(replace(ASKED, sop=SOP), TODAY, [(SOP, "SOP PERBAIKAN")])
    links = [node["props"]["href"] for node in nodes(made) if node["props"].get("href")]
    assert len([link for link in links if "banding=" not in link]) == 1
    assert len([link for link in links if "sop=" not in link]) == 1


def test_the_figures_tell_both_sides_in_points_with_both_n() -> None:
    made = said(figures_row(compliance_page(), Kind.PELAKSANAAN, earlier()))
    assert "▲ 10 poin dari 80 % (n 10)" in made
    assert "pembanding 10" in made


def test_figures_that_cannot_be_compared_say_so_beside_the_earlier_one() -> None:
    made = said(figures_row(compliance_page(), Kind.PELAKSANAAN, earlier(met=3, missed=1)))
    assert "tidak dapat dibandingkan dengan 75 % (n 4)" in made
    assert "▼" not in made


def test_the_notes_say_what_runs_and_what_is_compared() -> None:
    row = replace(compliance(), version=date(2020, 1, 1))
    other = earlier_of(compliance_page(row, start=date(2026, 10, 12), end=date(2026, 10, 31)))
    made = said(period_notes(compliance_page(compliance(), running=True), ASKED, NAMES, other))
    assert "masih berjalan" in made
    assert "dibanding 12–31 Oktober 2026" in made
    assert "versi SOP berbeda" in made


def test_a_cell_carries_its_change_and_never_one_of_a_weak_side() -> None:
    row = compliance()
    assert cell_text(row, 0.9, change_of(row, compliance(met=8, missed=2))).endswith("<br>▲ 10")
    weak = cell_text(row, 0.9, change_of(row, compliance(met=3, missed=1)))
    assert weak.endswith(NO_CHANGE)
    assert "▲" not in weak


def test_a_cell_marks_coverage_below_all() -> None:
    assert PARTLY in cell_text(compliance(coverage=0.8, unmonitored=2), 0.9)
    assert PARTLY not in cell_text(compliance(), 0.9)


def test_the_hover_tells_all_heaps_and_both_periods() -> None:
    row = compliance(unmonitored=2, coverage=0.83)
    told = hover_text(row, "Gerokgak", "1", "", change=change_of(row, compliance(met=8, missed=2)))
    plain = told.replace("\N{NO-BREAK SPACE}", " ")
    for words in ("Tepat 9", "tidak tepat 1", "dikecualikan 0", "Tidak terpantau 2", "cakupan 83 %", "median 60 %"):
        assert words in plain
    assert "Pembanding 80 % · n 10" in plain
    assert "Perubahan ▲ 10 poin persen" in plain


def test_a_map_that_compares_gives_its_rows_a_third_line() -> None:
    rows, names = [compliance()], {"51.08.01": "Gerokgak"}
    alone = heatmap(rows, names, {}, 0.9, "r")
    both = heatmap(rows, names, {}, 0.9, "r", earlier=earlier_side())
    assert both.layout.height > alone.layout.height
    assert both.data[0].text[0][0].endswith("▲ 10")


def test_the_ranking_marks_where_a_place_stood() -> None:
    made = ranking([compliance()], {"51.08.01": "Gerokgak"}, 0.9, "r", earlier=earlier_side())
    assert list(made.data[2].x) == [0.8]
    assert made.data[1].text[0].endswith("▲ 10")


def test_the_ranking_marks_nothing_where_the_earlier_side_is_weak() -> None:
    made = ranking([compliance()], {"51.08.01": "Gerokgak"}, 0.9, "r", earlier=earlier_side(met=3, missed=1))
    assert list(made.data[2].x) == []


def test_the_earlier_line_is_quiet_and_begins_where_the_other_begins() -> None:
    row = compliance()
    made = trend([(date(2026, 11, 2), row)], 0.9, "r", earlier=[(date(2026, 10, 5), row), (date(2026, 10, 12), row)])
    quiet, line = made.data
    assert (list(quiet.x), list(line.x)) == ([0, 1], [0])
    assert quiet.line.dash == "dash"
    assert tuple(made.layout.xaxis.range) == (-0.5, 1.5)


def test_the_table_gets_columns_of_the_earlier_period() -> None:
    made = numbers_table(compliance_page(compliance()), replace(ASKED, as_table=True), NAMES, earlier())
    assert said(find(made, data_label="Pembanding")) == "80 %"
    assert said(find(made, data_label="n pembanding")) == "10"
    assert said(find(made, data_label="Perubahan (poin)")) == "▲ 10"


def test_a_change_that_cannot_be_told_says_so_in_the_table() -> None:
    made = numbers_table(compliance_page(compliance()), ASKED, NAMES, earlier(met=3, missed=1))
    assert said(find(made, data_label="Perubahan (poin)")) == "tidak dapat dibandingkan"


def test_a_long_page_leads_to_each_of_its_maps() -> None:
    view = compliance_page(compliance(), replace(compliance(), sop="lain"))
    made = charts_section(view, replace(ASKED, versus=None), NAMES)
    jumps = [node["props"]["href"][1:] for node in nodes(made) if str(node["props"].get("href", "")).startswith("#")]
    places = [node["props"]["id"] for node in nodes(made) if str(node["props"].get("id", "")).startswith("peta-")]
    assert sorted(jumps) == sorted(places)
    assert len(jumps) == 2
