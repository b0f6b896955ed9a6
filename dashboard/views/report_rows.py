"""The report of one office and one period: the one frozen model that every form of export is made from.

Values are the engine's own (fractions 0..1, seconds, aware UTC); how they are written is the export's matter. No data
is None, never zero. Nothing here reads the store, so that exports can take these rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dashboard.formats import ticket_number, zone_label
from dashboard.model import Compliance, Heap, Indicator, Kind, Scope, Verdict
from dashboard.offices import ReportHead
from dashboard.views.network_rows import DecisionRow, OutageRow, TargetRow
from dashboard.views.reported_rows import ReportComparison

DINAS = "Dinas"
OVERDUE, AT_RISK, COVERAGE, UNMEASURED = "tunggakan", "mendekati batas", "cakupan", "tidak terukur"
"""Kinds of ``ReportAction``."""


class ReportError(Exception):
    """A report that cannot be made: what is wrong and the mend, both Indonesian."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message}. Perbaikan: {mend}")
        self.message = message
        self.mend = mend


@dataclass(frozen=True, slots=True)
class ReportOffice:
    """Whose report it is. ``head`` is the office file's ``report`` part, with blanks where nothing is written."""

    code: str
    name: str
    short: str
    province: str
    zone: str
    head: ReportHead

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return zone_label(self.zone)


@dataclass(frozen=True, slots=True)
class SopName:
    """The words of an SOP: titles, number, since when, its legal grounds, and kegiatan by number of the step."""

    id: str
    title: str
    short: str
    number: str
    effective: date
    legal_bases: tuple[str, ...]
    kegiatan: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What was asked for. None: everything; ``places`` and ``sop_titles`` name what a narrower report holds."""

    kecamatan: frozenset[str | None] | None
    sops: frozenset[str] | None
    kinds: frozenset[Kind]
    places: tuple[str, ...] = ()
    sop_titles: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.kecamatan is None and self.sops is None and self.kinds == frozenset(Kind)

    def has_place(self, kecamatan: str | None) -> bool:
        """Whether a kecamatan (None: Dinas) is in the report."""
        return self.kecamatan is None or kecamatan in self.kecamatan

    def has_sop(self, sop: str) -> bool:
        """Whether an SOP is in the report."""
        return self.sops is None or sop in self.sops


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the accounting, as the API gives it, with its words and how it stands to the target."""

    figures: Compliance
    place: str
    sop_title: str
    step: str
    kegiatan: str
    standing: Indicator


@dataclass(frozen=True, slots=True)
class ReportTotals:
    """The office's figures over the scope: three kinds that are never added. None: nothing of the kind at all."""

    pelaksanaan: Compliance | None
    sop_totals: Compliance | None
    """Whole SOPs, from the report to the end."""
    pengukuran: Compliance | None
    target: float

    def coverage(self, kind: Kind) -> float | None:
        """Coverage of a kind, 0..1."""
        row = self.pelaksanaan if kind is Kind.PELAKSANAAN else self.pengukuran
        return None if row is None else row.coverage


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A kecamatan (or Dinas) over all SOPs of the scope. ``rank`` None: fewer than five judged runs, not ranked."""

    kecamatan: str | None
    name: str
    rank: int | None
    pelaksanaan: Compliance | None
    pengukuran: Compliance | None
    standing: Indicator


@dataclass(frozen=True, slots=True)
class SopRow:
    """An SOP over all places of the scope; ``worst`` steps come from ``ReportView.worst``."""

    sop: str
    title: str
    pelaksanaan: Compliance | None
    sop_totals: Compliance | None
    pengukuran: Compliance | None
    standing: Indicator


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The pelaksanaan figure of one week (periods up to 92 days) or month, both days included."""

    start: date
    end: date
    figures: Compliance


@dataclass(frozen=True, slots=True)
class ReportTicket:
    """A ticket alive in the period. Counts are of its runs whose verdict falls in the period, totals left out.

    ``standing``: terbuka, selesai or batal; ``total`` the verdict over the whole SOP, None where the path has none.
    """

    id: str
    place: str
    sop: str
    sop_title: str
    title: str
    source: str
    opened_at: datetime
    solved_at: datetime | None
    cancelled_at: datetime | None
    standing: str
    met: int
    missed: int
    excused: int
    unmonitored: int
    total: Verdict | None
    due_at: datetime | None
    """When the most pressing open step is due; None for a ticket that is not open."""

    @property
    def number(self) -> str:
        """The number that people know it by."""
        return ticket_number(self.id) or self.id


