"""The two lists beside the tiles: what is in trouble now, and which steps are past or near their due time.

Each list has a fixed number of slots; the feed's script fills and hides them, so nothing is made or removed while live.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.status import LABELS, SHORT_WORDS, glyph
from dashboard.components.ticket_question import ticket_href
from dashboard.model import Indicator, RunState
from dashboard.views.rows import OverdueRow, WallView
from dashboard.views.screen import TroubleRow

ALL = "*"
OUTLOOK_PARTS = 4
"""Expected finish, chance, median, p90; the feed's script fills as many as it finds."""
NO_TROUBLES = "Tidak ada masalah yang terukur saat ini."
UNMEASURED_TROUBLES = "Belum ada yang terukur; isi sasaran dan sumber di berkas kantor, lalu jalankan kolektor."
NO_OVERDUE = "Tidak ada langkah yang lewat waktu atau mendekati batas."
UNMEASURED_OVERDUE = "Tidak terukur: buku tiket belum terbaca. Isi tickets di berkas kantor atau impor tiketnya."


def trouble_words(row: TroubleRow) -> str:
    """``Jaringan gangguan, Tiket waspada``."""
    return ", ".join(f"{LABELS[name]} {SHORT_WORDS[state]}" for name, state in row.indicators)


def trouble_list(
    rows: Sequence[TroubleRow], *, scope: str, slots: int, now_s: float, named: bool, measured: bool = True
) -> Component:
    """What is in trouble now. ``now_s``: POSIX seconds; ``named`` adds the kabupaten (lists over several offices).

    ``measured`` False: nothing is known at all, so an empty list is no good news.
    """
    shown = rows[:slots]
    return _list(
        "Masalah sekarang",
        f"{len(rows)}" if rows else "",
        [_trouble(row, now_s, named) for row in shown] + [_trouble(None, now_s, named)] * (slots - len(shown)),
        hidden_count=len(rows) - len(shown),
        empty=NO_TROUBLES if measured else UNMEASURED_TROUBLES,
        attributes={
            "data-list": "troubles",
            "data-scope": scope,
            "data-none": NO_TROUBLES,
            "data-unmeasured": UNMEASURED_TROUBLES,
        },
    )


def _trouble(row: TroubleRow | None, now_s: float, named: bool) -> Component:
    place = "" if row is None or not named else row.office_short
    return html.Li(
        [
            glyph(),
            html.Span(
                [
                    html.B("" if row is None else row.name, **{"data-f": "name"}),
                    html.Small(place, **{"data-f": "office", "data-named": "1" if named else "0"}),
                ],
                className="item-name",
            ),
            html.Span(
                "" if row is None or row.since is None else formats.duration(now_s - row.since.timestamp()),
                className="item-time",
                **{"data-f": "since", "data-since": "" if row is None or row.since is None else row.since.isoformat()},
            ),
            html.Span("" if row is None else trouble_words(row), className="item-text", **{"data-f": "text"}),
        ],
        className="item",
        hidden=row is None,
        **{"data-slot": "1", "data-state": str(Indicator.TIDAK_TERUKUR if row is None else row.state)},
    )


def overdue_list(
    rows: Sequence[tuple[WallView, OverdueRow]],
    *,
    scope: str,
    slots: int,
    overdue: int,
    at_risk: int,
    named: bool,
    measured: bool = True,
) -> Component:
    """Steps past or near their due time with a countdown; ``overdue`` and ``at_risk`` count all, shown or not.

    ``measured`` False: no log book could be read, so nobody knows whether anything is late.
    """
    shown = rows[:slots]
    return _list(
        "Lewat waktu",
        overdue_words(overdue, at_risk),
        [_overdue(each, named) for each in shown] + [_overdue(None, named)] * (slots - len(shown)),
        hidden_count=len(rows) - len(shown),
        empty=NO_OVERDUE if measured else UNMEASURED_OVERDUE,
        attributes={
            "data-list": "overdue",
            "data-scope": scope,
            "data-none": NO_OVERDUE,
            "data-unmeasured": UNMEASURED_OVERDUE,
        },
    )


