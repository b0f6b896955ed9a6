"""The frame of every page: brand, navigation, office picker, officer, theme, clock with zone and age of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import simulated_band, stale_band
from dashboard.components.shortcuts import LETTERS, shortcuts_dialog

NAVIGATION = "navigasi"
NEVER_TEXT = " periksa apakah kolektor berjalan (python -m collectors)"
PAGES = (
    ("/", "Layar pantau"),
    ("/kepatuhan", "Kepatuhan"),
    ("/terlambat", "Terlambat"),
    ("/tiket", "Tiket"),
    ("/jaringan", "Jaringan"),
    ("/cadangan", "Cadangan"),
    ("/pengiriman", "Pengiriman"),
    ("/sop", "SOP"),
    ("/laporan", "Laporan"),
    ("/peringatan", "Peringatan"),
    ("/provinsi", "Provinsi"),
    ("/nasional", "Nasional"),
    ("/jejak", "Jejak audit"),
    ("/sistem", "Sistem"),
    ("/pengguna", "Pengguna"),
)
OF_MANY = frozenset({"/provinsi", "/nasional"})
"""Pages about many offices: a single one needs no way there."""
LONGEST_DAYS = {
    "/jaringan": 92,
    "/pengiriman": 92,
    "/cadangan": 366,
    "/peringatan": 92,
    "/provinsi": 366,
    "/nasional": 366,
}
"""Pages that show no longer period: one that comes along is shortened to its end."""


@dataclass(frozen=True, slots=True)
class OfficeChoice:
    """One entry of the office picker: where it leads on this page."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays while a reader moves from page to page: office (empty: none chosen) and period, where one is."""

    office: str = ""
    start: date | None = None
    end: date | None = None

    def href(self, path: str) -> str:
        """The address of a page for the same office and period, no longer than that page can show.

        A period that had to be shortened names its first day (``semula``), so that it is whole again on the next page.
        """
        asked = {"kantor": self.office} if self.office else {}
        if self.start is not None and self.end is not None:
            longest = LONGEST_DAYS.get(path)
            first = self.start if longest is None else max(self.start, self.end - timedelta(days=longest - 1))
            asked |= {"dari": first.isoformat(), "sampai": self.end.isoformat()}
            if first != self.start:
                asked["semula"] = self.start.isoformat()
        return f"{path}?{urlencode(asked)}" if asked else path


