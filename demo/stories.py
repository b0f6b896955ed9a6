"""How a run of an SOP goes from opening to end, as chance tells it: the whole story, also what is still to come.

A story is a pure function of its names, so the log book of any moment is "what of each story has happened by now".
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.model import Pause, Stamp, StepRun, Ticket
from dashboard.offices import Office
from dashboard.sop import Sop, Standard, StartRule, Step, Unit
from dashboard.workcal import WorkingCalendar
from demo.chance import draw

TYPICAL_SHARE = 0.55
"""Median share of the waktu baku that a simulated officer uses."""
SPREAD = 0.5
PACES = (0.8, 0.9, 1.0, 1.0, 1.1, 1.3)
"""Some places are slower than others, and stay so."""
STALL_CHANCE = 0.03
STALL_SHARES = (1.2, 4.0)
"""Now and then a step lies about, and is seen overdue before it ends."""
LONGEST_YEAR_SHARE = 1.5
TRAVEL_MINUTES = (15, 75)
PAUSE_CHANCE = 0.12
PAUSE_HOURS = (2, 14)
REASONS = (
    "Menunggu suku cadang dari penyedia",
    "Menunggu teknisi pusat",
    "Listrik kecamatan padam",
    "Jalan ke kecamatan tertutup banjir",
)
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


def tell(plot: Plot, office: Office, calendar: WorkingCalendar, source: str, *, pausing: bool = False) -> Ticket:
    """The whole story of one ticket of ``source`` (``logbook:<id>``, ``agenda``), its end perhaps in the future.

    ``pausing``: whether its officers note pauses; a log book has no column for them.
    """
    dice = draw("story", office.code, plot.number, plot.sop.id)
    pace = draw("pace", office.code, plot.kecamatan).choice(PACES)
    resolution = BUTTON_RESOLUTION_S if is_quick(plot.sop) else TYPED_RESOLUTION_S
    runs: list[StepRun] = []
    attempts: dict[int, int] = {}
    answers: list[str] = []
    at = plot.opened_at
    number: int | None = plot.sop.steps[0].number
    while number is not None and len(runs) < MOST_STEPS:
        step = plot.sop.step(number)
        attempts[number] = attempts.get(number, 0) + 1
        recorded = step.start is StartRule.RECORDED
        started = calendar.add(at, 60 * dice.uniform(*TRAVEL_MINUTES)) if recorded else at
        lasting_s = _lasting_s(plot.sop, step, pace, dice)
        pauses, finished = _paused(started, lasting_s, calendar, dice) if pausing else ((), None)
        finished = finished or calendar.add(started, lasting_s)
        branch, number = _answer(step, attempts, answers, dice)
        runs.append(
            StepRun(
                step.number,
                attempts[step.number],
                _stamp(started, resolution) if recorded or not runs else None,
                _stamp(finished, resolution),
                pauses,
                branch,
            )
        )
        at = finished
    return Ticket(
        id=f"{source.rpartition(':')[2]}:{plot.number}",
        office=office.code,
        kecamatan=plot.kecamatan,
        sop=plot.sop.id,
        version=plot.sop.effective,
        opened=_stamp(plot.opened_at, resolution),
        source=source,
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
            pauses = tuple(
                replace(pause, end=pause.end if pause.end and pause.end <= now else None)
                for pause in run.pauses
                if pause.start is not None and pause.start <= now
            )
            branch = run.branch if finished else None
            runs.append(replace(run, started=started, finished=finished, pauses=pauses, branch=branch))
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
                    yield Plot(_number(sop, day, place), sop, place, _moment(hours, zone, day, dice))


def dated_plots(
    office: Office,
    sops: dict[str, Sop],
    calendar: WorkingCalendar,
    first: date,
    last: date,
    months: dict[str, tuple[int, ...]],
) -> Iterator[Plot]:
    """Openings by the calendar: in the given months, early in the month, one each for the Dinas."""
    zone = ZoneInfo(office.zone)
    wanted = {sops[sop_id]: numbers for sop_id, numbers in months.items() if sop_id in sops}
    for sop, numbers in wanted.items():
        year, month = first.year, first.month
        while (year, month) <= (last.year, last.month):
            dice = draw("dated", office.code, sop.id, year, month)
            at = calendar.next_opening(datetime(year, month, dice.randint(2, 6), 8, dice.randint(5, 55), tzinfo=zone))
            day = at.astimezone(zone).date()
            if month in numbers and first <= day <= last:
                yield Plot(_number(sop, day, None), sop, None, at)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _number(sop: Sop, day: date, place: str | None) -> str:
    document, order = sop.id.split("-")[0], sop.id.split("-")[-1 if sop.id.startswith("pesisir") else 1]
    return f"{document[:3].upper()}/{order}/{day:%y%m%d}/{place or 'D'}"


def _moment(hours: tuple[tuple[datetime, datetime], ...], zone: ZoneInfo, day: date, dice: random.Random) -> datetime:
    opening, closing = hours[0][0], hours[-1][1]
    span = (closing - opening).total_seconds()
    at = opening + timedelta(seconds=dice.uniform(0.02, 0.85) * span)
    local = at.astimezone(zone)
    return datetime.combine(day, time(local.hour, local.minute), zone).astimezone(UTC)


def is_quick(sop: Sop) -> bool:
    """Steps of a minute are ticked by button: a typed time is too coarse to judge them."""
    times = [s.standard.max_s for s in sop.steps if s.standard is not None and s.standard.max_s]
    return bool(times) and min(times) < 2 * TYPED_RESOLUTION_S and not any(s.measure for s in sop.steps)


def _stamp(at: datetime, resolution_s: int) -> Stamp:
    exact = at.replace(second=0, microsecond=0) if resolution_s >= TYPED_RESOLUTION_S else at.replace(microsecond=0)
    return Stamp(exact, resolution_s, typed=resolution_s >= TYPED_RESOLUTION_S)


def _lasting_s(sop: Sop, step: Step, pace: float, dice: random.Random) -> float:
    """Working seconds that the step takes."""
    standard = sop.standard_of(step.number)
    share = pace * TYPICAL_SHARE * dice.lognormvariate(0.0, SPREAD)
    if dice.random() < STALL_CHANCE:
        share = dice.uniform(*STALL_SHARES)
    if standard is None:
        return STEP_WITHOUT_STANDARD_S * share
    if standard.unit is Unit.TAHUN:
        share = min(share, LONGEST_YEAR_SHARE)
    covered = standard.last_step - standard.first_step + 1
    return max(1.0, _working_s(standard) * share / covered)


def _paused(
    started: datetime, lasting_s: float, calendar: WorkingCalendar, dice: random.Random
) -> tuple[tuple[Pause, ...], datetime | None]:
    """Perhaps a pause in the middle of a step, and when the step ends then."""
    if dice.random() >= PAUSE_CHANCE or lasting_s < 2 * STEP_WITHOUT_STANDARD_S:
        return (), None
    begin = _stamp(calendar.add(started, lasting_s / 2), TYPED_RESOLUTION_S).at
    end = _stamp(calendar.add(begin, 3600 * dice.uniform(*PAUSE_HOURS)), TYPED_RESOLUTION_S).at
    return (Pause(begin, end, dice.choice(REASONS)),), calendar.add(end, lasting_s / 2)


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
    # Only an arrow that leads back: at the second try the way on from a step has been walked before, too.
    loops = [arrow for arrow in step.next if arrow.to is not None and arrow.to <= step.number and arrow.to in seen]
    onward = [arrow for arrow in step.next if arrow not in loops]
    loop_again = bool(loops) and seen[step.number] == 1 and dice.random() < LOOP_CHANCE
    if not onward and not loop_again:
        return None, None
    usual_first = [3] + [1] * (len(onward) - 1)
    arrow = dice.choice(loops) if loop_again else dice.choices(onward, usual_first)[0]
    if arrow.when is not None and not loop_again:
        answers.append(arrow.when)
    return arrow.when, arrow.to
