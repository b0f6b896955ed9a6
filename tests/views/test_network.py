"""``/jaringan`` from a real store: hours by state within the schedule, outages with their ticket, reply times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from dashboard.model import (
    CollectorName,
    Indicator,
    Rollup,
    SampleStatus,
    SeriesKey,
    SeriesState,
    Stamp,
    State,
    StateInterval,
    Ticket,
)
from dashboard.services.outages import source_of
from dashboard.store import backfill, save_ticket
from dashboard.views.context import Context
from dashboard.views.network import default_target, network_view, rtt_points
from dashboard.views.network_rows import NetworkView, TargetRow
from tests.offices_factory import CODE, FIRST, REPAIR, make_context, make_office
from tests.sla.factories import wita
from tests.stores import KINDS, Databases, fresh_store

NOW = wita("2026-11-20 10:30")
TODAY = date(2026, 11, 20)
OFFICE = make_office(links=[{"id": "jalur-1", "kecamatan": FIRST, "type": "jarkomdat", "opens": REPAIR}])
MODEM = SeriesKey(CODE, FIRST, CollectorName.NETWORK, "modem-1", "rtt_ms", "ms")
AFIS = SeriesKey(CODE, None, CollectorName.NETWORK, "afis", "rtt_ms", "ms")


@pytest.fixture(params=KINDS)
def office(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Context]:
    with fresh_store(handed_out, request.param) as made:
        yield make_context(made, OFFICE)


def past(office: Context, key: SeriesKey, *changes: tuple[str, State], seen: datetime = NOW) -> None:
    """States from moments on, the last one lasting and last measured at ``seen``."""
    at = [wita(moment) for moment, _ in changes]
    ends = [*at[1:], None]
    lines = [StateInterval(key, begin, end, state) for begin, end, (_, state) in zip(at, ends, changes, strict=True)]
    last = SeriesState(key, changes[-1][1], at[-1], seen, 12.0, SampleStatus.OK)
    backfill(office.store, states=[last], intervals=lines)


def view(office: Context, start: date = TODAY, now: datetime = NOW) -> NetworkView:
    return network_view(office, CODE, start, TODAY, now)


def row(found: NetworkView, target: str) -> TargetRow:
    return next(each for each in found.rows if each.target == target)


def test_nothing_measured_is_unknown_time_and_no_percentage(office: Context) -> None:
    found = row(view(office), "modem-1")
    assert (found.availability, found.state) == (None, Indicator.TIDAK_TERUKUR)
    # Friday from 07.15, fifteen minutes after opening, until half past ten
    assert found.seconds == {State.UNKNOWN: 3.25 * 3600}


def test_availability_counts_answered_and_down_time_of_the_schedule_alone(office: Context) -> None:
    past(
        office,
        MODEM,
        ("2026-11-19 17:00", State.DOWN),  # after hours: of nobody's concern
        ("2026-11-20 07:15", State.UP),
        ("2026-11-20 08:15", State.DOWN),
        ("2026-11-20 08:45", State.DEGRADED),
        ("2026-11-20 09:15", State.UNREACHABLE),
        ("2026-11-20 09:45", State.UP),
    )
    found = row(view(office), "modem-1")
    assert found.availability == pytest.approx((3600 + 1800 + 2700) / (3600 + 1800 + 2700 + 1800))
    assert found.seconds[State.UNREACHABLE] == 1800
    assert found.outages == 1


def test_an_answer_that_was_last_seen_long_ago_is_not_counted_on(office: Context) -> None:
    past(office, MODEM, ("2026-11-20 07:00", State.UP), seen=wita("2026-11-20 08:15"))
    found = row(view(office), "modem-1")
    assert found.seconds == {State.UP: 3600, State.UNKNOWN: 2.25 * 3600}
    assert found.state is Indicator.TIDAK_TERUKUR


def test_the_strip_covers_the_whole_period_and_marks_what_is_to_come(office: Context) -> None:
    past(office, MODEM, ("2026-11-20 06:00", State.UP))
    strip = row(view(office), "modem-1").strip
    assert (strip[0].start, strip[-1].end) == (wita("2026-11-20 00:00"), wita("2026-11-21 00:00"))
    assert [(dict(each.seconds), each.to_come) for each in strip] == [
        ({}, False),
        ({State.UP: 3.25 * 3600}, False),
        ({}, True),
    ]
    month = view(office, date(2026, 10, 22))
    assert month.by_day
    assert [len(each.strip) for each in month.rows] == [30] * 4


def test_an_outage_tells_its_time_its_confirmation_and_its_ticket(office: Context) -> None:
    past(office, MODEM, ("2026-11-20 07:00", State.UP), ("2026-11-20 09:00", State.DOWN))
    opened = Ticket(
        id="putus-jalur-1-x",
        office=CODE,
        kecamatan=FIRST,
        sop=REPAIR,
        version=date(2024, 1, 2),
        opened=Stamp(wita("2026-11-20 09:15")),
        source=source_of(OFFICE.links[0]),
        details={"target": "modem-1", "outage_since": wita("2026-11-20 09:00").isoformat()},
    )
    save_ticket(office.store, opened, by="uji", at=NOW)
    [outage] = view(office).outages
    assert (outage.target, outage.start, outage.end) == ("modem-1", wita("2026-11-20 09:00"), None)
    assert (outage.down_s, outage.confirmed_at) == (5400, wita("2026-11-20 09:15"))
    assert (outage.ticket, outage.flapping) == ("putus-jalur-1-x", False)


def test_an_outage_after_hours_is_none_and_time_of_our_own_does_not_part_one(office: Context) -> None:
    past(
        office,
        MODEM,
        ("2026-11-19 18:00", State.DOWN),
        ("2026-11-19 20:00", State.UP),
        ("2026-11-20 08:00", State.DOWN),
        ("2026-11-20 08:10", State.UNKNOWN),
        ("2026-11-20 08:20", State.DOWN),
        ("2026-11-20 08:24", State.UP),
    )
    [outage] = view(office, TODAY - timedelta(days=1)).outages
    assert (outage.start, outage.end) == (wita("2026-11-20 08:00"), wita("2026-11-20 08:24"))
    assert (outage.down_s, outage.confirmed_at, outage.after) == (14 * 60, None, State.UP)


def test_going_up_and_down_is_marked_as_flapping(office: Context) -> None:
    states = (State.UP, State.DOWN) * 3
    past(office, MODEM, *((f"2026-11-20 10:{number * 4:02}", state) for number, state in enumerate(states)))
    found = view(office)
    assert row(found, "modem-1").flapping
    assert {each.flapping for each in found.outages} == {True}


def test_the_place_with_the_worst_target_stands_first(office: Context) -> None:
    past(office, AFIS, ("2026-11-20 00:00", State.UP))
    past(office, MODEM, ("2026-11-20 07:00", State.UP), ("2026-11-20 10:00", State.DOWN))
    found = view(office)
    assert [each.target for each in found.rows] == ["modem-1", "pc-1", "afis", "modem-2"]
    assert default_target(found) == "modem-1"


def test_reply_times_are_hourly_means_and_hours_without_a_reply_have_none(office: Context) -> None:
    hour = wita("2026-11-20 09:00")
    backfill(office.store, rollups_hour=[Rollup(MODEM, hour, 4, 3, 0, 1, 0, 3, 60.0, 10.0, 30.0)])
    points = {each.start: each for each in rtt_points(office, CODE, "modem-1", TODAY, TODAY, NOW)}
    assert len(points) == 11
    assert (points[hour].mean_ms, points[hour].highest_ms) == (20.0, 30.0)
    assert points[hour + timedelta(hours=1)].mean_ms is None


def test_letters_and_planned_work_are_told(office: Context) -> None:
    targets = [each.model_dump() for each in OFFICE.targets]
    targets[1]["disabled"] = {"since": "2026-11-01", "letter": "Surat 1"}
    work = {"start": "2026-11-25T20:00:00+08:00", "end": "2026-11-25T22:00:00+08:00", "reason": "Ganti cakram"}
    targets[0]["maintenance"] = [work]
    found = view(make_context(office.store, make_office(targets=targets)))
    assert [(each.name, each.word) for each in found.decisions] == [("AFIS", "Ganti cakram"), ("MODEM-1", "Surat 1")]
    assert row(found, "modem-1").state is Indicator.DINONAKTIFKAN


def test_a_period_to_come_and_an_office_without_targets_are_empty(office: Context) -> None:
    later = network_view(office, CODE, date(2026, 12, 1), date(2026, 12, 2), NOW)
    assert {each.availability for each in later.rows} == {None}
    assert later.outages == ()
    assert rtt_points(office, CODE, "modem-1", date(2026, 12, 1), date(2026, 12, 2), NOW) == ()
    assert view(make_context(office.store, make_office(targets=[]))).rows == ()
