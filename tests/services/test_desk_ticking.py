"""Ticking, answering, skipping and correcting steps at the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.model import Heap, RunState, Stamp, StepRun
from dashboard.services import desk as acts
from dashboard.services.identity import Officer
from dashboard.store import Store, audit, save_ticket
from tests.services.desks import BUDI, SARI, at, finish, opened, refused, sit, solved, stored, verdict_on


def test_a_button_is_known_to_the_second_and_a_typed_time_to_the_minute(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    pressed = finish(desk, 1, "08:04").ticket.runs[0].finished
    typed = acts.tick_step(desk, "T-1", 2, "finish", SARI, at("08:20"), at=at("08:08")).ticket.runs[1].finished
    assert pressed is not None
    assert typed is not None
    assert (pressed.resolution_s, pressed.typed, pressed.by) == (1, False, "sari")
    assert (typed.resolution_s, typed.typed, typed.at, typed.recorded_at) == (60, True, at("08:08"), at("08:20"))


def test_a_tick_leaves_what_was_and_what_became_in_the_audit(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    line = audit(store)[0]
    assert (line.officer, line.action, line.subject) == ("sari", "langkah selesai", "tiket 51.08/T-1")
    assert line.before == {"1.1.selesai": None}
    assert line.after == {"1.1.selesai": "2026-11-16T00:04:00+00:00 tombol", "langkah": 1}


def test_a_refused_act_writes_nothing(store: Store) -> None:
    desk = sit(store)
    before = opened(desk)
    with refused("langkah 2 tidak pada gilirannya; sekarang langkah 1"):
        finish(desk, 2, "08:04")
    assert stored(desk) == before
    assert [line.action for line in audit(store)] == ["tiket dibuka"]


@pytest.mark.parametrize(
    ("clock", "words"), [("08:30", "belum terjadi"), ("07:40", "sebelum tiket dibuka")], ids=["future", "before"]
)
def test_times_that_cannot_be_are_refused(store: Store, clock: str, words: str) -> None:
    desk = sit(store)
    opened(desk)
    with refused(words):
        acts.tick_step(desk, "T-1", 1, "finish", SARI, at("08:10"), at=at(clock))


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("tanpa zona"):
        acts.tick_step(desk, "T-1", 1, "finish", SARI, at("08:10"), at=at("08:04").replace(tzinfo=None))


def test_a_step_is_started_once(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.tick_step(desk, "T-1", 1, "start", SARI, at("08:01"))
    with refused("sudah dimulai pada 16-11-2026 08.01"):
        acts.tick_step(desk, "T-1", 1, "start", SARI, at("08:02"))


def test_a_step_whose_start_must_be_recorded_is_not_finished_without_it(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    with refused("langkah 3 belum dimulai"):
        finish(desk, 3, "09:00")


def test_a_finish_before_the_start_is_refused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    acts.tick_step(desk, "T-1", 2, "start", SARI, at("08:10"))
    with refused("bertentangan"):
        acts.tick_step(desk, "T-1", 2, "finish", SARI, at("08:12"), at=at("08:06"))


def test_a_start_backdated_over_a_working_hour_needs_another_officer(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    # step 3 has 2 hours: due 11:00 from 09:00, so at 10:30 only the hour and a half counts
    for second in (None, SARI):
        with refused("dimundurkan"):
            acts.tick_step(desk, "T-1", 3, "start", SARI, at("10:30"), at=at("09:00"), second=second)
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("10:30"), at=at("09:00"), second=BUDI)
    line = audit(store)[0]
    assert line.after is not None
    assert (line.officer, line.after["petugas_kedua"]) == ("sari", "budi")


def test_a_start_backdated_within_the_hour_needs_nobody(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("10:00"), at=at("09:00"))
    assert verdict_on(desk, 3, at("10:00")).started_at == at("09:00")


def test_a_start_backdated_across_the_due_time_needs_another_officer(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    # step 2 has 5 minutes: due 08:09 from its predecessor's finish, 08:13 from the start that is typed
    with refused("melewati jatuh tempo"):
        acts.tick_step(desk, "T-1", 2, "start", SARI, at("08:12"), at=at("08:08"))
    acts.tick_step(desk, "T-1", 2, "start", SARI, at("08:12"), at=at("08:08"), second=BUDI)


def test_two_ticks_within_a_minute_are_asked_about_and_unknown_till_answered(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    assert finish(desk, 1, "08:04:00").asks == ()
    ticked = finish(desk, 2, "08:04:20")
    assert ticked.asks == ((1, 1), (2, 1))
    assert "langkah 1, langkah 2" in ticked.question
    assert verdict_on(desk, 1, at("08:05")).state is RunState.UNKNOWN


def test_ticks_that_are_confirmed_are_believed(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04:00")
    finish(desk, 2, "08:04:20")
    done = acts.confirm_ticks(desk, "T-1", BUDI, at("08:05"))
    assert verdict_on(desk, 1, at("08:05")).heap is Heap.MET
    assert done.runs[0].performer == "sari"
    with refused("tidak ada waktu yang dipertanyakan"):
        acts.confirm_ticks(desk, "T-1", BUDI, at("08:06"))


def test_a_corrected_time_answers_the_question_too(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04:00")
    finish(desk, 2, "08:04:20")
    done = acts.correct_time(desk, "T-1", (1, 1), "finish", at("08:02"), SARI, at("08:05"))
    assert acts.doubted_ticks(done, at("08:05")) == frozenset()
    assert verdict_on(desk, 1, at("08:05")).finished_at == at("08:02")


def test_typed_times_are_not_asked_about(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04:00")
    assert acts.tick_step(desk, "T-1", 2, "finish", SARI, at("08:04:30"), at=at("08:04:20")).asks == ()


def test_correcting_the_last_finish_moves_the_end_of_the_ticket(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    done = acts.correct_time(desk, "T-1", (8, 1), "finish", at("10:25"), SARI, at("11:00"), reason="salah tekan")
    assert done.solved is not None
    assert done.solved.at == at("10:25")
    assert (audit(store)[0].after or {})["alasan"] == "salah tekan"


def test_a_correction_may_not_make_times_contradict(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    with refused("bertentangan"):
        acts.correct_time(desk, "T-1", (3, 1), "finish", at("08:20"), SARI, at("11:00"))


def test_a_corrected_start_is_backdated_like_any_other(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    with refused("petugas kedua"):
        acts.correct_time(desk, "T-1", (3, 1), "start", at("08:40"), SARI, at("11:00"))
    done = acts.correct_time(desk, "T-1", (3, 1), "start", at("08:40"), SARI, at("11:00"), second=BUDI)
    assert verdict_on(desk, 3, at("11:00")).started_at == at("08:40")
    assert done.runs[2].performer == "sari"


def test_a_step_that_was_not_reached_has_no_time_to_correct(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("langkah 5 percobaan 1 belum dilalui"):
        acts.correct_time(desk, "T-1", (5, 1), "finish", at("08:02"), SARI, at("08:05"))


def test_an_answer_that_the_step_does_not_know_is_refused(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("langkah 1 tidak bercabang"):
        acts.choose_branch(desk, "T-1", 1, "ya", SARI, at("08:01"))
    with refused('"mungkin" bukan jawaban langkah 7'):
        acts.choose_branch(desk, "T-1", 7, "mungkin", SARI, at("08:01"))


def test_the_way_waits_for_the_answer_of_a_decision(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    for step, clock in ((1, "08:04"), (2, "08:08")):
        finish(desk, step, clock)
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"))
    finish(desk, 3, "09:00")
    finish(desk, 4, "09:20")
    with refused("langkah 4 belum dijawab"):
        finish(desk, 5, "09:30")
    acts.choose_branch(desk, "T-1", 4, "TERATASI", SARI, at("09:21"))
    assert finish(desk, 5, "09:30").ticket.runs[3].branch == "teratasi"


def test_an_answer_that_leads_back_opens_a_new_attempt(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    acts.reopen(desk, "T-1", 7, "tanda tangan kurang", SARI, at("11:00"))
    finish(desk, 7, "11:05")
    acts.choose_branch(desk, "T-1", 7, "tidak", SARI, at("11:06"))
    again = finish(desk, 6, "11:15").ticket
    assert [(run.step, run.attempt) for run in again.runs if run.attempt > 1] == [(6, 2), (7, 2)]


def test_a_skipped_step_is_no_run_and_says_why_in_the_audit(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    done = acts.skip_step(desk, "T-1", 2, "laporan sudah tertulis", SARI, at("08:05"))
    assert done.runs[1].skipped
    assert (audit(store)[0].after or {})["alasan"] == "laporan sudah tertulis"


def test_skipping_needs_a_reason_and_comes_before_the_work(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("langkah dilewati tanpa alasan"):
        acts.skip_step(desk, "T-1", 1, "", SARI, at("08:01"))
    acts.tick_step(desk, "T-1", 1, "start", SARI, at("08:01"))
    with refused("langkah 1 sudah dimulai"):
        acts.skip_step(desk, "T-1", 1, "tidak perlu", SARI, at("08:02"))


def test_a_step_that_is_overdue_cannot_be_skipped_away(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    with refused("langkah 1 sudah lewat waktu"):
        acts.skip_step(desk, "T-1", 1, "tidak perlu", SARI, at("09:00"))


def test_an_answer_that_leaves_recorded_steps_off_the_way_is_refused(store: Store) -> None:
    desk = sit(store, "trenggalek-10-pemeliharaan-alat-perekaman")
    opened(desk)
    for step, clock in ((1, "08:02"), (2, "08:04"), (3, "08:06"), (4, "08:10")):
        finish(desk, step, clock)
    acts.choose_branch(desk, "T-1", 4, "hardware", SARI, at("08:11"))
    finish(desk, 6, "09:00")
    with refused("langkah 6 sudah dicatat tetapi tidak lagi dilalui"):
        acts.choose_branch(desk, "T-1", 4, "baik", SARI, at("09:01"))


def test_a_finish_that_nobody_wrote_down_can_be_filled_in(store: Store) -> None:
    desk = sit(store)
    made = opened(desk)
    brought = replace(made, source="impor", runs=(StepRun(2, finished=Stamp(at("08:08"))),))
    save_ticket(store, brought, by="impor", at=at("08:10"))
    assert verdict_on(desk, 1, at("08:20")).heap is Heap.UNMONITORED
    acts.correct_time(desk, "T-1", (1, 1), "finish", at("08:04"), SARI, at("08:20"))
    assert verdict_on(desk, 1, at("08:20")).heap is Heap.MET


def test_nobody_stands_in_the_audit_as_his_own_second(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    acts.tick_step(desk, "T-1", 1, "start", SARI, at("08:01"), second=Officer("SARI", "Sari"))
    assert "petugas_kedua" not in (audit(store)[0].after or {})
