"""Each check of a backup, on real files: which one fails, and what becomes of steps 2 and 3."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.model import Heap, RunState
from dashboard.sla import judge_ticket
from tests.collectors.backup.dumping import Folder, log_text, night
from tests.collectors.sources import BACKUP, CALENDAR, NOW, SOPS

WRITTEN = night(19) + timedelta(minutes=10)
UTF8 = b"\x03\x03\x69EXPORT:V12.01.00\nUSIAK\n"
BAD_ERROR = log_text(night(19), WRITTEN, "ORA-01555: snapshot too old")

# (what, how the dump of the 19th differs, checks that fail)
DUMPS: list[tuple[str, dict[str, object], list[str]]] = [
    ("a good one", {}, []),
    ("a good one in another character set", {"head": UTF8}, []),
    ("no export at all", {"head": b"PK\x03\x04"}, ["header"]),
    ("a log without its ending", {"log": log_text(night(19), None, "exporting")}, ["log_end"]),
    ("an error in the log", {"log": BAD_ERROR}, ["log_errors"]),
    # its nine predecessors have 10 000 bytes
    ("less than half of the usual size", {"size": 4_999}, ["size"]),
    ("half of the usual size", {"size": 5_000}, []),
]


@pytest.mark.parametrize(("what", "dump", "failing"), DUMPS, ids=[row[0] for row in DUMPS])
def test_a_dump_worked_by_hand(tmp_path: Path, what: str, dump: dict[str, object], failing: list[str]) -> None:
    folder = Folder(tmp_path)
    for day in range(10, 19):
        folder.dump(day)
    folder.dump(19, **dump)  # type: ignore[arg-type]
    ticket = folder.ticket(19, NOW)
    assert ticket.details["failed_checks"] == failing
    found = {each.from_step: each for each in judge_ticket(ticket, SOPS[BACKUP], CALENDAR, now=NOW)[:3]}
    # the script: 22:00:00 or 22:00:05 to 22:10:00 of 15 minutes; saved 2 s after it; late from 22:11:00 on
    assert found[2].state is RunState.MET
    assert (found[3].state, found[3].heap) == ((RunState.OVERDUE, Heap.MISSED) if failing else (RunState.MET, Heap.MET))
    assert found[3].period_at == WRITTEN + timedelta(seconds=60 if failing else 2)


def test_nothing_by_schedule_and_grace_is_not_done(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for day in range(10, 19):
        folder.dump(day)
    (verdict,) = judge_ticket(folder.ticket(19, NOW), SOPS[BACKUP], CALENDAR, now=NOW)
    assert (verdict.state, verdict.period_at) == (RunState.NOT_DONE, night(19) + timedelta(hours=1))


def test_a_dump_that_still_grows_is_no_finding(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.dump(18)
    now = night(19) + timedelta(minutes=10, seconds=30)
    folder.dump(19, size=5_000)
    ticket = folder.ticket(19, now)
    assert ticket.details["running"] is True
    assert {each.rule for each in judge_ticket(ticket, SOPS[BACKUP], CALENDAR, now=now)} & {"open_past_due"} == set()
