"""Compliance of a period: rows, ranking, trend, and the runs behind every figure, all from one engine."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dashboard.model import Compliance, Kind, Scope, Slot, Ticket, Verdict
from dashboard.offices import Office
from dashboard.sla import Period, accounts, in_period, is_running, kecamatan_rows, office_row, ranking
from dashboard.store import CountedHours, slots
from dashboard.views.as_json import Json, compliance_row_json, envelope, run_json
from dashboard.views.context import Context, local_period
from dashboard.views.forecasts import forecast_json, forecasts
from dashboard.views.measured import NOTHING_MEASURED, Measured, measured, measured_rows, measured_total
from dashboard.views.outputs import attached_readings, output_json
from dashboard.views.reported import Judged, comparison_json, comparisons, rows_to_report
from dashboard.views.reported_rows import ReportComparison
from dashboard.views.rows import ComplianceView, OfficeFigures, RunRow
from dashboard.views.verdicts import verdicts_between

HOUR = timedelta(hours=1)
WEEKS_UP_TO_DAYS = 92
DEFAULT_TARGET = 0.9


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Everything judged that a period is counted from."""

    office: Office
    period: Period
    verdicts: tuple[Verdict, ...]
    tickets: Mapping[str, Ticket]
    measured: Measured
    now: datetime


def compliance_view(
    context: Context, office_code: str, start: date, end: date, now: datetime, sop: str | None = None
) -> ComplianceView:
    """Everything that ``/kepatuhan`` shows; ``start`` and ``end`` are office-local days, both included.

    KeyError for an unknown office.
    """
    found = _evidence(context, office_code, sop, start, end, now)
    return ComplianceView(
        office=office_code,
        office_name=found.office.name,
        start=start,
        end=end,
        now=now,
        simulated=found.office.simulated,
        rows=_rows(context, found),
        ranking=ranking_of(found.office, found.verdicts, found.period, now),
        trend=trend_of(found.office, found.verdicts, start, end, now),
        figures=_figures(context, found, start, end),
        reported=_reported(context, found, start, end, sop),
        running=is_running(found.period, now),
    )


def compliance_rows(
    context: Context, office_code: str, sop: str | None, start: date, end: date, now: datetime
) -> tuple[Compliance, ...]:
    """One row a kecamatan and step, span or total with runs or slots in the period, in the order of the office file."""
    return _rows(context, _evidence(context, office_code, sop, start, end, now))


def office_figures(context: Context, office_code: str, start: date, end: date, now: datetime) -> OfficeFigures:
    """The two figures of a whole office, with its target (a fraction)."""
    return _figures(context, _evidence(context, office_code, None, start, end, now), start, end)


def runs(
    context: Context, office_code: str, sop: str | None, start: date, end: date, now: datetime
) -> tuple[RunRow, ...]:
    """The runs that the pelaksanaan rows of the period count, in order of period, then ticket and step."""
    return _run_rows(context, _evidence(context, office_code, sop, start, end, now, with_slots=False))


def runs_behind(
    context: Context,
    office_code: str,
    sop: str,
    from_step: int,
    scope: Scope,
    kecamatan: str | None,
    start: date,
    end: date,
    now: datetime,
) -> tuple[RunRow, ...]:
    """The runs behind one cell (``kecamatan`` None: the Dinas)."""
    return tuple(
        row
        for row in runs(context, office_code, sop, start, end, now)
        if (row.verdict.from_step, row.verdict.scope, row.verdict.kecamatan) == (from_step, scope, kecamatan)
    )


def slots_behind(
    context: Context,
    office_code: str,
    sop: str,
    step: int,
    kecamatan: str | None,
    start: date,
    end: date,
    now: datetime,
) -> tuple[Slot, ...]:
    """The measured hours behind one cell of kind pengukuran, oldest first."""
    period = local_period(start, end, context.offices[office_code].zone)
    found = slots(context.store, office_code, *period, sop=sop, step=step, kecamatan=kecamatan)
    return tuple(slot for slot in found if slot.start + HOUR <= now)


