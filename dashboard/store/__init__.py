"""The store: the only room that knows our tables. Everything takes a ``Store`` first; transactions are short."""

from dashboard.store.audit import AuditEntry, append_audit, audit
from dashboard.store.engine import Store, StoreError, checkpoint, open_store
from dashboard.store.excuses import excuses, save_excuse, withdraw_excuse
from dashboard.store.feed import feed_version
from dashboard.store.history import backfill
from dashboard.store.queries import intervals, latest, latest_of, rollups, samples
from dashboard.store.retention import clear_office, prune_runs, prune_samples
from dashboard.store.runs import collector_runs, last_runs
from dashboard.store.samples_write import record_batch, record_run
from dashboard.store.slots import evidence, last_slot_start, save_evidence, save_slots, slots
from dashboard.store.tickets import (
    TicketEvent,
    save_ticket,
    save_tickets,
    ticket,
    ticket_events,
    tickets,
    update_ticket,
)
from dashboard.store.upgrading import prepare_store, upgrade

__all__ = [
    "AuditEntry",
    "Store",
    "StoreError",
    "TicketEvent",
    "append_audit",
    "audit",
    "backfill",
    "checkpoint",
    "clear_office",
    "collector_runs",
    "evidence",
    "excuses",
    "feed_version",
    "intervals",
    "last_runs",
    "last_slot_start",
    "latest",
    "latest_of",
    "open_store",
    "prepare_store",
    "prune_runs",
    "prune_samples",
    "record_batch",
    "record_run",
    "rollups",
    "samples",
    "save_evidence",
    "save_excuse",
    "save_slots",
    "save_ticket",
    "save_tickets",
    "slots",
    "ticket",
    "ticket_events",
    "tickets",
    "update_ticket",
    "upgrade",
    "withdraw_excuse",
]