@dataclass(frozen=True, slots=True)
class ReportRun:
    """One run that the figures count, with the words that it is shown with."""

    verdict: Verdict
    place: str
    sop_title: str
    step: str
    kegiatan: str
    source: str

    @property
    def number(self) -> str:
        """The number of its ticket that people know it by."""
        return ticket_number(self.verdict.ticket) or self.verdict.ticket


@dataclass(frozen=True, slots=True)
class ReportBackup:
    """One scheduled backup. ``finished_at`` None: no whole dump was found; ``verdicts`` by step; ``failed`` checks."""

    ticket: str
    name: str
    place: str
    scheduled_at: datetime
    finished_at: datetime | None
    duration_s: float | None
    size_bytes: int | None
    heap: Heap | None
    """The worst heap of its runs in the period; None where the period counts none of them."""
    words: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportSending:
    """Records sent by one place in one week or month. ``growth`` None: no hour was measured (tidak terukur)."""

    kecamatan: str | None
    place: str
    start: date
    end: date
    growth: int | None
    resets: int
    measured_hours: int
    hours: int


@dataclass(frozen=True, slots=True)
class ReportExcuse:
    """A run that an officer took out of the count. ``officer`` and ``reason`` are empty where they are not known."""

    ticket: str
    place: str
    sop_title: str
    step: str
    officer: str
    reason: str
    at: datetime | None
    before: Heap | None

    @property
    def number(self) -> str:
        """The number of its ticket that people know it by."""
        return ticket_number(self.ticket) or self.ticket


@dataclass(frozen=True, slots=True)
class ReportLkjip:
    """Achievement of one step, span or whole SOP over all places, as LKjIP counts it where less time is better.

    ``achievement`` is in percent and can pass 100; None where the target is 0.
    """

    sop: str
    sop_title: str
    scope: Scope
    step: str
    kegiatan: str
    runs: int
    target_s: float
    realisasi_s: float
    achievement: float | None


@dataclass(frozen=True, slots=True)
class ReportAction:
    """Something that waits for somebody. ``kind``: OVERDUE, AT_RISK, COVERAGE, or UNMEASURED.

    ``sop`` and ``steps`` (first and last) say what it is about; "" and None where it is no SOP's or no one step's.
    """

    kind: str
    place: str
    text: str
    due_at: datetime | None = None
    sop: str = ""
    steps: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure of the report means, in Indonesian."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """One office, one period (office-local days, both included), frozen at ``as_of``.

    ``interim``: the period still runs at ``as_of``; ``to_come``: it has not begun. ``rows`` are those of the API.
    """

    office: ReportOffice
    start: date
    end: date
    as_of: datetime
    interim: bool
    to_come: bool
    simulated: bool
    rule_version: str
    rule_versions: tuple[str, ...]
    """Every version by which something in the period was judged, ``rule_version`` among them."""
    scope: ReportScope
    sops: Mapping[str, SopName]
    """Words of every SOP in the report, by id, in the catalogue's order."""
    rows: tuple[ReportRow, ...]
    totals: ReportTotals
    places: tuple[PlaceRow, ...]
    """Best first; unranked ones last."""
    by_sop: tuple[SopRow, ...]
    trend: tuple[TrendPoint, ...]
    worst: tuple[ReportRow, ...]
    """Steps and spans over all places with five judged runs or more that missed some, worst first."""
    tickets: tuple[ReportTicket, ...]
    runs: tuple[ReportRun, ...]
    excused: tuple[ReportExcuse, ...]
    availability: tuple[TargetRow, ...]
    outages: tuple[OutageRow, ...]
    decisions: tuple[DecisionRow, ...]
    backups: tuple[ReportBackup, ...]
    sending: tuple[ReportSending, ...]
    lkjip: tuple[ReportLkjip, ...]
    actions: tuple[ReportAction, ...]
    reported: tuple[ReportComparison, ...]
    """Reports of periods within this one, that of the very same days first, against the figures of now."""
    definitions: tuple[Definition, ...] = field(default=())

    def rows_of(self, kind: Kind) -> tuple[ReportRow, ...]:
        """Rows of one kind, those of whole SOPs left out."""
        return tuple(row for row in self.rows if row.figures.kind is kind and row.figures.scope is not Scope.TOTAL)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was recorded or measured: a file is still made, and says so."""
        return not (self.rows or self.tickets or self.outages or self.backups) and all(
            each.growth is None for each in self.sending
        )
