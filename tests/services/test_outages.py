"""A confirmed outage of a link opens one ticket, its recovery closes it. All times WITA, Thursday 19 November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue
from dashboard.model import Heap, RunState, SampleStatus, Scope, Stamp, StepRun, Ticket, Verdict
from dashboard.offices import Office
from dashboard.services.outages import first_target, open_and_close
from dashboard.sla import judge_ticket
from dashboard.store import Store, audit, save_ticket, tickets
from tests.offices_factory import CATALOGUE, CODE, SECOND, make_office, make_store
from tests.stores import KINDS, Databases, fresh_store
from tests.views.samples import poll, record

JARKOMDAT = "trenggalek-11-pemeliharaan-jarkomdat"
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def wita(clock: str, day: int = 19) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=ZoneInfo("Asia/Makassar"))


def office(*, opens: str | None = JARKOMDAT, sop: dict[str, Any] | None = None, **target: object) -> Office:
    """The office with a line to Seririt."""
    targets = [each.model_dump() for each in make_office().targets]
    targets[3] |= {"link": "jalur-2", **target}
    return make_office(
        links=[{"id": "jalur-2", "kecamatan": SECOND, "type": "jarkomdat", "opens": opens}],
        targets=targets,
        sops=[{"id": JARKOMDAT, "start": "2024-01-01", "adopted": True, **(sop or {})}],
    )


def ask(store: Store, now: datetime, at: Office | None = None, catalogue: Catalogue = CATALOGUE) -> int:
    at = at or office()
    return open_and_close(store, at, catalogue, build_calendar(at), now)


def measure(
    store: Store, start: datetime, end: datetime, *, ok: bool = False, status: SampleStatus | None = None
) -> None:
    """Polls of the modem each minute from start to end, both included."""
    count = int((end - start) / MINUTE) + 1
    samples = [poll("modem-2", SECOND, start + k * MINUTE, ok=ok) for k in range(count)]
    record(store, samples if status is None else [replace(each, value=None, status=status) for each in samples])


def held(store: Store) -> list[Ticket]:
    return tickets(store, CODE, sop=JARKOMDAT)


def judged(ticket: Ticket, now: datetime) -> dict[tuple[Scope, int, int], Verdict]:
    sop = CATALOGUE.get(JARKOMDAT, ticket.version)
    found = judge_ticket(ticket, sop, build_calendar(office()), now=now)
    return {(each.scope, each.from_step, each.attempt): each for each in found}


def down_at_ten(store: Store, until: str = "10:20") -> Ticket:
    """The ticket of an outage that began at 10.00 and was confirmed at 10.15."""
    measure(store, wita("09:50"), wita("09:59"), ok=True)
    measure(store, wita("10:00"), wita(until))
    ask(store, wita(until))
    return held(store)[0]


def test_an_outage_opens_one_ticket_after_fifteen_working_minutes_and_not_before(store: Store) -> None:
    measure(store, wita("10:00"), wita("10:14"))
    assert ask(store, wita("10:14")) == 0
    measure(store, wita("10:15"), wita("10:15"))
    assert ask(store, wita("10:15")) == 1
    (ticket,) = held(store)
    assert (ticket.id, ticket.kecamatan, ticket.source) == ("putus-jalur-2-20261119T020000Z", SECOND, "outage:jalur-2")
    assert (ticket.title, ticket.opened.at, ticket.simulated) == ("Jaringan Seririt terputus", wita("10:15"), True)


def test_asking_again_changes_nothing(store: Store) -> None:
    ticket = down_at_ten(store)
    assert ask(store, wita("10:21")) == 0
    assert held(store) == [ticket]
    assert [each.officer for each in audit(store)] == ["kolektor:outage"]


def test_minutes_of_the_break_and_before_the_grace_of_the_opening_do_not_count(store: Store) -> None:
    # 11.55-12.00 five minutes, break to 12.45, ten more: 12.55
    measure(store, wita("11:55"), wita("12:54"))
    assert ask(store, wita("12:54")) == 0
    measure(store, wita("12:55"), wita("12:56"))
    ask(store, wita("12:56"))
    assert held(store)[0].opened.at == wita("12:55")


def test_a_modem_switched_off_at_night_opens_nothing_until_fifteen_minutes_past_the_grace(store: Store) -> None:
    # Friday opens 07.00, grace to 07.15, fifteen minutes: 07.30
    measure(store, wita("16:05"), wita("20:00"))
    assert ask(store, wita("20:00")) == 0
    measure(store, wita("20:01"), wita("07:29", 20))
    assert ask(store, wita("07:29", 20)) == 0
    measure(store, wita("07:30", 20), wita("07:31", 20))
    ask(store, wita("07:31", 20))
    assert [each.opened.at for each in held(store)] == [wita("07:30", 20)]


def test_minutes_before_the_opening_of_a_monday_do_not_count(store: Store) -> None:
    # opening 07.30, grace to 07.45, fifteen minutes: 08.00
    measure(store, wita("06:00", 23), wita("08:00", 23))
    assert ask(store, wita("08:00", 23)) == 1
    assert held(store)[0].opened.at == wita("08:00", 23)


@pytest.mark.parametrize("status", [SampleStatus.UNKNOWN, SampleStatus.MAINTENANCE, SampleStatus.DISABLED])
def test_what_is_not_down_opens_nothing(store: Store, status: SampleStatus) -> None:
    measure(store, wita("10:00"), wita("11:00"), status=status)
    assert ask(store, wita("11:00")) == 0


def test_an_unreachable_modem_opens_nothing(store: Store) -> None:
    minutes = [wita("10:00") + k * MINUTE for k in range(40)]
    above = [poll("afis", None, at, ok=False) for at in minutes]
    below = [replace(poll("modem-2", SECOND, at, ok=False), parent=above[0].series) for at in minutes]
    record(store, [*above, *below])
    assert ask(store, wita("10:39")) == 0


NOT_OPENING = [
    office(opens=None),
    office(sop={"not_applicable": "jalur dikelola pusat"}),
    office(sop={"start": "2026-11-20"}),
    office(sop={"end": "2026-11-18"}),
    office(link=None),
]


@pytest.mark.parametrize("at", NOT_OPENING)
def test_without_an_sop_in_force_named_by_a_measured_link_nothing_opens(store: Store, at: Office) -> None:
    measure(store, wita("10:00"), wita("11:00"))
    assert ask(store, wita("11:00"), at) == 0


def test_a_link_is_told_by_the_target_that_the_others_hang_on() -> None:
    targets = [each.model_dump() | {"link": "jalur-1"} for each in make_office().targets[1:3]]
    at = make_office(links=[{"id": "jalur-1", "type": "vpn"}], targets=list(reversed(targets)))
    found = first_target(at, at.links[0])
    assert found is not None
    assert found.id == "modem-1"


def test_recovery_before_the_due_time_is_outside(store: Store) -> None:
    # step 1: 10.15 + 30 menit = 10.45; recovered 10.30
    down_at_ten(store, "10:29")
    measure(store, wita("10:30"), wita("10:31"), ok=True)
    assert ask(store, wita("10:31")) == 1
    (ticket,) = held(store)
    step = judged(ticket, wita("12:00"))[Scope.STEP, 1, 1]
    assert (step.heap, step.rule, step.due_at) == (Heap.OUTSIDE, "self_recovered", wita("10:45"))
    assert ticket.solved is not None
    assert (ticket.solved.at, [run.skipped for run in ticket.runs]) == (wita("10:30"), [False, True, True, True])
    assert ask(store, wita("10:32")) == 0


def test_recovery_after_the_due_time_is_missed(store: Store) -> None:
    # due 10.45, recovered 11.00: 45 minutes used
    down_at_ten(store, "10:59")
    measure(store, wita("11:00"), wita("11:01"), ok=True)
    ask(store, wita("11:01"))
    step = judged(held(store)[0], wita("12:00"))[Scope.STEP, 1, 1]
    assert (step.state, step.heap, step.used_s) == (RunState.LATE, Heap.MISSED, 45 * 60)


def test_what_persons_ticked_is_kept_and_queue_and_repair_are_judged_together(store: Store) -> None:
    # steps 1, 2 ticked 10.18, 10.20; 3-4 from 10.20: Thu + 2 hari + 1 hari = Tue 24 10.20; recovered Thu 10.40
    ticket = down_at_ten(store)
    ticks = tuple(StepRun(n, finished=Stamp(wita(at), by="sari")) for n, at in ((1, "10:18"), (2, "10:20")))
    save_ticket(store, replace(ticket, runs=ticks), by="sari", at=wita("10:21"))
    measure(store, wita("10:21"), wita("10:39"))
    measure(store, wita("10:40"), wita("10:41"), ok=True)
    ask(store, wita("10:41"))
    (ended,) = held(store)
    assert [(r.step, r.finished.at, r.finished.by) for r in ended.runs[:2] if r.finished] == [
        (1, wita("10:18"), "sari"),
        (2, wita("10:20"), "sari"),
    ]
    both = judged(ended, wita("12:00"))[Scope.SPAN, 3, 1]
    assert (both.to_step, both.heap, both.due_at) == (4, Heap.OUTSIDE, wita("10:20", 24))


def recovered(store: Store) -> None:
    """Down at 10.00, up at 10.30."""
    down_at_ten(store, "10:29")
    measure(store, wita("10:30"), wita("10:40"), ok=True)
    ask(store, wita("10:40"))


def test_down_again_within_a_working_hour_reopens_the_same_ticket(store: Store) -> None:
    recovered(store)
    measure(store, wita("10:41"), wita("10:45"))
    assert [ask(store, wita("10:45")), ask(store, wita("10:45"))] == [1, 0]
    (ticket,) = held(store)
    again = judged(ticket, wita("10:45"))[Scope.STEP, 1, 2]
    # a new attempt from 10.41: due 11.11
    assert (again.state, again.due_at) == (RunState.RUNNING, wita("11:11"))


def test_down_again_after_a_working_hour_is_a_second_ticket(store: Store) -> None:
    recovered(store)
    measure(store, wita("10:41"), wita("11:30"), ok=True)
    measure(store, wita("11:31"), wita("11:46"))
    assert ask(store, wita("11:46")) == 1
    assert [each.opened.at for each in held(store)] == [wita("10:15"), wita("11:46")]


def test_an_outage_over_before_anybody_looked_opens_nothing(store: Store) -> None:
    measure(store, wita("10:00"), wita("10:40"))
    measure(store, wita("10:41"), wita("10:42"), ok=True)
    assert ask(store, wita("10:42")) == 0


def test_spooled_samples_of_long_ago_open_nothing(store: Store) -> None:
    measure(store, wita("10:00"), wita("10:40"))
    assert ask(store, wita("13:00")) == 0


CANCELLED = {"cancelled_at": wita("10:21"), "cancel_reason": "ganda"}


@pytest.mark.parametrize("end", [CANCELLED, {"solved": Stamp(wita("10:21"), by="sari")}])
def test_a_ticket_that_a_person_closed_or_cancelled_stays_so(store: Store, end: dict[str, Any]) -> None:
    ticket = down_at_ten(store)
    save_ticket(store, replace(ticket, **end), by="sari", at=wita("10:21"))
    before = held(store)
    measure(store, wita("10:21"), wita("10:40"))
    assert (ask(store, wita("10:40")), held(store)) == (0, before)


def test_what_a_person_reopened_after_the_recovery_is_left_to_persons(store: Store) -> None:
    recovered(store)
    (ticket,) = held(store)
    again = StepRun(1, 2, started=Stamp(wita("10:41"), by="sari"))
    save_ticket(store, replace(ticket, runs=(*ticket.runs, again)), by="sari", at=wita("10:41"))
    before = held(store)
    assert (ask(store, wita("10:42")), held(store)) == (0, before)


def test_flapping_ten_times_gives_one_ticket_with_every_attempt_outside(store: Store) -> None:
    down_at_ten(store)
    at = wita("10:21")
    for _ in range(10):
        measure(store, at, at + 2 * MINUTE, ok=True)
        ask(store, at + 2 * MINUTE)
        measure(store, at + 3 * MINUTE, at + 6 * MINUTE)
        ask(store, at + 6 * MINUTE)
        at += 7 * MINUTE
    measure(store, at, at + 2 * MINUTE, ok=True)
    ask(store, at + 2 * MINUTE)
    (ticket,) = held(store)
    steps = [each for (scope, _, _), each in judged(ticket, wita("15:00")).items() if scope is Scope.STEP]
    assert [(each.attempt, each.rule) for each in steps] == [(n, "self_recovered") for n in range(1, 12)]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(3, 30), st.integers(3, 30)), min_size=1, max_size=5))
def test_however_a_line_flaps_within_the_hour_there_is_at_most_one_ticket(
    tmp_path_factory: pytest.TempPathFactory, flaps: list[tuple[int, int]]
) -> None:
    store = make_store(tmp_path_factory.mktemp("putus"))
    at = wita("08:00")
    for down, up in flaps:
        for minutes, ok in ((down, False), (up, True)):
            measure(store, at, at + (minutes - 1) * MINUTE, ok=ok)
            at += minutes * MINUTE
            ask(store, at - MINUTE)
            assert ask(store, at - MINUTE) == 0
    found = held(store)
    store.close()
    assert len(found) <= 1
    assert all(each.solved is not None and not each.is_reopened() for each in found)


TICKS = ((1, "10:18"), (2, "10:20"), (3, "10:21"))


@pytest.mark.parametrize("ticked", [0, 1, 2, 3])
def test_recovery_finishes_the_step_that_is_open_and_skips_the_later_ones(store: Store, ticked: int) -> None:
    # Step n + 1 is open when the link is back at 10.40; steps 1 and 2 have 30 minutes each from 10.15, so none is due.
    ticket = down_at_ten(store)
    runs = tuple(StepRun(n, finished=Stamp(wita(at), by="sari")) for n, at in TICKS[:ticked])
    save_ticket(store, replace(ticket, runs=runs), by="sari", at=wita("10:22"))
    measure(store, wita("10:21"), wita("10:39"))
    measure(store, wita("10:40"), wita("10:41"), ok=True)
    ask(store, wita("10:41"))
    (ended,) = held(store)
    assert ended.solved is not None
    assert ended.solved.at == wita("10:40")
    assert [run.step for run in ended.runs if run.self_recovered] == [ticked + 1]
    assert [run.step for run in ended.runs if run.skipped] == list(range(ticked + 2, 5))
    found = judged(ended, wita("12:00"))
    scope = Scope.SPAN if ticked == 2 else Scope.STEP
    assert found[scope, ticked + 1, 1].rule == "self_recovered"


def test_a_version_that_has_not_begun_is_not_pinned(store: Store) -> None:
    known = CATALOGUE.get(JARKOMDAT)
    coming = replace(known, effective=date(2026, 11, 20))
    others = tuple(each for each in CATALOGUE.sops if each.id != JARKOMDAT)
    history = {**CATALOGUE.versions(), JARKOMDAT: (known, coming)}
    measure(store, wita("10:00"), wita("10:16"))
    ask(store, wita("10:16"), catalogue=Catalogue((*others, coming), history))
    assert held(store)[0].version == known.effective


REMOVED = make_office(sops=[{"id": JARKOMDAT, "start": "2024-01-01", "adopted": True}])


@pytest.mark.parametrize(
    ("now_is", "reason"),
    [
        (REMOVED, "jalurnya dihapus dari berkas kantor"),
        (office(opens=None), "jalurnya tidak lagi membuka SOP ini"),
        (office(link=None), "jalurnya tidak diukur lagi"),
        (office(sop={"end": "2026-11-18"}), "SOP tidak lagi berlaku di kantor ini"),
        (office(sop={"not_applicable": "terpusat"}), "SOP tidak lagi berlaku di kantor ini"),
    ],
)
def test_a_ticket_that_no_recovery_can_close_ends_with_the_reason(store: Store, now_is: Office, reason: str) -> None:
    # Step 1 is due 10.45: at 10.21 it is taken out of the count.
    down_at_ten(store)
    assert [ask(store, wita("10:21"), now_is), ask(store, wita("10:22"), now_is)] == [1, 0]
    (ended,) = held(store)
    assert (ended.cancelled_at, ended.cancel_reason) == (wita("10:21"), reason)
    assert judged(ended, wita("12:00"))[Scope.STEP, 1, 1].heap is Heap.OUTSIDE
    assert audit(store)[0].action == "akhiri tiket gangguan"


def test_what_was_missed_before_its_ticket_ended_stays_missed(store: Store) -> None:
    down_at_ten(store)
    measure(store, wita("10:21"), wita("11:00"))
    ask(store, wita("11:00"), REMOVED)
    step = judged(held(store)[0], wita("12:00"))[Scope.STEP, 1, 1]
    assert (step.heap, step.state, step.period_at) == (Heap.MISSED, RunState.LATE, wita("10:45"))


def test_a_link_switched_off_by_decision_ends_its_ticket_with_the_letter(store: Store) -> None:
    down_at_ten(store)
    off = office(disabled={"since": "2026-11-19", "letter": "470/12/2026"})
    measure(store, wita("10:21"), wita("10:30"), status=SampleStatus.DISABLED)
    ask(store, wita("10:30"), off)
    (ended,) = held(store)
    assert (ended.cancelled_at, ended.cancel_reason) == (wita("10:21"), "jalurnya dinonaktifkan dengan 470/12/2026")


def test_planned_work_on_the_line_leaves_its_ticket_to_the_recovery(store: Store) -> None:
    down_at_ten(store)
    measure(store, wita("10:21"), wita("10:30"), status=SampleStatus.MAINTENANCE)
    assert ask(store, wita("10:30")) == 0
    measure(store, wita("10:31"), wita("10:33"), ok=True)
    ask(store, wita("10:33"))
    assert held(store)[0].solved is not None


def test_a_ticket_that_persons_work_on_is_left_to_them(store: Store) -> None:
    ticket = down_at_ten(store)
    tick = (StepRun(1, finished=Stamp(wita("10:18"), by="sari")),)
    save_ticket(store, replace(ticket, runs=tick), by="sari", at=wita("10:20"))
    assert ask(store, wita("10:21"), REMOVED) == 0
    assert held(store)[0].cancelled_at is None
