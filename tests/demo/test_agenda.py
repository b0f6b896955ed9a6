"""The officers' own tickets: whatever the hour and the day, something is open in every state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.model import RunState
from dashboard.sla import judge_ticket
from demo.agenda import OPEN_STATES, SOURCE, agenda_tickets, open_tickets
from demo.sources import OfficeSources, simulated_sops
from tests.demo.conftest import NOW

MOMENTS = (
    NOW,
    datetime(2026, 11, 21, 4, 30, tzinfo=UTC),  # Saturday
    datetime(2026, 11, 23, 1, 0, tzinfo=UTC),  # Monday, soon after opening
    datetime(2026, 11, 24, 18, 0, tzinfo=UTC),  # in the night
    datetime(2026, 3, 22, 5, 0, tzinfo=UTC),  # Lebaran
    datetime(2027, 1, 1, 5, 0, tzinfo=UTC),  # New Year
)


@pytest.mark.parametrize("now", MOMENTS)
def test_every_office_has_a_running_an_at_risk_an_overdue_and_a_paused_step(
    offices: list[OfficeSources], now: datetime
) -> None:
    for sources in offices:
        sops = simulated_sops(sources.office, sources.sops)
        states: set[RunState] = set()
        for ticket in open_tickets(sources.office, sops, sources.calendar, now):
            states |= {each.state for each in judge_ticket(ticket, sops[ticket.sop], sources.calendar, now=now)}
        assert states >= set(OPEN_STATES)


def test_officers_tickets_hold_nothing_of_the_future_and_are_marked(offices: list[OfficeSources]) -> None:
    for sources in offices:
        for ticket in agenda_tickets(sources.office, sources.sops, sources.calendar, NOW):
            assert (ticket.source, ticket.simulated) == (SOURCE, True)
            stamps = [stamp.at for run in ticket.runs for stamp in (run.started, run.finished) if stamp is not None]
            starts = [pause.start for run in ticket.runs for pause in run.pauses if pause.start is not None]
            assert all(at <= NOW for at in [ticket.opened.at, *stamps, *starts])
            assert ticket.cancelled_at is None or (ticket.solved is None and ticket.cancelled_at <= NOW)


def test_ids_of_officers_tickets_are_unique(offices: list[OfficeSources]) -> None:
    for sources in offices:
        ids = [each.id for each in agenda_tickets(sources.office, sources.sops, sources.calendar, NOW)]
        assert len(ids) == len(set(ids))


def test_a_pause_lies_inside_its_step_and_lasts(offices: list[OfficeSources]) -> None:
    pauses = [
        (pause, run)
        for sources in offices
        for ticket in agenda_tickets(sources.office, sources.sops, sources.calendar, NOW)
        for run in ticket.runs
        for pause in run.pauses
        if pause.end is not None
    ]
    assert pauses
    for pause, run in pauses:
        assert pause.start is not None
        assert run.finished is not None
        assert timedelta(0) < pause.end - pause.start  # type: ignore[operator]
        assert pause.end <= run.finished.at  # type: ignore[operator]
