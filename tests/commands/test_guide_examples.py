"""The figures of the guide's examples are those that the engine gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import formats
from dashboard.sla import accounts
from tests.sla.factories import wita
from tests.sla.test_account import EXCUSED, LATE, MET, NOVEMBER, RUNNING, UNKNOWN

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "panduan" / "cara-membaca-angka.md").read_text(encoding="utf-8")
FIRST, SECOND = PAGE.split("## Contoh ")[1:]
NOW = wita("2026-11-20 12:00")
DUE = replace(RUNNING, period_at=NOW, due_at=wita("2026-11-25 10:00"))
"""Still running, and due within the month."""


def percent(fraction: float | None) -> str:
    return f"**{formats.percent(fraction)}**".replace("\N{NO-BREAK SPACE}", " ")


def result(heading: str) -> str:
    """The last cell of the row of the second example that begins with these words."""
    (row,) = [line for line in SECOND.split("\n## ")[0].splitlines() if line.startswith(f"| {heading}")]
    return row.strip("|").split("|")[-1].strip()


def test_the_first_example_is_a_ticket_of_ten_runs_with_one_late() -> None:
    (row,) = accounts([MET] * 9 + [LATE], period=NOVEMBER, now=NOW)
    assert f"Kepatuhan = 9 / 10 = {percent(row.compliance)}" in FIRST
    assert percent(row.coverage) in FIRST


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("kepatuhan", "compliance"),
        ("sebelum pengecualian", "compliance_before"),
        ("cakupan", "coverage"),
        ("ujung terbaik", "best"),
        ("ujung terburuk", "worst"),
    ],
)
def test_the_second_example_is_counted_as_the_engine_counts(heading: str, field: str) -> None:
    runs = [MET] * 12 + [LATE] * 3 + [EXCUSED] + [UNKNOWN] * 2 + [DUE] * 2
    (row,) = accounts(runs, period=NOVEMBER, now=NOW)
    assert (len(runs), row.n) == (20, int(result("n ")))
    assert result(heading) == percent(getattr(row, field))
