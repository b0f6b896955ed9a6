"""Measured hours worked by hand: one scheduled hour, 09:00 to 10:00 of Monday 16 November, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dashboard.model import CollectorName, Heap, SeriesKey, State, StateInterval
from dashboard.sla import Replies, histogram_of
from dashboard.sla.slots import Part
from tests.sla.factories import wita

NINE = wita("2026-11-16 09:00")
HOUR = ((NINE, NINE + timedelta(hours=1)),)
HALF = ((NINE, NINE + timedelta(minutes=30)),)
SERIES = SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "modem-1", "rtt_ms")
A, N = State, Heap


def replies(*seconds: float) -> Replies:
    """Confirmed replies that took these seconds."""
    return Replies(len(seconds), sum(seconds), max(seconds, default=0.0), histogram_of(seconds))


QUICK = replies(0.03)


@dataclass(frozen=True)
class Hour:
    """States one after the other with their minutes; what the hour must be."""

    name: str
    minutes: tuple[tuple[State, int], ...]
    heap: Heap
    rule: str
    scheduled: tuple[Part, ...] = HOUR
    answers: Replies = QUICK
    restarted_value: float | None = None

    def intervals(self) -> list[StateInterval]:
        """The states as the store keeps them."""
        found, at = [], NINE
        for state, lasting in self.minutes:
            found.append(StateInterval(SERIES, at, at + timedelta(minutes=lasting), state))
            at += timedelta(minutes=lasting)
        return found


POLLED = [
    Hour("all good", ((A.UP, 60),), N.MET, "slot_replied"),
    # 30 of 60 is not more than half
    Hour("down for exactly half", ((A.DOWN, 30), (A.UP, 30)), N.MET, "slot_replied"),
    Hour("down for more than half", ((A.DOWN, 31), (A.UP, 29)), N.MISSED, "slot_down"),
    # 20 not measured: 21 of 40
    Hour(
        "down for more than half of the measured",
        ((A.UNKNOWN, 20), (A.DOWN, 21), (A.UP, 19)),
        N.MISSED,
        "slot_down",
    ),
    # scheduled to 09:30: 16 of 30
    Hour("down for more than half of the scheduled part", ((A.DOWN, 16), (A.UP, 44)), N.MISSED, "slot_down", HALF),
    # exactly 30 s keeps it, 30.1 s does not
    Hour("a reply at thirty seconds", ((A.DEGRADED, 60),), N.MET, "slot_replied", answers=replies(31.0, 30.0)),
    Hour("every reply slower", ((A.DEGRADED, 60),), N.MISSED, "slot_slow", answers=replies(30.1, 31.0)),
    Hour("up and no reply kept", ((A.UP, 60),), N.UNMONITORED, "slot_no_reply_kept", answers=replies()),
    Hour("not measured for more than half", ((A.UNKNOWN, 31), (A.UP, 29)), N.UNMONITORED, "slot_unknown"),
    # nothing is known of the 31 minutes after 09:29
    Hour("no state for more than half", ((A.UP, 29),), N.UNMONITORED, "slot_unknown"),
    Hour("the parent is out", ((A.UNREACHABLE, 31), (A.DOWN, 29)), N.OUTSIDE, "slot_unreachable"),
    Hour("disabled by decision", ((A.DISABLED, 60),), N.OUTSIDE, "slot_disabled"),
    Hour("planned work", ((A.MAINTENANCE, 31), (A.DOWN, 29)), N.OUTSIDE, "slot_maintenance"),
    Hour("not scheduled at all", ((A.DOWN, 60),), N.OUTSIDE, "slot_unscheduled", ()),
]

GROWN = [
    Hour("growing", ((A.INCREASING, 40), (A.IDLE, 20)), N.MET, "growth_increasing"),
    Hour("stuck while something waits", ((A.STUCK, 31), (A.INCREASING, 29)), N.MISSED, "growth_stuck"),
    Hour("nothing to send", ((A.IDLE, 60),), N.OUTSIDE, "growth_idle"),
    Hour("nobody tells what waits", ((A.QUIET, 60),), N.UNMONITORED, "growth_quiet"),
    Hour("restarted and sending", ((A.RESTARTED, 60),), N.MET, "growth_restarted", restarted_value=3.0),
    Hour("restarted at zero", ((A.RESTARTED, 60),), N.UNMONITORED, "growth_restarted_at_zero", restarted_value=0.0),
    Hour("restarted, its value unknown", ((A.RESTARTED, 60),), N.UNMONITORED, "growth_restarted_at_zero"),
    Hour("unread for more than half", ((A.UNKNOWN, 31), (A.INCREASING, 29)), N.UNMONITORED, "growth_unknown"),
    Hour("a counter switched off", ((A.DISABLED, 60),), N.OUTSIDE, "slot_disabled"),
]
