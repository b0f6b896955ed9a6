"""How a run of an SOP goes from opening to end, as chance tells it: the whole story, also what is still to come.

A story is a pure function of its names, so the log book of any moment is "what of each story has happened by now".
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.model import Stamp, StepRun, Ticket
from dashboard.offices import Office
from dashboard.sop import Sop, Standard, StartRule, Step, Unit
from dashboard.workcal import WorkingCalendar
from demo.chance import draw

TYPICAL_SHARE = 0.55
"""Median share of the waktu baku that a simulated officer uses."""
SPREAD = 0.5
STEP_WITHOUT_STANDARD_S = 1800.0
WORKING_DAY_S = 27_000.0
TYPED_RESOLUTION_S = 60
BUTTON_RESOLUTION_S = 1
LOOP_CHANCE = 0.15
MOST_STEPS = 40
"""A story that loops longer than this is cut; no seed has such a path."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One story to tell: which SOP, for which kecamatan (None: Dinas), opened when, under which number."""

    number: str
    sop: Sop
    kecamatan: str | None
    opened_at: datetime


def tell(plot: Plot, office: Office, calendar: WorkingCalendar, book: str) -> Ticket:
    """The whole story of one ticket of the log book ``book``, its last steps perhaps in the future."""
    dice = draw("story", office.code, plot.number, plot.sop.id)
    resolution = BUTTON_RESOLUTION_S if _is_quick(plot.sop) else TYPED_RESOLUTION_S
    runs: list[StepRun] = []
    attempts: dict[int, int] = {}
    answers: list[str] = []
    at = plot.opened_at
    number: int | None = plot.sop.steps[0].number
    while number is not None and len(runs) < MOST_STEPS:
        step = plot.sop.step(number)
        attempts[number] = attempts.get(number, 0) + 1
        started = at if step is plot.sop.steps[0] else calendar.add(at, dice.uniform(0, 240))
        finished = _finish(plot.sop, step, started, calendar, dice)
        branch, number = _answer(step, attempts, answers, dice)
        runs.append(
            StepRun(
                step.number,
                attempts[step.number],
                _stamp(started, resolution) if step.start is StartRule.RECORDED or len(runs) == 0 else None,
                _stamp(finished, resolution),
                branch=branch,
            )
        )
        at = finished
    return Ticket(
        id=f"{book}:{plot.number}",
        office=office.code,
        kecamatan=plot.kecamatan,
        sop=plot.sop.id,
        version=plot.sop.effective,
        opened=_stamp(plot.opened_at, resolution),
        source=f"logbook:{book}",
        runs=tuple(runs),
        solved=_stamp(at, resolution),
        title=plot.sop.title,
        simulated=True,
    )


def seen_at(ticket: Ticket, now: datetime) -> Ticket:
    """What of a story has happened by ``now``."""
    runs = []
    begun_at = ticket.opened.at
    for run in ticket.runs:
        finished = run.finished if run.finished is not None and run.finished.at <= now else None
        started = run.started if run.started is not None and run.started.at <= now else None
        if begun_at <= now and (finished is not None or started is not None):
            runs.append(replace(run, started=started, finished=finished, branch=run.branch if finished else None))
        if run.finished is not None:
            begun_at = run.finished.at
    solved = ticket.solved if ticket.solved is not None and ticket.solved.at <= now else None
    return replace(ticket, runs=tuple(runs), solved=solved)


def plots(
    office: Office, sops: dict[str, Sop], calendar: WorkingCalendar, first: date, last: date, rates: dict[str, float]
) -> Iterator[Plot]:
    """Openings of each working day: ``rates`` says per SOP how many a kecamatan (``+``) or the Dinas has a day."""
    zone = ZoneInfo(office.zone)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        hours = calendar.intervals(day)
        if not hours:
            continue
        for sop_id, rate in rates.items():
            if sop_id.rstrip("+") not in sops:
                continue
            sop = sops[sop_id.rstrip("+")]
            places = [k.code for k in office.kecamatan] if sop_id.endswith("+") else [None]
            for place in places:
                dice = draw("opening", office.code, sop.id, place, day)
                if dice.random() < rate:
                    number = f"{sop.id.split('-')[0][:3].upper()}/{sop.id.split('-')[1]}/{day:%y%m%d}/{place or 'D'}"
                    yield Plot(number, sop, place, _moment(hours, zone, day, dice))


def _moment(hours: tuple[tuple[datetime, datetime], ...], zone: ZoneInfo, day: date, dice: random.Random) -> datetime:
    opening, closing = hours[0][0], hours[-1][1]
    span = (closing - opening).total_seconds()
    at = opening + timedelta(seconds=dice.uniform(0.02, 0.85) * span)
    local = at.astimezone(zone)
    return datetime.combine(day, time(local.hour, local.minute), zone).astimezone(UTC)


def _is_quick(sop: Sop) -> bool:
    """Steps of a minute are ticked by button: a typed time is too coarse to judge them."""
    times = [s.standard.max_s for s in sop.steps if s.standard is not None and s.standard.max_s]
    return bool(times) and min(times) < 2 * TYPED_RESOLUTION_S


def _stamp(at: datetime, resolution_s: int) -> Stamp:
    exact = at.replace(second=0, microsecond=0) if resolution_s >= TYPED_RESOLUTION_S else at.replace(microsecond=0)
    return Stamp(exact, resolution_s, typed=resolution_s >= TYPED_RESOLUTION_S)


def _finish(sop: Sop, step: Step, started: datetime, calendar: WorkingCalendar, dice: random.Random) -> datetime:
    standard = sop.standard_of(step.number)
    share = TYPICAL_SHARE * dice.lognormvariate(0.0, SPREAD)
    if standard is None:
        return calendar.add(started, STEP_WITHOUT_STANDARD_S * share)
    covered = standard.last_step - standard.first_step + 1
    return calendar.add(started, max(1.0, _working_s(standard) * share / covered))


def _working_s(standard: Standard) -> float:
    if standard.unit is Unit.HARI:
        return standard.maximum * WORKING_DAY_S
    if standard.unit is Unit.TAHUN:
        return standard.maximum * 235 * WORKING_DAY_S
    return float(standard.max_s or 0)


def _answer(
    step: Step, seen: Mapping[int, int], answers: list[str], dice: random.Random
) -> tuple[str | None, int | None]:
    """The answer given at this step (None: none asked, or given earlier) and the step it leads to.

    An answer given before decides again where a later step asks the same; a loop is left at the second try.
    """
    given = [arrow for arrow in step.next if arrow.when in answers]
    if given:
        return None, given[0].to
    loops = [arrow for arrow in step.next if arrow.to is not None and arrow.to in seen]
    onward = [arrow for arrow in step.next if arrow not in loops]
    loop_again = bool(loops) and seen[step.number] == 1 and dice.random() < LOOP_CHANCE
    if not onward and not loop_again:
        return None, None
    usual_first = [3] + [1] * (len(onward) - 1)
    arrow = dice.choice(loops) if loop_again else dice.choices(onward, usual_first)[0]
    if arrow.when is not None and not loop_again:
        answers.append(arrow.when)
    return arrow.when, arrow.to
