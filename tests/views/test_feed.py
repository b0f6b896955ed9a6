from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import brotli

from dashboard.feed_board import Board, Told
from dashboard.model import Indicator
from dashboard.store import Store
from dashboard.views.as_json import Json
from dashboard.views.context import Context
from dashboard.views.feed import only_news, wall_feed, with_tags
from dashboard.views.rows import WallView
from dashboard.views.screen import with_summary
from dashboard.views.wall import wall_view
from tests.offices_factory import CODE, SECOND
from tests.pages.factories import overdue, tile, wall
from tests.views.samples import poll, record

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def tag_of(view: WallView, build: str = "1") -> str:
    return Board([Told(view)], {}, build, poll_s=30.0).answer(view.now).etag


def summed(*views: WallView) -> Json:
    return with_summary(wall_feed(views, "1"), views, {})


def walls_of(count: int, **changed: Indicator) -> list[WallView]:
    """Five offices that share ``count`` kecamatan; ``changed`` is so of the first one."""
    tiles = [tile(f"Kecamatan {n}", f"51.0{n % 5}.{n:02}", **(changed if n == 0 else {})) for n in range(count)]
    return [replace(wall(*tiles[n::5], overdue=(overdue(), overdue(-9))), office=f"51.0{n}") for n in range(5)]


def etag_at(context: Context, now: datetime) -> str:
    return tag_of(wall_view(context, CODE, now))


def test_the_feed_is_plain_json_with_times_on_the_office_clock(context: Context) -> None:
    feed = json.loads(json.dumps(wall_feed([wall_view(context, CODE, NOW)], "1")))
    assert (feed["app_version"], feed["walls"][0]["now"]) == ("1", "2026-11-20T10:00:00+08:00")
    assert len(feed["walls"][0]["tiles"]) == 3


def test_passing_time_alone_keeps_the_tag(context: Context, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    assert etag_at(context, NOW) == etag_at(context, NOW + timedelta(seconds=10))


def test_growing_stale_changes_the_tag(context: Context, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    assert etag_at(context, NOW) != etag_at(context, NOW + timedelta(minutes=5))


def test_a_new_sample_changes_the_tag(context: Context, store: Store) -> None:
    before = etag_at(context, NOW)
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    assert etag_at(context, NOW) != before


def test_a_new_version_of_the_product_changes_the_tag(context: Context) -> None:
    view = wall_view(context, CODE, NOW)
    assert tag_of(view, "1") != tag_of(view, "2")


def test_a_sample_that_changes_nothing_keeps_the_tag_of_the_wall(context: Context, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=40))])
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=35))])
    before = with_tags(summed(wall_view(context, CODE, NOW)))["walls"][0]
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    after = with_tags(summed(wall_view(context, CODE, NOW)))["walls"][0]
    assert before["tag"] == after["tag"]
    assert before["data_at"] != after["data_at"]


def test_an_indicator_that_changes_changes_the_tag_of_its_wall_alone(context: Context) -> None:
    first, ill = walls_of(53), walls_of(53, jaringan=Indicator.GANGGUAN)
    before, after = with_tags(summed(*first)), with_tags(summed(*ill[:1], *first[1:]))
    same = [a["tag"] == b["tag"] for a, b in zip(before["walls"], after["walls"], strict=True)]
    assert same == [False, True, True, True, True]


def test_one_changed_indicator_among_53_kecamatan_is_less_than_5_kb_for_a_screen() -> None:
    first, ill = walls_of(53), walls_of(53, jaringan=Indicator.GANGGUAN)
    before, after = with_tags(summed(*first)), with_tags(summed(*ill[:1], *first[1:]))
    has = {wall["office"]: wall["tag"] for wall in before["walls"]} | {"troubles": before["troubles_tag"]}
    body = json.dumps(only_news(after, has), ensure_ascii=False).encode()
    assert len(brotli.compress(body, quality=5)) < 2_500
    still = json.dumps(only_news(before, has), ensure_ascii=False).encode()
    assert len(brotli.compress(still, quality=5)) < 500
