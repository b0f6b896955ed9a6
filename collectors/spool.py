"""The way of an office's parcels to the central database: straight, or through the spool while it is out of reach.

Each parcel gets a name when it is handed in: this process's own (``source``) and a number that only grows. The database
notes the name in the transaction that stores the samples, so that a parcel is stored exactly once however often it is
sent: after a commit whose answer was lost, after a kill between commit and removal, or when a write that was given up
as hanging goes through after all. What comes while something waits stands behind it: states advance in order.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Protocol, TypeVar

from collectors.errands import send_out
from collectors.parcels import Parcel, ParcelError, Waiting, pack_states, unpack_states
from collectors.spoolfile import SpoolFile
from dashboard.model import Sample, SeriesKey, SeriesState
from dashboard.states import advance
from dashboard.store import (
    Delivery,
    LeaseLostError,
    SpoolReport,
    Store,
    is_out_of_reach,
    latest,
    record_batch,
    record_run,
    trouble_text,
)

log = logging.getLogger("pantau.collectors")
_T = TypeVar("_T")

WRITE_TIMEOUT_S = 20.0
"""A write that takes longer hangs: its parcel waits in the spool, and nothing else is sent before it came to an end."""
WRITERS = {"sqlite": 1, "postgresql": 4}
"""Writes of one process at once, by database: SQLite takes one at a time anyway."""
_GATE_LOOK_S = 0.5
KEEP_STATES_EVERY = timedelta(minutes=10)
_REASON_CHARACTERS = 500
_STATES, _SINCE = "states", "since"


class Central(Protocol):
    """What the outbox must know of the central database, and tells of it."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be reached, has our schema, and this process holds the office."""
        ...

    def away(self, why: str) -> None:
        """It could not be reached just now."""
        ...

    def taken_over(self, why: str) -> None:
        """Another process holds the office."""
        ...


class Gate:
    """So many outboxes of a process as its database takes at once; the others wait here, in no connection's way.

    Five hundred offices that begin together would each open a connection, and fight for one processor and one lock.
    """

    def __init__(self, places: int) -> None:
        self._places = threading.Semaphore(places)

    def enter(self, timeout_s: float, is_vain: Callable[[], bool]) -> bool:
        """Wait for a place, at most ``timeout_s`` or until ``is_vain`` says so; whoever gets one must ``leave``."""
        end_s = time.monotonic() + timeout_s
        while not self._places.acquire(timeout=_GATE_LOOK_S):
            if is_vain() or time.monotonic() > end_s:
                return False
        return True

    def leave(self) -> None:
        """Let the next one in."""
        self._places.release()

    def send(
        self, work: Callable[[], _T], name: str, timeout_s: float, is_vain: Callable[[], bool]
    ) -> Future[_T] | None:
        """Begin ``work`` in a thread of its own once there is a place, which it keeps to its end; None: there is none.

        A machine that has no thread left for it keeps no place either.
        """
        if not self.enter(timeout_s, is_vain):
            return None
        try:
            begun = send_out(work, name)
        except RuntimeError:
            self.leave()
            return None
        begun.add_done_callback(lambda _: self.leave())
        return begun


class _Sent(Enum):
    DONE = "done"
    REFUSED = "refused"
    NOT_YET = "not yet"


