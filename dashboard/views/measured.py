"""Measured hours of a period and what is counted of them, kept in one process until slots of the office change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

from dashboard.model import Compliance, Slot
from dashboard.sla import Period, accounts, measured_row
from dashboard.store import slots, slots_version
from dashboard.store.slots import counted_slots
from dashboard.views.context import Context

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Slots of hours that were over, with the key under which everything counted of them is kept.

    They are read only when somebody asks for them: most pages want nothing but what was counted before.
    """

    key: Hashable
    load: Callable[[], tuple[Slot, ...]]
    count: Callable[[], list[tuple[Slot, int]]]

    @property
    def alike(self) -> Iterator[Slot]:
        """As many as there are, each as far as the accounting reads it: those that count alike are one object."""
        return chain.from_iterable(repeat(slot, number) for slot, number in self.count())

    @property
    def slots(self) -> tuple[Slot, ...]:
        """In order of time."""
        return self.load()


NOTHING_MEASURED = Measured(("nothing",), tuple, list)
"""Of a question that does not ask for measured hours."""


def measured(context: Context, office: str, sop: str | None, period: Period, now: datetime) -> Measured:
    """Slots of ``period`` whose hour was over by ``now``, in order of time; all SOPs unless one is named.

    Kept until the office's slots change. The hour is part of the key as well: which hours are over hangs on it, and
    a collector of an older version may save slots without counting that up.
    """
    # The version is read before the slots: what is saved in between is then kept under a key that is never asked.
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    key = ("slots", office, sop, period, hour, slots_version(context.store, office))

    def load() -> tuple[Slot, ...]:
        found = slots(context.store, office, *period, sop=sop)
        return tuple(slot for slot in found if slot.start + _HOUR <= hour)

    def count() -> list[tuple[Slot, int]]:
        over = min(period[1], hour - _HOUR + timedelta(seconds=1))
        return counted_slots(context.store, office, period[0], over, sop=sop)

    return Measured(key, lambda: context.slot_memory.recall(key, load), count)


def measured_rows(context: Context, found: Measured, period: Period, now: datetime) -> list[Compliance]:
    """One row a kecamatan, SOP version and step. No slot is ever open, so the rows hang on the slots alone."""

    def count() -> list[Compliance]:
        return accounts((), found.alike, period=period, now=now)

    return context.memory.recall(("rows", found.key, period), count)


def measured_total(context: Context, found: Measured, office: str, period: Period, now: datetime) -> Compliance:
    """The pengukuran figure of the whole office."""

    def count() -> Compliance:
        return measured_row(found.alike, office=office, period=period, now=now)

    return context.memory.recall(("total", found.key, period), count)


def measured_step(
    context: Context, found: Measured, office: str, sop: str, step: int, period: Period, now: datetime
) -> Compliance:
    """The pengukuran figure of one step over all kecamatan and the Dinas; ``found`` holds the slots of ``sop``."""

    def count() -> Compliance:
        own = [slot for slot in found.alike if slot.step == step]
        return measured_row(own, office=office, period=period, now=now, sop=sop)

    return context.memory.recall(("step", found.key, sop, step, period), count)
