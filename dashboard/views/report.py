"""``report_view``: the one frozen model from which every export of a period is made (pages, API and files agree)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from dashboard.formats import sop_short
from dashboard.model import RULE_VERSION, Kind, Verdict
from dashboard.offices import OFFICE_ITSELF, Office
from dashboard.sla import Period, RowKey, is_running
from dashboard.sla.account import Tally
from dashboard.store.reported import reported_periods
from dashboard.views import report_figures as figures
from dashboard.views.compliance import reported_since
from dashboard.views.context import Context
from dashboard.views.progress import Progress, no_progress
from dashboard.views.report_actions import actions
from dashboard.views.report_figures import Evidence
from dashboard.views.report_measured import network, sending
from dashboard.views.report_rows import (
    DINAS,
    ReportError,
    ReportOffice,
    ReportScope,
    ReportView,
    SopName,
)
from dashboard.views.report_words import definitions
from dashboard.views.report_work import report_backups, report_excuses, report_runs, report_tickets
from dashboard.views.reported_rows import ChangedRow, ReportComparison
from dashboard.views.verdicts import verdicts_between

MOST_DAYS = 366 * 5
_MANY = 8


def report_view(
    context: Context,
    office: str,
    start: date,
    end: date,
    now: datetime,
    *,
    kecamatan: Collection[str] | None = None,
    sops: Collection[str] | None = None,
    kinds: Collection[Kind] = frozenset(Kind),
    progress: Progress = no_progress,
) -> ReportView:
    """The report of office-local days ``start`` to ``end``, both included, frozen at ``now`` (aware UTC).

    ``kecamatan`` are codes, ``dinas`` for the office itself; ``sops`` ids; None takes all. Raises ReportError for an
    unknown office, kecamatan or SOP, and for a period that ends before it starts or is too long.
    """
    known = _office(context, office)
    _check_period(start, end)
    scope = _scope(context, known, kecamatan, sops, kinds)
    progress(0.0, "membaca tiket dan menilai langkah")
    found = _evidence(context, known, start, end, now, scope)
    progress(0.45, "menyusun angka kepatuhan")
    rows = figures.report_rows(context, found)
    progress(0.55, "membaca jaringan dan pengiriman")
    targets, outages, decisions = network(context, found)
    sent = sending(context, found)
    backups = report_backups(found)
    progress(0.85, "membandingkan dengan laporan terdahulu")
    compared = _reported(context, found)
    view = ReportView(
        office=_head(known),
        start=start,
        end=end,
        as_of=now,
        interim=is_running(found.period, now),
        to_come=now < found.period[0],
        simulated=known.simulated,
        rule_version=RULE_VERSION,
        rule_versions=tuple(sorted({RULE_VERSION, *found.rule_versions})),
        scope=scope,
        sops=found.sops,
        rows=rows,
        totals=figures.totals(found),
        places=figures.places(found),
        by_sop=figures.by_sop(found),
        trend=figures.trend(found),
        worst=figures.worst(found),
        tickets=report_tickets(found),
        runs=report_runs(found),
        excused=report_excuses(context, found),
        availability=targets,
        outages=outages,
        decisions=decisions,
        backups=backups,
        sending=sent,
        lkjip=figures.lkjip_rows(found),
        actions=actions(found, rows, targets, sent, backups),
        reported=compared,
        definitions=definitions(found.target),
    )
    progress(1.0, "angka siap")
    return view


def _office(context: Context, code: str) -> Office:
    if code not in context.offices:
        raise ReportError(f"kantor {code} tidak ada", f"pakai salah satu: {', '.join(sorted(context.offices))}")
    return context.offices[code]


def _check_period(start: date, end: date) -> None:
    if start > end:
        raise ReportError(f"periode kosong: {start} sesudah {end}", "tukar tanggal awal dan akhir")
    if (end - start).days >= MOST_DAYS:
        raise ReportError("periode lebih dari lima tahun", "pilih periode yang lebih pendek")


def _scope(
    context: Context,
    office: Office,
    kecamatan: Collection[str] | None,
    sops: Collection[str] | None,
    kinds: Collection[Kind],
) -> ReportScope:
    names = {OFFICE_ITSELF: DINAS} | {each.code: each.name for each in office.kecamatan}
    for code in kecamatan or ():
        if code not in names:
            shown = ", ".join(list(names)[: _MANY + 1])
            raise ReportError(f"kecamatan {code} tidak ada di {office.short}", f"pakai kode seperti: {shown}")
    for sop in sops or ():
        if context.catalogue.find(sop) is None:
            raise ReportError(f"SOP {sop} tidak ada dalam katalog", "lihat python -m dashboard sop")
    if not kinds:
        raise ReportError("jenis angka belum dipilih", "pilih pelaksanaan, pengukuran, atau keduanya")
    return ReportScope(
        kecamatan=None if kecamatan is None else frozenset(None if c == OFFICE_ITSELF else c for c in kecamatan),
        sops=None if sops is None else frozenset(sops),
        kinds=frozenset(kinds),
        places=() if kecamatan is None else tuple(name for code, name in names.items() if code in kecamatan),
        sop_titles=()
        if sops is None
        else tuple(sop_short(sop.title) for sop in context.catalogue.sops if sop.id in sops),
    )


def _evidence(context: Context, office: Office, start: date, end: date, now: datetime, scope: ReportScope) -> Evidence:
    period: Period = figures.period_of(office, start, end)
    verdicts, tickets = verdicts_between(context, office.code, None, *period, now)
    has_runs = Kind.PELAKSANAAN in scope.kinds
    hours: dict[RowKey, Tally] = {}
    versions: set[str] = set()
    if Kind.PENGUKURAN in scope.kinds:
        hours, versions = figures.folded_hours(context, office.code, period, now, scope)
    names: dict[str | None, str] = {each.code: each.name for each in office.kecamatan} | {None: DINAS}
    return Evidence(
        office=office,
        start=start,
        end=end,
        now=now,
        period=period,
        scope=scope,
        verdicts=tuple(each for each in verdicts if has_runs and _is_within(scope, each)),
        tickets={
            each.id: each
            for each in tickets.values()
            if has_runs and scope.has_place(each.kecamatan) and scope.has_sop(each.sop)
        },
        hours=hours,
        rule_versions=frozenset(versions),
        names=names,
        sops=_sop_names(context, scope),
    )


def _is_within(scope: ReportScope, each: Verdict) -> bool:
    return scope.has_place(each.kecamatan) and scope.has_sop(each.sop)


def _sop_names(context: Context, scope: ReportScope) -> dict[str, SopName]:
    return {
        sop.id: SopName(
            id=sop.id,
            title=sop.title,
            short=sop_short(sop.title),
            number=sop.number,
            effective=sop.effective,
            legal_bases=sop.legal_bases,
            kegiatan={step.number: step.kegiatan for step in sop.steps},
        )
        for sop in context.catalogue.sops
        if scope.has_sop(sop.id)
    }


def _head(office: Office) -> ReportOffice:
    return ReportOffice(office.code, office.name, office.short, office.province, office.zone, office.report)


def _reported(context: Context, found: Evidence) -> tuple[ReportComparison, ...]:
    """Earlier reports of the period and its parts; of a narrower scope only the rows that are in it."""
    code = found.office.code
    if not any(
        each.reported_at <= found.now
        for each in reported_periods(context.store, code, start=found.start, end=found.end, with_rows=False)
    ):
        return ()
    compared = reported_since(context, code, found.start, found.end, found.now)
    if found.scope.is_whole:
        return compared
    return tuple(
        replace(each, changed=tuple(row for row in each.changed if _is_asked(found.scope, row))) for each in compared
    )


def _is_asked(scope: ReportScope, row: ChangedRow) -> bool:
    kecamatan, sop, *_, kind = row.id
    return not row.is_total and scope.has_place(kecamatan) and scope.has_sop(sop) and kind in scope.kinds
