"""What comes late out of the spool: states and hours as if in time, but no ticket for an outage that is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from collectors import plant as process
from collectors.parcels import Parcel
from collectors.runner import Runner
from dashboard.calendars import build_calendar
from dashboard.model import CollectorName, CollectorRun, Heap, RunOutcome
from dashboard.offices import Office
from dashboard.store import Store, slots, tickets
from tests.collectors.spools import Desk
from tests.offices_factory import CATALOGUE, CODE, SECOND, SENDING, make_office
from tests.services.test_outages import JARKOMDAT, MINUTE, office, wita
from tests.stores import Databases, fresh_store
from tests.views.samples import poll


@dataclass
class Late:
    """A plant whose office's samples wait until they are delivered; the wall clock is the test's."""

    desk: Desk
    plant: process.Plant
    monkeypatch: pytest.MonkeyPatch

    def gather(self, start: datetime, end: datetime, *, ok: bool) -> None:
        """Polls of the second modem each minute from start to end, both included, without the database."""
        for k in range(int((end - start) / MINUTE) + 1):
            at = start + k * MINUTE
            run = CollectorRun(CODE, CollectorName.NETWORK, at, at, at, RunOutcome.OK, 1)
            self.desk.outbox.put(Parcel(run, (poll("modem-2", SECOND, at, ok=ok),), stale_after_s=180.0))

    def at(self, now: datetime) -> None:
        self.monkeypatch.setattr(process, "utc_now", lambda: now)

    def outages(self, now: datetime) -> int:
        """Look for outages and give the tickets there are."""
        self.at(now)
        self.plant.follow_outages()
        return len(tickets(self.plant.store, CODE, sop=JARKOMDAT))


def late(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Office) -> Late:
    desk = Desk(store, tmp_path, office=CODE)
    runner = Runner(desk.fenced, [], process.utc_now)
    calendars = {CODE: build_calendar(at)}
    plant = process.Plant(
        runner, desk.fenced, (at,), CATALOGUE, calendars, 180.0, 60.0, 10, outboxes={CODE: desk.outbox}
    )
    desk.outbox._caught_up = plant.rejudge_delivered
    return Late(desk, plant, monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def test_late_samples_open_no_ticket_for_an_outage_that_is_over(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = late(store, tmp_path, monkeypatch, office())
    case.gather(wita("09:50"), wita("09:59"), ok=True)
    case.gather(wita("10:00"), wita("10:44"), ok=False)
    case.gather(wita("10:45"), wita("10:46"), ok=True)
    case.desk.keeper.step()
    assert case.desk.outbox.deliver(55) == 55  # as far as 10.44: down for 44 minutes, seen two minutes ago
    assert case.outages(wita("10:46")) == 0
    case.desk.outbox.deliver()
    assert case.outages(wita("10:46")) == 0


def test_an_outage_that_lasts_opens_its_ticket_once_all_late_samples_have_come(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = late(store, tmp_path, monkeypatch, office())
    case.gather(wita("10:00"), wita("10:46"), ok=False)
    case.desk.keeper.step()
    case.desk.outbox.deliver()
    assert [case.outages(wita("10:46")), case.outages(wita("10:47"))] == [1, 1]
    (ticket,) = tickets(store, CODE, sop=JARKOMDAT)
    assert ticket.opened.at == wita("10:15")


def test_hours_are_judged_when_the_last_late_sample_is_in_and_those_judged_before_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = late(store, tmp_path, monkeypatch, make_office())

    def judged() -> list[Heap]:
        found = slots(store, CODE, wita("00:00"), wita("23:59"), sop=SENDING)
        return [each.heap for each in found if each.target == "modem-2"]

    case.desk.keeper.step()
    case.gather(wita("10:00"), wita("10:59"), ok=True)
    case.at(wita("12:00") - timedelta(seconds=1))
    case.desk.keeper.away("putus")
    case.gather(wita("11:00"), wita("11:20"), ok=True)
    case.desk.spool.keep("since", None)  # another process judged these hours while nothing seemed to wait
    monkeypatch.setattr(process.Plant, "current", property(lambda plant: plant.offices))
    case.at(wita("12:04"))
    case.desk.keeper.step()
    case.plant.judge_closed_hours()
    assert judged() == [Heap.MET, Heap.UNMONITORED]
    monkeypatch.undo()
    case.at(wita("12:05"))
    case.gather(wita("11:21"), wita("11:59"), ok=True)
    case.desk.spool.keep("since", str(int(wita("11:00").timestamp())).encode())
    case.plant.judge_closed_hours()
    assert judged() == [Heap.MET, Heap.UNMONITORED]
    case.desk.outbox.deliver()
    assert judged() == [Heap.MET, Heap.MET]
    assert case.plant.current == case.plant.offices
