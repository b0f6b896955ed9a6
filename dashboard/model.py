"""The words of the field as frozen values; the ground floor that every other room stands on.

Every ``*_at``/``at``/``since`` is an aware UTC datetime. Codes of kecamatan are Kemendagri codes
(``51.08.01``); ``kecamatan=None`` always means the office itself, "Dinas" on screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

RULE_VERSION = "1"
"""Version of the rules by which slots and runs are judged; stored with every slot."""


class CollectorName(StrEnum):
    """The four kinds of collectors, as stored in ``series.collector``."""

    NETWORK = "network"
    BACKUP = "backup"
    RECORDS = "records"
    TICKETS = "tickets"


class SampleStatus(IntEnum):
    """What one observation found. UNKNOWN means that the probe itself failed, not the target."""

    OK = 0
    DEGRADED = 1
    FAILED = 2
    UNKNOWN = 3
    MAINTENANCE = 4
    DISABLED = 5


class State(StrEnum):
    """State of a series over time, kept in ``state_intervals``."""

    # network
    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNREACHABLE = "unreachable"
    # every kind
    UNKNOWN = "unknown"
    MAINTENANCE = "maintenance"
    DISABLED = "disabled"
    # backup
    FRESH = "fresh"
    LATE = "late"
    MISSING = "missing"
    # records sent
    INCREASING = "increasing"
    STUCK = "stuck"
    IDLE = "idle"
    QUIET = "quiet"
    RESTARTED = "restarted"
    # ticket sources
    READABLE = "readable"


class Indicator(StrEnum):
    """State of an indicator as people see it (wall tile, API)."""

    BAIK = "baik"
    WASPADA = "waspada"
    GANGGUAN = "gangguan"
    TERPUTUS = "terputus"
    DINONAKTIFKAN = "dinonaktifkan"
    TIDAK_TERUKUR = "tidak_terukur"
    TIDAK_BERLAKU = "tidak_berlaku"


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """Identity of a series. ``metric`` names its unit: ``rtt_ms``, ``age_s``, ``size_bytes``, ``records``."""

    office: str
    kecamatan: str | None
    collector: CollectorName
    target: str
    metric: str
    unit: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """One observation of one series.

    ``value`` is in the series' unit, None where there is nothing to measure (a failed probe).
    ``state`` is given by collectors whose source tells the state outright (backup age, counter growth);
    where it is None the state is debounced from ``status`` (three failed polls down, two good ones up).
    ``parent`` is the series that this target hangs on.
    """

    series: SeriesKey
    observed_at: datetime
    value: float | None
    status: SampleStatus
    state: State | None = None
    parent: SeriesKey | None = None


@dataclass(frozen=True, slots=True)
class SeriesState:
    """What is known of a series now: its last sample and its debounced state."""

    series: SeriesKey
    state: State
    since: datetime
    observed_at: datetime
    value: float | None
    status: SampleStatus
    failed_polls: int = 0
    good_polls: int = 0
    first_failed_at: datetime | None = None
    first_good_at: datetime | None = None
    value_changed_at: datetime | None = None
    """When ``value`` last differed from the one before (growth of a counter)."""
    known_value: float | None = None
    """The last value that was measured at all; ``value`` is None after a poll that brought none."""

    @property
    def is_suspect(self) -> bool:
        """A failed poll has been seen that is not yet confirmed as an outage."""
        return self.failed_polls > 0 and self.state in (State.UP, State.DEGRADED)


@dataclass(frozen=True, slots=True)
class StateInterval:
    """``[start, end)`` during which a series was in ``state``; ``end`` None while it lasts."""

    series: SeriesKey
    start: datetime
    end: datetime | None
    state: State


class RunOutcome(StrEnum):
    """How one run of a collector ended."""

    OK = "ok"
    ERROR = "error"
    TIMEOUT = "timeout"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class CollectorRun:
    """One run of one collector, stored with its samples."""

    office: str
    collector: CollectorName
    scheduled_at: datetime
    started_at: datetime
    finished_at: datetime
    outcome: RunOutcome
    samples: int
    message: str = ""


class Kind(StrEnum):
    """The two kinds of figures that are never added up."""

    PELAKSANAAN = "pelaksanaan"
    PENGUKURAN = "pengukuran"


class Scope(StrEnum):
    """What a verdict covers."""

    STEP = "step"
    SPAN = "span"
    TOTAL = "total"


class Heap(StrEnum):
    """Each run or slot is in exactly one of these."""

    MET = "met"
    MISSED = "missed"
    EXCUSED = "excused"
    UNMONITORED = "unmonitored"
    OUTSIDE = "outside"


class RunState(StrEnum):
    """State of a run, as sla-rules name them."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    PAUSED = "paused"
    SKIPPED = "skipped"
    NOT_DONE = "not_done"
    NO_STANDARD = "no_standard"
    UNKNOWN = "unknown"


class Grain(StrEnum):
    """How much a ticket's source knows: every step, or only opened and solved."""

    STEP = "langkah"
    TICKET = "tiket"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A recorded moment: when it was, when and by whom it was written down, and how exactly it is known.

    ``resolution_s``: 1 by button, 60 typed, the poll interval where a folder is watched.
    ``typed`` False means the moment is the press of a button, not a time that somebody entered.
    """

    at: datetime
    resolution_s: int = 60
    recorded_at: datetime | None = None
    by: str | None = None
    typed: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count. A source that knows no better gives a bare ``duration_s``."""

    start: datetime | None
    end: datetime | None
    reason: str
    duration_s: int | None = None
    waiting_on: str | None = None


