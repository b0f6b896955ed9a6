"""How an SOP fares this month: a line in the list, and the parts of its own page with their ways on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.question import Pick, Question
from dashboard.components.status import glyph
from dashboard.components.table import Cell, table
from dashboard.components.ticket_question import AgendaQuestion
from dashboard.model import CollectorName, Compliance, Indicator, Kind, Scope
from dashboard.sla import RowKey
from dashboard.views.sops import SopDetail
from dashboard.views.sops_live_rows import Share, SopLive, Standing, StepLive
from dashboard.views.standing import FEW, judge

_BACKUP = str(CollectorName.BACKUP)
_WORDS = {
    Standing.BERLAKU: "berlaku",
    Standing.BELUM_MULAI: "belum mulai",
    Standing.BERAKHIR: "tidak dipakai lagi",
    Standing.TIDAK_BERLAKU: "tidak berlaku",
    Standing.BELUM_DIPAKAI: "belum dipakai",
}


def figure(share: Share | None, target: float, unit: str = "") -> Component:
    """Compliance with its n, coloured by the target; without anything judged a dash and why."""
    if share is None:
        return html.Span("belum ada yang dinilai", className="sop-none")
    state = judge(share.compliance, target)
    told = f"{formats.number(share.met)} tepat dari {formats.number(share.n)}"
    is_weak = 0 < share.n < FEW
    told += f"; n kurang dari {FEW}: belum dapat dibandingkan" if is_weak else ""
    return html.Span(
        [
            glyph(),
            html.B(formats.percent(share.compliance)),
            html.Small(f"n {formats.number(share.n)}{f' {unit}' if unit else ''}{', lemah' if is_weak else ''}"),
        ],
        className="sop-figure",
        title=f"{told}; cakupan {formats.percent(share.coverage)}",
        **{"data-state": str(state)},
    )


def list_line(live: SopLive) -> Component:
    """What stands beside an SOP in the list: this month's figures, or why there are none."""
    if live.standing is not Standing.BERLAKU and live.runs is None and live.hours is None:
        title = live.reason or standing_words(live)
        return html.Div(html.Span(_WORDS[live.standing], className="sop-none", title=title), className="sop-live")
    parts: list[Component] = []
    if live.runs is not None or live.hours is None:
        parts.append(_to_compliance(figure(live.runs, live.target), live, Kind.PELAKSANAAN))
    if live.hours is not None:
        parts.append(_to_compliance(figure(live.hours, live.target, "jam"), live, Kind.PENGUKURAN))
    if live.open_tickets:
        parts.append(open_link(live, ""))
    return html.Div(parts, className="sop-live")


def _to_compliance(shown: Component, live: SopLive, kind: Kind) -> Component:
    return html.A(shown, href=Question(live.office, live.start, live.end, kind).href(), className="sop-way")


def open_link(live: SopLive, sop: str) -> Component:
    """The open tickets of an SOP, listed on ``/tiket``; without ``sop`` only their number."""
    words = f"{formats.number(live.open_tickets)} tiket terbuka"
    if not sop:
        return html.Small(words, className="sop-none")
    return html.A(words, href=AgendaQuestion(live.office, sop=sop, standing="terbuka").href())


def standing_words(live: SopLive) -> str:
    """``diadopsi sejak 2 Januari 2025``: whether and since when an office works by an SOP."""
    when = formats.long_date(live.since)
    if live.standing is Standing.BERLAKU:
        return f"{'diadopsi' if live.adopted else 'milik kantor ini,'} sejak {when}"
    if live.standing is Standing.TIDAK_BERLAKU:
        return f"tidak berlaku sejak {when}: {live.reason}"
    if live.standing is Standing.BELUM_MULAI:
        return f"mulai {when}"
    return f"sampai {when}" if live.standing is Standing.BERAKHIR else "tidak tertulis di berkas kantor"


