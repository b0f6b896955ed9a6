"""Runs collectors: one batch job each, with a timeout, and hands on what they bring home.

A run that fails makes its series unknown, never down: probe failed is not target down. Trouble is logged once
when it begins and once when it ends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from collectors.base import Collector, CollectorError, Harvest
from collectors.errands import send_out
from collectors.parcels import Parcel
from collectors.rounds import last_due
from dashboard.logs import bound, new_code
from dashboard.model import CollectorRun, RunOutcome, Sample, SampleStatus, State, Ticket
from dashboard.services.tickets import save_collected
from dashboard.store import LeaseLostError, Store, is_out_of_reach, record_batch, record_run, trouble_text

log = logging.getLogger("pantau.collectors")

Now = Callable[[], datetime]

STALE_AFTER_INTERVALS = 3
"""A series not measured for three intervals was not measured: the gap becomes "unknown" (sla-rules, network states)."""

MESSAGE_CHARACTERS = 2000
"""Longest message kept with a run; a source with hundreds of bad rows must not fill the table."""
LOG_CHARACTERS = 500
_LEFT_OUT = "({} catatan lagi tidak muat di sini)"
NOTES_MOST = 50
"""Most notes of one run that are logged and remembered one by one."""

HUNG_AFTER_ROUNDS = 3
"""A run that is still not back after its timeout and this many rounds is abandoned, and another thread tries anew."""
MOST_ABANDONED = 3
"""So many abandoned threads of one collector at most; after that it rests until one of them comes to an end."""

_GAP_INTERVALS = 1.9
"""Longer than this between two rounds: at least one was missed."""


class Outlet(Protocol):
    """Where the parcels of an office go."""

    def put(self, parcel: Parcel) -> None:
        """Store a run and its samples, now or later."""
        ...


@dataclass(frozen=True, slots=True)
class Straight:
    """Stores at once and raises what the database raises: for one run by hand, and for tests."""

    store: Store

    def put(self, parcel: Parcel) -> None:
        """Store a run and its samples."""
        if not parcel.samples:
            record_run(self.store, parcel.run)
            return
        record_batch(
            self.store,
            parcel.run,
            parcel.samples,
            stale_after_s=parcel.stale_after_s,
            day_offset_s=parcel.day_offset_s,
            behind_s=parcel.behind_s,
        )


@dataclass
class _Bench:
    """The runner's memory of one collector: the run that may still hang, its trouble, and when it was last here."""

    collector: Collector
    hanging: Future[Harvest] | None = None
    hanging_since: datetime | None = None
    missed: int = 0
    abandoned: list[Future[Harvest]] = field(default_factory=list)
    trouble: str = ""
    notes: frozenset[str] = field(default_factory=frozenset)
    saved: tuple[Ticket, ...] = ()
    """Tickets of the last harvest, so that an unchanged source writes nothing."""
    seen_at: datetime | None = None
    """When its last round began or was told as missed."""
    ahead_until: datetime | None = None
    """As far as the clock had run before it was set back."""

    @property
    def who(self) -> str:
        return f"{self.collector.office} {self.collector.name}"

    @property
    def is_hanging(self) -> bool:
        return any(not each.done() for each in (*self.abandoned, self.hanging) if each is not None)


