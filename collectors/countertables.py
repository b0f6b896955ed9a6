"""A counter that stands in a CSV file: the last row, or the youngest, of the whole table or of one kecamatan."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from collectors.base import CollectorError
from collectors.counts import Reading, read_count, shown
from collectors.moments import parse_moment
from collectors.textfiles import broken, decode, read_tail
from dashboard.offices import CounterSource

HEAD_BYTES = 16 * 1024
TAIL_BYTES = 512 * 1024
_DELIMITERS = (";", ",", "\t", "|")
_HEADING_LINES = 20
"""Titles of a report may stand above the headings."""
_HALF_WRITTEN = timedelta(seconds=2)
_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Headings:
    """Where the mapped columns stand, and by what they are divided."""

    places: Mapping[str, int]
    delimiter: str
    line: str

    def cell(self, row: Sequence[str], field: str) -> str:
        place = self.places.get(field)
        return row[place].strip() if place is not None and place < len(row) else ""

    def is_whole(self, row: Sequence[str]) -> bool:
        """Whether the row reaches to the last mapped column, and has something for the count."""
        return len(row) > max(self.places.values()) and bool(self.cell(row, "jumlah"))


def read_table(source: CounterSource, now: datetime, labels: Sequence[str], zone: tzinfo) -> Reading:
    """Read one counter from a CSV file; ``labels`` are the code and name of its kecamatan. Raises CollectorError."""
    path = Path(source.path)
    try:
        with path.open("rb") as file:
            head = decode(file.read(HEAD_BYTES))
        tail = read_tail(path, TAIL_BYTES)
    except OSError as error:
        raise broken(source.id, path, error) from error
    headings = _headings(source, path, head)
    lines = tail.lines
    if tail.open_ended and now - tail.modified_at < _HALF_WRITTEN:
        lines = lines[:-1]  # "12" may be "1234" in the writing, and would look like a restart
    row = _chosen(source, path, headings, _rows(headings, lines), (source.row,) if source.row else labels, zone, now)
    value = headings.cell(row, "jumlah")
    found = read_count(source, f"{path}: {shown(value)}", value)
    if "tertunda" not in headings.places:
        return Reading(found)
    pending = headings.cell(row, "tertunda")
    if not pending:
        return Reading(
            found, note=f"{source.id}: {path}: kolom tertunda kosong pada baris terakhirnya; isi di sumbernya"
        )
    return Reading(found, read_count(source, f"{path}: {shown(pending)}", pending))


def _headings(source: CounterSource, path: Path, head: str) -> _Headings:
    wanted = {field: _plain(name) for field, name in source.columns.items()}
    lines = head.splitlines()[:_HEADING_LINES]
    missing = set(wanted)
    for line in lines:
        for delimiter in (source.delimiter,) if source.delimiter else _DELIMITERS:
            names = [_plain(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
            places = {field: names.index(name) for field, name in wanted.items() if name in names}
            if len(places) == len(wanted):
                return _Headings(places, delimiter, line)
            missing = min(missing, set(wanted) - set(places), key=len)
    named = ", ".join(sorted(repr(source.columns[field]) for field in missing))
    raise CollectorError(f"{source.id}: {path} tidak memuat kolom {named}; samakan columns dengan judul kolomnya")


def _rows(headings: _Headings, lines: Sequence[str]) -> list[list[str]]:
    below = list(lines)
    if headings.line in below:
        below = below[below.index(headings.line) + 1 :]
    try:
        rows = list(csv.reader(below, delimiter=headings.delimiter))
    except csv.Error:
        rows = [line.split(headings.delimiter) for line in below]
    return [row for row in rows if headings.is_whole(row)]


def _chosen(
    source: CounterSource,
    path: Path,
    headings: _Headings,
    rows: list[list[str]],
    labels: Sequence[str],
    zone: tzinfo,
    now: datetime,
) -> list[str]:
    if "kecamatan" in headings.places:
        names = {_plain(label) for label in labels}
        rows = [row for row in rows if _plain(headings.cell(row, "kecamatan")) in names]
    if not rows:
        whose = f" untuk {' / '.join(labels)}" if "kecamatan" in headings.places else ""
        raise CollectorError(f"{source.id}: {path} tidak memuat baris{whose}; periksa isi berkas, columns dan row")
    if "waktu" not in headings.places:
        return rows[-1]
    dated = [(moment.at, row) for row in rows if (moment := parse_moment(headings.cell(row, "waktu"), zone))]
    # A row of the future (a clock that is wrong, an example) would hide every reading until that day.
    past = [(at, row) for at, row in dated if at <= now + _AHEAD]
    if not past:
        example = headings.cell(rows[-1], "waktu")
        raise CollectorError(
            f"{source.id}: {path}: waktu {shown(example)} tidak terbaca atau belum terjadi; "
            "tulis seperti 20/11/2026 14:05, atau hapus waktu dari columns"
        )
    newest = max(at for at, _ in past)
    return [row for at, row in past if at == newest][-1]


def _plain(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").split()).casefold()
