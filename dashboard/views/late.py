"""What is late or about to be: every open run of an office (or of all) by its due time (ui.md, ``/terlambat``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from dashboard import formats
from dashboard.model import Excuse, Grain, Heap, Indicator, RunState, Scope, StepRun, Verdict
from dashboard.offices import Office
from dashboard.sla import Forecast
from dashboard.store import ACKNOWLEDGED, StepNote, excuses, step_notes
from dashboard.views.context import Context
from dashboard.views.forecasts import FROM_OFFICE, forecasts
from dashboard.views.late_rows import LISTED, LateRow, LateView, NoteRow, PauseRow
from dashboard.views.outlooks import outlook_words
from dashboard.views.verdicts import OpenTicket, open_tickets
from dashboard.views.wall import status_tiles

DINAS = "dinas"
_NOT_MEASURED = "not_measured"
_LAST = datetime.max.replace(tzinfo=UTC)
_Run = tuple[OpenTicket, Verdict]


def late_view(context: Context, codes: Sequence[str], now: datetime) -> LateView:
    """Open runs of these offices at ``now`` (aware UTC), the one due first on top. KeyError for an unknown office."""
    offices = [context.offices[code] for code in codes]
    rows: list[LateRow] = []
    without_due = 0
    for office in offices:
        opened = [each for each in open_tickets(context, office.code, now) if not each.is_superseded(now)]
        runs = [(each, run) for each in opened for run in _listed(each)]
        told = {run.ticket for _, run in runs}
        without_due += sum(each.ticket.id not in told for each in opened)
        rows += _rows(context, office, runs, now)
    return LateView(
        now=now,
        zone=offices[0].zone if offices else "Asia/Jakarta",
        simulated=any(office.simulated for office in offices),
        rows=tuple(sorted(rows, key=lambda row: (row.due_at or _LAST, row.key))),
        kecamatan=tuple(_places(offices)),
        sops={row.sop: row.sop_title for row in sorted(rows, key=lambda row: row.sop_title)},
        without_due=without_due,
        is_measured=bool(rows) or any(_is_measured(context, office.code, now) for office in offices),
    )


def _listed(opened: OpenTicket) -> list[Verdict]:
    """The runs of a ticket that still go on: what presses, and what may press later."""
    pressing = opened.pressing
    totals = (Scope.TOTAL,) if opened.ticket.grain is Grain.TICKET else ()
    later = [
        run
        for run in opened.verdicts
        if run not in pressing
        and run.state in LISTED
        and run.state is not RunState.OVERDUE
        and run.finished_at is None
        and run.rule != _NOT_MEASURED
        and (run.scope is not Scope.TOTAL or run.scope in totals)
    ]
    return [run for run in (*pressing, *later) if run.due_at is not None or run.state is RunState.NOT_STARTED]


def _places(offices: Sequence[Office]) -> list[tuple[str, str]]:
    several = len(offices) > 1
    found = [
        (each.code, f"{each.name} ({office.short})" if several else each.name)
        for office in offices
        for each in office.kecamatan
    ]
    return [*found, (DINAS, "Dinas")]


def _is_measured(context: Context, code: str, now: datetime) -> bool:
    tiles, dinas = status_tiles(context, code, now)
    silent = (Indicator.TIDAK_TERUKUR, Indicator.TIDAK_BERLAKU)
    return any(tile.tiket.state not in silent for tile in (*tiles, dinas))


def _rows(context: Context, office: Office, runs: Sequence[_Run], now: datetime) -> list[LateRow]:
    # Where no waiting is allowed (waktu baku 0) nothing is to be expected.
    expected = forecasts(context, office.code, [run for _, run in runs if run.budget_s], now)
    said: defaultdict[str, list[StepNote]] = defaultdict(list)
    for note in step_notes(context.store, office.code, {run.ticket for _, run in runs}) if runs else ():
        said[note.ticket].append(note)
    excused = {_place(each) for each in excuses(context.store, office.code) if each.withdrawn_at is None}
    names: dict[str | None, str] = {each.code: each.name for each in office.kecamatan}
    return [
        _row(office, names, opened, run, expected.get(run), _notes_on(run, said[run.ticket]), excused, now)
        for opened, run in runs
    ]


def _place(of: Excuse | Verdict) -> tuple[str, Scope, int, int]:
    return of.ticket, of.scope, of.from_step, of.attempt


def _notes_on(run: Verdict, notes: Sequence[StepNote]) -> tuple[NoteRow, ...]:
    """The notes on a run: of a span those on any of its steps, of a step those on this attempt."""
    return tuple(
        NoteRow(note.officer, note.at, note.step, note.kind == ACKNOWLEDGED, note.text)
        for note in notes
        if run.from_step <= note.step <= run.to_step and (run.scope is not Scope.STEP or note.attempt == run.attempt)
    )


def _row(
    office: Office,
    names: Mapping[str | None, str],
    opened: OpenTicket,
    run: Verdict,
    expected: Forecast | None,
    notes: tuple[NoteRow, ...],
    excused: set[tuple[str, Scope, int, int]],
    now: datetime,
) -> LateRow:
    ticket = opened.ticket
    step = run.current_step or (opened.current_step if run.from_step != run.to_step else run.from_step)
    record = _record(ticket.runs, step, run.attempt if run.scope is Scope.STEP else None)
    performer, printed = record.performer, opened.sop.step(step).pelaksana
    is_borrowed = expected is not None and FROM_OFFICE in expected.note
    return LateRow(
        office=office.code,
        office_short=office.short,
        zone=office.zone,
        ticket=ticket.id,
        kecamatan=run.kecamatan,
        kecamatan_name=names.get(run.kecamatan, "Dinas"),
        sop=run.sop,
        sop_title=formats.sop_short(opened.sop.title),
        scope=run.scope,
        first_step=run.from_step,
        last_step=run.to_step,
        run_attempt=run.attempt,
        step=step,
        attempt=record.attempt,
        kegiatan=opened.sop.step(step).kegiatan,
        pelaksana=performer or " / ".join(printed),
        is_recorded=performer is not None,
        candidates=() if performer or printed else opened.sop.pelaksana,
        state=run.state,
        started_at=run.started_at,
        due_at=run.due_at,
        remaining_s=None if run.due_at is None else (run.due_at - now).total_seconds(),
        budget_s=run.budget_s,
        share=run.share,
        outlook=outlook_words(expected, run, office.zone, now, borrowed=is_borrowed),
        source=ticket.source,
        updated_at=ticket.updated_at,
        is_missed=run.heap in (Heap.MISSED, Heap.UNMONITORED),
        is_excused=_place(run) in excused,
        has_steps=ticket.grain is Grain.STEP,
        is_machine=ticket.source.startswith("backup:"),
        pause=_lasting(record),
        acknowledged=_acknowledged(notes, step),
        notes=notes,
        remarks=run.remarks,
    )


def _record(runs: Sequence[StepRun], step: int, attempt: int | None) -> StepRun:
    """What is recorded of an attempt at a step (None: the last one); an empty record where nothing is."""
    found = [run for run in runs if run.step == step and attempt in (None, run.attempt)]
    return max(found, key=lambda run: run.attempt, default=StepRun(step, attempt or 1))


def _lasting(record: StepRun) -> PauseRow | None:
    for pause in record.pauses:
        if pause.end is None and pause.duration_s is None:
            return PauseRow(pause.start, pause.reason, pause.waiting_on)
    return None


def _acknowledged(notes: Sequence[NoteRow], step: int) -> NoteRow | None:
    """Of a span only what was said of the step whose turn it is: the next one is somebody else's."""
    return next((note for note in reversed(notes) if note.is_acknowledgement and note.step == step), None)
