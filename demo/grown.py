"""What the counters' past added in each hour, as the growth of live readings is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.model import Rollup, State
from demo.chance import draw
from demo.pasts import CADENCE_S, Past

AN_HOUR = (380, 760)
"""Records that a growing counter sends in an hour, from the slowest to the quickest."""
RESTARTS = 0.004
"""The share of growing hours in which a counter began anew."""


def grown_hours(past: Past, edges: Sequence[datetime]) -> Iterator[Rollup]:
    """Hourly rollups of ``growth`` (and of ``resets`` where there was one) of one counter's past.

    Hours of rest and of standing still are measured and grew by nothing; an hour in which nothing is known has no row.
    """
    growth, resets = (replace(past.key, metric=name) for name in ("growth", "resets"))
    dice = draw("grown", past.key.target, past.chain[0].start.date())
    place = 0
    for start, end in itertools.pairwise(edges):
        while place < len(past.chain) - 1 and past.chain[place].end <= start:
            place += 1
        known_s = growing_s = 0.0
        for stretch in itertools.islice(past.chain, place, None):
            if stretch.start >= end:
                break
            overlap_s = max(0.0, (min(end, stretch.end) - max(start, stretch.start)).total_seconds())
            known_s += overlap_s if stretch.state is not State.UNKNOWN else 0.0
            growing_s += overlap_s if stretch.state is State.INCREASING else 0.0
        polls = round(known_s / CADENCE_S)
        if polls:
            sent = round(dice.randint(*AN_HOUR) * growing_s / 3600)
            yield Rollup(growth, start, polls, polls, 0, 0, 0, polls, float(sent), 0.0, float(sent))
            if growing_s and dice.random() < RESTARTS:
                yield Rollup(resets, start, 1, 1, 0, 0, 0, 1, 1.0, 1.0, 1.0)
