"""Rows of ``/pengiriman``: what is known of each kecamatan's counters, what they sent, and what people entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Compliance, Indicator

STATE_WORDS = ("macet", "mulai ulang", "sepi", "tidak terukur", "bertambah", "tidak ada antrean", "tidak berlaku")
"""Every state that a row can have, in the order of the counts."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Growth of one hour or one office-local day; ``growth`` None is tidak terukur.

    ``measured`` of ``hours`` clock hours were measured; ``catches_up``: part was sent in unmeasured hours before.
    """

    start: datetime
    growth: int | None
    resets: int
    catches_up: bool
    measured: int
    hours: int


@dataclass(frozen=True, slots=True)
class CounterRow:
    """What one counter showed last. ``value`` None: never read. ``by_people``: an officer reads it."""

    source: str
    value: int | None
    read_at: datetime | None
    by_people: bool


@dataclass(frozen=True, slots=True)
class SendingRow:
    """One kecamatan (None: Dinas). ``word`` is one of ``STATE_WORDS``; ``reason`` says why, in one line.

    ``pending`` None: nobody tells it; ``pending_since``: since when something waits. ``last_growth_at`` None: not in
    the last 90 days; ``last_growth_exact`` False: somewhere in the clock hour that begins then.
    """

    kecamatan: str | None
    name: str
    state: Indicator
    word: str
    since: datetime | None
    reason: str
    in_schedule: bool
    counters: tuple[CounterRow, ...]
    pending: int | None
    pending_since: datetime | None
    last_growth_at: datetime | None
    last_growth_exact: bool
    today: int | None
    period: int | None
    resets: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """Compliance of one measured step over all kecamatan in a month."""

    sop: str
    sop_title: str
    step: int
    kegiatan: str
    by_growth: bool
    figures: Compliance


@dataclass(frozen=True, slots=True)
class SendingView:
    """Everything on ``/pengiriman`` but the map and the entries. ``bar_hours`` 1: a bar an hour, 24: a bar a day."""

    office: str
    office_name: str
    zone: str
    now: datetime
    simulated: bool
    start: date
    end: date
    rows: tuple[SendingRow, ...]
    bar_hours: int
    steps: tuple[StepRow, ...]
    target: float
    month_start: date
    month_end: date


@dataclass(frozen=True, slots=True)
class HourCell:
    """Growth of one kecamatan in one clock hour; None is tidak terukur. See ``dashboard.views.growth.GrowthRow``."""

    start: datetime
    growth: int | None
    resets: int
    unmeasured: int
    counters: int
    catches_up: bool


@dataclass(frozen=True, slots=True)
class HourMap:
    """Growth of each kecamatan with a counter in each clock hour of one day or one week (office-local days)."""

    start: date
    end: date
    names: tuple[str, ...]
    hours: tuple[datetime, ...]
    cells: tuple[tuple[HourCell | None, ...], ...]
    """One line a name, one cell an hour; None for an hour that is not over yet."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One reading by an officer, as it counts now. ``grown`` None: the first one that is known."""

    source: str
    name: str
    observed_at: datetime
    value: int
    grown: int | None
    pending: int | None
    restarted: bool
    officer: str
    recorded_at: datetime
    version: int
    note: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The counters that people read (id, name of the kecamatan), their last readings, and how many lines each has."""

    sources: tuple[tuple[str, str], ...]
    rows: tuple[EntryRow, ...]
    lines: dict[str, int]
