"""Judged slots of measured steps, and the samples kept as evidence of missed ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import EllipsisType
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from dashboard.model import Heap, Sample, Slot
from dashboard.store import schema
from dashboard.store.bulk import write_mappings
from dashboard.store.codec import kecamatan_key, kecamatan_of, moment, seconds
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump, slots_feed
from dashboard.store.place import in_place, reaches
from dashboard.store.rows import DAY_S, sample_of, sample_row, series_key
from dashboard.store.schema import slots as table
from dashboard.store.series import ids_of_all
from dashboard.store.slot_days import count_days
from dashboard.store.statements import insert_new, replace_all

_KEY = ("office", "sop", "start_at", "step", "kecamatan", "target")


def save_slots(store: Store, slots: Iterable[Slot]) -> None:
    """Keep slots; one that was judged before takes the new verdict. Times used are kept to the millisecond.

    What they come to by day (``slot_days``) changes with them.
    """
    rows = [_slot_row(slot) for slot in slots]
    if not rows:
        return
    offices = {row["office"] for row in rows}
    with write(store, *offices) as connection:
        write_mappings(connection, replace_all(store.dialect, table), rows)
        count_days(connection, store, {(row["office"], row["sop"], row["start_at"] // DAY_S * DAY_S) for row in rows})
        bump(connection, store, offices | {slots_feed(office) for office in offices})


def slots(
    store: Store,
    office: str,
    start: datetime,
    end: datetime,
    *,
    sop: str | None = None,
    step: int | None = None,
    kecamatan: str | EllipsisType | None = ...,
) -> list[Slot]:
    """Slots that start in [start, end), in order of time. ``kecamatan`` None: of the Dinas, ...: of all.

    A page asks for those of one step and place; what all of them come to is in ``counted_hours``.
    """
    query = select(table).where(
        table.c.office == office, table.c.start_at >= seconds(start), table.c.start_at < seconds(end)
    )
    query = query.where(in_place(store, table.c.kecamatan))
    if sop is not None:
        query = query.where(table.c.sop == sop)
    if step is not None:
        query = query.where(table.c.step == step)
    if not isinstance(kecamatan, EllipsisType):
        query = query.where(table.c.kecamatan == kecamatan_key(kecamatan))
    with read(store) as connection:
        rows = connection.execute(query.order_by(table.c.start_at, table.c.sop, table.c.step, table.c.kecamatan)).all()
    return _slots_of(rows)


def last_slot_start(store: Store, office: str, sop: str) -> datetime | None:
    """Start of the youngest slot that was judged; None before the first."""
    query = select(func.max(table.c.start_at)).where(table.c.office == office, table.c.sop == sop)
    with read(store) as connection:
        found = connection.scalar(query)
    return None if found is None else moment(found)


def save_evidence(store: Store, slot: Slot, samples: Iterable[Sample]) -> None:
    """Keep samples of a stored slot for good; those already kept stay."""
    kept = list(samples)
    if not kept:
        return
    key = _slot_key(slot)
    with write(store, slot.office) as connection:
        ids = ids_of_all(connection, store, {sample.series for sample in kept})
        rows = [key | sample_row(ids[sample.series], sample) for sample in kept]
        for row in rows:
            del row["office_no"]  # here the office is part of the slot's key
        connection.execute(insert_new(store.dialect, schema.evidence), rows)


def evidence(store: Store, slot: Slot) -> list[Sample]:
    """The samples kept of a slot, in order of time."""
    if not reaches(store, slot.kecamatan):
        return []
    kept, key = schema.evidence, _slot_key(slot)
    here: list[ColumnElement[bool]] = [kept.c[name] == key[name] for name in _KEY]
    observed = (kept.c.observed_at, kept.c.value, kept.c.status)
    query = select(schema.series, *observed).join_from(kept, schema.series).where(*here)
    query = query.where(schema.series.c.office == slot.office).order_by(kept.c.observed_at)
    with read(store) as connection:
        return [sample_of(series_key(row), row) for row in connection.execute(query)]


def _slot_key(slot: Slot) -> dict[str, Any]:
    return {
        "office": slot.office,
        "sop": slot.sop,
        "start_at": seconds(slot.start),
        "step": slot.step,
        "kecamatan": kecamatan_key(slot.kecamatan),
        "target": slot.target,
    }


def _slot_row(slot: Slot) -> dict[str, Any]:
    return {
        **_slot_key(slot),
        "version": slot.version.isoformat(),
        "heap": slot.heap.value,
        "state": slot.state,
        "rule": slot.rule,
        "used_count": slot.used_count,
        "used_sum_ms": round(slot.used_sum_s * 1000),
        "used_max_ms": round(slot.used_max_s * 1000),
        "histogram": " ".join(map(str, slot.histogram)),
        "rule_version": slot.rule_version,
    }


def _slots_of(rows: Sequence[Row[Any]]) -> list[Slot]:
    """Slots of rows by the thousand: a value that many of them share is read once."""
    days = {text: date.fromisoformat(text) for text in {row.version for row in rows}}
    heaps = {heap.value: heap for heap in Heap}
    hours = {at_s: moment(at_s) for at_s in {row.start_at for row in rows}}
    bins = {text: tuple(map(int, text.split())) for text in {row.histogram for row in rows}}
    return [
        Slot(
            office=row.office,
            kecamatan=kecamatan_of(row.kecamatan),
            sop=row.sop,
            version=days[row.version],
            step=row.step,
            start=hours[row.start_at],
            heap=heaps[row.heap],
            state=row.state,
            rule=row.rule,
            target=row.target,
            used_count=row.used_count,
            used_sum_s=row.used_sum_ms / 1000,
            used_max_s=row.used_max_ms / 1000,
            histogram=bins[row.histogram],
            rule_version=row.rule_version,
        )
        for row in rows
    ]
