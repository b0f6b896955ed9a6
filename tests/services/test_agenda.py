"""The built-in agenda: numbers that are never given twice, tickets found again, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from dashboard.services import desk as acts
from dashboard.services.agenda import Act, NextStep, next_step, open_entry
from dashboard.services.desk import DeskError
from dashboard.services.identity import Officer
from dashboard.services.notes import add_note
from dashboard.store import (
    Origin,
    Sought,
    Standing,
    Store,
    open_store,
    performers,
    save_ticket,
    search_tickets,
    ticket,
    tickets_named,
)
from dashboard.store.agenda import page_query
from tests.offices_factory import CODE, FIRST, REPAIR
from tests.services.desks import BUDI, SARI, at, finish, from_log_book, opened, refused, sit, solved
from tests.stores import KINDS, Databases, fresh_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, request.param) as made:
        yield made


def numbers(store: Store, **sought: object) -> list[str]:
    return [row.id for row in search_tickets(store, CODE, Sought(**sought)).rows]  # type: ignore[arg-type]


def test_numbers_run_through_the_year_of_the_opening_in_the_offices_zone(store: Store) -> None:
    desk = sit(store)
    assert [open_entry(desk, FIRST, SARI, at("08:00")).id for _ in range(2)] == ["A-2026-0001", "A-2026-0002"]
    new_year = at("08:00").replace(month=12, day=31, hour=16, minute=5)  # already 2027 in WITA
    assert open_entry(desk, FIRST, SARI, new_year).id == "A-2027-0001"
    assert open_entry(desk, FIRST, SARI, at("09:00")).id == "A-2026-0003"


def test_a_number_that_an_import_brought_is_passed_over(store: Store) -> None:
    desk = sit(store)
    opened(desk, number="A-2026-0001")
    assert open_entry(desk, FIRST, SARI, at("08:00")).id == "A-2026-0002"


def test_a_refused_opening_leaves_a_gap_and_no_ticket(store: Store) -> None:
    desk = sit(store)
    with pytest.raises(DeskError, match="bukan milik"):
        open_entry(desk, "99.99.99", SARI, at("08:00"))
    assert open_entry(desk, FIRST, SARI, at("08:00")).id == "A-2026-0002"
    assert numbers(store) == ["A-2026-0002"]


def test_two_processes_that_open_at_once_never_get_the_same_number(store: Store) -> None:
    other = open_store(store.engine.url.render_as_string(hide_password=False))
    barrier = Barrier(2)
    got: list[str] = []

    def work(mine: Store, officer: Officer) -> None:
        desk = sit(mine)
        barrier.wait()
        got.extend(open_entry(desk, FIRST, officer, at("08:00")).id for _ in range(15))

    threads = [Thread(target=work, args=pair) for pair in ((store, SARI), (other, BUDI))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(got) == [f"A-2026-{number:04d}" for number in range(1, 31)]


def test_a_change_in_the_same_second_is_a_change_too(store: Store) -> None:
    desk = sit(store)
    seen_at = opened(desk, "08:04").updated_at
    finish(desk, 1, "08:04")
    with refused("tiket sudah diubah oleh sari"):
        acts.cancel(desk, "T-1", "laporan ganda", BUDI, at("08:04"), seen_at=seen_at)


def test_of_two_processes_that_saw_the_same_row_of_the_list_one_is_told(store: Store) -> None:
    opened(sit(store))
    (row,) = search_tickets(store, CODE, Sought()).rows
    other = open_store(store.engine.url.render_as_string(hide_password=False))
    barrier, told, done = Barrier(2), [], []

    def work(mine: Store, officer: Officer) -> None:
        desk = sit(mine)
        barrier.wait()
        try:
            acts.tick_step(desk, "T-1", 1, "finish", officer, at("08:04"), seen_at=row.updated_at)
            done.append(officer.id)
        except DeskError as error:
            told.append(error.fix)

    threads = [Thread(target=work, args=pair) for pair in ((store, SARI), (other, BUDI))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert (len(done), told) == (1, ["muat ulang"])


def test_tickets_are_found_by_what_people_know_of_them(store: Store) -> None:
    desk = sit(store)
    opened(desk, "08:00", "T-1")
    opened(desk, "09:00", "T-2")
    acts.cancel(desk, "T-2", "laporan ganda", SARI, at("09:01"))
    acts.open_ticket(desk, None, SARI, at("10:00"), ticket_id="X_10%", title="Server")
    assert numbers(store) == ["X_10%", "T-2", "T-1"]
    assert numbers(store, number="t-") == ["T-2", "T-1"]
    assert numbers(store, number="_1") == ["X_10%"]
    assert numbers(store, number="%") == ["X_10%"]
    assert numbers(store, kecamatan=FIRST) == ["T-2", "T-1"]
    assert numbers(store, kecamatan="") == ["X_10%"]
    assert numbers(store, sop="lain") == []
    assert numbers(store, standing=Standing.OPEN) == ["X_10%", "T-1"]
    assert numbers(store, standing=Standing.CANCELLED) == ["T-2"]
    assert numbers(store, start=at("09:00"), end=at("10:00")) == ["T-2"]
    assert search_tickets(store, "62.08", Sought()).rows == ()


def test_tickets_are_found_by_where_they_are_kept(store: Store) -> None:
    desk = sit(store)
    opened(desk, "08:00", "T-1")
    made = ticket(store, CODE, "T-1")
    assert made is not None
    for number, source in (("L", "logbook:buku"), ("Z", "zammad:meja"), ("S", "sql:lama"), ("B", "backup:siak")):
        save_ticket(store, replace(made, id=number, source=source), by="uji", at=at("08:01"))
    assert numbers(store, origin=Origin.PEOPLE) == ["Z", "T-1", "S", "L"]
    assert numbers(store, origin=Origin.DASHBOARD) == ["T-1"]
    assert numbers(store, origin=Origin.BOOK) == ["L"]
    assert numbers(store, origin=Origin.HELPDESK) == ["Z", "S"]
    assert numbers(store, origin=Origin.MACHINE) == ["B"]
    assert len(numbers(store)) == 5


def test_a_solved_ticket_is_found_as_solved_and_reopened_as_open(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    assert numbers(store, standing=Standing.SOLVED) == ["T-1"]
    acts.reopen(desk, "T-1", 8, "rusak lagi", SARI, at("11:00"))
    assert numbers(store, standing=Standing.SOLVED) == []
    (row,) = search_tickets(store, CODE, Sought()).rows
    assert row.standing is Standing.OPEN


def test_pages_follow_each_other_though_tickets_come_in_between(store: Store) -> None:
    desk = sit(store)
    for number in range(7):
        opened(desk, "08:00" if number < 4 else "08:30", f"T-{number}")
    first = search_tickets(store, CODE, Sought(), size=3)
    assert (first.total, [row.id for row in first.rows]) == (7, ["T-6", "T-5", "T-4"])
    opened(desk, "09:00", "T-7")
    second = search_tickets(store, CODE, Sought(), size=3, after=first.after)
    third = search_tickets(store, CODE, Sought(), size=3, after=second.after)
    assert [row.id for row in (*second.rows, *third.rows)] == ["T-3", "T-2", "T-1", "T-0"]
    assert third.after is None


def test_a_page_goes_down_the_index_and_sorts_nothing(sqlite_store: Store) -> None:
    query = page_query(CODE, Sought(), 50, (at("08:00"), "T-1"))
    words = str(query.compile(sqlite_store.engine, compile_kwargs={"literal_binds": True}))
    with sqlite_store.engine.connect() as connection:
        plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {words}")))
    assert "ix_tickets_office_opened_at_id" in plan
    assert "TEMP B-TREE" not in plan


def test_the_next_step_follows_the_path_of_the_sop(store: Store) -> None:
    desk = sit(store)
    opened(desk)
    first = next_step(desk, "T-1", at("08:01"))
    assert (first.step, first.attempt, first.kegiatan) == (1, 1, desk.sop.step(1).kegiatan)
    assert first.acts == (Act.START, Act.FINISH, Act.PAUSE, Act.SKIP, Act.CANCEL)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    third = next_step(desk, "T-1", at("08:09"))
    assert (third.step, third.acts[0]) == (3, Act.START)
    assert Act.FINISH not in third.acts  # people travel: its start must be recorded first
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"))
    finish(desk, 3, "09:30")
    acts.pause(desk, "T-1", 4, "menunggu suku cadang", SARI, at("09:31"))
    assert next_step(desk, "T-1", at("09:32")).acts == (Act.RESUME, Act.SKIP, Act.CANCEL)
    acts.resume(desk, "T-1", 4, SARI, at("09:40"))
    finish(desk, 4, "09:50")
    answers = next_step(desk, "T-1", at("09:51"))
    assert (answers.acts, answers.step) == ((Act.ANSWER, Act.CANCEL), 4)
    assert "teratasi" in answers.answers


def test_what_is_done_or_kept_elsewhere_offers_no_step(store: Store) -> None:
    desk = sit(store)
    solved(desk)
    assert next_step(desk, "T-1", at("11:00")) == NextStep((Act.REOPEN,))
    opened(desk, number="T-2")
    acts.cancel(desk, "T-2", "laporan ganda", SARI, at("08:05"))
    assert next_step(desk, "T-2", at("11:00")) == NextStep(())
    with refused("tidak ada pada"):
        next_step(desk, "T-9", at("11:00"))


def test_a_ticket_of_a_log_book_can_only_be_cancelled_here(store: Store) -> None:
    desk = sit(store)
    save_ticket(store, from_log_book(desk), by="uji", at=at("08:01"))
    assert next_step(desk, "T-1", at("08:05")) == NextStep((Act.CANCEL,))


def test_those_who_did_a_step_before_are_suggested_after_those_of_the_sop(store: Store) -> None:
    desk = sit(store)
    for number, clock, who in (("T-1", "08:04", "Wayan"), ("T-2", "08:05", "Made"), ("T-3", "08:06", "Wayan")):
        opened(desk, number=number)
        acts.tick_step(desk, number, 1, "finish", SARI, at(clock), performer=who)
    assert performers(store, CODE, REPAIR, 1) == ["Wayan", "Made"]
    assert performers(store, CODE, REPAIR, 2) == []
    assert performers(store, "62.08", REPAIR) == []
    opened(desk, number="T-4")
    told = next_step(desk, "T-4", at("08:00") + timedelta(minutes=1))
    assert told.performers == (*desk.sop.step(1).pelaksana, "Wayan", "Made")


def test_a_grid_scrolled_to_any_place_gets_the_rows_of_that_place(store: Store) -> None:
    desk = sit(store)
    for number in range(5):
        opened(desk, "08:00", f"T-{number}")
    page = search_tickets(store, CODE, Sought(), size=2, skip=3)
    assert (page.total, [row.id for row in page.rows]) == (5, ["T-1", "T-0"])
    assert list(tickets_named(store, CODE, ["T-4", "T-9", "T-0"])) == ["T-0", "T-4"]
    assert tickets_named(store, CODE, []) == {}


@pytest.mark.parametrize("written", ["5108" + "0" * 12, "5108 0000 0000 0001", "510800.000000.0001"])
def test_no_number_of_a_resident_is_written_down(store: Store, written: str) -> None:
    desk = sit(store)
    with refused("16 angka seperti NIK"):
        open_entry(desk, FIRST, SARI, at("08:00"), title=f"KTP {written}")
    opened(desk)
    with refused("alasan memuat 16 angka"):
        acts.cancel(desk, "T-1", f"salah {written}", SARI, at("08:01"))
    with refused("catatan memuat 16 angka"):
        add_note(desk, "T-1", (1, 1), SARI, at("08:01"), written)
    assert open_entry(desk, FIRST, SARI, at("08:02"), title="Modem, 2026-11-16 08.00-08.30").title