class Runner:
    """Runs collectors against one store. One slow source never delays another: each run has a thread of its own."""

    def __init__(
        self,
        store: Store,
        collectors: list[Collector],
        now: Now,
        zones: Mapping[str, ZoneInfo] | None = None,
        outlets: Mapping[str, Outlet] | None = None,
    ) -> None:
        """``zones`` by office code: an office's days are the days of its daily rollups (UTC where none is given).

        ``outlets`` by office code: where its parcels go; straight into the store where none is given.
        """
        self._store = store
        self._zones = zones or {}
        self._outlets = outlets or {}
        self._straight = Straight(store)
        self._now = now
        self._stopping: Future[Harvest] = Future()
        self._benches: Mapping[int, _Bench] = {index: _Bench(collector) for index, collector in enumerate(collectors)}

    @property
    def collectors(self) -> Mapping[int, Collector]:
        """The collectors by the number under which ``run`` takes them."""
        return {index: bench.collector for index, bench in self._benches.items()}

    def close(self, wait_s: float = 0.0) -> tuple[str, ...]:
        """Let every run that still waits after ``wait_s`` end at once; gives the collectors whose sources hang."""
        wait([each.hanging for each in self._benches.values() if each.hanging is not None], timeout=wait_s)
        if not self._stopping.done():
            self._stopping.set_result(Harvest())
        return tuple(bench.who for bench in self._benches.values() if bench.is_hanging)

    def run_due(self, index: int) -> CollectorRun:
        """Run a collector for the round of its grid that was due last."""
        collector = self._benches[index].collector
        return self.run(index, last_due(collector.office, collector.name, collector.interval_s, self._now()))

    def run(self, index: int, scheduled_at: datetime | None = None) -> CollectorRun:
        """Run one collector once and hand on samples, tickets and the run; never raises for a source's fault."""
        bench = self._benches[index]
        with bound(run_id=new_code(), office=bench.collector.office):
            return self._run(bench, scheduled_at)

    def _run(self, bench: _Bench, scheduled_at: datetime | None) -> CollectorRun:
        started_at = self._now()
        scheduled_at = scheduled_at or started_at
        self._tell_gap(bench, started_at)
        blocked = self._blocked(bench, started_at)
        if blocked:
            run = self._run_record(bench, scheduled_at, started_at, RunOutcome.MISSED, blocked)
            self._put(bench.collector, Parcel(run))
            return run
        harvest, outcome, message = self._harvest(bench, started_at)
        notes = (*harvest.notes, *self._own_notes(bench, started_at))
        samples = harvest.samples if outcome is RunOutcome.OK else self._unknown(bench.collector, started_at)
        said = message or _told(notes)
        run = self._run_record(bench, scheduled_at, started_at, outcome, said, len(samples))
        if self._stopping.done() and outcome is RunOutcome.MISSED:
            return run  # our own stop is no finding
        self._put(bench.collector, self._parcel(bench.collector, run, samples))
        if outcome is RunOutcome.OK and harvest.tickets != bench.saved:
            message = self._save(bench, harvest.tickets, started_at)
        self._tell(bench, message, frozenset(notes[:NOTES_MOST]))
        return run

    def record_missed(self, index: int) -> None:
        """Store that the scheduler had to leave a run out, so that the gap is told from an outage."""
        bench = self._benches[index]
        now = self._now()
        bench.seen_at = now
        self._put(bench.collector, Parcel(self._run_record(bench, now, now, RunOutcome.MISSED, "putaran terlewat")))

    def _put(self, collector: Collector, parcel: Parcel) -> None:
        self._outlets.get(collector.office, self._straight).put(parcel)

    def _parcel(self, collector: Collector, run: CollectorRun, samples: tuple[Sample, ...]) -> Parcel:
        offset = run.started_at.astimezone(self._zones.get(collector.office, UTC)).utcoffset()
        return Parcel(
            run,
            samples,
            stale_after_s=STALE_AFTER_INTERVALS * collector.interval_s,
            day_offset_s=0 if offset is None else round(offset.total_seconds()),
        )

    def _save(self, bench: _Bench, tickets: tuple[Ticket, ...], at: datetime) -> str:
        """Save a harvest's tickets; gives "" or what is wrong. What is not saved is tried again at the next reading."""
        try:
            save_collected(self._store, tickets, str(bench.collector.name), at)
        except Exception as error:
            # an outlet that can wait tells of the database itself; the source keeps its tickets until then
            waits = bench.collector.office in self._outlets
            if waits and (isinstance(error, LeaseLostError) or is_out_of_reach(error)):
                return ""
            if not waits:
                raise
            return f"tiket tidak tersimpan: {type(error).__name__}: {trouble_text(error)}"
        bench.saved = tickets
        return ""

    def _harvest(self, bench: _Bench, now: datetime) -> tuple[Harvest, RunOutcome, str]:
        future = send_out(lambda: bench.collector.collect(now), bench.who)
        bench.hanging, bench.hanging_since, bench.missed = future, now, 0
        wait((future, self._stopping), timeout=bench.collector.timeout_s, return_when=FIRST_COMPLETED)
        if not future.done():
            if self._stopping.done():
                return Harvest(), RunOutcome.MISSED, "kolektor dihentikan"
            return Harvest(), RunOutcome.TIMEOUT, f"tidak selesai dalam {bench.collector.timeout_s:.0f} detik"
        bench.hanging = None
        error = future.exception()
        if error is None:
            return future.result(), RunOutcome.OK, ""
        if isinstance(error, CollectorError):
            return Harvest(), RunOutcome.ERROR, str(error)[:MESSAGE_CHARACTERS]
        log.debug("unexpected", exc_info=error)
        return Harvest(), RunOutcome.ERROR, f"{type(error).__name__}: {error}"[:MESSAGE_CHARACTERS]

    def _blocked(self, bench: _Bench, now: datetime) -> str:
        """Why the collector cannot run now, because an earlier run of it hangs; "" where it can."""
        bench.abandoned = [each for each in bench.abandoned if not each.done()]
        if bench.hanging is None or bench.hanging.done():
            bench.hanging = None
            return ""
        bench.missed += 1
        since = self._local(bench, bench.hanging_since or now)
        if bench.missed < HUNG_AFTER_ROUNDS:
            return f"putaran sebelumnya belum selesai (sejak {since})"
        if len(bench.abandoned) >= MOST_ABANDONED:
            return (
                f"menggantung sejak {since}; {MOST_ABANDONED} putaran lain sudah ditinggalkan, menunggu salah satunya "
                "selesai. Perbaikan: periksa sumbernya, atau jalankan ulang kolektor"
            )
        bench.abandoned.append(bench.hanging)
        bench.hanging = None
        log.warning("%s: putaran sejak %s menggantung dan ditinggalkan", bench.who, since)
        return ""

    def _own_notes(self, bench: _Bench, now: datetime) -> tuple[str, ...]:
        """What the runner itself has to say of a collector's state."""
        notes = []
        if bench.abandoned:
            notes.append(f"{len(bench.abandoned)} dari {MOST_ABANDONED} putaran menggantung dan ditinggalkan")
        if bench.ahead_until is not None:
            until = self._local(bench, bench.ahead_until)
            notes.append(f"jam komputer mundur; keadaan bergerak lagi sesudah {until}")
        return tuple(notes)

    def _tell_gap(self, bench: _Bench, now: datetime) -> None:
        """Record rounds that nobody ran (sleep, a clock that jumped ahead), and notice a clock that was set back."""
        before, bench.seen_at = bench.seen_at, now
        if bench.ahead_until is not None and now > bench.ahead_until:
            bench.ahead_until = None
        if before is None:
            return
        if now < before and (bench.ahead_until is None or before > bench.ahead_until):
            bench.ahead_until = before
        interval_s = bench.collector.interval_s
        gap_s = (now - before).total_seconds()
        if gap_s < _GAP_INTERVALS * interval_s:
            return
        count = max(1, round(gap_s / interval_s) - 1)
        text = f"{count} putaran terlewat: komputer tidur atau sibuk, atau jamnya dimajukan"
        at = before + timedelta(seconds=interval_s)
        run = self._run_record(bench, at, at, RunOutcome.MISSED, text)
        self._put(bench.collector, Parcel(replace(run, finished_at=now)))
        log.warning("%s: %s", bench.who, text)

    def _unknown(self, collector: Collector, now: datetime) -> tuple[Sample, ...]:
        return tuple(Sample(key, now, None, SampleStatus.UNKNOWN, State.UNKNOWN) for key in collector.series())

    def _run_record(
        self,
        bench: _Bench,
        scheduled_at: datetime,
        started_at: datetime,
        outcome: RunOutcome,
        message: str,
        samples: int = 0,
    ) -> CollectorRun:
        collector = bench.collector
        # A file name that is no UTF-8 comes as lone surrogates, which neither the spool nor the database can hold.
        text = message[:MESSAGE_CHARACTERS].encode("utf-8", "replace").decode()
        finished_at = max(self._now(), started_at)
        return CollectorRun(
            collector.office, collector.name, scheduled_at, started_at, finished_at, outcome, samples, text
        )

    def _local(self, bench: _Bench, at: datetime) -> str:
        return f"{at.astimezone(self._zones.get(bench.collector.office, UTC)):%d-%m-%Y %H.%M}"

    def _tell(self, bench: _Bench, message: str, notes: frozenset[str]) -> None:
        """Log a trouble once when it begins and once when it is over."""
        if message and message != bench.trouble:
            log.warning("%s: %s", bench.who, message[:LOG_CHARACTERS])
        if bench.trouble and not message:
            log.info("%s: pulih", bench.who)
        for note in sorted(notes - bench.notes):
            log.warning("%s: %s", bench.who, note[:LOG_CHARACTERS])
        if not message:
            for note in sorted(bench.notes - notes):
                log.info("%s: selesai: %s", bench.who, note[:LOG_CHARACTERS])
            bench.notes = notes
        bench.trouble = message


def _told(notes: Sequence[str]) -> str:
    """The notes of a run as one message that has room: where they are too many, the first ones and the last."""
    whole = "; ".join(notes)
    if len(whole) <= MESSAGE_CHARACTERS:
        return whole
    last, kept = notes[-1][:LOG_CHARACTERS], list[str]()
    room = MESSAGE_CHARACTERS - len(last) - len(_LEFT_OUT.format(len(notes))) - 4
    for note in notes[:-1]:
        room -= len(note) + 2
        if room < 0:
            break
        kept.append(note)
    return "; ".join((*kept, _LEFT_OUT.format(len(notes) - 1 - len(kept)), last))
