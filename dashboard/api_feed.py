"""The wall's feed: small JSON that screens fetch every few seconds, made once however many of them ask."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from dashboard.store import feed_version
from dashboard.views.as_json import Json
from dashboard.views.context import Context
from dashboard.views.feed import wall_feed, with_tags
from dashboard.views.rows import OfficeFigures, WallView
from dashboard.views.screen import with_summary
from dashboard.views.wall import month_of, wall_view

SHARED_S = 1.0
"""Screens that ask within this time share one answer, unless the office's data changed meanwhile."""


FIGURES_S = 10.0
"""How long the figures of the month are kept: they count a month of runs, and no screen needs them to the second."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A view, when it was made, from which version of the data, and when its figures of the month were."""

    at_s: float
    version: int
    view: WallView
    figures_at_s: float


class SharedWalls:
    """Wall views by office, made at most once a ``SHARED_S`` and version of the data."""

    def __init__(self, context: Context, tick: Callable[[], float] = time.monotonic) -> None:
        self._context = context
        self._tick = tick
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}

    def feed(self, codes: Sequence[str], now: datetime, build: str) -> Json:
        """The feed of these offices: tiles with their overall state, counts, late steps, figures, troubles and tags."""
        views = self.views(codes, now)
        shorts = {office.code: office.short for office in self._context.offices.values()}
        return with_tags(with_summary(wall_feed(views, build), views, shorts))

    def views(self, codes: Sequence[str], now: datetime) -> list[WallView]:
        """The walls of these offices, in this order."""
        with self._lock:  # one thread works, the others wait for its answer instead of repeating it
            return [self._view(code, now) for code in codes]

    def _view(self, code: str, now: datetime) -> WallView:
        version, tick_s = feed_version(self._context.store, code), self._tick()
        kept = self._kept.get(code)
        if kept is not None and kept.version == version and tick_s - kept.at_s < SHARED_S:
            return kept.view
        if kept is None or tick_s - kept.figures_at_s >= FIGURES_S:
            self._kept[code] = _Kept(tick_s, version, wall_view(self._context, code, now), tick_s)
        else:
            view = wall_view(self._context, code, now, figures=self._figures_of(kept, now))
            self._kept[code] = _Kept(tick_s, version, view, kept.figures_at_s)
        return self._kept[code].view

    @staticmethod
    def _figures_of(kept: _Kept, now: datetime) -> OfficeFigures | None:
        """The figures kept, unless another month has begun meanwhile."""
        started = month_of(now, kept.view.zone)[0]
        return kept.view.figures if kept.view.figures.period_start == started else None
