"""The parts of ``/nasional`` and ``/provinsi`` around their grid: figures, provinces, trend, what narrows the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import nation_words as words
from dashboard.components.cards import chart_frame, chart_head
from dashboard.components.elements import html
from dashboard.components.kpi import kpi
from dashboard.components.messages import empty
from dashboard.components.nation_question import EVERY, NATION, ORDERS, PROVINCE, WORST, NationQuestion, presets
from dashboard.components.period import PeriodLink, period_controls
from dashboard.components.status import WORDS, glyph
from dashboard.figures.nation import uptime_trend
from dashboard.figures.template import Origin, graph
from dashboard.model import Indicator
from dashboard.views.nation_rows import NationRow, NationView, ProvinceRow
from dashboard.views.screen import SEVERITY

CHART = "nation-chart"
_OUT = (Indicator.GANGGUAN, Indicator.TERPUTUS)
_FAR = 2.0


def shown_rows(view: NationView, question: NationQuestion, order: Sequence[str] = ()) -> list[NationRow]:
    """The rows that are asked for, in the order asked for; ``order``: as they stand on screen already."""
    rows = sorted((row for row in view.rows if question.fits(row)), key=lambda row: _rank(row, question.order))
    places = {office: place for place, office in enumerate(order)}
    return sorted(rows, key=lambda row: places.get(row.office, len(places)))


def _rank(row: NationRow, order: str) -> tuple[float | str, ...]:
    work = row.work.compliance if row.work is not None and words.month_state(row.work, row.target) in _JUDGED else None
    uptime = None if row.uptime is None else row.uptime.uptime
    ranks: dict[str, tuple[float | str, ...]] = {
        "nama": (),
        "terlambat": (-(-1 if row.overdue is None else row.overdue),),
        "kepatuhan": (_FAR if work is None else work,),
        "ketersediaan": (_FAR if uptime is None else uptime,),
    }
    return (*ranks.get(order, (-row.trouble, SEVERITY.index(row.state))), row.short)


_JUDGED = (Indicator.BAIK, Indicator.WASPADA, Indicator.GANGGUAN)


def controls(view: NationView, question: NationQuestion, today: date) -> Component:
    """Named periods, two dates, province, words to seek and the order; everything leads to an address."""
    links = [
        PeriodLink(
            each.label,
            replace(question, start=each.start, end=each.end).href(),
            (each.start, each.end) == (question.start, question.end),
        )
        for each in presets(today)
    ]
    period = period_controls(links, question.path, question.start, question.end, question.values())
    return html.Div([period, _form(view, question)])


def _form(view: NationView, question: NationQuestion) -> Component:
    every = [(EVERY, "Semua provinsi")] if question.path == NATION else []
    named = [(code, f"{name} ({code})") for code, name in sorted(view.all_provinces, key=lambda each: each[1])]
    hidden = {"kantor": question.office, "dari": question.start.isoformat(), "sampai": question.end.isoformat()}
    reset = replace(question, text="", province=question.scope, order=WORST).href()
    is_usual = not question.is_narrowed and question.order == WORST
    return html.Form(
        [
            _choice("Provinsi", "kode", [*every, *named], question.province or EVERY),
            _choice("Urutan", "urut", list(ORDERS.items()), question.order),
            dbc.InputGroup(
                [
                    html.Label("Cari", htmlFor="nation-cari", className="input-group-text"),
                    dbc.Input(id="nation-cari", name="cari", value=question.text, type="search", autocomplete="off"),
                ]
            ),
            *(dbc.Input(name=name, value=value, type="hidden") for name, value in hidden.items() if value),
            dbc.Button("Tampilkan", type="submit", color="primary"),
            *([] if is_usual else [dcc.Link("Hapus saringan", href=reset)]),
        ],
        method="GET",
        action=question.path,
        className="nation-form controls",
    )


def _choice(label: str, name: str, options: Sequence[tuple[str, str]], value: str) -> Component:
    chosen = [{"label": word, "value": each} for each, word in options]
    return dbc.InputGroup(
        [
            html.Label(label, htmlFor=f"nation-{name}", className="input-group-text"),
            dbc.Select(chosen, value, id=f"nation-{name}", name=name),
        ]
    )


def figures_row(view: NationView) -> list[Component]:
    """How many kabupaten are in trouble, what is late, the month together, and how available the network was."""
    if not view.rows:
        return []
    rows = view.rows
    out = [row for row in rows if row.state in _OUT]
    near = sum(row.state is Indicator.WASPADA for row in rows)
    usang = sum(row.is_usang for row in rows)
    blind = sum(row.state is Indicator.TIDAK_TERUKUR for row in rows)
    overdue = [row.overdue for row in rows if row.overdue is not None]
    near_due = [row.at_risk for row in rows if row.at_risk is not None]
    targets = [row.targets for row in rows if row.targets is not None]
    down, counted = sum(each.down for each in targets), sum(each.targets for each in targets)
    share, month = words.month_words(view.work)
    uptime, measured = words.uptime_words(view.uptime)
    is_known = blind < len(rows)
    cards = [
        kpi(
            "Kabupaten gangguan",
            formats.number(len(out)) if is_known else formats.NONE,
            f"dari {formats.number(len(rows))}; {formats.number(near)} waspada" if is_known else words.UNKNOWN,
            state=Indicator.GANGGUAN if out else None,
            big=True,
        ),
        kpi(
            "Tidak terukur",
            formats.number(blind),
            f"kabupaten; {formats.number(usang)} data usang" if usang else "kabupaten sekarang",
            state=Indicator.TIDAK_TERUKUR if blind else None,
        ),
        kpi(
            "Sasaran putus",
            formats.number(down) if counted else formats.NONE,
            f"dari {formats.number(counted)} dalam jadwal" if counted else words.UNKNOWN,
            state=Indicator.GANGGUAN if down else None,
        ),
        kpi(
            "Langkah lewat waktu",
            formats.number(sum(overdue)) if overdue else formats.NONE,
            f"{formats.number(sum(near_due))} mendekati batas" if overdue else words.UNKNOWN,
            state=Indicator.GANGGUAN if sum(overdue) else None,
        ),
        kpi(f"Kepatuhan {formats.month_year(view.month)}", share, month),
        kpi("Ketersediaan jaringan", uptime, measured or "belum terukur pada periode ini"),
    ]
    columns = [dbc.Col(card, xs=6 if place else 12, md=4, xl=True) for place, card in enumerate(cards)]
    return [dbc.Row(columns, className="g-3 kpi-row")]


def usang_note(view: NationView) -> list[Component]:
    """Which kabupaten tell nothing of now any more, by name where they are few."""
    names = [row.short for row in view.rows if row.is_usang]
    if not names:
        return []
    more = f" dan {formats.number(len(names) - _NAMED)} lainnya" if len(names) > _NAMED else ""
    said = f"{', '.join(names[:_NAMED])}{more}. Keadaannya tidak dihitung baik; periksa kolektor di sana."
    return [html.P([html.B("DATA USANG: "), said], className="nation-usang", **{"data-state": "tidak_terukur"})]


_NAMED = 6


def provinces_part(view: NationView, question: NationQuestion) -> list[Component]:
    """A picture of the nation: each province with the share of its kabupaten in each state, the worst first."""
    if len(view.provinces) < 2:
        return []
    return [
        html.H2("Provinsi"),
        html.Ul(_key(), className="nation-key", **{"aria-label": "Keterangan warna"}),
        html.Ul([_province(each, question) for each in view.provinces], className="nation-provinces"),
    ]


def _key() -> list[Component]:
    return [html.Li([glyph(), WORDS[state]], **{"data-state": str(state)}) for state in SEVERITY[:6]]


def _province(each: ProvinceRow, question: NationQuestion) -> Component:
    counts = [(state, each.states[state]) for state in SEVERITY if each.states.get(state)]
    said = ", ".join(f"{formats.number(count)} {WORDS[state]}" for state, count in counts)
    bar = [
        html.Span(
            formats.number(count), className="nation-part", style={"flexGrow": count}, **{"data-state": str(state)}
        )
        for state, count in counts
    ]
    share, _ = words.month_words(each.work)
    uptime, _ = words.uptime_words(each.uptime)
    late = formats.NONE if each.overdue is None else formats.number(each.overdue)
    facts = f"lewat waktu {late} · kepatuhan {share} · ketersediaan {uptime}"
    return html.Li(
        dcc.Link(
            [
                html.Span(
                    [html.B(each.name), html.Small(f"{formats.number(each.offices)} kabupaten")],
                    className="nation-province-head",
                ),
                html.Span(bar, className="nation-bar", title=said),
                html.Span(said, className="visually-hidden"),
                html.Small(facts),
            ],
            href=question.of_province(each.code),
            className="nation-province",
        )
    )


def trend_chart(view: NationView, question: NationQuestion, title: str) -> Component:
    """The chart alone, as refreshing replaces its figure."""
    known = sum(found is not None for _, found in view.trend)
    coverage = f"{known} dari {len(view.trend)} hari terukur"
    origin = Origin(title, formats.period(question.start, question.end), coverage, view.simulated)
    heading = "Ketersediaan jaringan tiap hari"
    drawn = uptime_trend(view.trend, question.revision(), title=heading, origin=origin)
    return graph(drawn, graph_id={"type": CHART, "name": "uptime"})


def trend_card(view: NationView, question: NationQuestion, title: str) -> Component:
    """Uptime day by day, in a card."""
    heading = "Ketersediaan jaringan tiap hari"
    body: list[Component] = [chart_head(heading, "menjawab ÷ (menjawab + putus), dalam jadwal tiap sasaran")]
    if any(found is not None and found.uptime is not None for _, found in view.trend):
        body.append(chart_frame(trend_chart(view, question, title), heading))
    else:
        what = "Hari yang sudah dipantau dinilai bertahap oleh kolektor, paling lambat satu jam sesudah mulai berjalan."
        body.append(empty("Belum ada hari yang dinilai pada periode ini.", what))
    return dbc.Card(dbc.CardBody(body), className="chart-card nation-card")


def nothing(view: NationView, question: NationQuestion) -> list[Component]:
    """What an empty list means."""
    if any(question.fits(row) for row in view.rows):
        return []
    if view.rows:
        return [empty("Tidak ada kabupaten yang cocok.", "Ubah kata carian atau provinsi, atau hapus saringan.")]
    what = "Tambahkan berkas kantor di folder PANTAU_OFFICES, atau jalankan kolektor tiap kabupaten ke basis data ini."
    return [empty("Belum ada kabupaten yang dikenal.", what)]


def heading(view: NationView, question: NationQuestion) -> str:
    """What the page is about."""
    name = dict(view.all_provinces).get(question.scope, "")
    return f"Provinsi {name}".strip() if question.path == PROVINCE else "Nasional"
