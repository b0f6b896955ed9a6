"""What machines measured in the period of a report: availability, outages and records sent, from rollups for good."""

from __future__ import annotations

from dashboard.model import CollectorName
from dashboard.views.compliance import parts_of
from dashboard.views.context import Context, local_period
from dashboard.views.growth import growth_rows, growth_totals
from dashboard.views.network import network_view
from dashboard.views.network_rows import DecisionRow, OutageRow, TargetRow
from dashboard.views.report_figures import Evidence
from dashboard.views.report_rows import ReportSending

_Network = tuple[tuple[TargetRow, ...], tuple[OutageRow, ...], tuple[DecisionRow, ...]]


def measured_by(context: Context, found: Evidence, collector: CollectorName) -> bool:
    """Whether what a collector measures belongs to the report: to one of its SOPs, or to all of them."""
    wanted = found.scope.sops
    if wanted is None:
        return True
    chosen = (sop for sop in context.catalogue.sops if sop.id in wanted)
    measures = [step.measure.collector for sop in chosen for step in sop.steps if step.measure is not None]
    opened = collector is CollectorName.NETWORK and any(each.opens in wanted for each in found.office.links)
    return opened or str(collector) in measures


def network(context: Context, found: Evidence) -> _Network:
    """Availability per target, outages oldest first, and what was planned or switched off, of the places asked for."""
    if found.period[0] >= found.now or not measured_by(context, found, CollectorName.NETWORK):
        return (), (), ()
    view = network_view(context, found.office.code, found.start, found.end, found.now)
    rows = tuple(row for row in view.rows if found.scope.has_place(row.kecamatan))
    names, places = {row.target for row in rows}, {row.place for row in rows}
    outages = [each for each in view.outages if each.target in names]
    decisions = tuple(each for each in view.decisions if each.place in places)
    return rows, tuple(sorted(outages, key=lambda each: (each.start, each.target))), decisions


def sending(context: Context, found: Evidence) -> tuple[ReportSending, ...]:
    """Records sent by each place with a counter, in each week or month that has begun; read a part at a time."""
    if not measured_by(context, found, CollectorName.RECORDS):
        return ()
    rows: list[ReportSending] = []
    for first, last in parts_of(found.start, found.end):
        begin, finish = local_period(first, last, found.office.zone)
        if begin >= found.now:
            break
        for each in growth_totals(growth_rows(context, found.office.code, begin, min(finish, found.now))):
            if found.scope.has_place(each.kecamatan):
                counts = (each.growth, each.resets, each.measured_hours, each.hours)
                rows.append(ReportSending(each.kecamatan, each.name, first, last, *counts))
    return tuple(rows)
