"""Two officers at once: nobody writes over what he has not seen, and no tick is lost."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

from dashboard.services import desk as acts
from dashboard.services.desk import DeskError
from dashboard.services.identity import Officer
from dashboard.store import Store, audit, ticket_events
from tests.offices_factory import CODE
from tests.services.desks import BUDI, SARI, at, finish, opened, refused, sit, stored


def test_a_ticket_that_changed_since_it_was_seen_is_not_changed_again(store: Store) -> None:
    desk = sit(store)
    seen_at = opened(desk).updated_at
    finish(desk, 1, "08:04")
    with refused("tiket sudah diubah oleh sari pada 16-11-2026 08.04; muat ulang"):
        acts.cancel(desk, "T-1", "laporan ganda", BUDI, at("08:05"), seen_at=seen_at)
    assert stored(desk).cancelled_at is None


def test_a_ticket_that_is_as_it_was_seen_is_changed(store: Store) -> None:
    desk = sit(store)
    seen_at = opened(desk).updated_at
    done = acts.tick_step(desk, "T-1", 1, "finish", BUDI, at("08:04"), seen_at=seen_at)
    assert done.ticket.runs[0].finished is not None


def test_of_two_who_saw_the_same_ticket_one_is_told_to_reload(store: Store) -> None:
    desk = sit(store)
    seen_at = opened(desk).updated_at
    barrier, told = Barrier(2), []

    def press(officer: Officer) -> None:
        barrier.wait()
        try:
            acts.tick_step(desk, "T-1", 1, "finish", officer, at("08:04"), seen_at=seen_at)
        except DeskError as error:
            told.append(error.fix)

    together(*(Thread(target=press, args=(officer,)) for officer in (SARI, BUDI)))
    assert told == ["muat ulang"]
    assert len(audit(store, since=at("08:04"))) == 1


def test_ticks_of_two_threads_on_many_tickets_are_all_kept(store: Store) -> None:
    desk = sit(store)
    numbers = [f"T-{number}" for number in range(6)]
    for number in numbers:
        opened(desk, number=number)
    barrier = Barrier(2)
    done: list[tuple[str, int, str]] = []

    def work(officer: Officer) -> None:
        barrier.wait()
        for step in (1, 2):
            for number in numbers:
                now = at("08:00") + timedelta(minutes=4 * step)
                try:
                    acts.tick_step(desk, number, step, "finish", officer, now)
                except DeskError:
                    continue  # the other one was here before
                done.append((number, step, officer.id))

    together(*(Thread(target=work, args=(officer,)) for officer in (SARI, BUDI)))
    kept = [
        (number, run.step, run.finished.by)
        for number in numbers
        for run in stored(desk, number).runs
        if run.finished is not None
    ]
    assert sorted(kept) == sorted(done)
    assert len(kept) == 12
    assert all(len(ticket_events(store, CODE, number)) == 3 for number in numbers)


def test_two_who_open_a_ticket_at_once_get_two_numbers(store: Store) -> None:
    desk = sit(store)
    barrier, made = Barrier(2), []

    def open_one(officer: Officer) -> None:
        barrier.wait()
        made.append(acts.open_ticket(desk, None, officer, at("08:00")).id)

    together(*(Thread(target=open_one, args=(officer,)) for officer in (SARI, BUDI)))
    assert sorted(made) == ["D-20261116-001", "D-20261116-002"]


def together(*threads: Thread) -> None:
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=20)
