"""The wall's feed: small JSON that screens fetch every few seconds, made once however many of them ask."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread

from dashboard.feed_board import Board, FeedAnswer, Told
from dashboard.store import feed_version, seen_versions
from dashboard.views.as_json import Json
from dashboard.views.context import Context
from dashboard.views.rows import OfficeFigures, WallView
from dashboard.views.wall import month_of, wall_view

SHARED_S = 1.0
"""Pages that are drawn within this time share one view, unless the office's data changed meanwhile."""
FIGURES_S = 10.0
"""How long the figures of the month are kept: they count a month of runs, and no screen needs them to the second."""
QUIET_S = 6.0
"""How long a view serves the feed while the office's data do not change: what only time brings (a step that becomes
late, the end of office hours) is seen a few seconds later. Above the five of a screen's poll, so that offices that are
swept as often are not worked out twice a sweep."""
BEHIND_S = 3.0
"""How far behind the data the feed of a screen may be, so that nobody waits while the next view is made."""
LOOK_S = 0.5
"""How often at most the database is asked whether it has news for screens that ask again and again."""
_BOARDS = 600
"""One an office of the nation, and those of several."""
log = logging.getLogger("pantau.feed")


@dataclass(slots=True)
class _Kept:
    """A view, when it was made, from which version of the data, when its figures of the month were, and when it was
    last known to be as good as a new one."""

    at_s: float
    version: int
    told: Told
    figures_at_s: float
    good_at_s: float

    @property
    def view(self) -> WallView:
        return self.told.view


class SharedWalls:
    """Wall views by office, made at most once a ``SHARED_S`` and version of the data.

    ``behind_s``: 0 lets each question see the data of its own moment. Above that, a screen that asks again and again
    gets the view at hand while a thread makes the next one, as long as that view was up to date ``behind_s`` ago.
    Nothing here but a memory: another worker makes the same from the same data.
    """

    def __init__(
        self, context: Context, tick: Callable[[], float] = time.monotonic, build: str = "", behind_s: float = 0.0
    ) -> None:
        self._context = context
        self._tick = tick
        self._build = build or context.app_version
        self._behind_s = behind_s
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}
        self._seen: dict[str, tuple[int, float]] = {}
        self._boards: OrderedDict[tuple[str, ...], Board] = OrderedDict()
        self._shorts = {office.code: office.short for office in context.offices.values()}
        self._wanted: dict[str, datetime] = {}
        self._hands = Lock()
        self._is_busy = False

    def over(self, context: Context) -> SharedWalls:
        """The same kind of memory over another context."""
        return SharedWalls(context, self._tick, self._build, self._behind_s)

    def feed(self, codes: Sequence[str], now: datetime) -> Json:
        """The feed of these offices: tiles with their overall state, counts, late steps, figures, troubles and tags."""
        return self.answer(codes, now, is_first=True).feed

    def answer(self, codes: Sequence[str], now: datetime, *, is_first: bool) -> FeedAnswer:
        """The feed of these offices, ready to be sent. ``is_first``: the reader has nothing yet; nobody has waited
        for his page to be drawn, and what he did just now must be in it."""
        if is_first or not self._behind_s:
            self.views(codes, now)
        else:
            self._look(codes)
            late = [code for code in codes if not self._is_good(code, now)]
            if late:
                self.views(late, now)
        return self._board(tuple(codes)).answer(now)

    def views(self, codes: Sequence[str], now: datetime) -> list[WallView]:
        """The walls of these offices, in this order."""
        asked_s = self._tick()
        with self._lock:  # one thread works, the others wait for its answer instead of repeating it
            return [self._view(code, now, asked_s) for code in codes]

    def _view(self, code: str, now: datetime, asked_s: float) -> WallView:
        kept, tick_s = self._kept.get(code), self._tick()
        if kept is not None and kept.at_s > asked_s:
            # Begun after the question was put. Without this a crowd that waits longer than SHARED_S never gets through.
            return kept.view
        version = feed_version(self._context.store, code)
        if kept is not None and kept.version == version and tick_s - kept.at_s < SHARED_S:
            return kept.view
        if kept is None or tick_s - kept.figures_at_s >= FIGURES_S:
            figures, figures_at_s = None, tick_s
        else:
            figures, figures_at_s = self._figures_of(kept, now), kept.figures_at_s
        view = wall_view(self._context, code, now, figures=figures)
        self._kept[code] = _Kept(tick_s, version, Told(view), figures_at_s, tick_s)
        return view

    @staticmethod
    def _figures_of(kept: _Kept, now: datetime) -> OfficeFigures | None:
        """The figures kept, unless another month has begun meanwhile."""
        started = month_of(now, kept.view.zone)[0]
        return kept.view.figures if kept.view.figures.period_start == started else None

    def _look(self, codes: Sequence[str]) -> None:
        """Which versions there are now, asked at most once a ``LOOK_S`` of the database, for everybody's offices."""
        tick_s = self._tick()
        if any(code not in self._seen or tick_s - self._seen[code][1] > LOOK_S for code in codes):
            versions = seen_versions(self._context.store, sorted({*codes, *self._seen}))
            self._seen.update({code: (version, tick_s) for code, version in versions.items()})

    def _is_good(self, code: str, now: datetime) -> bool:
        """Whether the view at hand may be sent. Where it should be made anew, that is begun without waiting."""
        kept = self._kept.get(code)
        if kept is None:
            return False
        tick_s, (version, seen_at_s) = self._tick(), self._seen[code]
        if tick_s - kept.at_s < QUIET_S and kept.version >= version:
            kept.good_at_s = max(kept.good_at_s, seen_at_s)
            return True
        if tick_s - kept.good_at_s > self._behind_s:
            return False
        self._make_behind(code, now)
        return True

    def _board(self, codes: tuple[str, ...]) -> Board:
        told = [self._kept[code].told for code in codes]
        board = self._boards.get(codes)
        if board is None or not board.is_of(told):
            board = Board(told, self._shorts, self._build, self._context.settings.poll_s)
            self._boards[codes] = board
            while len(self._boards) > _BOARDS:
                self._boards.popitem(last=False)
        return board

    def _make_behind(self, code: str, now: datetime) -> None:
        with self._hands:
            self._wanted.setdefault(code, now)
            if self._is_busy:
                return
            self._is_busy = True
        Thread(target=self._work_off, name="dinding", daemon=True).start()

    def _work_off(self) -> None:
        """Make what is wanted, then end: a thread that waits would be in the way of a process that forks."""
        while True:
            with self._hands:
                if not self._wanted:
                    self._is_busy = False
                    return
                code, now = self._wanted.popitem()
            try:
                self.views([code], now)
                self._board((code,)).answer(now)
            except Exception:
                # The next question makes it itself and tells its own reader.
                log.exception("Dinding %s gagal diperbarui", code)