@dataclass(frozen=True, slots=True)
class StepRun:
    """One attempt at one step of a ticket."""

    step: int
    attempt: int = 1
    started: Stamp | None = None
    finished: Stamp | None = None
    pauses: tuple[Pause, ...] = ()
    branch: str | None = None
    """The answer taken at a decision step (``Ya``, ``Tidak``, ``aplikasi`` ...), as in ``Branch.when``."""
    skipped: bool = False
    performer: str | None = None
    self_recovered: bool = False
    """Ended because the outage ended by itself ("pulih sendiri")."""


PARTLY_READ = "belum_terbaca_seluruhnya"
"""Key in ``Ticket.details``: not all that the source says of the ticket could be read; what was known of it stays."""
CANCELLED_BY_SOURCE = "batal_di_sumber"
"""Key in ``Ticket.details``: it was the source that cancelled the ticket, and the source can take that back."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One run of an SOP for one kecamatan or for the office, whatever its source.

    ``scheduled_at`` and ``grace_s`` are set on runs that a schedule promises (backup, yearly evaluation);
    ``source_readable`` says whether the place where its begin would show could be read.
    ``details`` holds what a source attaches, for example the verdict of each backup check.
    """

    id: str
    office: str
    kecamatan: str | None
    sop: str
    version: date
    """Effective date of the SOP version pinned at opening."""
    opened: Stamp
    source: str
    runs: tuple[StepRun, ...] = ()
    solved: Stamp | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    grain: Grain = Grain.STEP
    title: str = ""
    scheduled_at: datetime | None = None
    grace_s: int = 0
    source_readable: bool = True
    simulated: bool = False
    details: Mapping[str, object] = field(default_factory=dict)
    updated_at: datetime | None = None

    def is_reopened(self, now: datetime | None = None) -> bool:
        """Whether a new attempt of a step began after the ticket was solved (by ``now``, where that is given)."""
        solved = self.solved
        return solved is not None and any(
            run.attempt > 1
            and run.started is not None
            and run.started.at > solved.at
            and (now is None or run.started.at <= now)
            for run in self.runs
        )


@dataclass(frozen=True, slots=True)
class Excuse:
    """An officer's decision to take a missed or unmonitored run out of the count, with its reason."""

    office: str
    ticket: str
    from_step: int
    attempt: int
    scope: Scope
    officer: str
    reason: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run (step, span or total) of one ticket was judged, and by which rule.

    ``period_at`` is the instant whose office-local date decides the period that the run belongs to.
    ``share`` = used / budget, None for a zero budget or without a due time.
    ``rule`` is a stable short name of the rule in sla-rules that decided; ``remarks`` are Indonesian, for people.
    """

    ticket: str
    office: str
    kecamatan: str | None
    sop: str
    version: date
    from_step: int
    to_step: int
    scope: Scope
    attempt: int
    state: RunState
    heap: Heap
    period_at: datetime
    rule: str
    started_at: datetime | None = None
    finished_at: datetime | None = None
    due_at: datetime | None = None
    used_s: float | None = None
    budget_s: float | None = None
    share: float | None = None
    current_step: int | None = None
    """Of a span: the step whose turn it is."""
    heap_before: Heap | None = None
    """The heap before an excuse moved it."""
    remarks: tuple[str, ...] = ()


HISTOGRAM_BINS = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One scheduled clock hour of one measured step of one kecamatan (or of the Dinas).

    ``histogram`` has 16 logarithmic bins of the time used (see ``dashboard.sla.histogram``); ``used_sum_s`` and
    ``used_max_s`` are over ``used_count`` replies.
    """

    office: str
    kecamatan: str | None
    sop: str
    version: date
    step: int
    start: datetime
    heap: Heap
    state: str
    rule: str
    target: str
    used_count: int = 0
    used_sum_s: float = 0.0
    used_max_s: float = 0.0
    histogram: tuple[int, ...] = (0,) * HISTOGRAM_BINS
    rule_version: str = RULE_VERSION


@dataclass(frozen=True, slots=True)
class Compliance:
    """One row of the accounting: the heaps of one step, span or total of one SOP in one kecamatan.

    Fractions are 0..1 or None where nothing was judged (never zero for "no data").
    """

    office: str
    kecamatan: str | None
    sop: str
    version: date | None
    from_step: int | None
    to_step: int | None
    scope: Scope
    kind: Kind
    met: int
    missed: int
    excused: int
    unmonitored: int
    outside: int
    n: int
    compliance: float | None
    compliance_before: float | None
    coverage: float | None
    best: float | None
    worst: float | None
    median_share: float | None
    p90_share: float | None
    breaches: int
    backlog: int


@dataclass(frozen=True, slots=True)
class Rollup:
    """Counts of the samples of one series in one hour or one day starting at ``start``."""

    series: SeriesKey
    start: datetime
    polls: int
    ok: int
    degraded: int
    failed: int
    unknown: int
    value_count: int
    value_sum: float
    value_min: float | None
    value_max: float | None
