"""The gallery's exhibits of charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import dash_bootstrap_components as dbc
import plotly.graph_objects as go

from dashboard.components import gallery_samples as made_up
from dashboard.components.backups_words import LOOKS, WORDS
from dashboard.components.cards import chart_frame, chart_head, picture_menu
from dashboard.components.elements import html
from dashboard.components.gallery_model import Exhibit, Sample
from dashboard.figures.backups import durations, sizes
from dashboard.figures.calendar import calendar
from dashboard.figures.heatmap import heatmap
from dashboard.figures.nation import uptime_trend
from dashboard.figures.network import rtt
from dashboard.figures.ranking import ranking
from dashboard.figures.sending import hour_heatmap
from dashboard.figures.template import graph
from dashboard.figures.trend import trend

Drawn = Callable[[datetime], go.Figure]


def _chart(name: str, drawn: Drawn) -> Callable[[datetime, str], list[Sample]]:
    """One sample: every state that a chart has stands in it. With nothing to draw, pages show an empty message."""

    def samples(now: datetime, word: str) -> list[Sample]:
        own = f"{name}-{word}"
        shown = graph(drawn(now), graph_id={"type": "contoh", "name": own})
        return [("terukur dan tidak", chart_frame(shown, f"Contoh {own}", "26rem"))]

    return samples


def _trend(_: datetime) -> go.Figure:
    return trend(made_up.TREND, made_up.TARGET, "contoh", origin=made_up.ORIGIN)


def _ranking(_: datetime) -> go.Figure:
    return ranking(made_up.RANKED, made_up.NAMES, made_up.TARGET, "contoh", origin=made_up.ORIGIN)


def _heatmap(_: datetime) -> go.Figure:
    return heatmap(made_up.CELLS, made_up.NAMES, made_up.STEPS, made_up.TARGET, "contoh", origin=made_up.ORIGIN)


def _calendar(_: datetime) -> go.Figure:
    looks = {str(state): look for state, look in LOOKS.items()}
    return calendar(made_up.calendar_days(), looks, "contoh", origin=made_up.ORIGIN)


def _hours(now: datetime) -> go.Figure:
    return hour_heatmap(made_up.hour_map(now), "UTC", "contoh", origin=made_up.ORIGIN)


def _rtt(now: datetime) -> go.Figure:
    return rtt(made_up.rtt_points(now), "UTC", "contoh", limit_ms=300.0, origin=made_up.ORIGIN)


def _sizes(_: datetime) -> go.Figure:
    return sizes(made_up.nights(), WORDS, "contoh", origin=made_up.ORIGIN)


def _durations(_: datetime) -> go.Figure:
    return durations(made_up.nights(), WORDS, "contoh", standard="15 menit", origin=made_up.ORIGIN)


def _heads(_: datetime, __: str) -> list[Sample]:
    heads = {
        "dengan gambar": chart_head(html.H3("Grafik contoh"), made_up.MARK),
        "tanpa gambar": chart_head(html.H3("Grafik contoh"), pictures=False),
    }
    return [(name, dbc.Card(dbc.CardBody(head), className="chart-card")) for name, head in heads.items()]


def _uptime(now: datetime) -> go.Figure:
    return uptime_trend(made_up.uptime_days(now), "contoh", origin=made_up.ORIGIN)


CHART_EXHIBITS = (
    Exhibit("kepala-grafik", "Kepala kartu grafik", (chart_head, picture_menu), _heads, wide=True),
    Exhibit("tren", "Tren", (trend,), _chart("tren", _trend), wide=True),
    Exhibit("ketersediaan", "Ketersediaan tiap hari", (uptime_trend,), _chart("ketersediaan", _uptime), wide=True),
    Exhibit("peringkat", "Peringkat", (ranking,), _chart("peringkat", _ranking), wide=True),
    Exhibit("peta", "Peta kepatuhan", (heatmap,), _chart("peta", _heatmap), wide=True),
    Exhibit("kalender", "Kalender", (calendar,), _chart("kalender", _calendar), wide=True),
    Exhibit("peta-jam", "Peta jam", (hour_heatmap,), _chart("peta-jam", _hours), wide=True),
    Exhibit("waktu-balas", "Waktu balas", (rtt,), _chart("waktu-balas", _rtt), wide=True),
    Exhibit("ukuran", "Ukuran cadangan", (sizes,), _chart("ukuran", _sizes), wide=True),
    Exhibit("lama", "Lama terhadap waktu baku", (durations,), _chart("lama", _durations), wide=True),
)
