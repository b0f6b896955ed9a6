"""Sixteen logarithmic bins of the time used by replies, from 1 ms to 30 s, of which median and p90 are read.

Bin 0 holds times up to 1 ms, bins 1 to 14 the times up to 30 s (each about twice as wide as the one before), bin 15
everything slower than 30 s: whether a reply kept the 30 seconds of the SOP is exact, a quantile is an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from dashboard.model import HISTOGRAM_BINS

Histogram = tuple[int, ...]

FASTEST_S: Final = 0.001
LIMIT_S: Final = 30.0
EDGES_S: Final[tuple[float, ...]] = (
    *(FASTEST_S * (LIMIT_S / FASTEST_S) ** (i / (HISTOGRAM_BINS - 2)) for i in range(HISTOGRAM_BINS - 2)),
    LIMIT_S,
)
"""Upper edges, included, of bins 0 to 14 in seconds."""

EMPTY: Final[Histogram] = (0,) * HISTOGRAM_BINS


def histogram_of(seconds: Iterable[float] | npt.NDArray[np.float64]) -> Histogram:
    """Counts of the times used, in seconds."""
    values = np.asarray(seconds if isinstance(seconds, np.ndarray) else list(seconds), dtype=np.float64)
    bins = np.searchsorted(np.array(EDGES_S), values, side="left")
    return tuple(int(count) for count in np.bincount(bins, minlength=HISTOGRAM_BINS))


def merged(histograms: Iterable[Sequence[int]]) -> Histogram:
    """The sum of histograms, bin by bin."""
    total = [0] * HISTOGRAM_BINS
    for histogram in histograms:
        for i, count in enumerate(histogram):
            total[i] += count
    return tuple(total)


def within_limit(histogram: Sequence[int]) -> int:
    """How many replies came within 30 s."""
    return sum(histogram[:-1])


def quantile(histogram: Sequence[int], share: float, *, max_s: float | None = None) -> float | None:
    """Estimated time in seconds that ``share`` (0..1) of the replies did not exceed; None without replies.

    ``max_s``: the longest time seen, which bounds the estimate.
    """
    count = sum(histogram)
    if count == 0:
        return None
    rank = share * count
    passed = 0
    for i, here in enumerate(histogram):
        if here and passed + here >= rank:
            estimate = _within(i, (rank - passed) / here, max_s)
            return estimate if max_s is None else min(estimate, max_s)
        passed += here
    return max_s if max_s is not None else LIMIT_S


def _within(i: int, part: float, max_s: float | None) -> float:
    """The time at a part (0..1) of bin ``i``; logarithmic between its edges."""
    if i == 0:
        return FASTEST_S * part
    lower = EDGES_S[i - 1]
    if i == HISTOGRAM_BINS - 1:
        return lower if max_s is None else lower + (max(max_s, lower) - lower) * part
    return float(lower * (EDGES_S[i] / lower) ** part)
