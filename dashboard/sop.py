"""SOPs, their steps and their standards as frozen values.

``dashboard.sop_parser`` builds them from plain data; ``dashboard.catalogue``, one floor above, reads the YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """Unit of a waktu as the seed prints it."""

    DETIK = "detik"
    MENIT = "menit"
    JAM = "jam"
    HARI = "hari"
    TAHUN = "tahun"


class Clock(StrEnum):
    """Which clock a standard runs on: opening hours, or every hour."""

    WORKING = "working"
    CALENDAR = "calendar"


SECONDS = {Unit.DETIK: 1, Unit.MENIT: 60, Unit.JAM: 3600}


@dataclass(frozen=True, slots=True)
class Standard:
    """A waktu baku: as printed, and as read. A single time has ``minimum`` None. Unit None is the printed "0"."""

    raw: str
    minimum: int | None
    maximum: int
    unit: Unit | None
    clock: Clock
    first_step: int
    last_step: int

    @property
    def is_span(self) -> bool:
        """One time printed once for several steps."""
        return self.last_step != self.first_step

    @property
    def is_zero(self) -> bool:
        """No waiting allowed."""
        return self.unit is None

    @property
    def min_s(self) -> int | None:
        """Lower bound in seconds; None for a single time, and where the unit is hari or tahun."""
        if self.minimum is None or self.unit is None or self.unit not in SECONDS:
            return None
        return self.minimum * SECONDS[self.unit]

    @property
    def max_s(self) -> int | None:
        """Upper bound in seconds; None where the unit is hari or tahun (there the calendar decides)."""
        if self.unit is None:
            return 0
        return self.maximum * SECONDS[self.unit] if self.unit in SECONDS else None


@dataclass(frozen=True, slots=True)
class Branch:
    """One arrow out of a step: the answer that takes it (None: always) and where it leads (None: the end)."""

    when: str | None
    to: int | None


@dataclass(frozen=True, slots=True)
class Substep:
    """A lettered part of a step (Pengiriman Online a/b/c)."""

    letter: str
    text: str


class StartRule(StrEnum):
    """Where a step's start comes from when nobody recorded one."""

    PREDECESSOR = "predecessor"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a collector measures in place of a person: ``collector`` is a CollectorName, ``role`` a target's role."""

    collector: str
    role: str


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered kegiatan. ``pelaksana`` are candidates as far as the seed tells; empty: the text layer lost it."""

    number: int
    kegiatan: str
    pelaksana: tuple[str, ...]
    kelengkapan: str
    output: str
    keterangan: str
    waktu_raw: str
    standard: Standard | None
    """The standard printed at this step; None where nothing is printed (blank, or covered by a span)."""
    covered_by: int | None
    """Number of the step at which the time that covers this one is printed."""
    next: tuple[Branch, ...]
    substeps: tuple[Substep, ...] = ()
    start: StartRule = StartRule.PREDECESSOR
    measure: Measure | None = None
    reading: str = ""
    """How a blank, a typing error or a lost arrow was read, and why (Indonesian)."""
    output_from: str | None = None
    """The collector (a CollectorName) whose figures are attached as output of this step; None: the person's alone."""
    inferred: bool = False
    """The arrows out of this step are a reading of ours: the text layer of the seed lost them."""


@dataclass(frozen=True, slots=True)
class Sop:
    """One procedure of one seed document in one version (``effective``)."""

    id: str
    office: str
    """Kemendagri code of the kabupaten whose document it is."""
    number: str
    title: str
    created: date | None
    revised: date | None
    effective: date
    source: str
    """File name of the seed document."""
    reading: str
    legal_bases: tuple[str, ...]
    qualifications: tuple[str, ...]
    linked: tuple[str, ...]
    equipment: tuple[str, ...]
    warnings: tuple[str, ...]
    records: tuple[str, ...]
    """Pencatatan dan pendataan."""
    approved_by: str
    """Jabatan only; names and NIP are not carried over."""
    pelaksana: tuple[str, ...]
    """Columns of the pelaksana table, in order."""
    steps: tuple[Step, ...]

    def step(self, number: int) -> Step:
        """The step with this number; KeyError where there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def standard_of(self, number: int) -> Standard | None:
        """The standard that step ``number`` is under: its own, or the span that covers it."""
        step = self.step(number)
        if step.covered_by is not None:
            return self.step(step.covered_by).standard
        return step.standard
