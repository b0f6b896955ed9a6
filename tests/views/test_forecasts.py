from __future__ import annotations

from datetime import timedelta

from dashboard.store import Store
from dashboard.views.compliance import run_rows_json
from dashboard.views.context import Context
from dashboard.views.forecasts import FROM_OFFICE
from tests.offices_factory import CODE, FIRST, REPAIR, SECOND
from tests.views.test_compliance import END, MINUTE, MONDAY, NOW, START, put, ticket


def outlook(context: Context) -> dict[str, object]:
    rows = run_rows_json(context, CODE, REPAIR, START, END, NOW)["rows"]
    (found,) = (row["forecast"] for row in rows if row["ticket"] == "OPEN" and row["steps"] == [1, 1])
    return dict(found)


def past(store: Store, count: int, kecamatan: str) -> None:
    put(store, *(ticket(f"P{i}", at=MONDAY + i * MINUTE, took=MINUTE, kecamatan=kecamatan) for i in range(count)))


def test_an_open_run_with_few_before_it_says_that_there_is_not_enough_data(context: Context, store: Store) -> None:
    past(store, 9, SECOND)
    put(store, ticket("OPEN", at=NOW - timedelta(seconds=30), took=None))
    found = outlook(context)
    assert (found["runs"], found["note"], found["expected_at"]) == (9, "belum cukup data", None)


def test_ten_runs_of_the_kecamatan_give_an_expected_finish(context: Context, store: Store) -> None:
    past(store, 10, SECOND)
    put(store, ticket("OPEN", at=NOW - timedelta(seconds=30), took=None))
    found = outlook(context)
    assert (found["runs"], found["note"], found["breach_chance"]) == (10, "", 0.0)
    assert found["expected_at"] == "2026-11-20T10:00:30+08:00"


def test_a_kecamatan_with_few_runs_borrows_the_office_s_and_says_so(context: Context, store: Store) -> None:
    past(store, 10, FIRST)
    put(store, ticket("OPEN", at=NOW - timedelta(seconds=30), took=None))
    assert (outlook(context)["runs"], outlook(context)["note"]) == (10, FROM_OFFICE)


def test_a_finished_run_has_no_forecast(context: Context, store: Store) -> None:
    past(store, 1, SECOND)
    rows = run_rows_json(context, CODE, REPAIR, START, END, NOW)["rows"]
    finished = [row["forecast"] for row in rows if row["finished_at"] is not None]
    assert finished
    assert set(finished) == {None}
