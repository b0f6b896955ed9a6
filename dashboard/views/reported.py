"""Reported periods against the figures of now: which rows changed since, with both figures, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dashboard.model import RULE_VERSION, Compliance, Excuse, Kind, Scope, Ticket, Verdict
from dashboard.offices import Office
from dashboard.reported import FrozenRow, ReportedPeriod, differing, frozen
from dashboard.sla import Period, accounts, in_period, is_running, office_row
from dashboard.store import CountedHours, Store, excuses
from dashboard.store.reported import reported_periods
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import local_period
from dashboard.views.measured import pooled_hours, rows_of_hours
from dashboard.views.reported_rows import ChangedRow, ReportComparison

INTERIM = "periode belum selesai saat dilaporkan"
UNTOLD = "sebab tidak tercatat: periksa perubahan kalender, aturan kantor, atau katalog SOP"
_COUNTS = ("met", "missed", "excused", "unmonitored", "outside", "n", "compliance", "coverage")
_NAMED = 8
"""So many tickets are named in a sentence; all of them stand in the row's ``tickets``."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything judged of the longest period that is asked for."""

    verdicts: Sequence[Verdict]
    tickets: Mapping[str, Ticket]
    hours: Callable[[Period], Sequence[CountedHours]]
    """The measured hours of a period within it that were over, counted."""


def rows_to_report(office: str, judged: Judged, period: Period, now: datetime) -> tuple[Compliance, ...]:
    """The account's rows of a period and then the office's totals, one of each kind that has any run or slot."""
    hours, running = judged.hours(period), is_running(period, now)
    rows = accounts(judged.verdicts, period=period, now=now) + rows_of_hours(office, hours, running=running)
    work = office_row(judged.verdicts, office=office, period=period, now=now)
    measured = pooled_hours(office, hours, running=running)
    has_any = (row for row in (work, measured) if row.n + row.excused + row.unmonitored + row.outside > 0)
    return (*rows, *has_any)


def comparisons(
    store: Store, office: Office, judged: Judged, start: date, end: date, now: datetime, sop: str | None = None
) -> tuple[ReportComparison, ...]:
    """The newest report of each period from ``start`` to ``end``, that very one first, against the figures of now.

    Reports after ``now`` are left out. With ``sop`` only its rows are compared, and no totals.
    """
    by_days: defaultdict[tuple[date, date], list[ReportedPeriod]] = defaultdict(list)
    for report in reported_periods(store, office.code, start=start, end=end):
        if report.reported_at <= now:
            by_days[report.start, report.end].append(report)
    asked = (start, end)
    decisions = excuses(store, office.code) if by_days else []
    found = []
    for days, reports in sorted(by_days.items(), key=lambda item: (item[0] != asked, item[0])):
        newest = reports[-1]
        changed = _changed(newest, office, judged, decisions, now, sop)
        older = tuple(replace(each, rows=()) for each in reversed(reports[:-1]))
        found.append(ReportComparison(replace(newest, rows=()), days == asked, changed, older))
    return tuple(found)


def _changed(
    report: ReportedPeriod,
    office: Office,
    judged: Judged,
    decisions: Sequence[Excuse],
    now: datetime,
    sop: str | None,
) -> tuple[ChangedRow, ...]:
    period = local_period(report.start, report.end, office.zone)
    rows = [frozen(row) for row in rows_to_report(office.code, judged, period, now)]
    pairs = differing(_of_sop(report.rows, sop), _of_sop(rows, sop))
    return tuple(_explained(ChangedRow(*pair), report, judged, decisions, period, now) for pair in pairs)


def _of_sop(rows: Iterable[FrozenRow], sop: str | None) -> tuple[FrozenRow, ...]:
    return tuple(row for row in rows if sop is None or row.sop == sop)


def _explained(
    row: ChangedRow,
    report: ReportedPeriod,
    judged: Judged,
    decisions: Sequence[Excuse],
    period: Period,
    now: datetime,
) -> ChangedRow:
    if row.id[-1] is Kind.PENGUKURAN:
        tickets: tuple[str, ...] = ()
        told = _of_hours(row, report, judged, period)
    else:
        told, tickets = _of_tickets(row, report, judged, decisions, period, now)
        if report.rule_version != RULE_VERSION:
            told.append(f"aturan hitung {report.rule_version} menjadi {RULE_VERSION}")
    if report.interim:
        told.append(INTERIM)
    return replace(row, reasons=tuple(told or [UNTOLD]), tickets=tickets)


