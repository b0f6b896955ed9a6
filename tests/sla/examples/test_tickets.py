"""Every worked ticket gives the run that was worked out for it, and the same instants differ between two zones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.model import Excuse, Heap, Scope, Verdict
from dashboard.sla import explain, judge_ticket
from tests.sla.examples.clock import CLOCK
from tests.sla.examples.ends import ENDS
from tests.sla.examples.paths import PATHS
from tests.sla.examples.pauses import PAUSES
from tests.sla.examples.standards import STANDARD
from tests.sla.examples.states import STATES
from tests.sla.examples.workshop import LATER, Example, at
from tests.sla.factories import BULELENG, TRENGGALEK, one, run, ticket

EXAMPLES = [*CLOCK, *STANDARD, *STATES, *PAUSES, *PATHS, *ENDS]


def named(verdict: Verdict) -> str:
    """``1``, ``1-3``, ``total``, with ``#2`` for a second attempt."""
    name = "total" if verdict.scope is Scope.TOTAL else str(verdict.from_step)
    if verdict.scope is Scope.SPAN:
        name += f"-{verdict.to_step}"
    return name if verdict.attempt == 1 else f"{name}#{verdict.attempt}"


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{each.name} ({each.run})" for each in EXAMPLES])
def test_a_ticket_worked_by_hand(example: Example) -> None:
    found = judge_ticket(example.ticket, example.of, example.calendar, now=example.now)
    (verdict,) = [each for each in found if named(each) == example.run]
    assert (verdict.state, verdict.heap, verdict.rule) == (example.state, example.heap, example.rule)
    assert verdict.due_at == (at(example.due) if example.due else None)
    assert explain(verdict.rule)
    if example.used_min is not None:
        assert verdict.used_s == pytest.approx(example.used_min * 60)
    if example.period is not None:
        assert verdict.period_at == at(example.period)
    assert example.remark in ("", *verdict.remarks)


def test_the_same_instants_are_in_time_in_wita_and_late_in_wib() -> None:
    # 15:40 to 17:00 WITA is 14:40 to 16:00 WIB. Buleleng works 20 minutes to its closing: due Tue 08:10 WITA.
    # Trenggalek works all 80: due 15:40 WIB = 16:40 WITA
    opened = ticket(at("11-16 15:40"), run(1, None, at("11-16 17:00")))
    wita, wib = (judge_ticket(opened, one("1 jam"), office, now=LATER)[0] for office in (BULELENG, TRENGGALEK))
    assert (wita.heap, wita.used_s, wita.due_at) == (Heap.MET, 1200, at("11-17 08:10"))
    assert (wib.heap, wib.used_s, wib.due_at) == (Heap.MISSED, 4800, at("11-16 16:40"))


MOVABLE = [
    (each, heap)
    for name, heap in (
        ("over Nyepi", Heap.MISSED),
        ("nobody could look", Heap.UNMONITORED),
        ("over a lunch break", None),
        ("a step without a standard", None),
    )
    for each in EXAMPLES
    if each.name == name
]


@pytest.mark.parametrize(("example", "before"), MOVABLE, ids=[each.name for each, _ in MOVABLE])
def test_an_excuse_moves_what_was_missed_or_unmonitored_and_its_withdrawal_moves_it_back(
    example: Example, before: Heap | None
) -> None:
    def judged(*excuses: Excuse) -> tuple[Verdict, ...]:
        return judge_ticket(example.ticket, example.of, example.calendar, now=example.now, excuses=excuses)

    plain = judged()
    (about,) = [each for each in plain if named(each) == example.run]
    given = Excuse("51.08", "T-1", about.from_step, about.attempt, about.scope, "sari", "banjir", at("01-01 08:00"))
    (moved,) = [each for each in judged(given) if named(each) == example.run]
    assert (moved.heap, moved.heap_before) == (Heap.EXCUSED if before else example.heap, before)
    assert judged(replace(given, withdrawn_at=at("01-02 08:00"))) == plain
