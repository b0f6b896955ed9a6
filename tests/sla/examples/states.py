"""Open runs, recorded starts, times that cannot be believed, and how exactly a time is known."""

from __future__ import annotations

from dashboard.model import StepRun
from tests.sla.examples.workshop import BARE, PROMISED, TOGETHER, TRAVEL, TWO, N, S, at, example, single
from tests.sla.factories import one, run, ticket

STATES = [
    # 2 h from 08:00 = 10:00; 75 % at 09:30
    *(
        example(
            f"open at {clock}",
            *single("2 jam", "11-16 08:00", None),
            *("1", state, heap, rule, "11-16 10:00"),
            period=period,
            now=at(f"11-16 {clock}"),
        )
        for clock, state, heap, rule, period in (
            ("09:29", S.RUNNING, N.OUTSIDE, "open_within_standard", "11-16 09:29"),
            ("09:30", S.AT_RISK, N.OUTSIDE, "open_at_risk", "11-16 09:30"),
            ("10:01", S.OVERDUE, N.MISSED, "open_past_due", "11-16 10:00"),
        )
    ),
    example(
        "people are on the road",
        TRAVEL,
        ticket(at("11-16 08:00"), run(1, None, at("11-16 08:05"))),
        *("2", S.NOT_STARTED, N.OUTSIDE, "waiting_start", None),
        now=at("11-16 09:00"),
    ),
    example(
        "and nobody wrote down when they arrived",
        TRAVEL,
        ticket(at("11-16 08:00"), run(1, None, at("11-16 08:05")), run(2, None, at("11-16 10:00"))),
        *("2", S.UNKNOWN, N.UNMONITORED, "no_start", None, None, "11-16 10:00"),
    ),
    example(
        "a finish before its start",
        *single("2 jam", "11-16 08:00", "11-16 07:00"),
        *("1", S.UNKNOWN, N.UNMONITORED, "contradictory", None, None, "11-16 07:00"),
    ),
    example(
        "a finish that had not happened when it was written",
        one("2 jam"),
        ticket(at("11-16 08:00"), StepRun(1, finished=PROMISED)),
        *("1", S.UNKNOWN, N.UNMONITORED, "contradictory", None),
        now=at("11-16 09:30"),
    ),
    # 08:30 and 08:31 by button are 60 s apart: the first is not believed, so the second has no start
    example("ticked within 60 s", TWO, TOGETHER, "1", S.UNKNOWN, N.UNMONITORED, "ticked_together", None),
    example("and the step after it", TWO, TOGETHER, "2", S.UNKNOWN, N.UNMONITORED, "no_start", None),
    # 340 s of 300, typed to 60: less than 360
    example(
        "within the resolution",
        *single("5 menit", "11-16 09:00", "11-16 09:05:40", resolution_s=60),
        *("1", S.MET, N.MET, "within_resolution", "11-16 09:05", 340 / 60),
        remark="dalam batas ketelitian",
    ),
    # 60 < 2 x 60
    example(
        "a standard under twice the resolution",
        *single("1 menit", "11-16 09:00", "11-16 09:01", resolution_s=60),
        *("1", S.UNKNOWN, N.UNMONITORED, "too_coarse", "11-16 09:01"),
    ),
    # 5 hari from Mon 23 Nov 10:00 = Mon 30 Nov 10:00, 10:00-12:00 and 12:45-16:00 = 315 min before the bare 1 Dec,
    # whose day is worth 465: between, so met, in December
    example(
        "a bare date past the turn of the month",
        one("5 hari"),
        ticket(at("11-23 10:00"), StepRun(1, finished=BARE)),
        *("1", S.MET, N.MET, "within_resolution", "11-30 10:00", None, "12-01 00:00"),
        remark="dalam batas ketelitian",
    ),
]
