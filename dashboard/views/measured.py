"""Measured hours of a period and what is counted of them, kept in one process until slots of the office change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dashboard.model import Compliance, Kind, Scope
from dashboard.sla import Period, RowKey, is_running
from dashboard.sla.account import Tally
from dashboard.store import CountedHours, counted_hours, slots_version
from dashboard.views.context import Context

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Hours that were over, counted, with the key under which everything made of them is kept.

    They are read only when somebody asks for them: most pages want nothing but what was counted before.
    """

    key: Hashable
    load: Callable[[], tuple[CountedHours, ...]]

    @property
    def hours(self) -> tuple[CountedHours, ...]:
        """In the order of their first hour."""
        return self.load()


NOTHING_MEASURED = Measured(("nothing",), tuple)
"""Of a question that does not ask for measured hours."""


def measured(context: Context, office: str, sop: str | None, period: Period, now: datetime) -> Measured:
    """Hours of ``period`` that were over by ``now``, counted; all SOPs unless one is named.

    Kept until the office's slots change. The hour is part of the key as well: which hours are over hangs on it, and
    a collector of an older version may save slots without counting that up.
    """
    # The version is read before the hours: what is saved in between is then kept under a key that is never asked.
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    key = ("hours", office, sop, period, hour, slots_version(context.store, office))

    def load() -> tuple[CountedHours, ...]:
        over = min(period[1], hour - _HOUR + timedelta(seconds=1))
        return tuple(counted_hours(context.store, office, period[0], over, sop=sop))

    return Measured(key, lambda: context.memory.recall(key, load))


def hours_key(office: str, hours: CountedHours) -> RowKey:
    """The row that hours are counted in: their kecamatan, SOP version and step."""
    steps = (hours.step, hours.step)
    return RowKey(office, hours.kecamatan, hours.sop, hours.version, *steps, Scope.STEP, Kind.PENGUKURAN)


def tallied(office: str, found: Iterable[CountedHours]) -> dict[RowKey, Tally]:
    """What each row counts, in the order of first appearance."""
    tallies: defaultdict[RowKey, Tally] = defaultdict(Tally)
    for each in found:
        tallies[hours_key(office, each)].add_hours(each.heap, each.hours, each.histogram, each.used_max_s)
    return dict(tallies)


def rows_of_hours(office: str, found: Iterable[CountedHours], *, running: bool) -> list[Compliance]:
    """One row a kecamatan, SOP version and step."""
    return [tally.row(key, running=running) for key, tally in tallied(office, found).items()]


def pooled_hours(office: str, found: Iterable[CountedHours], *, running: bool, sop: str = "") -> Compliance:
    """The pengukuran figure of all given hours."""
    tally = Tally()
    for each in found:
        tally.add_hours(each.heap, each.hours, each.histogram, each.used_max_s)
    return tally.row(RowKey(office, None, sop, None, None, None, Scope.STEP, Kind.PENGUKURAN), running=running)


def measured_rows(context: Context, found: Measured, office: str, period: Period, now: datetime) -> list[Compliance]:
    """One row a kecamatan, SOP version and step. No hour is ever open, so the rows hang on the hours alone."""

    def count() -> list[Compliance]:
        return rows_of_hours(office, found.hours, running=is_running(period, now))

    return context.memory.recall(("rows", found.key, period), count)


def measured_total(context: Context, found: Measured, office: str, period: Period, now: datetime) -> Compliance:
    """The pengukuran figure of the whole office."""

    def count() -> Compliance:
        return pooled_hours(office, found.hours, running=is_running(period, now))

    return context.memory.recall(("total", found.key, period), count)


def measured_step(
    context: Context, found: Measured, office: str, sop: str, step: int, period: Period, now: datetime
) -> Compliance:
    """The pengukuran figure of one step over all kecamatan and the Dinas; ``found`` holds the hours of ``sop``."""

    def count() -> Compliance:
        own = (each for each in found.hours if each.step == step)
        return pooled_hours(office, own, running=is_running(period, now), sop=sop)

    return context.memory.recall(("step", found.key, sop, step, period), count)
