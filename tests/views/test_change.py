from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.views.change import change_of, earlier_of, sops_in_other_versions
from tests.pages.factories import compliance, compliance_page


def test_a_change_is_in_percentage_points() -> None:
    change = change_of(compliance(met=9, missed=1), compliance(met=8, missed=2))
    assert (change.sign, round(change.points or 0, 6)) == ("▲", 10.0)


def test_a_fall_and_no_change_have_their_own_signs() -> None:
    row = compliance(met=9, missed=1)
    assert change_of(row, compliance(met=20, missed=0)).sign == "▼"
    assert change_of(row, compliance(met=18, missed=2)).sign == "="


@pytest.mark.parametrize("few", [compliance(met=4, missed=0), compliance(met=0, missed=0), None])
def test_fewer_than_five_on_either_side_cannot_be_compared(few: object) -> None:
    enough = compliance(met=5, missed=0)
    for pair in ((enough, few), (few, enough)):
        change = change_of(*pair)  # type: ignore[arg-type]
        assert (change.points, change.sign) == (None, "")
        assert change.why_not


def test_the_reason_names_the_side_that_is_weak() -> None:
    enough, few = compliance(met=5, missed=0), compliance(met=4, missed=0)
    assert change_of(few, enough).why_not == "n kurang dari 5 pada periode ini"
    assert change_of(enough, few).why_not == "n kurang dari 5 pada periode pembanding"


def test_another_version_of_a_standard_is_no_pair() -> None:
    old = replace(compliance(), version=date(2020, 1, 1))
    earlier = earlier_of(compliance_page(old))
    change = earlier.of_row(compliance())
    assert (change.before, change.points) == (None, None)
    assert "versi lain" in change.why_not
    assert sops_in_other_versions([compliance()], earlier) == (old.sop,)


def test_rows_are_paired_by_place_step_and_kind() -> None:
    earlier = earlier_of(compliance_page(compliance(step=1, met=5, missed=5), compliance(step=2)))
    assert round(earlier.of_row(compliance(step=1)).points or 0, 6) == 40.0
    assert earlier.of_row(compliance(step=3)).before is None
    assert sops_in_other_versions([compliance()], earlier) == ()
