"""Collector of "No. of Records sent after Restart": one counter a kecamatan, judged by its growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from collectors.base import CollectorError, Harvest, Recall
from collectors.counters import read_counter
from collectors.counts import Reading
from collectors.errands import send_out
from collectors.manualcounts import LOOK_BACK, ReadManual, samples_of
from dashboard.growth import ManualReading, grown, growth_state
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, SeriesState, State
from dashboard.offices import CounterSource, Office

UNIT = "rekaman"
SOURCE_S = 20.0
"""A counter that is not read by then is unknown in this round; the others do not wait for it."""


_Found = Reading | tuple[ManualReading, ...]
"""What a source gave: what a counter shows, or what people entered."""


def nobody_entered(_office: str, _source: str, _since: datetime) -> Sequence[ManualReading]:
    """Stands where there is no database of entries."""
    return ()


class RecordsCollector:
    """Reads every counter source of one office, each in a thread of its own.

    Series per source (target = source id, unit "rekaman"): ``records`` (the counter; its state is that of
    ``growth_state``) and, where the source tells it, ``pending`` (``idle`` at 0, else ``readable``: since when
    something waits); without a state ``growth`` and ``resets``: what each reading added, whose sums are the growth of
    an hour or a day. A broken source makes its own series unknown, with a note; the others go on.

    ``recall`` gives the last stored reading, ``env`` the variables that hold addresses and tokens, ``entered`` what
    people entered: those are samples of their own moments, and their growth is counted from the entries themselves.
    """

    name = CollectorName.RECORDS

    def __init__(
        self,
        office: Office,
        *,
        interval_s: float,
        recall: Recall,
        env: Mapping[str, str],
        entered: ReadManual = nobody_entered,
        source_s: float = SOURCE_S,
    ) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self.timeout_s = max(60.0, interval_s)
        self._sources = tuple(each for each in office.counters if each.kind != "manual")
        self._by_people = tuple(each for each in office.counters if each.kind == "manual")
        self._names = {each.code: each.name for each in office.kecamatan}
        self._zone = ZoneInfo(office.zone)
        self._recall = recall
        self._env = env
        self._entered = entered
        self._source_s = source_s
        self._hanging: dict[str, tuple[Future[_Found], datetime]] = {}
        self._last_good: dict[SeriesKey, SeriesState] = {}
        self._told: dict[str, set[tuple[SeriesKey, datetime]]] = {}
        self._tells_pending = {each.id for each in self._sources if _promises_pending(each)}

    def series(self) -> tuple[SeriesKey, ...]:
        """``records`` of every source that is read by machine, and ``pending`` of those known to tell it.

        Not those of people: a failed run of ours makes nobody's entry unknown.
        """
        return tuple(
            self._key(source, metric)
            for source in self._sources
            for metric in ("records", "pending")
            if metric == "records" or source.id in self._tells_pending
        )

    def collect(self, now: datetime) -> Harvest:
        """Read every counter once; ``now`` is the time of each reading by machine, however old its file is."""
        samples: list[Sample] = []
        notes: list[str] = []
        for source, found in self._answers(now):
            if isinstance(found, Reading):
                samples += self._samples(source, found, now)
                notes += [found.note] if found.note else []
            elif isinstance(found, CollectorError):
                notes.append(str(found))
                samples += self._unknown(source, now)
            else:
                samples += self._entries(source, found)
        return Harvest(tuple(samples), notes=tuple(notes))

    def _answers(self, now: datetime) -> list[tuple[CounterSource, _Found | CollectorError]]:
        """Each source with what it gave, or with why there is nothing; all are asked at the same time."""
        sources = (*self._sources, *self._by_people)
        fresh = []
        for source in sources:
            if source.id not in self._hanging:
                ask = partial(self._read_entries if source.kind == "manual" else self._read, source, now)
                self._hanging[source.id] = (send_out(ask, f"{self.office} {source.id}"), now)
                fresh.append(self._hanging[source.id][0])
        # what hung before had its time: the others do not wait for it again
        wait(fresh or [asked for asked, _ in self._hanging.values()], timeout=self._source_s)
        return [(source, self._answer(source, now)) for source in sources]

    def _read(self, source: CounterSource, now: datetime) -> _Found:
        labels = (source.kecamatan, self._names.get(source.kecamatan, "")) if source.kecamatan else ()
        return read_counter(source, self._env, now, labels=labels, zone=self._zone)

    def _read_entries(self, source: CounterSource, now: datetime) -> _Found:
        try:
            return tuple(self._entered(self.office, source.id, now - LOOK_BACK))
        except (SQLAlchemyError, OSError) as error:
            # They lie in our own database: what was entered is told when it is back.
            raise CollectorError(
                f"{source.id}: isian petugas belum terbaca ({type(error).__name__}); periksa basis data"
            ) from error

    def _answer(self, source: CounterSource, now: datetime) -> _Found | CollectorError:
        asked, since = self._hanging[source.id]
        if not asked.done():
            waited_s = self._source_s + (now - since).total_seconds()
            return CollectorError(
                f"{source.id}: tidak selesai dibaca dalam {waited_s:.0f} detik; periksa sumber dan jaringannya"
            )
        del self._hanging[source.id]
        if since != now:
            return CollectorError(
                f"{source.id}: jawabannya baru datang sesudah putaran berikutnya; periksa jaringannya"
            )
        error = asked.exception()
        if error is None:
            return asked.result()
        if isinstance(error, CollectorError):
            return error
        return CollectorError(f"{source.id}: {type(error).__name__} saat dibaca; periksa sumbernya di berkas kantor")

    def _samples(self, source: CounterSource, reading: Reading, now: datetime) -> list[Sample]:
        records, waiting = self._key(source, "records"), self._key(source, "pending")
        before = self._previous(waiting)
        waits = State.IDLE if reading.pending == 0 else State.READABLE
        pending_since = before.since if before and before.state is waits else now
        if reading.pending is not None:
            self._tells_pending.add(source.id)
            self._remember(waiting, waits, reading.pending, now)
        previous = self._previous(records)
        state = growth_state(
            previous,
            reading.value,
            now,
            pending=reading.pending,
            window_s=source.window_minutes * 60,
            pending_since=pending_since,
        )
        found = [Sample(records, now, reading.value, SampleStatus.OK, state)]
        if previous is None or now > previous.observed_at:
            found += self._growth(source, _known(previous), reading.value, now)
            self._remember(records, state, reading.value, now)
        if reading.pending is not None:
            found.append(Sample(waiting, now, reading.pending, SampleStatus.OK, waits))
        elif source.id in self._tells_pending:
            found.append(Sample(waiting, now, None, SampleStatus.UNKNOWN, State.UNKNOWN))
        return found

    def _growth(self, source: CounterSource, before: float | None, value: int, now: datetime) -> list[Sample]:
        """What this reading added, over however many rounds that could not be read; nothing for a first one."""
        if before is None:
            return []
        added = {"growth": grown(before, value), "resets": float(value < before)}
        return [Sample(self._key(source, name), now, each, SampleStatus.OK) for name, each in added.items()]

    def _entries(self, source: CounterSource, readings: Sequence[ManualReading]) -> list[Sample]:
        """The entries that were not yet told, and the corrections of those that were."""
        records, pending = self._key(source, "records"), self._key(source, "pending")
        window_s = source.window_minutes * 60
        found = samples_of(readings, records, pending, window_s=window_s, interval_s=self.interval_s)
        if source.id not in self._told:
            known = self._recall(records)
            # What another process told is stored; told again after its samples were thrown away it would count twice.
            told = [each for each in found if known is not None and each.observed_at <= known.observed_at]
            self._told[source.id] = {(each.series, each.observed_at) for each in told}
        told_before = self._told[source.id]
        self._told[source.id] = {(each.series, each.observed_at) for each in found}
        return [each for each in found if (each.series, each.observed_at) not in told_before]

    def _unknown(self, source: CounterSource, now: datetime) -> list[Sample]:
        keys = [key for key in self.series() if key.target == source.id]
        return [Sample(key, now, None, SampleStatus.UNKNOWN, State.UNKNOWN) for key in keys]

    def _previous(self, key: SeriesKey) -> SeriesState | None:
        """The last good reading: what this process saw, else what is stored.

        The stored state alone will not do: one unreadable poll would hide the state that holds within the window.
        """
        return self._last_good.get(key) or self._recall(key)

    def _remember(self, key: SeriesKey, state: State, value: float, now: datetime) -> None:
        before = self._previous(key)
        since = before.since if before and before.state is state else now
        known = _known(before)
        changed_at = now if before is None or known != value else before.value_changed_at or before.since
        self._last_good[key] = SeriesState(key, state, since, now, value, SampleStatus.OK, value_changed_at=changed_at)

    def _key(self, source: CounterSource, metric: str) -> SeriesKey:
        return SeriesKey(self.office, source.kecamatan, CollectorName.RECORDS, source.id, metric, UNIT)


def _promises_pending(source: CounterSource) -> bool:
    return bool(source.pending_pattern or source.pending or source.columns.get("tertunda"))


def _known(state: SeriesState | None) -> float | None:
    """The last value that was read at all."""
    if state is None:
        return None
    return state.known_value if state.value is None else state.value
