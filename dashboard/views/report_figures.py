"""The figures of a report: rows, totals, places, trend, worst steps and LKjIP, from judged runs and folded hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Compliance, Kind, Scope, Ticket, Verdict
from dashboard.offices import Office
from dashboard.sla import Period, RowKey, accounts, in_period, is_running, lkjip, office_row, sop_rows, totals_row
from dashboard.sla.account import Tally
from dashboard.sla.lkjip import means_of
from dashboard.views.compliance import in_file_order, parts_of, ranking_of, target_of, trend_of
from dashboard.views.context import Context, local_period
from dashboard.views.measured import measured, tallied
from dashboard.views.report_rows import (
    DINAS,
    PlaceRow,
    ReportLkjip,
    ReportRow,
    ReportScope,
    ReportTotals,
    SopName,
    SopRow,
    TrendPoint,
)
from dashboard.views.report_words import step_range, step_words
from dashboard.views.standing import FEW, judge

WORST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the figures of a report are counted from, cut to its scope. Hours are folded already, row by row."""

    office: Office
    start: date
    end: date
    now: datetime
    period: Period
    scope: ReportScope
    verdicts: tuple[Verdict, ...]
    tickets: Mapping[str, Ticket]
    hours: Mapping[RowKey, Tally]
    rule_versions: frozenset[str]
    names: Mapping[str | None, str]
    sops: Mapping[str, SopName]

    @property
    def target(self) -> float:
        """The office's target at the end of the period, 0..1."""
        return target_of(self.office, self.end)

    def place(self, kecamatan: str | None) -> str:
        """Name of a kecamatan; of one that the office file has no more, its code."""
        return self.names.get(kecamatan, kecamatan or DINAS)

    def sop_title(self, sop: str) -> str:
        """Short title of an SOP; of one that the catalogue does not have, its id."""
        return self.sops[sop].short if sop in self.sops else sop

    def kegiatan(self, sop: str, step: int | None) -> str:
        """What a step does; empty for a whole SOP."""
        return self.sops[sop].kegiatan.get(step, "") if sop in self.sops and step is not None else ""

    def counted(self) -> Iterable[Verdict]:
        """Verdicts that belong to the period."""
        return (each for each in self.verdicts if in_period(each.period_at, self.period))


def folded_hours(
    context: Context, office: str, period: Period, now: datetime, scope: ReportScope
) -> tuple[dict[RowKey, Tally], set[str]]:
    """Measured hours that were over by ``now``, counted into their rows, with the rule versions that judged them."""
    found = [
        each
        for each in measured(context, office, None, period, now).hours
        if scope.has_place(each.kecamatan) and scope.has_sop(each.sop)
    ]
    return tallied(office, found), {each.rule_version for each in found}


def report_rows(context: Context, found: Evidence) -> tuple[ReportRow, ...]:
    """The rows of the API, in its order, with their words."""
    running = is_running(found.period, found.now)
    rows = accounts(found.verdicts, period=found.period, now=found.now)
    rows += [tally.row(key, running=running) for key, tally in found.hours.items()]
    return tuple(_row(found, each) for each in in_file_order(context, found.office, rows))


def _row(found: Evidence, row: Compliance) -> ReportRow:
    return ReportRow(
        row,
        found.place(row.kecamatan),
        found.sop_title(row.sop),
        step_words(row),
        "" if row.scope is Scope.TOTAL else found.kegiatan(row.sop, row.from_step),
        judge(row.compliance, found.target),
    )


def totals(found: Evidence) -> ReportTotals:
    """The office's figures over the scope."""
    code, period, now = found.office.code, found.period, found.now
    return ReportTotals(
        pelaksanaan=_any(office_row(found.verdicts, office=code, period=period, now=now)),
        sop_totals=_any(totals_row(found.verdicts, office=code, period=period, now=now)),
        pengukuran=_pooled(found, lambda _: True),
        target=found.target,
    )


def _any(row: Compliance) -> Compliance | None:
    return row if row.n + row.excused + row.unmonitored + row.outside else None


def _pooled(found: Evidence, wanted: Callable[[RowKey], bool], sop: str = "") -> Compliance | None:
    """The pengukuran figure of the hours whose row is wanted."""
    own = [(key, tally) for key, tally in found.hours.items() if wanted(key)]
    if not own:
        return None
    whole = Tally()
    for _, tally in own:
        whole.add_slots_of(tally)
    places = {key.kecamatan for key, _ in own}
    kecamatan = next(iter(places)) if len(places) == 1 else None
    key = RowKey(found.office.code, kecamatan, sop, None, None, None, Scope.STEP, Kind.PENGUKURAN)
    return _any(whole.row(key, running=is_running(found.period, found.now)))


