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
from dashboard.model import CollectorName, Rollup
from dashboard.offices import CounterSource, Office
from dashboard.store import manual_readings, rollups
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
    growth: dict[tuple[str, datetime], Rollup] = {}
    resets: dict[tuple[str, datetime], Rollup] = {}
    kept = {"growth": growth, "resets": resets}
    for each in rollups(
        context.store, office.code, start, end, step="hour", collector=CollectorName.RECORDS, metrics=kept.keys()
    ):
        if each.value_count:
            kept[each.series.metric][each.series.target, each.start] = each
    found: defaultdict[str, dict[datetime, Grown]] = defaultdict(dict)
    for (source, hour), rollup in growth.items():
        restarts = resets.get((source, hour))
        found[source][hour] = Grown(rollup.value_sum, 0 if restarts is None else round(restarts.value_sum))
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
    names = {each.code: each.name for each in office.kecamatan}
    for hour in hours:
        found = [known.get(each.id, {}).get(hour) for each in sources]
        measured = [each for each in found if each is not None]
        yield GrowthRow(
            kecamatan=who,
            name="Dinas" if who is None else names[who],
            start=hour,
            growth=round(sum(each.growth for each in measured)) if measured else None,
            resets=sum(each.resets for each in measured),
            unmeasured=len(sources) - len(measured),
            counters=len(sources),
            catches_up=any(
                now is not None and now.growth > 0 and hour - HOUR not in known.get(each.id, {})
                for each, now in zip(sources, found, strict=True)
            ),
        )


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour < end:
        yield hour
        hour += HOUR
