"""What may be expected of open runs, from a year of finished runs of the same step (sla-rules, forecast)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.model import RunState, Scope, Verdict
from dashboard.rulebook import policy_at, sop_at
from dashboard.sla import Forecast, forecast
from dashboard.sla.due import clock_of
from dashboard.sla.forecast import ENOUGH_RUNS
from dashboard.sop import Clock
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import Context
from dashboard.views.past_runs import Past, kind_of, past_runs

FROM_OFFICE = "dari riwayat seluruh kantor"
_OPEN = frozenset({RunState.RUNNING, RunState.AT_RISK, RunState.OVERDUE, RunState.PAUSED})


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
    past = past_runs(context, office, {each.sop for each in wanted}, now)
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


def _outlook(context: Context, past: Past, verdict: Verdict, now: datetime) -> Forecast:
    used = past.here.get((kind_of(verdict), verdict.kecamatan), [])
    of_office = past.office.get(kind_of(verdict), [])
    borrowed = len(used) < ENOUGH_RUNS <= len(of_office)
    clock = _clock(context, verdict)
    calendar = context.calendars[verdict.office]
    found = forecast(verdict, of_office if borrowed else used, clock, calendar, now)
    return replace(found, note="; ".join(filter(None, (found.note, FROM_OFFICE)))) if borrowed else found


def _clock(context: Context, verdict: Verdict) -> Clock:
    """The clock that the run's standard has in its office since it began."""
    office, begun_at = context.offices[verdict.office], verdict.started_at
    try:
        sop = context.catalogue.get(verdict.sop, verdict.version)
    except KeyError:
        return Clock.WORKING
    if begun_at is None:
        return Clock.WORKING
    standard = sop_at(office, sop, begun_at).standard_of(verdict.from_step)
    return Clock.WORKING if standard is None else clock_of(standard, policy_at(office, begun_at))
