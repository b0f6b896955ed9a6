"""The parts of ``/kepatuhan``: period picker, figures, charts and the table of all numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.kpi import coverage_words, kpi
from dashboard.components.messages import empty
from dashboard.components.question import Pick, Question, presets
from dashboard.components.table import Cell, table
from dashboard.figures.heatmap import column_label, column_of, heatmap
from dashboard.figures.ranking import ranking
from dashboard.figures.template import graph
from dashboard.figures.trend import trend
from dashboard.model import Compliance, Kind
from dashboard.sop import Sop
from dashboard.views.rows import ComplianceView
from dashboard.views.standing import FEW, judge

KIND_WORDS = {Kind.PELAKSANAAN: "Pelaksanaan", Kind.PENGUKURAN: "Pengukuran"}
KIND_NOTES = {
    Kind.PELAKSANAAN: "tiket dan pekerjaan terjadwal yang dikerjakan orang",
    Kind.PENGUKURAN: "jam-jam yang diukur mesin",
}


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


def controls(question: Question, today: date) -> Component:
    """Presets as links, two dates of one's own, kind and view; everything leads to an address."""
    named = [
        dcc.Link(
            preset.label,
            href=replace(question, start=preset.start, end=preset.end, pick=None).href(),
            className="pill pill-on" if (preset.start, preset.end) == (question.start, question.end) else "pill",
        )
        for preset in presets(today)
    ]
    kinds = [
        dcc.Link(
            KIND_WORDS[kind],
            href=replace(question, kind=kind, pick=None).href(),
            className="pill pill-on" if kind is question.kind else "pill",
            title=KIND_NOTES[kind],
        )
        for kind in Kind
    ]
    views = [
        dcc.Link(
            word,
            href=replace(question, as_table=as_table, pick=None).href(),
            className="pill pill-on" if as_table == question.as_table else "pill",
        )
        for word, as_table in (("Grafik", False), ("Tabel", True))
    ]
    return html.Div(
        [
            html.Nav(named, className="pills", **{"aria-label": "Periode"}),
            _own_period(question),
            html.Nav(kinds, className="pills", **{"aria-label": "Jenis angka"}),
            html.Nav(views, className="pills", **{"aria-label": "Bentuk"}),
        ],
        className="controls",
    )


def _own_period(question: Question) -> Component:
    fields = [
        html.Label(
            [word, dcc.Input(name=name, value=value.isoformat(), type="text", className="date-input", debounce=True)]
        )
        for word, name, value in (("Dari", "dari", question.start), ("Sampai", "sampai", question.end))
    ]
    hidden = [
        dcc.Input(name="kantor", value=question.office, type="hidden"),
        dcc.Input(name="jenis", value=str(question.kind), type="hidden"),
    ]
    return html.Form(
        [*fields, *hidden, html.Button("Tampilkan", type="submit", className="button")],
        method="GET",
        action="/kepatuhan",
        className="period-form",
    )


def figures_row(view: ComplianceView, kind: Kind) -> Component:
    """The figures of the chosen kind, the other kind's beside them, never added."""
    own = {Kind.PELAKSANAAN: view.figures.pelaksanaan, Kind.PENGUKURAN: view.figures.pengukuran}
    row = own[kind]
    target = view.figures.target
    other = next(each for each in Kind if each is not kind)
    value = None if row is None else row.compliance
    few = row is not None and 0 < row.n < FEW
    note = f"target {formats.percent(target)}" + (f" · n kurang dari {FEW}, lemah" if few else "")
    other_row = own[other]
    return html.Div(
        [
            kpi(
                f"Kepatuhan {KIND_WORDS[kind].lower()}",
                formats.percent(value),
                note,
                state=judge(value, target),
                big=True,
            ),
            kpi(
                "Sebelum dikecualikan",
                formats.percent(None if row is None else row.compliance_before),
                f"{formats.number(None if row is None else row.excused)} dikecualikan",
            ),
            kpi(
                "Cakupan",
                formats.percent(None if row is None else row.coverage),
                f"{formats.number(None if row is None else row.unmonitored)} tidak terpantau",
            ),
            kpi(
                "Dinilai (n)",
                formats.number(None if row is None else row.n),
                "" if row is None else f"{formats.number(row.met)} tepat, {formats.number(row.missed)} tidak",
            ),
            kpi("Terburuk–terbaik", _span(row), "bila yang masih berjalan meleset atau tepat semua"),
            kpi("Tunggakan", formats.number(None if row is None else row.backlog), "lewat waktu dan masih terbuka"),
            kpi(
                KIND_WORDS[other],
                formats.percent(None if other_row is None else other_row.compliance),
                coverage_words(other_row),
                state=judge(None if other_row is None else other_row.compliance, target),
            ),
        ],
        className="kpi-row",
    )


def _span(row: Compliance | None) -> str:
    if row is None or row.worst is None or row.best is None:
        return formats.NONE
    if row.worst == row.best:
        return formats.percent(row.best)
    return f"{formats.number(row.worst * 100, 1)}–{formats.percent(row.best)}"


def rows_of(view: ComplianceView, kind: Kind) -> tuple[Compliance, ...]:
    """Rows of one kind that say anything: a judged, unmonitored, excused or late run stands behind them."""
    return tuple(row for row in view.rows if row.kind is kind and _says_anything(row))


def _says_anything(row: Compliance) -> bool:
    return bool(row.n or row.unmonitored or row.excused or row.outside or row.backlog)


def sops_of(rows: Sequence[Compliance], names: Names) -> list[str]:
    """SOPs that have rows, in the catalogue's order."""
    found = {row.sop for row in rows}
    return [each for each in names.sops if each in found] + sorted(found - set(names.sops))


