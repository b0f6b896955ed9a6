"""The parts of ``/tiket/<id>`` that are read: head, timeline, table of attempts, history."""

from __future__ import annotations

from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import chart_head
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.status import glyph
from dashboard.components.table import Cell, table
from dashboard.components.ticket_question import ticket_href
from dashboard.figures.template import Origin, graph
from dashboard.figures.ticket import drawn_rows, timeline
from dashboard.views.ticket_rows import AttemptRow, HistoryRow, PauseRow, TicketView

CHART = "ticket-chart"
_HEADINGS = (
    "Langkah",
    "Kegiatan",
    "Pelaksana",
    "Mulai",
    "Selesai",
    "Tenggat",
    "Terpakai",
    "Waktu baku",
    "Keadaan",
    "Mengapa",
)
_STANDING = {"terbuka": "Terbuka", "selesai": "Selesai", "batal": "Dibatalkan"}


@dataclass(frozen=True, slots=True)
class LifeQuestion:
    """All of the page's state: the ticket, and the attempt whose explanation is open."""

    office: str
    ticket: str
    opened: tuple[int, int] | None = None

    def href(self) -> str:
        """The address of this very view."""
        base = ticket_href(self.office, self.ticket)
        return base if self.opened is None else f"{base}&buka={self.opened[0]}~{self.opened[1]}"


def read_opened(text: str | None) -> tuple[int, int] | None:
    """``3~1`` (step and attempt) of the address; anything else opens nothing."""
    step, _, attempt = (text or "").partition("~")
    return (int(step), int(attempt)) if step.isdigit() and attempt.isdigit() else None


def status(view: TicketView) -> Component:
    """State as shape, word and colour."""
    return html.Span([glyph(), view.words], className="chip", **{"data-state": str(view.state)})


def head(view: TicketView) -> Component:
    """What the ticket is, where it stands, and where people keep it."""
    facts: list[tuple[str, object]] = [
        (
            "SOP",
            [
                dcc.Link(view.sop_title, href=f"/sop/{view.sop}?kantor={view.office}"),
                f", berlaku {formats.long_date(view.sop_effective)}",
            ],
        ),
        ("Kecamatan", view.place),
        (
            "Dilaporkan",
            formats.date_clock(view.opened_at, view.zone) + (f", dicatat {view.opened_by}" if view.opened_by else ""),
        ),
        ("Tenggat", _due(view)),
        *(
            []
            if view.ended_at is None
            else [
                (
                    _STANDING[view.standing],
                    formats.date_clock(view.ended_at, view.zone) + (f": {view.end_note}" if view.end_note else ""),
                )
            ]
        ),
        *(
            [("Dialihkan ke", dcc.Link(view.next_ticket, href=ticket_href(view.office, view.next_ticket)))]
            if view.next_ticket
            else []
        ),
        ("Sumber", view.source),
    ]
    title = [html.H2(view.title, className="life-title")] if view.title else []
    simulated = [html.Span("DATA SIMULASI", className="life-simulated")] if view.simulated else []
    marks = html.Div(
        [html.Span(_STANDING[view.standing], className="life-standing"), status(view), *simulated],
        className="life-marks",
    )
    kept = [html.P(_kept_words(view), className="life-kept", role="note")] if view.kept_in else []
    listed = html.Dl(
        [part for word, value in facts for part in (html.Dt(word), html.Dd(value))], className="facts life-facts"
    )
    return html.Div([marks, *title, listed, *kept])


def _due(view: TicketView) -> str:
    if view.due_at is None:
        return "tidak ada: tanpa waktu baku"
    if view.standing != "terbuka":
        return formats.date_clock(view.due_at, view.zone)
    left = formats.countdown((view.due_at - view.now).total_seconds())
    return f"{formats.date_clock(view.due_at, view.zone)}, {left}"


def _kept_words(view: TicketView) -> list[object]:
    if view.source == "log cadangan":
        return ["Dibaca dari ", html.B("log cadangan"), ". Waktunya tidak dibetulkan di sini."]
    return [
        "Tiket ini disimpan di ",
        html.B(view.kept_in),
        " dan dibaca lagi terus-menerus: waktu dan langkahnya dibetulkan di sana. Yang dapat dicatat di sini hanya "
        "yang tidak ada tempatnya di sana: jeda, pembatalan, pengecualian dan catatan.",
    ]


def chart(view: TicketView) -> Component:
    """The timeline; its name in the page is ``timeline``."""
    origin = Origin(
        view.office_name, f"tiket {view.number}", f"per {formats.date_clock(view.now, view.zone)}", view.simulated
    )
    drawn = timeline(view, f"{view.office}/{view.id}", title=f"{view.number} {view.sop_title}", origin=origin)
    return graph(drawn, graph_id={"type": CHART, "name": "timeline"})


