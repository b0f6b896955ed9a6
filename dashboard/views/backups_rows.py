"""Rows of ``/cadangan``: every source with its nights, each night with its checks and verdicts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median

from dashboard.model import Heap, Indicator, Verdict


class NightState(StrEnum):
    """What one night's backup came to. Only what was stored with every check passed is good."""

    BAIK = "baik"
    LEWAT_BAKU = "lewat_baku"
    """Good, but a step was not on time."""
    GAGAL = "gagal_periksa"
    TIDAK_ADA = "tidak_ada"
    TIDAK_TERUKUR = "tidak_terukur"
    BERJALAN = "berjalan"
    DITUNGGU = "ditunggu"
    """Scheduled, and its grace is not over."""
    TIDAK_DIJADWALKAN = "tidak_dijadwalkan"


GOOD = frozenset({NightState.BAIK, NightState.LEWAT_BAKU})
BAD = frozenset({NightState.GAGAL, NightState.TIDAK_ADA})
DECIDED = GOOD | BAD
"""Nights of which it is known whether there is a good backup."""


class CopyState(StrEnum):
    """What is known of a second copy."""

    SAMA = "sama"
    BERBEDA = "berbeda"
    BELUM_ADA = "belum_ada"
    TIDAK_DIKETAHUI = "tidak_diketahui"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of one dump: ``ok`` None where it could not be decided; ``message`` says what was found."""

    name: str
    ok: bool | None
    message: str


@dataclass(frozen=True, slots=True)
class NightRow:
    """One day of one source. Without a ticket only the day and its state are known.

    ``script`` and ``saved``: the verdicts on the measured steps (2 and 3 of the SOPs of today), None where there is no
    such run. ``duration_s`` and ``standard_s``: of the script. ``copy`` None: no second copy is kept, or none was due.
    """

    day: date
    state: NightState
    scheduled_at: datetime | None = None
    ticket: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    duration_s: float | None = None
    standard_s: float | None = None
    size_bytes: int | None = None
    file: str = ""
    checks: tuple[CheckRow, ...] = ()
    script: Verdict | None = None
    saved: Verdict | None = None
    copy: CopyState | None = None

    @property
    def is_excused(self) -> bool:
        """Whether an officer took one of its misses out of the count."""
        return any(each is not None and each.heap is Heap.EXCUSED for each in (self.script, self.saved))


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: how it stands now, and its nights of the period, the oldest first.

    ``standard``: of the script by the SOP in force now, in words and seconds; empty and None where none is printed.
    ``good_at``: when the last good backup was stored, as far as it is known now. ``copy``: of the newest good dump.
    """

    source: str
    name: str
    place: str
    sop: str
    sop_title: str
    schedule: str
    state: Indicator
    since: datetime | None
    reason: str
    good_at: datetime | None
    standard: str
    standard_s: float | None
    keeps_copy: bool
    copy: CopyState | None
    nights: tuple[NightRow, ...]

    def count(self, states: Collection[NightState]) -> int:
        """Number of nights in one of these states."""
        return sum(each.state in states for each in self.nights)

    @property
    def scheduled(self) -> int:
        """Nights whose backup was due by now, measured or not."""
        return self.count({*DECIDED, NightState.TIDAK_TERUKUR})

    @property
    def last(self) -> NightRow | None:
        """The latest night that is over, good or not, or not measured."""
        over = {*DECIDED, NightState.TIDAK_TERUKUR}
        return next((each for each in reversed(self.nights) if each.state in over), None)

    @property
    def median_s(self) -> float | None:
        """Median of the durations that were measured."""
        known = [each.duration_s for each in self.nights if each.duration_s is not None]
        return median(known) if known else None

    @property
    def sizes(self) -> tuple[tuple[date, int], ...]:
        """Sizes that were measured, by day, the oldest first."""
        return tuple((each.day, each.size_bytes) for each in self.nights if each.size_bytes is not None)

    def night(self, day: date) -> NightRow | None:
        """The night of a day, None outside the period."""
        return next((each for each in self.nights if each.day == day), None)


@dataclass(frozen=True, slots=True)
class BackupsView:
    """Everything on the page; sources by the office file, the worst first. ``waived``: why the office has none."""

    office: str
    office_name: str
    zone: str
    now: datetime
    simulated: bool
    start: date
    end: date
    sources: tuple[SourceRow, ...]
    waived: str = ""