def overdue_words(overdue: int, at_risk: int) -> str:
    """``3 lewat · 2 mendekati batas``; empty where there is none."""
    return f"{overdue} lewat · {at_risk} mendekati batas" if overdue or at_risk else ""


def overdue_state(state: str) -> Indicator:
    """Past due is shown like gangguan, near it like waspada."""
    return Indicator.GANGGUAN if state == str(RunState.OVERDUE) else Indicator.WASPADA


def _overdue(each: tuple[WallView, OverdueRow] | None, named: bool) -> Component:
    row = None if each is None else each[1]
    return html.Li(
        [
            glyph(),
            html.Span(
                [
                    html.B(_ticket_link(each), className="item-place"),
                    html.Small("" if row is None else formats.ticket_number(row.ticket), **{"data-f": "ticket"}),
                ],
                className="item-name",
            ),
            html.Span(
                "" if row is None else formats.countdown(row.remaining_s),
                className="item-time",
                **{"data-f": "due", "data-due": "" if row is None else row.due_at.isoformat()},
            ),
            html.Span("" if row is None else step_words(row), className="item-text", **{"data-f": "text"}),
            _outlook(() if row is None else row.outlook),
        ],
        className="item",
        hidden=row is None,
        title="" if row is None else overdue_title(row),
        **{
            "data-slot": "1",
            "data-ticket": "" if row is None else row.ticket,
            "data-state": str(Indicator.TIDAK_TERUKUR if row is None else overdue_state(row.state)),
        },
    )


def _ticket_link(each: tuple[WallView, OverdueRow] | None) -> Component:
    """The name of the place; the whole row leads to its ticket."""
    if each is None:
        return html.A("", className="item-go", **{"data-f": "name"})
    view, row = each
    return html.A(
        row.kecamatan_name, href=ticket_href(view.office, row.ticket), className="item-go", **{"data-f": "name"}
    )


def _outlook(words: Sequence[str]) -> Component:
    """What to expect of a late step: one quiet line; what has no room in it is left out from the end."""
    parts = [*words, *[""] * (OUTLOOK_PARTS - len(words))]
    return html.Span(
        [html.Span(part, **{"data-f": f"outlook-{place}"}) for place, part in enumerate(parts)],
        className="item-outlook",
    )


def step_words(row: OverdueRow) -> str:
    """``Perbaikan perangkat · 4. Memperbaiki perangkat``."""
    return f"{formats.sop_short(row.sop_title)} · {row.current_step}.{formats.NBSP}{row.kegiatan}"


def overdue_title(row: OverdueRow) -> str:
    """All of it, for the tooltip: the SOP's whole title, the step, the ticket with its source and the forecast."""
    step = f"{row.sop_title}, langkah {row.current_step}: {row.kegiatan} ({row.ticket})"
    return "\n".join((step, " · ".join(row.outlook))) if row.outlook else step


def _list(
    title: str, note: str, items: Sequence[Component], *, hidden_count: int, empty: str, attributes: dict[str, str]
) -> Component:
    filled = any(not getattr(item, "hidden", False) for item in items)
    return html.Section(
        [
            html.H2([title, html.Span(note, className="list-note", **{"data-f": "list-note"})]),
            html.Ul(list(items), className="items"),
            html.P(empty, className="list-empty", hidden=filled, **{"data-f": "list-empty"}),
            html.P(
                more_words(hidden_count), className="list-more", hidden=hidden_count <= 0, **{"data-f": "list-more"}
            ),
        ],
        className="panel-list",
        **attributes,
    )


def more_words(count: int) -> str:
    """How many are not shown."""
    return f"dan {count} lagi" if count > 0 else ""
