"""What may be expected of open runs, from a year of finished runs of the same step (sla-rules, forecast)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.model import RunState, Scope, Verdict
from dashboard.sla import Forecast, forecast
from dashboard.sla.forecast import ENOUGH_RUNS
from dashboard.sop import Clock, Sop
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import Context
from dashboard.views.verdicts import verdicts_between

LOOKED_BACK = timedelta(days=365)
FROM_OFFICE = "dari riwayat seluruh kantor"
_OPEN = frozenset({RunState.RUNNING, RunState.AT_RISK, RunState.OVERDUE, RunState.PAUSED})
_FINISHED = frozenset({RunState.MET, RunState.LATE})
_Step = tuple[str, Scope, int, int]


@dataclass(frozen=True, slots=True)
class _Past:
    """Times used in seconds by finished runs, by step and kecamatan and by step alone."""

    here: dict[tuple[_Step, str | None], list[float]]
    office: dict[_Step, list[float]]


def is_open(verdict: Verdict) -> bool:
    """Whether a run can still be forecast: a step or span that was begun and has not ended."""
    return verdict.scope is not Scope.TOTAL and verdict.state in _OPEN and verdict.finished_at is None


def forecasts(context: Context, office: str, verdicts: Sequence[Verdict], now: datetime) -> dict[Verdict, Forecast]:
    """Outlook of each open run among ``verdicts``.

    With fewer than ten runs in its kecamatan the whole office's are taken and ``note`` says so.
    """
    wanted = [each for each in verdicts if is_open(each)]
    if not wanted:
        return {}
    past = _past(context, office, now)
    return {each: _outlook(context, past, each, now) for each in wanted}


def forecast_json(found: Forecast | None, verdict: Verdict, zone: str) -> Json | None:
    """The forecast of one run as ``sla --runs`` gives it; shares are fractions of the budget, null where unknown."""
    if found is None:
        return None
    return {
        "expected_at": local_iso(found.expected_at, zone),
        "median_share": _share(found.median_s, verdict.budget_s),
        "p90_share": _share(found.p90_s, verdict.budget_s),
        "breach_chance": found.breach_chance,
        "runs": found.runs,
        "note": found.note,
    }


def _share(used_s: float | None, budget_s: float | None) -> float | None:
    return None if used_s is None or not budget_s else used_s / budget_s


def _past(context: Context, office: str, now: datetime) -> _Past:
    found, _ = verdicts_between(context, office, None, now - LOOKED_BACK, now, now)
    here: defaultdict[tuple[_Step, str | None], list[float]] = defaultdict(list)
    everywhere: defaultdict[_Step, list[float]] = defaultdict(list)
    for each in found:
        if each.state in _FINISHED and each.finished_at is not None and each.used_s is not None:
            here[_step(each), each.kecamatan].append(each.used_s)
            everywhere[_step(each)].append(each.used_s)
    return _Past(here, everywhere)


def _outlook(context: Context, past: _Past, verdict: Verdict, now: datetime) -> Forecast:
    used = past.here.get((_step(verdict), verdict.kecamatan), [])
    of_office = past.office.get(_step(verdict), [])
    borrowed = len(used) < ENOUGH_RUNS <= len(of_office)
    clock = _clock(context.catalogue.find(verdict.sop), verdict.from_step)
    calendar = context.calendars[verdict.office]
    found = forecast(verdict, of_office if borrowed else used, clock, calendar, now)
    return replace(found, note="; ".join(filter(None, (found.note, FROM_OFFICE)))) if borrowed else found


def _clock(sop: Sop | None, step: int) -> Clock:
    standard = None if sop is None else sop.standard_of(step)
    return Clock.WORKING if standard is None else standard.clock


def _step(verdict: Verdict) -> _Step:
    return (verdict.sop, verdict.scope, verdict.from_step, verdict.to_step)
