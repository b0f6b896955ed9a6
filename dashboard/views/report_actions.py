"""What a report asks somebody to do: overdue and pressing runs, gaps in what was seen, sources that told nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dashboard.formats import number, percent, ticket_number
from dashboard.model import Compliance, Kind, RunState, Scope
from dashboard.views.network_rows import TargetRow
from dashboard.views.report_figures import Evidence
from dashboard.views.report_rows import ReportAction, ReportBackup, ReportRow, ReportSending
from dashboard.views.report_work import verdict_step

OVERDUE, AT_RISK, COVERAGE, UNMEASURED = "tunggakan", "mendekati batas", "cakupan", "tidak terukur"
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
    chosen.sort(key=lambda each: (each.state is not RunState.OVERDUE, each.due_at, each.ticket, each.from_step))
    for each in chosen:
        named = ticket_number(each.ticket) or each.ticket
        step = verdict_step(each)
        doing = "" if each.scope is Scope.TOTAL else found.kegiatan(each.sop, each.current_step or each.from_step)
        text = f"Tiket {named}, {found.sop_title(each.sop)}, {step[0].lower()}{step[1:]}{': ' if doing else ''}{doing}"
        yield ReportAction(_PRESSING[each.state], found.place(each.kecamatan), text, each.due_at)


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
            text = f"{sop}: {said} (cakupan {percent((whole - missing) / whole)})"
            found.append((missing / whole, missing, ReportAction(COVERAGE, place, text)))
    yield from (action for _, _, action in sorted(found, key=lambda each: each[:2], reverse=True))


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
            yield ReportAction(UNMEASURED, found.place(source.kecamatan), f"{source.name}: tidak ada catatan cadangan")
