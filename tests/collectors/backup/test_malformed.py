"""Dumps as they go wrong in offices, each with the checks that must fail, and no other."""

from __future__ import annotations

import codecs
import gzip
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.collectors.backup.dumping import CLASSIC, CLASSIC_END, Folder, failed, log_text, night, steps
from tests.collectors.sources import NOW, minutes, touch

BEGIN, END = night(19) + timedelta(seconds=5), night(19) + timedelta(minutes=10)
GOOD_LOG = log_text(BEGIN, END)
BYTES = random.Random(19).randbytes(9_000)
BODY = CLASSIC + BYTES + CLASSIC_END
PUMP_HEAD = b"\x03\x01" + b"\x00\x12\x9a\x3b" + b"\x00" * 58 + b'"SYS"."SYS_EXPORT_FULL_01"'
PUMP = PUMP_HEAD + BYTES
PUMP_LOG = (
    "Export: Release 12.2.0.1.0 - Production on Thu Nov 19 22:00:05 2026\n"
    'Job "SYSTEM"."SYS_EXPORT_FULL_01" {ending} at Thu Nov 19 22:10:00 2026 elapsed 0 00:09:55\n'
)
PUMP_GOOD = PUMP_LOG.format(ending="successfully completed")
GIB = 1024**3


def write(folder: Folder, dump: bytes = BODY, log: str | bytes | None = GOOD_LOG, name: str = "siak-20261119") -> Path:
    """The dump of the 19th and its log (None: no log), with the times of that night."""
    path = folder.path / f"{name}.dmp"
    path.write_bytes(dump)
    touch(path, END + timedelta(seconds=2))
    if log is not None:
        path.with_suffix(".log").write_bytes(log if isinstance(log, bytes) else log.encode())
        touch(path.with_suffix(".log"), END)
    return path


def grow(path: Path, size_bytes: int) -> None:
    """Make a file as large as that without writing so much: all zeros, and a hole on disk."""
    with path.open("r+b") as file:
        file.truncate(size_bytes)
    touch(path, END + timedelta(seconds=2))


def huge(folder: Folder, head: bytes, end: bytes) -> None:
    path = write(folder, head, PUMP_GOOD if head is PUMP_HEAD else GOOD_LOG)
    grow(path, 5 * GIB - len(end))
    with path.open("ab") as file:
        file.write(end)
    touch(path, END + timedelta(seconds=2))


def dump_like(data: bytes) -> Callable[[Folder], object]:
    return lambda folder: write(folder, data)


def log_like(log: str | bytes | None) -> Callable[[Folder], object]:
    return lambda folder: write(folder, log=log)


def old_dump(folder: Folder) -> None:
    """The export ran, and wrote no dump; there is one of an hour before."""
    path = write(folder, log=log_text(END + minutes(60), END + minutes(70)))
    touch(path.with_suffix(".log"), END + minutes(70))


def error_in_log(line: str) -> Callable[[Folder], object]:
    return log_like(log_text(BEGIN, END, line))


