"""From the lines of a log book to tickets: one row a ticket (only opened and solved), or one row a step.

A line that cannot be used is left out with a note; all others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from collectors.bookcells import DATE_ONLY_S, read_branch
from collectors.bookgroups import Report, reports
from collectors.bookheadings import BookRow
from collectors.booklines import Line, LineReader
from dashboard.model import PARTLY_READ, Grain, Stamp, StepRun, Ticket
from dashboard.sop import Sop

SKIPPED = "dilewati"
_NEVER = Stamp(datetime.max.replace(tzinfo=UTC))


def book_tickets(reader: LineReader, rows: Iterable[BookRow]) -> tuple[Ticket, ...]:
    """The tickets of a book, in the order in which they begin there; what is wrong is noted in ``reader``.

    With a column for ``langkah`` the rows of one number are the steps of one ticket, repetition counting the
    attempts; without it each row is a ticket of which only the total is known, and of rows of one report the last
    wins. A ticket whose rows cannot all be read says so in ``details[PARTLY_READ]``.
    """
    lines = [line for line in map(reader.read, rows) if line is not None]
    by_step = bool(reader.source.columns.get("langkah"))
    found = []
    for report in reports(reader, lines, by_step=by_step):
        ticket = _ticket(reader, report, report.lines if by_step else _last_of(reader, report.lines), by_step)
        if ticket is not None:
            found.append(ticket)
    return tuple(found)


def _last_of(reader: LineReader, lines: Sequence[Line]) -> Sequence[Line]:
    """The row that counts: the last that is filled in. A row still being typed takes nothing from those before."""
    whole = [line for line in lines if not line.broken and line.opened and line.place] or lines[-1:]
    for line in whole[:-1]:
        again = f"nomor {line.nomor} ditulis lagi pada baris {whole[-1].number}, yang terakhir dipakai; hapus yang lama"
        reader.note(line.number, "nomor", again)
    return whole[-1:]


def _ticket(reader: LineReader, report: Report, lines: Sequence[Line], by_step: bool) -> Ticket | None:
    good = [line for line in lines if not line.broken]
    head = good[0] if good else lines[0]
    place = next((line.place for line in good if line.place), None)
    opened = next((line.opened for line in good if line.opened), None)
    sop_id = next((line.sop for line in good if line.sop), None) or reader.source.sop_default
    sop = None if opened is None else reader.sop_of(sop_id, opened.at)
    missing = _missing(place is None, opened is None, sop_id not in reader.sops)
    broken = [line for line in lines if line.broken]
    if missing and not broken:  # a broken line has been noted already
        for name, mend in missing:
            reader.note(head.number, name, mend)
    if place is None or opened is None or sop is None or missing:
        return None
    source = reader.source
    _check_head(reader, good, place, opened)
    remarks = dict.fromkeys(line.remark for line in good if line.remark)
    solved = next((line.solved for line in reversed(good) if line.solved), None)
    if solved is not None and _precedes(solved, opened):
        number = next(line.number for line in reversed(good) if line.solved)
        reader.note(number, "selesai", "mendahului waktu lapor; betulkan, sampai itu tidak terukur")
    details: dict[str, object] = {"nomor": head.nomor}
    if remarks:
        details["keterangan"] = "; ".join(remarks)
    if broken:
        details[PARTLY_READ] = True
    return Ticket(
        id=f"{source.id}:{report.key}",
        office=reader.office.code,
        kecamatan=place[0],
        sop=sop.id,
        version=sop.effective,
        opened=opened,
        source=f"logbook:{source.id}",
        runs=_runs(reader, lines, sop) if by_step else (),
        solved=solved,
        grain=Grain.STEP if by_step else Grain.TICKET,
        title=next((line.title for line in good if line.title), ""),
        simulated=reader.office.simulated,
        details=details,
    )


def _missing(no_place: bool, no_opening: bool, no_sop: bool) -> list[tuple[str, str]]:
    checks = (
        (no_place, "kecamatan", "kosong; isi nama kecamatan, atau Dinas"),
        (no_opening, "dibuka", "kosong; isi tanggal dan jam laporan diterima"),
        (no_sop, "sop", "tidak diketahui; isi kode SOP, atau sop_default di berkas kantor"),
    )
    return [(name, mend) for wrong, name, mend in checks if wrong]


def _check_head(reader: LineReader, good: Sequence[Line], place: tuple[str | None], opened: Stamp) -> None:
    """Note rows that tell another place or opening than the first: the first one counts."""
    for line in good:
        for name, told, first in (("kecamatan", line.place, place), ("dibuka", line.opened, opened)):
            if told is not None and told != first:
                reader.note(line.number, name, f"berbeda dengan baris {good[0].number}, yang itu dipakai; samakan")


def _precedes(end: Stamp, start: Stamp) -> bool:
    """Whether an end lies before its start however each of them was rounded."""
    rounded = timedelta(seconds=end.resolution_s if end.resolution_s >= DATE_ONLY_S else 0)
    return end.at + rounded <= start.at if rounded else end.at < start.at


def _runs(reader: LineReader, lines: Sequence[Line], sop: Sop) -> tuple[StepRun, ...]:
    steps = {step.number for step in sop.steps}
    runs = []
    for line, attempt in _attempts(lines):
        step = line.step
        if step is None:
            continue
        skipped = line.remark.casefold().startswith(SKIPPED)
        if step not in steps:
            message = f"{sop.id} ({sop.effective}) tidak punya langkah {step}; betulkan nomornya"
            reader.note(line.number, "langkah", message)
        elif not line.broken and (line.started or line.finished or skipped):
            if line.started and line.finished and _precedes(line.finished, line.started):
                reader.note(line.number, "selesai_langkah", "mendahului mulainya; betulkan, sampai itu tidak terukur")
            branch = read_branch(line.remark, step, sop)
            runs.append(StepRun(step, attempt, line.started, line.finished, (), branch, skipped))
    return tuple(_in_time(runs))


def _in_time(runs: list[StepRun]) -> list[StepRun]:
    """The runs as they happened, so that sorting the book changes no ticket; in the book's order where a time lacks."""
    times = {(run.step, run.attempt): (run.started or run.finished) for run in runs}
    if None in times.values():
        return runs
    return sorted(runs, key=lambda run: ((run.started or run.finished or _NEVER).at, run.attempt, run.step))


def _attempts(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """Each line with its attempt: in the order of time where all lines of a step tell one, else of the rows.

    So rows may be sorted otherwise; and a broken line counts, for mending it must not renumber those after it.
    """
    of_step: dict[int | None, list[Line]] = {}
    for line in lines:
        of_step.setdefault(line.step, []).append(line)
    attempts: dict[int, int] = {}
    for same in of_step.values():
        times = [stamp.at for line in same if (stamp := line.started or line.finished) is not None]
        if len(times) == len(same) and not any(line.broken for line in same):
            order = sorted(range(len(same)), key=times.__getitem__)
            same = [same[i] for i in order]
        attempts |= {line.number: i for i, line in enumerate(same, start=1)}
    return [(line, attempts[line.number]) for line in lines]
