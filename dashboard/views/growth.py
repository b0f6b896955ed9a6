"""Rows of "rekaman terkirim": what each kecamatan sent in each hour, over restarts of the counters.

Growth by machine is the sum of what its readings added (series ``growth``, kept in the hourly rollups for good); growth
by people is counted from their entries with every correction. An hour without a reading is not measured, never zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dashboard.growth import Grown, by_hour, steps_by_people
from dashboard.offices import CounterSource, Office
from dashboard.store import manual_readings
from dashboard.store.last_growth import grown_hours
from dashboard.views.context import Context

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One kecamatan (None: Dinas) in one clock hour; ``growth`` None where no counter told it (tidak terukur)."""

    kecamatan: str | None
    name: str
    start: datetime
    growth: int | None
    resets: int
    unmeasured: int
    """Counters of the kecamatan without a reading in this hour that tells growth."""
    counters: int
    catches_up: bool
    """Part of it was sent in unmeasured hours before, and only seen now."""

    @property
    def text(self) -> str:
        """The growth as people read it."""
        return "tidak terukur" if self.growth is None else str(self.growth)


@dataclass(frozen=True, slots=True)
class GrowthTotal:
    """One kecamatan over all asked hours; ``growth`` None where it was never measured."""

    kecamatan: str | None
    name: str
    growth: int | None
    resets: int
    measured_hours: int
    hours: int


def growth_rows(context: Context, code: str, start: datetime, end: datetime) -> tuple[GrowthRow, ...]:
    """Rows of every kecamatan with a counter for each clock hour (UTC) of ``[start, end)``, in the file's order.

    Raises KeyError for an office that is not there.
    """
    office = context.offices[code]
    hours = tuple(_hours(start, end))
    if not hours or not office.counters:
        return ()
    known = _by_machine(context, office, hours[0] - HOUR, end) | _by_people(context, office, hours[0] - HOUR, end)
    return tuple(row for who, sources in _owners(office) for row in _rows(office, who, sources, known, hours))


def growth_totals(rows: Sequence[GrowthRow]) -> tuple[GrowthTotal, ...]:
    """The sum of each kecamatan's rows."""
    whose: defaultdict[str | None, list[GrowthRow]] = defaultdict(list)
    for row in rows:
        whose[row.kecamatan].append(row)
    return tuple(_total(kecamatan, own) for kecamatan, own in whose.items())


def _total(kecamatan: str | None, rows: Sequence[GrowthRow]) -> GrowthTotal:
    measured = [row.growth for row in rows if row.growth is not None]
    return GrowthTotal(
        kecamatan,
        rows[0].name,
        sum(measured) if measured else None,
        sum(row.resets for row in rows),
        len(measured),
        len(rows),
    )


_Known = Mapping[str, Mapping[datetime, Grown]]


def _by_machine(context: Context, office: Office, start: datetime, end: datetime) -> dict[str, dict[datetime, Grown]]:
    sums = grown_hours(context.store, office.code, start, end)
    found: defaultdict[str, dict[datetime, Grown]] = defaultdict(dict)
    for (source, hour), growth in sums["growth"].items():
        found[source][hour] = Grown(growth, round(sums["resets"].get((source, hour), 0)))
    return dict(found)


def _by_people(context: Context, office: Office, start: datetime, end: datetime) -> dict[str, dict[datetime, Grown]]:
    return {
        source.id: by_hour(
            step
            for step in steps_by_people(manual_readings(context.store, office.code, source.id, since=start, end=end))
            if step.at >= start
        )
        for source in office.counters
        if source.kind == "manual"
    }


def _owners(office: Office) -> Iterator[tuple[str | None, list[CounterSource]]]:
    for who in (None, *(each.code for each in office.kecamatan)):
        sources = [each for each in office.counters if each.kecamatan == who]
        if sources:
            yield who, sources


def _rows(
    office: Office, who: str | None, sources: Sequence[CounterSource], known: _Known, hours: Sequence[datetime]
) -> Iterator[GrowthRow]:
    name = "Dinas" if who is None else next(each.name for each in office.kecamatan if each.code == who)
    own = [known.get(each.id, {}) for each in sources]
    for hour in hours:
        measured = [(each[hour], each) for each in own if hour in each]
        yield GrowthRow(
            kecamatan=who,
            name=name,
            start=hour,
            growth=round(sum(now.growth for now, _ in measured)) if measured else None,
            resets=sum(now.resets for now, _ in measured),
            unmeasured=len(sources) - len(measured),
            counters=len(sources),
            catches_up=any(now.growth > 0 and hour - HOUR not in each for now, each in measured),
        )


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour < end:
        yield hour
        hour += HOUR
