"""What the worked examples are made of: one example, small SOPs and the tickets that several of them share.

Buleleng's clock (see ``tests.sla.factories``): Mon-Thu 07:30-12:00 and 12:45-16:00 = 270 + 195 minutes, Fri
07:00-11:00 and 11:30-14:00 = 240 + 150. Times without a year are of 2026; 16 November is a Monday.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dashboard.model import Heap, Pause, RunState, Stamp, StepRun, Ticket
from dashboard.sop import Clock, Sop, StartRule
from dashboard.workcal import WorkingCalendar
from tests.sla.factories import (
    BULELENG,
    one,
    pause,
    run,
    sop,
    stamp,
    step,
    ticket,
    wita,
)

S, N = RunState, Heap
MACHINE = Clock.CALENDAR


def at(text: str) -> datetime:
    """``11-16 08:00`` of 2026, or a date with its year."""
    return wita(text if text.startswith("20") else f"2026-{text}")


LATER = at("12-30 12:00")


@dataclass(frozen=True)
class Example:
    """A ticket, when it is looked at, and what one of its runs must be. ``run``: ``1``, ``6#2``, ``1-3``, ``total``."""

    name: str
    of: Sop
    ticket: Ticket
    run: str
    state: RunState
    heap: Heap
    rule: str
    due: str | None
    used_min: float | None = None
    period: str | None = None
    remark: str = ""
    now: datetime = LATER
    calendar: WorkingCalendar = BULELENG


def example(name: str, *told: Any, **more: Any) -> Example:
    """An example whose fields stand in groups: what is given, then what must come of it."""
    return Example(name, *told, **more)


def single(
    waktu: str, opened: str, finished: str | None, clock: Clock = Clock.WORKING, **run_fields: Any
) -> tuple[Sop, Ticket]:
    """An SOP of one step with its ticket."""
    done = run(1, None, at(finished) if finished else None, **run_fields)
    return one(waktu, clock), ticket(at(opened), done)


def pressed(number: int, clock: str) -> StepRun:
    """Finished by a person's button."""
    moment = at(clock)
    return StepRun(number, finished=Stamp(moment, 1, recorded_at=moment, by="budi", typed=False))


def away(begin: str, end: str | None, waiting_on: str | None = None) -> tuple[Pause, ...]:
    return (replace(pause(at(begin), at(end) if end else None), waiting_on=waiting_on),)


TWO = sop(step(1, "1 jam"), step(2, "1 jam"))
TRAVEL = sop(step(1, "5 menit"), step(2, "2 jam", start=StartRule.RECORDED))
ZERO = sop(step(1, "15 menit", clock=MACHINE), step(2, "0", clock=MACHINE))
ZERO_THIRD = sop(step(1, "15 menit", clock=MACHINE), step(2, "15 menit", clock=MACHINE), step(3, "0", clock=MACHINE))
TWO_CLOCKS = sop(step(1, "2 jam"), step(2, "3 jam", clock=MACHINE))


def zero(finish: str | None, *, resolution_s: int = 1, **fields: Any) -> tuple[Sop, Ticket]:
    """A script that ended at Sun 22:10:00, and the zero after it."""
    script = run(1, None, at("11-15 22:10"), resolution_s=resolution_s)
    saved = run(2, None, at(f"11-15 {finish}") if finish else None, resolution_s=resolution_s)
    return ZERO, ticket(at("11-15 22:00"), script, saved, **fields)


def repair() -> Ticket:
    """Buleleng's repair, sent back once: 7 says "tidak" at 13:00."""
    return ticket(
        at("11-16 08:00"),
        run(1, None, at("11-16 08:05")),
        run(2, None, at("11-16 08:10")),
        run(3, at("11-16 08:30"), at("11-16 10:30")),
        run(4, None, at("11-16 11:30")),
        run(5, None, at("11-16 11:50")),
        run(6, None, at("11-16 12:50")),
        run(7, None, at("11-16 13:00"), branch="tidak"),
        run(6, None, at("11-16 13:40"), attempt=2),
        run(7, None, at("11-16 13:50"), attempt=2, branch="Ya"),
        run(8, None, at("11-16 13:55")),
    )


def hardware() -> Ticket:
    """A recorder whose hardware fails: 4 leads to 6 and 7, past 5."""
    clicks = [run(n, None, at(f"11-16 08:0{n}")) for n in (1, 2, 3)]
    return ticket(
        at("11-16 08:00"),
        *clicks,
        run(4, None, at("11-16 08:05"), branch="hardware"),
        run(6, None, at("11-17 08:00")),
        run(7, None, at("11-18 08:10")),
    )


def software_fails() -> Ticket:
    """Pesisir Selatan, "Tidak" at 7: 8, 11, 10; and a stray record of 9, which only "Ya" leads to."""
    times = {1: "08:00", 2: "08:20", 3: "08:40", 4: "09:10", 5: "11:10", 6: "11:25"}
    told = [run(n, None, at(f"11-16 {clock}")) for n, clock in times.items()]
    told.append(run(7, None, at("11-16 12:00"), branch="Tidak"))
    told += [run(8, None, at("11-16 12:50")), run(11, None, at("11-16 14:00")), run(10, None, at("11-16 14:30"))]
    return ticket(at("11-16 07:30"), *told, run(9, None, at("11-16 15:00")))


def backup(*runs: StepRun, readable: bool = True) -> Ticket:
    """Scheduled for Sun 22:00 with an hour of grace."""
    begin = at("11-15 22:00")
    return ticket(begin, *runs, scheduled_at=begin, grace_s=3600, source_readable=readable)


def exported(saved: str | None) -> Ticket:
    written = at("11-15 22:15")
    stored = at(f"11-15 {saved}") if saved else None
    return backup(run(2, at("11-15 22:05"), written), run(3, written, stored))


def outage(recovered: str) -> Ticket:
    """A link whose first two steps were ticked; it came back by itself."""
    third = StepRun(3, finished=stamp(at(recovered)), self_recovered=True)
    runs = (run(1, None, at("11-16 08:20")), run(2, None, at("11-16 09:00")), third, run(4, skipped=True))
    return ticket(at("11-16 08:00"), *runs, details={"joined_steps": [3, 4]})


def cancelled(opened: Ticket, when: str) -> Ticket:
    return replace(opened, cancelled_at=at(when), cancel_reason="ganda")


REOPENED = ticket(
    at("11-16 08:00"),
    run(1, None, at("11-16 08:45")),
    run(2, None, at("11-16 09:30")),
    run(2, at("11-17 08:00"), at("11-17 08:20"), attempt=2),
)
UNITED = ticket(
    at("11-16 09:00"),
    run(1, None, at("11-16 10:30"), pauses=away("11-16 09:30", "11-16 10:30")),
    run(2, None, at("11-16 11:30"), pauses=away("11-16 10:00", "11-16 11:00")),
    run(3, None, at("11-17 10:20")),
)
TOGETHER = ticket(at("11-16 08:00"), pressed(1, "11-16 08:30:00"), pressed(2, "11-16 08:31:00"))
TWO_CLOCKED = ticket(at("11-16 14:00"), run(1, None, at("11-16 15:00")), run(2, at("11-16 15:30"), at("11-16 18:30")))
PROMISED = Stamp(at("11-16 15:00"), recorded_at=at("11-16 09:00"))
BARE = Stamp(at("12-01 00:00"), 86_400, recorded_at=LATER)
UNSURE = replace(BULELENG, unsure_years=frozenset({2027}))
ENDED = replace(BULELENG, periods=(replace(BULELENG.periods[0], end=at("11-17 00:00").date()),))
