"""What may be expected of an open run from how the same step went before, with no model but the past itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.model import RunState, Verdict
from dashboard.sla.account import percentile
from dashboard.sop import Clock
from dashboard.workcal import WorkingCalendar

ENOUGH_RUNS = 10
NOT_ENOUGH = "belum cukup data"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Outlook of one open run. Times used are seconds on the run's clock; chances and shares are 0..1.

    With fewer than ten finished runs everything but ``budget_share`` is None and ``note`` says "belum cukup data".
    ``expected_at``: finish if the rest goes as the median of those earlier runs that took at least as long.
    """

    budget_share: float | None
    runs: int
    median_s: float | None = None
    p90_s: float | None = None
    expected_at: datetime | None = None
    late_expected_at: datetime | None = None
    breach_chance: float | None = None
    note: str = ""


def history(verdicts: Iterable[Verdict], like: Verdict) -> list[float]:
    """Times used in seconds by finished runs of the same step and kecamatan as ``like``."""
    return [
        verdict.used_s
        for verdict in verdicts
        if verdict.state in (RunState.MET, RunState.LATE)
        and verdict.finished_at is not None
        and verdict.used_s is not None
        and (verdict.sop, verdict.kecamatan, verdict.scope, verdict.from_step, verdict.to_step)
        == (like.sop, like.kecamatan, like.scope, like.from_step, like.to_step)
    ]


def forecast(
    verdict: Verdict, used_before: Sequence[float], clock: Clock, calendar: WorkingCalendar, now: datetime
) -> Forecast:
    """Outlook of an open run from the times (seconds on ``clock``) that finished runs used."""
    if verdict.used_s is None or len(used_before) < ENOUGH_RUNS:
        return Forecast(verdict.share, len(used_before), note=NOT_ENOUGH)
    used_s = verdict.used_s
    as_long = [used for used in used_before if used >= used_s]
    past = list(used_before)
    return Forecast(
        budget_share=verdict.share,
        runs=len(past),
        median_s=percentile(past, 0.5),
        p90_s=percentile(past, 0.9),
        expected_at=_finish(as_long, 0.5, used_s, clock, calendar, now),
        late_expected_at=_finish(as_long, 0.9, used_s, clock, calendar, now),
        breach_chance=_breach_chance(verdict, used_s, as_long),
        note="" if as_long else "lebih lama dari semua pelaksanaan sebelumnya",
    )


def _finish(
    as_long: list[float], share: float, used_s: float, clock: Clock, calendar: WorkingCalendar, now: datetime
) -> datetime | None:
    if not as_long:
        return None
    left_s = max(percentile(as_long, share) - used_s, 0.0)
    return calendar.add(now, left_s) if clock is Clock.WORKING else now + timedelta(seconds=left_s)


def _breach_chance(verdict: Verdict, used_s: float, as_long: list[float]) -> float | None:
    """Share of the earlier runs that lasted at least as long as this one has and then broke this budget."""
    if verdict.state is RunState.OVERDUE:
        return 1.0
    if verdict.budget_s is None or not as_long:
        return None
    return sum(1 for used in as_long if used > verdict.budget_s) / len(as_long)
