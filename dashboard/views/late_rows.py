"""Rows of ``/terlambat``: open steps by their due time. Plain data, for the page and its CSV alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dashboard.model import RunState, Scope

LISTED = (RunState.OVERDUE, RunState.AT_RISK, RunState.RUNNING, RunState.PAUSED, RunState.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What an officer said of a step. ``is_acknowledgement``: that it was seen; then ``text`` may be empty."""

    officer: str
    at: datetime
    step: int
    is_acknowledgement: bool
    text: str


@dataclass(frozen=True, slots=True)
class PauseRow:
    """The pause that lasts."""

    since: datetime | None
    reason: str
    waiting_on: str | None


@dataclass(frozen=True, slots=True)
class LateRow:
    """One open run: a step, a span with the step whose turn it is, or the total of a ticket that knows no steps.

    ``remaining_s``: wall-clock seconds to the due time, negative past it. ``pelaksana``: who is recorded, else the
    candidates that the SOP prints; empty where neither is known. ``attempt`` counts the step, ``run_attempt`` the run.
    """

    office: str
    office_short: str
    zone: str
    ticket: str
    kecamatan: str | None
    kecamatan_name: str
    sop: str
    sop_title: str
    scope: Scope
    first_step: int
    last_step: int
    run_attempt: int
    step: int
    attempt: int
    kegiatan: str
    pelaksana: str
    is_recorded: bool
    candidates: tuple[str, ...]
    """Whom the SOP names for all its steps together, where it tells of no one for this step."""
    state: RunState
    started_at: datetime | None
    due_at: datetime | None
    remaining_s: float | None
    budget_s: float | None
    share: float | None
    outlook: tuple[str, ...]
    source: str
    updated_at: datetime | None
    is_missed: bool = False
    """In a heap from which an officer may excuse it."""
    is_excused: bool = False
    has_steps: bool = True
    is_machine: bool = False
    """Written anew by a collector at every reading: it takes no pause."""
    pause: PauseRow | None = None
    acknowledged: NoteRow | None = None
    notes: tuple[NoteRow, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names the row on the page and in its address."""
        return "~".join((self.office, self.ticket, str(self.scope), str(self.first_step), str(self.run_attempt)))

    @property
    def is_paused(self) -> bool:
        """Paused now, past due or not."""
        return self.pause is not None or self.state is RunState.PAUSED

    @property
    def needs_acknowledgement(self) -> bool:
        """Late or nearly so, and nobody has said that he saw it."""
        return self.state in (RunState.OVERDUE, RunState.AT_RISK) and self.acknowledged is None


@dataclass(frozen=True, slots=True)
class LateView:
    """``rows``: every open run of the chosen offices, the one due first on top; the page filters them.

    ``without_due``: open tickets of which no run has a due time. ``is_measured``: some ticket source tells of tickets.
    """

    now: datetime
    zone: str
    simulated: bool
    rows: tuple[LateRow, ...]
    kecamatan: tuple[tuple[str, str], ...]
    """Code and name of all that can be asked for; ``dinas`` for the office itself."""
    sops: Mapping[str, str] = field(default_factory=dict)
    without_due: int = 0
    is_measured: bool = True
