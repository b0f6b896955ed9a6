"""What a collector does to the database while screens look: ``python -m bench.load_writer EVERY_S SECONDS``.

Every office is swept once in ``EVERY_S`` seconds, one after the other, through the product's own way in. At each sweep
all round-trip times are new, and one target falls or rises, so that every sweep is news for the screens.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.settings import load_settings
from dashboard.store import Store, latest, prepare_store, record_batch
from dashboard.views.context import build_context


@dataclass
class Swept:
    """An office's network series and which of them are made to fail now."""

    office: str
    zone: str
    series: list[SeriesKey]
    failing: set[SeriesKey] = field(default_factory=set)


def sweep(store: Store, office: Swept, rng: random.Random) -> None:
    """One sweep as of now."""
    now = datetime.now(UTC).replace(microsecond=0)
    office.failing ^= {rng.choice(office.series)}
    samples = [
        Sample(key, now, None, SampleStatus.FAILED)
        if key in office.failing
        else Sample(key, now, round(rng.uniform(5, 80), 1), SampleStatus.OK)
        for key in office.series
    ]
    run = CollectorRun(office.office, CollectorName.NETWORK, now, now, now, RunOutcome.OK, len(samples))
    offset = now.astimezone(ZoneInfo(office.zone)).utcoffset() or timedelta()
    record_batch(store, run, samples, stale_after_s=60, day_offset_s=round(offset.total_seconds()))


def main(every_s: float, seconds: float) -> None:
    """Sweep until the time is over."""
    settings, rng = load_settings(), random.Random(7)
    store = prepare_store(settings)
    offices = []
    for code, office in build_context(settings, store).offices.items():
        series = [each.series for each in latest(store, code) if each.series.collector is CollectorName.NETWORK]
        if series:
            offices.append(Swept(code, office.zone, series))
    began, number = time.monotonic(), 0
    while (due := began + number * every_s / len(offices)) < began + seconds:
        time.sleep(max(0.0, due - time.monotonic()))
        sweep(store, offices[number % len(offices)], rng)
        number += 1
    store.close()


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]))
