"""The last readings that officers entered, each as it counts now, with what it added."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.growth import in_force, steps_by_people
from dashboard.store import manual_readings
from dashboard.store.last_growth import entered_lines
from dashboard.views.context import Context
from dashboard.views.sending_rows import Entered, EntryRow

SHOWN = 12
LOOKED_BACK = timedelta(days=14)


def entered_readings(context: Context, code: str, now: datetime) -> Entered:
    """The counters of an office that people read, and their newest readings (of 14 days), youngest first."""
    office = context.offices[code]
    names: dict[str | None, str] = {each.code: each.name for each in office.kecamatan}
    sources = tuple((each.id, names.get(each.kecamatan, "Dinas")) for each in office.counters if each.kind == "manual")
    rows = [row for source, name in sources for row in _rows(context, code, source, name, now)]
    rows.sort(key=lambda row: row.observed_at, reverse=True)
    return Entered(sources, tuple(rows[:SHOWN]), entered_lines(context.store, code) if sources else {})


def _rows(context: Context, code: str, source: str, name: str, now: datetime) -> list[EntryRow]:
    lines = manual_readings(context.store, code, source, since=now - LOOKED_BACK)
    grown = {step.at: round(step.growth) for step in steps_by_people(lines)}
    return [
        EntryRow(
            source,
            name,
            each.observed_at,
            each.value,
            grown.get(each.observed_at),
            each.pending,
            each.restarted,
            each.officer,
            each.recorded_at,
            each.version,
            each.note,
        )
        for each in in_force(lines)
    ]
