"""How an office stands now and in its month, as its own pages show it; worked out by the collectors' process.

A page of 514 offices cannot judge each of them while somebody waits. What is dear (the month's compliance) is worked
out again only when something that it is made of has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from dashboard.model import Compliance, Indicator, RunState, State
from dashboard.store import DaySeconds, OfficeStanding, excuses, latest, slots_version, unjudged_days
from dashboard.store.ticket_versions import living_tickets
from dashboard.tallies import Heaps
from dashboard.views.compliance import office_figures
from dashboard.views.context import Context, local_period
from dashboard.views.network import seconds_by_day
from dashboard.views.network_rows import ANSWERING
from dashboard.views.rows import OfficeFigures
from dashboard.views.screen import indicators_of
from dashboard.views.tiles import Scene, office_tile, target_sights
from dashboard.views.verdicts import OpenTicket, open_tickets
from dashboard.views.wall import is_stale, month_of, pressing_runs, scene_of

MOST_DAYS = 31
"""Days of one office whose seconds are judged in one go."""


class KeptFigures(NamedTuple):
    """Figures of the month, and all that they were made from."""

    key: Hashable
    figures: OfficeFigures


@dataclass(frozen=True, slots=True)
class Made:
    """A standing, with what the next one can be spared."""

    standing: OfficeStanding
    figures: KeptFigures
    has_open: bool
    """Whether tickets are open: their verdicts move with the clock."""


def make_standing(context: Context, code: str, version: int, now: datetime, kept: KeptFigures | None = None) -> Made:
    """The standing of an office at ``now``; ``version`` is its feed version, read before. KeyError: unknown office.

    ``kept``: figures of an earlier standing, taken again where nothing that they were made from has changed.
    """
    office = context.offices[code]
    states = latest(context.store, code)
    opened = open_tickets(context, code, now)
    scene = scene_of(context, code, states, opened, now)
    figures = _figures(context, code, opened, now, kept)
    found, whole = figures.figures, office_tile(scene)
    data_at = max((each.observed_at for each in states), default=None)
    counted = _targets(scene)
    pressing = Counter(run.state for _, run in pressing_runs(opened, now) if run.due_at is not None)
    indicators = {name: row.state for name, row in indicators_of(whole)}
    standing = OfficeStanding(
        office=code,
        name=office.name,
        short=office.short,
        province=office.province,
        zone=office.zone,
        simulated=office.simulated,
        made_at=now,
        version=version,
        data_at=data_at,
        stale=is_stale(context, None if data_at is None else (now - data_at).total_seconds()),
        **indicators,
        targets=sum(counted.values()),
        up=counted[Indicator.BAIK],
        degraded=counted[Indicator.WASPADA],
        down=counted[Indicator.GANGGUAN],
        cut_off=counted[Indicator.TERPUTUS],
        blind=counted[Indicator.TIDAK_TERUKUR],
        off=counted[Indicator.DINONAKTIFKAN],
        overdue=pressing[RunState.OVERDUE],
        at_risk=pressing[RunState.AT_RISK],
        trouble=whole.trouble * 1000 + min(999, counted[Indicator.GANGGUAN] + pressing[RunState.OVERDUE]),
        month_start=found.period_start,
        target=found.target,
        work=_heaps(found.pelaksanaan),
        hours=_heaps(found.pengukuran),
    )
    return Made(standing, figures, bool(opened))


def judge_days(context: Context, code: str, now: datetime, since: date) -> tuple[tuple[DaySeconds, ...], bool]:
    """The seconds of an office's days that were polled since they were judged, and whether older ones may still wait.

    The youngest days and, in the same go, the next older stretch of ``MOST_DAYS``: a long past comes step by step.
    """
    waiting = dict(unjudged_days(context.store, code, since))
    if not waiting or not context.offices[code].targets:
        return (), False
    judged = _judged(context, code, waiting, now)
    older = {day: polls for day, polls in waiting.items() if day < min(each.day for each in judged)}
    return (*judged, *(_judged(context, code, older, now) if older else ())), bool(older)


def _judged(context: Context, code: str, waiting: Mapping[date, int], now: datetime) -> tuple[DaySeconds, ...]:
    last = max(waiting)
    first = max(min(waiting), last - timedelta(days=MOST_DAYS - 1))
    return tuple(
        DaySeconds(
            day,
            answered_s=sum(seconds.get(state, 0.0) for state in ANSWERING),
            down_s=seconds.get(State.DOWN, 0.0),
            blind_s=seconds.get(State.UNKNOWN, 0.0),
            polls=waiting[day],
        )
        for day, seconds in seconds_by_day(context, code, first, last, now).items()
        if day in waiting
    )


def _figures(
    context: Context, code: str, opened: Sequence[OpenTicket], now: datetime, kept: KeptFigures | None
) -> KeptFigures:
    """The month's figures. The key holds every stored thing they hang on, and of the open tickets each heap."""
    zone = context.offices[code].zone
    month = month_of(now, zone)
    key = (
        month,
        now.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
        slots_version(context.store, code),
        tuple(living_tickets(context.store, code, *local_period(*month, zone))),
        tuple(each for each in excuses(context.store, code) if each.at <= now),
        tuple((run.scope, run.heap) for each in opened for run in each.verdicts),
    )
    if kept is not None and kept.key == key:
        return kept
    return KeptFigures(key, office_figures(context, code, *month, now))


def _targets(scene: Scene) -> Counter[Indicator]:
    """How many of the office's targets are in each state, those within their schedule."""
    return Counter(each.state for each in target_sights(scene) if each.in_schedule)


def _heaps(row: Compliance | None) -> Heaps:
    return Heaps() if row is None else Heaps(row.met, row.missed, row.excused, row.unmonitored, row.outside)
