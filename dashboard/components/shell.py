"""The frame of every page: brand, navigation, office picker, officer, theme, clock with zone and age of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.messages import simulated_band, stale_band

PAGES = (("/", "Layar pantau"), ("/kepatuhan", "Kepatuhan"), ("/sop", "SOP"))


@dataclass(frozen=True, slots=True)
class OfficeChoice:
    """One entry of the office picker: where it leads on this page."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of a page says. ``zones`` are the zones that the clock shows; ``query`` is kept by the navigation.

    ``data_at`` is the youngest sample's time, None where there is none; ``show_age`` False on pages without live data.
    """

    path: str
    title: str
    officer: str
    now: datetime
    zones: tuple[str, ...]
    simulated: bool
    choices: Sequence[OfficeChoice] = ()
    query: str = ""
    data_at: datetime | None = None
    show_age: bool = True
    stale: bool = False


def page(frame: Frame, children: Sequence[Component], *, class_name: str = "") -> Component:
    """A whole page: header, bands, content. The first link jumps to the content."""
    bands = [simulated_band()] if frame.simulated else []
    return html.Div(
        [
            html.A("Langsung ke isi", href="#isi", className="skip-link"),
            header(frame),
            *bands,
            stale_band(frame.stale, _stale_text(frame)),
            html.Main(list(children), id="isi", className="content", tabIndex="-1"),
        ],
        className=f"page {class_name}".strip(),
    )


def header(frame: Frame) -> Component:
    """One line: who we are, where one can go, whose office, what time it is and how old the data are."""
    return html.Header(
        [
            html.Div(
                [html.Span("Pantau PIAK", className="brand"), html.H1(frame.title, className="page-title")],
                className="head-name",
            ),
            _navigation(frame),
            _picker(frame.choices),
            html.Div(
                [
                    html.Span(["Petugas: ", html.B(frame.officer)], className="officer"),
                    html.Button("Gelap/terang", type="button", className="theme-toggle", **{"data-theme-toggle": "1"}),
                ],
                className="head-person",
            ),
            _clock(frame),
        ],
        className="head",
    )


def _navigation(frame: Frame) -> Component:
    links = [
        dcc.Link(
            label,
            href=path + (f"?{frame.query}" if frame.query else ""),
            className="nav-item nav-item-on" if path == frame.path else "nav-item",
        )
        for path, label in PAGES
    ]
    return html.Nav(links, className="site-nav", **{"aria-label": "Halaman"})


def _picker(choices: Sequence[OfficeChoice]) -> Component | None:
    if not choices:
        return None
    chosen = next((choice.label for choice in choices if choice.chosen), "Pilih kantor")
    return html.Details(
        [
            html.Summary(["Kantor: ", html.B(chosen)]),
            html.Ul(
                [
                    html.Li(dcc.Link(choice.label, href=choice.href, className="picked" if choice.chosen else ""))
                    for choice in choices
                ]
            ),
        ],
        className="picker",
    )


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
    if frame.data_at is None:
        return " belum ada satu pun data; periksa apakah kolektor berjalan"
    zone = frame.zones[0] if frame.zones else "Asia/Jakarta"
    return f" data terakhir {formats.date_clock(frame.data_at, zone)}"