class Outbox:
    """Everything that one office's collectors bring goes through here, one parcel at a time."""

    def __init__(
        self,
        store: Store,
        office: str,
        spool: SpoolFile,
        central: Central,
        caught_up: Callable[[str, datetime], None] = lambda _office, _since: None,
        *,
        write_timeout_s: float = WRITE_TIMEOUT_S,
        gate: Gate | None = None,
    ) -> None:
        """``caught_up`` is told when late samples are delivered to the last, with the first one's time.

        ``gate``: what the outboxes of a process go through together.
        """
        self._store, self._office, self._spool, self._central = store, office, spool, central
        self._write_timeout_s = write_timeout_s
        self._caught_up = caught_up
        self._gate = gate or Gate(1)
        self._lock = threading.Lock()
        self._source = uuid.uuid4().hex
        self._number = 0
        self._hanging: Future[None] | None = None
        self._stopping: Future[None] = Future()
        self._states: dict[SeriesKey, SeriesState] = {}
        self._states_kept_at: datetime | None = None
        self._is_loaded = False
        self._refusals: set[str] = set()
        self._remember_from_spool()

    @property
    def is_behind(self) -> bool:
        """Whether the database does not have everything yet: then no hour is judged and no ticket opened from it."""
        return not self._spool.is_empty or self._spool.kept(_SINCE) is not None

    def report(self) -> SpoolReport:
        """What waits, for /sistem and /metrics."""
        depth = self._spool.depth()
        return SpoolReport(
            depth.parcels,
            depth.samples,
            depth.oldest_at,
            depth.bytes,
            depth.refused,
            depth.dropped,
            self._spool.note,
        )

    def recall(self, key: SeriesKey) -> SeriesState | None:
        """What is known of a series, with or without the database."""
        self._load()
        return self._states.get(key)

    def put(self, parcel: Parcel) -> None:
        """Store a run and its samples now, or let them wait; never raises for the database's fault."""
        self._load()
        with self._lock:
            self._number += 1
            try:
                one = Waiting.of(parcel, self._source, self._number, self._worth(parcel))
            except ValueError as error:
                log.error("%s %s: kiriman tidak dapat disimpan: %s", self._office, parcel.run.collector, error)
                self._spool.count_lost(len(parcel.samples))
                return
            self._remember(parcel)
            straight = self._central.is_ready and self._spool.is_empty and self._is_free()
            if not straight or self._send(one, parcel) is _Sent.NOT_YET:
                self._append(one)

    def deliver(self, most: int = 1_000_000) -> int:
        """Send what waits, oldest first, until nothing does or the database goes away; gives the parcels delivered."""
        delivered = 0
        while delivered < most and self._central.is_ready and self.is_behind:
            with self._lock:
                if not self._is_free():
                    break
                one = self._spool.oldest()
                if one is not None:
                    if self._send(one, self._unpacked(one)) is _Sent.NOT_YET:
                        break
                    self._spool.remove(one)
                    delivered += 1
                    continue
            if not self._finish():
                break
        return delivered

    def stop(self) -> None:
        """Wait for the database no longer: what is on its way goes to the spool, and its name tells it twice over."""
        if not self._stopping.done():
            self._stopping.set_result(None)

    def close(self) -> None:
        """Keep what is known, and close the spool."""
        with self._lock:
            self._keep_states()
            self._spool.close()

    def _append(self, one: Waiting) -> None:
        if self._spool.is_empty:
            self._keep_states()
            if self._spool.kept(_SINCE) is None:
                self._spool.keep(_SINCE, str(one.at_s).encode())
        self._spool.append(one)

    def _finish(self) -> bool:
        """All is delivered: judge again what was judged without it; False where that must wait, or nothing was late."""
        since = self._spool.kept(_SINCE)
        if since is None:
            return False
        try:
            self._caught_up(self._office, datetime.fromtimestamp(int(since), UTC))
        except Exception as error:
            if isinstance(error, LeaseLostError) or is_out_of_reach(error):
                return False
            log.exception("%s: jam yang datanya terlambat tidak dapat dinilai ulang", self._office)
        with self._lock:
            if self._spool.is_empty:
                self._spool.keep(_SINCE, None)
            if self._spool.kept(_SINCE) is not None:  # more came meanwhile, or the disk does not even take that
                return not self._spool.is_empty
        log.info("%s: antrean terkirim seluruhnya", self._office)
        return True

    def _send(self, one: Waiting, parcel: Parcel | None) -> _Sent:
        if parcel is None:
            return self._refuse(one, "isi antrean rusak")
        name = f"{self._office}-kirim"
        work = self._gate.send(lambda: self._write(one, parcel), name, self._write_timeout_s, self._is_vain)
        if work is None:
            return _Sent.NOT_YET
        wait([work, self._stopping], timeout=self._write_timeout_s, return_when=FIRST_COMPLETED)
        if not work.done():
            self._hanging = work
            if self._stopping.done():
                return _Sent.NOT_YET
            self._central.away(f"tidak menjawab dalam {self._write_timeout_s:.0f} detik")
            return _Sent.NOT_YET
        error = work.exception()
        if error is None:
            return _Sent.DONE
        if isinstance(error, LeaseLostError):
            self._central.taken_over(str(error))
            return _Sent.NOT_YET
        if is_out_of_reach(error):
            self._central.away(trouble_text(error))
            return _Sent.NOT_YET
        return self._refuse(one, f"{type(error).__name__}: {trouble_text(error)}")

    def _write(self, one: Waiting, parcel: Parcel) -> None:
        if not parcel.samples:
            record_run(self._store, parcel.run)
            return
        record_batch(
            self._store,
            parcel.run,
            parcel.samples,
            stale_after_s=parcel.stale_after_s,
            day_offset_s=parcel.day_offset_s,
            behind_s=parcel.behind_s,
            delivery=Delivery(one.source, one.number),
        )

    def _refuse(self, one: Waiting, reason: str) -> _Sent:
        self._spool.set_aside(one, reason[:_REASON_CHARACTERS], datetime.fromtimestamp(one.at_s, UTC))
        if reason not in self._refusals:
            log.error("%s: kiriman ditolak basis data dan disisihkan: %s", self._office, reason[:_REASON_CHARACTERS])
        self._refusals.add(reason)
        return _Sent.REFUSED

    def _unpacked(self, one: Waiting) -> Parcel | None:
        try:
            return one.unpacked()
        except ParcelError:
            return None

    def _is_vain(self) -> bool:
        """Whether it is no use to wait for the database."""
        return self._stopping.done() or not self._central.is_ready

    def _is_free(self) -> bool:
        """Whether no earlier write hangs; one that came to an end after all is stored or is not, the name tells."""
        if self._hanging is not None and self._hanging.done():
            self._hanging = None
        return self._hanging is None

    def _worth(self, parcel: Parcel) -> int:
        if not parcel.samples:
            return 0
        return 2 if any(self._is_news(sample) for sample in parcel.samples) else 1

    def _is_news(self, sample: Sample) -> bool:
        known = self._states.get(sample.series)
        return known is None or known.status is not sample.status or sample.state not in (None, known.state)

    def _remember(self, parcel: Parcel) -> None:
        for sample in sorted(parcel.samples, key=lambda each: each.observed_at):
            key = sample.series
            parent = None if sample.parent is None else self._states.get(sample.parent)
            # as the database keeps it: whole seconds, thousandths
            value = None if sample.value is None else round(sample.value, 3)
            kept = replace(sample, observed_at=sample.observed_at.replace(microsecond=0), value=value)
            self._states[key] = advance(self._states.get(key), kept, parent, stale_after_s=parcel.stale_after_s).state
        at = parcel.run.started_at
        if self._states_kept_at is None or abs(at - self._states_kept_at) >= KEEP_STATES_EVERY:
            self._states_kept_at = at
            self._keep_states()

    def _keep_states(self) -> None:
        if self._spool.is_empty:  # else what waits is played on top of what was kept before it
            self._spool.keep(_STATES, pack_states(self._states.values()))

    def _remember_from_spool(self) -> None:
        body = self._spool.kept(_STATES)
        if body is not None:
            try:
                self._states = {state.series: state for state in unpack_states(body)}
            except ParcelError as error:
                log.warning("%s: %s", self._office, error)
        for parcel in self._spool.waiting():
            self._remember(parcel)

    def _load(self) -> None:
        """What the database knows, once it can be asked and knows everything."""
        if self._is_loaded or not self._central.is_ready or not self._spool.is_empty:
            return
        name = f"{self._office}-baca"
        work = self._gate.send(lambda: latest(self._store, self._office), name, self._write_timeout_s, self._is_vain)
        if work is None:
            return
        either: tuple[Future[Any], ...] = (work, self._stopping)
        wait(either, timeout=self._write_timeout_s, return_when=FIRST_COMPLETED)
        if not work.done() or work.exception() is not None:
            return
        with self._lock:
            for state in work.result():
                mine = self._states.get(state.series)
                if mine is None or mine.observed_at <= state.observed_at:
                    self._states[state.series] = state
            self._is_loaded = True
