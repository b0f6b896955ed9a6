"""What is thrown away: raw samples after their days, in small bites so that no sweep waits; no figure changes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.store import Store, checkpoint, prune_runs, prune_samples

BITE_ROWS = 5_000
BITES_MOST = 40
"""At most this many bites a round: what is left is taken in the next one."""
RUN_DAYS = 90


def retain(store: Store, now: datetime, raw_days: int) -> int:
    """Prune raw samples older than ``raw_days`` and collector runs older than 90 days; gives the rows removed.

    The write-ahead log of SQLite is folded back afterwards, for readers that never stop would let it grow.
    """
    removed = 0
    for prune, days in ((prune_samples, raw_days), (prune_runs, RUN_DAYS)):
        before = now - timedelta(days=days)
        for _ in range(BITES_MOST):
            bitten = prune(store, before, BITE_ROWS)
            removed += bitten
            if bitten < BITE_ROWS:
                break
    checkpoint(store)
    return removed
