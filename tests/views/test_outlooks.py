from __future__ import annotations

import json
from datetime import timedelta

from dashboard.formats import NBSP
from dashboard.store import Store
from dashboard.views.context import Context
from dashboard.views.feed import wall_feed
from dashboard.views.rows import OverdueRow
from dashboard.views.wall import wall_view
from tests.offices_factory import CODE, FIRST, SECOND
from tests.views.test_compliance import MINUTE, NOW, put, ticket

EARLIER = NOW - timedelta(days=1)


def past(store: Store, *minutes: float, kecamatan: str = SECOND) -> None:
    made = [
        ticket(f"P{i}", at=EARLIER + i * MINUTE, took=each * MINUTE, kecamatan=kecamatan)
        for i, each in enumerate(minutes)
    ]
    put(store, *made)


def late_row(context: Context, store: Store, begun: timedelta) -> OverdueRow:
    put(store, ticket("OPEN", at=NOW - begun, took=None))
    (row,) = (row for row in wall_view(context, CODE, NOW).overdue if row.ticket == "OPEN")
    return row


def words(row: OverdueRow) -> list[str]:
    return [each.replace(NBSP, " ") for each in row.outlook]


def test_a_late_step_says_when_it_is_expected_and_how_long_it_took_before(context: Context, store: Store) -> None:
    past(store, *[20] * 8, 40, 40)
    row = late_row(context, store, 16 * MINUTE)
    assert (row.state, words(row)) == (
        "overdue",
        ["Perkiraan selesai 10.04", "median 20 menit", "p90 40 menit"],
    )


def test_a_step_near_its_due_time_says_how_often_such_a_one_became_late(context: Context, store: Store) -> None:
    past(store, *[4.5] * 6, *[30] * 4)
    row = late_row(context, store, 4 * MINUTE)
    assert (row.state, words(row)[1]) == ("at_risk", "peluang lewat 40 %")


def test_a_step_that_lasts_longer_than_any_before_says_so(context: Context, store: Store) -> None:
    past(store, *[5] * 10)
    assert words(late_row(context, store, 30 * MINUTE))[0] == "Lebih lama dari semua sebelumnya"


def test_under_ten_runs_there_is_no_guess(context: Context, store: Store) -> None:
    past(store, *[5] * 9)
    assert words(late_row(context, store, 30 * MINUTE)) == ["Perkiraan: belum cukup data"]


def test_a_median_of_the_whole_office_is_called_so(context: Context, store: Store) -> None:
    past(store, *[40] * 10, kecamatan=FIRST)
    assert "median kantor 40 menit" in words(late_row(context, store, 30 * MINUTE))


def test_the_feed_carries_the_words_and_the_figures(context: Context, store: Store) -> None:
    past(store, *[20] * 8, 40, 40)
    late_row(context, store, 16 * MINUTE)
    feed = json.loads(json.dumps(wall_feed([wall_view(context, CODE, NOW)])))
    (row,) = (row for row in feed["walls"][0]["overdue"] if row["ticket"] == "OPEN")
    assert row["outlook"][0] == "Perkiraan selesai 10.04"
    assert row["forecast"] == {
        "expected_at": "2026-11-20T10:04:00+08:00",
        "median_s": 1200,
        "p90_s": 2400,
        "breach_chance": 1.0,
        "runs": 10,
    }