# What went wrong, how the files of the 19th then lie there, and the checks that fail. Nine good dumps of 10 000 bytes
# lie before it.
CASES: list[tuple[str, Callable[[Folder], object], list[str]]] = [
    ("nothing went wrong, classic", write, []),
    ("nothing went wrong, Data Pump", lambda folder: write(folder, PUMP, PUMP_GOOD), []),
    (
        "classic in EBCDIC",
        dump_like(b"\x03\x00\x1f" + "EXPORT:V11".encode("cp037") + BYTES + "EXIT".encode("cp037")),
        [],
    ),
    ("cut to a third", dump_like(BODY[:3_000]), ["file_end", "size"]),
    ("cut to four fifths, its log says success", dump_like(BODY[:8_000]), ["file_end"]),
    ("filled up with zeros, as classic exports are", dump_like(BODY + b"\x00" * 300_000), []),
    ("zeros where its last part should be", dump_like(CLASSIC + BYTES + b"\x00" * 300_000), ["file_end"]),
    ("a wrong header", dump_like(b"<html>404 not found</html>" + BYTES), ["header"]),
    ("a zip archive", dump_like(b"PK\x03\x04" + BYTES), ["header"]),
    ("nothing but zeros", dump_like(b"\x00" * 10_000), ["header"]),
    ("empty", dump_like(b""), ["header", "size"]),
    ("FTP in text mode: LF became CR LF", dump_like(BODY.replace(b"\n", b"\r\n")), ["text_mode"]),
    (
        "FTP in text mode, Data Pump",
        lambda folder: write(folder, PUMP.replace(b"\n", b"\r\n"), PUMP_GOOD),
        ["text_mode"],
    ),
    ("re-encoded as UTF-8", dump_like(BODY.decode("latin-1").encode()), ["text_mode"]),
    ("what is no text was replaced", dump_like(BODY.decode("utf-8", "replace").encode()), ["text_mode"]),
    (
        "re-written as UTF-16 by a shell",
        dump_like(codecs.BOM_UTF16_LE + BODY.decode("latin-1").encode("utf-16-le")),
        ["text_mode"],
    ),
    ("a broken gzip", dump_like(gzip.compress(BODY)[:40]), ["header", "size"]),
    ("5 GiB, Data Pump", lambda folder: huge(folder, PUMP_HEAD, b"akhir"), []),
    ("5 GiB, classic, cut", lambda folder: huge(folder, CLASSIC, b"putus"), ["file_end"]),
    ("no log", log_like(None), ["log_end"]),
    ("an empty log", log_like(""), ["log_end"]),
    ("the log of another day", log_like(log_text(night(18), night(18) + minutes(10))), ["log_match"]),
    ("a log of a run that wrote no dump", old_dump, ["log_match"]),
    ("a log with ORA-", error_in_log("ORA-01555: snapshot too old"), ["log_errors"]),
    ("a log with EXP-", error_in_log("EXP-00091: Exporting questionable statistics"), ["log_errors"]),
    ("a log with UDE-", error_in_log("UDE-00010: multiple job modes requested"), ["log_errors"]),
    ("a log with LRM-", error_in_log("LRM-00101: unknown parameter name"), ["log_errors"]),
    ("a log without end", log_like(log_text(BEGIN, None, "exporting table PENDUDUK")), ["log_end"]),
    (
        "a Data Pump log with errors",
        lambda folder: write(folder, PUMP, PUMP_LOG.format(ending="completed with 2 error(s)")),
        ["log_end"],
    ),
    ("a log in UTF-16", log_like(codecs.BOM_UTF16_LE + GOOD_LOG.encode("utf-16-le")), []),
    ("a log in UTF-16 without mark", log_like(GOOD_LOG.encode("utf-16-be")), []),
    ("a log in cp1252", log_like(log_text(BEGIN, END, "Région").encode("cp1252")), []),
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    for day in range(10, 19):
        folder.dump(day)
    return folder


@pytest.mark.parametrize(("what", "make", "failing"), CASES, ids=[case[0] for case in CASES])
def test_a_dump_fails_by_exactly_the_checks_of_what_is_wrong_with_it(
    folder: Folder, what: str, make: Callable[[Folder], object], failing: list[str]
) -> None:
    make(folder)
    ticket = folder.ticket(19, NOW)
    assert sorted(failed(ticket)) == failing  # type: ignore[call-overload]
    assert (ticket.solved is None) is bool(failing)
    assert steps(ticket)[2].finished is not None
    assert (steps(ticket)[3].finished is None) is bool(failing)


def test_a_huge_dump_is_read_at_its_head_and_its_tail_alone(folder: Folder) -> None:
    huge(folder, PUMP_HEAD, b"akhir")
    before = bytes_read_by_this_process()
    assert folder.ticket(19, NOW).solved is not None
    assert bytes_read_by_this_process() - before < 8 * 1024 * 1024


def bytes_read_by_this_process() -> int:
    """As the kernel counts them."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("rchar"))


def test_a_dump_moved_into_place_long_after_its_log_is_stored_that_much_later(folder: Folder) -> None:
    touch(write(folder), END + timedelta(hours=3))
    run = steps(folder.ticket(19, NOW))[3]
    assert run.started is not None
    assert run.finished is not None
    assert run.finished.at - run.started.at == timedelta(hours=3)


def test_what_the_bytes_of_a_data_pump_dump_cannot_tell_is_said_not_guessed(folder: Folder) -> None:
    write(folder, PUMP[:8_000], PUMP_GOOD)
    ticket = folder.ticket(19, NOW)
    checks = {check["check"]: check for check in ticket.details["checks"]}  # type: ignore[attr-defined]
    assert checks["file_end"]["ok"] is None
    assert "Tidak dapat diketahui" in checks["file_end"]["message"]


def test_times_of_the_log_of_another_day_are_not_taken_for_this_run(folder: Folder) -> None:
    write(folder, log=log_text(night(18), night(18) + minutes(10)))
    ticket = folder.ticket(19, NOW)
    script = steps(ticket)[2]
    assert script.finished is not None
    assert script.finished.at == END + timedelta(seconds=2)


def test_with_too_few_predecessors_the_size_is_not_judged(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for day in (17, 18):
        folder.dump(day)
    folder.dump(19, size=200)
    assert failed(folder.ticket(19, NOW)) == []
    folder.dump(16)
    assert failed(folder.ticket(19, NOW)) == ["size"]


def test_a_dump_whose_log_has_not_ended_yet_is_running_for_as_long_as_a_script_may_take(folder: Folder) -> None:
    write(folder, log=log_text(BEGIN, None))
    assert folder.ticket(19, END + minutes(14)).details["running"] is True
    assert folder.ticket(19, END + minutes(16)).details["failed_checks"] == ["log_end"]


def test_a_dump_that_was_just_written_must_stay_the_same_for_a_minute(folder: Folder) -> None:
    folder.look(END - minutes(1))
    write(folder)
    seconds = [5, 15, 40, 80]
    running = [folder.ticket(19, END + timedelta(seconds=at)).details["running"] for at in seconds]
    assert running == [True, True, True, False]


def test_a_clock_that_is_set_back_keeps_no_dump_running(folder: Folder) -> None:
    folder.look(END - minutes(1))
    write(folder)
    assert folder.ticket(19, END + timedelta(seconds=5)).details["running"] is True
    assert folder.ticket(19, END - timedelta(minutes=5)).details["running"] is False