def offices_card(found: Sequence[SopLive], detail: SopDetail) -> Component:
    """Who works by this SOP, in which version, with this month's figures and the open tickets of now."""
    # A backup is measured too, but as runs: only network and records have measured hours.
    by_hours = [step.measure is not None and step.measure.collector != _BACKUP for step in detail.sop.steps]
    rows: list[list[Cell | str]] = []
    for each in found:
        works = each.standing is Standing.BERLAKU
        rows.append(
            [
                each.office_name,
                Cell(html.Span([html.B(_WORDS[each.standing]), html.Small(standing_words(each))], className="why")),
                Cell(formats.long_date(each.version), "" if each.version is None else each.version.isoformat()),
                _figure_cell(each.runs, each, works and not all(by_hours)),
                _figure_cell(each.hours, each, works and any(by_hours)),
                Cell(open_link(each, detail.sop.id), each.open_tickets) if each.open_tickets else formats.number(0),
            ]
        )
    month = formats.month_year(found[0].end) if found else ""
    headings = ("Kantor", "Keadaan", "Versi berlaku", "Pelaksanaan", "Pengukuran", "Tiket terbuka")
    caption = f"Kepatuhan {month} sampai sekarang: langkah dan rentang bersama, total tidak dijumlahkan"
    grid = table("sop-kantor", caption, headings, rows, file_name=f"sop-{detail.sop.id}-kantor")
    return _card([html.H2("Berlaku di mana"), grid, *_versions(detail.versions, found)])


def _figure_cell(share: Share | None, live: SopLive, works: bool) -> Cell | str:
    if share is None:
        return "belum ada yang dinilai" if works else formats.NONE
    return Cell(figure(share, live.target), -1 if share.compliance is None else share.compliance)


def _versions(versions: Sequence[date], found: Sequence[SopLive]) -> list[Component]:
    """Every version with its date, the youngest first, and where it is in force."""
    lines = []
    for version in reversed(versions):
        users = [each.office_name for each in found if each.version == version]
        where = f"dipakai {', '.join(users)}" if users else "tidak dipakai di kantor mana pun hari ini"
        lines.append(html.Li([html.B(f"Berlaku {formats.long_date(version)}"), f": {where}"]))
    return [html.H3("Versi", className="mt-3"), html.Ul(lines, className="sop-versions")]


def steps_card(found: Sequence[SopLive], detail: SopDetail) -> Component:
    """This month's compliance of every step in every office that works by it; each leads to its worst cell."""
    kegiatan = {step.number: step.kegiatan for step in detail.steps}
    rows = [_step(each, live, kegiatan) for live in found for each in live.steps]
    heading = html.H2("Kepatuhan tiap langkah bulan ini")
    if not rows:
        what = (
            "Angkanya muncul begitu ada tiket atau pengukuran yang dinilai. Yang tidak ada datanya tidak dihitung nol."
        )
        return _card([heading, empty("Bulan ini belum ada langkah SOP ini yang dinilai.", what)])
    headings = (
        "Kantor",
        "Langkah",
        "Kegiatan",
        "Jenis",
        "Kepatuhan",
        "Tepat dari n",
        "Cakupan",
        "Paling sering meleset",
    )
    caption = "Klik tempatnya untuk membaca pelaksanaan di baliknya"
    return _card([heading, table("sop-langkah", caption, headings, rows, file_name=f"sop-{detail.sop.id}-langkah")])


def _step(each: StepLive, live: SopLive, kegiatan: Mapping[int, str]) -> list[Cell | str]:
    share, key = each.share, each.key
    state = judge(share.compliance, live.target) if share.n else Indicator.TIDAK_TERUKUR
    shown = html.Span(
        [glyph(), html.B(formats.percent(share.compliance))], className="sop-figure", **{"data-state": str(state)}
    )
    place = f"{each.worst_name} ({each.worst.missed} dari {each.worst.n})" if each.worst.missed else each.worst_name
    words = place if each.worst.missed else "tidak ada yang meleset"
    older = "" if key.version == live.version or key.version is None else f", versi {formats.short_date(key.version)}"
    return [
        live.office_name,
        Cell(f"{_label(key)}{older}", key.from_step or 99),
        "seluruh SOP" if key.scope is Scope.TOTAL else kegiatan.get(key.from_step or 0, ""),
        str(key.kind),
        Cell(shown, -1 if share.compliance is None else share.compliance),
        Cell(f"{formats.number(share.met)} dari {formats.number(share.n)}", share.n),
        Cell(formats.percent(share.coverage), -1 if share.coverage is None else share.coverage),
        Cell(dcc.Link(words, href=cell_href(each.worst, live)), each.worst.missed),
    ]


def _label(key: RowKey) -> str:
    if key.scope is Scope.TOTAL:
        return "total"
    return str(key.from_step) if key.from_step == key.to_step else f"{key.from_step}–{key.to_step}"


def cell_href(row: Compliance, live: SopLive) -> str:
    """The runs behind one cell on ``/kepatuhan``."""
    pick = Pick(row.kecamatan, row.sop, row.from_step, row.scope)
    return Question(live.office, live.start, live.end, row.kind, pick=pick).href() + "#mengapa"


def _card(parts: Sequence[Component]) -> Component:
    return dbc.Card(dbc.CardBody(list(parts)), className="sop-card")
