from __future__ import annotations

import os
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from collectors.backup import BackupCollector
from collectors.folders import LocalFolder, SeenFile
from dashboard.model import SampleStatus, State
from tests.collectors.backup.dumping import CLASSIC, Folder, content, failed, log_text, night, steps
from tests.collectors.sources import CALENDAR, NOW, minutes, sample_of, touch


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    for day in range(10, 20):
        folder.dump(day)
    return folder


def test_a_good_dump_finishes_both_steps_with_the_times_of_the_source(folder: Folder) -> None:
    ticket = folder.ticket(19, NOW)
    script, stored = steps(ticket)[2], steps(ticket)[3]
    assert script.started
    assert script.started.at == night(19) + timedelta(seconds=5)
    assert script.finished
    assert script.finished.at == night(19) + minutes(10)
    assert stored.finished
    assert stored.finished.at == night(19) + timedelta(minutes=10, seconds=2)
    assert ticket.solved == stored.finished
    assert failed(ticket) == []


def test_a_ticket_carries_its_schedule_and_its_office(folder: Folder) -> None:
    ticket = folder.ticket(19, NOW)
    assert (ticket.scheduled_at, ticket.grace_s, ticket.opened.at) == (night(19), 3600, night(19))
    assert (ticket.source, ticket.simulated, ticket.kecamatan) == ("backup:siak", True, None)


def test_the_last_three_days_have_a_ticket_each_and_looking_again_changes_nothing(folder: Folder) -> None:
    first = folder.look(NOW).tickets
    assert [ticket.id[-2:] for ticket in first] == ["17", "18", "19"]
    assert folder.look(NOW + minutes(1)).tickets == first


def test_a_good_dump_of_last_night_is_fresh_and_its_age_counted_from_its_end(folder: Folder) -> None:
    harvest = folder.look(NOW)
    age = sample_of(harvest, "siak", "age_s")
    assert (age.state, age.status) == (State.FRESH, SampleStatus.OK)
    assert age.value == (NOW - night(19) - timedelta(minutes=10, seconds=2)).total_seconds()
    assert sample_of(harvest, "siak", "size_bytes").value == 10_000
    assert sample_of(harvest, "siak", "duration_s").value == 595


def test_a_wrong_header_leaves_step_three_open_and_step_two_judged_on_its_time(folder: Folder) -> None:
    folder.dump(19, head=b"<html>")
    ticket = folder.ticket(19, NOW)
    assert failed(ticket) == ["header"]
    assert steps(ticket)[2].finished is not None
    assert steps(ticket)[3].started is not None
    assert steps(ticket)[3].finished is None
    assert ticket.solved is None


def test_errors_in_the_log_fail_the_run(folder: Folder) -> None:
    folder.dump(19, log=log_text(night(19), night(19) + minutes(10), "EXP-00091: Exporting questionable statistics"))
    ticket = folder.ticket(19, NOW)
    assert failed(ticket) == ["log_errors"]
    assert "EXP-00091" in str(ticket.details["checks"])


def test_a_log_without_its_ending_fails_the_run(folder: Folder) -> None:
    folder.dump(19, log=log_text(night(19), None))
    assert failed(folder.ticket(19, NOW)) == ["log_end"]


def test_a_missing_log_fails_the_run(folder: Folder) -> None:
    folder.dump(19).with_suffix(".log").unlink()
    assert failed(folder.ticket(19, NOW)) == ["log_end"]


def test_a_source_without_logs_is_judged_by_its_dump_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path, log_pattern="")
    folder.dump(19)
    ticket = folder.ticket(19, NOW)
    assert failed(ticket) == []
    assert ticket.solved is not None


def test_a_dump_cut_to_less_than_half_of_its_predecessors_fails(folder: Folder) -> None:
    folder.dump(19, size=4_900)
    assert failed(folder.ticket(19, NOW)) == ["size"]


def test_a_dump_of_half_the_usual_size_still_passes(folder: Folder) -> None:
    folder.dump(19, size=5_000)
    assert failed(folder.ticket(19, NOW)) == []


