"""Pauses: bare, united, lasting, too late, refused, contradicting each other."""

from __future__ import annotations

from dashboard.model import Pause
from tests.sla.examples.workshop import UNITED, N, S, at, away, example, single
from tests.sla.factories import SPAN_SOP

PAUSES = [
    # 1 jam from 08:00 and half an hour off: 09:30; at 09:20 80 - 30 = 50
    example(
        "a bare duration",
        *single("1 jam", "11-16 08:00", "11-16 09:20", pauses=(Pause(None, None, "menunggu", duration_s=1800),)),
        *("1", S.MET, N.MET, "within_standard", "11-16 09:30", 50),
    ),
    # Mon 23 10:00; Fri 13-14 and Mon 07:30-09 = 150 lost: 120 to 12:00, 30 from 12:45 = 13:15
    example(
        "over a weekend",
        *single("2 hari", "11-19 10:00", "11-23 13:15", pauses=away("11-20 13:00", "11-23 09:00")),
        *("1", S.MET, N.MET, "within_standard", "11-23 13:15"),
    ),
    # 09:30-10:30 and 10:00-11:00 are 90 together: Tue 09:00 + 90 = 10:30. 180 + 195 + 170 - 90 = 455 used
    example(
        "united in a span",
        SPAN_SOP,
        UNITED,
        *("1-3", S.MET, N.MET, "within_standard", "11-17 10:30", 455),
    ),
    # due 09:00 + (08:30-11:00 = 150) = 11:30; 30 minutes used
    example(
        "lasting",
        *single("1 jam", "11-16 08:00", None, pauses=away("11-16 08:30", None)),
        *("1", S.PAUSED, N.OUTSIDE, "open_paused", "11-16 11:30", 30, "11-16 11:00"),
        now=at("11-16 11:00"),
    ),
    # begun at 09:10, due at 09:00: nothing is un-missed
    example(
        "begun after the due time",
        *single("1 jam", "11-16 08:00", None, pauses=away("11-16 09:10", None)),
        *("1", S.OVERDUE, N.MISSED, "open_past_due", "11-16 09:00", 120, "11-16 09:00"),
        remark="dijeda",
        now=at("11-16 10:00"),
    ),
    # 90 of 60 minutes, for waiting on oneself is no pause, however the name is written
    example(
        "for the own pelaksana",
        *single(
            "1 jam", "11-16 08:00", "11-16 09:30", performer="Budi", pauses=away("11-16 08:10", "11-16 09:10", " budi")
        ),
        *("1", S.LATE, N.MISSED, "past_standard", "11-16 09:00", 90),
        remark="jeda karena menunggu pelaksana langkah sendiri tidak diterima",
    ),
    example(
        "overlapping",
        *single(
            "2 jam",
            "11-16 08:00",
            "11-16 11:00",
            pauses=away("11-16 08:30", "11-16 09:30") + away("11-16 09:00", "11-16 10:00"),
        ),
        *("1", S.UNKNOWN, N.UNMONITORED, "contradictory", None),
    ),
]
