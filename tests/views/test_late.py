"""Open runs by their due time: which are listed, whose turn it is, and what people said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.model import Excuse, Grain, Pause, RunState, Scope, Stamp, StepRun, Ticket
from dashboard.services.identity import Officer
from dashboard.services.notes import acknowledge, add_note
from dashboard.store import Store, save_excuse, save_ticket
from dashboard.views.context import Context
from dashboard.views.desks import desk_of
from dashboard.views.late import late_view
from dashboard.views.late_rows import LateRow, LateView
from dashboard.views.wall import wall_view
from tests.offices_factory import BACKUP, CATALOGUE, CODE, FIRST, REPAIR, SECOND

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10.00 WITA
SARI = Officer("sari", "Sari")


def ticket(number: str = "T-1", minutes: float = 4, **changes: object) -> Ticket:
    """A repair whose first step (5 menit) began so many minutes ago."""
    begun = Stamp(NOW - timedelta(minutes=minutes), 1, NOW - timedelta(minutes=minutes))
    made = Ticket(
        number, CODE, SECOND, REPAIR, CATALOGUE.get(REPAIR).effective, begun, "dasbor", (StepRun(1, 1, begun),)
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def save(store: Store, *made: Ticket) -> None:
    for each in made:
        save_ticket(store, each, by="sari", at=NOW - timedelta(minutes=1))


def seen(context: Context, now: datetime = NOW) -> LateView:
    return late_view(context, [CODE], now)


def only(context: Context, now: datetime = NOW) -> LateRow:
    [row] = seen(context, now).rows
    return row


def paused(made: Ticket, minutes_ago: float) -> Ticket:
    pause = Pause(NOW - timedelta(minutes=minutes_ago), None, "listrik padam", waiting_on="PLN")
    return replace(made, runs=(replace(made.runs[0], pauses=(pause,)),))


def test_open_steps_stand_by_their_due_time(context: Context, store: Store) -> None:
    save(store, ticket("T-1", 1), ticket("T-2", 60), ticket("T-3", 4.5))
    rows = seen(context).rows
    assert [(row.ticket, row.state) for row in rows] == [
        ("T-2", RunState.OVERDUE),
        ("T-3", RunState.AT_RISK),
        ("T-1", RunState.RUNNING),
    ]
    assert rows[0].remaining_s == -55 * 60
    assert rows[0].due_at == NOW - timedelta(minutes=55)


def test_the_page_and_the_wall_count_the_same_runs(context: Context, store: Store) -> None:
    save(store, ticket("T-1", 1), ticket("T-2", 60), ticket("T-3", 4.5), ticket("T-4", 600))
    wall, rows = wall_view(context, CODE, NOW), seen(context).rows
    assert sum(row.state is RunState.OVERDUE for row in rows) == wall.overdue_count == 2
    assert sum(row.state is RunState.AT_RISK for row in rows) == wall.at_risk_count == 1


def test_the_candidates_of_the_sop_stand_in_until_somebody_is_recorded(context: Context, store: Store) -> None:
    save(store, ticket())
    step = CATALOGUE.get(REPAIR).step(1)
    assert (only(context).pelaksana, only(context).is_recorded) == (" / ".join(step.pelaksana), False)
    made = ticket()
    save(store, replace(made, runs=(replace(made.runs[0], performer="Made"),)))
    assert (only(context).pelaksana, only(context).is_recorded) == ("Made", True)


def test_a_pause_in_time_stops_a_step_and_one_after_the_due_time_stands_beside(context: Context, store: Store) -> None:
    save(store, paused(ticket("T-1", 4), 2), paused(ticket("T-2", 60), 2))
    late, stopped = seen(context).rows
    assert (late.state, late.is_paused) == (RunState.OVERDUE, True)
    assert (stopped.state, stopped.is_paused) == (RunState.PAUSED, True)
    assert stopped.pause is not None
    assert (stopped.pause.reason, stopped.pause.waiting_on) == ("listrik padam", "PLN")


def test_who_acknowledged_and_what_was_noted_stands_with_the_row(context: Context, store: Store) -> None:
    save(store, ticket(minutes=60))
    assert only(context).needs_acknowledgement
    desk, _ = desk_of(context, CODE, "T-1")
    acknowledge(desk, "T-1", (1, 1), SARI, NOW, "teknisi berangkat")
    add_note(desk, "T-1", (1, 1), SARI, NOW + timedelta(minutes=1), "belum sampai")
    row = only(context)
    assert row.acknowledged is not None
    assert (row.acknowledged.officer, row.acknowledged.at, row.needs_acknowledgement) == ("sari", NOW, False)
    assert [note.text for note in row.notes] == ["teknisi berangkat", "belum sampai"]


def test_what_was_said_of_one_step_is_not_said_of_the_next(context: Context, store: Store) -> None:
    made = ticket(minutes=60)
    save(store, made)
    desk, _ = desk_of(context, CODE, "T-1")
    acknowledge(desk, "T-1", (1, 1), SARI, NOW)
    finish = Stamp(NOW - timedelta(minutes=30), 1, NOW)
    save(store, replace(made, runs=(replace(made.runs[0], finished=finish),)))
    row = next(row for row in seen(context).rows if row.scope is not Scope.TOTAL)
    assert row.step == 2
    assert (row.acknowledged, row.notes) == (None, ())


def test_an_excused_run_stays_listed_and_says_so(context: Context, store: Store) -> None:
    save(store, ticket(minutes=60))
    assert (only(context).is_missed, only(context).is_excused) == (True, False)
    save_excuse(store, Excuse(CODE, "T-1", 1, 1, Scope.STEP, "budi", "padam", NOW))
    assert (only(context).state, only(context).is_excused) == (RunState.OVERDUE, True)


def test_closed_and_cancelled_tickets_are_not_listed(context: Context, store: Store) -> None:
    at = NOW - timedelta(minutes=1)
    save(store, ticket("T-1", 60, solved=Stamp(at, 1, at)), ticket("T-2", 60, cancelled_at=at, cancel_reason="dobel"))
    assert seen(context).rows == ()


def test_a_ticket_without_steps_is_listed_by_its_total(context: Context, store: Store) -> None:
    save(store, ticket(minutes=60, grain=Grain.TICKET, runs=()))
    row = only(context)
    assert (row.scope, row.has_steps) == (Scope.TOTAL, False)


def test_an_old_run_of_a_machine_is_counted_elsewhere(context: Context, store: Store) -> None:
    old = NOW - timedelta(days=4)
    version = CATALOGUE.get(BACKUP).effective
    begun = Stamp(old, 1, old)
    save(store, Ticket("b-1", CODE, None, BACKUP, version, begun, "backup:siak", scheduled_at=old, grace_s=60))
    assert seen(context).rows == ()


def test_an_empty_list_is_good_news_only_where_tickets_are_measured(context: Context, store: Store) -> None:
    assert not seen(context).is_measured
    save(store, ticket(minutes=1))
    assert seen(context).is_measured


def test_a_row_names_its_place_and_the_view_what_can_be_asked_for(context: Context, store: Store) -> None:
    save(store, ticket(minutes=60), ticket("T-2", 50, kecamatan=None))
    view = seen(context)
    assert [row.kecamatan_name for row in view.rows] == ["Seririt", "Dinas"]
    assert view.kecamatan[0] == (FIRST, "Gerokgak")
    assert view.kecamatan[-1] == ("dinas", "Dinas")
    assert list(view.sops) == [REPAIR]


def test_an_unknown_office_is_an_error(context: Context) -> None:
    with pytest.raises(KeyError):
        late_view(context, ["99.99"], NOW)
