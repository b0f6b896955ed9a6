"""The lease of an office: one holder, taken over by what is seen and not by clocks, and a fence for who lost it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from dashboard.store import (
    Delivery,
    Holder,
    LeaseLostError,
    SpoolReport,
    Store,
    collector_runs,
    fenced,
    held_leases,
    prune_deliveries,
    prune_samples,
    record_batch,
    record_run,
    renew_leases,
    rollups,
    samples,
    save_ticket,
    take_lease,
    tickets,
)
from tests.store.measured import OFFICE, T0, key, poll, run, sample
from tests.store.repairs import full_ticket, hour

FIRST = Holder("a", "pc-satu", 11)
SECOND = Holder("b", "pc-dua", 22)
DAY = (T0 - timedelta(days=1), T0 + timedelta(days=1))


def test_an_office_without_a_holder_is_taken_once(store: Store) -> None:
    taken = take_lease(store, OFFICE, FIRST, "s1", T0, None)
    assert taken is not None
    assert (taken.token, taken.holder, taken.since) == (1, FIRST, T0)
    assert take_lease(store, OFFICE, SECOND, "s2", T0, None) is None
    assert held_leases(store) == {OFFICE: taken}


def test_of_many_that_want_an_office_at_once_one_gets_it(store: Store) -> None:
    got = []
    ready = threading.Barrier(6)

    def want(number: int) -> None:
        ready.wait()
        got.append(take_lease(store, OFFICE, Holder(str(number), "pc", number), "", T0, None))

    threads = [threading.Thread(target=want, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len([each for each in got if each is not None]) == 1


def test_a_lease_that_was_renewed_since_it_was_looked_at_is_not_taken(store: Store) -> None:
    mine = take_lease(store, OFFICE, FIRST, "s1", T0, None)
    assert mine is not None
    renewed = renew_leases(store, {OFFICE: mine}, poll(1), {OFFICE: SpoolReport(3, 360, T0, 4096, 1, 2, "penuh")})
    assert renewed[OFFICE].report == SpoolReport(3, 360, T0, 4096, 1, 2, "penuh")
    assert held_leases(store, [OFFICE]) == renewed
    assert take_lease(store, OFFICE, SECOND, "s2", T0, mine) is None
    taken = take_lease(store, OFFICE, SECOND, "s2", T0, renewed[OFFICE])
    assert taken is not None
    assert taken.token == 2
    assert renew_leases(store, renewed, poll(2), {}) == {}


def test_a_beat_of_many_offices_touches_those_that_are_still_ours_and_no_others(store: Store) -> None:
    told = SpoolReport(1, 20, T0, 512)
    wanted = ("51.01", "51.02", "51.03", "51.04")
    held = {each: take_lease(store, each, FIRST, "s1", T0, None) for each in wanted}
    foreign = take_lease(store, "51.05", SECOND, "s2", T0, None)
    taken = take_lease(store, "51.02", SECOND, "s2", T0, held["51.02"])
    renewed = renew_leases(store, held, poll(1), {"51.03": told})  # type: ignore[arg-type]
    assert {each: (lease.beat, lease.renewed_at) for each, lease in renewed.items()} == {
        each: (1, poll(1)) for each in ("51.01", "51.03", "51.04")
    }
    assert held_leases(store) == renewed | {"51.02": taken, "51.05": foreign}
    again = renew_leases(store, renewed, poll(2), {"51.03": told})
    assert {(lease.beat, lease.renewed_at) for lease in again.values()} == {(2, poll(2))}
    assert held_leases(store)["51.03"].report == told


def test_a_lease_that_was_given_back_is_free(store: Store) -> None:
    mine = take_lease(store, OFFICE, FIRST, "s1", T0, None)
    assert mine is not None
    renew_leases(store, {OFFICE: mine}, poll(1), {}, free=True)
    free = held_leases(store)[OFFICE]
    assert (free.is_free, free.holder.host) == (True, "pc-satu")
    assert take_lease(store, OFFICE, SECOND, "s2", T0, free) is not None


def test_who_lost_the_lease_can_change_nothing_more(store: Store) -> None:
    mine = take_lease(store, OFFICE, FIRST, "s1", T0, None)
    old = fenced(store, {OFFICE: 1})
    record_batch(old, run(0), [sample(0)])
    assert take_lease(store, OFFICE, SECOND, "s2", T0, mine) is not None
    with pytest.raises(LeaseLostError, match=OFFICE):
        record_batch(old, run(1), [sample(1)])
    with pytest.raises(LeaseLostError):
        record_run(old, run(1))
    with pytest.raises(LeaseLostError):
        save_ticket(old, full_ticket(), by="kolektor", at=hour(1))
    assert [each.observed_at for each in samples(store, key(), *DAY)] == [poll(0)]
    assert (len(collector_runs(store, OFFICE, T0)), tickets(store, OFFICE)) == (1, [])


def test_a_store_without_any_lease_writes_nothing(store: Store) -> None:
    with pytest.raises(LeaseLostError):
        record_batch(fenced(store, {}), run(0), [sample(0)])


def test_a_named_batch_is_stored_once_even_after_its_raw_samples_are_gone(store: Store) -> None:
    for _ in range(2):
        record_batch(store, run(0), [sample(0)], delivery=Delivery("s1", 7))
        while prune_samples(store, poll(1)):
            pass
    assert [each.polls for each in rollups(store, OFFICE, *DAY, step="hour")] == [1]
    record_batch(store, run(1), [sample(1)], delivery=Delivery("s1", 8))
    record_batch(store, run(2), [sample(2)], delivery=Delivery("s2", 1))
    assert [each.polls for each in rollups(store, OFFICE, *DAY, step="hour")] == [3]


def test_a_batch_that_fails_is_not_noted_as_delivered(store: Store) -> None:
    with pytest.raises(ValueError, match="nan"):
        record_batch(store, run(0), [sample(0, value=float("nan"))], delivery=Delivery("s1", 1))
    record_batch(store, run(0), [sample(0)], delivery=Delivery("s1", 1))
    assert len(samples(store, key(), *DAY)) == 1


def test_senders_that_are_long_silent_are_forgotten(store: Store) -> None:
    record_batch(store, run(0), [sample(0)], delivery=Delivery("s1", 1))
    assert [prune_deliveries(store, poll(-1)), prune_deliveries(store, poll(10))] == [0, 1]
