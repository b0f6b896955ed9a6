"""The parts of ``/cadangan``: one card a source, figures, calendar, charts and the table of nights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.backups_night import minutes
from dashboard.components.backups_question import PATH, BackupsQuestion, presets
from dashboard.components.backups_words import (
    CHECKS,
    COPIES,
    LOOKS,
    RUNS,
    STATES,
    WORDS,
    check_mark,
    mark,
    marked,
)
from dashboard.components.cards import chart_frame, chart_head
from dashboard.components.elements import Prepared, html
from dashboard.components.kpi import kpi
from dashboard.components.messages import empty
from dashboard.components.period import PeriodLink, period_controls
from dashboard.components.status import chip
from dashboard.components.table import Cell, table, table_row
from dashboard.figures.backups import durations, sizes
from dashboard.figures.calendar import CalendarDay, calendar, weeks_of
from dashboard.figures.template import Origin, graph
from dashboard.model import Indicator, Verdict
from dashboard.views.backups_rows import (
    BAD,
    DECIDED,
    GOOD,
    BackupsView,
    CheckRow,
    NightRow,
    NightState,
    SourceRow,
)
from dashboard.views.check_words import CHECK_NAMES
from dashboard.views.run_words import STATE_WORDS

CHART = "backups-chart"
CALENDAR = "calendar"
"""Name of the calendar among the charts: a click on one of its days opens the night."""
_WIDE_WEEKS = 20
_ALWAYS = {NightState.BAIK, NightState.GAGAL, NightState.TIDAK_ADA, NightState.TIDAK_TERUKUR}
"""In the key also where no night of the period is like that."""


def controls(question: BackupsQuestion, today: date) -> Component:
    """Presets as links and two dates of one's own."""
    links = [
        PeriodLink(
            each.label,
            replace(question, start=each.start, end=each.end, night=None).href(),
            (each.start, each.end) == (question.start, question.end),
        )
        for each in presets(today)
    ]
    kept = {"kantor": question.office, "sumber": question.source}
    return period_controls(links, PATH, question.start, question.end, kept)


def nothing(view: BackupsView) -> Component:
    """An office without backups: by decision, or because none is written down."""
    if view.waived:
        return empty(
            f"Cadangan tidak berlaku di kantor ini: {view.waived}",
            "Begitu keputusan kantor. Bila berubah, hapus not_applicable pada SOP-nya, lalu isi backups.",
        )
    return empty(
        "Kantor ini belum punya sumber cadangan.",
        "Isi backups di berkas kantor: folder, pola nama berkas, jam, dan SOP-nya. Tanpa itu keadaannya tidak terukur.",
    )


def source_cards(view: BackupsView, question: BackupsQuestion, chosen: SourceRow) -> Component:
    """Is last night's backup good: one card a source, the opened one marked."""
    columns = [dbc.Col(_source_card(view, each, question, chosen), xs=12, lg=6, xxl=True) for each in view.sources]
    return dbc.Row(columns, className="g-3 bk-sources")


def _source_card(view: BackupsView, row: SourceRow, question: BackupsQuestion, chosen: SourceRow) -> Component:
    is_chosen = row.source == chosen.source
    to = replace(question, source=row.source, night=None).href()
    here = {"aria-current": "true"} if is_chosen else {}
    name = html.H2(dcc.Link(row.name, href=to), **here)
    lines: list[Component] = [
        html.Div([name, html.Span(row.place, className="bk-note")], className="bk-head"),
        html.Div([chip(row.state), html.Span(_standing(row, view))], className="bk-line"),
        html.Div(_last_night(row, view), className="bk-line"),
        html.Small(f"{row.schedule} · {formats.sop_short(row.sop_title)}", className="bk-note"),
    ]
    if row.copy is not None:
        state, word = COPIES[row.copy]
        told = html.Span("Salinan kedua (tidak ikut menilai)")
        lines.insert(3, html.Div([marked(state, word), told], className="bk-line"))
    return dbc.Card(dbc.CardBody(lines), className="bk-source h-100" + (" bk-chosen" if is_chosen else ""))


_STANDING = {
    Indicator.BAIK: "cadangan baik yang terbaru",
    Indicator.WASPADA: "cadangan terbaru terlambat",
    Indicator.GANGGUAN: "tidak ada cadangan baik yang baru",
}


def _standing(row: SourceRow, view: BackupsView) -> str:
    if row.state not in _STANDING:
        return row.reason
    words = _STANDING[row.state]
    if row.state is Indicator.BAIK:
        return f"{words} {formats.date_clock(row.good_at, view.zone)}"
    return f"{words} sejak {formats.since(row.since, view.zone, view.now)}"


def _last_night(row: SourceRow, view: BackupsView) -> list[Component]:
    last = row.last
    if last is None:
        return [html.Span("belum ada malam yang lewat pada periode ini", className="bk-note")]
    told = [f"malam {formats.short_date(last.day)}"]
    if last.finished_at is not None:
        told.append(f"selesai {formats.clock(last.finished_at, view.zone)}")
    if last.duration_s is not None:
        told.append(minutes(last.duration_s))
    failed = [CHECK_NAMES.get(each.name, each.name) for each in last.checks if each.ok is False]
    told += [f"gagal: {', '.join(failed)}"] if failed else []
    return [marked(STATES[last.state], WORDS[last.state]), html.Span(", ".join(told))]