def test_an_empty_dump_fails_even_as_the_first(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.dump(19, head=b"", size=0)
    assert failed(folder.ticket(19, NOW)) == ["header", "size"]


def test_a_growing_dump_is_running_until_two_looks_agree(folder: Folder) -> None:
    during = night(20) + minutes(5)
    folder.look(during - minutes(6))
    path = folder.dump(20, log=log_text(night(20), None))
    touch(path, during)
    ticket = folder.ticket(20, during)
    assert ticket.details["running"] is True
    assert list(steps(ticket)) == [2]
    assert steps(ticket)[2].finished is None
    path.write_bytes(content(CLASSIC, 12_000))
    assert folder.ticket(20, during + minutes(1)).details["running"] is True
    folder.dump(20)
    assert folder.ticket(20, during + minutes(6)).details["running"] is True
    assert folder.ticket(20, during + minutes(7)).solved is not None


def test_a_dump_touched_just_before_the_first_look_waits_for_a_second(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.dump(19)
    just_after = night(19) + minutes(11)
    assert folder.ticket(19, just_after).details["running"] is True
    assert folder.ticket(19, just_after + minutes(1)).details["running"] is False


def test_nothing_by_schedule_and_grace_is_a_ticket_without_runs(folder: Folder) -> None:
    waiting = folder.ticket(20, night(20) + minutes(59))
    due = folder.ticket(20, night(20) + minutes(61))
    assert waiting.runs == due.runs == ()
    assert due.source_readable
    assert failed(waiting) == []
    assert failed(due) == ["present"]


def test_a_missed_night_makes_the_backup_late_then_missing(folder: Folder) -> None:
    def state(day: int, after: float) -> State | None:
        return sample_of(folder.look(night(day) + minutes(after)), "siak", "age_s").state

    assert state(20, 59) is State.FRESH
    assert state(20, 61) is State.LATE
    assert state(21, 59) is State.LATE
    assert state(21, 61) is State.MISSING


def test_a_failed_dump_does_not_make_the_backup_fresh(folder: Folder) -> None:
    folder.dump(20, head=b"rusak")
    assert sample_of(folder.look(night(20) + minutes(90)), "siak", "age_s").state is State.LATE


def test_an_empty_folder_is_missing_without_an_age_and_only_the_latest_run_is_blamed(tmp_path: Path) -> None:
    harvest = Folder(tmp_path).look(NOW)
    age = sample_of(harvest, "siak", "age_s")
    assert (age.value, age.state, age.status) == (None, State.MISSING, SampleStatus.FAILED)
    assert [ticket.id[-2:] for ticket in harvest.tickets] == ["19"]


def test_an_older_absent_night_is_a_finding_where_still_older_dumps_lie(folder: Folder) -> None:
    (folder.path / "siak-20261118.dmp").unlink()
    assert folder.ticket(18, NOW).runs == ()


def test_of_two_dumps_of_a_night_the_good_one_counts(folder: Folder) -> None:
    folder.dump(19, head=b"rusak")
    again = folder.path / "siak-20261119b.dmp"
    again.write_bytes(content(CLASSIC, 10_000))
    again.with_suffix(".log").write_text(log_text(night(19) + minutes(20), night(19) + minutes(30)))
    touch(again, night(19) + minutes(30))
    assert folder.ticket(19, NOW).details["file"] == "siak-20261119b.dmp"


def test_a_dump_cleared_away_later_does_not_undo_its_run(folder: Folder) -> None:
    good = folder.ticket(18, NOW)
    for path in folder.path.iterdir():
        path.unlink()
    assert folder.ticket(18, NOW + minutes(1)) == good


def test_a_dump_cleared_away_while_the_collector_was_off_does_not_undo_its_run(folder: Folder) -> None:
    folder.look(NOW)
    for path in folder.path.iterdir():
        path.unlink()
    folder.collector = folder.new_collector()
    assert folder.look(NOW + minutes(1)).tickets == ()


def test_a_vanished_folder_is_unknown_and_keeps_what_was_found(folder: Folder) -> None:
    good = folder.ticket(19, NOW)
    folder.path.rename(folder.path.with_name("hilang"))
    harvest = folder.look(NOW + minutes(1))
    assert sample_of(harvest, "siak", "age_s").state is State.UNKNOWN
    assert {sample.status for sample in harvest.samples} == {SampleStatus.UNKNOWN}
    assert "tidak ditemukan" in harvest.notes[0]
    assert good in harvest.tickets


def test_a_run_due_while_the_folder_is_gone_is_not_blamed(folder: Folder) -> None:
    folder.look(NOW)
    folder.path.rename(folder.path.with_name("hilang"))
    folder.collector = folder.new_collector()
    (ticket,) = folder.look(night(20) + minutes(90)).tickets
    assert (ticket.id, ticket.source_readable, ticket.runs) == ("backup-siak-2026-11-20", False, ())


def test_a_run_pins_the_version_in_force_on_its_own_day_not_one_still_to_come(folder: Folder) -> None:
    versions = {folder.office.backups[0].sop: (date(2020, 1, 1), date(2026, 11, 19), date(2027, 1, 1))}
    folder.collector = BackupCollector(folder.office, CALENDAR, interval_s=60, recall=folder.shelf, versions=versions)
    pinned = {ticket.id[-2:]: ticket.version for ticket in folder.look(NOW).tickets}
    old, new = versions[folder.office.backups[0].sop][:2]
    assert set(pinned.values()) == {old, new}
    assert pinned["17"] == old
    assert pinned["19"] == new


def test_a_backup_of_an_unknown_sop_is_still_measured_but_opens_no_ticket(folder: Folder) -> None:
    collector = BackupCollector(folder.office, CALENDAR, interval_s=60, recall=folder.shelf, versions={})
    harvest = collector.collect(NOW)
    assert sample_of(harvest, "siak", "age_s").state is State.FRESH
    assert harvest.tickets == ()
    assert "katalog" in harvest.notes[0]


def test_a_dump_without_log_times_takes_its_begin_from_when_it_appeared(tmp_path: Path) -> None:
    folder = Folder(tmp_path, log_pattern="")
    folder.look(night(19) - minutes(1))
    path = folder.dump(19)
    touch(path, night(19) + minutes(1))
    run = steps(folder.ticket(19, night(19) + minutes(1)))[2]
    assert run.started is not None
    assert (run.started.at, run.started.resolution_s) == (night(19) + minutes(1), 60)


@pytest.mark.parametrize("days", ["setiap_hari", "hari_kerja"])
def test_a_schedule_of_working_days_promises_nothing_on_a_holiday(tmp_path: Path, days: str) -> None:
    folder = Folder(tmp_path, days=days)
    folder.dump(16)
    ids = [ticket.id[-2:] for ticket in folder.look(NOW).tickets]
    assert ids == (["17", "19"] if days == "hari_kerja" else ["17", "18", "19"])


def test_a_dump_that_may_not_be_read_yet_counts_as_running_and_is_told(folder: Folder) -> None:
    path = folder.path / "siak-20261119.dmp"
    path.unlink()
    os.symlink("/proc/self/mem", path)  # opens, but reading its start fails as a locked file does
    harvest = folder.look(NOW)
    assert any("siak-20261119.dmp" in note for note in harvest.notes)


def test_a_copied_dump_that_keeps_its_old_time_waits_for_a_second_look(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.look(NOW)
    folder.dump(19)
    assert folder.ticket(19, NOW + minutes(1)).details["running"] is True
    assert folder.ticket(19, NOW + minutes(2)).details["running"] is False


def test_where_one_log_is_overwritten_nightly_older_runs_are_not_judged_by_its_absence(tmp_path: Path) -> None:
    folder = Folder(tmp_path, log_pattern="export.log")
    for day in (17, 18, 19):
        log = folder.dump(day).with_suffix(".log")
        log.replace(folder.path / "export.log")
    tickets = folder.look(NOW).tickets
    assert [ticket.id[-2:] for ticket in tickets] == ["19"]
    assert tickets[0].solved is not None


def test_a_log_that_names_another_dump_is_not_borrowed(folder: Folder) -> None:
    (folder.path / "siak-20261119.log").unlink()
    touch(folder.path / "siak-20261118.log", night(19) + minutes(10))
    assert failed(folder.ticket(19, NOW)) == ["log_end"]


def test_a_second_dump_that_fails_does_not_spoil_a_good_night(folder: Folder) -> None:
    again = folder.path / "siak-20261119b.dmp"
    again.write_bytes(b"rusak")
    again.with_suffix(".log").write_text(log_text(night(19) + minutes(20), None))
    touch(again, night(19) + minutes(30))
    ticket = folder.ticket(19, NOW)
    assert ticket.details["file"] == "siak-20261119.dmp"
    assert ticket.solved is not None


def test_a_look_that_hangs_is_given_up_once_and_no_second_one_is_sent_after_it(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, disk_is_back = [], threading.Event()
    read = LocalFolder.entries

    def hanging(self: LocalFolder) -> list[SeenFile]:
        looks.append(self)
        disk_is_back.wait(30)
        return read(self)

    folder.patience_s = 0.2
    folder.collector = folder.new_collector()
    monkeypatch.setattr(LocalFolder, "entries", hanging)  # as a network drive does whose server is gone
    notes = [folder.look(NOW + minutes(count)).notes for count in range(3)]
    assert len(looks) == 1
    assert notes[0] == notes[1] == notes[2]
    assert "tidak menjawab dalam 0 detik" in notes[0][0]
    disk_is_back.set()
    monkeypatch.setattr(LocalFolder, "entries", read)
    for _ in range(100):
        harvest = folder.look(NOW + minutes(5))
        if not harvest.notes:
            break
        time.sleep(0.05)
    assert sample_of(harvest, "siak", "age_s").state is State.FRESH


def test_an_unforeseen_error_of_one_folder_stays_with_it_and_quotes_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: LocalFolder) -> list[SeenFile]:
        raise RuntimeError("sandi-rahasia")

    monkeypatch.setattr(LocalFolder, "entries", broken)
    (note,) = folder.look(NOW).notes
    assert "galat tak terduga (RuntimeError)" in note
    assert "sandi-rahasia" not in note
