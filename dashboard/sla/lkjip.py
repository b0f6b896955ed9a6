"""Achievement as the annual performance report (LKjIP) counts it where less time is better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from dashboard.model import Heap, Verdict


def lkjip(target_s: float, realisasi_s: float) -> float | None:
    """``(2 x target - realisasi) / target x 100`` in percent, floored at 0; None where the target is 0."""
    if target_s <= 0:
        return None
    return max((2 * target_s - realisasi_s) / target_s * 100, 0.0)


def means_of(verdicts: Iterable[Verdict]) -> tuple[float, float, int] | None:
    """Mean budget and mean time used (seconds) of finished runs, missed ones included, and how many; None without."""
    pairs: Sequence[tuple[float, float]] = [
        (verdict.budget_s, verdict.used_s)
        for verdict in verdicts
        if verdict.heap in (Heap.MET, Heap.MISSED)
        and verdict.finished_at is not None
        and verdict.budget_s is not None
        and verdict.used_s is not None
    ]
    if not pairs:
        return None
    return fmean(budget for budget, _ in pairs), fmean(used for _, used in pairs), len(pairs)


def lkjip_of(verdicts: Iterable[Verdict]) -> float | None:
    """Achievement of finished runs, missed ones included: mean budget against mean time used; None without any."""
    found = means_of(verdicts)
    return None if found is None else lkjip(found[0], found[1])