def figures_row(view: BackupsView, row: SourceRow) -> Component:
    """Age, nights, duration and size of the opened source."""
    good, scheduled, slow = row.count(GOOD), row.scheduled, row.count({NightState.LEWAT_BAKU})
    absent, failed = row.count({NightState.TIDAK_ADA}), row.count({NightState.GAGAL})
    unseen, bad = row.count({NightState.TIDAK_TERUKUR}), row.count(BAD)
    age_s = None if row.good_at is None else (view.now - row.good_at).total_seconds()
    median_s = row.median_s
    is_slow = median_s is not None and row.standard_s is not None and median_s > row.standard_s
    cards = [
        kpi("Usia cadangan baik terakhir", formats.duration(age_s), _age_note(row, view), state=row.state, big=True),
        kpi(
            "Malam baik",
            f"{formats.number(good)} dari {formats.number(scheduled)}" if scheduled else formats.NONE,
            f"{formats.number(slow)} di antaranya lewat waktu" if slow else "malam yang dijadwalkan",
        ),
        kpi(
            "Malam tanpa cadangan baik",
            formats.number(bad) if row.count(DECIDED) else formats.NONE,
            f"{formats.number(absent)} tidak ada, {formats.number(failed)} gagal periksa",
            state=Indicator.GANGGUAN if bad else None,
        ),
        kpi(
            "Malam tidak terukur",
            formats.number(unseen),
            "tidak dihitung baik, tidak pula gagal",
            state=Indicator.TIDAK_TERUKUR if unseen else None,
        ),
        kpi(
            "Durasi, nilai tengah",
            minutes(median_s),
            f"waktu baku {row.standard}" if row.standard else "tanpa waktu baku",
            state=Indicator.WASPADA if is_slow else None,
        ),
        kpi("Ukuran terakhir", *_size_words(row.sizes)),
    ]
    return dbc.Row(
        [dbc.Col(card, xs=6 if place else 12, md=4, xl=True) for place, card in enumerate(cards)],
        className="g-3 kpi-row",
    )


def _age_note(row: SourceRow, view: BackupsView) -> str:
    if row.good_at is None:
        return "belum ada cadangan baik yang diketahui"
    return f"tersimpan {formats.since(row.good_at, view.zone, view.now)}"


def _size_words(found: Sequence[tuple[date, int]]) -> tuple[str, str]:
    if not found:
        return formats.NONE, "belum ada berkas yang terukur"
    day, last = found[-1]
    if len(found) < 2 or not found[-2][1]:
        return formats.file_size(last), f"malam {formats.short_date(day)}"
    change = last / found[-2][1] - 1
    sign = "+" if change >= 0 else "−"
    return formats.file_size(last), f"{sign}{formats.percent(abs(change), 1)} dari pendahulunya"


def charts(view: BackupsView, row: SourceRow, question: BackupsQuestion) -> dict[str, Component]:
    """Calendar, sizes and durations by name; refreshing puts the same figures in place."""
    revision = replace(question, source=row.source).revision()
    coverage = f"terukur {row.count(DECIDED)}/{row.scheduled} malam"
    origin = Origin(view.office_name, formats.period(view.start, view.end), coverage, view.simulated)
    title = f"Cadangan tiap malam, {row.name}"
    looks = {str(state): look for state, look in LOOKS.items()}
    drawn = {
        CALENDAR: calendar(_days(view, row, question), looks, revision, title=title, origin=origin),
        "durations": durations(
            row.nights, WORDS, revision, standard=row.standard, title=f"Lama pencadangan, {row.name}", origin=origin
        ),
        "sizes": sizes(row.nights, WORDS, revision, title=f"Ukuran cadangan, {row.name}", origin=origin),
    }
    return {name: graph(each, graph_id={"type": CHART, "name": name}) for name, each in drawn.items()}


def _days(view: BackupsView, row: SourceRow, question: BackupsQuestion) -> list[CalendarDay]:
    return [
        CalendarDay(
            each.day,
            str(each.state),
            _told(each, view.zone),
            replace(question, source=row.source, night=each.day).href("malam"),
        )
        for each in row.nights
    ]


def _told(night: NightRow, zone: str) -> str:
    lines = []
    if night.finished_at is not None:
        lines.append(f"selesai {formats.clock(night.finished_at, zone)}")
    if night.duration_s is not None:
        lines.append(f"{minutes(night.duration_s)}, {formats.file_size(night.size_bytes)}")
    lines += [each.message for each in night.checks if each.ok is False]
    return "<br>".join([*lines, "Klik untuk membuka malam ini"])


