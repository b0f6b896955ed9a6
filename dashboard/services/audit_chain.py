"""Whether the audit is whole, as auditors are told: all of it once a day or when they ask, what is new at each look."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

from dashboard.store import AuditCheck, Store, check_audit
from dashboard.store.audit_check import keep_check, last_check

CHECKED_EVERY = timedelta(hours=24)
"""A finding about all lines is this old at the most; after that the next look reads them all again."""
_JUST_NOW = timedelta(seconds=10)
"""Whoever asks again so soon is told the same: reading 100,000 lines takes half a second."""
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class ChainState:
    """What is known of the chain. ``check``: of all lines, ``at``; ``newer``: lines since, read now and found good."""

    check: AuditCheck
    at: datetime
    head: str
    """The chain of the last line there is."""
    newer: int = 0


def chain_state(store: Store, now: datetime, *, anew: bool = False) -> ChainState:
    """The state of the chain at ``now``; ``anew``: every line is read again."""
    with _one_at_a_time:
        kept = last_check(store)
        age = None if kept is None else now - kept.at
        if kept is None or age is None or age >= CHECKED_EVERY or (anew and age >= _JUST_NOW):
            return _checked(store, now)
        if not kept.check.is_whole:
            return ChainState(kept.check, kept.at, kept.check.head)
        since = check_audit(store, after=kept.check)
        if not since.is_whole:
            return _checked(store, now)
        return ChainState(kept.check, kept.at, since.head, since.lines - kept.check.lines)


def _checked(store: Store, now: datetime) -> ChainState:
    found = check_audit(store)
    with suppress(SQLAlchemyError):  # a database that cannot be written to is no reason not to tell
        keep_check(store, found, now)
    return ChainState(found, now, found.head)
