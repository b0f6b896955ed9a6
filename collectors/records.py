"""Collector of "No. of Records sent after Restart": one counter a kecamatan, judged by its growth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from collectors.base import CollectorError, Harvest, Recall
from collectors.counters import Reading, read_counter
from dashboard.growth import growth_state
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, SeriesState, State
from dashboard.offices import CounterSource, Office

UNIT = "rekaman"


class RecordsCollector:
    """Reads every counter source of one office.

    Series per source (target = source id, unit "rekaman"): ``records`` (the counter; its state is that of
    ``growth_state``) and, where the source tells it, ``pending`` (``idle`` at 0, else ``readable``: since when
    something waits). A broken source makes its own series unknown, with a note; the others go on.
    ``recall`` gives the last stored reading, ``env`` the variables that hold database addresses.
    """

    name = CollectorName.RECORDS

    def __init__(self, office: Office, *, interval_s: float, recall: Recall, env: Mapping[str, str]) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self.timeout_s = max(60.0, interval_s)
        self._sources = tuple(office.counters)
        self._recall = recall
        self._env = env
        self._last_good: dict[SeriesKey, SeriesState] = {}
        self._tells_pending = {source.id for source in office.counters if source.pending_pattern}

    def series(self) -> tuple[SeriesKey, ...]:
        """``records`` of every source, and ``pending`` of those known to tell it."""
        return tuple(
            self._key(source, metric)
            for source in self._sources
            for metric in ("records", "pending")
            if metric == "records" or source.id in self._tells_pending
        )

    def collect(self, now: datetime) -> Harvest:
        """Read every counter once; ``now`` is the time of each reading, however old its file is."""
        samples: list[Sample] = []
        notes: list[str] = []
        for source in self._sources:
            try:
                reading = read_counter(source, self._env, now)
            except CollectorError as error:
                notes.append(str(error))
                samples += self._unknown(source, now)
            else:
                samples += self._samples(source, reading, now)
                if reading.note:
                    notes.append(reading.note)
        return Harvest(tuple(samples), notes=tuple(notes))

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
        self._remember(records, state, reading.value, now)
        found = [Sample(records, now, reading.value, SampleStatus.OK, state)]
        if reading.pending is not None:
            found.append(Sample(waiting, now, reading.pending, SampleStatus.OK, waits))
        elif source.id in self._tells_pending:
            found.append(Sample(waiting, now, None, SampleStatus.UNKNOWN, State.UNKNOWN))
        return found

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
        known = None if before is None else before.known_value if before.value is None else before.value
        changed_at = now if before is None or known != value else before.value_changed_at or before.since
        self._last_good[key] = SeriesState(key, state, since, now, value, SampleStatus.OK, value_changed_at=changed_at)

    def _key(self, source: CounterSource, metric: str) -> SeriesKey:
        return SeriesKey(self.office, source.kecamatan, CollectorName.RECORDS, source.id, metric, UNIT)
