"""The summary that a receiver asked for, once each working day when the office opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dashboard.offices import Office, Receiver
from dashboard.services.alert_rules import noted
from dashboard.services.alert_words import digest
from dashboard.store.alert_desk import AlertDesk
from dashboard.store.alert_outbox import DIGEST, AlertMessage
from dashboard.store.alerts import DROPPED, OPENED
from dashboard.workcal import WorkingCalendar

LATEST = timedelta(hours=3)
"""A summary of the morning that could not be made for so long after the opening is left out that day."""
FIRST_SPAN = timedelta(days=3)
"""What the first summary looks back on: a weekend."""


def digests(desk: AlertDesk, office: Office, calendar: WorkingCalendar, now: datetime) -> Iterator[AlertMessage]:
    """The summaries that are due at ``now``; the outbox keeps one of each day."""
    wanting = [each for each in office.alerts.receivers if each.digest]
    opened_at = opened_today(calendar, now) if wanting else None
    if opened_at is None or not opened_at <= now < opened_at + LATEST:
        return
    key = f"{DIGEST}/{calendar.local_date(now)}"
    for receiver in wanting:
        before = desk.last_made(receiver.id, DIGEST)
        if before is not None and before >= opened_at:
            continue
        yield _made(desk, office, receiver, key, before or opened_at - FIRST_SPAN, now)


def is_digest_due(office: Office, calendar: WorkingCalendar, now: datetime, looked_at: datetime) -> bool:
    """Whether a summary may be due that was not yet when the office was looked at last."""
    if not any(each.digest for each in office.alerts.receivers):
        return False
    opened_at = opened_today(calendar, now)
    return opened_at is not None and looked_at < opened_at <= now < opened_at + LATEST


def opened_today(calendar: WorkingCalendar, now: datetime) -> datetime | None:
    """When the office opened, or opens, today; None on a day on which it stays closed."""
    spans = calendar.intervals(calendar.local_date(now))
    return spans[0][0] if spans else None


def _made(
    desk: AlertDesk, office: Office, receiver: Receiver, key: str, since: datetime, now: datetime
) -> AlertMessage:
    events = [
        each
        for each in desk.events(since=since - FIRST_SPAN)
        if each.kind in receiver.kinds and (each.ended_at is None or (each.end_found_at or each.ended_at) >= since)
    ]
    notices = noted(desk.notices([each.id for each in events]))
    untold = {
        number: each.reason
        for (number, who, phase), each in notices.items()
        if (who, phase, each.outcome) == (receiver.id, OPENED, DROPPED)
    }
    lasting = [each for each in events if each.ended_at is None]
    ended = [each for each in events if each.ended_at is not None]
    title, body = digest(office, lasting, ended, untold, desk.dead(), now)
    return AlertMessage(office.code, receiver.id, DIGEST, key, title, body, created_at=now)
