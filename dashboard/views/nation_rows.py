"""Rows of ``/nasional`` and ``/provinsi``: each kabupaten as its own pages show it, and each province of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Indicator
from dashboard.tallies import Heaps, Sums


@dataclass(frozen=True, slots=True)
class TargetCounts:
    """Network targets within their schedule by their state now."""

    targets: int
    up: int
    degraded: int
    down: int
    cut_off: int
    blind: int
    off: int


@dataclass(frozen=True, slots=True)
class NationRow:
    """One kabupaten. What is not known is None or ``tidak_terukur``, never zero.

    ``state`` is the worst of the four indicators. ``made_at`` None: nothing was ever worked out of it; ``is_old``: not
    for so long that nothing of now can be told; ``is_stale``: its feed had stopped when it was. ``is_here``: this web
    server has the office's file, so that its own pages can be opened. ``work`` and ``hours`` are None outside the
    running month.
    """

    office: str
    name: str
    short: str
    province_code: str
    province: str
    zone: str
    simulated: bool
    is_here: bool
    made_at: datetime | None = None
    data_at: datetime | None = None
    is_old: bool = False
    is_stale: bool = False
    state: Indicator = Indicator.TIDAK_TERUKUR
    jaringan: Indicator = Indicator.TIDAK_TERUKUR
    cadangan: Indicator = Indicator.TIDAK_TERUKUR
    pengiriman: Indicator = Indicator.TIDAK_TERUKUR
    tiket: Indicator = Indicator.TIDAK_TERUKUR
    targets: TargetCounts | None = None
    overdue: int | None = None
    at_risk: int | None = None
    trouble: int = -1
    target: float = 0.9
    work: Heaps | None = None
    hours: Heaps | None = None
    uptime: Sums | None = None

    @property
    def is_usang(self) -> bool:
        """Whether what is told of it is no news any more; a kabupaten of which nothing was ever told has none."""
        return self.made_at is not None and (self.is_old or self.is_stale)


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """The kabupaten of one province together; ``name`` as their office files tell it."""

    code: str
    name: str
    offices: int
    states: Mapping[Indicator, int]
    overdue: int | None
    down: int | None
    work: Heaps
    uptime: Sums | None


@dataclass(frozen=True, slots=True)
class NationView:
    """Everything on either page. ``province`` empty: the whole nation; ``rows`` the worst first.

    ``all_provinces``: code and name of each that is known, whatever the page is about.
    """

    province: str
    now: datetime
    start: date
    end: date
    month: date
    rows: tuple[NationRow, ...]
    provinces: tuple[ProvinceRow, ...]
    all_provinces: tuple[tuple[str, str], ...]
    trend: tuple[tuple[date, Sums | None], ...]
    uptime: Sums | None
    zones: tuple[str, ...]

    @property
    def simulated(self) -> bool:
        """Whether any of them is simulated."""
        return any(row.simulated for row in self.rows)

    @property
    def work(self) -> Heaps:
        """The month's pelaksanaan of all of them together."""
        return sum((row.work for row in self.rows if row.work is not None), Heaps())

    @property
    def is_stale(self) -> bool:
        """Whether none of them is told of any more."""
        return bool(self.rows) and all(row.is_usang or row.made_at is None for row in self.rows)

    @property
    def data_at(self) -> datetime | None:
        """The youngest data of any."""
        return max((row.data_at for row in self.rows if row.data_at is not None), default=None)
