"""The panel of the chosen row on ``/terlambat``: its facts, what people said of it, and the acts that fit it."""

from __future__ import annotations

from datetime import datetime

from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import late_words as words
from dashboard.components.act_forms import ACKNOWLEDGE, EXCUSE, NOTE, PAUSE, RESUME, ActTarget, act_forms
from dashboard.components.elements import html
from dashboard.components.late_grid import state_chip
from dashboard.components.messages import empty
from dashboard.model import RunState
from dashboard.views.late_rows import LateRow, NoteRow

PLACE = "late"


def target_of(row: LateRow) -> ActTarget:
    """What the forms act on."""
    seen_at = None if row.updated_at is None else row.updated_at.isoformat()
    scope = str(row.scope)
    return ActTarget(row.office, row.ticket, row.step, row.attempt, row.first_step, scope, seen_at, row.run_attempt)


def fitting_acts(row: LateRow) -> list[str]:
    """The acts that the desk would not refuse outright."""
    acts = [ACKNOWLEDGE] if row.needs_acknowledgement else []
    acts.append(NOTE)
    if row.has_steps and not row.is_machine and row.state is not RunState.NOT_STARTED:
        acts.append(RESUME if row.is_paused else PAUSE)
    if row.is_missed and not row.is_excused:
        acts.append(EXCUSE)
    return acts


def panel_forms(row: LateRow | None, now: datetime) -> Component | None:
    """The acts, folded; the first one that is wanted stands open."""
    if row is None:
        return None
    opened = ACKNOWLEDGE if row.needs_acknowledgement else None
    return act_forms(PLACE, fitting_acts(row), now, row.zone, opened=opened)


def panel_facts(row: LateRow | None, now: datetime) -> Component:
    """Everything known of the run; of a row that is gone, where it may have gone to."""
    if row is None:
        return empty(
            "Langkah ini tidak terbuka lagi.", "Langkah sudah selesai, atau tiketnya ditutup. Pilih baris lain."
        )
    return html.Div(
        [
            html.Div(
                [state_chip(row), *_beside(row), html.Span(formats.countdown(row.remaining_s), **_due(row))],
                className="late-panel-head",
            ),
            html.H2(words.step_words(row)),
            html.P(f"{row.sop_title} · {_place(row)}", className="panel-sub"),
            html.Dl(_facts(row, now), className="facts late-facts"),
            html.H3("Catatan"),
            _notes(row),
        ]
    )


def _due(row: LateRow) -> dict[str, str]:
    at = {} if row.due_at is None else {"data-due": row.due_at.isoformat()}
    return {"className": "late-left", **at}


def _beside(row: LateRow) -> list[Component]:
    beside = words.beside_state(row)
    return [html.Span(beside, className="late-beside")] if beside else []


def _place(row: LateRow) -> str:
    return f"{row.kecamatan_name} ({row.office_short})" if row.kecamatan else f"Dinas {row.office_short}"


def _facts(row: LateRow, now: datetime) -> list[Component]:
    pause = row.pause
    paused = ""
    if pause is not None:
        on = f", menunggu {pause.waiting_on}" if pause.waiting_on else ""
        paused = f"sejak {words.at_words(pause.since, row, now)}: {pause.reason}{on}"
    source = words.turn_source(row)
    turn = f"{words.turn_words(row)} ({source})" if source else words.turn_words(row)
    named: list[tuple[str, str | Component]] = [
        ("Giliran", turn),
        ("Mulai", formats.date_clock(row.started_at, row.zone)),
        ("Tenggat", formats.date_clock(row.due_at, row.zone)),
        ("Berlaku untuk", words.judged_words(row)),
        ("Terpakai", words.used_words(row)),
        ("Dijeda", paused),
        ("Perkiraan", html.Span([html.Div(each) for each in row.outlook]) if row.outlook else ""),
        ("Keterangan", "; ".join(each for each in row.remarks if each != "dijeda")),
        ("Tiket", dcc.Link(words.number_words(row), href=words.ticket_href(row))),
        ("Sumber", row.source),
    ]
    return [part for name, value in named if value for part in (html.Dt(name), html.Dd(value))]


def _notes(row: LateRow) -> Component:
    if not row.notes:
        return html.P("Belum ada yang mengakui atau menulis catatan.", className="panel-sub")
    return html.Ul([_note(note, row.zone) for note in reversed(row.notes)], className="late-notes")


def _note(note: NoteRow, zone: str) -> Component:
    what = "mengakui" if note.is_acknowledgement else "menulis"
    head = html.Small(f"{note.officer} {what}, langkah {note.step}, {formats.date_clock(note.at, zone)}")
    return html.Li([head, *([html.Div(note.text)] if note.text else [])])
