"""The wall's feed: small JSON that screens fetch every few seconds, made once however many of them ask."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock

from dashboard.store import feed_version
from dashboard.views.as_json import Json
from dashboard.views.context import Context
from dashboard.views.feed import wall_feed, with_tags
from dashboard.views.rows import WallView
from dashboard.views.screen import with_summary
from dashboard.views.wall import wall_view

SHARED_S = 1.0
"""Screens that ask within this time share one answer, unless the office's data changed meanwhile."""


class SharedWalls:
    """Wall views by office, made at most once a ``SHARED_S`` and version of the data."""

    def __init__(self, context: Context, tick: Callable[[], float] = time.monotonic) -> None:
        self._context = context
        self._tick = tick
        self._lock = Lock()
        self._kept: dict[str, tuple[float, int, WallView]] = {}

    def feed(self, codes: Sequence[str], now: datetime, build: str) -> Json:
        """The feed of these offices: tiles with their overall state, counts, late steps, figures, troubles and tags."""
        with self._lock:  # one thread works, the others wait for its answer instead of repeating it
            views = [self._view(code, now) for code in codes]
        shorts = {office.code: office.short for office in self._context.offices.values()}
        return with_tags(with_summary(wall_feed(views, build), views, shorts))

    def _view(self, code: str, now: datetime) -> WallView:
        version = feed_version(self._context.store, code)
        kept = self._kept.get(code)
        if kept is not None and kept[1] == version and self._tick() - kept[0] < SHARED_S:
            return kept[2]
        view = wall_view(self._context, code, now)
        self._kept[code] = (self._tick(), version, view)
        return view