def timeline_card(view: TicketView) -> Component:
    """The chart with its key, or why there is none yet."""
    if not drawn_rows(view):
        body: Component = empty("Belum ada waktu yang dapat digambar.", "Waktu mulai langkah pertama belum tercatat.")
        return html.Div([html.H2("Waktu nyata terhadap waktu baku"), body])
    key = html.P(
        [
            html.Span(className="life-key life-key-work"),
            "terpakai",
            html.Span(className="life-key life-key-pause"),
            "dijeda",
            html.Span(className="life-key life-key-wait"),
            "waktu tunggu",
            html.Span(className="life-key life-key-due"),
            "batas waktu baku",
            *([html.Span(className="life-key life-key-shut"), "kantor tutup"] if view.closed else []),
        ],
        className="life-keys",
    )
    shown = html.Div(
        html.Div(chart(view), style={"minWidth": "40rem"}),
        className="chart-scroll",
        role="figure",
        tabIndex="0",
        **{"aria-label": "Waktu nyata terhadap waktu baku"},
    )
    return html.Div([chart_head("Waktu nyata terhadap waktu baku"), key, shown])


def attempts_table(view: TicketView) -> Component:
    """Every attempt, span and total with its times, its standard, its state and why."""
    if not view.rows:
        return empty("Belum ada langkah yang dinilai.", "Langkah muncul di sini begitu dimulai.")
    return table(
        "langkah-tiket",
        f"Langkah tiket {view.number} menurut jalurnya",
        _HEADINGS,
        [_cells(view, row) for row in view.rows],
        file_name=f"tiket-{view.number}",
    )


def _cells(view: TicketView, row: AttemptRow) -> list[Cell | str]:
    order = view.rows.index(row)
    times = [
        Cell(_clock(view, at), "" if at is None else at.timestamp())
        for at in (row.started_at, row.finished_at, row.due_at)
    ]
    chip = html.Span([glyph(), row.words], className="chip", **{"data-state": str(row.state)})
    why = LifeQuestion(view.office, view.id, (row.step, row.attempt)).href() + "#mengapa"
    link = dcc.Link("mengapa", href=why, title=f"Mengapa {row.name} {row.words}?") if row.scope else ""
    notes = [html.Small(each) for each in (*_pause_lines(view, row), *row.remarks)]
    answer = [html.Small(["jawaban: ", html.B(row.answer)])] if row.answer else []
    return [
        Cell(html.B(row.name), order),
        Cell(html.Div([row.kegiatan, *answer], className="why"), row.kegiatan),
        row.performer or ("boleh: " + ", ".join(row.candidates) if row.candidates else formats.NONE),
        *times,
        Cell(formats.duration(row.used_s), -1 if row.used_s is None else row.used_s),
        row.standard,
        Cell(chip, row.words),
        Cell(html.Div([html.Span([row.sentence, " ", link]), *notes], className="why"), row.sentence),
    ]


def _clock(view: TicketView, at: object) -> str:
    if at is None:
        return formats.NONE
    there = formats.local(at, view.zone)  # type: ignore[arg-type]
    return f"{formats.short_date(there.date())} {there:%H.%M}"


def _pause_lines(view: TicketView, row: AttemptRow) -> list[str]:
    return [_pause_line(view, each) for each in row.pauses]


def _pause_line(view: TicketView, each: PauseRow) -> str:
    if each.start is None:
        span = formats.duration(each.duration_s)
    else:
        span = f"{_clock(view, each.start)} – {'sekarang' if each.end is None else _clock(view, each.end)}"
    waiting = f", menunggu {each.waiting_on}" if each.waiting_on else ""
    return f"dijeda {span}: {each.reason}{waiting}"


def history(view: TicketView) -> Component:
    """Who did what and when, newest first, with before and after."""
    if not view.history:
        return html.Div([html.H2("Riwayat"), html.P("Belum ada riwayat.")])
    return html.Div(
        [html.H2("Riwayat"), html.Ol([_act(view, each) for each in view.history], className="life-history")]
    )


def _act(view: TicketView, row: HistoryRow) -> Component:
    lines = [html.Ul([html.Li(each) for each in row.lines])] if row.lines else []
    when = html.Span(formats.date_clock(row.at, view.zone), className="life-when")
    return html.Li([html.Div([when, html.B(row.what), html.Span(f"oleh {row.by}", className="life-by")]), *lines])


def card(*children: Component, class_name: str = "") -> Component:
    """A card of the page."""
    return dbc.Card(dbc.CardBody(list(children)), className=f"ticket-card {class_name}".strip())
