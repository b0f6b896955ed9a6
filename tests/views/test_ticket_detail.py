"""The life of one ticket as rows: its way through the SOP, its attempts, whose turn it is, and what was done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.model import Grain, Indicator
from dashboard.services import desk as acts
from dashboard.services.desk import DeskError
from dashboard.services.notes import add_note
from dashboard.store import Sought, Store, save_ticket
from dashboard.views.context import Context
from dashboard.views.desks import named_verdict
from dashboard.views.ticket_detail import closed_hours, ticket_view
from dashboard.views.ticket_list import own_title, ticket_list
from dashboard.views.ticket_rows import FlowStep, TicketView
from dashboard.views.ticket_state import state_of
from tests.offices_factory import CODE
from tests.services.desks import BUDI, SARI, at, finish, from_log_book, opened, sit, solved, stored


def seen(context: Context, clock: str, number: str = "T-1") -> TicketView:
    return ticket_view(context, CODE, number, at(clock))


def stands(view: TicketView) -> list[str]:
    return [step.stand for step in view.flow]


def taken(flow: Sequence[FlowStep]) -> list[tuple[int, int | None]]:
    return [(step.number, arrow.to) for step in flow for arrow in step.arrows if arrow.taken]


def test_a_new_ticket_stands_at_its_first_step(context: Context, store: Store) -> None:
    opened(sit(store))
    view = seen(context, "08:02")
    assert stands(view)[:2] == ["sekarang", "belum"]
    assert (view.turn.step, view.standing, view.words) == (1, "terbuka", "berjalan")
    assert view.rows[0].is_current
    assert taken(view.flow) == []


def test_the_way_taken_is_marked_with_its_answers_to_the_end(context: Context, store: Store) -> None:
    solved(sit(store))
    view = seen(context, "11:00")
    assert stands(view) == ["selesai"] * 8
    assert taken(view.flow) == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, None)]
    assert (view.standing, view.turn.acts) == ("selesai", ("buka kembali",))
    assert view.rows[3].answer == "teratasi"


def test_a_loop_counts_attempts_and_marks_both_ways(context: Context, store: Store) -> None:
    desk = sit(store)
    solved(desk)
    acts.reopen(desk, "T-1", 7, "salah jawab", SARI, at("10:40"))
    finish(desk, 7, "10:45")
    acts.choose_branch(desk, "T-1", 7, "tidak", SARI, at("10:46"))
    view = seen(context, "10:50")
    seventh, sixth = view.flow[6], view.flow[5]
    assert (seventh.attempts, sixth.attempts, sixth.stand) == (2, 2, "sekarang")
    assert [(arrow.when.casefold(), arrow.taken) for arrow in seventh.arrows] == [("ya", True), ("tidak", True)]
    assert seventh.inferred
    assert view.turn.attempt == 2


def test_a_missing_answer_is_asked_for_and_nothing_else_is_current(context: Context, store: Store) -> None:
    desk = sit(store)
    opened(desk)
    for step, clock in ((1, "08:04"), (2, "08:08")):
        finish(desk, step, clock)
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"))
    for step, clock in ((3, "09:30"), (4, "09:50")):
        finish(desk, step, clock)
    view = seen(context, "09:55")
    assert (view.flow[3].stand, view.turn.answers, view.turn.can_transfer) == ("jawab", ("teratasi",), True)
    assert not any(row.is_current for row in view.rows)


def test_waiting_pauses_and_the_standard_are_told_of_an_attempt(context: Context, store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"), performer="ADB")
    acts.pause(desk, "T-1", 3, "suku cadang belum datang", SARI, at("09:00"), waiting_on="vendor")
    row = seen(context, "09:10").rows[2]
    assert (row.waited_since, row.started_at, row.performer) == (at("08:08"), at("08:30"), "ADB")
    assert (row.pauses[0].reason, row.pauses[0].waiting_on, row.pauses[0].end) == (
        "suku cadang belum datang",
        "vendor",
        None,
    )
    assert (row.state, row.words, row.standard) == (Indicator.DINONAKTIFKAN, "dijeda", "2 jam")


def test_ticks_too_close_are_asked_about_with_both_their_names(context: Context, store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04:00")
    question = finish(desk, 2, "08:04:20").question
    view = seen(context, "08:05")
    assert question
    assert (view.turn.question, view.turn.doubted) == (question, ((1, 1), (2, 1)))
    acts.confirm_ticks(desk, "T-1", SARI, at("08:06"))
    assert seen(context, "08:07").turn.question == ""


def test_a_ticket_of_a_log_book_says_so_and_allows_only_what_the_book_cannot_tell(
    context: Context, store: Store
) -> None:
    save_ticket(store, from_log_book(sit(store)), by="kolektor", at=at("08:01"))
    view = seen(context, "08:02")
    assert (view.kept_in, view.turn.acts, view.turn.step) == ("buku agenda", ("jeda", "batalkan"), 1)
    acts.pause(sit(store), "T-1", 1, "menunggu vendor", SARI, at("08:03"))
    assert seen(context, "08:04").turn.acts == ("lanjutkan", "batalkan")


def test_a_ticket_that_knows_only_its_total_has_no_flow(context: Context, store: Store) -> None:
    save_ticket(store, replace(opened(sit(store)), grain=Grain.TICKET), by="kolektor", at=at("08:01"))
    view = seen(context, "08:02")
    assert (view.only_total, view.flow) == (True, ())
    assert [row.scope for row in view.rows] == ["total"]


def test_history_tells_acts_with_before_and_after_the_newest_first(context: Context, store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:04")
    acts.correct_time(desk, "T-1", (1, 1), "finish", at("08:03"), BUDI, at("08:05"), reason="lupa menekan")
    add_note(desk, "T-1", (2, 1), SARI, at("08:06"), "teknisi berangkat")
    note, mend, tick, begin = seen(context, "08:07").history
    assert (note.what, note.lines) == ("catatan ditulis: langkah 2", ("catatan: teknisi berangkat",))
    assert (mend.what, mend.by) == ("waktu dibetulkan", "budi")
    assert (
        "langkah 1 selesai: 16 Nov 2026 08.04\u00a0WITA (tombol) → 16 Nov 2026 08.03\u00a0WITA (diketik)" in mend.lines
    )
    assert "alasan: lupa menekan" in mend.lines
    assert (tick.what, begin.what) == ("langkah selesai: langkah 1", "tiket dibuka")


def test_a_change_by_a_source_is_told_by_its_event(context: Context, store: Store) -> None:
    save_ticket(store, from_log_book(sit(store)), by="kolektor:tickets", at=at("08:09"))
    first = seen(context, "08:10").history
    assert [row.what for row in first] == ["tiket diubah", "tiket dibuka"]
    assert "kecamatan: Gerokgak" in first[1].lines


def test_missed_runs_can_be_excused_and_standing_excuses_be_named(context: Context, store: Store) -> None:
    desk = sit(store)
    opened(desk)
    finish(desk, 1, "08:30")
    row = seen(context, "08:31").rows[0]
    assert (row.can_excuse, row.words, row.key) == (True, "terlambat", "1~1~step")
    named = named_verdict(context, desk, stored(desk), (1, 1), at("08:31"))
    acts.excuse(desk, named, BUDI, "listrik padam", at("08:32"))
    view = seen(context, "08:33")
    assert view.excused == (("1~1~step", "langkah 1: listrik padam"),)
    assert view.rows[0].words == "dikecualikan"


def test_shut_hours_are_told_apart_only_where_days_are_crossed(context: Context) -> None:
    calendar = context.calendars[CODE]
    assert closed_hours(calendar, at("08:00"), at("15:00")) == ()
    assert closed_hours(calendar, at("08:00"), at("08:00") + timedelta(days=60)) == ()
    shut = closed_hours(calendar, at("15:00"), at("08:00") + timedelta(days=1))
    assert shut == ((at("16:00"), at("07:30") + timedelta(days=1)),)


def test_a_ticket_that_is_not_there_is_named(context: Context) -> None:
    with pytest.raises(DeskError, match="tiket X-9 tidak ada di Buleleng"):
        seen(context, "08:00", "X-9")


def test_the_list_shows_the_state_that_presses_most(context: Context, store: Store) -> None:
    desk = sit(store)
    opened(desk)
    [row] = ticket_list(context, CODE, Sought(), at("09:00"), skip=0, size=10).rows
    assert (row.state, row.state_words) == (Indicator.GANGGUAN, "lewat waktu")
    finish(desk, 1, "09:00")
    [row] = ticket_list(context, CODE, Sought(), at("09:01"), skip=0, size=10).rows
    assert (row.state, row.state_words) == (Indicator.WASPADA, "berjalan, ada yang terlambat")
    assert row.turn.startswith("langkah 2: ")


def test_words_without_a_verdict_and_titles_that_repeat_the_sop() -> None:
    assert state_of((), "batal") == (Indicator.TIDAK_BERLAKU, "dibatalkan")
    assert state_of((), "selesai") == (Indicator.TIDAK_BERLAKU, "tanpa standar")
    assert (own_title("SOP X", "sop x"), own_title("Modem mati", "SOP X")) == ("", "Modem mati")
