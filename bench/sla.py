"""How fast the engine is: a million step durations and step runs over arrays, scalar calls, and whole tickets.

Run with ``python -m bench.sla``. Arrays are bounded by ``searchsorted`` in the table of openings, tickets by the
calendar calls and the frozen rows that are made for each verdict.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

import numpy as np

from bench import columns
from dashboard.sla import accounts, judge_ticket
from tests.sla.factories import BULELENG, BULELENG_SOP, run, stamp, ticket, wita

MILLION = 1_000_000


def timed(name: str, count: int, work: Callable[[], object]) -> None:
    """Print the best of three."""
    best = min(_once(work) for _ in range(3))
    print(f"{name:44} {best * 1000:9.1f} ms  {best / count * 1e6:8.3f} us each")


def _once(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def main() -> bool:
    """Run all; whether the targets are met."""
    rng = np.random.default_rng(1)
    begin = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
    starts = rng.integers(begin, begin + 365 * 86_400, MILLION)
    ends = starts + rng.integers(0, 10 * 86_400, MILLION)
    seconds = rng.integers(0, 40 * 3600, MILLION)
    days = rng.integers(1, 11, MILLION)
    timed("between_many, 1 million", MILLION, lambda: BULELENG.between_many(starts, ends))
    timed("add_many, 1 million", MILLION, lambda: BULELENG.add_many(starts, seconds))
    timed("nth_working_day_many, 1 million", MILLION, lambda: BULELENG.nth_working_day_many(starts, days))
    met = columns.main()
    at = wita("2026-11-16 10:00")
    timed("between, 10,000", 10_000, lambda: [BULELENG.between(at, at + timedelta(hours=i)) for i in range(10_000)])
    timed("add, 10,000", 10_000, lambda: [BULELENG.add(at, i) for i in range(10_000)])
    timed("nth_working_day, 10,000", 10_000, lambda: [BULELENG.nth_working_day(at, i % 20) for i in range(10_000)])

    made = []
    for i in range(2_000):
        opened = at - timedelta(hours=5 * i)
        runs = [run(n, None, opened + timedelta(minutes=12 * n)) for n in range(1, 7)]
        third = run(3, opened + timedelta(minutes=30), opened + timedelta(minutes=36))
        made.append(ticket(opened, *runs[:2], third, *runs[3:], solved=stamp(at)))
    now = wita("2026-12-30 12:00")

    def judge_all() -> list[object]:
        return [v for each in made for v in judge_ticket(each, BULELENG_SOP, BULELENG, now=now)]

    verdicts = [v for each in made for v in judge_ticket(each, BULELENG_SOP, BULELENG, now=now)]
    timed(f"judge 2,000 tickets, {len(verdicts):,} verdicts", len(verdicts), judge_all)
    period = (wita("2025-01-01 00:00"), wita("2027-01-01 00:00"))
    timed("account for them", len(verdicts), lambda: accounts(verdicts, period=period, now=now))
    return met


if __name__ == "__main__":
    sys.exit(not main())
