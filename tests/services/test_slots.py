"""Judging closed hours of the sending SOP from what the store holds."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import CollectorName, Heap, Rollup, Sample, SampleStatus, SeriesState, Slot, State, StateInterval
from dashboard.offices import Office
from dashboard.services.replies import rolled_replies
from dashboard.services.slot_subjects import subjects, subjects_of
from dashboard.services.slots import STALE_AFTER_S, STORED_WITHIN, judge_hours, rejudge
from dashboard.sla import histogram_of
from dashboard.sop import Measure
from dashboard.store import Store, backfill, evidence, prune_samples, slots
from tests.offices_factory import CATALOGUE, CODE, FIRST, SECOND, SENDING, make_office
from tests.views.samples import key, poll, record

HOUR = timedelta(hours=1)
SETTLING = timedelta(seconds=STALE_AFTER_S) + STORED_WITHIN
TEN = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)  # Thursday 10.00 WITA
MODEM = key(CollectorName.NETWORK, "modem-2", SECOND)
COUNTER = key(CollectorName.RECORDS, "kirim-1", FIRST)


def judge(
    store: Store, closed: datetime, office: Office | None = None, *, catch_up: timedelta = timedelta(days=35)
) -> int:
    """Judge all hours up to ``closed`` once the last of them is settled."""
    office = office or make_office()
    return judge_hours(store, office, CATALOGUE, build_calendar(office), closed + SETTLING, catch_up=catch_up)


def of(store: Store, target: str, step: int | None = None) -> list[Slot]:
    found = slots(store, CODE, TEN - timedelta(days=60), TEN + timedelta(days=2), sop=SENDING)
    return [slot for slot in found if slot.target == target and step in (None, slot.step)]


def record_hour(store: Store, hour: datetime, *, ok: bool = True, rtt_ms: float = 20.0) -> None:
    """A poll of modem-2 every minute of an hour."""
    record(store, [poll("modem-2", SECOND, hour + timedelta(minutes=m), ok=ok, rtt_ms=rtt_ms) for m in range(60)])


def keep(store: Store, state: State, start: datetime, end: datetime, series=MODEM) -> None:  # type: ignore[no-untyped-def]
    """A state over [start, end) as history has it, last seen at its end."""
    known = SeriesState(series, State.UNKNOWN, end, end, None, SampleStatus.UNKNOWN)
    backfill(store, states=[known], intervals=[StateInterval(series, start, end, state)])


def test_an_hour_of_good_polls_is_met_with_its_replies(store: Store) -> None:
    record_hour(store, TEN)
    judge(store, TEN + HOUR)
    (slot,) = of(store, "modem-2")
    assert (slot.heap, slot.rule, slot.step, slot.kecamatan) == (Heap.MET, "slot_replied", 1, SECOND)
    assert (slot.used_count, slot.used_max_s, sum(slot.histogram)) == (60, 0.02, 60)
    assert slot.version == CATALOGUE.get(SENDING).effective


def test_an_hour_of_failed_polls_is_missed_and_keeps_its_evidence(store: Store) -> None:
    record_hour(store, TEN)
    record_hour(store, TEN + HOUR, ok=False)
    judge(store, TEN + 2 * HOUR)
    slot = of(store, "modem-2")[-1]
    assert (slot.heap, slot.rule) == (Heap.MISSED, "slot_down")
    kept = evidence(store, slot)
    assert [sample.status for sample in kept] == [SampleStatus.OK] * 5 + [SampleStatus.FAILED] * 5


def test_an_hour_that_is_not_settled_is_not_judged(store: Store) -> None:
    record_hour(store, TEN)
    assert judge(store, TEN + HOUR - timedelta(seconds=1)) == 0


def test_judging_again_writes_nothing(store: Store) -> None:
    record_hour(store, TEN)
    assert judge(store, TEN + HOUR) > 0
    assert judge(store, TEN + HOUR + timedelta(minutes=5)) == 0


def test_later_hours_are_added_to_those_judged(store: Store) -> None:
    record_hour(store, TEN)
    judge(store, TEN + HOUR)
    record_hour(store, TEN + HOUR)
    judge(store, TEN + 2 * HOUR)
    assert [slot.start for slot in of(store, "modem-2")] == [TEN, TEN + HOUR]


def test_nothing_is_judged_before_anything_was_measured(store: Store) -> None:
    assert judge(store, TEN) == 0


def test_the_hour_in_which_measuring_began_is_not_held_against_anybody(store: Store) -> None:
    record(store, [poll("modem-2", SECOND, TEN + timedelta(minutes=m)) for m in range(30, 60)])
    record_hour(store, TEN + HOUR)
    judge(store, TEN + 2 * HOUR)
    assert [slot.start for slot in of(store, "modem-2")] == [TEN + HOUR]


def test_hours_outside_the_opening_have_no_slot_for_a_kecamatan(store: Store) -> None:
    evening = TEN.replace(hour=11)  # 19.00 WITA
    record_hour(store, evening)
    judge(store, evening + HOUR)
    assert of(store, "modem-2") == []
    assert [slot.heap for slot in of(store, "afis")] == [Heap.UNMONITORED]


def test_a_collector_that_stopped_leaves_the_rest_unmonitored_though_its_state_still_says_up(store: Store) -> None:
    record_hour(store, TEN)
    judge(store, TEN + 3 * HOUR)
    assert [slot.heap for slot in of(store, "modem-2")] == [Heap.MET, Heap.UNMONITORED, Heap.UNMONITORED]


@pytest.mark.parametrize(
    ("state", "heap"),
    [
        (State.UNREACHABLE, Heap.OUTSIDE),
        (State.DISABLED, Heap.OUTSIDE),
        (State.MAINTENANCE, Heap.OUTSIDE),
        (State.UNKNOWN, Heap.UNMONITORED),
        (State.DOWN, Heap.MISSED),
    ],
)
def test_each_state_of_a_whole_hour_has_its_heap(store: Store, state: State, heap: Heap) -> None:
    keep(store, state, TEN, TEN + HOUR)
    judge(store, TEN + HOUR)
    assert [slot.heap for slot in of(store, "modem-2")] == [heap]


@pytest.mark.parametrize(
    ("state", "heap"),
    [
        (State.INCREASING, Heap.MET),
        (State.STUCK, Heap.MISSED),
        (State.IDLE, Heap.OUTSIDE),
        (State.QUIET, Heap.UNMONITORED),
        (State.RESTARTED, Heap.UNMONITORED),
    ],
)
def test_the_fifth_step_is_judged_by_growth(store: Store, state: State, heap: Heap) -> None:
    keep(store, state, TEN, TEN + HOUR, COUNTER)
    judge(store, TEN + HOUR)
    assert [(slot.step, slot.kecamatan, slot.heap) for slot in of(store, "kirim-1")] == [(5, FIRST, heap)]


def test_a_restart_that_already_sent_something_is_met(store: Store) -> None:
    minutes = [TEN + timedelta(minutes=m) for m in range(60)]
    record(store, [Sample(COUNTER, at, 7.0, SampleStatus.OK, State.RESTARTED) for at in minutes])
    judge(store, TEN + HOUR)
    assert [slot.heap for slot in of(store, "kirim-1")] == [Heap.MET]


def test_after_pruning_an_hour_is_told_by_its_rollup(store: Store) -> None:
    keep(store, State.UP, TEN, TEN + HOUR)
    backfill(store, rollups_hour=[Rollup(MODEM, TEN, 60, 60, 0, 0, 0, 60, 1200.0, 10.0, 90.0)])
    judge(store, TEN + timedelta(days=3))
    slot = of(store, "modem-2")[0]
    assert (slot.heap, slot.used_count, slot.used_sum_s, slot.used_max_s) == (Heap.MET, 60, 1.2, 0.09)


def test_a_rollup_without_replies_has_none() -> None:
    assert rolled_replies(Rollup(MODEM, TEN, 60, 0, 0, 60, 0, 0, 0.0, None, None)).count == 0


def test_a_single_rolled_reply_is_counted_once() -> None:
    found = rolled_replies(Rollup(MODEM, TEN, 1, 1, 0, 0, 0, 1, 20.0, 20.0, 20.0))
    assert (found.count, sum(found.histogram)) == (1, 1)


def test_the_catching_up_is_bounded(store: Store) -> None:
    keep(store, State.UP, TEN - timedelta(days=50), TEN)
    judge(store, TEN, catch_up=timedelta(days=2) + SETTLING)
    assert min(slot.start for slot in of(store, "afis")) == TEN - timedelta(days=2)


def test_the_nid_step_takes_afis_unless_the_office_names_a_nid_server() -> None:
    nid = Measure("network", "nid")
    assert [each.series.target for each in subjects(make_office(), nid)] == ["afis"]
    own = {"id": "nid", "name": "NID", "role": "nid", "probe": {"type": "icmp", "host": "127.0.0.1"}}
    office = make_office(targets=[*(each.model_dump() for each in make_office().targets), own])
    assert [each.series.target for each in subjects(office, nid)] == ["nid"]


def behind_a_router() -> Office:
    """The office whose AFIS, and with it every modem, hangs on a router that no step names."""
    router = {"id": "router", "name": "Router", "role": "router", "probe": {"type": "icmp", "host": "127.0.0.1"}}
    targets = [
        each.model_dump() | ({"parent": "router"} if each.id == "afis" else {}) for each in make_office().targets
    ]
    return make_office(targets=[router, *targets])


def test_what_everything_hangs_on_has_one_row_of_its_own_at_the_first_step_that_needs_it() -> None:
    found = subjects_of(behind_a_router(), CATALOGUE.get(SENDING))
    assert [(number, each.series.target) for number, each in found] == [
        (1, "modem-1"),
        (1, "modem-2"),
        (3, "pc-1"),
        (4, "afis"),
        (4, "router"),
        (5, "kirim-1"),
    ]


def test_an_outage_of_the_router_is_missed_once_by_the_dinas_and_by_no_kecamatan(store: Store) -> None:
    keep(store, State.DOWN, TEN, TEN + HOUR, key(CollectorName.NETWORK, "router", None))
    for name, place in (("afis", None), ("modem-1", FIRST), ("modem-2", SECOND), ("pc-1", FIRST)):
        keep(store, State.UNREACHABLE, TEN, TEN + HOUR, key(CollectorName.NETWORK, name, place))
    judge(store, TEN + HOUR, behind_a_router())
    found = slots(store, CODE, TEN, TEN + HOUR, sop=SENDING)
    assert {slot.target: slot.heap for slot in found if slot.target != "kirim-1"} == {
        "router": Heap.MISSED,
        "afis": Heap.OUTSIDE,
        "modem-1": Heap.OUTSIDE,
        "modem-2": Heap.OUTSIDE,
        "pc-1": Heap.OUTSIDE,
    }
    assert [slot.kecamatan for slot in found if slot.heap is Heap.MISSED] == [None]


def test_a_sop_that_is_not_applicable_has_no_slots(store: Store) -> None:
    record_hour(store, TEN)
    sops = [{"id": SENDING, "start": "2024-01-01", "not_applicable": "perekaman dihentikan"}]
    assert judge(store, TEN + HOUR, make_office(sops=sops)) == 0


def again(store: Store, now: datetime) -> int:
    office = make_office()
    return rejudge(store, office, CATALOGUE, build_calendar(office), TEN, now)


def test_samples_that_come_late_change_the_hours_that_were_judged_without_them(store: Store) -> None:
    record_hour(store, TEN)
    judge(store, TEN + 2 * HOUR)
    assert [slot.heap for slot in of(store, "modem-2")] == [Heap.MET, Heap.UNMONITORED]
    record_hour(store, TEN + HOUR)
    assert again(store, TEN + 2 * HOUR) == 1
    assert [(slot.heap, slot.used_count) for slot in of(store, "modem-2")] == [(Heap.MET, 60), (Heap.MET, 60)]
    assert again(store, TEN + 2 * HOUR) == 0


def test_judging_again_when_nothing_came_changes_nothing(store: Store) -> None:
    record_hour(store, TEN)
    judge(store, TEN + HOUR)
    before = of(store, "modem-2")
    assert again(store, TEN + HOUR) == 0
    assert again(store, TEN + timedelta(days=5)) == 0
    assert of(store, "modem-2") == before


def test_an_hour_judged_days_later_has_the_histogram_of_its_raw_samples(store: Store) -> None:
    # 40 replies of 10 ms, 18 of 200 ms, the fastest 1 ms and the slowest 900 ms: by count, sum, least and most alone
    # the 58 in between would all stand in the bin of their mean
    times_ms = [1.0, 900.0, *[10.0] * 40, *[200.0] * 18]
    for minute, rtt_ms in enumerate(times_ms):
        record(store, [poll("modem-2", SECOND, TEN + timedelta(minutes=minute), rtt_ms=rtt_ms)])
    judge(store, TEN + timedelta(days=5))
    slot = next(slot for slot in of(store, "modem-2") if slot.start == TEN)
    assert slot.histogram == histogram_of([each / 1000 for each in times_ms])


def test_an_hour_of_which_only_some_raw_samples_are_left_is_told_by_its_rollup(store: Store) -> None:
    record_hour(store, TEN)
    assert prune_samples(store, TEN + timedelta(minutes=50)) == 50
    judge(store, TEN + timedelta(days=5))
    slot = next(slot for slot in of(store, "modem-2") if slot.start == TEN)
    assert (slot.used_count, sum(slot.histogram)) == (60, 60)


def test_an_hour_missed_days_ago_keeps_its_evidence_as_long_as_there_are_raw_samples(store: Store) -> None:
    record_hour(store, TEN)
    record_hour(store, TEN + HOUR, ok=False)
    judge(store, TEN + timedelta(days=5))
    slot = next(slot for slot in of(store, "modem-2") if slot.start == TEN + HOUR)
    assert len(evidence(store, slot)) == 10


@pytest.mark.parametrize(
    ("failed", "polls", "heap"),
    [
        (range(30), 60, Heap.MISSED),  # never measured again: down for 30 of the 59 minutes that were measured
        (range(30), 70, Heap.MET),  # measured on: down for 30 of 60 minutes
        ((*range(29), 58, 59, 60, 61), 70, Heap.MISSED),  # the outage at its end is confirmed after the hour only
    ],
)
def test_an_hours_first_verdict_is_that_of_every_later_day(
    store: Store, failed: Container[int], polls: int, heap: Heap
) -> None:
    office, calendar = make_office(), build_calendar(make_office())
    polled = [poll("modem-2", SECOND, TEN + timedelta(minutes=m), ok=m not in failed) for m in range(polls)]
    record(store, polled[:60])
    for minute in range(60, 75):
        judge_hours(store, office, CATALOGUE, calendar, TEN + timedelta(minutes=minute))
        if minute < polls:
            record(store, [polled[minute]])
    assert [(slot.start, slot.heap) for slot in of(store, "modem-2")] == [(TEN, heap)]
    assert again(store, TEN + timedelta(days=5)) == 0
    prune_samples(store, TEN + timedelta(days=10))
    assert again(store, TEN + timedelta(days=12)) == 0


def corrected(store: Store, office: Office, since: datetime, **more: object) -> int:
    """Judge again by the office as it is now, an hour later."""
    calendar = build_calendar(office)
    return rejudge(store, office, CATALOGUE, calendar, since, TEN + 2 * HOUR, as_scheduled=True, **more)  # type: ignore[arg-type]


def test_a_holiday_entered_late_takes_hours_out_that_were_judged(store: Store) -> None:
    record_hour(store, TEN, ok=False)
    judge(store, TEN + HOUR)
    assert of(store, "modem-2")[0].heap is Heap.MISSED
    usual = make_office()
    closed = make_office(
        calendar={**usual.calendar.model_dump(), "own_holidays": [{"date": "2026-11-19", "name": "Libur daerah"}]}
    )
    assert corrected(store, closed, TEN) > 0
    (slot,) = of(store, "modem-2")
    assert (slot.heap, slot.rule) == (Heap.OUTSIDE, "slot_unscheduled")
    assert corrected(store, closed, TEN) == 0
    corrected(store, usual, TEN)
    assert of(store, "modem-2")[0].rule == "slot_down"


def test_a_schedule_dated_back_judges_the_hours_that_now_count(store: Store) -> None:
    # Thursday 19 November: 10.00 counts by jam_kerja; 12.00-12.45 is the break, and 16.00-17.00 after closing.
    usual = make_office()
    for hours in range(8):
        record_hour(store, TEN + hours * HOUR)
    judge(store, TEN + 8 * HOUR)
    before = [slot.start for slot in of(store, "modem-2")]
    assert TEN + 6 * HOUR not in before
    targets = [
        {**each.model_dump(mode="json"), "schedule": "24_jam"} if each.id == "modem-2" else each.model_dump(mode="json")
        for each in usual.targets
    ]
    always = make_office(targets=targets)
    # Up to the last hour that was judged for the SOP; the polls began at 10.00, so nothing before it is added.
    rejudge(store, always, CATALOGUE, build_calendar(always), TEN - 5 * HOUR, TEN + 8 * HOUR, as_scheduled=True)
    after = {slot.start: slot.heap for slot in of(store, "modem-2")}
    assert set(before) < set(after)
    assert after[TEN + 6 * HOUR] is Heap.MET
    assert min(after) == TEN


def test_what_the_office_no_longer_has_stays_as_it_was_judged(store: Store) -> None:
    record_hour(store, TEN)
    judge(store, TEN + HOUR)
    without = make_office(
        targets=[each.model_dump(mode="json") for each in make_office().targets if each.id != "modem-2"]
    )
    corrected(store, without, TEN)
    assert of(store, "modem-2")[0].rule == "slot_replied"
