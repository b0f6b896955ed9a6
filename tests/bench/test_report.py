"""A figure is printed in one form, is read again from it, and misses its target out loud."""

from __future__ import annotations

import pytest

from bench.parts import LONG, SHORT, chosen
from bench.report import MET, MISSED, Measure, read_measures, table


@pytest.mark.parametrize(
    ("measure", "verdict"),
    [
        (Measure("wall", 2.31, "s", 2.59), MET),
        (Measure("wall", 2.6, "s", 2.59), MISSED),
        (Measure("cpu", 0.2, "s", None, "bare socket", 0.1, 2.5), MET),
        (Measure("cpu", 0.3, "s", 1.0, "bare socket", 0.1, 2.5), MISSED),
        (Measure("cpu", 0.3, "s", None, "bare socket", 0.0, 2.5), MISSED),
        (Measure("heap", 35.0, "MB"), ""),
    ],
)
def test_a_target_is_met_only_where_every_limit_holds(measure: Measure, verdict: str) -> None:
    assert measure.verdict == verdict


def test_a_printed_measure_is_read_again_among_other_lines() -> None:
    line = Measure("cpu", 1234.0, "ms", 2000.0, "bare socket", 617.0, 2.5).line()
    (told,) = read_measures(["a table | of | its own\n", f"{line}\n"])
    assert (told.name, told.value, told.ratio, told.verdict) == ("cpu", "1,234 ms", "2 x", MET)
    assert (told.target, told.reference) == ("<= 2,000 ms, <= 2.5 x reference", "bare socket: 617 ms")


def test_columns_of_a_table_stand_under_each_other() -> None:
    assert table(("a", "b"), [("long", "1")]) == "a     b\nlong  1"


def test_every_part_has_a_name_of_its_own_and_can_be_chosen() -> None:
    names = [part.name for part in (*SHORT, *LONG)]
    assert len(set(names)) == len(names)
    assert chosen([names[-1], names[0]], long=False) == [LONG[-1], SHORT[0]]
