"""Runs collectors: one batch job each, with a timeout, and writes what they bring home.

A run that fails makes its series unknown, never down: probe failed is not target down. Trouble is logged once
when it begins and once when it ends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from collectors.base import Collector, CollectorError, Harvest
from dashboard.model import CollectorRun, RunOutcome, Sample, SampleStatus, State, Ticket
from dashboard.services.tickets import save_collected
from dashboard.store import Store, record_batch, record_run

log = logging.getLogger("pantau.collectors")

Now = Callable[[], datetime]

STALE_AFTER_INTERVALS = 3
"""A series not measured for three intervals was not measured: the gap becomes "unknown" (sla-rules, network states)."""

MESSAGE_CHARACTERS = 2000
"""Longest message kept with a run; a source with hundreds of bad rows must not fill the table."""


@dataclass
class _Bench:
    """The runner's memory of one collector: its thread, the run that may still hang there, and its trouble."""

    collector: Collector
    thread: ThreadPoolExecutor
    hanging: Future[Harvest] | None = None
    trouble: str = ""
    notes: frozenset[str] = field(default_factory=frozenset)
    saved: tuple[Ticket, ...] = ()
    """Tickets of the last harvest, so that an unchanged source writes nothing."""


class Runner:
    """Runs collectors against one store. One slow source never delays another: each has a thread of its own."""

    def __init__(
        self, store: Store, collectors: list[Collector], now: Now, zones: Mapping[str, ZoneInfo] | None = None
    ) -> None:
        """``zones`` by office code: an office's days are the days of its daily rollups (UTC where none is given)."""
        self._store = store
        self._zones = zones or {}
        self._now = now
        self._benches: Mapping[int, _Bench] = {
            index: _Bench(collector, ThreadPoolExecutor(1, thread_name_prefix=f"{collector.office}-{collector.name}"))
            for index, collector in enumerate(collectors)
        }

    @property
    def collectors(self) -> Mapping[int, Collector]:
        """The collectors by the number under which ``run`` takes them."""
        return {index: bench.collector for index, bench in self._benches.items()}

    def close(self) -> None:
        """Let the threads go; a hanging source is not waited for."""
        for bench in self._benches.values():
            bench.thread.shutdown(wait=False, cancel_futures=True)

    def run(self, index: int) -> CollectorRun:
        """Run one collector once and store samples, tickets and the run; never raises for a source's fault."""
        bench = self._benches[index]
        started_at = self._now()
        if bench.hanging is not None and not bench.hanging.done():
            run = self._run_record(bench, started_at, RunOutcome.MISSED, "putaran sebelumnya belum selesai")
            record_run(self._store, run)
            return run
        harvest, outcome, message = self._harvest(bench, started_at)
        samples = harvest.samples if outcome is RunOutcome.OK else self._unknown(bench.collector, started_at)
        said = message or "; ".join(harvest.notes)
        run = self._run_record(bench, started_at, outcome, said[:MESSAGE_CHARACTERS], len(samples))
        self._store_samples(bench.collector, run, samples)
        if outcome is RunOutcome.OK and harvest.tickets != bench.saved:
            save_collected(self._store, harvest.tickets, str(bench.collector.name), started_at)
            bench.saved = harvest.tickets
        self._tell(bench, message, frozenset(harvest.notes))
        return run

    def record_missed(self, index: int) -> None:
        """Store that the scheduler had to leave a run out, so that the gap is told from an outage."""
        bench = self._benches[index]
        record_run(self._store, self._run_record(bench, self._now(), RunOutcome.MISSED, "putaran terlewat"))

    def _store_samples(self, collector: Collector, run: CollectorRun, samples: Sequence[Sample]) -> None:
        offset = run.started_at.astimezone(self._zones.get(collector.office, UTC)).utcoffset()
        record_batch(
            self._store,
            run,
            samples,
            stale_after_s=STALE_AFTER_INTERVALS * collector.interval_s,
            day_offset_s=0 if offset is None else round(offset.total_seconds()),
        )

    def _harvest(self, bench: _Bench, now: datetime) -> tuple[Harvest, RunOutcome, str]:
        future = bench.thread.submit(bench.collector.collect, now)
        bench.hanging = future
        try:
            return future.result(timeout=bench.collector.timeout_s), RunOutcome.OK, ""
        except FutureTimeoutError:
            message = f"tidak selesai dalam {bench.collector.timeout_s:.0f} detik"
            return Harvest(), RunOutcome.TIMEOUT, message
        except CollectorError as error:
            return Harvest(), RunOutcome.ERROR, str(error)
        except Exception as error:
            log.debug("unexpected", exc_info=True)
            return Harvest(), RunOutcome.ERROR, f"{type(error).__name__}: {error}"

    def _unknown(self, collector: Collector, now: datetime) -> tuple[Sample, ...]:
        return tuple(Sample(key, now, None, SampleStatus.UNKNOWN, State.UNKNOWN) for key in collector.series())

    def _run_record(
        self, bench: _Bench, started_at: datetime, outcome: RunOutcome, message: str, samples: int = 0
    ) -> CollectorRun:
        collector = bench.collector
        return CollectorRun(
            collector.office, collector.name, started_at, started_at, self._now(), outcome, samples, message
        )

    def _tell(self, bench: _Bench, message: str, notes: frozenset[str]) -> None:
        """Log a trouble once when it begins and once when it is over."""
        who = f"{bench.collector.office} {bench.collector.name}"
        if message and message != bench.trouble:
            log.warning("%s: %s", who, message)
        if bench.trouble and not message:
            log.info("%s: pulih", who)
        for note in sorted(notes - bench.notes):
            log.warning("%s: %s", who, note)
        if not message:
            for note in sorted(bench.notes - notes):
                log.info("%s: selesai: %s", who, note)
            bench.notes = notes
        bench.trouble = message
