"""Excuses at the desk: only what was missed or unmonitored, never one's own, and back again."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.model import Compliance, Heap, Scope
from dashboard.services import desk as acts
from dashboard.services.desk import Desk
from dashboard.sla import accounts
from dashboard.store import Store, audit, clear_office, excuses
from tests.offices_factory import CODE
from tests.services.desks import BUDI, SARI, at, finish, judged, opened, refused, sit, verdict_on

NOW = at("15:00")


def late_first_step(desk: Desk) -> None:
    opened(desk)
    finish(desk, 1, "08:30")


def figures(desk: Desk) -> list[Compliance]:
    bounds = [desk.calendar.local_midnight(date(2026, month, 1)) for month in (11, 12)]
    return [row for period in pairwise(bounds) for row in accounts(judged(desk, NOW), period=period, now=NOW)]


def test_a_missed_run_is_excused_with_its_reason_and_stays_on_record(store: Store) -> None:
    desk = sit(store)
    late_first_step(desk)
    acts.excuse(desk, verdict_on(desk, 1, NOW), BUDI, "listrik padam", NOW)
    moved = verdict_on(desk, 1, NOW)
    assert (moved.heap, moved.heap_before) == (Heap.EXCUSED, Heap.MISSED)
    line = audit(store)[0]
    assert (line.officer, line.action) == ("budi", "dikecualikan")
    assert (line.before or {})["tumpukan"] == "missed"
    assert (line.after or {})["alasan"] == "listrik padam"


def test_an_excuse_needs_a_reason(store: Store) -> None:
    desk = sit(store)
    late_first_step(desk)
    with refused("pengecualian tanpa alasan"):
        acts.excuse(desk, verdict_on(desk, 1, NOW), BUDI, " ", NOW)


def test_nobody_excuses_what_he_performed(store: Store) -> None:
    desk = sit(store)
    late_first_step(desk)
    with refused("Sari melaksanakan langkah ini sendiri"):
        acts.excuse(desk, verdict_on(desk, 1, NOW), SARI, "listrik padam", NOW)
    assert excuses(store, CODE) == []


def test_correcting_ones_own_tick_makes_nobody_else_of_him(store: Store) -> None:
    desk = sit(store)
    late_first_step(desk)
    acts.correct_time(desk, "T-1", (1, 1), "finish", at("08:29"), SARI, at("08:31"))
    with refused("melaksanakan langkah ini sendiri"):
        acts.excuse(desk, verdict_on(desk, 1, NOW), SARI, "listrik padam", NOW)


def test_a_run_that_was_met_is_not_excused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    with refused("hanya pelaksanaan yang terlewat atau tidak terukur"):
        acts.excuse(desk, verdict_on(desk, 1, NOW), BUDI, "listrik padam", NOW)


def test_an_unmonitored_run_may_be_excused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04:00")
    finish(desk, 2, "08:04:20")
    acts.excuse(desk, verdict_on(desk, 1, NOW), BUDI, "pencatatan terganggu", NOW)
    assert verdict_on(desk, 1, NOW).heap_before is Heap.UNMONITORED


def test_a_run_is_excused_once_and_an_excuse_withdrawn_once(store: Store) -> None:
    desk = sit(store)
    late_first_step(desk)
    missed = verdict_on(desk, 1, NOW)
    made = acts.excuse(desk, missed, BUDI, "listrik padam", NOW)
    with refused("sudah dikecualikan"):
        acts.excuse(desk, missed, BUDI, "listrik padam", NOW)
    acts.withdraw(desk, made, BUDI, "listrik menyala", NOW)
    with refused("tidak berlaku lagi"):
        acts.withdraw(desk, made, BUDI, "listrik menyala", NOW)
    assert [line.action for line in audit(store)][:2] == ["pengecualian dicabut", "dikecualikan"]
    assert (audit(store)[0].after or {})["tumpukan"] == "missed"


def test_an_excuse_is_refused_when_the_ticket_changed_since_it_was_seen(store: Store) -> None:
    desk = sit(store)
    late_first_step(desk)
    with refused("sudah diubah oleh sari pada 16-11-2026 08.30; muat ulang"):
        acts.excuse(desk, verdict_on(desk, 1, NOW), BUDI, "listrik padam", NOW, seen_at=at("08:00"))


@pytest.fixture
def desk(store: Store) -> Desk:
    return sit(store)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(st.integers(min_value=0, max_value=25), min_size=1, max_size=2),
    chosen=st.sets(st.integers(min_value=0, max_value=5)),
)
def test_excuses_and_their_withdrawals_restore_every_figure(desk: Desk, minutes: list[int], chosen: set[int]) -> None:
    clear_office(desk.store, CODE)
    opened(desk)
    clock = 0
    for step, wait in enumerate(minutes, 1):
        clock += wait
        finish(desk, step, f"08:{clock:02d}")
    before = figures(desk)
    movable = [each for each in judged(desk, NOW) if each.heap in (Heap.MISSED, Heap.UNMONITORED)]
    picked = [each for number, each in enumerate(movable) if number in chosen]
    made = [acts.excuse(desk, each, BUDI, "banjir", NOW) for each in picked]
    during = figures(desk)
    assert sum(row.excused for row in during) == len(picked)
    assert sum(row.met for row in during) == sum(row.met for row in before)
    for each in made:
        acts.withdraw(desk, each, SARI, "keliru", NOW)
    assert figures(desk) == before
    assert Scope.TOTAL in {row.scope for row in before}
