"""What is thrown away: raw samples and alerts that are over after their days, in small bites so that no sweep waits.

No figure changes by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import NamedTuple

from dashboard.store import (
    Store,
    alone,
    drop_partitions,
    give_back,
    log_bytes,
    make_partitions_ahead,
    measured_offices,
    pages,
    prune_bite,
    prune_runs,
    settle_rollups,
    shorten_log,
)
from dashboard.store.alert_retention import alerted_offices, prune_alerts

BITE_ROWS = 5_000
PAUSE_S = 0.05
"""Between two bites: longer than SQLite's writers sleep before they try again."""
ROUND_S = 120.0
"""So long at the most is thrown away in one round: what is left is taken in the next one."""
RUN_DAYS, ALERT_DAYS = 90, 400
BITE_ALERTS = 500
SETTLED_AFTER = timedelta(minutes=15)
"""Sweeps count their samples within five minutes; what waits so long was left by those that stopped."""
BITE_PAGES = 256
EMPTY_SHARE, EMPTY_LEAST_BYTES = 0.2, 8 * 2**20
"""From here on the disk gets its room back; less than that is soon filled again by new samples."""
LOG_MOST_BYTES = 16 * 2**20


class _Days(NamedTuple):
    """How long things are kept."""

    raw: int
    alerts: int


def retain(
    store: Store,
    now: datetime,
    raw_days: int,
    *,
    alert_days: int = ALERT_DAYS,
    pause: Callable[[float], None] = sleep,
    is_vain: Callable[[], bool] = lambda: False,
) -> int:
    """Prune raw samples older than ``raw_days``, collector runs older than 90 days, and alerts that have been over for
    ``alert_days``; gives the rows removed.

    The room is given back and the write-ahead log of SQLite folded in afterwards. On PostgreSQL samples go by whole
    days instead, of which no rows are counted, and the days to come are prepared; of several processes that come at
    once to one server only the first works. ``is_vain``: the process is to end; what is left waits for the next one.
    """
    with alone(store, "retention") as mine:
        days = _Days(raw_days, alert_days)
        return _retain(store, now, days, pause, is_vain) if mine else 0


def shorten_long_log(store: Store) -> bool:
    """Fold the write-ahead log in once it is long, for readers that never stop would let it grow; False if one is."""
    return log_bytes(store) <= LOG_MOST_BYTES or shorten_log(store)


def _retain(
    store: Store, now: datetime, days: _Days, pause: Callable[[float], None], is_vain: Callable[[], bool]
) -> int:
    removed, stop = 0, monotonic() + ROUND_S

    def is_over() -> bool:
        return monotonic() > stop or is_vain()

    make_partitions_ahead(store, now)
    settle_rollups(store, now - SETTLED_AFTER)
    if store.dialect == "postgresql":
        drop_partitions(store, now - timedelta(days=days.raw))
    for bitten in _bites(store, now, days):
        removed += bitten
        shorten_long_log(store)
        if is_over():
            break
        if bitten:
            pause(PAUSE_S)
    _give_back(store, is_over, pause)
    shorten_log(store)
    return removed


def _bites(store: Store, now: datetime, days: _Days) -> Iterator[int]:
    """Rows of each bite: first of the samples, office by office, then of the runs, then of the alerts."""
    for office in measured_offices(store) if store.dialect == "sqlite" else ():
        after_id: int | None = 0
        while after_id is not None:
            rows, after_id = prune_bite(store, office, now - timedelta(days=days.raw), BITE_ROWS, after_id)
            yield rows
    while bitten := prune_runs(store, now - timedelta(days=RUN_DAYS), BITE_ROWS):
        yield bitten
    for office in alerted_offices(store):
        while bitten := prune_alerts(store, office, now - timedelta(days=days.alerts), BITE_ALERTS):
            yield bitten


def _give_back(store: Store, is_over: Callable[[], bool], pause: Callable[[float], None]) -> None:
    """Shrink the SQLite file where much of it is empty."""
    now = pages(store)
    if not now.can_shrink or now.free_bytes < max(EMPTY_LEAST_BYTES, EMPTY_SHARE * now.total_bytes):
        return
    left = now.free_bytes
    while left and not is_over():
        give_back(store, BITE_PAGES)
        shorten_long_log(store)
        before, left = left, pages(store).free_bytes
        if left >= before:
            return
        pause(PAUSE_S)
