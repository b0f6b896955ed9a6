"""The charts of ``/kepatuhan``: ranking and trend, one heatmap an SOP, each in a card that lets its picture go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import dash_bootstrap_components as dbc
import plotly.graph_objects as go
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import chart_frame, chart_head
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.question import Question
from dashboard.figures.frames import column_label
from dashboard.figures.heatmap import NO_CHANGE, PARTLY, heatmap
from dashboard.figures.ranking import ranking
from dashboard.figures.template import Origin, graph
from dashboard.figures.trend import HEIGHT, trend
from dashboard.model import Compliance, Kind
from dashboard.reported import RowId, row_id
from dashboard.sop import Sop
from dashboard.views.change import DOWN, UP, Earlier, earlier_rows
from dashboard.views.rows import ComplianceView
from dashboard.views.standing import FEW

_KEPT = 100
"""So many charts of each kind are kept in a process."""
_WIDE = 6
"""A heatmap of more columns takes the whole width."""


@dataclass(frozen=True, slots=True)
class Names:
    """How codes read on screen: kecamatan by code in order (None: Dinas), SOPs by id."""

    places: Mapping[str | None, str]
    sops: Mapping[str, Sop]

    def sop_title(self, sop_id: str) -> str:
        """Title of an SOP; its id where the catalogue does not know it."""
        return self.sops[sop_id].title if sop_id in self.sops else sop_id

    def kegiatan(self, sop_id: str) -> dict[int, str]:
        """Activity of each step by number."""
        return {step.number: step.kegiatan for step in self.sops[sop_id].steps} if sop_id in self.sops else {}


@dataclass(frozen=True, slots=True)
class SopMap:
    """The rows of one heatmap: one SOP in one version, for two standards are never mixed."""

    name: str
    sop: str
    title: str
    rows: tuple[Compliance, ...]

    @property
    def columns(self) -> int:
        """Number of steps, spans and totals."""
        return len({column_label(row) for row in self.rows})

    @property
    def places(self) -> int:
        """Number of kecamatan (and Dinas)."""
        return len({row.kecamatan for row in self.rows})


def rows_of(view: ComplianceView, kind: Kind) -> tuple[Compliance, ...]:
    """Rows of one kind that say anything: a judged, unmonitored, excused or late run stands behind them."""
    return tuple(row for row in view.rows if row.kind is kind and _says_anything(row))


def _says_anything(row: Compliance) -> bool:
    return bool(row.n or row.unmonitored or row.excused or row.outside or row.backlog)


def maps_of(rows: Sequence[Compliance], names: Names) -> list[SopMap]:
    """One map an SOP and version, ordered so that neighbours are alike in size."""
    order = list(names.sops)
    found: dict[str, list[date | None]] = {}
    for row in rows:
        versions = found.setdefault(row.sop, [])
        if row.version not in versions:
            versions.append(row.version)
    made = []
    for sop in sorted(found, key=lambda each: order.index(each) if each in order else len(order)):
        newest_first = sorted(found[sop], key=lambda version: version or date.min, reverse=True)
        for place, version in enumerate(newest_first):
            title = names.sop_title(sop)
            if len(newest_first) > 1:
                title += f" (berlaku {formats.long_date(version)})"
            own = tuple(row for row in rows if (row.sop, row.version) == (sop, version))
            made.append(SopMap(f"sop:{sop}" if place == 0 else f"sop:{sop}@{version}", sop, title, own))
    return sorted(made, key=_calm)


def _calm(each: SopMap) -> tuple[bool, int, bool]:
    """Wide maps first; small ones from many rows to few; among equals those with anything judged."""
    is_small = each.columns <= _WIDE
    return is_small, -each.places if is_small else 0, not any(row.n for row in each.rows)


def charts(
    view: ComplianceView,
    question: Question,
    names: Names,
    changes: Mapping[RowId, str] = MappingProxyType({}),
    earlier: Earlier | None = None,
) -> dict[str, Component]:
    """Every chart by its name: ``ranking`` and ``trend`` (pelaksanaan only), ``sop:<id>`` for each heatmap.

    ``changes``: what the heatmaps say of cells that are not any more as reported; ``earlier``: what is compared with.
    """
    rows, target, revision = rows_of(view, question.kind), view.figures.target, question.revision()
    origin, places = origin_of(view, question), tuple(names.places.items())
    made: dict[str, Component] = {}
    above = _Above(places, target, revision, origin, HEIGHT)
    if question.kind is Kind.PELAKSANAAN and any(map(_says_anything, view.ranking)):
        before = () if earlier is None else tuple(earlier.view.ranking)
        made["ranking"] = _ranking(view.ranking, above, earlier is not None, before)
        above = replace(above, height=made["ranking"].figure["layout"]["height"])
    if question.kind is Kind.PELAKSANAAN and any(row.n for _, row in view.trend):
        made["trend"] = _trend(view.trend, above, () if earlier is None else tuple(earlier.trend))
    for each in maps_of(rows, names):
        before = () if earlier is None else tuple(row for row in earlier.view.rows if row.sop == each.sop)
        own = tuple((row_id(row), changes[row_id(row)]) for row in each.rows if row_id(row) in changes)
        kegiatan = tuple(names.kegiatan(each.sop).items())
        made[each.name] = _map(each, above, kegiatan, own, earlier is not None, before)
    return made


@dataclass(frozen=True, slots=True)
class _Above:
    """What every chart of a page is drawn with."""

    places: tuple[tuple[str | None, str], ...]
    target: float
    revision: str
    origin: Origin
    height: int


# A page is drawn anew at every pulse, and most of its rows are as they were: drawing is what takes the time, so each
# chart is kept by everything that it is drawn from.
@lru_cache(maxsize=_KEPT)
def _ranking(rows: tuple[Compliance, ...], above: _Above, compares: bool, before: tuple[Compliance, ...]) -> Component:
    drawn = ranking(
        rows,
        dict(above.places),
        above.target,
        above.revision,
        title="Peringkat kecamatan",
        origin=above.origin,
        earlier=earlier_rows((), before) if compares else None,
    )
    drawn.update_layout(height=max(above.height, drawn.layout.height))
    return _chart("ranking", drawn)


@lru_cache(maxsize=_KEPT)
def _trend(
    points: tuple[tuple[date, Compliance], ...], above: _Above, before: tuple[tuple[date, Compliance], ...]
) -> Component:
    drawn = trend(
        points,
        above.target,
        above.revision,
        title="Tren kepatuhan",
        origin=above.origin,
        height=above.height,
        earlier=before,
    )
    return _chart("trend", drawn)


@lru_cache(maxsize=_KEPT)
def _map(
    each: SopMap,
    above: _Above,
    kegiatan: tuple[tuple[int, str], ...],
    changes: tuple[tuple[RowId, str], ...],
    compares: bool,
    before: tuple[Compliance, ...],
) -> Component:
    drawn = heatmap(
        each.rows,
        dict(above.places),
        dict(kegiatan),
        above.target,
        f"{above.revision}/{each.name}",
        title=each.title,
        origin=above.origin,
        changes=dict(changes),
        earlier=earlier_rows(before, ()) if compares else None,
    )
    return _chart(each.name, drawn)


def origin_of(view: ComplianceView, question: Question) -> Origin:
    """What every chart of the page says of itself: office, period, kind with its coverage, simulated or not."""
    own = view.figures.pelaksanaan if question.kind is Kind.PELAKSANAAN else view.figures.pengukuran
    coverage = f"cakupan {question.kind} {formats.percent(None if own is None else own.coverage)}"
    period, other = formats.period(question.start, question.end), question.earlier()
    period += "" if other is None else f" dibanding {formats.period(*other)}"
    return Origin(view.office_name, period, coverage, view.simulated)


def _chart(name: str, drawn: go.Figure) -> Component:
    made = graph(drawn, graph_id={"type": "chart", "name": name})
    made.figure = drawn.to_plotly_json()
    return made


def charts_section(
    view: ComplianceView,
    question: Question,
    names: Names,
    changes: Mapping[RowId, str] = MappingProxyType({}),
    earlier: Earlier | None = None,
) -> Component:
    """Ranking and trend above, one heatmap an SOP below; wide maps across, small ones side by side."""
    made = charts(view, question, names, changes, earlier)
    if not made:
        return nothing(question)
    top = [
        dbc.Col(
            _card(title, _note(name, note, question), made[name], min_width="19rem"),
            xs=12,
            lg=6 if len(made.keys() & _TOP) > 1 else 12,
        )
        for name, (title, note) in _TOP.items()
        if name in made
    ]
    maps = maps_of(rows_of(view, question.kind), names)
    halves = [each for each in maps if each.columns <= _WIDE]
    alone = halves[0].name if len(halves) % 2 else ""  # an odd one would leave half a row white
    below = [
        dbc.Col(
            _card(each.title, "", made[each.name], href=f"/sop/{each.sop}", min_width=f"{10 + each.columns * 4.2}rem"),
            id=anchor_of(each),
            xs=12,
            lg=6 if each in halves and each.name != alone else 12,
            className="map-place",
        )
        for each in maps
    ]
    return html.Div(
        [
            html.H2("Peringkat dan tren", className="visually-hidden"),
            dbc.Row(top, className="g-3"),
            html.H2("Langkah SOP menurut kecamatan", className="section-title"),
            *([_jumps(maps)] if len(maps) > 1 else []),
            map_key(compared=earlier is not None),
            dbc.Row(below, className="g-3"),
        ]
    )


def anchor_of(each: SopMap) -> str:
    """Where on the page a map stands."""
    return "peta-" + each.name.removeprefix("sop:").replace("@", "-")


def _jumps(maps: Sequence[SopMap]) -> Component:
    """The way to each map of a long page."""
    links = [html.Li(html.A(formats.sop_short(each.title), href=f"#{anchor_of(each)}")) for each in maps]
    return html.Nav(html.Ul(links), className="map-jumps", **{"aria-label": "Lompat ke peta SOP"})


def _note(name: str, note: str, question: Question) -> str:
    """What a chart shows, and how the earlier period is drawn in it."""
    if question.sop:
        note = note.replace("semua SOP", "SOP yang dipilih").replace("seluruh kantor", "SOP yang dipilih")
    other = question.earlier()
    if other is None:
        return note
    mark = "lingkaran putih" if name == "ranking" else "putus-putus, urut dari awal"
    return f"{note}; {mark}: {formats.period(*other).replace(' ', formats.NBSP)}"


_TOP = {
    "ranking": ("Peringkat kecamatan", f"pelaksanaan semua SOP; n kurang dari {FEW} tidak diperingkat"),
    "trend": ("Tren kepatuhan", f"pelaksanaan seluruh kantor; lingkaran kosong: n kurang dari {FEW}"),
}


def map_key(*, compared: bool = False) -> Component:
    """How to read the heatmap's cells."""
    change = f"{UP} naik, {DOWN} turun (poin persen), {NO_CHANGE} tidak dapat dibandingkan"
    return html.P(
        [
            html.Span("✓ mencapai target", className="key", **{"data-state": "baik"}),
            html.Span("! kurang sampai 10 poin", className="key", **{"data-state": "waspada"}),
            html.Span("✕ lebih jauh di bawah target", className="key", **{"data-state": "gangguan"}),
            html.Span("— tidak terukur (?: jumlahnya)", className="key", **{"data-state": "tidak_terukur"}),
            html.Span(f"bergaris tepi: n kurang dari {FEW}", className="key key-hatch"),
            html.Span(f"{PARTLY} cakupan di bawah 100 %", className="key key-plain"),
            *([html.Span(change, className="key key-plain")] if compared else []),
            html.Span("Klik sel untuk melihat pelaksanaan di baliknya.", className="key-note"),
        ],
        className="map-key",
    )


def _card(title: str, note: str, chart: Component, *, href: str = "", min_width: str) -> Component:
    head = html.H3(dcc.Link(title, href=href) if href else title)
    # The place keeps its height before the chart is drawn, so that nothing below it jumps.
    place = html.Div(chart, style={"minHeight": f"{chart.figure['layout']['height']}px"})
    return dbc.Card(
        dbc.CardBody(
            [
                chart_head(head, note),
                chart_frame(place, title, min_width),
            ]
        ),
        className="chart-card h-100" + (" card-map" if href else ""),
    )


def nothing(question: Question) -> Component:
    """The empty state of a period without anything to judge."""
    other = "pengukuran" if question.kind is Kind.PELAKSANAAN else "pelaksanaan"
    return empty(
        f"Belum ada {question.kind} yang dinilai pada {formats.period(question.start, question.end)}.",
        f"Pilih periode lain, lihat {other}, atau periksa apakah tiket dan sumber data kantor sudah terhubung. "
        "Yang tidak ada datanya tidak dihitung nol.",
    )
