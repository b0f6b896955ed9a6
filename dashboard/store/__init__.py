"""The store: the only room that knows our tables. Everything takes a ``Store`` first; transactions are short."""

from dashboard.store.agenda import (
    AgendaPage,
    AgendaRow,
    Origin,
    Sought,
    Standing,
    draw_agenda_number,
    performers,
    search_tickets,
)
from dashboard.store.alert_outbox import AlertMessage, alert_messages, count_alert_messages, last_alerts_sent
from dashboard.store.alerts import AlertEvent, AlertNotice, alert_events, alert_notices
from dashboard.store.audit import AuditEntry, append_audit, audit
from dashboard.store.audit_check import AuditCheck, check_audit
from dashboard.store.engine import Store, StoreError, alone, checkpoint, open_store, server_time
from dashboard.store.entered_counts import manual_readings, save_manual_reading
from dashboard.store.excuses import excuses, save_excuse, withdraw_excuse
from dashboard.store.feed import feed_version, seen_versions, slots_version
from dashboard.store.history import backfill
from dashboard.store.leases import (
    Delivery,
    Holder,
    Lease,
    LeaseLostError,
    SpoolReport,
    fenced,
    held_leases,
    prune_deliveries,
    renew_leases,
    take_lease,
)
from dashboard.store.notes import ACKNOWLEDGED, NOTE, StepNote, save_step_note, step_notes
from dashboard.store.office_days import DaySeconds, save_seconds, unjudged_days
from dashboard.store.office_months import SecondsOf, seconds_of
from dashboard.store.partitions import drop_partitions, make_partitions_ahead
from dashboard.store.people import Session, Token, User
from dashboard.store.queries import intervals, latest, latest_of, rollups, samples
from dashboard.store.readings import attach_readings, newest_readings, readings_history
from dashboard.store.replica import must_see, seen_position
from dashboard.store.retention import clear_office, measured_offices, prune_bite, prune_runs, prune_samples
from dashboard.store.rolling import settle_office, settle_rollups
from dashboard.store.runs import collector_runs, last_runs
from dashboard.store.samples_write import record_batch, record_run
from dashboard.store.saved_views import SavedView, delete_saved_view, save_view, saved_views
from dashboard.store.slot_days import CountedHours, counted_hours
from dashboard.store.slots import evidence, last_slot_start, save_evidence, save_slots, slots
from dashboard.store.space import give_back, log_bytes, make_shrinkable, pages, shorten_log
from dashboard.store.standings import (
    OfficeStanding,
    newest_standing,
    save_standings,
    standings,
    standings_stamp,
    told_provinces,
)
from dashboard.store.tickets import (
    TicketEvent,
    renew_tickets,
    save_ticket,
    save_tickets,
    ticket,
    ticket_events,
    tickets,
    tickets_named,
    update_ticket,
)
from dashboard.store.troubles import is_out_of_reach, trouble_text
from dashboard.store.upgrading import make_ready, prepare_store, upgrade

__all__ = [
    "ACKNOWLEDGED",
    "NOTE",
    "AgendaPage",
    "AgendaRow",
    "AlertEvent",
    "AlertMessage",
    "AlertNotice",
    "AuditCheck",
    "AuditEntry",
    "CountedHours",
    "DaySeconds",
    "Delivery",
    "Holder",
    "Lease",
    "LeaseLostError",
    "OfficeStanding",
    "Origin",
    "SavedView",
    "SecondsOf",
    "Session",
    "Sought",
    "SpoolReport",
    "Standing",
    "StepNote",
    "Store",
    "StoreError",
    "TicketEvent",
    "Token",
    "User",
    "alert_events",
    "alert_messages",
    "alert_notices",
    "alone",
    "append_audit",
    "attach_readings",
    "audit",
    "backfill",
    "check_audit",
    "checkpoint",
    "clear_office",
    "collector_runs",
    "count_alert_messages",
    "counted_hours",
    "delete_saved_view",
    "draw_agenda_number",
    "drop_partitions",
    "evidence",
    "excuses",
    "feed_version",
    "fenced",
    "give_back",
    "held_leases",
    "intervals",
    "is_out_of_reach",
    "last_alerts_sent",
    "last_runs",
    "last_slot_start",
    "latest",
    "latest_of",
    "log_bytes",
    "make_partitions_ahead",
    "make_ready",
    "make_shrinkable",
    "manual_readings",
    "measured_offices",
    "must_see",
    "newest_readings",
    "newest_standing",
    "open_store",
    "pages",
    "performers",
    "prepare_store",
    "prune_bite",
    "prune_deliveries",
    "prune_runs",
    "prune_samples",
    "readings_history",
    "record_batch",
    "record_run",
    "renew_leases",
    "renew_tickets",
    "rollups",
    "samples",
    "save_evidence",
    "save_excuse",
    "save_manual_reading",
    "save_seconds",
    "save_slots",
    "save_standings",
    "save_step_note",
    "save_ticket",
    "save_tickets",
    "save_view",
    "saved_views",
    "search_tickets",
    "seconds_of",
    "seen_position",
    "seen_versions",
    "server_time",
    "settle_office",
    "settle_rollups",
    "shorten_log",
    "slots",
    "slots_version",
    "standings",
    "standings_stamp",
    "step_notes",
    "take_lease",
    "ticket",
    "ticket_events",
    "tickets",
    "tickets_named",
    "told_provinces",
    "trouble_text",
    "unjudged_days",
    "update_ticket",
    "upgrade",
    "withdraw_excuse",
]
