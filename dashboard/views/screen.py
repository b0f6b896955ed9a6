"""What a wall of several offices says as a whole: each tile's overall state, counts, and the list of troubles.

Pure: wall views in, rows out. The page draws these rows at first, the feed carries them afterwards, so both agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dashboard.model import Indicator
from dashboard.views.as_json import local_iso
from dashboard.views.rows import IndicatorRow, OverdueRow, TileRow, WallView

INDICATORS = ("jaringan", "cadangan", "pengiriman", "tiket")
TROUBLE = (Indicator.GANGGUAN, Indicator.TERPUTUS, Indicator.WASPADA)
SEVERITY = (
    Indicator.GANGGUAN,
    Indicator.TERPUTUS,
    Indicator.WASPADA,
    Indicator.TIDAK_TERUKUR,
    Indicator.DINONAKTIFKAN,
    Indicator.BAIK,
    Indicator.TIDAK_BERLAKU,
)
"""Of a whole tile: one that has anything switched off is not simply "baik"."""
MOST_TROUBLES = 20
"""Longest list that a feed carries; a wall shows fewer and counts the rest."""


@dataclass(frozen=True, slots=True)
class Overall:
    """State of a tile as a whole. ``in_schedule`` False: only measured outside its schedule."""

    state: Indicator
    in_schedule: bool
    since: datetime | None
    """Since when the tile is in this state; None where that is not known."""


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """One kecamatan (or the Dinas) that is in trouble now. ``indicators`` lists which of the four, worst first."""

    office: str
    office_short: str
    zone: str
    kecamatan: str | None
    name: str
    state: Indicator
    indicators: tuple[tuple[str, Indicator], ...]
    reason: str
    since: datetime | None


def indicators_of(tile: TileRow) -> tuple[tuple[str, IndicatorRow], ...]:
    """The four indicators in their fixed order."""
    return tuple((name, getattr(tile, name)) for name in INDICATORS)


def _deciding(tile: TileRow) -> list[tuple[str, IndicatorRow]]:
    """A kecamatan answers for its own indicators; the office's ("kantor") decide only where it has no other.

    Else one failed backup of the office would paint each of its kecamatan, and hide which one is really ill.
    """
    every = indicators_of(tile)
    own = [(name, row) for name, row in every if not row.from_office and row.state is not Indicator.TIDAK_BERLAKU]
    own = own or list(every)
    return [(name, row) for name, row in own if row.in_schedule] or own


def overall(tile: TileRow) -> Overall:
    """The worst of the deciding indicators."""
    deciding = [row for _, row in _deciding(tile)]
    state = min((row.state for row in deciding), key=SEVERITY.index)
    starts = [row.since for row in deciding if row.state is state and row.since is not None]
    # Trouble lasts since its first; all is well since the last of the four became well.
    since = (max if state is Indicator.BAIK else min)(starts, default=None)
    return Overall(state, any(row.in_schedule for row in deciding), since)


def decisive(tile: TileRow) -> tuple[str, IndicatorRow]:
    """The indicator that gives a tile its state: its own before the office's, within its schedule before without."""
    state = overall(tile).state
    named = sorted(indicators_of(tile), key=lambda each: (each[1].from_office, not each[1].in_schedule))
    return next((name, row) for name, row in named if row.state is state)


def counts(views: Sequence[WallView]) -> dict[Indicator, int]:
    """How many kecamatan are in each state; the Dinas is not counted among them."""
    found = Counter(overall(tile).state for view in views for tile in view.tiles)
    return {state: found[state] for state in SEVERITY}


def troubles(views: Sequence[WallView], shorts: Mapping[str, str]) -> tuple[TroubleRow, ...]:
    """Everything in trouble, worst state first, the oldest of a state before the younger."""
    rows = [row for view in views for tile in (view.dinas, *view.tiles) if (row := _trouble(view, tile, shorts))]
    far = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(rows, key=lambda row: (SEVERITY.index(row.state), row.since or far, row.name)))


def _trouble(view: WallView, tile: TileRow, shorts: Mapping[str, str]) -> TroubleRow | None:
    ill = [(name, row) for name, row in _deciding(tile) if row.state in TROUBLE and row.in_schedule]
    if not ill:
        return None
    ill.sort(key=lambda each: SEVERITY.index(each[1].state))
    return TroubleRow(
        office=view.office,
        office_short=shorts.get(view.office, view.office_name),
        zone=view.zone,
        kecamatan=tile.kecamatan,
        name=tile.name,
        state=ill[0][1].state,
        indicators=tuple((name, row.state) for name, row in ill),
        reason=ill[0][1].reason,
        since=ill[0][1].since,
    )


def overdue_of(views: Sequence[WallView]) -> tuple[tuple[WallView, OverdueRow], ...]:
    """Steps past or near their due time of all offices, the latest first."""
    return tuple(sorted(((view, row) for view in views for row in view.overdue), key=lambda each: each[1].remaining_s))


def with_summary(feed: dict[str, Any], views: Sequence[WallView], shorts: Mapping[str, str]) -> dict[str, Any]:
    """The wall's feed with what this module adds: ``overall`` of each tile, ``counts`` of each wall, ``troubles``."""
    for wall, view in zip(feed["walls"], views, strict=True):
        wall["counts"] = {str(state): count for state, count in counts([view]).items()}
        for said, tile in zip([*wall["tiles"], wall["dinas"]], [*view.tiles, view.dinas], strict=True):
            found = overall(tile)
            since = local_iso(found.since, view.zone)
            said["overall"] = {"state": str(found.state), "in_schedule": found.in_schedule, "since": since}
    return with_troubles(feed, views, shorts)


def with_troubles(feed: dict[str, Any], views: Sequence[WallView], shorts: Mapping[str, str]) -> dict[str, Any]:
    """The wall's feed with the list of ``troubles`` alone."""
    feed["troubles"] = [_json(row) for row in troubles(views, shorts)[:MOST_TROUBLES]]
    return feed


def _json(row: TroubleRow) -> dict[str, Any]:
    return {
        "office": row.office,
        "office_short": row.office_short,
        "kecamatan": row.kecamatan,
        "name": row.name,
        "state": str(row.state),
        "indicators": [[name, str(state)] for name, state in row.indicators],
        "reason": row.reason,
        "since": local_iso(row.since, row.zone),
    }
