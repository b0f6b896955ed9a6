"""What ``/tiket`` shows of tickets; plain rows, so that components need no store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Indicator

STANDINGS = ("terbuka", "selesai", "batal")
"""How a ticket stands, as people look for it."""
PEOPLE = "agenda"
MACHINE = "otomatis"
ORIGINS = (
    (PEOPLE, "dicatat orang"),
    ("dasbor", "dasbor"),
    ("buku", "buku agenda"),
    ("helpdesk", "helpdesk"),
    (MACHINE, "otomatis"),
    ("semua", "semua"),
)
"""Where a ticket is kept, as the address says it and as people read it; nightly runs of machines would drown the rest,
so that what people keep is shown unless all is asked for."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One ticket in the list. ``turn``: whose turn it is, or how it ended; ``state`` is its worst verdict's."""

    id: str
    number: str
    place: str
    sop_title: str
    title: str
    opened_at: datetime
    ended_at: datetime | None
    standing: str
    turn: str
    state: Indicator
    state_words: str
    source: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows of one block, newest opening first. ``total``: of all blocks."""

    rows: tuple[ListRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OpeningChoices:
    """What a new ticket can be of: (code, name) of places (the Dinas has an empty code) and (id, title) of SOPs."""

    places: tuple[tuple[str, str], ...]
    sops: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way out of a step. ``when`` empty: always; ``to`` None: the end. ``taken``: this ticket went it."""

    when: str
    to: int | None
    taken: bool


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step of the SOP as the ticket stands to it. ``inferred``: its arrows are a reading of ours.

    ``stand``: selesai, sekarang, jawab (its answer is missing), dilewati, terlampaui (no finish recorded), belum.
    """

    number: int
    kegiatan: str
    standard: str
    stand: str
    attempts: int
    state: Indicator
    words: str
    arrows: tuple[Arrow, ...]
    inferred: bool
    reading: str


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One pause; ``start`` None: a bare duration. ``end`` None: it lasts."""

    start: datetime | None
    end: datetime | None
    reason: str
    waiting_on: str
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt at a step, a span or the total. ``waited_since``: the predecessor's finish, if later begun.

    ``scope``: step, span, total; empty where no verdict was given. ``can_excuse``: missed or unmonitored.
    """

    step: int
    to_step: int
    attempt: int
    scope: str
    kegiatan: str
    performer: str
    candidates: tuple[str, ...]
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    used_s: float | None
    budget_s: float | None
    standard: str
    state: Indicator
    words: str
    heap: str
    answer: str
    skipped: bool
    pauses: tuple[PauseRow, ...]
    waited_since: datetime | None
    remarks: tuple[str, ...]
    sentence: str
    is_current: bool
    can_excuse: bool
    is_typed: bool

    @property
    def name(self) -> str:
        """``langkah 3``, ``langkah 3, percobaan 2``, ``rentang 1–4`` or ``total``."""
        if self.scope == "total":
            return "total"
        if self.scope == "span":
            return f"rentang {self.step}–{self.to_step}"
        return f"langkah {self.step}" + (f", percobaan {self.attempt}" if self.attempt > 1 else "")

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.step}~{self.attempt}~{self.scope or 'step'}"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One act on the ticket: what was done, and what was before and after, in words."""

    at: datetime
    by: str
    what: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What can be done now. ``acts`` are words of services' Act; ``question``: about ticks that came too close."""

    acts: tuple[str, ...]
    step: int | None
    attempt: int
    kegiatan: str
    answers: tuple[str, ...]
    performers: tuple[str, ...]
    question: str
    doubted: tuple[tuple[int, int], ...]
    can_transfer: bool
    late: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    """The life of one ticket. ``kept_in``: where people keep it, if not here; ``closed``: hours the office was shut."""

    id: str
    number: str
    office: str
    office_name: str
    zone: str
    now: datetime
    title: str
    place: str
    sop: str
    sop_title: str
    sop_effective: date
    source: str
    kept_in: str
    standing: str
    state: Indicator
    words: str
    simulated: bool
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None
    end_note: str
    due_at: datetime | None
    updated_at: datetime | None
    updated_by: str
    only_total: bool
    flow: tuple[FlowStep, ...]
    rows: tuple[AttemptRow, ...]
    turn: Turn
    reachable: tuple[tuple[int, int], ...]
    excused: tuple[tuple[str, str], ...]
    """(key, words) of excuses that stand."""
    history: tuple[HistoryRow, ...]
    closed: tuple[tuple[datetime, datetime], ...]
    next_ticket: str