NOTHING_KEPT = Kept()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of a page says. ``zones`` are the zones that the clock shows; ``kept`` goes along to other pages.

    ``data_at`` is the youngest sample's time, None where there is none; ``show_age`` False on pages without live data.
    ``never_text`` says what to do where nothing was ever measured; ``trail`` leads to the page, each (label, address).
    ``tools`` stand below the pages in the menu. ``many``: more than one office is known.
    """

    path: str
    title: str
    officer: str
    now: datetime
    zones: tuple[str, ...]
    simulated: bool
    choices: Sequence[OfficeChoice] = ()
    kept: Kept = NOTHING_KEPT
    data_at: datetime | None = None
    show_age: bool = True
    stale: bool = False
    never_text: str = NEVER_TEXT
    trail: Sequence[tuple[str, str]] = ()
    tools: Sequence[Component] = ()
    many: bool = False
    hidden: frozenset[str] = frozenset()
    """Paths of pages that the reader may not see."""


def pages_of(frame: Frame) -> list[tuple[str, str]]:
    """The pages that a reader can go to: path and name."""
    seen = [(path, label) for path, label in PAGES if path not in frame.hidden]
    return [(path, label) for path, label in seen if frame.many or path not in OF_MANY or path == frame.path]


def page(frame: Frame, children: Sequence[Component], *, class_name: str = "") -> Component:
    """A whole page: header, bands, content. The first link jumps to the content."""
    bands = [simulated_band()] if frame.simulated else []
    content = [*_trail(frame), *_shortened(frame), *children]
    return html.Div(
        [
            html.A("Langsung ke isi", href="#isi", className="skip-link"),
            header(frame),
            _navigation(frame),
            *bands,
            stale_band(frame.stale, _stale_text(frame), ever=frame.data_at is not None, never_text=frame.never_text),
            html.Main(content, id="isi", className="content", tabIndex="-1"),
            shortcuts_dialog([(path, label, frame.kept.href(path)) for path, label in pages_of(frame)]),
        ],
        className=f"page {class_name}".strip(),
    )


def _shortened(frame: Frame) -> list[Component]:
    """Said where the period that came along is longer than this page shows."""
    kept, longest = frame.kept, LONGEST_DAYS.get(frame.path)
    if longest is None or kept.start is None or kept.end is None or (kept.end - kept.start).days < longest:
        return []
    period = formats.period(kept.start, kept.end)
    said = f"Periode {period} dipendekkan: halaman ini menampilkan paling lama {longest} hari"
    return [html.P(f"{said}, yaitu yang terakhir. Halaman lain tetap memakai periode semula.", className="card-note")]


def header(frame: Frame) -> Component:
    """One line: who we are, where one can go, whose office, what time it is and how old the data are."""
    return html.Header(
        [
            html.Div(
                [html.Span("Pantau PIAK", className="brand"), html.H1(frame.title, className="page-title")],
                className="head-name",
            ),
            *_picker(frame.choices),
            html.Div(
                [
                    html.A(
                        ["Petugas: ", html.B(frame.officer)],
                        href="/akun",
                        className="officer",
                        title="Akun, ganti sandi, keluar",
                    ),
                    _tool("Pintasan", "pintasan", title="Pintasan papan ketik (?)", **{"aria-haspopup": "dialog"}),
                    _tool(_THEMES, "ganti-tema", title="Ganti warna gelap atau terang"),
                    _tool(
                        "Menu",
                        "menu-halaman",
                        class_name="menu-button",
                        **{"aria-expanded": "false", "aria-controls": NAVIGATION},
                    ),
                ],
                className="head-person",
            ),
            _clock(frame),
        ],
        className="head",
    )


_THEMES = [html.Span("Gelap", className="when-light"), html.Span("Terang", className="when-dark")]
"""The button names the look that it leads to; the style sheet shows one of the two."""


def _tool(label: str | list[Component], button_id: str, *, class_name: str = "", **more: str) -> Component:
    """A button of the header; ``assets/boot.js`` looks after it."""
    look = f"head-tool btn btn-sm btn-outline-secondary {class_name}".strip()
    return html.Button(label, id=button_id, type="button", className=look, **more)


def _navigation(frame: Frame) -> Component:
    """The pages; the one that is open, or whose part is, stands marked. Office and period go along."""
    links = [html.Li(_page_link(frame, path, label), className="nav-item") for path, label in pages_of(frame)]
    links += [html.Li(tool, className="nav-item nav-tool") for tool in frame.tools]
    return html.Nav(html.Ul(links, className="nav nav-pills"), id=NAVIGATION, className="site-nav", **_NAMED)


_NAMED = {"aria-label": "Halaman"}


def _page_link(frame: Frame, path: str, label: str) -> Component:
    """A plain link, for it says which page is open; ``assets/boot.js`` follows it without loading everything anew."""
    said = {"data-key": LETTERS[path]} if path in LETTERS else {}
    if path == frame.path:
        said["aria-current"] = "page"
    look = "nav-link active" if path == frame.path else "nav-link"
    return html.A(label, href=frame.kept.href(path), className=look, **said)


def _trail(frame: Frame) -> list[Component]:
    """Where a page below another one stands, from the outermost; pages of the first row need none."""
    if not frame.trail:
        return []
    items = [{"label": label, "href": href, "active": not href} for label, href in frame.trail]
    return [dbc.Breadcrumb(items=items, className="trail")]


def _picker(choices: Sequence[OfficeChoice]) -> list[Component]:
    """Which office; nothing where there is no choice."""
    if not choices:
        return []
    chosen = next((choice.label for choice in choices if choice.chosen), "Pilih kantor")
    items = [dbc.DropdownMenuItem(each.label, href=each.href, active=each.chosen) for each in choices]
    return [
        dbc.DropdownMenu(
            items,
            label=["Kantor: ", html.B(chosen)],
            color="light",
            className="picker",
            toggleClassName="picker-toggle",
        )
    ]


def _clock(frame: Frame) -> Component:
    labelled = {formats.zone_label(zone): zone for zone in reversed(frame.zones)}  # WIB once, whichever city names it
    times = [
        html.Span(
            [
                html.Span(f"{formats.local(frame.now, zone):%H.%M}", **{"data-clock": zone}),
                html.Small(formats.zone_label(zone)),
            ],
            className="clock-time",
        )
        for zone in reversed(labelled.values())
    ]
    day = formats.long_date(formats.local(frame.now, frame.zones[0]).date()) if frame.zones else ""
    parts: list[Component] = [
        html.Div(times, className="clock-times"),
        html.Div([html.Span(day), *_age(frame)], className="clock-day"),
    ]
    return html.Div(parts, className="clock")


def _age(frame: Frame) -> list[Component]:
    if not frame.show_age:
        return []
    seconds = None if frame.data_at is None else (frame.now - frame.data_at).total_seconds()
    said = "belum ada data" if seconds is None else f"data {formats.age(seconds)}"
    at = "" if frame.data_at is None else frame.data_at.isoformat()
    return [html.Span(said, className="data-age", **{"data-data-at": at})]


def _stale_text(frame: Frame) -> str:
    zone = frame.zones[0] if frame.zones else "Asia/Jakarta"
    return f" data terakhir {formats.date_clock(frame.data_at, zone)}; periksa apakah kolektor berjalan"
