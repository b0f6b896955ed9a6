"""The total of a ticket: one target over the whole SOP, or a due time chained along the path (sla-rules, Total)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.model import Heap, RunState, Scope, Stamp, Verdict
from dashboard.sla.due import Hole
from dashboard.sla.judge import Bench, Window, judge
from dashboard.sla.path import Path, Stand, Visit
from dashboard.sla.plan import Plan
from dashboard.sla.stamps import known, own_pauses, paused_time, united
from dashboard.sla.windows import by_machine, is_unmeasured, last_finish, ticket_end, time_off


def totals(bench: Bench, plan: Plan, path: Path, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Total of a ticket whose steps are known: one, and after each reopening of a met one another that resumes it."""
    if plan.whole is not None and not path.cuts:
        for verdict in verdicts:
            if verdict.scope is Scope.SPAN and (verdict.from_step, verdict.to_step) == (plan.first, plan.last):
                yield replace(verdict, scope=Scope.TOTAL)
        return
    cuts = [*path.cuts, len(path.visits)]
    for attempt, cut in enumerate(cuts, start=1):
        is_last = cut == len(path.visits)
        window = _window(bench, plan, path, path.visits[:cut], attempt, ended=path.ended or not is_last)
        if window is None:
            return
        verdict = judge(window, bench)
        yield verdict
        # What was missed before a reopening stays missed once; only a met total can be resumed.
        if verdict.heap is Heap.MISSED or verdict.state is RunState.UNKNOWN:
            return


def _window(bench: Bench, plan: Plan, path: Path, visits: list[Visit], attempt: int, *, ended: bool) -> Window | None:
    ignored = by_machine(bench.ticket, plan)
    taken = [v for v in visits if v.stand is not Stand.SKIPPED and not (ignored and is_unmeasured(v))]
    if not taken:
        return None
    now = bench.now
    end = ticket_end(bench.ticket, now)
    finish = last_finish(visits) if ended else None
    is_open = not ended
    if is_open and end[1] == "closed":
        finish, is_open = known(bench.ticket.solved, now, bench.ticket.updated_at).stamp, False
    chain = plan.chain([visit.step.number for visit in taken] + (_ahead(plan, path) if is_open else []))
    if not chain:
        return None
    holes, lost_s, paused = time_off(taken, now)
    free, free_s = _without_standard(plan, taken, now)
    holes = united([*holes, *free, *_reopened(path, visits)])
    return Window(
        scope=Scope.TOTAL,
        from_step=plan.first,
        to_step=plan.last,
        attempt=attempt,
        chain=chain,
        start=_opening(bench) if bench.ticket.scheduled_at is None else taken[0].start,
        finish=finish,
        is_open=is_open,
        opened_at=bench.ticket.opened.at,
        current_step=taken[-1].step.number if is_open else None,
        holes=holes,
        lost_s=lost_s,
        paused=paused and is_open,
        self_recovered=taken[-1].run is not None and taken[-1].run.self_recovered,
        ended_at=end[0] if is_open else None,
        ended_as=end[1],
        problem=_problem(visits[0], taken[-1], ended=ended),
        remarks=(f"waktu langkah tanpa standar dikurangkan: {duration(free_s)}",) if free_s else (),
    )


def _opening(bench: Bench) -> Stamp | None:
    return known(bench.ticket.opened, bench.now, bench.ticket.updated_at).stamp


def _problem(first: Visit, last: Visit, *, ended: bool) -> str | None:
    if ended and last.problem in ("contradictory", "ticked_together"):
        return last.problem
    return "contradictory" if first.problem == "contradictory" and first.start is None else None


def _ahead(plan: Plan, path: Path) -> list[int]:
    """Steps that may still come, by the longest way: a total is not overdue before it is so on every way."""
    if path.undecided is not None:
        return list(plan.ahead(path.undecided, longest=True))
    return list(plan.ahead(path.visits[-1].step.number, longest=True)) if path.visits else []


def _without_standard(plan: Plan, taken: Sequence[Visit], now: datetime) -> tuple[list[Hole], float]:
    """Time spent in steps without a standard, as intervals and as wall-clock seconds."""
    holes: list[Hole] = []
    for visit in taken:
        if plan.standards[visit.step.number] is not None or visit.start is None:
            continue
        until = visit.finish.at if visit.finish is not None else now
        if visit.stand is not Stand.PASSED and until > visit.start.at:
            holes.append((visit.start.at, until))
    merged = united(holes)
    return merged, sum((b - a).total_seconds() for a, b in merged)


def _reopened(path: Path, visits: Sequence[Visit]) -> Iterator[Hole]:
    """The time between each finish of the whole and the reopening after it."""
    for cut in path.cuts:
        if cut < len(visits):
            finish = last_finish(visits[:cut])
            again = visits[cut].start
            if finish is not None and again is not None and again.at > finish.at:
                yield finish.at, again.at


def coarse_total(bench: Bench, plan: Plan) -> Iterator[Verdict]:
    """Total of a ticket of which only opening and solution are known (grain "tiket").

    The way taken is unknown, so the longest one counts and the verdict says so.
    """
    ways = [plan.chain(plan.ahead(plan.first, longest=longest)) for longest in (True, False)]
    if not ways[0]:
        return
    now = bench.now
    ended_at, ended_as = ticket_end(bench.ticket, now)
    finish = known(bench.ticket.solved, now, bench.ticket.updated_at)
    start = _opening(bench)
    kept = [pause for run in bench.ticket.runs for pause in own_pauses(run, None, now)[0]]
    holes, lost_s, paused = paused_time(kept, now)
    window = Window(
        scope=Scope.TOTAL,
        from_step=plan.first,
        to_step=plan.last,
        attempt=1,
        chain=ways[0],
        start=start,
        finish=finish.stamp,
        is_open=finish.stamp is None,
        opened_at=bench.ticket.opened.at,
        holes=holes,
        lost_s=lost_s,
        paused=paused,
        ended_at=ended_at if ended_as == "cancelled" else None,
        ended_as=ended_as,
        remarks=("hanya total",) if ways[0] == ways[1] else ("hanya total", "alur tidak diketahui: alur terpanjang"),
    )
    if finish.in_future or start is None or _is_before(finish.stamp, start):
        window.problem = "contradictory"
    yield judge(window, bench)


def _is_before(finish: Stamp | None, start: Stamp) -> bool:
    if finish is None or finish.at >= start.at:
        return False
    return (start.at - finish.at).total_seconds() >= max(start.resolution_s, finish.resolution_s)


def duration(seconds: float) -> str:
    """Wall-clock seconds in words of at most two units ("1 jam 20 menit")."""
    units = (("hari", 86_400), ("jam", 3_600), ("menit", 60), ("detik", 1))
    left = round(seconds)
    words = []
    for name, size in units:
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {name}")
    return " ".join(words[:2]) or "0 detik"
