"""Opening and ending tickets at the desk."""

from __future__ import annotations

from dataclasses import replace

from dashboard.model import Heap
from dashboard.services import desk as acts
from dashboard.services.desk import Desk
from dashboard.sla import judge_ticket
from dashboard.store import Store, audit, save_ticket
from tests.offices_factory import FIRST, make_office
from tests.services.desks import BUDI, SARI, at, finish, from_log_book, opened, refused, sit, solved, stored, verdict_on


def test_a_ticket_opened_by_button_is_known_to_the_second(store: Store) -> None:
    made = opened(sit(store))
    assert (made.opened.at, made.opened.resolution_s, made.opened.typed) == (at("08:00"), 1, False)
    assert (made.opened.by, made.source, made.simulated) == ("sari", "dasbor", True)


def test_tickets_of_a_day_are_numbered_through(store: Store) -> None:
    desk = sit(store)
    numbers = [acts.open_ticket(desk, None, SARI, at("08:00")).id for _ in range(2)]
    assert numbers == ["D-20261116-001", "D-20261116-002"]


def test_a_number_that_is_taken_is_refused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("sudah dipakai"):
        opened(desk)


def test_a_kecamatan_of_another_office_is_refused(store: Store) -> None:
    with refused("bukan milik Buleleng"):
        acts.open_ticket(sit(store), "35.03.01", SARI, at("08:00"))


def test_an_sop_that_is_not_in_force_opens_no_ticket(store: Store) -> None:
    desk = replace(sit(store), office=make_office(sops=[]))
    with refused("tidak berlaku di Buleleng"):
        opened(desk)


def test_a_report_backdated_over_a_working_hour_needs_a_second_officer(store: Store) -> None:
    desk = sit(store)
    with refused("petugas kedua"):
        acts.open_ticket(desk, FIRST, SARI, at("10:00"), at=at("08:30"))
    made = acts.open_ticket(desk, FIRST, SARI, at("10:00"), at=at("08:30"), second=BUDI)
    line = audit(store, subject=f"tiket 51.08/{made.id}")[0]
    assert line.after is not None
    assert (line.officer, line.after["petugas_kedua"]) == ("sari", "budi")


def test_the_last_finish_solves_the_ticket(store: Store) -> None:
    done = solved(sit(store))
    assert done.solved is not None
    assert done.solved.at == at("10:30")


def test_a_solved_ticket_takes_no_more_ticks(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    with refused("sudah selesai"):
        finish(desk, 8, "10:40")


def test_cancelling_needs_a_reason(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("pembatalan tanpa alasan"):
        acts.cancel(desk, "T-1", " ", SARI, at("08:01"))
    assert stored(desk).cancelled_at is None


def test_a_cancelled_ticket_keeps_its_reason_and_what_was_missed(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    done = acts.cancel(desk, "T-1", "laporan ganda", SARI, at("09:00"))
    assert (done.cancelled_at, done.cancel_reason) == (at("09:00"), "laporan ganda")
    assert verdict_on(desk, 1, at("10:00")).heap is Heap.MISSED


def test_a_cancelled_ticket_is_not_cancelled_again(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.cancel(desk, "T-1", "laporan ganda", SARI, at("08:01"))
    with refused("tiket dibatalkan pada 16-11-2026 08.01"):
        acts.cancel(desk, "T-1", "lagi", SARI, at("08:02"))


def at_step_four(desk: Desk) -> None:
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"))
    finish(desk, 3, "09:30")


def test_a_ticket_handed_on_names_the_ticket_that_goes_on(store: Store) -> None:
    desk = sit(store)
    at_step_four(desk)
    opened(desk, "09:40", "T-2")
    done = acts.transfer(desk, "T-1", "T-2", SARI, at("09:45"))
    assert done.details["dialihkan_ke"] == "T-2"
    assert done.solved is not None
    assert {run.step: run.branch for run in done.runs}[4] == "dialihkan"


def test_a_ticket_is_handed_on_only_to_one_that_exists(store: Store) -> None:
    desk = sit(store)
    at_step_four(desk)
    with refused("tiket lanjutan T-9 tidak ada"):
        acts.transfer(desk, "T-1", "T-9", SARI, at("09:45"))


def test_a_ticket_is_not_handed_on_to_a_cancelled_one(store: Store) -> None:
    desk = sit(store)
    at_step_four(desk)
    opened(desk, "09:40", "T-2")
    acts.cancel(desk, "T-2", "laporan ganda", SARI, at("09:41"))
    with refused("tiket lanjutan T-2 dibatalkan"):
        acts.transfer(desk, "T-1", "T-2", SARI, at("09:45"))


def test_a_ticket_is_not_reopened_before_its_end(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    with refused("pembukaan kembali harus setelah tiket selesai"):
        acts.reopen(desk, "T-1", 8, "laporan belum lengkap", SARI, at("11:00"), at=at("10:30"))


def test_a_step_that_does_not_know_handing_on_refuses_it(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    opened(desk, number="T-2")
    with refused("langkah 1 tidak dapat dialihkan"):
        acts.transfer(desk, "T-1", "T-2", SARI, at("08:01"))


def test_reopening_is_a_new_attempt_and_earlier_verdicts_stay(store: Store) -> None:
    desk = sit(store)
    done = solved(desk)
    before = judge_ticket(done, desk.sop, desk.calendar, now=at("11:00"))
    again = acts.reopen(desk, "T-1", 6, "printer mati lagi", SARI, at("11:00"))
    after = judge_ticket(again, desk.sop, desk.calendar, now=at("11:01"))
    assert again.is_reopened()
    assert [(run.step, run.attempt) for run in again.runs][-1] == (6, 2)
    assert set(before) <= set(after)


def test_a_reopened_ticket_is_solved_again_by_its_last_step(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    acts.reopen(desk, "T-1", 8, "laporan belum lengkap", SARI, at("11:00"))
    done = finish(desk, 8, "11:05").ticket
    assert done.solved is not None
    assert (done.solved.at, done.is_reopened()) == (at("11:05"), False)


def test_an_open_ticket_cannot_be_reopened_nor_one_without_reason(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("masih terbuka"):
        acts.reopen(desk, "T-1", 1, "rusak lagi", SARI, at("08:01"))
    with refused("pembukaan kembali tanpa alasan"):
        acts.reopen(desk, "T-1", 1, "", SARI, at("08:01"))


def test_a_ticket_read_from_a_log_book_is_not_written_at_the_desk(store: Store) -> None:
    desk = sit(store)
    save_ticket(store, from_log_book(desk), by="kolektor:tickets", at=at("08:01"))
    with refused("dibaca dari sumber logbook:buku"):
        finish(desk, 1, "08:04")


def test_an_unknown_ticket_and_another_sop_are_refused(store: Store) -> None:
    desk = sit(store)
    with refused("tiket T-1 tidak ada"):
        finish(desk, 1, "08:04")
    opened(desk)
    with refused("memakai SOP buleleng-01"):
        finish(sit(store, "paser-01-pemeliharaan-aplikasi-jaringan"), 1, "08:04")
