"""The wall in its three forms: all offices on one screen, one office filling it, and the rotation of both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import ceil

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.kpi import compliance_kpi, count_strip, coverage_words
from dashboard.components.lists import ALL, overdue_list, trouble_list
from dashboard.components.map import map_of, office_map
from dashboard.components.map_plan import HIGHEST
from dashboard.components.status import LABELS, SHORT_WORDS, WORDS, glyph, legend
from dashboard.components.tile import compact_tile, large_tile, mini_indicator, tile_key
from dashboard.components.ways import PAGES, TICKET, compliance_page
from dashboard.model import Indicator, Kind
from dashboard.views.rows import OfficeFigures, WallView
from dashboard.views.screen import counts, indicators_of, overall, overdue_of, troubles
from dashboard.views.standing import judge
from dashboard.views.terrain import Terrain

COMPACT_COLUMNS = 8
TURN_HELP = "← → pindah · spasi tahan"
ROTATION_S = 20
"""How long each panel of a rotation stays, in seconds, unless the address says otherwise."""


def all_offices(views: Sequence[WallView], shorts: Mapping[str, str]) -> Component:
    """Every kecamatan of every office on one screen, beside it what is wrong and what is late."""
    columns = compact_columns([len(view.tiles) for view in views])
    side = [
        count_strip(counts(views)),
        _troubles(views, shorts, ALL, 5),
        _overdue(views, ALL, 3),
    ]
    return html.Div(
        [
            html.Div([_section(view, shorts, columns) for view in views], className="sections"),
            html.Aside(side, className="side", **{"aria-label": "Ringkasan"}),
        ],
        className="wall-panel wall-all",
        style={"--columns": columns},
        **{"data-panel": ALL},
    )


def compact_columns(sizes: Sequence[int]) -> int:
    """Columns that need the fewest rows; of equals the fewest, so that tiles are as wide as can be."""
    if not sizes:
        return COMPACT_COLUMNS
    return min(
        range(5, COMPACT_COLUMNS + 1), key=lambda columns: (sum(ceil(size / columns) for size in sizes), columns)
    )


def _section(view: WallView, shorts: Mapping[str, str], columns: int) -> Component:
    """One kabupaten: its name, the Dinas' own indicators, its compliance, its tiles."""
    rows = max(1, ceil(len(view.tiles) / columns))
    head = html.Div(
        [
            html.H2(shorts.get(view.office, view.office_name)),
            html.Span(
                [
                    html.Span("Dinas", className="section-dinas"),
                    *(mini_indicator(name, row, view.zone, view.now) for name, row in indicators_of(view.dinas)),
                ],
                className="tile-inds",
                **{"data-tile": tile_key(view.office, None), "data-state": str(overall(view.dinas).state)},
            ),
            _section_figures(view.office, view.figures),
        ],
        className="section-head",
    )
    tiles = html.Ul(
        [compact_tile(tile, view.office, view.zone, view.now) for tile in view.tiles],
        className="tiles",
        style={"--rows": rows},
        **{"data-tiles": view.office},
    )
    return html.Section(
        [head, tiles],
        className="section",
        style={"--rows": rows},
        **{"data-office": view.office, "data-stale": "1" if view.stale else "0"},
    )


def _section_figures(office: str, figures: OfficeFigures) -> Component:
    parts = []
    for kind, label, row in (
        (Kind.PELAKSANAAN, "pelaksanaan", figures.pelaksanaan),
        (Kind.PENGUKURAN, "pengukuran", figures.pengukuran),
    ):
        value = None if row is None else row.compliance
        parts.append(
            html.Span(
                [
                    html.Span(label, className="sf-label"),
                    glyph(),
                    html.B(formats.percent(value), **{"data-f": "value"}),
                    html.Small(coverage_words(row), **{"data-f": "note"}),
                ],
                className="section-figure",
                **{
                    "data-kpi": f"{office}:{kind}",
                    "data-state": str(judge(value, figures.target)),
                    "data-target": str(figures.target),
                },
            )
        )
    return html.Span(parts, className="section-figures")


