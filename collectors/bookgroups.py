"""Which rows of a log book are of one ticket, and what its id is: a number may stand on many rows, or on two reports.

Nothing is lost: rows that say the same are one, rows of one report are joined, two reports of one number are both kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from collectors.bookcells import number_key
from collectors.booklines import Line, LineReader

MOST_REPORTS = 100
"""Of one number: more are no slips, but a column that is no number ("baru", "segera") on every row."""
_YEAR_APART = timedelta(days=180)
"""Two openings of one number so far apart are two years' numbering, not one report told twice."""
_DAY = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)

_Level = Callable[["Report"], str]


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of one ticket. ``key``: what stands after ``<source id>:`` in the ticket's id."""

    key: str
    lines: tuple[Line, ...]

    @property
    def opened_at(self) -> datetime | None:
        """When it was reported, by the first row that says so."""
        return next((line.opened.at for line in self.lines if line.opened and not line.broken), None)

    @property
    def place(self) -> tuple[str | None] | None:
        """Where, by the first row that says so."""
        return next((line.place for line in self.lines if line.place and not line.broken), None)


def reports(reader: LineReader, lines: Iterable[Line], *, by_step: bool) -> list[Report]:
    """The reports of a book in the order in which they begin there; numbers used twice are noted in ``reader``."""
    numbers: dict[str, list[Line]] = {}
    for line in lines:
        numbers.setdefault(number_key(line.nomor).casefold(), []).append(line)
    found: list[Report] = []
    for of_number in numbers.values():
        key = number_key(of_number[0].nomor)
        distinct = list({replace(line, number=0, nomor=key): line for line in reversed(of_number)}.values())[::-1]
        found += _named(reader, _split(key, distinct, by_step, reader))
    return sorted(found, key=lambda report: report.lines[0].number)


def _split(key: str, lines: Sequence[Line], by_step: bool, reader: LineReader) -> list[Report]:
    made: list[Report] = []
    for line in lines:
        # From below: a row that does not repeat the opening goes on with the report above it.
        place = next((i for i in reversed(range(len(made))) if _belongs(line, made[i], by_step, reader)), None)
        if place is None and len(made) == MOST_REPORTS:
            told = f"nomor {line.nomor} dipakai lebih dari {MOST_REPORTS} laporan; beri setiap laporan nomor sendiri"
            reader.note(line.number, "nomor", f"{told}, baris ini dan sesudahnya belum dibaca")
            break
        if place is None:
            made.append(Report(key, (line,)))
        else:
            made[place] = replace(made[place], lines=(*made[place].lines, line))
    return made


def _belongs(line: Line, report: Report, by_step: bool, reader: LineReader) -> bool:
    """Whether a row is of a report that stands above it."""
    if line.opened is None or report.opened_at is None or line.broken:
        return True
    apart = abs(line.opened.at - report.opened_at)
    if apart > _YEAR_APART:
        return False
    if reader.source.nomor_per_tahun and _year(reader, line.opened.at) != _year(reader, report.opened_at):
        return False
    elsewhere = line.place is not None and report.place is not None and line.place != report.place
    if by_step:
        return not (elsewhere and apart >= _DAY)
    titles = {each.title for each in report.lines}
    return not elsewhere and (apart == timedelta(0) or (bool(line.title) and line.title in titles))


def _named(reader: LineReader, made: list[Report]) -> list[Report]:
    """The reports of one number with ids of their own: the earliest bears the bare number."""
    if reader.source.nomor_per_tahun:
        years: dict[str, list[Report]] = {}
        for report in made:
            year = f"{_year(reader, report.opened_at)}/" if report.opened_at else ""
            years.setdefault(f"{year}{report.key}", []).append(report)
        return [named for key, of_year in years.items() for named in _apart(reader, key, of_year)]
    return _apart(reader, made[0].key, made)


def _apart(reader: LineReader, key: str, made: list[Report]) -> list[Report]:
    def level(form: str) -> _Level:
        return lambda report: _local(reader, report, form)

    def place(report: Report) -> str:
        return f"{_local(reader, report, '%Y-%m-%d-%H%M')}-{(report.place or ('',))[0] or 'dinas'}"

    levels = (level("%Y"), level("%Y-%m-%d"), level("%Y-%m-%d-%H%M"), place)
    ordered = sorted(made, key=lambda report: (report.opened_at or _NEVER, place(report)))
    first, *others = ordered
    named = [replace(first, key=key)]
    for report in others:
        end = next((each(report) for each in levels if _is_alone(report, made, each)), place(report))
        named.append(replace(report, key=f"{key}@{end}"))
    for report in named[1:]:
        _tell(reader, first, report)
    return named


def _is_alone(report: Report, made: Iterable[Report], level: _Level) -> bool:
    return Counter(map(level, made))[level(report)] == 1


def _tell(reader: LineReader, first: Report, other: Report) -> None:
    line, at = other.lines[0], first.lines[0].number
    mend = "bedakan nomornya"
    if first.opened_at and other.opened_at and abs(other.opened_at - first.opened_at) > _YEAR_APART:
        mend += ", atau isi nomor_per_tahun: true di berkas kantor"
    told = (
        f"nomor {line.nomor} sudah dipakai laporan lain pada baris {at}; keduanya disimpan, yang ini sebagai "
        f"{reader.source.id}:{other.key}. Perbaikan: {mend}"
    )
    reader.note(line.number, "nomor", told)


def _year(reader: LineReader, at: datetime) -> int:
    return at.astimezone(reader.zone).year


def _local(reader: LineReader, report: Report, form: str) -> str:
    return "" if report.opened_at is None else format(report.opened_at.astimezone(reader.zone), form)
