""" "Mengapa angka ini?": everything behind one run or one measured hour, with the rule that judged it."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.model import CollectorName, SeriesKey, Slot
from dashboard.sla import explain, quantile
from dashboard.store import evidence, excuses, intervals, readings_history, samples, ticket, ticket_events
from dashboard.views.context import Context
from dashboard.views.office_rules import rules_of_run
from dashboard.views.outputs import event_rows, outputs_of
from dashboard.views.verdicts import judged, sop_of
from dashboard.views.why_rows import RunWhy, SlotWhy

HOUR = timedelta(hours=1)
FROM_HISTOGRAM = "median dan p90 dibaca dari histogram"
_METRICS = {CollectorName.NETWORK: "rtt_ms", CollectorName.RECORDS: "records"}


def why_run(
    context: Context, office: str, ticket_id: str, from_step: int, attempt: int, now: datetime
) -> tuple[RunWhy, ...]:
    """Every verdict (step, span or total) of a ticket that begins at this step and attempt; none if there is none."""
    found = ticket(context.store, office, ticket_id)
    sop = None if found is None else sop_of(context, found)
    if found is None or sop is None:
        return ()
    decisions = tuple(each for each in excuses(context.store, office) if each.ticket == ticket_id)
    rules = rules_of_run(context.offices[office], sop, found.opened.at)
    attached = readings_history(context.store, office, ticket_id)
    events = event_rows(ticket_events(context.store, office, ticket_id), attached)
    return tuple(
        RunWhy(
            verdict=verdict,
            sentence=explain(verdict.rule),
            runs=tuple(run for run in found.runs if verdict.from_step <= run.step <= verdict.to_step),
            events=events,
            details=found.details,
            outputs=outputs_of(sop, found, verdict, attached, now),
            office_rules=rules,
        )
        for verdict in judged(context, found, sop, decisions, now)
        if (verdict.from_step, verdict.attempt) == (from_step, attempt)
    )


def why_slot(context: Context, slot: Slot, now: datetime) -> SlotWhy:
    """What stands behind one measured hour: its intervals and replies, and the raw samples while they exist."""
    end = slot.start + HOUR
    place = {"kecamatan": slot.kecamatan, "target": slot.target}
    held = tuple(
        each
        for each in intervals(context.store, slot.office, slot.start, end, **place)  # type: ignore[arg-type]
        if each.series.collector in _METRICS
    )
    series = held[0].series if held else _series(slot)
    pruned_at = slot.start + timedelta(days=context.settings.raw_days)
    raw = tuple(samples(context.store, series, slot.start, end))
    max_s = slot.used_max_s if slot.used_count else None
    return SlotWhy(
        slot=slot,
        sentence=explain(slot.rule),
        intervals=held,
        mean_s=slot.used_sum_s / slot.used_count if slot.used_count else None,
        max_s=max_s,
        median_s=quantile(slot.histogram, 0.5, max_s=max_s),
        p90_s=quantile(slot.histogram, 0.9, max_s=max_s),
        note=FROM_HISTOGRAM,
        evidence=tuple(evidence(context.store, slot)),
        raw=raw,
        pruned_on=None if raw or now < pruned_at else context.calendars[slot.office].local_date(pruned_at),
    )


def _series(slot: Slot) -> SeriesKey:
    return SeriesKey(slot.office, slot.kecamatan, CollectorName.NETWORK, slot.target, _METRICS[CollectorName.NETWORK])
