"""Whether a counter of sent records grows: the judgement behind "dinilai dari kenaikan" (sla-rules, measured steps)."""

from __future__ import annotations

from datetime import datetime

from dashboard.model import SeriesState, State


def growth_state(
    previous: SeriesState | None,
    value: float,
    observed_at: datetime,
    *,
    pending: float | None,
    window_s: float,
    pending_since: datetime | None = None,
) -> State:
    """State of a counter after the reading ``value`` at ``observed_at``.

    ``previous``: last stored reading of the same counter, None where there is none.
    ``pending``: records still waiting, None where nobody tells. ``window_s``: seconds without growth that must
    pass before standing still says anything. ``pending_since``: since when something is known to wait, None: at
    least since the last growth.

    Growth is ``increasing``, a lower value ``restarted`` (above 0 or at 0: the value tells). Standing still for the
    window is ``stuck`` while something waits all that time, ``idle`` where nothing waits, ``quiet`` where
    nobody tells. Within the window the previous state holds. A first reading is ``unknown`` (``idle`` where
    nothing waits): one number shows no growth.
    """
    # A poll that failed in between has no value of its own; growth is counted from the last number that was read.
    known = None if previous is None else previous.known_value if previous.value is None else previous.value
    if previous is None or known is None:
        return State.IDLE if pending == 0 else State.UNKNOWN
    if value > known:
        return State.INCREASING
    if value < known:
        return State.RESTARTED
    still_since = previous.value_changed_at or previous.since
    if (observed_at - still_since).total_seconds() < window_s:
        return previous.state
    if pending is None:
        return State.QUIET
    if pending == 0:
        return State.IDLE
    waiting_since = max(still_since, pending_since or still_since)
    # A queue that has only just begun to fill after a quiet night is not yet stuck.
    return State.STUCK if (observed_at - waiting_since).total_seconds() >= window_s else previous.state
