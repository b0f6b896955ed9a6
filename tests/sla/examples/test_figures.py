"""A month by hand, from judged tickets to what the wall quotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.model import Excuse, RunState, Scope, Verdict
from dashboard.sla import judge_ticket, lkjip_of, office_row, ranking, standing
from tests.sla.examples.workshop import at, zero
from tests.sla.factories import BULELENG, one, run, ticket

NOVEMBER = (at("11-01 00:00"), at("12-01 00:00"))
DECEMBER = (at("12-01 00:00"), at("2027-01-01 00:00"))
RUNNING, OVER = at("11-20 12:00"), at("12-10 08:00")


def month(now: str) -> list[Verdict]:
    """Six in time (45 of 60 minutes), three late (90), one of them excused, one unknown; three open on the 20th.

    5 hari from Thu 19 Nov 10:00 = Thu 26 Nov 10:00 (two of these); 10 hari from Fri 20 Nov 10:00 = Fri 4 Dec 10:00.
    """
    hour, when = one("1 jam"), at(now)
    begun = at("11-16 08:00")
    runs = [("m", "08:45")] * 6 + [("l", "09:30")] * 3 + [("u", "07:00")]
    told = [
        replace(ticket(begun, run(1, None, at(f"11-16 {clock}"))), id=f"{kind}{i}")
        for i, (kind, clock) in enumerate(runs)
    ]
    flood = Excuse("51.08", "l6", 1, 1, Scope.STEP, "sari", "banjir", at("11-17 08:00"))
    found = [judge_ticket(each, hour, BULELENG, now=when, excuses=[flood])[0] for each in told]
    for waktu, opened in (("5 hari", "11-19 10:00"), ("5 hari", "11-19 10:00"), ("10 hari", "11-20 10:00")):
        found.append(judge_ticket(ticket(at(opened)), one(waktu), BULELENG, now=when)[0])
    return found


def test_a_running_month_has_a_figure_and_two_possible_ends() -> None:
    row = office_row(month("11-20 12:00"), office="51.08", period=NOVEMBER, now=RUNNING)
    assert (row.met, row.missed, row.excused, row.unmonitored, row.outside) == (6, 2, 1, 1, 3)
    # 6 of 6 + 2; before the excuse 6 of 9; 9 judged of 9 + 1
    assert (row.n, row.compliance, row.compliance_before, row.coverage) == (8, 6 / 8, 6 / 9, 9 / 10)
    # two more are due in November: 8 of 10, or 6 of 10; the one due in December is not guessed
    assert (row.best, row.worst) == (8 / 10, 6 / 10)
    # breaches: two missed and the excused one; shares 0.75 six times, 1.5 three times: rank 0.9 x 8 = 7.2
    assert (row.breaches, row.backlog, row.median_share, row.p90_share) == (3, 0, 0.75, 1.5)
    # 75 % against 90 %: 15 points short
    assert standing(row.compliance, 0.9) == "gangguan"


def test_the_same_month_when_it_is_over_came_to_its_worst_end() -> None:
    november = office_row(month("12-10 08:00"), office="51.08", period=NOVEMBER, now=OVER)
    december = office_row(month("12-10 08:00"), office="51.08", period=DECEMBER, now=OVER)
    assert (november.met, november.missed, november.outside, november.backlog) == (6, 4, 0, 2)
    assert (november.compliance, november.best, november.worst) == (0.6, 0.6, 0.6)
    assert (december.missed, december.n, december.backlog) == (1, 1, 1)
    # four of ten missed are ranked, the single one of December is hatched and comes last though listed first
    assert [row.n for row in ranking([december, november])] == [10, 1]


def test_the_annual_report_counts_finished_runs_with_the_missed_ones() -> None:
    # (6 x 45 + 2 x 90) / 8 = 56.25 minutes of 60: (120 - 56.25) / 60 = 106.25 %; the excused and the open are not in it
    assert lkjip_of(month("11-20 12:00")) == pytest.approx(106.25)


def test_the_annual_report_never_goes_below_zero_and_has_a_dash_for_a_zero() -> None:
    # 150 minutes of 60: (120 - 150) / 60 = -50 %
    slow = ticket(at("11-16 08:00"), run(1, None, at("11-16 10:30")))
    assert lkjip_of(judge_ticket(slow, one("1 jam"), BULELENG, now=OVER)[:1]) == 0.0
    of, saved = zero("22:10:45")
    (nothing,) = [each for each in judge_ticket(saved, of, BULELENG, now=OVER) if each.from_step == 2]
    assert (nothing.state, nothing.share, lkjip_of([nothing])) == (RunState.MET, None, None)