def compliance_json(context: Context, office_code: str, sop: str | None, start: date, end: date, now: datetime) -> Json:
    """``compliance_rows`` in the envelope that the API and ``sla --json`` give, with what was reported of them."""
    found = _evidence(context, office_code, sop, start, end, now)
    reported = _reported(context, found, start, end, sop)
    return {
        **envelope(found.office, now, [compliance_row_json(row) for row in _rows(context, found)]),
        "reported": [comparison_json(each, found.office.zone) for each in reported],
    }


def figures_to_report(
    context: Context, office_code: str, start: date, end: date, now: datetime
) -> tuple[Compliance, ...]:
    """What ``services.reported.freeze`` keeps of a period: every row, then the office's totals."""
    found = _evidence(context, office_code, None, start, end, now)
    return rows_to_report(office_code, _judged(context, found, None), found.period, now)


def reported_since(
    context: Context, office_code: str, start: date, end: date, now: datetime
) -> tuple[ReportComparison, ...]:
    """The reported periods from ``start`` to ``end`` against the figures of now."""
    return _reported(context, _evidence(context, office_code, None, start, end, now), start, end, None)


def _reported(
    context: Context, found: _Evidence, start: date, end: date, sop: str | None
) -> tuple[ReportComparison, ...]:
    return comparisons(context.store, found.office, _judged(context, found, sop), start, end, found.now, sop)


def _judged(context: Context, found: _Evidence, sop: str | None) -> Judged:
    def hours(period: Period) -> Sequence[CountedHours]:
        return measured(context, found.office.code, sop, period, found.now).hours

    return Judged(found.verdicts, found.tickets, hours)


def run_rows_json(context: Context, office_code: str, sop: str | None, start: date, end: date, now: datetime) -> Json:
    """``runs`` in the envelope that ``sla --runs --json`` gives."""
    office = context.offices[office_code]
    rows = runs(context, office_code, sop, start, end, now)
    verdicts = [row.verdict for row in rows]
    known = forecasts(context, office_code, verdicts, now)
    attached = attached_readings(context, office_code, verdicts)
    zone = office.zone
    made = (
        run_json(
            row,
            zone,
            forecast_json(known.get(row.verdict), row.verdict, zone),
            output_json(attached, row.verdict, now, zone),
        )
        for row in rows
    )
    return envelope(office, now, list(made))


def _evidence(
    context: Context, code: str, sop: str | None, start: date, end: date, now: datetime, *, with_slots: bool = True
) -> _Evidence:
    office = context.offices[code]
    period = local_period(start, end, office.zone)
    verdicts, tickets = verdicts_between(context, code, sop, *period, now)
    hours = measured(context, code, sop, period, now) if with_slots else NOTHING_MEASURED
    return _Evidence(office, period, verdicts, tickets, hours, now)


def _rows(context: Context, found: _Evidence) -> tuple[Compliance, ...]:
    rows = accounts(found.verdicts, period=found.period, now=found.now)
    rows += measured_rows(context, found.measured, found.office.code, found.period, found.now)
    return in_file_order(context, found.office, rows)


def in_file_order(context: Context, office: Office, rows: Iterable[Compliance]) -> tuple[Compliance, ...]:
    """Rows by kind, by place as in the office file (the Dinas last), by SOP as in the catalogue, and by step."""
    places = _places(office)
    sops = {sop.id: number for number, sop in enumerate(context.catalogue.sops)}
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.kind is Kind.PENGUKURAN,
                places.get(row.kecamatan, len(places)),
                sops.get(row.sop, len(sops)),
                row.version or date.min,
                row.scope is Scope.TOTAL,
                row.from_step or 0,
                row.to_step or 0,
            ),
        )
    )


def _places(office: Office) -> dict[str | None, int]:
    """Kecamatan in the order of the office file, the Dinas last."""
    codes: list[str | None] = [*(each.code for each in office.kecamatan), None]
    return {code: number for number, code in enumerate(codes)}


