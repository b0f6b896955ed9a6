"""Used time against the standard: what each state draws and says."""

from __future__ import annotations

import pytest

from dashboard.components.duration import duration_bar
from tests.pages.tree import as_json, find, text

FIVE = 300.0
MINUTE = 60.0


@pytest.mark.parametrize(
    ("used_s", "standard_s", "running", "at_risk", "state", "said"),
    [
        (4 * MINUTE, FIVE, False, False, "baik", "tepat waktu 4 menit dari 5 menit"),
        (FIVE, FIVE, False, False, "baik", "tepat waktu 5 menit dari 5 menit"),
        (FIVE + MINUTE, FIVE, False, False, "gangguan", "lewat 1 menit 6 menit dari 5 menit"),
        (FIVE + MINUTE, FIVE, True, False, "gangguan", "lewat 1 menit 6 menit dari 5 menit"),
        (2 * MINUTE, FIVE, True, False, "baik", "sisa 3 menit 2 menit dari 5 menit"),
        (4 * MINUTE, FIVE, True, True, "waspada", "mendekati batas, sisa 1 menit 4 menit dari 5 menit"),
        (4 * MINUTE, None, False, False, "tidak_berlaku", "tanpa waktu baku 4 menit"),
        (None, FIVE, False, False, "tidak_terukur", "tidak terukur — dari 5 menit"),
        (None, None, False, False, "tidak_terukur", "tidak terukur —"),
    ],
)
def test_each_state_has_its_colour_and_its_words(
    used_s: float | None, standard_s: float | None, running: bool, at_risk: bool, state: str, said: str
) -> None:
    made = duration_bar(used_s, standard_s, running=running, at_risk=at_risk)
    assert as_json(made)["props"]["data-state"] == state
    assert text(made) == said


def test_the_mark_stands_in_one_place_while_the_standard_is_kept() -> None:
    marks = [find(duration_bar(used, FIVE), className="used-mark")[0] for used in (MINUTE, FIVE)]
    assert {mark["props"]["style"]["left"] for mark in marks} == {"75.0%"}


def test_a_late_bar_is_full_and_the_mark_lies_inside_it() -> None:
    made = duration_bar(2 * FIVE, FIVE)
    assert find(made, className="used-fill")[0]["props"]["style"]["width"] == "100.0%"
    assert find(made, className="used-mark")[0]["props"]["style"]["left"] == "50.0%"


def test_what_was_not_measured_is_not_drawn_as_zero() -> None:
    assert find(duration_bar(None, FIVE), className="used-fill") == []
    assert find(duration_bar(MINUTE, None), className="used-mark") == []
