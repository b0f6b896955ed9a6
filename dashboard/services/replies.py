"""How long replies took in one hour of one series: from its raw samples, else from its hourly rollup."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from dashboard.model import HISTOGRAM_BINS, CollectorName, Rollup, Sample, SampleStatus, SeriesKey
from dashboard.sla import Replies, histogram_of
from dashboard.sla.histogram import EDGES_S
from dashboard.store import Store, rollups, samples

HOUR = timedelta(hours=1)
AROUND = 5
_NEAR = timedelta(minutes=15)
_MS = 1000
_OBSERVED_AT = attrgetter("observed_at")
NO_REPLIES = Replies()
_ANSWERED = frozenset({SampleStatus.OK, SampleStatus.DEGRADED})


def replies_of(raw: Sequence[Sample], hour: datetime, rollup: Rollup | None) -> Replies:
    """Confirmed replies of one hour of a network series; ``raw`` are its samples in order of time, around the hour.

    Told by the rollup alone where raw samples of the hour are gone, be it only some of them.
    """
    found = _within(raw, hour) if raw else ()
    if not found or (rollup is not None and len(found) < rollup.polls):
        return rolled_replies(rollup)
    used_s = [each.value / _MS for each in found if each.status in _ANSWERED and each.value is not None]
    return Replies(len(used_s), sum(used_s), max(used_s, default=0.0), histogram_of(used_s))


def rolled_replies(rollup: Rollup | None) -> Replies:
    """Replies as an hourly rollup of milliseconds knows them.

    Count, sum and maximum are exact. Of the histogram only the fastest and the slowest reply are known; the others
    stand in the bin of their mean.
    """
    if rollup is None or not rollup.value_count or rollup.value_min is None or rollup.value_max is None:
        return NO_REPLIES
    count, sum_s, max_s = rollup.value_count, rollup.value_sum / _MS, rollup.value_max / _MS
    bins = [0] * HISTOGRAM_BINS
    bins[bisect_left(EDGES_S, max_s)] += 1
    if count > 1:
        min_s = rollup.value_min / _MS
        bins[bisect_left(EDGES_S, min_s)] += 1
        if count > 2:
            bins[bisect_left(EDGES_S, (sum_s - min_s - max_s) / (count - 2))] += count - 2
    return Replies(count, sum_s, max_s, tuple(bins))


def counter_value(store: Store, key: SeriesKey, hour: datetime) -> float | None:
    """What a restarted counter stood at when the hour ended; where only the rollup is left, its lowest value."""
    values = [each.value for each in samples(store, key, hour, hour + HOUR) if each.value is not None]
    if values:
        return values[-1]
    kept = rollups(store, key.office, hour, hour + HOUR, step="hour", collector=key.collector, target=key.target)
    return next((each.value_min for each in kept if each.series == key), None)


def samples_around(store: Store, key: SeriesKey, changes: Sequence[datetime]) -> list[Sample]:
    """The five raw samples on either side of each change of state, without doubles."""
    kept: dict[datetime, Sample] = {}
    for at in changes:
        before, after = samples(store, key, at - _NEAR, at), samples(store, key, at, at + _NEAR)
        kept |= {each.observed_at: each for each in (*before[-AROUND:], *after[:AROUND])}
    return list(kept.values())


def rollups_by_hour(
    store: Store, office: str, start: datetime, end: datetime, *, only_dinas: bool = False
) -> dict[tuple[SeriesKey, datetime], Rollup]:
    """Hourly rollups of the office's network series that start in ``[start, end)``."""
    whose = None if only_dinas else ...
    found = rollups(store, office, start, end, step="hour", collector=CollectorName.NETWORK, kecamatan=whose)
    return {(each.series, each.start): each for each in found}


def _within(raw: Sequence[Sample], hour: datetime) -> Sequence[Sample]:
    first = bisect_left(raw, hour, key=_OBSERVED_AT)
    return raw[first : bisect_left(raw, hour + HOUR, first, key=_OBSERVED_AT)]
