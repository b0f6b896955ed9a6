"""The second copy of each night's dump, from the hourly counts of ``copy_same``; it is part of no verdict.

The series tells of the newest good dump: what it says between the end of one good night and the begin of the next
is about that night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.model import CollectorName, Rollup, SampleStatus, SeriesState
from dashboard.store import Store, rollups
from dashboard.views.backups_rows import GOOD, CopyState, NightRow

METRIC = "copy_same"
_HOUR = timedelta(hours=1)


def copies_of(
    store: Store, office: str, source: str, nights: Sequence[NightRow], start: datetime, end: datetime, now: datetime
) -> tuple[NightRow, ...]:
    """The nights with what was found of their second copies; a night without a good dump has none to find."""
    until = min(end + timedelta(days=1), now)
    found = rollups(
        store, office, start, until, step="hour", collector=CollectorName.BACKUP, target=source, metrics={METRIC}
    )
    made = []
    for place, night in enumerate(nights):
        following = next((each.scheduled_at for each in nights[place + 1 :] if each.scheduled_at), until)
        made.append(replace(night, copy=_copy(night, found, following)))
    return tuple(made)


def _copy(night: NightRow, found: Sequence[Rollup], following: datetime) -> CopyState | None:
    """Hours that belong to this night alone: after its dump was stored, over before the next one is due."""
    if night.state not in GOOD or night.finished_at is None:
        return None
    own = [each for each in found if each.start >= night.finished_at and each.start + _HOUR <= following]
    compared = [each for each in own if each.value_count]
    if compared:
        return CopyState.SAMA if (compared[-1].value_max or 0.0) >= 1.0 else CopyState.BERBEDA
    if any(each.failed or each.degraded for each in own):
        return CopyState.BELUM_ADA
    return CopyState.TIDAK_DIKETAHUI


def copy_now(known: SeriesState | None, now: datetime, stale_after_s: float) -> CopyState:
    """What is known now of the newest good dump's second copy."""
    if known is None or (now - known.observed_at).total_seconds() > stale_after_s:
        return CopyState.TIDAK_DIKETAHUI
    if known.value is not None:
        return CopyState.SAMA if known.value >= 1.0 else CopyState.BERBEDA
    is_absent = known.status in (SampleStatus.FAILED, SampleStatus.DEGRADED)
    return CopyState.BELUM_ADA if is_absent else CopyState.TIDAK_DIKETAHUI
