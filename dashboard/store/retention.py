"""Taking things away: raw samples past their days, bite by bite, and everything of a demo office at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from dashboard.store import schema
from dashboard.store.codec import millis, office_number, seconds
from dashboard.store.engine import Store, unhurried, write
from dashboard.store.feed import bump, slots_feed

_MEASURED = (
    schema.samples,
    schema.latest,
    schema.state_intervals,
    schema.rollups_hourly,
    schema.rollups_daily,
    schema.office_days,
    schema.office_months,
)
_OF_OFFICE = (
    schema.evidence,
    schema.slots,
    schema.slot_days,
    schema.reported_rows,
    schema.reported_periods,
    schema.pauses,
    schema.step_runs,
    schema.excuses,
    schema.ticket_events,
    schema.step_notes,
    schema.tickets,
    schema.manual_readings,
    schema.agenda_numbers,
    schema.collector_runs,
    schema.office_standings,
    schema.series,
)


def prune_samples(store: Store, before: datetime, limit: int = 5_000) -> int:
    """Delete at most ``limit`` raw samples older than ``before`` in one short transaction; gives how many.

    Call again until it gives 0: collectors write in between. Rollups, intervals, slots and evidence stay. On PostgreSQL
    whole days are dropped at once instead, see ``drop_partitions``.
    """
    table, all_series, deleted = schema.samples, schema.series, 0
    with write(store) as connection:
        for series_id, office in connection.execute(select(all_series.c.id, all_series.c.office)).all():
            # by series, because the table lies in that order and has no index by time alone
            key = (table.c.office_no == office_number(office), table.c.series_id == series_id)
            old = (*key, table.c.observed_at < seconds(before))
            bite = select(table.c.observed_at).where(*old).order_by(table.c.observed_at).limit(limit - deleted)
            times = connection.scalars(bite).all()
            if times:
                connection.execute(delete(table).where(*old, table.c.observed_at <= times[-1]))
                deleted += len(times)
            if deleted >= limit:
                break
    return deleted


def prune_runs(store: Store, before: datetime, limit: int = 5_000) -> int:
    """Delete at most ``limit`` collector runs scheduled before ``before``; gives how many."""
    table = schema.collector_runs
    bite = select(table.c.id).where(table.c.scheduled_ms < millis(before)).order_by(table.c.id).limit(limit)
    with write(store) as connection:
        return connection.execute(delete(table).where(table.c.id.in_(bite))).rowcount


def clear_office(store: Store, office: str) -> None:
    """Take away everything of an office but its audit and its feed version, which grows. For simulated offices."""
    with write(store, office) as connection:
        unhurried(connection)
        with_events = {"key": f"erasing:{office}"}
        connection.execute(insert(schema.meta), {**with_events, "value": "1"})
        _delete_all(connection, office)
        connection.execute(delete(schema.meta).where(schema.meta.c.key == with_events["key"]))
        bump(connection, store, (office, slots_feed(office)))
    for key in [key for key in store.series_ids if key.office == office]:
        store.series_ids.pop(key, None)


def _delete_all(connection: Connection, office: str) -> None:
    for table in _MEASURED:
        connection.execute(delete(table).where(table.c.office_no == office_number(office)))
    for table in _OF_OFFICE:
        connection.execute(delete(table).where(table.c.office == office))
