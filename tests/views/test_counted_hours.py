"""Measured hours are counted in the database; the figures are those of the hours one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

from dashboard.model import HISTOGRAM_BINS, Heap, Slot
from dashboard.sla import accounts, measured_row
from dashboard.store import Store, save_slots, slots
from dashboard.views.context import Context, local_period
from dashboard.views.measured import measured, measured_rows, measured_step, measured_total
from tests.offices_factory import CODE, FIRST, SECOND

NOW = datetime(2026, 11, 20, 2, 40, tzinfo=UTC)
NAMES = ("trenggalek-12-pengiriman-offline", "trenggalek-13-pengiriman-online")


def some_slots() -> list[Slot]:
    """Hours before, within and after what is over of the period, with times used that repeat and that do not."""
    chance, made = Random(7), []
    for sop, step, kecamatan, hour in product(NAMES, (1, 2), (None, FIRST, SECOND), range(-30, 30)):
        bins = tuple(chance.choice((0, 0, 0, 1)) for _ in range(HISTOGRAM_BINS))
        used = sum(bins) * chance.random()
        slot = Slot(
            CODE, kecamatan, sop, date(2015, 1, 2), step, NOW.replace(minute=0), chance.choice(list(Heap)), "", "", "x"
        )
        start = slot.start + timedelta(hours=hour)
        made.append(replace(slot, start=start, used_count=sum(bins), used_max_s=round(used, 3), histogram=bins))
    return made


def test_rows_steps_and_total_are_those_of_the_hours_one_by_one(context: Context, store: Store) -> None:
    save_slots(store, some_slots())
    save_slots(store, [replace(slot, heap=Heap.MISSED) for slot in some_slots()[::7]])  # judged anew
    period = local_period(date(2026, 11, 19), date(2026, 11, 20), context.offices[CODE].zone)
    for sop in (None, *NAMES):
        found = measured(context, CODE, sop, period, NOW)
        over = [slot for slot in slots(store, CODE, *period, sop=sop) if slot.start + timedelta(hours=1) <= NOW]
        assert len(over) == sum(each.hours for each in found.hours) > 0
        assert measured_rows(context, found, CODE, period, NOW) == accounts((), over, period=period, now=NOW)
        whole = measured_row(over, office=CODE, period=period, now=NOW)
        assert measured_total(context, found, CODE, period, NOW) == whole
    own = [slot for slot in over if slot.step == 2]
    of_step = measured_row(own, office=CODE, period=period, now=NOW, sop=NAMES[1])
    assert measured_step(context, found, CODE, NAMES[1], 2, period, NOW) == of_step
