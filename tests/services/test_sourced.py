"""A log book read again and again into the store: never doubled, and what officers did to its tickets stays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from collectors.logbook import LogbookCollector
from dashboard.model import Heap, StepRun, Ticket, Verdict
from dashboard.offices import Office
from dashboard.services import desk as acts
from dashboard.services.tickets import save_collected
from dashboard.sla import judge_ticket
from dashboard.store import Store, excuses, ticket_events, tickets
from tests.offices_factory import CATALOGUE, CODE, REPAIR, make_office
from tests.services.desks import BUDI, SARI, at, refused, sit, stored
from tests.stores import KINDS, Databases, fresh_store

COLUMNS = {
    "nomor": "No",
    "kecamatan": "Kecamatan",
    "judul": "Uraian",
    "dibuka": "Lapor",
    "selesai": "Selesai",
    "langkah": "Langkah",
    "mulai": "Mulai",
    "selesai_langkah": "Selesai Langkah",
    "keterangan": "Keterangan",
}
DAY = "16/11/2026"
HEAD = ("1", "Gerokgak", "Modem mati", f"{DAY} 08:00", "")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, request.param) as made:
        yield made


class Book:
    """A CSV book of the office, and the collector that reads it into the store."""

    def __init__(self, store: Store, folder: Path, columns: dict[str, str] | None = None) -> None:
        self.store, self.path, self.columns = store, folder / "agenda.csv", columns or COLUMNS
        self.restart()

    def restart(self) -> None:
        """The process begins anew and remembers nothing."""
        self.collector = LogbookCollector(self.office(), interval_s=60, sops=CATALOGUE.versions())

    def office(self) -> Office:
        source = {"id": "buku", "kind": "csv", "path": str(self.path), "columns": self.columns, "sop_default": REPAIR}
        return make_office(tickets=[source])

    def hold(self, now: datetime, *rows: Sequence[str]) -> int:
        """The book with these rows, read at ``now``; gives how many tickets were new or changed."""
        lines = [";".join(self.columns.values()), *(";".join(row) for row in rows)]
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.utime(self.path, (now.timestamp() - 60, now.timestamp() - 60))
        return self.read(now)

    def read(self, now: datetime) -> int:
        return save_collected(self.store, self.collector.collect(now).tickets, "tickets", now)


@pytest.fixture
def book(store: Store, tmp_path: Path) -> Book:
    return Book(store, tmp_path)


def step(number: int, started: str = "", finished: str = "", remark: str = "") -> Sequence[str]:
    times = [f"{DAY} {clock}" if clock else "" for clock in (started, finished)]
    return (*HEAD, str(number), *times, remark)


def known(store: Store) -> dict[str, Ticket]:
    return {each.id: each for each in tickets(store, CODE)}


def run_of(store: Store, number: int) -> StepRun:
    (run,) = [run for run in stored(sit(store), "buku:1").runs if run.step == number]
    return run


def test_a_book_read_again_after_a_restart_changes_nothing(book: Book) -> None:
    rows = [step(1, "08:00", "08:04"), step(2, "08:04", "08:08")]
    assert book.hold(at("08:10"), *rows) == 1
    book.restart()
    assert book.hold(at("08:20"), *rows) == 0
    book.restart()
    assert book.hold(at("08:30"), *rows[::-1]) == 0
    assert [event.action for event in ticket_events(book.store, CODE, "buku:1")] == ["opened"]


def test_a_row_that_moves_or_is_renamed_to_001_updates_its_one_ticket(book: Book) -> None:
    book.hold(at("08:10"), step(1, "08:00", "08:04"))
    book.restart()
    book.hold(at("08:20"), ("2", *HEAD[1:], "1", f"{DAY} 08:00", "", ""), ("001", *step(1, "08:00", "08:05")[1:]))
    assert known(book.store).keys() == {"buku:1", "buku:2"}
    assert run_of(book.store, 1).finished == known(book.store)["buku:1"].runs[0].finished
    assert run_of(book.store, 1).finished.at == at("08:05")  # type: ignore[union-attr]


def test_a_deleted_row_leaves_its_ticket_where_it_is(book: Book) -> None:
    book.hold(at("08:10"), step(1, "08:00", "08:04"))
    assert book.hold(at("08:20")) == 0
    assert known(book.store).keys() == {"buku:1"}


def test_a_row_that_becomes_unreadable_keeps_what_was_known_of_it_also_after_a_restart(book: Book) -> None:
    book.hold(at("09:00"), step(1, "08:00", "08:04"), (*HEAD[:4], f"{DAY} 08:50", *step(2, "08:04", "08:08")[5:]))
    before = known(book.store)["buku:1"]
    book.restart()
    book.hold(at("09:10"), step(1, "08:00", "08:04"), (*step(2, "08:04")[:7], "kira-kira pagi", ""))
    after = known(book.store)["buku:1"]
    assert (after.runs, after.solved) == (before.runs, before.solved)


def test_a_step_row_that_is_taken_out_of_a_readable_book_is_taken_out_of_the_ticket(book: Book) -> None:
    book.hold(at("08:20"), step(1, "08:00", "08:04"), step(2, "08:04", "08:08"))
    book.hold(at("08:30"), step(1, "08:00", "08:04"))
    assert [run.step for run in known(book.store)["buku:1"].runs] == [1]
    assert len(ticket_events(book.store, CODE, "buku:1")) == 2  # what was there before is in the events


def test_a_pause_of_an_officer_stays_when_the_book_is_read_again(book: Book) -> None:
    desk = sit(book.store)
    rows = [step(1, "08:00", "08:04"), step(2, "08:04", "08:08"), step(3, "08:30")]
    book.hold(at("08:40"), *rows)
    acts.pause(desk, "buku:1", 3, "menunggu suku cadang", SARI, at("08:45"))
    book.restart()
    book.hold(at("08:50"), *rows[:2], step(3, "08:31"))
    run = run_of(book.store, 3)
    assert [(pause.start, pause.end, pause.reason) for pause in run.pauses] == [
        (at("08:45"), None, "menunggu suku cadang")
    ]
    assert run.started is not None
    assert run.started.at == at("08:31")  # the book rules its own times
    acts.resume(desk, "buku:1", 3, SARI, at("09:00"))
    book.hold(at("09:10"), *rows[:2], step(3, "08:31", "09:05"))
    assert [pause.end for pause in run_of(book.store, 3).pauses] == [at("09:00")]


def test_a_pause_of_a_step_that_the_book_does_not_tell_yet_stays(book: Book) -> None:
    rows = [step(1, "08:00", "08:04")]
    book.hold(at("08:06"), *rows)
    acts.pause(sit(book.store), "buku:1", 2, "listrik padam", SARI, at("08:07"))
    book.restart()
    book.hold(at("08:10"), *rows)
    assert [pause.reason for pause in run_of(book.store, 2).pauses] == ["listrik padam"]


def test_a_pause_that_nobody_ended_is_over_when_the_book_says_that_the_step_is(book: Book) -> None:
    book.hold(at("08:06"), step(1, "08:00", "08:04"), step(2, "08:04"))
    acts.pause(sit(book.store), "buku:1", 2, "listrik padam", SARI, at("08:07"))
    book.hold(at("09:00"), step(1, "08:00", "08:04"), step(2, "08:04", "08:30"))
    assert [pause.end for pause in run_of(book.store, 2).pauses] == [at("08:30")]


def test_a_ticket_that_an_officer_cancelled_stays_cancelled(book: Book) -> None:
    book.hold(at("08:10"), step(1, "08:00"))
    acts.cancel(sit(book.store), "buku:1", "laporan kembar", SARI, at("08:20"))
    book.restart()
    book.hold(at("08:30"), step(1, "08:00", "08:25"))
    kept = known(book.store)["buku:1"]
    assert (kept.cancelled_at, kept.cancel_reason) == (at("08:20"), "laporan kembar")
    assert len(kept.runs) == 1


def test_an_excuse_stands_when_the_book_is_read_again(book: Book) -> None:
    desk = sit(book.store)
    rows = [step(1, "08:00", "11:30")]
    book.hold(at("11:40"), *rows)
    missed = next(each for each in judge(book, at("11:45")) if each.heap is Heap.MISSED)
    acts.excuse(desk, missed, BUDI, "listrik padam sepagi", at("11:50"))
    book.restart()
    book.hold(at("11:55"), *rows, step(2, "11:30", "11:34"))
    assert [each.reason for each in excuses(book.store, CODE)] == ["listrik padam sepagi"]
    assert next(each for each in judge(book, at("12:00")) if each.from_step == 1).heap is Heap.EXCUSED


def judge(book: Book, now: datetime) -> tuple[Verdict, ...]:
    desk = sit(book.store)
    found = known(book.store)["buku:1"]
    return judge_ticket(found, desk.sop, desk.calendar, now=now, excuses=excuses(book.store, CODE))


def test_what_the_book_tells_is_still_refused_at_the_desk(book: Book) -> None:
    book.hold(at("08:10"), step(1, "08:00"))
    with refused("catat di sumbernya"):
        acts.tick_step(sit(book.store), "buku:1", 1, "finish", SARI, at("08:11"))


def test_a_new_years_book_in_the_place_of_the_old_one_overwrites_no_ticket_of_last_year(book: Book) -> None:
    book.hold(at("08:10"), step(1, "08:00", "08:04"))
    book.restart()
    later = at("08:10").replace(year=2027)
    row = ("1", "Seririt", "Layar pecah", "16/11/2027 08:00", "", "1", "16/11/2027 08:00", "", "")
    for _ in range(2):
        book.hold(later, row)
        book.restart()
    found = known(book.store)
    assert {key: each.title for key, each in found.items()} == {"buku:1": "Modem mati", "buku:1@2027": "Layar pecah"}


def test_a_mended_year_of_one_report_is_no_new_ticket(book: Book) -> None:
    book.hold(at("08:10"), ("1", "Gerokgak", "Modem mati", "16/11/2025 08:00", "", "", "", "", ""))
    book.hold(at("08:20"), step(1, "08:00"))
    assert {key: each.opened.at for key, each in known(book.store).items()} == {"buku:1": at("08:00")}


def test_contradictory_times_of_a_book_are_kept_and_not_judged(store: Store, tmp_path: Path) -> None:
    total = Book(store, tmp_path, {name: COLUMNS[name] for name in ("nomor", "kecamatan", "dibuka", "selesai")})
    total.hold(at("12:00"), ("1", "Gerokgak", f"{DAY} 10:00", f"{DAY} 09:00"))
    kept = known(store)["buku:1"]
    assert (kept.opened.at, kept.solved.at if kept.solved else None) == (at("10:00"), at("09:00"))
    assert {each.heap for each in judge(total, at("12:00"))} == {Heap.UNMONITORED}
