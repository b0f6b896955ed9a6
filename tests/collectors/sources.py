"""An office with real sources on disk, for the tests of the collectors that read them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from collectors.base import Harvest
from dashboard.catalogue import load_catalogue
from dashboard.model import Sample, SeriesKey, SeriesState
from dashboard.offices import Office
from dashboard.workcal import CalendarPeriod, WorkingCalendar

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Friday 20 November 2026, 10:00 in Buleleng (WITA)."""

REPAIR = "buleleng-01-perbaikan-perangkat"
TOOLS = "trenggalek-10-pemeliharaan-alat-perekaman"
BACKUP = "trenggalek-08-backup-siak"
HISTORY = load_catalogue().versions()
SOPS = {sop.id: sop for sop in load_catalogue().sops}
VERSIONS = {sop.id: (sop.effective,) for sop in SOPS.values()}

_DAY = ((time(7, 30), time(16, 0)),)
CALENDAR = WorkingCalendar(
    "Asia/Makassar",
    (CalendarPeriod(date(2020, 1, 1), None, dict.fromkeys(range(5), _DAY)),),
    holidays={date(2026, 11, 18): "Hari libur uji"},
)


def office(**sources: list[dict[str, object]]) -> Office:
    """Buleleng with two kecamatan and the given ``backups``, ``counters`` or ``tickets``."""
    return Office.model_validate(
        {
            "code": "51.08",
            "name": "Disdukcapil Kabupaten Buleleng",
            "short": "Buleleng",
            "province": "Bali",
            "zone": "Asia/Makassar",
            "simulated": True,
            "calendar": {"periods": [{"start": "2024-01-01", "hours": {"senin": ["07:30-16:00"]}}]},
            "kecamatan": [
                {"code": "51.08.01", "name": "Gerokgak", "lat": -8.2, "lon": 114.7},
                {"code": "51.08.02", "name": "Seririt", "lat": -8.2, "lon": 114.9},
            ],
            "sops": [{"id": REPAIR, "start": "2024-01-01"}],
            **sources,
        }
    )


class Shelf:
    """Stands in for what is stored: remembers the last sample of each series as the store would give it back."""

    def __init__(self) -> None:
        self.known: dict[SeriesKey, SeriesState] = {}

    def __call__(self, key: SeriesKey) -> SeriesState | None:
        return self.known.get(key)

    def keep(self, samples: Iterable[Sample]) -> None:
        for sample in samples:
            if sample.state is None:
                continue
            before = self.known.get(sample.series)
            same_state = before is not None and before.state is sample.state
            same_value = before is not None and sample.value in (None, before.known_value)
            self.known[sample.series] = SeriesState(
                sample.series,
                sample.state,
                before.since if before and same_state else sample.observed_at,
                sample.observed_at,
                sample.value,
                sample.status,
                value_changed_at=before.value_changed_at if before and same_value else sample.observed_at,
                known_value=before.known_value if before and sample.value is None else sample.value,
            )


def sample_of(harvest: Harvest, target: str, metric: str) -> Sample:
    """The one sample of a series in a harvest."""
    (found,) = [each for each in harvest.samples if (each.series.target, each.series.metric) == (target, metric)]
    return found


def touch(path: Path, at: datetime) -> None:
    """Set the last modification of a file."""
    os.utime(path, (at.timestamp(), at.timestamp()))


def minutes(count: float) -> timedelta:
    """Shorthand."""
    return timedelta(minutes=count)
