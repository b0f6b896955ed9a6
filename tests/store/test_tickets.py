"""Tickets: saved whole, changed under a lock, every change on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from dashboard.model import Excuse, Scope, Stamp, StepRun, Ticket
from dashboard.store import (
    AuditEntry,
    Store,
    audit,
    excuses,
    feed_version,
    save_excuse,
    save_ticket,
    save_tickets,
    ticket,
    ticket_events,
    tickets,
    update_ticket,
    withdraw_excuse,
)
from tests.store.measured import OFFICE
from tests.store.repairs import full_ticket, hour

ENTRY = AuditEntry(hour(5), "adb-1", "langkah selesai", "tiket B-0012", None, {"langkah": 6})
EXCUSE = Excuse(OFFICE, "B-0012", 1, 1, Scope.STEP, "kasi-1", "listrik padam", hour(6))


def save(store: Store, *many: Ticket) -> int:
    return save_tickets(store, many, by="adb-1", at=hour(9))


def test_a_ticket_is_read_back_as_it_was_saved(store: Store) -> None:
    assert save_ticket(store, full_ticket(), by="adb-1", at=hour(9))
    assert ticket(store, OFFICE, "B-0012") == full_ticket(updated_at=hour(9))
    assert tickets(store, OFFICE) == [full_ticket(updated_at=hour(9))]


def test_saving_the_same_ticket_again_changes_nothing(store: Store) -> None:
    save(store, full_ticket())
    version = feed_version(store, OFFICE)
    assert not save_ticket(store, full_ticket(), by="lain", at=hour(10))
    assert len(ticket_events(store, OFFICE, "B-0012")) == 1
    assert feed_version(store, OFFICE) == version


def test_every_change_is_on_record_with_before_and_after(store: Store) -> None:
    save(store, full_ticket())
    done = Stamp(hour(6), 1, hour(6), "adb-2", typed=False)
    runs = full_ticket().runs
    changed = full_ticket(runs=(*runs[:2], replace(runs[2], finished=done), *runs[3:]))
    save_ticket(store, changed, by="adb-2", at=hour(6))
    opened, second = ticket_events(store, OFFICE, "B-0012")
    assert (opened.action, opened.changes["title"]) == ("opened", [None, "printer mati"])
    assert (second.action, second.by, second.at) == ("changed", "adb-2", hour(6))
    assert second.changes["6.2.finished_at"] == [None, int(hour(6).timestamp())]
    stamp = ("at", "resolution_s", "recorded_at", "by", "typed")
    assert set(second.changes) == {f"6.2.finished_{name}" for name in stamp}


def test_steps_and_pauses_that_are_gone_from_a_ticket_are_gone(store: Store) -> None:
    save(store, full_ticket())
    shorter = full_ticket(runs=full_ticket().runs[:1], updated_at=hour(9))
    save(store, shorter)
    in_the_same_second = hour(9) + timedelta(seconds=1)
    assert ticket(store, OFFICE, "B-0012") == replace(shorter, updated_at=in_the_same_second)
    assert ticket_events(store, OFFICE, "B-0012")[1].changes["7.1.jeda.0.reason"] == ["menunggu suku cadang", None]


def test_a_step_attempt_that_is_there_twice_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="langkah 2 percobaan 1 tercatat dua kali"):
        save(store, full_ticket(runs=(StepRun(2), StepRun(2))))
    assert tickets(store, OFFICE) == []


def test_of_two_tickets_with_one_id_the_later_counts(store: Store) -> None:
    assert save(store, full_ticket(title="lama"), full_ticket(title="baru")) == 1
    assert [one.title for one in tickets(store, OFFICE)] == ["baru"]


def test_a_period_holds_open_tickets_and_those_with_a_moment_in_it(store: Store) -> None:
    brief = full_ticket("tutup", runs=(), solved=Stamp(hour(2)), scheduled_at=None)
    save(store, full_ticket("buka"), brief)
    late = (hour(48), hour(72))
    assert [one.id for one in tickets(store, OFFICE, start=late[0], end=late[1])] == ["buka"]
    assert [one.id for one in tickets(store, OFFICE, start=hour(2), end=late[1])] == ["buka", "tutup"]
    assert tickets(store, OFFICE, end=hour(0)) == []


def test_a_ticket_with_a_new_attempt_after_its_solution_is_open_again(store: Store) -> None:
    save(store, full_ticket("dibuka lagi", solved=Stamp(hour(3.5))))  # its step 6 was begun anew at hour 4
    assert [one.id for one in tickets(store, OFFICE, open_only=True)] == ["dibuka lagi"]


def test_open_tickets_are_neither_solved_nor_cancelled(store: Store) -> None:
    done = full_ticket("beres", solved=Stamp(hour(5)))
    save(store, full_ticket("buka"), full_ticket("batal", cancelled_at=hour(1)), done)
    assert [one.id for one in tickets(store, OFFICE, open_only=True)] == ["buka"]
    assert tickets(store, OFFICE, sop="paser-01") == []


def test_a_hundred_tickets_take_as_many_queries_as_one(store: Store) -> None:
    save(store, *(full_ticket(f"B-{number}") for number in range(100)))
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(tickets(store, OFFICE)) == 100
    assert len([one for one in asked if one.startswith("SELECT")]) == 3


def test_changes_by_four_threads_at_once_lose_nothing(store: Store) -> None:
    save(store, full_ticket(runs=()))

    def add_steps(thread: int) -> None:
        for number in range(10):
            run = StepRun(thread * 100 + number, started=Stamp(hour(number)))
            update_ticket(store, OFFICE, "B-0012", lambda old, run=run: with_run(old, run), by="adb", at=hour(9))  # type: ignore[misc]

    threads = [Thread(target=add_steps, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = ticket(store, OFFICE, "B-0012")
    assert found is not None
    assert {run.step for run in found.runs} == {thread * 100 + number for thread in range(4) for number in range(10)}
    assert len(ticket_events(store, OFFICE, "B-0012")) == 41


def with_run(old: Ticket | None, run: StepRun) -> Ticket:
    assert old is not None
    return replace(old, runs=(*old.runs, run))


def test_a_change_that_raises_leaves_the_ticket_as_it_was(store: Store) -> None:
    save(store, full_ticket())

    def refuse(_old: Ticket | None) -> Ticket:
        raise RuntimeError("ditolak")

    with pytest.raises(RuntimeError, match="ditolak"):
        update_ticket(store, OFFICE, "B-0012", refuse, by="adb", at=hour(9))
    assert ticket(store, OFFICE, "B-0012") == full_ticket(updated_at=hour(9))


def test_a_change_may_open_a_ticket_but_not_rename_one(store: Store) -> None:
    made = update_ticket(store, OFFICE, "B-0012", lambda _: full_ticket(), by="adb", at=hour(9))
    assert made == full_ticket(updated_at=hour(9))
    with pytest.raises(ValueError, match="tidak boleh berganti nomor"):
        update_ticket(store, OFFICE, "B-0012", lambda _: full_ticket("B-0013"), by="adb", at=hour(9))


def test_an_audit_line_is_written_with_the_change_and_not_without(store: Store) -> None:
    save_ticket(store, full_ticket(), by="adb-1", at=hour(5), entry=ENTRY)
    save_ticket(store, full_ticket(), by="adb-1", at=hour(6), entry=replace(ENTRY, action="lagi"))
    assert audit(store) == [ENTRY]


def test_audit_is_found_by_subject_officer_and_time(store: Store) -> None:
    other = replace(ENTRY, at=hour(9), officer="adb-2", subject="tiket lain")
    save_ticket(store, full_ticket(), by="adb-1", at=hour(5), entry=ENTRY)
    save_ticket(store, full_ticket("lain"), by="adb-2", at=hour(5), entry=other)
    assert audit(store) == [other, ENTRY]
    assert audit(store, subject="tiket lain") == audit(store, officer="adb-2") == audit(store, since=hour(6)) == [other]


def test_an_excuse_stands_until_it_is_withdrawn_and_stays_readable(store: Store) -> None:
    save(store, full_ticket())
    assert save_excuse(store, EXCUSE)
    assert not save_excuse(store, replace(EXCUSE, officer="kasi-2"))
    assert withdraw_excuse(store, EXCUSE, at=hour(7))
    assert not withdraw_excuse(store, EXCUSE, at=hour(8))
    assert excuses(store, OFFICE) == [replace(EXCUSE, withdrawn_at=hour(7))]


def test_an_excuse_may_stand_again_after_a_withdrawal(store: Store) -> None:
    save(store, full_ticket())
    save_excuse(store, EXCUSE, entry=ENTRY)
    withdraw_excuse(store, EXCUSE, at=hour(7), entry=replace(ENTRY, action="dicabut"))
    again = replace(EXCUSE, at=hour(7) + timedelta(hours=1))
    assert save_excuse(store, again)
    assert excuses(store, OFFICE)[1] == again
    assert [one.action for one in audit(store)] == ["dicabut", "langkah selesai"]


def test_an_excuse_for_a_ticket_that_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        save_excuse(store, EXCUSE)
    assert excuses(store, OFFICE) == []


def test_postgresql_sees_the_times_of_a_question_about_all_sops_and_none_of_one(store: Store) -> None:
    save(store, full_ticket())
    sent: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda _, __, sql, *___: sent.append(sql))
    assert len(tickets(store, OFFICE, start=hour(0), end=hour(99))) == 1
    assert len(tickets(store, OFFICE, sop=full_ticket().sop, start=hour(0), end=hour(99))) == 1
    number = str(int(hour(99).timestamp()))
    asked = [sql for sql in sent if sql.startswith("SELECT")]
    assert [number in sql for sql in asked] == [store.dialect == "postgresql"] * 3 + [False] * 3
