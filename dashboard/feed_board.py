"""The wall's feed as it is sent: one JSON text for all who know the same, made once a second and change of the data.

What is said of an office is put into words when its view was made; between two views only the clocks in it go on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from dashboard.api_shared import Body
from dashboard.views.as_json import Json, local_iso
from dashboard.views.feed import TROUBLES, only_news, troubles_json, wall_feed, with_tags
from dashboard.views.rows import WallView
from dashboard.views.screen import with_summary
from dashboard.views.tiles import STALE_POLLS


@dataclass(eq=False)
class Told:
    """The view of one office and, once somebody asks for it, what the feed says of it."""

    view: WallView

    @cached_property
    def wall(self) -> Json:
        """Its part of the feed, tagged."""
        feed = with_tags(with_summary(wall_feed([self.view]), [self.view], {}))
        wall: Json = feed["walls"][0]
        return wall

    def wall_at(self, now: datetime, stale_after_s: float) -> Json:
        """``wall`` with its clocks as of ``now``."""
        view = self.view
        age_s = None if view.data_at is None else (now - view.data_at).total_seconds()
        return {
            **self.wall,
            "now": local_iso(now, view.zone),
            "data_age_s": None if age_s is None else round(age_s, 1),
            "stale": age_s is None or age_s > stale_after_s,
        }


@dataclass(eq=False)
class FeedAnswer:
    """The feed of some offices at one second."""

    feed: Json
    etag: str
    _bodies: dict[tuple[bool, ...], Body] = field(default_factory=dict)

    def body(self, known: Mapping[str, str]) -> Body:
        """What a reader with the tags ``known`` is sent."""
        tags = [(wall["office"], wall["tag"]) for wall in self.feed["walls"]]
        has = tuple(known.get(name) == tag for name, tag in [*tags, (TROUBLES, self.feed["troubles_tag"])])
        body = self._bodies.get(has)
        if body is None:
            text = json.dumps(only_news(self.feed, known), ensure_ascii=False, allow_nan=False)
            body = self._bodies[has] = Body(text.encode())
        return body


class Board:
    """The feed of some offices from one view of each; good until one of the views is another."""

    def __init__(self, told: Sequence[Told], shorts: Mapping[str, str], build: str, poll_s: float) -> None:
        self.told = tuple(told)
        self._build = build
        self._stale_after_s = STALE_POLLS * poll_s
        self._troubles = troubles_json([each.view for each in told], shorts)
        self._answer: tuple[datetime, FeedAnswer] | None = None

    def is_of(self, told: Sequence[Told]) -> bool:
        """Whether these are the very views that it was made from."""
        return len(told) == len(self.told) and all(mine is one for mine, one in zip(self.told, told, strict=True))

    def answer(self, now: datetime) -> FeedAnswer:
        """The feed as of the whole second of ``now``: screens count no finer."""
        second = now.replace(microsecond=0)
        kept = self._answer
        if kept is None or kept[0] != second:
            kept = self._answer = (second, self._made(second))
        return kept[1]

    def _made(self, now: datetime) -> FeedAnswer:
        walls = [each.wall_at(now, self._stale_after_s) for each in self.told]
        feed = {"app_version": self._build, "walls": walls, **self._troubles}
        return FeedAnswer(feed, self._etag(walls))

    def _etag(self, walls: Sequence[Json]) -> str:
        """Of all that is said but the clocks; made from the content alone, so that any worker makes the same."""
        said = [[wall["office"], wall["tag"], wall["data_at"], wall["stale"]] for wall in walls]
        text = json.dumps([self._build, said, self._troubles["troubles_tag"]])
        return hashlib.sha256(text.encode()).hexdigest()[:32]
