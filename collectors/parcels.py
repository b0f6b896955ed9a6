"""A run with what it brought home, as one piece that can wait in a file: packed without any loss, unpacked the same."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey, SeriesState, State

FORMAT = 1
_BEHIND_S = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class ParcelError(Exception):
    """What was packed cannot be read again. Message in Indonesian."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One run of a collector, its samples, and how they are to be stored (see ``record_batch``)."""

    run: CollectorRun
    samples: tuple[Sample, ...] = ()
    stale_after_s: float = 90.0
    day_offset_s: int = 0

    @property
    def behind_s(self) -> int:
        """Rollups of what sweeps every few seconds may follow behind; all others are right at once."""
        return _BEHIND_S if self.run.collector is CollectorName.NETWORK else 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packed parcel with the name under which it is delivered, and its worth (0 run only, 1 nothing new, 2 news)."""

    source: str
    number: int
    worth: int
    at_s: int
    samples: int
    body: bytes
    id: int = 0

    @classmethod
    def of(cls, parcel: Parcel, source: str, number: int, worth: int) -> Waiting:
        """Pack a parcel. Raises ValueError for what cannot be packed."""
        at_s = int(parcel.run.scheduled_at.timestamp())
        return cls(source, number, worth, at_s, len(parcel.samples), pack(parcel))

    def unpacked(self) -> Parcel:
        """Raises ParcelError where the file was damaged."""
        return unpack(self.body)


def pack(parcel: Parcel) -> bytes:
    """Compressed JSON; each series stands once, times are whole microseconds. ValueError for a time without zone."""
    places: dict[SeriesKey, int] = {}
    rows = [
        [
            places.setdefault(sample.series, len(places)),
            _micros(sample.observed_at),
            sample.value,
            sample.status.value,
            None if sample.state is None else sample.state.value,
            None if sample.parent is None else places.setdefault(sample.parent, len(places)),
        ]
        for sample in parcel.samples
    ]
    run = parcel.run
    body = {
        "format": FORMAT,
        "run": [
            run.office,
            run.collector.value,
            *(_micros(at) for at in (run.scheduled_at, run.started_at, run.finished_at)),
            run.outcome.value,
            run.samples,
            run.message,
        ],
        "series": [_key_row(key) for key in places],
        "samples": rows,
        "stale_after_s": parcel.stale_after_s,
        "day_offset_s": parcel.day_offset_s,
    }
    return zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(body: bytes) -> Parcel:
    """What ``pack`` was given. Raises ParcelError for anything else."""
    try:
        found = json.loads(zlib.decompress(body))
        if found["format"] != FORMAT:
            raise ParcelError(f"bentuk antrean {found['format']} tidak dikenal; perbarui program ini")
        keys = [_key(row) for row in found["series"]]
        samples = tuple(_sample(row, keys) for row in found["samples"])
        return Parcel(_run(found["run"]), samples, found["stale_after_s"], found["day_offset_s"])
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise ParcelError(f"isi antrean rusak ({type(error).__name__})") from error


def pack_states(states: Iterable[SeriesState]) -> bytes:
    """What is known of some series, for a start without the database."""
    rows = [
        [
            _key_row(each.series),
            [each.state.value, each.value, each.status.value, each.failed_polls, each.good_polls, each.known_value],
            [None if at is None else _micros(at) for at in _times(each)],
        ]
        for each in states
    ]
    return zlib.compress(json.dumps({"format": FORMAT, "states": rows}, separators=(",", ":")).encode())


def unpack_states(body: bytes) -> list[SeriesState]:
    """What ``pack_states`` was given. Raises ParcelError for anything else."""
    try:
        return [_state(*row) for row in json.loads(zlib.decompress(body))["states"]]
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise ParcelError(f"keadaan terakhir di antrean rusak ({type(error).__name__})") from error


def _times(state: SeriesState) -> tuple[datetime | None, ...]:
    later = (state.first_failed_at, state.first_good_at, state.value_changed_at)
    return (state.since, state.observed_at, *later)


def _state(key: Sequence[Any], now: Sequence[Any], times: Sequence[int | None]) -> SeriesState:
    state, value, status, failed_polls, good_polls, known_value = now
    since, observed_at, first_failed_at, first_good_at, value_changed_at = (
        None if at is None else _moment(at) for at in times
    )
    if since is None or observed_at is None:
        raise ValueError("times")
    return SeriesState(
        series=_key(key),
        state=State(state),
        since=since,
        observed_at=observed_at,
        value=value,
        status=SampleStatus(status),
        failed_polls=failed_polls,
        good_polls=good_polls,
        first_failed_at=first_failed_at,
        first_good_at=first_good_at,
        value_changed_at=value_changed_at,
        known_value=known_value,
    )


def _micros(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError(f"waktu {at.isoformat()} tidak menyebut zona")
    return (at - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND


def _key_row(key: SeriesKey) -> list[str | None]:
    return [key.office, key.kecamatan, key.collector.value, key.target, key.metric, key.unit]


def _key(row: Sequence[Any]) -> SeriesKey:
    office, kecamatan, collector, target, metric, unit = row
    return SeriesKey(office, kecamatan, CollectorName(collector), target, metric, unit)


def _sample(row: Sequence[Any], keys: Sequence[SeriesKey]) -> Sample:
    key, at, value, status, state, parent = row
    return Sample(
        keys[key],
        _moment(at),
        value,
        SampleStatus(status),
        None if state is None else State(state),
        None if parent is None else keys[parent],
    )


def _run(row: Sequence[Any]) -> CollectorRun:
    office, collector, scheduled, started, finished, outcome, samples, message = row
    times = (_moment(scheduled), _moment(started), _moment(finished))
    return CollectorRun(office, CollectorName(collector), *times, RunOutcome(outcome), samples, message)
