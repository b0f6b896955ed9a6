"""What officers write to a ticket: every act checked, refused in clear words, and audited with what was before.

One name for the whole desk; the acts themselves are in the modules beside this one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.model import Ticket
from dashboard.offices import Office
from dashboard.services.closing import cancel, reopen, transfer
from dashboard.services.desk_base import (
    Desk,
    DeskError,
    check_second,
    refuse_person_number,
    second_id,
    stamped,
    told,
)
from dashboard.services.excusing import excuse, withdraw
from dashboard.services.identity import Officer
from dashboard.services.opening import correct_opening
from dashboard.services.pausing import pause, resume
from dashboard.services.ticket_facts import facts
from dashboard.services.ticking import (
    Ticked,
    choose_branch,
    confirm_ticks,
    correct_time,
    doubted_ticks,
    skip_step,
    tick_step,
)
from dashboard.store import AuditEntry, update_ticket

__all__ = [
    "SOURCE",
    "Desk",
    "DeskError",
    "Ticked",
    "cancel",
    "choose_branch",
    "confirm_ticks",
    "correct_opening",
    "correct_time",
    "doubted_ticks",
    "excuse",
    "open_ticket",
    "pause",
    "reopen",
    "resume",
    "skip_step",
    "sops_in_force",
    "tick_step",
    "transfer",
    "withdraw",
]

SOURCE = "dasbor"
"""Source of tickets that officers open here."""


class _TakenError(Exception):
    """There is a ticket of this number already."""


def open_ticket(
    desk: Desk,
    kecamatan: str | None,
    officer: Officer,
    now: datetime,
    *,
    title: str = "",
    at: datetime | None = None,
    ticket_id: str | None = None,
    second: Officer | None = None,
) -> Ticket:
    """Open a ticket of the desk's SOP for a kecamatan, or for the Dinas (None).

    ``at``: when it was reported, typed; that is the start of the first step, so backdating it needs ``second``.
    Without ``ticket_id`` the next free number of the day is taken. Raises DeskError.
    """
    _check_place(desk, kecamatan, now)
    refuse_person_number(title, "uraian")
    opened = stamped(desk, at, officer, now)
    made = Ticket(
        id="-",
        office=desk.office.code,
        kecamatan=kecamatan,
        sop=desk.sop.id,
        version=desk.sop.effective,
        opened=opened,
        source=SOURCE,
        title=title.strip(),
        simulated=desk.office.simulated,
    )
    check_second(desk, (made,), (desk.sop.steps[0].number, 1), opened.at, officer, second, now)
    if ticket_id is not None:
        return _given(desk, replace(made, id=ticket_id.strip()), officer, second, now)
    day, number = now.astimezone(ZoneInfo(desk.office.zone)), 1
    while True:
        try:
            return _save(desk, replace(made, id=f"D-{day:%Y%m%d}-{number:03d}"), officer, second, now)
        except _TakenError:
            number += 1


def sops_in_force(office: Office, today: date) -> tuple[str, ...]:
    """Ids of the SOPs that an office works by on a day, in the order of its file."""
    return tuple(
        each.id
        for each in office.sops
        if not each.not_applicable and each.start <= today and (each.end is None or today <= each.end)
    )


def _given(desk: Desk, made: Ticket, officer: Officer, second: Officer | None, now: datetime) -> Ticket:
    if not made.id:
        raise DeskError("nomor tiket kosong", "isi nomornya, atau biarkan dasbor memberi nomor")
    try:
        return _save(desk, made, officer, second, now)
    except _TakenError:
        raise DeskError(f"nomor tiket {made.id} sudah dipakai", "pakai nomor lain") from None


def _save(desk: Desk, made: Ticket, officer: Officer, second: Officer | None, now: datetime) -> Ticket:
    def change(old: Ticket | None) -> Ticket:
        if old is not None:
            raise _TakenError
        return made

    after = told(facts(made)) | told({"sop": made.sop, "petugas_kedua": second_id(officer, second)})
    entry = AuditEntry(now, officer.id, "tiket dibuka", desk.subject(made.id), None, after)
    saved = update_ticket(desk.store, made.office, made.id, change, by=officer.id, at=now, entry=entry)
    assert saved is not None  # noqa: S101  (change always gives a ticket)
    return saved


def _check_place(desk: Desk, kecamatan: str | None, now: datetime) -> None:
    codes = [each.code for each in desk.office.kecamatan]
    if kecamatan is not None and kecamatan not in codes:
        raise DeskError(f"kecamatan {kecamatan} bukan milik {desk.office.short}", "pilih kecamatan dari daftar")
    if desk.sop.id not in sops_in_force(desk.office, desk.calendar.local_date(now)):
        raise DeskError(f"SOP {desk.sop.id} tidak berlaku di {desk.office.short}", "pilih SOP yang berlaku")
