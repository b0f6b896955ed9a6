"""No text becomes a formula in a spreadsheet, and a negative number stays one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.exports.formulas import guarded

ASSETS = Path(__file__).resolve().parents[2] / "assets"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62 812", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1+1", "-", "- 5"],
)
def test_what_a_spreadsheet_would_calculate_has_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-5", "-1.234,5", "-3 %", "modem mati", "{}", "—", "a=b", "3-4"])
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_the_files_that_a_browser_makes_have_one_guard_too() -> None:
    guards = [path.name for path in ASSETS.glob("*.js") if re.search(r"\[=\+", path.read_text(encoding="utf-8"))]
    assert guards == ["table.js"]