def charts(view: ComplianceView, question: Question, names: Names) -> dict[str, Component]:
    """Every chart by its name: ``ranking`` and ``trend`` (pelaksanaan only), ``sop:<id>`` for each heatmap."""
    rows, target, revision = rows_of(view, question.kind), view.figures.target, question.revision()
    made: dict[str, Component] = {}
    if question.kind is Kind.PELAKSANAAN and any(map(_says_anything, view.ranking)):
        made["ranking"] = _chart("ranking", ranking(view.ranking, names.places, target, revision))
    if question.kind is Kind.PELAKSANAAN and any(row.n for _, row in view.trend):
        made["trend"] = _chart("trend", trend(view.trend, target, revision))
    for sop in sops_of(rows, names):
        drawn = heatmap(
            [row for row in rows if row.sop == sop], names.places, names.kegiatan(sop), target, f"{revision}/{sop}"
        )
        made[f"sop:{sop}"] = _chart(f"sop:{sop}", drawn)
    return made


def _chart(name: str, drawn: object) -> Component:
    return graph(drawn, graph_id={"type": "chart", "name": name})


def charts_section(view: ComplianceView, question: Question, names: Names) -> Component:
    """Ranking and trend above, one heatmap an SOP below."""
    made = charts(view, question, names)
    if not made:
        return nothing(question)
    top = [
        _card(title, note, made[name])
        for name, title, note in (
            ("ranking", "Peringkat kecamatan", f"pelaksanaan semua SOP; n kurang dari {FEW} tidak diperingkat"),
            ("trend", "Tren", "pelaksanaan seluruh kantor menurut waktu; lingkaran kosong: n kurang dari 5"),
        )
        if name in made
    ]
    maps = []
    rows = rows_of(view, question.kind)
    for name, chart in made.items():
        if name.startswith("sop:"):
            sop = name.removeprefix("sop:")
            wide = len({column_of(row) for row in rows if row.sop == sop})
            maps.append(
                _card(names.sop_title(sop), "langkah menurut kecamatan", chart, columns=wide, href=f"/sop/{sop}")
            )
    return html.Div(
        [
            html.Div(top, className="cards cards-top"),
            html.H2("Langkah SOP menurut kecamatan"),
            map_key(),
            html.Div(maps, className="cards cards-maps"),
        ]
    )


def map_key() -> Component:
    """How to read the heatmap's cells."""
    return html.P(
        [
            html.Span("✓ mencapai target", className="key", **{"data-state": "baik"}),
            html.Span("! kurang sampai 10 poin", className="key", **{"data-state": "waspada"}),
            html.Span("✕ lebih jauh di bawah target", className="key", **{"data-state": "gangguan"}),
            html.Span("— tidak terukur (?: jumlahnya)", className="key", **{"data-state": "tidak_terukur"}),
            html.Span(f"bergaris: n kurang dari {FEW}", className="key key-hatch"),
            html.Span("Klik sel untuk melihat pelaksanaan di baliknya.", className="key-note"),
        ],
        className="map-key",
    )


def _card(title: str, note: str, chart: Component, *, columns: int = 0, href: str = "") -> Component:
    head = dcc.Link(title, href=href) if href else title
    style = {"--map-columns": columns} if columns else {}
    return html.Section(
        [
            html.H3(head),
            html.P(note, className="card-note"),
            html.Div(chart, className="chart-scroll", role="figure", tabIndex="0", **{"aria-label": title}),
        ],
        className="card-block card-map" if columns else "card-block",
        style=style,
    )


def nothing(question: Question) -> Component:
    """The empty state of a period without anything to judge."""
    other = "pengukuran" if question.kind is Kind.PELAKSANAAN else "pelaksanaan"
    return empty(
        f"Belum ada {question.kind} yang dinilai pada {formats.period(question.start, question.end)}.",
        f"Pilih periode lain, lihat {other}, atau periksa apakah tiket dan sumber data kantor sudah terhubung. "
        "Yang tidak ada datanya tidak dihitung nol.",
    )


def numbers_table(view: ComplianceView, question: Question, names: Names) -> Component:
    """All numbers of the chosen kind as a table; each row leads to its runs."""
    rows = rows_of(view, question.kind)
    if not rows:
        return nothing(question)
    headings = (
        "Kecamatan",
        "SOP",
        "Langkah",
        "Kepatuhan",
        "n",
        "Tepat",
        "Tidak tepat",
        "Dikecualikan",
        "Tak terpantau",
        "Cakupan",
        "Median",
        "p90",
        "Tunggakan",
        "Mengapa",
    )
    return table(
        "angka",
        f"{KIND_WORDS[question.kind]} {formats.period(question.start, question.end)}",
        headings,
        [_number_cells(row, question, names) for row in rows],
        file_name=f"kepatuhan-{question.office}-{question.start}-{question.end}-{question.kind}",
    )


def _number_cells(row: Compliance, question: Question, names: Names) -> list[Cell | str]:
    pick = Pick(row.kecamatan, row.sop, row.from_step, row.scope)
    return [
        names.places.get(row.kecamatan, "Dinas"),
        names.sop_title(row.sop),
        Cell(column_label(column_of(row)), row.from_step or 0),
        _share(row.compliance),
        *(Cell(formats.number(count), count) for count in (row.n, row.met, row.missed, row.excused, row.unmonitored)),
        _share(row.coverage),
        _share(row.median_share),
        _share(row.p90_share),
        Cell(formats.number(row.backlog), row.backlog),
        Cell(dcc.Link("pelaksanaan", href=replace(question, pick=pick).href() + "#mengapa"), ""),
    ]


def _share(value: float | None) -> Cell:
    return Cell(formats.percent(value), -1.0 if value is None else value)
