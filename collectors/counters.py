"""How one counter of sent records is read, by the kind of its source; here the end of a text log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from collectors.base import CollectorError
from collectors.counterpages import read_page
from collectors.counterqueries import read_query
from collectors.countertables import read_table
from collectors.counts import Reading, read_count, shown
from collectors.textfiles import Tail, broken, read_tail
from dashboard.offices import CounterSource

TAIL_BYTES = 64 * 1024
_HALF_WRITTEN = timedelta(seconds=2)


def read_counter(
    source: CounterSource,
    env: Mapping[str, str],
    now: datetime,
    *,
    labels: Sequence[str] = (),
    zone: tzinfo = UTC,
) -> Reading:
    """Read one counter of any kind but ``manual``. Raises CollectorError with place and mend where it is broken.

    ``labels``: code and name of its kecamatan, as a table may write them; ``zone``: of times without an offset.
    """
    if source.kind == "csv":
        return read_table(source, now, labels, zone)
    if source.kind == "sql":
        return read_query(source, env)
    if source.kind == "http":
        return read_page(source, env)
    return _read_log(source, now)


def _read_log(source: CounterSource, now: datetime) -> Reading:
    path = Path(source.path)
    pattern = _compiled(source, "pattern", source.pattern)
    waiting = _compiled(source, "pending_pattern", source.pending_pattern) if source.pending_pattern else None
    try:
        tail = read_tail(path, TAIL_BYTES)
    except OSError as error:
        raise broken(source.id, path, error) from error
    lines = _whole_lines(tail, pattern, now)
    found = _last(pattern, lines)
    if found is None:
        raise CollectorError(
            f"{source.id}: {path} tidak memuat baris yang cocok dengan pola {source.pattern!r} pada bagian akhirnya; "
            "periksa pola di berkas kantor, atau nyalakan pencatatan di aplikasinya"
        )
    value = read_count(source, f"{path}: {shown(found)}", found)
    if waiting is None:
        return Reading(value)
    pending = _last(waiting, lines)
    if pending is None:
        return Reading(value, note=f"{source.id}: {path} tidak memuat jumlah tertunda; periksa pending_pattern")
    return Reading(value, read_count(source, f"{path}: {shown(pending)}", pending))


def _whole_lines(tail: Tail, pattern: re.Pattern[str], now: datetime) -> tuple[str, ...]:
    """The lines to trust: "Sent: 12" may be "Sent: 1234" in the writing, and would look like a restart."""
    if tail.open_ended and now - tail.modified_at < _HALF_WRITTEN and _last(pattern, tail.lines[:-1]) is not None:
        return tail.lines[:-1]
    return tail.lines


def _last(pattern: re.Pattern[str], lines: tuple[str, ...]) -> str | None:
    for line in reversed(lines):
        if found := pattern.search(line):
            return found.group(1) or ""
    return None


def _compiled(source: CounterSource, name: str, pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise CollectorError(
            f"{source.id}: {name} {pattern!r} bukan pola yang sah ({error}); betulkan di berkas kantor"
        ) from error
    if compiled.groups != 1:
        raise CollectorError(
            f"{source.id}: {name} {pattern!r} harus memuat tepat satu kelompok (...) untuk jumlahnya; "
            "betulkan di berkas kantor"
        )
    return compiled
