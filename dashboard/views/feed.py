"""What the wall's script fetches every few seconds: the wall's rows as small JSON, with tags that tell a change.

The whole feed has one tag (the ETag: nothing new at all). Each wall, and the list of troubles, has one of its own: who
sends it back is spared what has not changed. A tag is made from the content alone, so that any worker makes the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.views.as_json import Json, compliance_row_json, indicator_json, local_iso
from dashboard.views.outlooks import outlook_json
from dashboard.views.rows import IndicatorRow, OfficeFigures, OverdueRow, TileRow, WallView
from dashboard.views.screen import with_troubles

_INDICATORS = ("jaringan", "cadangan", "pengiriman", "tiket")
_RUNNING = frozenset({"now", "data_age_s", "remaining_s"})
"""Fields that grow by themselves: the script counts them on, so they do not make a new version."""
_PULSE = ("office", "tag", "now", "data_at", "data_age_s", "stale")
"""What is told of a wall whose content the reader has already: that it lives, and how old its data are."""
_NOT_CONTENT = frozenset({*_PULSE, "version"})
_OF_SAMPLES = ("observed_at", "age_s")
"""Each sample changes them and no screen shows them; ``/api/v1/status`` tells them."""
TROUBLES = "troubles"
"""Name of the list of troubles among the tags of the walls."""


def wall_feed(views: Sequence[WallView], app_version: str = "") -> Json:
    """The walls of one or more offices, JSON-ready. A page reloads itself when ``app_version`` changes."""
    return {"app_version": app_version, "walls": [_wall(view) for view in views]}


def with_tags(feed: Json) -> Json:
    """Give each wall its ``tag`` and the list of troubles its ``troubles_tag``."""
    for wall in feed["walls"]:
        wall["tag"] = _short_tag({name: each for name, each in wall.items() if name not in _NOT_CONTENT})
    feed["troubles_tag"] = _short_tag(feed[TROUBLES])
    return feed


def troubles_json(views: Sequence[WallView], shorts: Mapping[str, str]) -> Json:
    """The list of troubles of all these walls, with its tag."""
    feed = with_tags(with_troubles({"walls": []}, views, shorts))
    return {name: feed[name] for name in (TROUBLES, "troubles_tag")}


def only_news(feed: Json, known: Mapping[str, str]) -> Json:
    """The feed for a reader who has ``known`` (tags by office, and of ``troubles``): what he has is not repeated."""
    walls = [
        {name: wall[name] for name in _PULSE} if known.get(wall["office"]) == wall["tag"] else wall
        for wall in feed["walls"]
    ]
    left_out = {TROUBLES} if known.get(TROUBLES) == feed["troubles_tag"] else set()
    return {name: each for name, each in (feed | {"walls": walls}).items() if name not in left_out}


def _short_tag(value: Any) -> str:
    text = json.dumps(_still(value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _still(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _still(each) for name, each in value.items() if name not in _RUNNING}
    if isinstance(value, list):
        return [_still(each) for each in value]
    return value


def _wall(view: WallView) -> Json:
    return {
        "office": view.office,
        "office_name": view.office_name,
        "zone": view.zone,
        "zone_label": view.zone_label,
        "now": local_iso(view.now, view.zone),
        "version": view.version,
        "simulated": view.simulated,
        "data_at": local_iso(view.data_at, view.zone),
        "data_age_s": None if view.data_age_s is None else round(view.data_age_s, 1),
        "stale": view.stale,
        "tiles": [_tile(tile, view.zone) for tile in view.tiles],
        "dinas": _tile(view.dinas, view.zone),
        "overdue": [_overdue(row, view.zone) for row in view.overdue],
        "overdue_count": view.overdue_count,
        "at_risk_count": view.at_risk_count,
        "figures": _figures(view.figures),
    }


def _tile(tile: TileRow, zone: str) -> Json:
    indicators = {name: _indicator(getattr(tile, name), zone) for name in _INDICATORS}
    return {"kecamatan": tile.kecamatan, "name": tile.name, "trouble": tile.trouble, **indicators}


def _indicator(row: IndicatorRow, zone: str) -> Json:
    return {name: each for name, each in indicator_json(row, zone).items() if name not in _OF_SAMPLES}


def _overdue(row: OverdueRow, zone: str) -> Json:
    return {
        "ticket": row.ticket,
        "sop": row.sop,
        "sop_title": row.sop_title,
        "kecamatan": row.kecamatan,
        "kecamatan_name": row.kecamatan_name,
        "from_step": row.from_step,
        "to_step": row.to_step,
        "current_step": row.current_step,
        "kegiatan": row.kegiatan,
        "state": row.state,
        "due_at": local_iso(row.due_at, zone),
        "remaining_s": round(row.remaining_s),
        "forecast": outlook_json(row.forecast, zone),
        "outlook": list(row.outlook),
    }


def _figures(figures: OfficeFigures) -> Json:
    return {
        "pelaksanaan": None if figures.pelaksanaan is None else compliance_row_json(figures.pelaksanaan),
        "pengukuran": None if figures.pengukuran is None else compliance_row_json(figures.pengukuran),
        "target": figures.target,
        "period_start": figures.period_start.isoformat(),
        "period_end": figures.period_end.isoformat(),
    }
