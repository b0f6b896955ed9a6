"""What is thrown away: raw samples after their days, in small bites so that no sweep waits; no figure changes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.store import Store, alone, checkpoint, drop_partitions, make_partitions_ahead, prune_runs, prune_samples

BITE_ROWS = 5_000
BITES_MOST = 40
"""At most this many bites a round: what is left is taken in the next one."""
RUN_DAYS = 90


def retain(store: Store, now: datetime, raw_days: int) -> int:
    """Prune raw samples older than ``raw_days`` and collector runs older than 90 days; gives the rows removed.

    The write-ahead log of SQLite is folded back afterwards, for readers that never stop would let it grow. On
    PostgreSQL samples go by whole days instead, of which no rows are counted, and the days to come are prepared; of
    several processes that come at once to one server only the first works.
    """
    with alone(store, "retention") as mine:
        return _retain(store, now, raw_days) if mine else 0


def _retain(store: Store, now: datetime, raw_days: int) -> int:
    removed, by_row = 0, [(prune_runs, RUN_DAYS)]
    make_partitions_ahead(store, now)
    if store.dialect == "postgresql":
        drop_partitions(store, now - timedelta(days=raw_days))
    else:
        by_row.insert(0, (prune_samples, raw_days))
    for prune, days in by_row:
        before = now - timedelta(days=days)
        for _ in range(BITES_MOST):
            bitten = prune(store, before, BITE_ROWS)
            removed += bitten
            if bitten < BITE_ROWS:
                break
    checkpoint(store)
    return removed
