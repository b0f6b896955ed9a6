"""Each kind of waktu baku: ranges, spans, zeros, none."""

from __future__ import annotations

from tests.sla.examples.workshop import ZERO_THIRD, N, S, at, example, single, software_fails, zero
from tests.sla.factories import PESISIR_SOP, SPAN_SOP, run, stamp, ticket

STANDARD = [
    # 31 of 10-30
    example(
        "past the maximum of a range",
        *single("10-30 menit", "11-16 08:00", "11-16 08:31"),
        *("1", S.LATE, N.MISSED, "past_standard", "11-16 08:30", 31),
    ),
    example(
        "under the minimum of a range",
        *single("10-30 menit", "11-16 08:00", "11-16 08:09"),
        *("1", S.MET, N.MET, "within_standard", "11-16 08:30", 9),
        remark="lebih cepat dari baku",
    ),
    # 1 hari from Mon 09:00 = Tue 09:00; one of its three steps is done, at 12:00 180 minutes are used
    example(
        "a span half finished",
        SPAN_SOP,
        ticket(at("11-16 09:00"), run(1, None, at("11-16 10:00"))),
        *("1-3", S.RUNNING, N.OUTSIDE, "open_within_standard", "11-17 09:00", 180),
        now=at("11-16 12:00"),
    ),
    # 3 is skipped: the span ends with 2 at 11:00 = 120 minutes
    example(
        "a span whose last step is skipped",
        SPAN_SOP,
        ticket(
            at("11-16 09:00"), run(1, None, at("11-16 10:00")), run(2, None, at("11-16 11:00")), run(3, skipped=True)
        ),
        *("1-3", S.MET, N.MET, "within_standard", "11-17 09:00", 120),
    ),
    # 45 s of 60 s
    example(
        "a zero within its tolerance",
        *zero("22:10:45"),
        *("2", S.MET, N.MET, "zero_within_tolerance", "11-15 22:10", 0.75),
    ),
    # typed to the minute: 60 s are within the tolerance, 120 s = 60 + 60 are late
    example(
        "a zero typed a minute later",
        *zero("22:11", resolution_s=60),
        *("2", S.MET, N.MET, "zero_within_tolerance", "11-15 22:10", 1),
    ),
    example(
        "a zero typed two minutes later",
        *zero("22:12", resolution_s=60),
        *("2", S.LATE, N.MISSED, "zero_past_tolerance", "11-15 22:10", 2, "11-15 22:11"),
    ),
    # looked at every 5 minutes: 300 s are coarser than the tolerance itself
    example(
        "a zero known too badly",
        *zero("22:11", resolution_s=300),
        *("2", S.UNKNOWN, N.UNMONITORED, "too_coarse", "11-15 22:10", None, "11-15 22:11"),
    ),
    # its own start says nothing of the waiting since step 2, whose finish nobody knows
    example(
        "a zero after an unknown finish",
        ZERO_THIRD,
        ticket(at("11-15 22:00"), run(1, None, at("11-15 22:10")), run(3, at("11-15 23:00"), at("11-15 23:00"))),
        *("3", S.UNKNOWN, N.UNMONITORED, "no_start", None, None, "11-15 23:00"),
    ),
    # closed 30 s after the script with nothing saved; missed when the 60 s were over
    example(
        "a zero never finished",
        *zero(None, solved=stamp(at("11-15 22:10:30"))),
        *("2", S.LATE, N.MISSED, "zero_unfinished", "11-15 22:10", None, "11-15 22:11"),
    ),
    example(
        "a step without a standard",
        PESISIR_SOP,
        software_fails(),
        *("11", S.NO_STANDARD, N.OUTSIDE, "no_standard", None, None, "11-16 14:00"),
    ),
]