def _of_tickets(
    row: ChangedRow,
    report: ReportedPeriod,
    judged: Judged,
    decisions: Sequence[Excuse],
    period: Period,
    now: datetime,
) -> tuple[list[str], tuple[str, ...]]:
    """What happened since to the tickets with a run in the row; to those of other periods where none in it changed."""
    own = [verdict for verdict in judged.verdicts if _is_of(verdict, row)]
    counted = [verdict for verdict in own if in_period(verdict.period_at, period)]
    for verdicts in (counted, own):
        runs = {(each.ticket, each.scope, each.from_step, each.attempt) for each in verdicts}
        recorded = _in_order(
            each.ticket for each in verdicts if _is_since(judged.tickets[each.ticket].updated_at, report, now)
        )
        of_runs = [each for each in decisions if (each.ticket, each.scope, each.from_step, each.attempt) in runs]
        withdrawn = _in_order(each.ticket for each in of_runs if _is_since(each.withdrawn_at, report, now))
        given = _in_order(
            each.ticket
            for each in of_runs
            if _is_since(each.at, report, now) and (each.withdrawn_at is None or each.withdrawn_at > now)
        )
        told = [
            f"{words} sesudah laporan: tiket {_listed(tickets)}"
            for words, tickets in (
                ("dicatat atau dibetulkan", recorded),
                ("dikecualikan", given),
                ("pengecualian dicabut", withdrawn),
            )
            if tickets
        ]
        if told:
            return told, _in_order((*recorded, *given, *withdrawn))
    return [], ()


def _is_of(verdict: Verdict, row: ChangedRow) -> bool:
    kecamatan, sop, version, from_step, to_step, scope, _ = row.id
    if row.is_total:
        return verdict.scope is not Scope.TOTAL
    of_verdict = (verdict.kecamatan, verdict.sop, verdict.version, verdict.from_step, verdict.to_step, verdict.scope)
    return of_verdict == (kecamatan, sop, version, from_step, to_step, scope)


def _is_since(at: datetime | None, report: ReportedPeriod, now: datetime) -> bool:
    return at is not None and report.reported_at < at <= now


def _in_order(tickets: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(tickets)))


def _listed(tickets: Sequence[str]) -> str:
    more = len(tickets) - _NAMED
    return ", ".join(tickets[:_NAMED]) + (f", dan {more} lainnya" if more > 0 else "")


def _of_hours(row: ChangedRow, report: ReportedPeriod, judged: Judged, period: Period) -> list[str]:
    kecamatan, sop, version, step, _, _, _ = row.id
    own = [
        each
        for each in judged.hours(period)
        if row.is_total or (each.kecamatan, each.sop, each.version, each.step) == (kecamatan, sop, version, step)
    ]
    before, after = (0 if each is None else _hours(each) for each in (row.before, row.after))
    other_rules = sorted({each.rule_version for each in own} - {report.rule_version})
    if other_rules:
        return [f"jam pengukuran dinilai dengan aturan {', '.join(other_rules)} (laporan: {report.rule_version})"]
    if before != after:
        return [f"jam pengukuran yang dinilai {before} menjadi {after}"]
    return ["jam pengukuran dinilai ulang sesudah laporan karena data terlambat"]


def _hours(row: FrozenRow) -> int:
    return row.n + row.excused + row.unmonitored + row.outside


def comparison_json(found: ReportComparison, zone: str) -> Json:
    """One reported period against now, as in ``reported`` of the API's compliance answer."""
    return {
        **report_json(found.report, zone),
        "asked": found.is_asked,
        "same": not found.changed,
        "changed": [_changed_json(row) for row in found.changed],
        "earlier": [report_json(each, zone) for each in found.earlier],
    }


def report_json(report: ReportedPeriod, zone: str) -> Json:
    """When, by whom and as what a period was reported."""
    return {
        "number": report.number,
        "from": report.start.isoformat(),
        "to": report.end.isoformat(),
        "reported_at": local_iso(report.reported_at, zone),
        "by": report.officer,
        "form": report.form,
        "note": report.note,
        "rule_version": report.rule_version,
        "interim": report.interim,
    }


def _changed_json(row: ChangedRow) -> Json:
    kecamatan, sop, version, from_step, to_step, scope, kind = row.id
    return {
        "kecamatan": kecamatan,
        "sop": sop or None,
        "version": None if version is None else version.isoformat(),
        "from_step": from_step,
        "to_step": to_step,
        "scope": str(scope),
        "kind": str(kind),
        "before": _figures_json(row.before),
        "after": _figures_json(row.after),
        "reasons": list(row.reasons),
        "tickets": list(row.tickets),
    }


def _figures_json(row: FrozenRow | None) -> Json | None:
    if row is None:
        return None
    shares = {
        "median_share": None if row.median_permille is None else row.median_permille / 1000,
        "p90_share": None if row.p90_permille is None else row.p90_permille / 1000,
    }
    return {**{name: getattr(row, name) for name in _COUNTS}, **shares}
