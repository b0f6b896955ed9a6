"""A failed backup run is over when a later one of its source succeeded; November 2026 in WITA, backups at 21.00."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import Heap, Stamp, StepRun, Ticket, Verdict
from dashboard.services.superseded import close_superseded
from dashboard.services.tickets import save_collected
from dashboard.sla import Period, accounts, judge_ticket
from dashboard.store import Store, audit, save_tickets, ticket, tickets
from tests.offices_factory import BACKUP, CATALOGUE, CODE, make_office
from tests.sla.factories import wita
from tests.stores import KINDS, Databases, fresh_store

SOP = CATALOGUE.get(BACKUP)
NIGHT = wita("2026-11-18 21:00")
DAY = timedelta(days=1)
NOW = wita("2026-11-20 08:00")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def run(at: datetime, *, good: bool = True, came: bool = True, source: str = "backup:siak", **more: object) -> Ticket:
    """The run promised for ``at``: its dump written in 10 minutes, good or with a failed check, or no dump at all."""
    written = Stamp(at + timedelta(minutes=10), 1)
    steps = (StepRun(2, started=Stamp(at, 1), finished=written), StepRun(3, started=written))
    if good:
        steps = (steps[0], replace(steps[1], finished=written))
    made = Ticket(
        id=f"{source.replace(':', '-')}-{at:%Y-%m-%d}",
        office=CODE,
        kecamatan=None,
        sop=BACKUP,
        version=SOP.effective,
        opened=Stamp(at, 1),
        source=source,
        runs=steps if came else (),
        solved=written if good and came else None,
        scheduled_at=at,
        grace_s=3600,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def keep(store: Store, *made: Ticket) -> None:
    save_tickets(store, made, by="kolektor:backup", at=NOW - DAY / 2)


def judged(store: Store) -> list[Verdict]:
    calendar = build_calendar(make_office())
    return [v for each in tickets(store, CODE) for v in judge_ticket(each, SOP, calendar, now=NOW)]


def figures(store: Store) -> tuple[int, int, int, int]:
    """met, missed, unmonitored and backlog of November."""
    november: Period = (wita("2026-11-01 00:00"), wita("2026-12-01 00:00"))
    rows = accounts(judged(store), period=november, now=NOW)
    return (
        sum(row.met for row in rows),
        sum(row.missed for row in rows),
        sum(row.unmonitored for row in rows),
        sum(row.backlog for row in rows),
    )


def test_the_next_good_run_closes_a_failed_one_and_no_figure_changes_but_the_backlog(store: Store) -> None:
    keep(store, run(NIGHT, good=False), run(NIGHT + DAY))
    before = figures(store)
    assert before[3] > 0
    assert [close_superseded(store, CODE, NOW), close_superseded(store, CODE, NOW)] == [1, 0]
    assert figures(store) == (*before[:3], 0)
    closed = ticket(store, CODE, "backup-siak-2026-11-18")
    assert closed is not None
    assert (closed.cancelled_at, closed.cancel_reason) == (
        NIGHT + DAY + timedelta(minutes=10),
        "digantikan cadangan backup-siak-2026-11-19",
    )
    assert audit(store)[0].action == "tutup cadangan yang digantikan"


def test_a_run_that_never_came_stays_missed_once_it_is_closed(store: Store) -> None:
    keep(store, run(NIGHT, came=False), run(NIGHT + DAY))
    before = figures(store)
    assert close_superseded(store, CODE, NOW) == 1
    assert figures(store) == before
    (missed,) = [each for each in judged(store) if each.heap is Heap.MISSED]
    assert missed.rule == "not_begun"


def test_a_folder_that_could_not_be_read_stays_unknown(store: Store) -> None:
    keep(store, run(NIGHT, came=False, source_readable=False), run(NIGHT + DAY))
    before = figures(store)
    assert close_superseded(store, CODE, NOW) == 1
    assert figures(store) == before
    assert before[2] == 1


@pytest.mark.parametrize(
    "later",
    [
        run(NIGHT + DAY, good=False),
        run(NIGHT + DAY, source="backup:lain"),
        run(NIGHT - DAY),
        run(NIGHT + DAY, cancelled_at=NOW - DAY / 2, cancel_reason="ganda"),
    ],
    ids=["failed too", "of another source", "of the night before", "cancelled"],
)
def test_nothing_but_a_later_good_run_of_the_source_closes_it(store: Store, later: Ticket) -> None:
    keep(store, run(NIGHT, good=False), later)
    close_superseded(store, CODE, NOW)
    found = ticket(store, CODE, "backup-siak-2026-11-18")
    assert found is not None
    assert found.cancelled_at is None


def test_a_run_that_is_still_being_written_is_waited_for(store: Store) -> None:
    keep(store, run(NIGHT, good=False, details={"running": True}), run(NIGHT + DAY))
    assert close_superseded(store, CODE, NOW) == 0


def test_reading_the_folder_again_does_not_open_it_anew(store: Store) -> None:
    failed = run(NIGHT, good=False)
    keep(store, failed, run(NIGHT + DAY))
    close_superseded(store, CODE, NOW)
    save_collected(store, [failed], "backup", NOW)
    assert tickets(store, CODE, open_only=True) == []
