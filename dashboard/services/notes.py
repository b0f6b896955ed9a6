"""What an officer says of an open step: that it was seen, or a note.

Both change nothing of the ticket and are only added, so that nobody's change since is lost by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dashboard.model import Grain, Ticket
from dashboard.services.desk_base import (
    Desk,
    DeskError,
    refuse_person_number,
    require,
    require_open,
    require_step,
    walked,
)
from dashboard.services.identity import Officer
from dashboard.store import ACKNOWLEDGED, NOTE, AuditEntry, StepNote, save_step_note

LONGEST = 1_000
"""Characters of a note; more belongs into a letter."""
_ACTIONS = {ACKNOWLEDGED: "keterlambatan diakui", NOTE: "catatan ditulis"}


def acknowledge(
    desk: Desk,
    ticket_id: str,
    run: tuple[int, int],
    officer: Officer,
    now: datetime,
    text: str = "",
) -> StepNote:
    """Say that the attempt ``run`` (step, attempt) was seen, with a word on it or without. Raises DeskError."""
    return _write(desk, ticket_id, run, ACKNOWLEDGED, officer, now, text.strip())


def add_note(
    desk: Desk,
    ticket_id: str,
    run: tuple[int, int],
    officer: Officer,
    now: datetime,
    text: str,
) -> StepNote:
    """Write a note on the attempt ``run`` (step, attempt). Raises DeskError, for an empty one too."""
    if not text.strip():
        raise DeskError("catatan kosong", "tulis apa yang perlu diketahui orang lain")
    return _write(desk, ticket_id, run, NOTE, officer, now, text.strip())


def _write(
    desk: Desk,
    ticket_id: str,
    run: tuple[int, int],
    kind: str,
    officer: Officer,
    now: datetime,
    text: str,
) -> StepNote:
    if len(text) > LONGEST:
        raise DeskError(f"catatan {len(text)} huruf terlalu panjang", f"ringkas menjadi paling banyak {LONGEST} huruf")
    refuse_person_number(text, "catatan")
    step, attempt = run

    def make(found: Ticket | None, known: Sequence[StepNote]) -> tuple[StepNote, AuditEntry]:
        ticket = require(desk, found, ticket_id, None)
        require_open(desk, ticket, now)
        _require_run(desk, ticket, run, now)
        if kind == ACKNOWLEDGED:
            _refuse_second(desk, known, run)
        note = StepNote(desk.office.code, ticket_id, step, attempt, kind, officer.id, now, text)
        after = {"langkah": step, "percobaan": attempt, "teks": text}
        return note, AuditEntry(now, officer.id, _ACTIONS[kind], desk.subject(ticket_id), None, after)

    return save_step_note(desk.store, desk.office.code, ticket_id, make)


def _require_run(desk: Desk, ticket: Ticket, run: tuple[int, int], now: datetime) -> None:
    require_step(desk, run[0])
    known = {(each.step, each.attempt) for each in ticket.runs}
    if ticket.grain is Grain.STEP:
        known |= {(each.step.number, each.attempt) for each in walked(desk, ticket, now).visits}
    if run not in known and run[1] != 1:
        raise DeskError(f"langkah {run[0]} belum pernah dijalani {run[1]} kali", "muat ulang")


def _refuse_second(desk: Desk, known: Sequence[StepNote], run: tuple[int, int]) -> None:
    for note in known:
        if note.kind == ACKNOWLEDGED and (note.step, note.attempt) == run:
            raise DeskError(
                f"langkah {run[0]} sudah diakui oleh {note.officer} pada {desk.clock(note.at)}",
                "tulis catatan bila ada yang perlu ditambahkan",
            )
