"""What is kept of a day's measured hours is what they come to, after each save and after the migration alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import text

from dashboard.model import Heap
from dashboard.store import Store, clear_office, counted_hours, save_slots
from tests.store.test_office_keys import migrate
from tests.views.test_counted_hours import CODE, some_slots

START, END = datetime(2026, 11, 18, 5, tzinfo=UTC), datetime(2026, 11, 21, 17, tzinfo=UTC)


def kept(store: Store) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM slot_days ORDER BY 1, 2, 3"))]


def test_the_migration_counts_what_was_saved_before_as_a_save_does(store: Store) -> None:
    save_slots(store, some_slots())
    days, counted = kept(store), counted_hours(store, CODE, START, END)
    migrate(store, command.downgrade, "0008")
    migrate(store, command.upgrade, "head")
    assert [row[:3] for row in kept(store)] == [row[:3] for row in days]
    assert counted_hours(store, CODE, START, END) == counted


def test_an_hour_judged_anew_leaves_its_old_heap(store: Store) -> None:
    made = some_slots()
    save_slots(store, made)
    save_slots(store, [replace(each, heap=Heap.MISSED) for each in made[:100]])
    once = [*(replace(each, heap=Heap.MISSED) for each in made[:100]), *made[100:]]
    missed = sum(each.heap is Heap.MISSED and START <= each.start < END for each in once)
    found = counted_hours(store, CODE, START, END)
    assert sum(each.hours for each in found if each.heap is Heap.MISSED) == missed
    assert sum(each.hours for each in found) == sum(START <= each.start < END for each in once)


def test_hours_of_a_day_that_is_cut_are_read_one_by_one(store: Store) -> None:
    save_slots(store, some_slots())
    cut = START + timedelta(hours=31)
    parts = [counted_hours(store, CODE, *part) for part in ((START, cut), (cut, END))]
    assert sum(each.hours for part in parts for each in part) == len(
        [each for each in some_slots() if START <= each.start < END]
    )


def test_nothing_is_left_of_an_office_that_was_cleared(store: Store) -> None:
    save_slots(store, some_slots())
    clear_office(store, CODE)
    assert kept(store) == []
