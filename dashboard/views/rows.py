"""Plain rows that pages, exports and the API share. A page and its export take the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Compliance, Indicator, Verdict
from dashboard.sla import Forecast
from dashboard.views.reported_rows import ReportComparison


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One of the four fixed indicators of a tile. ``reason`` is one short Indonesian line ("2 dari 3 terputus").

    ``from_office``: the office's own source stands in ("kantor"). ``in_schedule`` False: measured outside its schedule.
    """

    state: Indicator
    since: datetime | None
    observed_at: datetime | None
    age_s: float | None
    reason: str = ""
    from_office: bool = False
    in_schedule: bool = True


@dataclass(frozen=True, slots=True)
class TileRow:
    """One kecamatan on the wall (``kecamatan`` None: the Dinas row). ``trouble`` sorts: higher is worse."""

    kecamatan: str | None
    name: str
    jaringan: IndicatorRow
    cadangan: IndicatorRow
    pengiriman: IndicatorRow
    tiket: IndicatorRow
    trouble: int
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """An open step that is overdue or at risk. ``remaining_s`` counts wall-clock seconds to due, negative once late.

    ``forecast`` is None for a total; ``outlook`` says it in words, see ``dashboard.views.outlooks``.
    """

    ticket: str
    sop: str
    sop_title: str
    kecamatan: str | None
    kecamatan_name: str
    from_step: int
    to_step: int
    current_step: int
    kegiatan: str
    state: str
    due_at: datetime
    remaining_s: float
    forecast: Forecast | None = None
    outlook: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """Compliance of a period for the whole office: the pelaksanaan figure, and pengukuran beside it, with coverage."""

    pelaksanaan: Compliance | None
    pengukuran: Compliance | None
    target: float
    period_start: date
    period_end: date


@dataclass(frozen=True, slots=True)
class WallView:
    """Everything the wall of one office shows at ``now``.

    ``data_at`` is the youngest sample's time, None when nothing was ever measured; ``stale`` when the feed stopped.
    """

    office: str
    office_name: str
    zone: str
    zone_label: str
    now: datetime
    version: int
    simulated: bool
    data_at: datetime | None
    data_age_s: float | None
    stale: bool
    tiles: tuple[TileRow, ...]
    dinas: TileRow
    overdue: tuple[OverdueRow, ...]
    overdue_count: int
    at_risk_count: int
    figures: OfficeFigures


@dataclass(frozen=True, slots=True)
class ComplianceView:
    """Rows of ``/kepatuhan``: per kecamatan x SOP step, with the totals an office quotes."""

    office: str
    office_name: str
    start: date
    end: date
    now: datetime
    simulated: bool
    rows: tuple[Compliance, ...]
    ranking: tuple[Compliance, ...]
    """One pelaksanaan row a kecamatan (and Dinas) over all SOPs, best first; n < 5 last and unranked."""
    trend: tuple[tuple[date, Compliance], ...]
    """Month (or week, for periods up to 92 days) starts with the office's pelaksanaan row."""
    figures: OfficeFigures
    reported: tuple[ReportComparison, ...] = ()
    """Reported periods within this one, the one of the very same days first, against the figures of now."""
    running: bool = False
    """Whether the period is not over: open runs in it may still turn out either way."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run behind a figure, with what a reader needs to trace it."""

    verdict: Verdict
    kecamatan_name: str
    sop_title: str
    kegiatan: str
    source: str
