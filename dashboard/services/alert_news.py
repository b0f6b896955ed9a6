"""Of which offices there can be anything new to tell: one question for all of them instead of several for each.

An office is looked at closely while a target or source is in trouble, an event may still be told of or a ticket is
open; when any state has changed since; when a summary is due; and by turns, should all of that have missed something.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from dashboard.offices import Office
from dashboard.services.alert_digest import is_digest_due
from dashboard.services.alert_sightings import TROUBLE
from dashboard.store import Store
from dashboard.store.alert_news import StateMark, state_marks, undecided_offices
from dashboard.workcal import WorkingCalendar

LOOKED_AT_LEAST = timedelta(minutes=10)
"""A quiet office is looked at closely this often all the same."""


class AlertNews:
    """Remembers how each office stood when it was looked at; one process keeps one."""

    def __init__(self, store: Store, calendars: Mapping[str, WorkingCalendar]) -> None:
        self._store, self._calendars = store, calendars
        self._looks: dict[str, tuple[StateMark, datetime]] = {}
        self._marks: dict[str, StateMark] = {}

    def due(self, offices: Collection[Office], now: datetime) -> list[Office]:
        """Offices to be looked at now; tell ``looked`` of each that was."""
        codes = [office.code for office in offices]
        if not codes:
            return []
        self._marks = state_marks(self._store, codes, TROUBLE)
        undecided = undecided_offices(self._store, codes)
        return [office for office in offices if office.code in undecided or self._is_due(office, now)]

    def looked(self, office: Office, now: datetime) -> None:
        """The office was looked at, as it stood when ``due`` named it."""
        self._looks[office.code] = (self._marks[office.code], now)

    def _is_due(self, office: Office, now: datetime) -> bool:
        mark = self._marks[office.code]
        before, at = self._looks.get(office.code, (None, now))
        if before != mark or mark.troubled or not timedelta() <= now - at < self._patience(office):
            return True
        return is_digest_due(office, self._calendars[office.code], now, at)

    def _patience(self, office: Office) -> timedelta:
        """From half to the whole of ``LOOKED_AT_LEAST``, by office: else all would have their turn at once."""
        return LOOKED_AT_LEAST * (0.5 + int(office.code.replace(".", "")) % 100 / 200)