def charts_section(view: BackupsView, row: SourceRow, question: BackupsQuestion) -> Component:
    """The calendar beside the two charts; a long one takes the whole width above them."""
    made = charts(view, row, question)
    is_wide = weeks_of(_days(view, row, question)) > _WIDE_WEEKS
    width = f"{3 + weeks_of(_days(view, row, question)) * 1.6}rem" if is_wide else ""
    first = _chart_card(
        "Kalender malam", f"{row.name}; klik sebuah hari untuk membukanya", made[CALENDAR], width, _key(row)
    )
    lines = [
        _chart_card("Lama pencadangan terhadap waktu baku", "langkah script berjalan", made["durations"]),
        _chart_card("Ukuran cadangan", "tiap malam; yang gagal diperiksa bertanda silang", made["sizes"]),
    ]
    if is_wide:
        halves = [dbc.Col(each, xs=12, lg=6) for each in lines]
        return dbc.Row([dbc.Col(first, xs=12), *halves], className="g-3 bk-charts")
    right = dbc.Col(html.Div(lines, className="bk-stack"), xs=12, lg=6, xl=7)
    return dbc.Row([dbc.Col(first, xs=12, lg=6, xl=5), right], className="g-3 bk-charts")


def _chart_card(
    title: str, note: str, chart: Component, min_width: str = "", key: Component | None = None
) -> Component:
    parts = [chart_head(title, note), *([key] if key is not None else []), chart_frame(chart, title, min_width)]
    return dbc.Card(dbc.CardBody(parts), className="chart-card bk-chart h-100")


def _key(row: SourceRow) -> Component:
    shown = _ALWAYS | {each.state for each in row.nights}
    parts = [
        html.Span([html.Span(look.sign, style={"background": look.fill}), look.word], className="bk-key")
        for state, look in LOOKS.items()
        if state in shown
    ]
    return html.Div(parts, className="bk-keys")


def nights_table(view: BackupsView, row: SourceRow, question: BackupsQuestion) -> Component:
    """Every night of the period, the latest first, with each check's verdict and those on steps 2 and 3."""
    opened = replace(question, source=row.source, night=None)
    rows = [_kept_row(each, view.zone, row.keeps_copy, opened) for each in reversed(row.nights)]
    caption = (
        "Arahkan penunjuk ke sebuah tanda, atau buka malamnya, untuk membaca yang ditemukan. "
        "Script dan Simpan: penilaian langkah SOP yang diukur"
    )
    if row.keeps_copy:
        caption += "; salinan kedua tidak ikut menilai"
    return table(
        "malam-malam",
        caption,
        _headings(row.keeps_copy),
        rows,
        file_name=f"cadangan-{row.source}-{view.start}-{view.end}",
    )


def _headings(keeps_copy: bool) -> list[str]:
    first = ["Malam", "Keadaan", "Jadwal", "Mulai", "Selesai", "Durasi dari baku", "Ukuran"]
    return [*first, *CHECKS.values(), *(["Salinan kedua"] if keeps_copy else []), "Script", "Simpan"]


@lru_cache(maxsize=10_000)
def _kept_row(night: NightRow, zone: str, keeps_copy: bool, question: BackupsQuestion) -> Component:
    """A night that is over is the same in every minute. ``question``: with its source, without a night."""
    to = replace(question, night=night.day).href("malam")
    return Prepared(table_row(_night(night, zone, keeps_copy, to), _headings(keeps_copy)))


def _night(night: NightRow, zone: str, keeps_copy: bool, to: str) -> list[Cell | str]:
    found = {each.name: each for each in night.checks}
    word = WORDS[night.state] + (" (dikecualikan)" if night.is_excused else "")
    copy: list[Cell | str] = []
    if keeps_copy:
        copy = [formats.NONE] if night.copy is None else [Cell(marked(*COPIES[night.copy]), COPIES[night.copy][1])]
    return [
        Cell(dcc.Link(formats.short_date(night.day), href=to), night.day.isoformat()),
        Cell(marked(STATES[night.state], word), word),
        *(_clock(at, zone) for at in (night.scheduled_at, night.started_at, night.finished_at)),
        Cell(_against_standard(night), -1 if night.duration_s is None else night.duration_s),
        Cell(formats.file_size(night.size_bytes), -1 if night.size_bytes is None else night.size_bytes),
        *(Cell(check_mark(found.get(name)), _check_sort(found, name)) for name in CHECKS),
        *copy,
        *(_verdict(each) for each in (night.script, night.saved)),
    ]


def _clock(at: datetime | None, zone: str) -> Cell:
    return Cell(
        formats.NONE if at is None else f"{formats.local(at, zone):%H.%M}", "" if at is None else at.isoformat()
    )


def _against_standard(night: NightRow) -> str:
    if night.duration_s is None or not night.standard_s:
        return minutes(night.duration_s)
    return f"{minutes(night.duration_s)} · {formats.percent(night.duration_s / night.standard_s, 0)}"


def _check_sort(found: Mapping[str, CheckRow], name: str) -> str:
    """Failed ones first, then what could not be decided."""
    return "3" if name not in found else {False: "0", None: "1", True: "2"}[found[name].ok]


def _verdict(verdict: Verdict | None) -> Cell | str:
    if verdict is None:
        return formats.NONE
    word = STATE_WORDS[verdict.state]
    return Cell(mark(RUNS.get(verdict.state, Indicator.TIDAK_TERUKUR), word, word), word)
