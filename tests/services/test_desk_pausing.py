"""Pausing and going on at the desk."""

from __future__ import annotations

from dashboard.model import RunState
from dashboard.services import desk as acts
from dashboard.store import Store
from tests.services.desks import BUDI, SARI, at, finish, opened, refused, sit, solved, verdict_on


def test_a_pause_stops_the_clock_until_work_goes_on(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:02"))
    assert verdict_on(desk, 1, at("08:30")).state is RunState.PAUSED
    acts.resume(desk, "T-1", 1, SARI, at("08:30"))
    # 5 minutes from 08:00, moved by the 28 that were lost
    assert verdict_on(desk, 1, at("08:30")).due_at == at("08:33")


def test_a_pause_needs_a_reason(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("jeda tanpa alasan"):
        acts.pause(desk, "T-1", 1, "  ", SARI, at("08:02"))


def test_waiting_on_the_steps_own_pelaksana_is_no_reason_to_pause(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    acts.reopen(desk, "T-1", 7, "tanda tangan kurang", SARI, at("11:00"))
    with refused("menunggu pelaksana langkah 7 sendiri"):
        acts.pause(desk, "T-1", 7, "tidak di tempat", SARI, at("11:01"), waiting_on="kepala bidang")
    with refused("menunggu pelaksana langkah 7 sendiri"):
        acts.pause(desk, "T-1", 7, "Menunggu Kepala Bidang", SARI, at("11:01"))
    paused = acts.pause(desk, "T-1", 7, "blangko habis", SARI, at("11:01"), waiting_on="Kepala Dinas")
    assert paused.runs[-1].pauses[0].waiting_on == "Kepala Dinas"


def test_waiting_on_who_performs_the_step_is_refused_too(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.tick_step(desk, "T-1", 1, "start", SARI, at("08:01"), performer="Operator ADB")
    with refused("menunggu pelaksana langkah 1 sendiri"):
        acts.pause(desk, "T-1", 1, "belum datang", SARI, at("08:02"), waiting_on="Operator ADB")


def test_a_step_is_paused_once_at_a_time_and_resumed_only_when_paused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("tidak sedang dijeda"):
        acts.resume(desk, "T-1", 1, SARI, at("08:01"))
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:02"))
    with refused("sudah dijeda"):
        acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:03"))


def test_a_paused_step_is_resumed_before_it_is_finished(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:02"))
    with refused("langkah 1 sedang dijeda"):
        finish(desk, 1, "08:04")


def test_a_pause_ends_after_it_began(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:02"))
    with refused("jeda berakhir sebelum mulai"):
        acts.resume(desk, "T-1", 1, SARI, at("08:10"), at=at("08:01"))


def test_a_step_that_has_not_begun_is_not_paused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    with refused("langkah 3 belum dimulai"):
        acts.pause(desk, "T-1", 3, "mobil mogok", SARI, at("08:20"))


def test_a_pause_begun_after_the_due_time_never_un_misses(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:10"))
    assert verdict_on(desk, 1, at("08:20")).state is RunState.OVERDUE


def test_a_pause_backdated_across_the_due_time_needs_another_officer(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("petugas kedua"):
        acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:10"), at=at("08:03"))
    acts.pause(desk, "T-1", 1, "listrik padam", SARI, at("08:10"), at=at("08:03"), second=BUDI)
    assert verdict_on(desk, 1, at("08:20")).state is RunState.PAUSED
