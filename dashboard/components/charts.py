"""The charts of ``/kepatuhan``: ranking and trend, one heatmap an SOP, each in a card that lets its picture go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import chart_frame, chart_head
from dashboard.components.messages import empty
from dashboard.components.question import Question
from dashboard.figures.frames import column_label
from dashboard.figures.heatmap import heatmap
from dashboard.figures.ranking import ranking
from dashboard.figures.template import Origin, graph
from dashboard.figures.trend import HEIGHT, trend
from dashboard.model import Compliance, Kind
from dashboard.reported import RowId
from dashboard.sop import Sop
from dashboard.views.rows import ComplianceView
from dashboard.views.standing import FEW

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
    view: ComplianceView, question: Question, names: Names, changes: Mapping[RowId, str] = MappingProxyType({})
) -> dict[str, Component]:
    """Every chart by its name: ``ranking`` and ``trend`` (pelaksanaan only), ``sop:<id>`` for each heatmap.

    ``changes``: what the heatmaps say of cells that are not any more as reported.
    """
    rows, target, revision = rows_of(view, question.kind), view.figures.target, question.revision()
    origin = origin_of(view, question)
    made: dict[str, Component] = {}
    height = HEIGHT
    if question.kind is Kind.PELAKSANAAN and any(map(_says_anything, view.ranking)):
        drawn = ranking(view.ranking, names.places, target, revision, title="Peringkat kecamatan", origin=origin)
        height = max(height, drawn.layout.height)
        drawn.update_layout(height=height)
        made["ranking"] = _chart("ranking", drawn)
    if question.kind is Kind.PELAKSANAAN and any(row.n for _, row in view.trend):
        drawn = trend(view.trend, target, revision, title="Tren kepatuhan", origin=origin, height=height)
        made["trend"] = _chart("trend", drawn)
    for each in maps_of(rows, names):
        drawn = heatmap(
            each.rows,
            names.places,
            names.kegiatan(each.sop),
            target,
            f"{revision}/{each.name}",
            title=each.title,
            origin=origin,
            changes=changes,
        )
        made[each.name] = _chart(each.name, drawn)
    return made


def origin_of(view: ComplianceView, question: Question) -> Origin:
    """What every chart of the page says of itself: office, period, kind with its coverage, simulated or not."""
    own = view.figures.pelaksanaan if question.kind is Kind.PELAKSANAAN else view.figures.pengukuran
    coverage = f"cakupan {question.kind} {formats.percent(None if own is None else own.coverage)}"
    return Origin(view.office_name, formats.period(question.start, question.end), coverage, view.simulated)


def _chart(name: str, drawn: object) -> Component:
    return graph(drawn, graph_id={"type": "chart", "name": name})


def charts_section(
    view: ComplianceView, question: Question, names: Names, changes: Mapping[RowId, str] = MappingProxyType({})
) -> Component:
    """Ranking and trend above, one heatmap an SOP below; wide maps across, small ones side by side."""
    made = charts(view, question, names, changes)
    if not made:
        return nothing(question)
    top = [
        dbc.Col(_card(title, note, made[name], min_width="19rem"), xs=12, lg=6 if len(made.keys() & _TOP) > 1 else 12)
        for name, (title, note) in _TOP.items()
        if name in made
    ]
    maps = maps_of(rows_of(view, question.kind), names)
    halves = [each for each in maps if each.columns <= _WIDE]
    alone = halves[0].name if len(halves) % 2 else ""  # an odd one would leave half a row white
    below = [
        dbc.Col(
            _card(each.title, "", made[each.name], href=f"/sop/{each.sop}", min_width=f"{10 + each.columns * 4.2}rem"),
            xs=12,
            lg=6 if each in halves and each.name != alone else 12,
        )
        for each in maps
    ]
    return html.Div(
        [
            html.H2("Peringkat dan tren", className="visually-hidden"),
            dbc.Row(top, className="g-3"),
            html.H2("Langkah SOP menurut kecamatan", className="section-title"),
            map_key(),
            dbc.Row(below, className="g-3"),
        ]
    )


_TOP = {
    "ranking": ("Peringkat kecamatan", f"pelaksanaan semua SOP; n kurang dari {FEW} tidak diperingkat"),
    "trend": ("Tren kepatuhan", f"pelaksanaan seluruh kantor; lingkaran kosong: n kurang dari {FEW}"),
}


def map_key() -> Component:
    """How to read the heatmap's cells."""
    return html.P(
        [
            html.Span("✓ mencapai target", className="key", **{"data-state": "baik"}),
            html.Span("! kurang sampai 10 poin", className="key", **{"data-state": "waspada"}),
            html.Span("✕ lebih jauh di bawah target", className="key", **{"data-state": "gangguan"}),
            html.Span("— tidak terukur (?: jumlahnya)", className="key", **{"data-state": "tidak_terukur"}),
            html.Span(f"bergaris tepi: n kurang dari {FEW}", className="key key-hatch"),
            html.Span("Klik sel untuk melihat pelaksanaan di baliknya.", className="key-note"),
        ],
        className="map-key",
    )


def _card(title: str, note: str, chart: Component, *, href: str = "", min_width: str) -> Component:
    head = html.H3(dcc.Link(title, href=href) if href else title)
    return dbc.Card(
        dbc.CardBody(
            [
                chart_head(head, note),
                chart_frame(chart, title, min_width),
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