def one_office(view: WallView, shorts: Mapping[str, str], terrain: Terrain | None = None) -> Component:
    """One office on the whole screen: large tiles, its map, figures of the month and overdue steps."""
    figures = view.figures
    month = formats.month_year(figures.period_start)
    way = compliance_page(view.office, figures.period_start, figures.period_end)
    everyone = (view.dinas, *view.tiles)
    columns, rows = large_grid(len(everyone))
    plan = None if terrain is None else map_of(view, terrain)
    side = [
        *([] if terrain is None or plan is None else [office_map(view, terrain, plan)]),
        count_strip(counts([view])),
        html.Section(
            [
                html.H2(["Kepatuhan", html.Span(month, className="list-note")]),
                html.Div(
                    [
                        compliance_kpi(
                            f"{view.office}:pelaksanaan", "Pelaksanaan", figures.pelaksanaan, figures.target, href=way
                        ),
                        compliance_kpi(
                            f"{view.office}:pengukuran", "Pengukuran", figures.pengukuran, figures.target, href=way
                        ),
                    ],
                    className="kpis",
                ),
            ],
            className="panel-list",
        ),
        # A map that is higher than usual takes the place of one row.
        _overdue([view], view.office, 2 if plan is not None and plan.height > HIGHEST else 3),
    ]
    tiles = html.Ul(
        [large_tile(tile, view.office, view.zone, view.now) for tile in everyone],
        className="tiles tiles-large",
        # What is left over in the last row goes to the Dinas' tile, which stands first.
        style={"--columns": columns, "--rows": rows, "--dinas": 1 + columns * rows - len(everyone)},
        **{"data-tiles": view.office},
    )
    return html.Div(
        [
            html.Div([tiles], className="sections"),
            html.Aside(side, className="side", **{"aria-label": "Ringkasan"}),
        ],
        className="wall-panel wall-one",
        **{"data-panel": view.office, "data-office": view.office, "data-stale": "1" if view.stale else "0"},
    )


def large_grid(count: int) -> tuple[int, int]:
    """Columns and rows of large tiles on a wide screen: at most one row's worth of places is left over."""
    columns = next((columns for most, columns in ((1, 1), (4, 2), (9, 3), (16, 4), (25, 5)) if count <= most), 6)
    return columns, max(1, ceil(count / columns))


def _troubles(views: Sequence[WallView], shorts: Mapping[str, str], scope: str, slots: int) -> Component:
    now_s = views[0].now.timestamp() if views else 0.0
    return trouble_list(
        troubles(views, shorts), scope=scope, slots=slots, now_s=now_s, named=scope == ALL, measured=_any_known(views)
    )


def _overdue(views: Sequence[WallView], scope: str, slots: int) -> Component:
    return overdue_list(
        overdue_of(views),
        scope=scope,
        slots=slots,
        overdue=sum(view.overdue_count for view in views),
        at_risk=sum(view.at_risk_count for view in views),
        named=scope == ALL,
        measured=_any_known(views, "tiket"),
    )


def _any_known(views: Sequence[WallView], name: str = "") -> bool:
    """Whether any indicator (of this name) of any tile is measured."""
    rows = [each for view in views for tile in (view.dinas, *view.tiles) for each in indicators_of(tile)]
    return any(row.state is not Indicator.TIDAK_TERUKUR for found, row in rows if not name or found == name)


def wall(
    views: Sequence[WallView],
    shorts: Mapping[str, str],
    *,
    feed_url: str,
    poll_ms: int,
    app_version: str,
    rotate: bool,
    pace_s: int = ROTATION_S,
    sops: Mapping[str, str] | None = None,
    terrains: Mapping[str, Terrain] | None = None,
) -> Component:
    """The live root that the feed's script looks after. ``rotate``: all offices, then each, every ``pace_s`` seconds.

    ``sops``: short titles by id, for steps that become late after the page was drawn; ``terrains`` by office.
    """
    known = terrains or {}
    slides = [_slide(all_offices(views, shorts), letters=True)] if len(views) != 1 else []
    if rotate or len(views) == 1:
        panels = [one_office(view, shorts, known.get(view.office)) for view in views]
        slides += [_slide(panel, letters=False, hidden=bool(slides)) for panel in panels]
    now = views[0].now.isoformat() if views else ""
    return html.Div(
        [*slides, *_turns(len(slides))],
        className="wall",
        # A new key makes the browser build the wall anew: the script changes what it drew, so nothing may be reused.
        key=f"wall-{feed_url}-{now}",
        **{
            "data-feed-url": feed_url,
            "data-poll-ms": str(poll_ms),
            "data-app-version": app_version,
            "data-now": now,
            "data-rotate-s": str(pace_s if len(slides) > 1 else 0),
            "data-words": json.dumps(
                {
                    "states": {str(state): word for state, word in WORDS.items()},
                    "short": {str(state): word for state, word in SHORT_WORDS.items()},
                    "labels": LABELS,
                    "sops": dict(sops or {}),
                    "pages": PAGES,
                    "ticket": TICKET,
                },
                ensure_ascii=False,
            ),
        },
    )


def _turns(count: int) -> list[Component]:
    """Which panel of a rotation is shown, and how much of its time has passed; ``assets/3-turn.js`` looks after it."""
    if count < 2:
        return []
    marks = [html.Li(html.Span(), **{"data-on": "1" if place == 0 else "0"}) for place in range(count)]
    said = html.Span(TURN_HELP, className="turns-said", **{"data-f": "turns-said", "data-help": TURN_HELP})
    return [html.Div([html.Ol(marks), said], className="turns", **{"aria-label": "Pergantian panel"})]


def _slide(panel: Component, *, letters: bool, hidden: bool = False) -> Component:
    return html.Div([panel, legend(letters=letters)], className="turn", hidden=hidden)
