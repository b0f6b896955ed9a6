"""From the lines of a log book to tickets: one row a ticket (only opened and solved), or one row a step.

A line that cannot be used is left out with a note; all others go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from collectors.bookcells import read_branch
from collectors.bookfiles import BookRow
from collectors.booklines import Line, LineReader
from collectors.versions import Versions, version_at
from dashboard.model import Grain, StepRun, Ticket
from dashboard.sop import Sop

SKIPPED = "dilewati"


def book_tickets(reader: LineReader, rows: Iterable[BookRow], versions: Versions) -> tuple[Ticket, ...]:
    """The tickets of a book, in the order in which they begin there; what is wrong is noted in ``reader``.

    With a column for ``langkah`` the rows of one number are the steps of one ticket, repetition counting the
    attempts; without it each row is a ticket of which only the total is known, and of equal numbers the last wins.
    ``versions``: effective dates by SOP id.
    """
    groups: dict[str, list[Line]] = {}
    for row in rows:
        line = reader.read(row)
        if line is not None:
            groups.setdefault(line.nomor, []).append(line)
    by_step = bool(reader.source.columns.get("langkah"))
    tickets = []
    for lines in groups.values():
        ticket = _ticket(reader, lines if by_step else _last_of(reader, lines), versions, by_step)
        if ticket is not None:
            tickets.append(ticket)
    return tuple(tickets)


def _last_of(reader: LineReader, lines: list[Line]) -> list[Line]:
    for line in lines[:-1]:
        again = (
            f"nomor {line.nomor} ditulis lagi pada baris {lines[-1].number}, yang terakhir dipakai; bedakan nomornya"
        )
        reader.note(line.number, "nomor", again)
    return lines[-1:]


def _ticket(reader: LineReader, lines: Sequence[Line], versions: Versions, by_step: bool) -> Ticket | None:
    good = [line for line in lines if not line.broken]
    head = good[0] if good else lines[0]
    place = next((line.place for line in good if line.place), None)
    opened = next((line.opened for line in good if line.opened), None)
    sop = reader.sops.get(next((line.sop for line in good if line.sop), None) or reader.source.sop_default)
    missing = _missing(place is None, opened is None, sop is None or sop.id not in versions)
    if missing and not any(line.broken for line in lines):  # a broken line has been noted already
        for name, mend in missing:
            reader.note(head.number, name, mend)
    if place is None or opened is None or sop is None or missing:
        return None
    source = reader.source
    remarks = dict.fromkeys(line.remark for line in good if line.remark)
    return Ticket(
        id=f"{source.id}:{head.nomor}",
        office=reader.office.code,
        kecamatan=place[0],
        sop=sop.id,
        version=version_at(versions[sop.id], opened.at, reader.zone),
        opened=opened,
        source=f"logbook:{source.id}",
        runs=_runs(reader, lines, sop) if by_step else (),
        solved=next((line.solved for line in reversed(good) if line.solved), None),
        grain=Grain.STEP if by_step else Grain.TICKET,
        title=next((line.title for line in good if line.title), ""),
        simulated=reader.office.simulated,
        details={"nomor": head.nomor} | ({"keterangan": "; ".join(remarks)} if remarks else {}),
    )


def _missing(no_place: bool, no_opening: bool, no_sop: bool) -> list[tuple[str, str]]:
    checks = (
        (no_place, "kecamatan", "kosong; isi nama kecamatan, atau Dinas"),
        (no_opening, "dibuka", "kosong; isi tanggal dan jam laporan diterima"),
        (no_sop, "sop", "tidak diketahui; isi kode SOP, atau sop_default di berkas kantor"),
    )
    return [(name, mend) for wrong, name, mend in checks if wrong]


def _runs(reader: LineReader, lines: Sequence[Line], sop: Sop) -> tuple[StepRun, ...]:
    steps = {step.number for step in sop.steps}
    attempts: Counter[int] = Counter()
    runs = []
    for line in lines:
        if line.step is None:
            continue
        # Counted for a broken line too: mending it must not renumber the attempts after it.
        attempts[line.step] += 1
        skipped = line.remark.casefold().startswith(SKIPPED)
        if line.step not in steps:
            reader.note(line.number, "langkah", f"{sop.id} tidak punya langkah {line.step}; betulkan nomornya")
        elif not line.broken and (line.started or line.finished or skipped):
            branch = read_branch(line.remark, line.step, sop)
            runs.append(StepRun(line.step, attempts[line.step], line.started, line.finished, (), branch, skipped))
    return tuple(runs)
