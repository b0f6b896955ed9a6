"""Taking an office over: by beats that do not come, never by comparing clocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from collectors.lease import BEAT_S, LEASE_S, Standing
from collectors.locks import OfficeLock
from dashboard.store import Store, held_leases, open_store
from dashboard.store.engine import write
from tests.collectors.spools import Clock, Desk, parcel, polls, stored_times
from tests.gates import Gate
from tests.store.measured import OFFICE, T0
from tests.stores import KINDS, Databases, fresh_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def two(store: Store, tmp_path: Path) -> tuple[Desk, Desk]:
    """Two processes on two machines whose clocks are hours apart; the first holds the office."""
    first = Desk(store, tmp_path / "satu", Clock(T0))
    second = Desk(store, tmp_path / "dua", Clock(T0 - timedelta(hours=5)), name="b")
    assert first.keeper.step() is Standing.READY
    return first, second


def wait_out(desk: Desk) -> None:
    """Look at every beat, as a standby does, until a lease that nobody renews is over."""
    desk.keeper.step()
    for _ in range(int(LEASE_S / BEAT_S)):
        desk.clock.pass_s(BEAT_S)
        desk.keeper.step()


def test_a_database_that_stood_still_is_no_sign_that_the_holder_died(store: Store, tmp_path: Path) -> None:
    first, second = two(store, tmp_path)
    second.keeper.step()
    second.clock.pass_s(LEASE_S + BEAT_S)  # its own look took that long: the holder could not renew either
    assert second.keeper.step() is Standing.WATCHING
    first.keeper.step()
    second.clock.pass_s(BEAT_S)
    assert second.keeper.step() is Standing.RIVAL


def test_a_holders_long_write_does_not_keep_its_lease_from_being_renewed(store: Store, tmp_path: Path) -> None:
    first, _ = two(store, tmp_path)
    if store.dialect != "postgresql":
        return  # SQLite has one writer at a time: a renewal waits for the write, which is short there
    with write(first.fenced, OFFICE):
        assert first.keeper.step() is Standing.READY


def test_a_copied_data_folder_waits_for_the_holder_like_any_other(store: Store, tmp_path: Path) -> None:
    first = Desk(store, tmp_path / "satu", Clock(T0))
    assert first.keeper.step() is Standing.READY
    first.keeper.step()
    copy = Desk(store, tmp_path / "dua", Clock(T0), name="b", machine="lain")
    copy.spool.id = first.spool.id
    copy.keeper = copy.make_keeper()
    assert copy.keeper.step() is Standing.WATCHING
    first.keeper.step()
    copy.clock.pass_s(BEAT_S)
    assert copy.keeper.step() is Standing.RIVAL


def test_a_second_process_sees_the_first_at_work_and_who_it_is(store: Store, tmp_path: Path) -> None:
    first, second = two(store, tmp_path)
    assert second.keeper.step() is Standing.WATCHING
    first.keeper.step()
    assert second.keeper.step() is Standing.RIVAL
    rival = second.keeper.rival
    assert rival is not None
    assert (rival.holder.host, rival.holder.pid, rival.since) == ("pc-a", 1, T0)


def test_a_holder_that_died_is_followed_when_its_lease_is_over_and_not_before(store: Store, tmp_path: Path) -> None:
    _, second = two(store, tmp_path)
    second.keeper.step()
    for _ in range(int(LEASE_S / BEAT_S) - 1):
        second.clock.pass_s(BEAT_S)
        assert second.keeper.step() is Standing.WATCHING
    second.clock.pass_s(BEAT_S - 0.1)
    assert second.keeper.step() is Standing.WATCHING
    second.clock.pass_s(0.1)
    assert second.keeper.step() is Standing.READY
    assert held_leases(store)[OFFICE].token == 2


def test_a_holder_that_lives_is_never_followed_however_long_one_waits(store: Store, tmp_path: Path) -> None:
    first, second = two(store, tmp_path)
    second.keeper.step()
    for _ in range(20):
        first.keeper.step()
        second.clock.pass_s(BEAT_S)
        assert second.keeper.step() is Standing.RIVAL


def test_a_holder_that_slept_through_its_lease_stops_and_its_writes_are_refused(store: Store, tmp_path: Path) -> None:
    first, second = two(store, tmp_path)
    first.outbox.put(parcel(0))
    wait_out(second)
    second.outbox.put(parcel(1))
    first.outbox.put(parcel(2))
    assert (first.keeper.is_lost, first.keeper.step()) == (True, Standing.LOST)
    assert stored_times(store) == polls(0, 1)
    assert first.outbox.report().batches == 1


def test_a_holder_that_lost_its_office_notices_it_at_the_next_beat(store: Store, tmp_path: Path) -> None:
    first, second = two(store, tmp_path)
    wait_out(second)
    assert first.keeper.step() is Standing.LOST
    assert first.keeper.rival is not None
    assert first.keeper.rival.holder.host == "pc-b"


def test_an_office_that_was_given_back_is_taken_at_once(store: Store, tmp_path: Path) -> None:
    first, second = two(store, tmp_path)
    first.keeper.give_back()
    assert second.keeper.step() is Standing.READY


def test_the_follower_in_the_same_folder_takes_over_at_once(store: Store, tmp_path: Path) -> None:
    first, _ = two(store, tmp_path)
    assert first.again().keeper.step() is Standing.READY


def test_two_offices_have_two_holders(store: Store, tmp_path: Path) -> None:
    first = Desk(store, tmp_path, name="a")
    other = Desk(store, tmp_path, name="b", office="13.01")
    assert [first.keeper.step(), other.keeper.step()] == [Standing.READY, Standing.READY]
    assert {office: each.holder.id for office, each in held_leases(store).items()} == {"51.08": "a", "13.01": "b"}


def test_who_was_cut_off_together_with_the_holder_gives_it_the_time_to_come_back(
    handed_out: Databases, tmp_path: Path
) -> None:
    gate = Gate(handed_out.migrated("postgresql"))
    with closing(open_store(gate.url)) as store:
        first, second = two(store, tmp_path)
        second.keeper.step()
        gate.close()
        for desk in (first, second):
            assert desk.keeper.step() is Standing.AWAY
            desk.clock.pass_s(3 * 24 * 3_600)
        gate.open()
        assert second.keeper.step() is Standing.WATCHING
        assert first.keeper.step() is Standing.READY
        assert second.keeper.step() is Standing.RIVAL
    gate.remove()


def test_an_office_is_locked_for_one_process_of_a_folder(tmp_path: Path) -> None:
    first, second = OfficeLock(tmp_path / "spool.lock"), OfficeLock(tmp_path / "spool.lock")
    assert first.take(T0) == ""
    assert "sejak 20-11-2026 01.00.00 UTC" in second.take(T0)
    first.release()
    assert second.take(T0) == ""
    second.release()


def test_work_that_can_bring_the_database_back_is_done_without_it(store: Store, tmp_path: Path) -> None:
    keeper = Desk(store, tmp_path / "satu", Clock(T0)).keeper
    keeper.away("disk penuh")
    done: list[str] = []
    keeper.guard(lambda: done.append("buku"), "pembukuan")
    keeper.guard(lambda: done.append("disk"), "ruang disk", always=True)
    assert done == ["disk"]
