"""One million step runs judged over columns, beside the least that any program must do: subtract two arrays.

Run with ``python -m bench.columns``, or with all others by ``python -m bench.sla``. What bounds it: docs/kinerja.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import numpy as np

from bench.report import Measure, show_all
from dashboard.model import Scope, Stamp
from dashboard.sla.columns import NEVER, JudgedColumns, PauseColumns, RunColumns, judge_columns
from dashboard.sla.judge import Bench, Window, judge
from dashboard.sla.policy import DEFAULT_POLICY
from dashboard.sop import Clock, Standard, Unit
from tests.sla.factories import BULELENG, ticket

MILLION = 1_000_000
SINGLE = 20_000
TARGET_S = 1.5
_NOW_S = int(datetime(2026, 12, 30, 4, 0, tzinfo=UTC).timestamp())
_YEAR_S = 365 * 86_400
_KINDS = (
    (Unit.MENIT, (5, 15, 60, 300), 0.60),
    (Unit.JAM, (1, 4, 8), 0.15),
    (Unit.HARI, (1, 2, 7), 0.20),
    (None, (0,), 0.05),
)
STANDARDS = [Standard("", None, most, unit, Clock.WORKING, 1, 1) for unit, times, _ in _KINDS for most in times]


def million() -> tuple[RunColumns, PauseColumns]:
    """A year of runs: 60 % menit, 15 % jam, 20 % hari, 5 % zero; one in ten paused, one in twenty still open."""
    rng = np.random.default_rng(7)
    shares = [share / len(times) for _, times, share in _KINDS for _ in times]
    standard = rng.choice(len(STANDARDS), MILLION, p=shares)
    start = rng.integers(_NOW_S - _YEAR_S, _NOW_S - 86_400, MILLION)
    finish = np.minimum(start + rng.exponential(4 * 3_600, MILLION).astype(np.int64), _NOW_S)
    finish[rng.random(MILLION) < 0.05] = NEVER
    minute = np.full(MILLION, 60, dtype=np.int64)
    runs = RunColumns(start, finish, start.copy(), start, minute, minute, minute, np.zeros_like(start), standard)
    paused = np.flatnonzero(rng.random(MILLION) < 0.1)
    begin = start[paused] + rng.integers(0, 3_600, paused.size)
    return runs, PauseColumns(paused, begin, begin + rng.integers(60, 7_200, paused.size))


def judge_million(runs: RunColumns, pauses: PauseColumns) -> JudgedColumns:
    """All verdicts at once."""
    return judge_columns(runs, pauses, STANDARDS, BULELENG, _NOW_S)


def single_windows(runs: RunColumns, pauses: PauseColumns, count: int) -> list[Window]:
    """The first ``count`` of the same runs, as the scalar engine takes them."""
    held = {int(run): (_at(a), _at(b)) for run, a, b in zip(pauses.run, pauses.start, pauses.end, strict=True)}
    made = []
    for i in range(count):
        start, is_open = Stamp(_at(runs.start[i])), runs.finish[i] == NEVER
        finish = None if is_open else Stamp(_at(runs.finish[i]))
        chain = (STANDARDS[runs.standard[i]],)
        holes = [held[i]] if i in held else []
        window = Window(Scope.STEP, 1, 1, 1, chain, start, finish, bool(is_open), start.at, before=start, holes=holes)
        made.append(window)
    return made


def _at(second: np.int64) -> datetime:
    return datetime.fromtimestamp(int(second), UTC)


def main() -> bool:
    """Print the best of three of both, and what the one is of the other; whether the target is met."""
    runs, pauses = million()
    floor_s = min(_once(lambda: runs.finish - runs.start) for _ in range(3))
    judged_s = min(_once(lambda: judge_million(runs, pauses)) for _ in range(3))
    judged = judge_million(runs, pauses)
    windows = single_windows(runs, pauses, SINGLE)
    bench = Bench(ticket(_at(runs.start[0])), BULELENG, DEFAULT_POLICY, datetime.fromtimestamp(_NOW_S, UTC))
    single_s = min(_once(lambda: [judge(window, bench) for window in windows]) for _ in range(3))
    print(f"{'judge_columns, 1 million runs':44} {judged_s * 1000:9.1f} ms  {judged_s / MILLION * 1e6:8.3f} us each")
    print(f"{'floor: subtract the same arrays':44} {floor_s * 1000:9.1f} ms  {floor_s / judged_s:8.2%} of it")
    print(
        f"{f'judge, {SINGLE:,} of the same runs':44} {single_s * 1000:9.1f} ms  {single_s / SINGLE * 1e6:8.3f} us each"
    )
    print(f"{'left to the scalar engine':44} {int(judged.left.sum()):9,} runs")
    floor = "numpy subtracts the same arrays"
    return show_all(
        (
            Measure("1 million step runs judged", judged_s, "s", TARGET_S, floor, floor_s),
            Measure("of that, the floor's share", 100 * floor_s / judged_s, "%"),
            Measure("one run judged by itself", single_s / SINGLE * 1e6, "us"),
        )
    )


def _once(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(not main())
