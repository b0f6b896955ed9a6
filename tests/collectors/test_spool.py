"""While the database is away everything waits, then all of it comes, in order, each piece once."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from collectors.lease import Standing
from collectors.parcels import Parcel, Waiting, pack, unpack
from collectors.spoolfile import HAND_MOST, SpoolFile
from dashboard.model import CollectorName, RunOutcome, SampleStatus, SeriesKey, State
from dashboard.store import Store, collector_runs, held_leases, intervals, latest, open_store, rollups, settle_office
from tests.collectors.spools import MB, Desk, in_thread, parcel, polls, stored_times
from tests.disks import disk_of
from tests.gates import Gate
from tests.store.measured import OFFICE, ROUTER, T0, key, poll, run, sample
from tests.stores import Databases

DAY = (T0 - timedelta(days=1), T0 + timedelta(days=1))


@pytest.fixture
def gate(handed_out: Databases) -> Iterator[Gate]:
    made = Gate(handed_out.migrated("postgresql"))
    yield made
    made.remove()


@pytest.fixture
def away(gate: Gate) -> Iterator[Store]:
    """A PostgreSQL that the test can make unreachable by ``gate``."""
    made = open_store(gate.url)
    yield made
    made.close()


def ready(desk: Desk) -> Desk:
    assert desk.keeper.step() is Standing.READY
    return desk


def counted(store: Store) -> int:
    settle_office(store, OFFICE)
    return sum(each.polls for each in rollups(store, OFFICE, *DAY, step="hour"))


def test_a_parcel_is_unpacked_exactly_as_it_was_packed() -> None:
    odd = sample(0.123456, SampleStatus.DEGRADED, key("é", None), value=1 / 3, state=State.STUCK, parent=ROUTER)
    whole = Parcel(replace(run(2, 2, outcome=RunOutcome.ERROR), message="rusak — é"), (odd, sample(1)), 90.0, 28_800)
    assert unpack(pack(whole)) == whole
    assert unpack(pack(whole)).samples[0].series.unit == "ms"


def test_what_is_brought_while_the_database_is_away_comes_in_order_and_once(
    away: Store, gate: Gate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pantau.collectors")
    desk = ready(Desk(away, tmp_path))
    desk.outbox.put(parcel(0))
    gate.close()
    for number in range(1, 5):
        desk.outbox.put(parcel(number, ok=number != 2))
    assert desk.keeper.step() is Standing.AWAY
    assert (desk.outbox.report().batches, desk.outbox.report().samples, desk.outbox.is_behind) == (4, 4, True)
    assert desk.outbox.report().oldest_at == poll(1)
    gate.open()
    ready(desk)
    desk.outbox.put(parcel(5))
    assert desk.outbox.report().batches == 5
    assert desk.outbox.deliver() == 5
    assert (stored_times(away), counted(away)) == (polls(0, 1, 2, 3, 4, 5), 6)
    assert [each.scheduled_at for each in collector_runs(away, OFFICE, T0)] == polls(0, 1, 2, 3, 4, 5)
    assert desk.late_since == polls(1)
    assert (desk.outbox.is_behind, desk.outbox.report().batches) == (False, 0)
    said = [each for each in caplog.messages if "basis data" in each]
    assert [each.split(":")[0] for each in said] == ["basis data tidak dapat dipakai", "basis data dapat dipakai lagi"]


def test_states_come_out_as_if_the_database_had_never_been_away(away: Store, gate: Gate, tmp_path: Path) -> None:
    desk = ready(Desk(away, tmp_path))
    desk.outbox.put(parcel(0))
    gate.close()
    for number in range(1, 9):
        desk.outbox.put(parcel(number, ok=number not in (2, 3, 4)))
    gate.open()
    ready(desk)
    desk.outbox.deliver()
    found = [(each.state, each.start, each.end) for each in intervals(away, OFFICE, *DAY)]
    assert found == [
        (State.UP, poll(0), poll(2)),
        (State.DOWN, poll(2), poll(5)),
        (State.UP, poll(5), None),
    ]


def test_a_kill_in_the_midst_of_the_delivery_doubles_nothing(away: Store, gate: Gate, tmp_path: Path) -> None:
    desk = ready(Desk(away, tmp_path))
    gate.close()
    for number in range(6):
        desk.outbox.put(parcel(number))
    gate.open()
    ready(desk)
    assert desk.outbox.deliver(2) == 2
    # killed between the commit of the third and its removal from the spool
    third = desk.spool.oldest()
    assert third is not None
    desk.outbox._write(third, third.unpacked())
    after = ready(desk.again())
    assert after.outbox.report().batches == 4
    assert after.outbox.deliver() == 4
    assert (stored_times(away), counted(away)) == (polls(0, 1, 2, 3, 4, 5), 6)
    assert after.late_since == polls(0)


def test_a_write_that_hangs_is_given_up_and_stored_once_though_it_goes_through_later(
    away: Store, gate: Gate, tmp_path: Path
) -> None:
    desk = ready(Desk(away, tmp_path, write_timeout_s=0.3))
    desk.outbox.put(parcel(0))
    gate.freeze()
    desk.outbox.put(parcel(1))
    assert desk.outbox.report().batches == 1
    gate.thaw()
    hanging = desk.outbox._hanging
    assert hanging is not None
    assert hanging.exception(timeout=10) is None
    ready(desk)
    desk.outbox.deliver()
    assert (stored_times(away), counted(away)) == (polls(0, 1), 2)


def test_a_locked_database_lets_the_samples_wait(sqlite_store: Store, tmp_path: Path) -> None:
    desk = ready(Desk(sqlite_store, tmp_path, write_timeout_s=0.2))
    other = sqlite3.connect(str(sqlite_store.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(3):
        desk.outbox.put(parcel(number))
    assert desk.outbox.report().batches == 3
    other.execute("ROLLBACK")
    other.close()
    deadline = time.monotonic() + 10
    while desk.outbox.is_behind and time.monotonic() < deadline:
        desk.keeper.step()
        desk.outbox.deliver()
        time.sleep(0.02)
    assert (stored_times(sqlite_store), counted(sqlite_store)) == (polls(0, 1, 2), 3)


def test_a_batch_that_the_database_will_never_take_is_set_aside_and_holds_nobody_up(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(sqlite_store, tmp_path)
    stranger = parcel(1, sample(1, series=key(office="13.01")))
    not_a_number = parcel(2, sample(2, value=float("nan")))
    for each in (parcel(0), stranger, not_a_number, parcel(3)):
        desk.outbox.put(each)
    ready(desk)
    desk.outbox.put(replace(stranger, run=run(4)))
    desk.outbox.deliver()
    assert stored_times(sqlite_store) == polls(0, 3)
    assert (desk.outbox.report().refused, desk.outbox.is_behind) == (3, False)
    assert len([each for each in caplog.messages if "ditolak" in each]) == 2
    with sqlite3.connect(tmp_path / f"spool-{OFFICE}.sqlite3") as file:
        bodies = file.execute("SELECT body FROM ditolak ORDER BY id").fetchall()
    assert unpack(bodies[0][0]) == stranger


def test_collectors_know_the_last_state_without_the_database(away: Store, gate: Gate, tmp_path: Path) -> None:
    first = ready(Desk(away, tmp_path))
    first.outbox.put(parcel(0, sample(0, value=40.0)))
    first.outbox.close()
    gate.close()
    second = Desk(away, tmp_path)
    assert second.keeper.step() is Standing.AWAY
    second.outbox.put(parcel(1, sample(1, value=41.0)))
    third = second.again()
    found = third.outbox.recall(key())
    assert found is not None
    assert (found.value, found.observed_at, found.value_changed_at) == (41.0, poll(1), poll(1))
    gate.open()
    ready(third)
    third.outbox.deliver()
    assert latest(away, OFFICE) == [third.outbox.recall(key())]


def test_what_the_database_knows_is_known_without_asking_it_each_time(away: Store, gate: Gate, tmp_path: Path) -> None:
    first = ready(Desk(away, tmp_path / "satu"))
    first.outbox.put(parcel(0))
    first.keeper.give_back()
    second = ready(Desk(away, tmp_path / "dua", name="b"))
    known = second.outbox.recall(key())
    gate.close()
    assert known is not None
    assert second.outbox.recall(key()) == known == latest_after(gate, away)


def latest_after(gate: Gate, store: Store) -> object:
    gate.open()
    return latest(store, OFFICE)[0]


def test_a_newer_schema_is_named_and_the_samples_wait_for_the_mend(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite_store.writing.begin() as connection:
        ours = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    desk = Desk(sqlite_store, tmp_path)
    assert desk.keeper.step() is Standing.AWAY
    desk.outbox.put(parcel(0))
    assert f"skema basis data 9999 tidak dikenal program ini (skema {ours})" in desk.keeper.trouble
    assert len([each for each in caplog.messages if "perbarui Pantau PIAK" in each]) == 1
    with sqlite_store.writing.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{ours}'")
    ready(desk)
    desk.outbox.deliver()
    assert stored_times(sqlite_store) == polls(0)


def test_a_database_that_lost_its_tables_is_made_anew_and_gets_what_waited(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kosong.db")
    desk = Desk(store, tmp_path)
    desk.outbox.put(parcel(0))
    ready(desk)
    desk.outbox.deliver()
    assert stored_times(store) == polls(0)
    store.close()


def test_the_lease_tells_of_the_spool(sqlite_store: Store, tmp_path: Path) -> None:
    desk = Desk(sqlite_store, tmp_path)
    desk.outbox.put(parcel(3))
    ready(desk)
    desk.keeper.step()
    report = held_leases(sqlite_store)[OFFICE].report
    assert (report.batches, report.samples, report.oldest_at) == (1, 1, poll(3))


def test_many_threads_hand_in_and_nothing_is_lost_or_doubled(sqlite_store: Store, tmp_path: Path) -> None:
    desk = ready(Desk(sqlite_store, tmp_path))
    stop = threading.Event()

    def hand_in(name: str) -> None:
        for number in range(40):
            series = SeriesKey(OFFICE, "51.08.01", CollectorName.NETWORK, name, "rtt_ms", "ms")
            desk.outbox.put(parcel(number, sample(number, series=series)))

    def disturb() -> None:
        while not stop.is_set():
            desk.keeper.away("diganggu")
            time.sleep(0.002)
            desk.keeper.step()
            desk.outbox.deliver(3)

    disturber = in_thread(disturb)
    threads = [in_thread(lambda name=name: hand_in(name)) for name in "abcd"]
    for each in threads:
        each.join(60)
    stop.set()
    disturber.join(10)
    ready(desk)
    desk.outbox.deliver()
    settle_office(sqlite_store, OFFICE)
    hours = rollups(sqlite_store, OFFICE, *DAY, step="hour")
    assert {(each.series.target, each.polls) for each in hours} == {(name, 40) for name in "abcd"}


# the file


def waiting(number: int, worth: int = 1, size: int = 3_000) -> Waiting:
    return Waiting("s", number, worth, int(poll(number).timestamp()), 10 if worth else 0, bytes(size))


def numbers(spool: SpoolFile) -> list[int]:
    found = []
    while (one := spool.oldest()) is not None:
        found.append(one.number)
        spool.remove(one)
    return found


def test_a_full_spool_loses_bookkeeping_first_then_the_newest_that_say_nothing_new(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = SpoolFile(tmp_path / "spool.sqlite3", 1 * MB, least_free_bytes=0)
    spool.append(waiting(0, worth=1))
    for number in range(1, 60):
        spool.append(waiting(number, worth=0))
    for number in range(100, 1_600):
        spool.append(waiting(number, worth=2 if number % 100 == 0 else 1))
    assert spool.depth().bytes <= 1 * MB
    assert "penuh" in spool.note
    assert len([each for each in caplog.messages if "penuh" in each]) == 1
    assert spool.depth().dropped > 0
    kept = numbers(spool)
    assert kept == sorted(kept)
    assert not [number for number in kept if 0 < number < 100]
    assert kept[:50] == [0, *range(100, 149)]
    assert set(range(100, 1_600, 100)) <= set(kept)
    assert spool.note == ""


def test_on_a_full_disk_samples_stay_in_memory_and_follow_in_order(tmp_path: Path) -> None:
    left = [10 * MB]
    spool = SpoolFile(tmp_path / "spool.sqlite3", 64 * MB, least_free_bytes=1 * MB, free=lambda _path: left[0])
    spool.append(waiting(0))
    left[0] = 0
    for number in range(1, 200):
        spool.append(waiting(number, worth=1))
    assert "sisa disk" in spool.note
    assert spool.depth().parcels == 200
    left[0] = 10 * MB
    spool.append(waiting(200))
    assert spool.note == ""
    spool.close()
    assert numbers(SpoolFile(tmp_path / "spool.sqlite3", 64 * MB)) == list(range(201))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with six megabytes."""
    with disk_of(tmp_path / "disk", 6) as place:
        yield place


