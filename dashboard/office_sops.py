"""The shape of what an office says of its SOPs: which are in force, which come round, how they are read."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Literal

from pydantic import Field

from dashboard.office_types import Day, Filled, Strict, TimeOfDay
from dashboard.sop import Clock, StartRule, Unit
from dashboard.sop_overrides import StepOverride
from dashboard.waktu import Waktu


class SopInForce(Strict):
    """An SOP that the office works by: its own, or adopted from another document."""

    id: Filled
    start: Day
    end: Day | None = None
    adopted: bool = False
    not_applicable: str = ""
    """Reason by which the office marks it tidak berlaku."""


class Every(StrEnum):
    """How often an SOP comes round."""

    TAHUN = "tahun"
    SEMESTER = "semester"
    TRIWULAN = "triwulan"
    BULAN = "bulan"
    MINGGU = "minggu"


class PeriodicRun(Strict):
    """An SOP that comes round by itself: when its next run is opened, and when it counts as never started.

    ``day``: of the period's first month (a day past the month's end is its last), of a week 1 (senin) to 7. ``month``
    only for ``tahun``. Only periods that begin on ``start`` or later, and on ``end`` at the latest, are opened.
    """

    sop: str
    every: Every
    day: int = 1
    month: int | None = None
    at: TimeOfDay = time(8)
    whom: Literal["kantor", "kecamatan"] = Field(default="kantor", alias="for")
    """One run for the Dinas, or one for each kecamatan."""
    grace_days: int = 0
    """Working days after the schedule within which the run must begin."""
    start: Day
    end: Day | None = None


class RuleTime(Strict):
    """How an office reads the waktu of a step; ``covers``: the last step of a span. Only ``max: 0`` has no ``unit``."""

    max: int
    min: int | None = None
    unit: Unit | None = None
    covers: int | None = None


class StepRule(Strict):
    """What an office sets for one step of one SOP."""

    sop: str
    step: int
    clock: Literal["kerja", "kalender"] | None = None
    start: Literal["tercatat", "pendahulu"] | None = None
    waktu: RuleTime | None = None

    def override(self) -> StepOverride:
        """The same in the engine's words."""
        waktu = self.waktu
        return StepOverride(
            self.step,
            clock=None if self.clock is None else {"kerja": Clock.WORKING, "kalender": Clock.CALENDAR}[self.clock],
            start=None
            if self.start is None
            else {"tercatat": StartRule.RECORDED, "pendahulu": StartRule.PREDECESSOR}[self.start],
            waktu=None if waktu is None else Waktu(waktu.min, waktu.max, waktu.unit if waktu.max else None),
            last_step=None if waktu is None else waktu.covers,
        )


class OfficeRule(Strict):
    """Rules set by a decision of the office (``reason``) for what opens from ``start`` to ``end``, both included."""

    start: Day
    end: Day | None = None
    reason: Filled
    at_risk_percent: float | None = None
    zero_tolerance_seconds: float | None = None
    hari: Literal["kerja", "kalender"] | None = None
    tick_window_seconds: float | None = None
    steps: list[StepRule] = []

    def is_in_force(self, day: date) -> bool:
        """Whether the rule holds on an office-local day."""
        return self.start <= day and (self.end is None or day <= self.end)
