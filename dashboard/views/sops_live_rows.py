"""Rows of how an SOP fares in an office: plain, so that components need no store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.model import Compliance
from dashboard.sla import RowKey


class Standing(StrEnum):
    """Whether an office works by an SOP today."""

    BERLAKU = "berlaku"
    BELUM_MULAI = "belum_mulai"
    BERAKHIR = "berakhir"
    TIDAK_BERLAKU = "tidak_berlaku"
    """By decision of the office, with its reason."""
    BELUM_DIPAKAI = "belum_dipakai"
    """The office file does not list it."""


@dataclass(frozen=True, slots=True)
class Share:
    """Runs or hours of several kecamatan counted together; fractions are None where nothing was judged."""

    met: int
    n: int
    excused: int
    unmonitored: int

    @property
    def compliance(self) -> float | None:
        """met / n, as everywhere."""
        return self.met / self.n if self.n else None

    @property
    def coverage(self) -> float | None:
        """What was judged of what should have been."""
        judged = self.n + self.excused
        return judged / (judged + self.unmonitored) if judged + self.unmonitored else None


@dataclass(frozen=True, slots=True)
class StepLive:
    """One step, span or total of an SOP version over all kecamatan; ``worst`` is the cell with the most misses."""

    key: RowKey
    share: Share
    worst: Compliance
    worst_name: str


@dataclass(frozen=True, slots=True)
class SopLive:
    """One SOP in one office today. ``version``: the one in force, None where it is not.

    ``runs`` and ``hours``: pelaksanaan and pengukuran of the month, steps and spans pooled, totals left out; None where
    there were none. ``target`` is a fraction; ``open_tickets`` of today.
    """

    office: str
    office_name: str
    standing: Standing
    since: date | None
    adopted: bool
    reason: str
    version: date | None
    start: date
    end: date
    target: float
    runs: Share | None = None
    hours: Share | None = None
    open_tickets: int = 0
    steps: tuple[StepLive, ...] = ()
