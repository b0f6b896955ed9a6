"""The accounting: heaps, compliance and coverage of runs and slots in one period (sla-rules, The percentage)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import add
from statistics import median

from dashboard.model import Compliance, Heap, Kind, RunState, Scope, Slot, Verdict
from dashboard.sla.histogram import LIMIT_S, quantile

Period = tuple[datetime, datetime]
"""``[start, end)`` as instants: local midnights of the office."""

_OPEN = frozenset({RunState.NOT_STARTED, RunState.RUNNING, RunState.AT_RISK, RunState.PAUSED})


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row of the accounting is about. Of a roll-up ``sop`` is "" and the steps are None."""

    office: str
    kecamatan: str | None
    sop: str
    version: date | None
    from_step: int | None
    to_step: int | None
    scope: Scope
    kind: Kind


@dataclass(slots=True)
class Tally:
    """Counts of one row, filled run by run."""

    heaps: dict[Heap, int] = field(default_factory=lambda: dict.fromkeys(Heap, 0))
    excused_missed: int = 0
    open_due: int = 0
    backlog: int = 0
    shares: list[float] = field(default_factory=list)
    histogram: list[int] = field(default_factory=list)
    slowest_s: float = 0.0

    def add_verdict(self, verdict: Verdict, end: datetime) -> None:
        """Count one run. ``end`` of the period: an open run due by then may still turn out either way."""
        self.heaps[verdict.heap] += 1
        if verdict.heap is Heap.EXCUSED and verdict.heap_before is Heap.MISSED:
            self.excused_missed += 1
        if verdict.heap is Heap.OUTSIDE and verdict.state in _OPEN and verdict.due_at and verdict.due_at < end:
            self.open_due += 1
        if verdict.state is RunState.OVERDUE and verdict.heap is Heap.MISSED:
            self.backlog += 1
        if verdict.share is not None and verdict.state in (RunState.MET, RunState.LATE) and verdict.finished_at:
            self.shares.append(verdict.share)

    def add_slot(self, slot: Slot) -> None:
        """Count one scheduled hour."""
        if slot.used_count:
            self.add_hours(slot.heap, 1, slot.histogram, slot.used_max_s)
        else:
            self.heaps[slot.heap] += 1

    def add_hours(self, heap: Heap, hours: int, histogram: Sequence[int], slowest_s: float) -> None:
        """Count scheduled hours of one heap together; ``histogram``: their sum, empty where no time was used."""
        self.heaps[heap] += hours
        if histogram:
            self._add_histogram(histogram)
            self.slowest_s = max(self.slowest_s, slowest_s)

    def add_slots_of(self, other: Tally) -> None:
        """Count the hours that another tally counted."""
        for heap, count in other.heaps.items():
            self.heaps[heap] += count
        if other.histogram:
            self._add_histogram(other.histogram)
        self.slowest_s = max(self.slowest_s, other.slowest_s)

    def _add_histogram(self, counts: Sequence[int]) -> None:
        self.histogram = [*map(add, self.histogram, counts)] if self.histogram else list(counts)

    def row(self, key: RowKey, *, running: bool) -> Compliance:
        """The row; ``best`` and ``worst`` only differ from the compliance of a running period."""
        met, missed, excused = (self.heaps[heap] for heap in (Heap.MET, Heap.MISSED, Heap.EXCUSED))
        n = met + missed
        judged = n + excused
        still = self.open_due if running else 0
        middle, high = self._used_shares()
        return Compliance(
            office=key.office,
            kecamatan=key.kecamatan,
            sop=key.sop,
            version=key.version,
            from_step=key.from_step,
            to_step=key.to_step,
            scope=key.scope,
            kind=key.kind,
            met=met,
            missed=missed,
            excused=excused,
            unmonitored=self.heaps[Heap.UNMONITORED],
            outside=self.heaps[Heap.OUTSIDE],
            n=n,
            compliance=_fraction(met, n),
            compliance_before=_fraction(met, n + self.excused_missed),
            coverage=_fraction(judged, judged + self.heaps[Heap.UNMONITORED]),
            best=_fraction(met + still, n + still),
            worst=_fraction(met, n + still),
            median_share=middle,
            p90_share=high,
            breaches=missed + self.excused_missed,
            backlog=self.backlog,
        )

    def _used_shares(self) -> tuple[float | None, float | None]:
        """Median and p90 of the share used: of slots read from the histograms against 30 s."""
        if self.histogram:
            slowest = self.slowest_s or None
            middle = quantile(self.histogram, 0.5, max_s=slowest)
            high = quantile(self.histogram, 0.9, max_s=slowest)
            return (None if middle is None else middle / LIMIT_S, None if high is None else high / LIMIT_S)
        if not self.shares:
            return None, None
        return median(self.shares), percentile(self.shares, 0.9)


