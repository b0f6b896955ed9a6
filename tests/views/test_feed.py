from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from dashboard.store import Store
from dashboard.views.context import Context
from dashboard.views.feed import feed_etag, wall_feed
from dashboard.views.wall import wall_view
from tests.offices_factory import CODE, SECOND
from tests.views.samples import poll, record

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def etag_at(context: Context, now: datetime) -> str:
    return feed_etag(wall_feed([wall_view(context, CODE, now)], "1"))


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
    assert feed_etag(wall_feed([view], "1")) != feed_etag(wall_feed([view], "2"))
