"""Figures of the network attached to a person's test, on both databases. All times WITA, Thursday 19 November 2026."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dashboard.model import CollectorName, SampleStatus, Stamp, StepRun, Ticket
from dashboard.offices import Office
from dashboard.readings import Interval, Readings, Spread, TargetReading
from dashboard.services.readings import attach_network_outputs
from dashboard.services.retention import retain
from dashboard.store import Store, feed_version, newest_readings, readings_history, save_ticket, ticket, ticket_events
from tests.offices_factory import CATALOGUE, CODE, FIRST, SECOND, make_office
from tests.services.test_outages import wita
from tests.stores import KINDS, Databases, fresh_store
from tests.views.samples import poll, record

PASER = "paser-01-pemeliharaan-aplikasi-jaringan"
VERSION = CATALOGUE.get(PASER).effective
TEST = 4
HALF = timedelta(seconds=30)
A_DAY = timedelta(days=1)
LATER = wita("11:00")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def office() -> Office:
    """The AFIS of the Dinas answers by HTTP, everything else by TCP."""
    targets = [each.model_dump() for each in make_office().targets]
    targets[0]["probe"] = {"type": "http", "url": "http://127.0.0.1:17000/"}
    return make_office(targets=targets)


def maintained(
    start: str = "10:00", finish: str = "10:10", *, kecamatan: str | None = FIRST, number: str = "P-1", day: int = 19
) -> Ticket:
    """A ticket whose last step, the performance test, went from start to finish."""
    before = wita("09:00", day)
    ends = [before + timedelta(minutes=m) for m in (2, 6)]
    times = (before, *ends, wita(start, day), wita(finish, day))
    runs = tuple(
        StepRun(step, 1, Stamp(times[step - 1]) if step == 1 else None, Stamp(times[step])) for step in range(1, 5)
    )
    return Ticket(number, CODE, kecamatan, PASER, VERSION, Stamp(before), "dasbor", runs, solved=Stamp(times[-1]))


def put(store: Store, *tickets: Ticket) -> None:
    for each in tickets:
        save_ticket(store, each, by="sari", at=wita("10:11"))


def attach(store: Store, now: datetime = LATER, poll_s: float = 30.0) -> int:
    return attach_network_outputs(store, office(), CATALOGUE, now, raw_days=10, poll_s=poll_s)


Times = Sequence[float | None]
Measure = Callable[[str, str | None, datetime, Times], None]


@pytest.fixture
def polls(store: Store) -> Measure:
    """One poll of a target every 30 s from a start on; None is a poll without an answer."""

    def measure(target: str, kecamatan: str | None, start: datetime, times_ms: Times) -> None:
        moments = [start + n * HALF for n in range(len(times_ms))]
        found = zip(moments, times_ms, strict=True)
        record(store, [poll(target, kecamatan, at, ok=ms is not None, rtt_ms=ms or 0.0) for at, ms in found])

    return measure


def newest(store: Store, attempt: int = 1, number: str = "P-1") -> Readings:
    return newest_readings(store, CODE, [number])[number, TEST, attempt].readings


def reading(found: Readings, target: str) -> TargetReading:
    return next(each for each in found.targets if each.id == target)


# 21 polls from 10.00.00 to 10.10.00: seventeen answers and four losses, 4 / 21 = 19.047... = 19.0 %.
# In order the answers are 5, 10 (eight times), 14, 20 (six times), 90: the ninth of seventeen is 10.
TEN_MINUTES = [10.0] * 8 + [None] * 4 + [20.0] * 6 + [5.0, 14.0, 90.0]


def test_a_finished_test_gets_loss_and_latency_of_its_kecamatan_over_its_interval(store: Store, polls: Measure) -> None:
    put(store, maintained())
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    # half a minute before the start and after the finish: not of the test
    polls("modem-1", FIRST, wita("10:00") - HALF, [700.0])
    polls("modem-1", FIRST, wita("10:10") + HALF, [800.0])
    polls("modem-2", SECOND, wita("10:00"), [1.0] * 21)
    assert attach(store) == 1
    found = newest(store)
    assert (found.start, found.end, found.interval) == (wita("10:00"), wita("10:10"), Interval.STEP)
    assert (found.source, [each.id for each in found.targets]) == ("network", ["modem-1", "pc-1"])
    modem = reading(found, "modem-1")
    assert (modem.name, modem.kind, modem.polls, modem.answered) == ("MODEM-1", "tcp", 21, 17)
    assert (modem.loss_percent, modem.latency, modem.http) == (19.0, Spread(10.0, 5.0, 90.0), None)


def test_what_was_not_measured_is_attached_as_such_and_never_as_zero(store: Store) -> None:
    put(store, maintained())
    assert attach(store) == 1
    found = newest(store)
    assert not found.is_measured
    nothing = (0, 0, 0, None, None, None)
    for each in found.targets:
        figures = (each.polls, each.answered, each.unmeasured, each.loss_percent, each.latency, each.http)
        assert figures == nothing


def test_a_test_of_the_dinas_reads_its_own_targets_and_an_http_answer_as_http_time(
    store: Store, polls: Measure
) -> None:
    put(store, maintained(kecamatan=None))
    # 100, 200, 400, 300: in order 100, 200, 300, 400, the median halfway between 200 and 300
    polls("afis", None, wita("10:01"), [100.0, 200.0, 400.0, 300.0])
    attach(store)
    (afis,) = newest(store).targets
    assert (afis.kind, afis.latency, afis.http) == ("http", None, Spread(250.0, 100.0, 400.0))
    assert afis.loss_percent == 0.0


def test_a_poll_that_could_not_ask_is_neither_answered_nor_lost(store: Store) -> None:
    put(store, maintained())
    asked = poll("modem-1", FIRST, wita("10:01"))
    own = [
        replace(asked, observed_at=wita("10:02") + n * HALF, value=None, status=status)
        for n, status in enumerate((SampleStatus.UNKNOWN, SampleStatus.MAINTENANCE, SampleStatus.DISABLED))
    ]
    record(store, [asked, *own])
    attach(store)
    modem = reading(newest(store), "modem-1")
    assert (modem.polls, modem.answered, modem.unmeasured, modem.loss_percent) == (1, 1, 3, 0.0)


def test_a_test_of_a_minute_gets_the_last_five_polls_and_says_so(store: Store, polls: Measure) -> None:
    put(store, maintained("10:09", "10:10"))
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    attach(store)
    found = newest(store)
    # 5 x 30 s before 10.10.00
    assert (found.start, found.interval) == (wita("10:07") + HALF, Interval.WIDENED)
    # 10.07.30 and 10.08.00 ... 10.10.00: 20, 20, 20, 5, 14, 90 (six polls, both ends included): (14 + 20) / 2, then 20
    assert reading(found, "modem-1").polls == 6
    assert reading(found, "modem-1").latency == Spread(20.0, 5.0, 90.0)


def test_a_test_of_several_days_is_read_over_its_last_two(store: Store) -> None:
    long = maintained()
    runs = (*long.runs[:3], replace(long.runs[3], started=Stamp(wita("10:00", 14)), finished=Stamp(wita("10:10"))))
    put(store, replace(long, runs=runs))
    attach(store)
    found = newest(store)
    assert (found.interval, found.end) == (Interval.SHORTENED, wita("10:10"))
    assert found.end - found.start < timedelta(days=2)


def test_asked_twice_it_is_attached_once_and_the_ticket_itself_is_untouched(store: Store, polls: Measure) -> None:
    put(store, maintained())
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    before = ticket(store, CODE, "P-1"), ticket_events(store, CODE, "P-1")
    version = feed_version(store, CODE)
    assert [attach(store), attach(store)] == [1, 0]
    assert len(readings_history(store, CODE, "P-1")) == 1
    assert (ticket(store, CODE, "P-1"), ticket_events(store, CODE, "P-1")) == before
    assert feed_version(store, CODE) > version


def test_nothing_is_attached_before_the_test_is_finished_and_its_last_polls_are_in(store: Store) -> None:
    done = maintained()
    put(store, replace(done, runs=done.runs[:3], solved=None))
    assert attach(store) == 0
    put(store, done)
    assert attach(store, wita("10:10") + timedelta(seconds=59)) == 0
    assert attach(store, wita("10:11")) == 1


def test_pruned_samples_change_nothing_that_was_attached(store: Store, polls: Measure) -> None:
    put(store, maintained())
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    attach(store)
    before = readings_history(store, CODE, "P-1")
    # thrown away while late samples would still be looked for, and after that
    retain(store, wita("12:00") + A_DAY, raw_days=0)  # PostgreSQL drops whole days
    assert attach(store, wita("12:00")) == 0
    assert attach(store, wita("12:00", 30)) == 0
    assert readings_history(store, CODE, "P-1") == before


def test_a_ticket_that_came_after_its_samples_were_thrown_away_gets_nothing(store: Store, polls: Measure) -> None:
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    retain(store, wita("12:00") + A_DAY, raw_days=0)  # PostgreSQL drops whole days
    put(store, maintained())
    assert attach(store, wita("12:00")) == 0
    assert readings_history(store, CODE, "P-1") == []


def test_late_samples_within_a_day_are_attached_anew_and_the_first_reading_is_kept(
    store: Store, polls: Measure
) -> None:
    put(store, maintained())
    attach(store)
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    assert attach(store, wita("10:10", 20)) == 1
    first, second = (each.readings for each in readings_history(store, CODE, "P-1"))
    assert (first.is_measured, reading(second, "modem-1").polls) == (False, 21)
    assert newest(store) == second


def test_samples_later_than_a_day_are_not_looked_for(store: Store, polls: Measure) -> None:
    put(store, maintained())
    attach(store)
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    assert attach(store, wita("10:11", 20)) == 0


def test_a_corrected_finish_is_read_anew_however_late_it_is_corrected(store: Store, polls: Measure) -> None:
    put(store, maintained())
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    attach(store)
    put(store, maintained(finish="10:05"))
    assert attach(store, wita("10:00", 23)) == 1
    found = newest(store)
    # 10.00.00 to 10.05.00 are eleven polls: eight answers of 10 ms, three lost: 3 / 11 = 27.27 %
    assert (found.end, reading(found, "modem-1").polls) == (wita("10:05"), 11)
    assert (reading(found, "modem-1").loss_percent, reading(found, "modem-1").latency) == (27.3, Spread(10, 10, 10))
    assert attach(store, wita("10:01", 23)) == 0


def test_a_second_attempt_gets_its_own(store: Store, polls: Measure) -> None:
    once = maintained()
    again = StepRun(TEST, 2, Stamp(wita("10:30")), Stamp(wita("10:40")))
    put(store, replace(once, runs=(*once.runs, again), solved=Stamp(wita("10:40"))))
    polls("modem-1", FIRST, wita("10:00"), TEN_MINUTES)
    polls("modem-1", FIRST, wita("10:30"), [33.0] * 21)
    assert attach(store) == 2
    assert reading(newest(store, 1), "modem-1").latency == Spread(10.0, 5.0, 90.0)
    assert reading(newest(store, 2), "modem-1").latency == Spread(33.0, 33.0, 33.0)


def test_only_steps_that_the_catalogue_marks_ask_for_figures(store: Store) -> None:
    asking = [
        (sop.id, step.number, step.output_from)
        for sop in CATALOGUE.sops
        for step in sop.steps
        if step.output_from is not None
    ]
    assert asking == [(PASER, TEST, CollectorName.NETWORK.value)]
    put(store, maintained())
    attach(store)
    assert {each.readings.step for each in readings_history(store, CODE, "P-1")} == {TEST}