def percentile(values: list[float], share: float) -> float:
    """Value that ``share`` (0..1) of the values do not exceed, between ranks in proportion; never empty."""
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    below = int(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)


def in_period(at: datetime, period: Period) -> bool:
    """Whether an instant lies in ``[start, end)``."""
    return period[0] <= at < period[1]


def is_running(period: Period, now: datetime) -> bool:
    """Whether the period is not over: ``as_of = min(now, end)`` lies in it."""
    return in_period(now, period)


def verdict_key(verdict: Verdict) -> RowKey:
    """The row of a verdict: its kecamatan, SOP version and steps."""
    return RowKey(
        verdict.office,
        verdict.kecamatan,
        verdict.sop,
        verdict.version,
        verdict.from_step,
        verdict.to_step,
        verdict.scope,
        Kind.PELAKSANAAN,
    )


def slot_key(slot: Slot) -> RowKey:
    """The row of a slot: its kecamatan, SOP version and step."""
    return RowKey(
        slot.office, slot.kecamatan, slot.sop, slot.version, slot.step, slot.step, Scope.STEP, Kind.PENGUKURAN
    )


def accounts(
    verdicts: Iterable[Verdict],
    slots: Iterable[Slot] = (),
    *,
    period: Period,
    now: datetime,
    verdict_key: Callable[[Verdict], RowKey | None] = verdict_key,
    slot_key: Callable[[Slot], RowKey | None] = slot_key,
) -> list[Compliance]:
    """One row for each key with a run or slot in the period, in the order of first appearance.

    Open runs not yet due belong to the period that contains ``now``: only a running period counts them.
    A key function that gives None leaves the run out.
    """
    period = _in_utc(period)
    tallies: defaultdict[RowKey, Tally] = defaultdict(Tally)
    for verdict in verdicts:
        if in_period(verdict.period_at, period) and (key := verdict_key(verdict)) is not None:
            tallies[key].add_verdict(verdict, period[1])
    for slot in slots:
        if in_period(slot.start, period) and (key := slot_key(slot)) is not None:
            tallies[key].add_slot(slot)
    running = is_running(period, now)
    return [tally.row(key, running=running) for key, tally in tallies.items()]


def account(
    verdicts: Iterable[Verdict] = (), slots: Iterable[Slot] = (), *, key: RowKey, period: Period, now: datetime
) -> Compliance:
    """One row over all given runs (or all given slots), whatever they are; with nothing in it every share is None.

    The caller chooses what may be pooled: totals never with steps, pelaksanaan never with pengukuran. A total among
    steps is refused with ValueError, and so are runs and slots together.
    """
    period = _in_utc(period)
    tally = Tally()
    for verdict in verdicts:
        if (verdict.scope is Scope.TOTAL) != (key.scope is Scope.TOTAL) or key.kind is not Kind.PELAKSANAAN:
            raise ValueError("totals are never pooled with steps, nor runs with slots")
        if in_period(verdict.period_at, period):
            tally.add_verdict(verdict, period[1])
    for slot in slots:
        if key.kind is not Kind.PENGUKURAN:
            raise ValueError("runs are never pooled with slots")
        if in_period(slot.start, period):
            tally.add_slot(slot)
    return tally.row(key, running=is_running(period, now))


def _in_utc(period: Period) -> Period:
    """The same instants, as runs and slots carry them: between two zones each comparison asks both for their offset."""
    return period[0].astimezone(UTC), period[1].astimezone(UTC)


def _fraction(part: int, whole: int) -> float | None:
    return part / whole if whole else None