def places(found: Evidence) -> tuple[PlaceRow, ...]:
    """Every place of the scope with anything counted: ranked ones best first, then the others in the file's order."""
    ranked = ranking_of(found.office, found.verdicts, found.period, found.now)
    rows = []
    for number, row in enumerate(ranked, 1):
        measured = _of_place(found, row.kecamatan)
        rank = number if row.n >= FEW else None
        name = found.place(row.kecamatan)
        rows.append(PlaceRow(row.kecamatan, name, rank, row, measured, judge(row.compliance, found.target)))
    known = {row.kecamatan for row in ranked}
    for code in found.names:
        measured = None if code in known else _of_place(found, code)
        if measured is not None:
            rows.append(PlaceRow(code, found.place(code), None, None, measured, judge(None, found.target)))
    return tuple(rows)


def _of_place(found: Evidence, kecamatan: str | None) -> Compliance | None:
    return _pooled(found, lambda key: key.kecamatan == kecamatan)


def by_sop(found: Evidence) -> tuple[SopRow, ...]:
    """Every SOP with anything counted, in the catalogue's order."""
    steps: dict[str, Compliance] = {}
    whole: dict[str, Compliance] = {}
    for row in sop_rows(found.verdicts, period=found.period, now=found.now):
        (whole if row.scope is Scope.TOTAL else steps)[row.sop] = row
    rows = []
    for sop in found.sops:
        measured = _pooled(found, lambda key, sop=sop: key.sop == sop, sop)  # type: ignore[misc]
        own = steps.get(sop)
        if own or measured or sop in whole:
            chosen = own or measured
            stand = judge(None if chosen is None else chosen.compliance, found.target)
            rows.append(SopRow(sop, found.sop_title(sop), own, whole.get(sop), measured, stand))
    return tuple(rows)


def trend(found: Evidence) -> tuple[TrendPoint, ...]:
    """The pelaksanaan figure of each week or month that has begun."""
    ends = dict(parts_of(found.start, found.end))
    points = trend_of(found.office, found.verdicts, found.start, found.end, found.now)
    return tuple(TrendPoint(first, ends[first], row) for first, row in points)


def worst(found: Evidence) -> tuple[ReportRow, ...]:
    """Steps and spans pooled over all places that missed most often, worst first."""

    def key(verdict: Verdict) -> RowKey | None:
        if verdict.scope is Scope.TOTAL:
            return None
        steps = (verdict.from_step, verdict.to_step)
        return RowKey(verdict.office, None, verdict.sop, None, *steps, verdict.scope, Kind.PELAKSANAAN)

    rows = accounts(found.verdicts, period=found.period, now=found.now, verdict_key=key)
    chosen = sorted((row for row in rows if row.n >= FEW and row.missed), key=lambda row: (row.compliance or 0, -row.n))
    return tuple(_row(found, row) for row in chosen[:WORST_SHOWN])


def lkjip_rows(found: Evidence) -> tuple[ReportLkjip, ...]:
    """Achievement of each step, span and whole SOP over all places, in the catalogue's order."""
    heaps: defaultdict[tuple[str, Scope, int, int], list[Verdict]] = defaultdict(list)
    for each in found.counted():
        heaps[each.sop, each.scope, each.from_step, each.to_step].append(each)
    order = {sop: number for number, sop in enumerate(found.sops)}
    keys = sorted(heaps, key=lambda key: (order.get(key[0], len(order)), key[1] is Scope.TOTAL, key[2], key[3]))
    rows = ((key, _lkjip(found, key, heaps[key])) for key in keys)
    return tuple(row for _, row in rows if row is not None)


def _lkjip(found: Evidence, key: tuple[str, Scope, int, int], verdicts: Sequence[Verdict]) -> ReportLkjip | None:
    means = means_of(verdicts)
    if means is None:
        return None
    sop, scope, first, last = key
    whole = scope is Scope.TOTAL
    return ReportLkjip(
        sop=sop,
        sop_title=found.sop_title(sop),
        scope=scope,
        step="Seluruh SOP" if whole else step_range(first, last),
        kegiatan="" if whole else found.kegiatan(sop, first),
        runs=means[2],
        target_s=means[0],
        realisasi_s=means[1],
        achievement=lkjip(means[0], means[1]),
    )


def period_of(office: Office, start: date, end: date) -> Period:
    """The period as instants."""
    return local_period(start, end, office.zone)
