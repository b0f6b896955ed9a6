"""Hand-made rows for every state that a page can be asked to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dashboard.model import Compliance, Heap, Indicator, Kind, RunState, Scope, Verdict
from dashboard.views.rows import ComplianceView, IndicatorRow, OfficeFigures, OverdueRow, RunRow, TileRow, WallView

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)  # 14.05 WITA, a Friday
OFFICE = "51.08"
SOP = "buleleng-01-perbaikan-perangkat"


def indicator(state: Indicator = Indicator.BAIK, *, minutes: float = 23, **more: object) -> IndicatorRow:
    since = None if state is Indicator.TIDAK_BERLAKU else NOW - timedelta(minutes=minutes)
    row = IndicatorRow(state, since, NOW - timedelta(seconds=4), 4.0)
    return replace(row, **more)  # type: ignore[arg-type]


def tile(
    name: str = "Gerokgak",
    code: str | None = "51.08.01",
    *,
    jaringan: Indicator | IndicatorRow = Indicator.BAIK,
    cadangan: Indicator | IndicatorRow = Indicator.BAIK,
    pengiriman: Indicator | IndicatorRow = Indicator.BAIK,
    tiket: Indicator | IndicatorRow = Indicator.BAIK,
) -> TileRow:
    given = (jaringan, cadangan, pengiriman, tiket)
    rows = [row if isinstance(row, IndicatorRow) else indicator(row) for row in given]
    return TileRow(code, name, rows[0], rows[1], rows[2], rows[3], trouble=0)


def compliance(
    kecamatan: str | None = "51.08.01",
    step: int | None = 1,
    *,
    met: int = 9,
    missed: int = 1,
    kind: Kind = Kind.PELAKSANAAN,
    **more: object,
) -> Compliance:
    n = met + missed
    share = met / n if n else None
    row = Compliance(
        office=OFFICE,
        kecamatan=kecamatan,
        sop=SOP,
        version=date(2024, 1, 2),
        from_step=step,
        to_step=step,
        scope=Scope.STEP,
        kind=kind,
        met=met,
        missed=missed,
        excused=0,
        unmonitored=0,
        outside=0,
        n=n,
        compliance=share,
        compliance_before=share,
        coverage=1.0 if n else None,
        best=share,
        worst=share,
        median_share=0.6 if n else None,
        p90_share=0.9 if n else None,
        breaches=missed,
        backlog=0,
    )
    return replace(row, **more)  # type: ignore[arg-type]


def figures(pelaksanaan: Compliance | None = None, pengukuran: Compliance | None = None) -> OfficeFigures:
    return OfficeFigures(pelaksanaan, pengukuran, 0.9, date(2026, 11, 1), date(2026, 11, 30))


def overdue(minutes: float = -65, **more: object) -> OverdueRow:
    row = OverdueRow(
        ticket="BA-2026-117",
        sop=SOP,
        sop_title="Perbaikan perangkat",
        kecamatan="51.08.01",
        kecamatan_name="Gerokgak",
        from_step=4,
        to_step=4,
        current_step=4,
        kegiatan="Memperbaiki perangkat",
        state=str(RunState.OVERDUE if minutes < 0 else RunState.AT_RISK),
        due_at=NOW + timedelta(minutes=minutes),
        remaining_s=minutes * 60,
    )
    return replace(row, **more)  # type: ignore[arg-type]


def wall(*tiles: TileRow, **more: object) -> WallView:
    view = WallView(
        office=OFFICE,
        office_name="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Buleleng",
        zone="Asia/Makassar",
        zone_label="WITA",
        now=NOW,
        version=7,
        simulated=True,
        data_at=NOW - timedelta(seconds=4),
        data_age_s=4.0,
        stale=False,
        tiles=tiles,
        dinas=tile("Dinas", None),
        overdue=(),
        overdue_count=0,
        at_risk_count=0,
        figures=figures(compliance(None, None), compliance(None, None, met=700, missed=2, kind=Kind.PENGUKURAN)),
    )
    return replace(view, **more)  # type: ignore[arg-type]


def compliance_page(*rows: Compliance, **more: object) -> ComplianceView:
    view = ComplianceView(
        office=OFFICE,
        office_name="Buleleng",
        start=date(2026, 11, 1),
        end=date(2026, 11, 20),
        now=NOW,
        simulated=True,
        rows=rows,
        ranking=(),
        trend=(),
        figures=figures(compliance(None, None), None),
    )
    return replace(view, **more)  # type: ignore[arg-type]


def run(heap: Heap = Heap.MET, state: RunState = RunState.MET, **more: object) -> RunRow:
    verdict = Verdict(
        ticket="BA-2026-117",
        office=OFFICE,
        kecamatan="51.08.01",
        sop=SOP,
        version=date(2024, 1, 2),
        from_step=4,
        to_step=4,
        scope=Scope.STEP,
        attempt=1,
        state=state,
        heap=heap,
        period_at=NOW,
        rule="met_within_max",
        started_at=NOW - timedelta(hours=2),
        finished_at=NOW - timedelta(hours=1),
        due_at=NOW,
        used_s=3600.0,
        budget_s=7200.0,
        share=0.5,
    )
    return RunRow(replace(verdict, **more), "Gerokgak", "Perbaikan perangkat", "Memperbaiki perangkat", "Buku agenda")  # type: ignore[arg-type]