def test_a_disk_that_is_really_full_takes_what_waits_out_again(small_disk: Path) -> None:
    spool = SpoolFile(small_disk / "spool.sqlite3", 64 * MB, least_free_bytes=0)
    for number in range(2_000):
        spool.append(waiting(number, worth=0 if number % 3 == 0 else 1))
    assert "disk" in spool.note
    assert numbers(spool)[:2] == [1, 2]
    spool.append(waiting(5_000))
    assert (numbers(spool), spool.note) == ([5_000], "")
    spool.close()


def test_memory_too_has_its_bound_and_keeps_the_oldest(tmp_path: Path) -> None:
    spool = SpoolFile(tmp_path / "spool.sqlite3", 64 * MB, least_free_bytes=1 * MB, free=lambda _path: 0)
    for number in range(HAND_MOST + 300):
        spool.append(waiting(number, worth=0 if number % 2 else 1, size=10))
    depth = spool.depth()
    assert depth.parcels <= HAND_MOST + 5
    kept = numbers(spool)
    assert [number for number in kept if number % 2 == 0] == list(range(0, HAND_MOST + 300, 2))


def test_a_damaged_spool_is_put_aside_and_a_new_one_begun(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "spool.sqlite3").write_bytes(b"bukan basis data" * 1_000)
    spool = SpoolFile(tmp_path / "spool.sqlite3", 64 * MB)
    spool.append(waiting(1))
    assert spool.depth().parcels == 1
    assert "rusak" in caplog.text
    assert len(list(tmp_path.glob("spool.rusak-*"))) == 1


def test_a_damaged_parcel_is_set_aside_and_the_next_one_goes(sqlite_store: Store, tmp_path: Path) -> None:
    desk = Desk(sqlite_store, tmp_path)
    desk.spool.append(waiting(1))
    desk.outbox.put(parcel(0))
    ready(desk)
    desk.outbox.deliver()
    assert (stored_times(sqlite_store), desk.outbox.report().refused) == (polls(0), 1)


def test_a_spool_without_a_place_keeps_everything_in_memory_and_says_so(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    desk = Desk(sqlite_store, tmp_path / "berkas")
    desk.outbox.put(parcel(0))
    assert "hanya ditampung di memori" in desk.outbox.report().note
    ready(desk)
    desk.outbox.deliver()
    assert stored_times(sqlite_store) == polls(0)
    assert len([each for each in caplog.messages if "tidak dapat dibuka" in each]) == 1


def test_an_empty_spool_gives_its_room_back(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    spool = SpoolFile(path, 64 * MB)
    for number in range(200):
        spool.append(waiting(number))
    full = path.stat().st_size
    numbers(spool)
    assert path.stat().st_size < full / 10
