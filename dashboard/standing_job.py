"""The collectors' job that keeps the standings of their offices, by the very views that an office's own pages show."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.catalogue import Catalogue
from dashboard.offices import Office
from dashboard.services.standing import DAYS_EVERY, LastLook, due_offices, revived_offices
from dashboard.settings import Settings
from dashboard.store import Store, save_seconds, save_standings, seen_versions
from dashboard.views.context import APP_VERSION, Context, local_day_start
from dashboard.views.memory import Memory
from dashboard.views.standings import KeptFigures, judge_days, make_standing
from dashboard.workcal import WorkingCalendar

DAYS_BACK = timedelta(days=400)
"""How far back days are judged that never were: a year of trend and a little."""
DAYS_BUDGET_S = 3.0
"""So long the days of offices are judged in one round; the next round goes on with the rest."""
_CHUNK = 25


def never() -> bool:
    """Nobody is in a hurry to end."""
    return False


@dataclass
class StandingJob:
    """Remembers between rounds what need not be worked out again; one process keeps one."""

    context: Context
    looks: dict[str, LastLook] = field(default_factory=dict)
    figures: dict[str, KeptFigures] = field(default_factory=dict)
    judged_at: dict[str, datetime] = field(default_factory=dict)

    def run(self, now: datetime, is_vain: Callable[[], bool] = never) -> int:
        """Renew the standings that may have changed and go on judging days; gives how many were due.

        ``is_vain``: the process is to end; what is left then waits for the next one.
        """
        offices = tuple(self.context.offices)
        due = due_offices(offices, seen_versions(self.context.store, offices), self.looks, now)
        self._renew_all(due, now, is_vain)
        self._judge_days(now, is_vain)
        return len(due)

    def revive(self, now: datetime, is_vain: Callable[[], bool] = never) -> int:
        """Renew the standings that told of a stopped feed and have news by now; gives how many those were.

        After a start, or an outage of a whole office, nobody is told for a minute that all of it is out of date.
        """
        stale = [code for code, last in self.looks.items() if last.is_stale]
        revived = revived_offices(seen_versions(self.context.store, stale), self.looks) if stale else []
        self._renew_all(revived, now, is_vain)
        return len(revived)

    def _renew_all(self, codes: list[str], now: datetime, is_vain: Callable[[], bool]) -> None:
        for first in range(0, len(codes), _CHUNK):
            if is_vain():
                return
            self._renew(codes[first : first + _CHUNK], now)

    def _renew(self, codes: list[str], now: datetime) -> None:
        versions = seen_versions(self.context.store, codes)
        made = [make_standing(self.context, code, versions[code], now, self.figures.get(code)) for code in codes]
        save_standings(self.context.store, [each.standing for each in made])
        for code, each in zip(codes, made, strict=True):
            self.looks[code] = LastLook(each.standing.version, now, each.has_open, each.standing.stale)
            self.figures[code] = each.figures

    def _judge_days(self, now: datetime, is_vain: Callable[[], bool]) -> None:
        """Of each office once an hour, and of one that has more to catch up with round after round."""
        until = time.monotonic() + DAYS_BUDGET_S
        waiting = [code for code in self.context.offices if self._is_day_due(code, now)]
        for code in sorted(waiting, key=lambda each: (each in self.judged_at, self.judged_at.get(each, now))):
            if time.monotonic() > until or is_vain():
                return
            since = local_day_start((now - DAYS_BACK).date(), self.context.offices[code].zone).date()
            judged, may_have_more = judge_days(self.context, code, now, since)
            save_seconds(self.context.store, code, judged)
            self.judged_at[code] = now - DAYS_EVERY if may_have_more else now

    def _is_day_due(self, code: str, now: datetime) -> bool:
        last = self.judged_at.get(code)
        return last is None or now - last >= DAYS_EVERY


def standing_job(
    settings: Settings,
    store: Store,
    offices: tuple[Office, ...],
    calendars: Mapping[str, WorkingCalendar],
    catalogue: Catalogue,
) -> StandingJob:
    """The job of a process that works for these offices, over its own (fenced) store."""
    found = {office.code: office for office in offices}

    # verdicts of closed tickets of a month: some hundreds an office
    memory = Memory(size=max(50_000, 1_000 * len(found)))
    return StandingJob(Context(store, settings, found, dict(calendars), catalogue, APP_VERSION, memory))
