"""The rows of ``/sistem``: plain values that components may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.model import CollectorName, CollectorRun, Indicator, RunOutcome


@dataclass(frozen=True, slots=True)
class CollectorRow:
    """One collector of one office. ``run`` None: it never ran. ``outcomes``: of the last 24 hours."""

    office: str
    short: str
    zone: str
    collector: CollectorName
    run: CollectorRun | None
    outcomes: Mapping[RunOutcome, int]
    state: Indicator

    @property
    def lag_s(self) -> float | None:
        """Seconds from the scheduled to the real start of the last run."""
        return None if self.run is None else (self.run.started_at - self.run.scheduled_at).total_seconds()

    @property
    def duration_s(self) -> float | None:
        """Seconds that the last run took."""
        return None if self.run is None else (self.run.finished_at - self.run.started_at).total_seconds()

    @property
    def failed_share(self) -> float | None:
        """Failed of all runs of 24 hours, 0..1; None where there was none. Rounds that nobody ran are not failed."""
        failed = self.outcomes.get(RunOutcome.ERROR, 0) + self.outcomes.get(RunOutcome.TIMEOUT, 0)
        ran = failed + self.outcomes.get(RunOutcome.OK, 0)
        return failed / ran if ran else None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source that cannot be read now. ``since`` None: it never could be."""

    short: str
    zone: str
    collector: CollectorName
    source: str
    since: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class SpoolRow:
    """What waits in the spool of an office; ``heard_at`` None: nobody ever ran its collectors.

    ``oldest_at`` None: nothing waits. ``refused`` batches the database would not take, ``dropped`` samples had no room.
    ``note``: what a person must know now.
    """

    short: str
    zone: str
    heard_at: datetime | None = None
    is_alive: bool = False
    batches: int = 0
    samples: int = 0
    oldest_at: datetime | None = None
    refused: int = 0
    dropped: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class CopyRow:
    """The daily copy of the product's own database, and what is wrong with it ("" for nothing)."""

    done: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class StorageRow:
    """Sizes in bytes; ``schema``: the migration in force.

    ``has_ballast``: whether room is kept back for a full disk; None where the database's server must see to it itself.
    """

    database: str
    size_bytes: int
    free_bytes: int
    raw_days: int
    schema: str
    has_ballast: bool | None = None
    own_copy: CopyRow | None = None


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """Years, up to the next one, whose holidays are not sure."""

    short: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JobRow:
    """One standing job of one office, how far it came, and what is wrong ("" for nothing)."""

    short: str
    job: str
    done: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SystemView:
    """Everything on ``/sistem``. ``findings``: what wants attention, as sentences; the worst first."""

    now: datetime
    zone: str
    collectors: tuple[CollectorRow, ...]
    sources: tuple[SourceRow, ...]
    spools: tuple[SpoolRow, ...]
    storage: StorageRow
    jobs: tuple[JobRow, ...]
    calendars: tuple[CalendarRow, ...]
    version: str
    findings: tuple[str, ...]
