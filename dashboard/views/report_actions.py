"""What a report asks somebody to do: overdue and pressing runs, gaps in what was seen, sources that told nothing."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dashboard.formats import local, number, percent, short_date, ticket_number
from dashboard.model import Compliance, Kind, RunState, Scope, Verdict
from dashboard.views.network_rows import TargetRow
from dashboard.views.report_figures import Evidence
from dashboard.views.report_rows import (
    AT_RISK,
    COVERAGE,
    OVERDUE,
    UNMEASURED,
    ReportAction,
    ReportBackup,
    ReportRow,
    ReportSending,
)
from dashboard.views.report_work import verdict_step

_PRESSING = {RunState.OVERDUE: OVERDUE, RunState.AT_RISK: AT_RISK}
_COUNTED = {Kind.PELAKSANAAN: "pelaksanaan", Kind.PENGUKURAN: "jam pengukuran"}


def actions(
    found: Evidence,
    rows: Sequence[ReportRow],
    availability: Sequence[TargetRow],
    sending: Sequence[ReportSending],
    backups: Sequence[ReportBackup],
) -> tuple[ReportAction, ...]:
    """What is most pressing first: overdue runs by due time, those near it, gaps by size, silent sources."""
    return (
        *_pressing(found),
        *_gaps(rows),
        *_silent_targets(availability),
        *_silent_counters(found, sending),
        *_silent_backups(found, backups),
    )


def _pressing(found: Evidence) -> Iterator[ReportAction]:
    chosen = [each for each in found.counted() if each.state in _PRESSING and each.due_at is not None]
    late = {each.ticket for each in chosen if each.scope is not Scope.TOTAL and each.state is RunState.OVERDUE}
    chosen.sort(key=lambda each: (each.state is not RunState.OVERDUE, each.due_at, each.ticket, each.from_step))
    for each in chosen:
        # a late step says what to do; that the whole is late as well says nothing more
        if each.scope is not Scope.TOTAL or each.ticket not in late:
            steps = None if each.scope is Scope.TOTAL else (each.from_step, each.to_step)
            place, said = found.place(each.kecamatan), _said(found, each)
            yield ReportAction(_PRESSING[each.state], place, said, each.due_at, each.sop, steps)


def _said(found: Evidence, verdict: Verdict) -> str:
    """``Tiket AGD/12, Perbaikan perangkat, langkah 3: Menuju lokasi``."""
    ticket = found.tickets[verdict.ticket]
    named = f"Tiket {ticket_number(ticket.id) or ticket.id}"
    if ticket.scheduled_at is not None and not ticket_number(ticket.id):
        named = f"{ticket.title} jadwal {short_date(local(ticket.scheduled_at, found.office.zone).date())}"
    step = verdict_step(verdict)
    kegiatan = found.kegiatan(verdict.sop, verdict.current_step or verdict.from_step)
    doing = "" if verdict.scope is Scope.TOTAL or not kegiatan else f": {kegiatan}"
    return f"{named}, {found.sop_title(verdict.sop)}, {step[0].lower()}{step[1:]}{doing}"


def _gaps(rows: Sequence[ReportRow]) -> Iterator[ReportAction]:
    heaps: defaultdict[tuple[str, str, Kind], list[Compliance]] = defaultdict(list)
    for row in rows:
        if row.figures.scope is not Scope.TOTAL:
            heaps[row.place, row.sop_title, row.figures.kind].append(row.figures)
    found = []
    for (place, sop, kind), own in heaps.items():
        missing = sum(each.unmonitored for each in own)
        whole = missing + sum(each.n + each.excused for each in own)
        if missing:
            said = f"{number(missing)} dari {number(whole)} {_COUNTED[kind]} tidak terpantau"
            text = f"{sop}: {said} (cakupan {percent(_floored((whole - missing) / whole))})"
            about = ReportAction(COVERAGE, place, text, sop=own[0].sop)
            found.append((missing / whole, missing, about))
    yield from (action for _, _, action in sorted(found, key=lambda each: each[:2], reverse=True))


def _floored(fraction: float) -> float:
    """To a tenth of a percent downwards: what is not whole is never told as 100 %."""
    return math.floor(fraction * 1000) / 1000


def _silent_targets(availability: Iterable[TargetRow]) -> Iterator[ReportAction]:
    for row in availability:
        if row.availability is None:
            yield ReportAction(UNMEASURED, row.place, f"{row.name}: tidak ada waktu yang terukur dalam jadwal")


def _silent_counters(found: Evidence, sending: Sequence[ReportSending]) -> Iterator[ReportAction]:
    told: defaultdict[str, list[int | None]] = defaultdict(list)
    for each in sending:
        told[each.place].append(each.growth)
    for place, growth in told.items():
        if all(each is None for each in growth):
            yield ReportAction(UNMEASURED, place, "Rekaman terkirim tidak terukur sepanjang periode")
    with_counter = {each.kecamatan for each in found.office.counters}
    if sending and None not in with_counter:
        for code, name in found.names.items():
            if code is not None and code not in with_counter and found.scope.has_place(code):
                yield ReportAction(UNMEASURED, name, "Belum ada sumber rekaman terkirim")


def _silent_backups(found: Evidence, backups: Sequence[ReportBackup]) -> Iterator[ReportAction]:
    known = {each.name for each in backups}
    for source in found.office.backups:
        wanted = found.scope.has_place(source.kecamatan) and found.scope.has_sop(source.sop)
        if wanted and source.name not in known and found.period[0] <= found.now:
            said = f"{source.name}: tidak ada catatan cadangan"
            yield ReportAction(UNMEASURED, found.place(source.kecamatan), said, sop=source.sop)
