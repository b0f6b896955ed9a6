"""Each of the 20 SOPs driven from opening to end: every state, due time and heap as ``stories`` has them by hand."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

import pytest

from dashboard.sla import judge_ticket
from tests.sla.stories import STORIES, calendars, catalogue, expected_of, row_of, ticket_of


def test_every_sop_of_the_catalogue_has_its_story() -> None:
    assert set(STORIES) == {sop.id for sop in catalogue().sops}
    assert len(STORIES) == 20


@pytest.mark.parametrize("sop_id", STORIES)
def test_a_run_goes_from_opening_to_end_as_worked_out_by_hand(sop_id: str) -> None:
    story, sop = STORIES[sop_id], catalogue().get(sop_id)
    office, calendar = calendars()[sop.office]
    ticket = ticket_of(sop_id, story, office)
    expected = [expected_of(line, office.zone) for line in story.seen.strip().splitlines()]
    for (now, whole), rows in groupby(expected, key=lambda each: each[:2]):
        verdicts = judge_ticket(ticket, sop, calendar, now=now)
        listed = [v for v in verdicts if whole or v.finished_at in (None, now)]
        assert [row_of(v, office.zone) for v in listed] == [row for _, _, row in rows], f"pada {now}"


@pytest.mark.parametrize("sop_id", STORIES)
def test_later_looks_at_a_finished_run_change_nothing(sop_id: str) -> None:
    story, sop = STORIES[sop_id], catalogue().get(sop_id)
    office, calendar = calendars()[sop.office]
    ticket = ticket_of(sop_id, story, office)
    end = max(run.finished.at for run in ticket.runs if run.finished is not None)
    later = end + timedelta(days=400)
    assert judge_ticket(ticket, sop, calendar, now=later) == judge_ticket(ticket, sop, calendar, now=end)