def ranking_of(office: Office, verdicts: Iterable[Verdict], period: Period, now: datetime) -> tuple[Compliance, ...]:
    """One pelaksanaan row a place over all SOPs, best first; those with few runs last and unranked."""
    rows = kecamatan_rows(verdicts, period=period, now=now)
    places = _places(office)
    return ranking(sorted(rows, key=lambda row: places.get(row.kecamatan, len(places))))


def trend_of(
    office: Office, verdicts: Iterable[Verdict], start: date, end: date, now: datetime
) -> tuple[tuple[date, Compliance], ...]:
    """The office's pelaksanaan row of each month, or of each week of a period of up to 92 days; none of the future."""
    parts = [(first, local_period(first, last, office.zone)) for first, last in parts_of(start, end)]
    starts = [period[0].astimezone(UTC) for _, period in parts]
    # Each run is looked at for its own part alone; the accounting still says which part it belongs to.
    by_part: list[list[Verdict]] = [[] for _ in range(len(parts) + 1)]
    for verdict in verdicts:
        by_part[bisect_right(starts, verdict.period_at)].append(verdict)
    return tuple(
        (first, office_row(own, office=office.code, period=period, now=now))
        for (first, period), own in zip(parts, by_part[1:], strict=True)
        if period[0] <= now
    )


def parts_of(start: date, end: date) -> tuple[tuple[date, date], ...]:
    """The weeks (from Monday) or months of a period, cut at its ends."""
    weekly = (end - start).days < WEEKS_UP_TO_DAYS
    parts = []
    first = start
    while first <= end:
        if weekly:
            following = first + timedelta(days=7 - first.weekday())
        else:
            following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        parts.append((first, min(following - timedelta(days=1), end)))
        first = following
    return tuple(parts)


def _figures(context: Context, found: _Evidence, start: date, end: date) -> OfficeFigures:
    code = found.office.code
    work = office_row(found.verdicts, office=code, period=found.period, now=found.now)
    hours = measured_total(context, found.measured, code, found.period, found.now)
    return OfficeFigures(
        pelaksanaan=work if _has_any(work) else None,
        pengukuran=hours if _has_any(hours) else None,
        target=target_of(found.office, end),
        period_start=start,
        period_end=end,
    )


def _has_any(row: Compliance) -> bool:
    return row.n + row.excused + row.unmonitored + row.outside > 0


def target_of(office: Office, on: date) -> float:
    """The office's compliance target as a fraction: the one set last for a year up to that of ``on``, else 90 %."""
    known = [each for each in office.compliance_targets if each.year <= on.year]
    return max(known, key=lambda each: each.year).percent / 100 if known else DEFAULT_TARGET


def _run_rows(context: Context, found: _Evidence) -> tuple[RunRow, ...]:
    names: dict[str | None, str] = {each.code: each.name for each in found.office.kecamatan}
    rows = [
        _run_row(context, verdict, found.tickets[verdict.ticket], names)
        for verdict in found.verdicts
        if in_period(verdict.period_at, found.period)
    ]
    return tuple(sorted(rows, key=lambda row: (row.verdict.period_at, row.verdict.ticket, row.verdict.from_step)))


def _run_row(context: Context, verdict: Verdict, ticket: Ticket, names: Mapping[str | None, str]) -> RunRow:
    sop = context.catalogue.find(verdict.sop)
    kegiatan = ""
    if sop is not None and verdict.scope is not Scope.TOTAL:
        kegiatan = next((step.kegiatan for step in sop.steps if step.number == verdict.from_step), "")
    return RunRow(
        verdict=verdict,
        kecamatan_name=names.get(verdict.kecamatan, verdict.kecamatan or "Dinas"),
        sop_title=verdict.sop if sop is None else sop.title,
        kegiatan=kegiatan,
        source=ticket.source,
    )
