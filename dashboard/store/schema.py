"""The tables, as SQLAlchemy Core. Migrations make them; a test keeps both the same.

``*_at`` columns are whole seconds UTC, ``*_ms`` milliseconds, ``value`` columns the series' unit times 1,000. Where a
kecamatan is part of a key the office itself (Dinas) is the empty text, because NULL is never equal to NULL.
"""

from __future__ import annotations

from dashboard.store.schema_base import metadata
from dashboard.store.schema_desk import (
    READINGS,
    STANDING,
    agenda_numbers,
    excuses,
    manual_readings,
    pauses,
    saved_views,
    step_notes,
    step_runs,
    ticket_events,
    tickets,
)
from dashboard.store.schema_figures import (
    evidence,
    office_days,
    office_months,
    office_standings,
    reported_periods,
    reported_rows,
    slot_days,
    slots,
)
from dashboard.store.schema_house import (
    alert_events,
    alert_messages,
    alert_notices,
    audit,
    deliveries,
    feed_versions,
    leases,
    meta,
    sessions,
    tokens,
    users,
)
from dashboard.store.schema_measured import (
    collector_runs,
    latest,
    rollups_daily,
    rollups_hourly,
    samples,
    series,
    state_intervals,
)

__all__ = [
    "READINGS",
    "STANDING",
    "agenda_numbers",
    "alert_events",
    "alert_messages",
    "alert_notices",
    "audit",
    "collector_runs",
    "deliveries",
    "evidence",
    "excuses",
    "feed_versions",
    "latest",
    "leases",
    "manual_readings",
    "meta",
    "metadata",
    "office_days",
    "office_months",
    "office_standings",
    "pauses",
    "reported_periods",
    "reported_rows",
    "rollups_daily",
    "rollups_hourly",
    "samples",
    "saved_views",
    "series",
    "sessions",
    "slot_days",
    "slots",
    "state_intervals",
    "step_notes",
    "step_runs",
    "ticket_events",
    "tickets",
    "tokens",
    "users",
]
