"""Importing tickets: good ones are kept, bad lines are named, nothing is doubled or half-written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.services.identity import Officer
from dashboard.services.ticket_import import ImportResult, Known, import_tickets
from dashboard.store import Store, audit, ticket, ticket_events, tickets

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OFFICER = Officer("Petugas Uji", "Petugas Uji")
KNOWN = Known(
    zones={"51.08": ZoneInfo("Asia/Makassar")},
    kecamatan={"51.08": frozenset({"51.08.01"})},
    sops=load_catalogue().versions(),
)


def line(**changes: object) -> str:
    base: dict[str, object] = {
        "ticket": "B-1",
        "office": "51.08",
        "kecamatan": "51.08.01",
        "sop": "buleleng-01-perbaikan-perangkat",
        "opened_at": "2026-11-20T08:00:00+08:00",
        "step": 1,
        "attempt": 1,
        "started_at": "2026-11-20T08:00:00+08:00",
    }
    return json.dumps(base | changes)


def run_import(store: Store, *lines: str) -> ImportResult:
    return import_tickets(store, lines, KNOWN, OFFICER, NOW)


def test_a_line_becomes_a_ticket_with_its_step_run(sqlite_store: Store) -> None:
    run_import(sqlite_store, line(finished_at="2026-11-20T08:04:00+08:00"))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert saved.version.isoformat() == "2017-12-20"
    assert saved.opened.at == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert saved.runs[0].finished is not None
    assert saved.runs[0].finished.at == datetime(2026, 11, 20, 0, 4, tzinfo=UTC)


def test_a_later_line_of_the_same_step_and_attempt_updates_it(sqlite_store: Store) -> None:
    run_import(sqlite_store, line())
    run_import(sqlite_store, line(finished_at="2026-11-20T08:04:00+08:00"))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert [(run.step, run.attempt, run.finished is not None) for run in saved.runs] == [(1, 1, True)]


def test_the_same_file_twice_changes_nothing(sqlite_store: Store) -> None:
    assert run_import(sqlite_store, line()).changed == 1
    assert run_import(sqlite_store, line()).changed == 0
    assert len(ticket_events(sqlite_store, "51.08", "B-1")) == 1


def test_an_import_leaves_its_line_in_the_audit(sqlite_store: Store) -> None:
    run_import(sqlite_store, line())
    entries = audit(sqlite_store)
    assert [(entry.officer, entry.action, entry.subject) for entry in entries] == [
        ("Petugas Uji", "impor tiket", "tiket 51.08/B-1")
    ]


def test_a_second_attempt_stands_beside_the_first(sqlite_store: Store) -> None:
    run_import(sqlite_store, line(step=7, branch="tidak"), line(step=6, attempt=2))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert {(run.step, run.attempt) for run in saved.runs} == {(7, 1), (6, 2)}


def test_a_branch_is_taken_in_the_catalogues_spelling(sqlite_store: Store) -> None:
    run_import(sqlite_store, line(step=7, branch="TIDAK"))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert saved.runs[0].branch == "tidak"


def test_pauses_come_with_their_reason(sqlite_store: Store) -> None:
    pause = {"from": "2026-11-20T08:01:00+08:00", "to": "2026-11-20T08:02:00+08:00", "reason": "listrik padam"}
    run_import(sqlite_store, line(pauses=[pause]))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert saved.runs[0].pauses[0].reason == "listrik padam"


def test_a_later_line_may_leave_out_whose_ticket_it_is_and_how_much_is_known(sqlite_store: Store) -> None:
    run_import(sqlite_store, line(grain="tiket", resolution_s=1))
    later = json.loads(line(solved_at="2026-11-20T08:30:00+08:00"))
    del later["kecamatan"]
    run_import(sqlite_store, json.dumps(later))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert (saved.kecamatan, saved.grain, saved.solved is not None) == ("51.08.01", "tiket", True)


def test_null_says_that_the_ticket_is_the_dinas_own(sqlite_store: Store) -> None:
    run_import(sqlite_store, line())
    run_import(sqlite_store, line(kecamatan=None))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert (saved.kecamatan, saved.title) == (None, "")


def test_a_time_told_again_keeps_when_it_was_first_written_down(sqlite_store: Store) -> None:
    finished = line(finished_at="2026-11-20T08:04:00+08:00")
    run_import(sqlite_store, finished)
    later = import_tickets(sqlite_store, [finished], KNOWN, OFFICER, NOW + timedelta(days=3))
    assert later.changed == 0
    corrected = line(finished_at="2026-11-20T08:05:00+08:00")
    import_tickets(sqlite_store, [corrected], KNOWN, OFFICER, NOW + timedelta(days=3))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert saved.runs[0].finished is not None
    assert saved.runs[0].started is not None
    assert saved.runs[0].started.recorded_at == NOW
    assert saved.runs[0].finished.recorded_at == NOW + timedelta(days=3)


def test_imported_times_are_typed_and_never_ticks(sqlite_store: Store) -> None:
    run_import(sqlite_store, line(finished_at="2026-11-20T08:04:00+08:00", resolution_s=1))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert saved.runs[0].finished is not None
    assert (saved.runs[0].finished.typed, saved.runs[0].finished.resolution_s) == (True, 1)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("{", "bukan JSON"),
        ("[]", "bukan objek JSON"),
        (line(office="99.99"), "kantor 99.99"),
        (line(kecamatan="13.01.01"), "kecamatan 13.01.01"),
        (line(sop="tidak-ada"), "SOP tidak-ada"),
        (line(opened_at=None), '"opened_at" tidak ada'),
        (line(opened_at="kemarin"), "bukan waktu"),
        (line(opened_at="2026-11-20T08:00:00"), "tanpa zona"),
        (line(step=9), '"step" 9'),
        (line(attempt=0), '"attempt" 0'),
        (line(branch="mungkin"), "bukan jawaban"),
        (line(pauses=[{"from": "2026-11-20T08:01:00+08:00"}]), "jeda tanpa alasan"),
        (line(pauses=[{"duration_s": "30 menit", "reason": "listrik padam"}]), '"duration_s"'),
        (line(pauses=[{"duration_s": -60, "reason": "listrik padam"}]), '"duration_s"'),
        (line(nik="1"), '"nik" tidak dikenal'),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_its_mend(sqlite_store: Store, bad: str, named: str) -> None:
    result = run_import(sqlite_store, line(ticket="B-2"), bad)
    assert [problem.line for problem in result.problems] == [2]
    assert named in result.problems[0].message
    assert result.problems[0].fix
    assert [saved.id for saved in tickets(sqlite_store, "51.08")] == ["B-2"]


def test_a_ticket_with_a_bad_line_is_left_out_whole(sqlite_store: Store) -> None:
    result = run_import(sqlite_store, line(), line(step=99), line(ticket="B-2"))
    assert (result.tickets, len(result.problems)) == (1, 1)
    assert ticket(sqlite_store, "51.08", "B-1") is None


def test_a_ticket_keeps_one_sop(sqlite_store: Store) -> None:
    result = run_import(sqlite_store, line(), line(sop="paser-01-pemeliharaan-aplikasi-jaringan"))
    assert "sebelumnya memakai SOP" in result.problems[0].message


def test_a_pause_may_say_who_is_waited_for(sqlite_store: Store) -> None:
    pause = {"from": "2026-11-20T08:01:00+08:00", "reason": "blangko habis", "waiting_on": "Pusat"}
    run_import(sqlite_store, line(pauses=[pause]))
    saved = ticket(sqlite_store, "51.08", "B-1")
    assert saved is not None
    assert saved.runs[0].pauses[0].waiting_on == "Pusat"


def test_who_is_waited_for_is_said_in_words(sqlite_store: Store) -> None:
    result = run_import(sqlite_store, line(pauses=[{"duration_s": 60, "reason": "blangko", "waiting_on": 7}]))
    assert "bukan teks" in result.problems[0].message


def test_a_cancellation_without_its_reason_is_left_out(sqlite_store: Store) -> None:
    cancelled = line(ticket="B-2", cancelled_at="2026-11-20T09:00:00+08:00", cancel_reason="ganda")
    result = run_import(sqlite_store, line(cancelled_at="2026-11-20T09:00:00+08:00"), cancelled)
    assert [each.message for each in result.problems] == ['"cancelled_at" tanpa alasan']
    assert result.problems[0].fix == 'isi "cancel_reason"'
    assert [each.cancel_reason for each in tickets(sqlite_store, "51.08")] == ["ganda"]
