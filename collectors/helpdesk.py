"""Cases of a helpdesk, however it tells them, as tickets of which only opening and solution are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from html import unescape
from zoneinfo import ZoneInfo

from collectors.bookcells import CellError, mask_nik, read_kecamatan
from collectors.booklines import SopVersions
from collectors.versions import version_at
from dashboard.model import CANCELLED_BY_SOURCE, Grain, Stamp, Ticket
from dashboard.offices import OFFICE_ITSELF, Office, TicketSource

_CLOCKS_DIFFER = timedelta(minutes=5)
_BLANK = frozenset({"", "&nbsp;", "-"})
_YEARS = (2000, 2100)
NEVER = datetime.min.replace(tzinfo=UTC)
"""When a case changed of which that cannot be read."""


class CaseState(StrEnum):
    """How a case stands, in the words of the office file."""

    OPEN = "terbuka"
    PENDING = "tertunda"
    SOLVED = "selesai"
    CANCELLED = "batal"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as its system tells it now; times aware UTC, exact to ``resolution_s``.

    ``place``, ``category``: what its fields for kecamatan and SOP say. ``cancel_reason``: why it is cancelled.
    """

    number: str
    opened_at: datetime
    changed_at: datetime
    solved_at: datetime | None
    state: CaseState
    place: str
    category: str
    title: str
    resolution_s: int
    cancel_reason: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A case that cannot be read, and why (Indonesian)."""

    number: str
    told: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a case: its ticket (None: not one of ours), and what is wrong with it (Indonesian).

    ``foreign``: it is of no SOP of the office, which is no mistake.
    """

    changed_at: datetime
    ticket: Ticket | None = None
    notes: tuple[str, ...] = ()
    foreign: bool = False


def plain(value: object) -> str:
    """A field as text on one line: names of GLPI bear HTML entities, and blanks are written in several ways."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    text = " ".join(unescape(str(value)).split())
    return "" if text in _BLANK else text


class CaseReader:
    """Reads the cases of one source. ``sops``: all versions by id, oldest first."""

    def __init__(self, office: Office, source: TicketSource, sops: SopVersions) -> None:
        self.source = source
        self.zone = ZoneInfo(source.zone or office.zone)
        self._office = office
        self._office_zone = ZoneInfo(office.zone)
        self._versions = {key: tuple(sop.effective for sop in held) for key, held in sops.items()}
        self._places = {plain(written).casefold(): code for written, code in source.places.items()}
        self._sops = {plain(written).casefold(): sop for written, sop in source.sops.items()}

    def entry(self, case: Case, now: datetime) -> Entry:
        """The case as a ticket of the office, or why it is none."""
        opened_on = case.opened_at.astimezone(self._office_zone).date()
        if self.source.start is not None and opened_on < self.source.start:
            return Entry(case.changed_at, foreign=True)
        sop = self._of(self._sops, case.category) or self.source.sop_default
        if not sop:
            return Entry(case.changed_at, foreign=True)
        if sop not in self._versions:
            return self._left(case, f"SOP {sop} tidak ada dalam katalog; betulkan di berkas kantor")
        try:
            place = self._place(case.place)
        except CellError as error:
            return self._left(case, f"{error}. Perbaikan: isi places atau place_default di berkas kantor")
        notes, solved = self._solved(case, now)
        details: dict[str, object] = {"nomor": case.number, "status_sumber": case.state.value}
        is_cancelled = case.state is CaseState.CANCELLED
        if is_cancelled:
            details[CANCELLED_BY_SOURCE] = True
        ticket = Ticket(
            id=f"{self.source.id}:{case.number}",
            office=self._office.code,
            kecamatan=place,
            sop=sop,
            version=version_at(self._versions[sop], case.opened_at, self._office_zone),
            opened=Stamp(case.opened_at, case.resolution_s, typed=case.resolution_s > 1),
            source=f"{self.source.kind}:{self.source.id}",
            solved=solved,
            cancelled_at=max(case.changed_at, case.opened_at) if is_cancelled else None,
            cancel_reason=case.cancel_reason if is_cancelled else "",
            grain=Grain.TICKET,
            title=mask_nik(case.title if self.source.titles else _last(case.category)),
            simulated=self._office.simulated,
            details=details,
            updated_at=case.changed_at,
        )
        return Entry(case.changed_at, ticket, tuple(notes))

    def unread(self, case: Unread) -> Entry:
        """An entry that only says why the case cannot be read."""
        return Entry(NEVER, notes=(self._note(case.number, case.told),))

    def _note(self, number: str, told: str) -> str:
        return f"{self.source.id}: tiket {mask_nik(number)}: {told}"

    def _left(self, case: Case, told: str) -> Entry:
        return Entry(case.changed_at, notes=(self._note(case.number, told),))

    def _place(self, written: str) -> str | None:
        code = self._of(self._places, written)
        if code is None and written:
            try:
                return read_kecamatan(_last(written), self._office.kecamatan)
            except CellError:
                if not self.source.place_default:
                    raise
        code = code or self.source.place_default
        if not code:
            raise CellError("tidak menyebut kecamatan")
        return None if code.casefold() == OFFICE_ITSELF else code

    def _of(self, table: dict[str, str], written: str) -> str | None:
        """What a table says of a name, whole ("Kantor > Jaringan") or of its last part."""
        return table.get(written.casefold()) or table.get(_last(written).casefold())

    def _solved(self, case: Case, now: datetime) -> tuple[list[str], Stamp | None]:
        notes = []
        if case.opened_at > now + _CLOCKS_DIFFER:
            notes.append(self._note(case.number, "waktu bukanya belum terjadi; periksa jam layanan dan zone"))
        if case.state is not CaseState.SOLVED:
            return notes, None
        if case.solved_at is None:
            # Solved at some time up to its last change: so far apart, it is judged only where either way is the same.
            span_s = max(60, round((case.changed_at - case.opened_at).total_seconds()))
            notes.append(self._note(case.number, "selesai tanpa waktu selesai; isi waktunya di sumbernya"))
            return notes, Stamp(max(case.changed_at, case.opened_at), span_s)
        if case.solved_at < case.opened_at:
            notes.append(self._note(case.number, "selesai sebelum dibuka; betulkan di sumbernya"))
        return notes, Stamp(case.solved_at, case.resolution_s, typed=case.resolution_s > 1)


def utc_of(text: str, form: str, zone: ZoneInfo) -> datetime | None:
    """A moment written without a zone; None where it is none, or of no year that a case can have."""
    try:
        local = datetime.strptime(text, form).replace(tzinfo=zone)
    except ValueError:
        return None
    return local.astimezone(UTC) if _YEARS[0] <= local.year < _YEARS[1] else None


def utc_of_iso(text: str) -> datetime | None:
    """A moment in ISO 8601 with its zone, to the second; None where it is none, or of no year that a case can have."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or not _YEARS[0] <= moment.year < _YEARS[1]:
        return None
    return moment.astimezone(UTC).replace(microsecond=0)


def _last(name: str) -> str:
    """The last part of a name in a tree, as GLPI (``A > B``) and Zammad (``A::B``) write it."""
    return name.replace("::", ">").rsplit(">", maxsplit=1)[-1].strip()
