"""Compliance of the measured steps of sending (pengiriman online) in one month, from the judged slots."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dashboard.model import CollectorName
from dashboard.views.context import Context, local_period
from dashboard.views.measured import measured, measured_step
from dashboard.views.sending_rows import StepRow


def month_around(day: date) -> tuple[date, date]:
    """First and last day of the month of ``day``."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def step_rows(context: Context, code: str, start: date, end: date, now: datetime) -> tuple[StepRow, ...]:
    """One row a measured step of each SOP in force whose sending is measured, over all kecamatan and the Dinas."""
    office = context.offices[code]
    period = local_period(start, end, office.zone)
    found = []
    for listed in office.sops:
        sop = context.catalogue.find(listed.id)
        is_over = listed.end is not None and listed.end < start
        if sop is None or listed.not_applicable or listed.start > end or is_over:
            continue
        steps = [(step, step.measure.collector) for step in sop.steps if step.measure is not None]
        if not any(collector == CollectorName.RECORDS for _, collector in steps):
            continue
        judged = measured(context, code, sop.id, period, now)
        for step, collector in steps:
            row = measured_step(context, judged, code, sop.id, step.number, period, now)
            by_growth = collector == CollectorName.RECORDS
            found.append(StepRow(sop.id, sop.title, step.number, step.kegiatan, by_growth, row))
    return tuple(found)
