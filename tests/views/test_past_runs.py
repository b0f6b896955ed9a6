from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from dashboard.model import RunState, Scope, Ticket, Verdict
from dashboard.sla import judge_ticket
from dashboard.store import Store, save_ticket
from dashboard.views import verdicts
from dashboard.views.context import Context
from dashboard.views.memory import Memory
from dashboard.views.past_runs import Past, PastRuns, past_runs
from dashboard.views.verdicts import verdicts_between
from tests.offices_factory import CODE, FIRST, REPAIR, SECOND
from tests.views.test_compliance import MINUTE, MONDAY, NOW, stamp, ticket

LATER = NOW + timedelta(minutes=5)


def closed(name: str, minutes: int = 10, kecamatan: str | None = SECOND) -> Ticket:
    took = minutes * MINUTE
    return replace(ticket(name, at=MONDAY, took=took, kecamatan=kecamatan), solved=stamp(MONDAY + took))


def put(store: Store, *made: Ticket, at: datetime = NOW) -> None:
    for each in made:
        save_ticket(store, each, by="uji", at=at)


def past(context: Context, now: datetime = LATER) -> Past:
    return past_runs(context, CODE, {REPAIR}, now)


def first_step(found: Past, kecamatan: str | None = SECOND) -> list[float]:
    return sorted(found.here.get(((REPAIR, Scope.STEP, 1, 1), kecamatan), []))


def reads_of_runs(store: Store, context: Context) -> int:
    """How often runs are read while the past is asked for."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    past(context)
    event.remove(store.engine, "before_cursor_execute", note)
    assert seen
    return sum("step_runs" in each for each in seen)


def test_the_past_is_what_judging_the_whole_year_gives(context: Context, store: Store) -> None:
    put(store, closed("A", 10), closed("B", 20, FIRST), closed("C", 30), ticket("OPEN", took=MINUTE))
    put(store, ticket("RUNNING", took=None))
    found_verdicts, _ = verdicts_between(context, CODE, REPAIR, MONDAY - timedelta(days=300), LATER, LATER)
    judged = sorted(
        (each.kecamatan or "", each.from_step, each.used_s)
        for each in found_verdicts
        if each.scope is not Scope.TOTAL and each.state in (RunState.MET, RunState.LATE) and each.used_s is not None
    )
    found = past(context)
    assert len(judged) >= 4
    assert judged == sorted((kecamatan or "", kind[2], u) for (kind, kecamatan), us in found.here.items() for u in us)
    assert sorted(u for us in found.office.values() for u in us) == sorted(used for _, _, used in judged)


def test_a_settled_ticket_is_read_once(context: Context, store: Store) -> None:
    put(store, closed("A"), closed("B"))
    assert reads_of_runs(store, context) > 0
    assert reads_of_runs(store, context) == 0


def test_a_ticket_saved_again_counts_as_it_is_now(context: Context, store: Store) -> None:
    put(store, closed("A", 10), closed("B", 10))
    assert first_step(past(context)) == [600, 600]
    put(store, closed("A", 40), at=LATER - MINUTE)
    assert first_step(past(context)) == [600, 2_400]


def test_a_ticket_gone_from_the_year_is_forgotten(context: Context, store: Store) -> None:
    put(store, closed("A"))
    assert first_step(past(context)) == [600]
    assert first_step(past(context, LATER + timedelta(days=366))) == []


def test_what_was_learnt_later_is_not_told_of_an_earlier_moment(context: Context, store: Store) -> None:
    put(store, closed("A", 10))
    assert first_step(past(context)) == [600]
    assert first_step(past(context, MONDAY + 5 * MINUTE)) == []


def test_another_calendar_of_the_office_is_counted_anew(context: Context, store: Store) -> None:
    put(store, closed("A", 10))
    kept = PastRuns()
    assert first_step(kept.of(context, CODE, {REPAIR}, LATER)) == [600]
    shut = replace(context.calendars[CODE], holidays={MONDAY.date(): "Libur"})
    reread = replace(context, calendars={**context.calendars, CODE: shut}, memory=Memory())
    assert first_step(kept.of(reread, CODE, {REPAIR}, LATER)) == [0]
    assert first_step(kept.of(context, CODE, {REPAIR}, LATER)) == [600]


def test_an_open_ticket_is_judged_once_a_moment(
    context: Context, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, ticket("OPEN", took=MINUTE), ticket("RUNNING", took=None))
    judged: list[tuple[str, datetime]] = []

    def count(asked: Ticket, *known: Any, now: datetime, **more: Any) -> tuple[Verdict, ...]:
        judged.append((asked.id, now))
        return judge_ticket(asked, *known, now=now, **more)

    monkeypatch.setattr(verdicts, "judge_ticket", count)
    opened = verdicts.open_tickets(context, CODE, LATER)
    past(context)
    assert judged == [("OPEN", LATER), ("RUNNING", LATER)]
    assert verdicts.open_tickets(context, CODE, LATER + MINUTE) != opened  # time went on
    assert len(judged) == 4
    put(store, ticket("OPEN", took=2 * MINUTE), at=LATER)
    verdicts.open_tickets(context, CODE, LATER + MINUTE)
    assert [each for each, _ in judged[4:]].count("OPEN") == 1
