"""Every rule that can decide a ticket's run: fed by ``import``, seen in ``sla --runs``.

Buleleng, Monday 16 November 2026, seen at 15.30 WITA (hours Mon-Thu 07:30-12:00 and 12:45-16:00, Fri 07:00-11:00 and
11:30-14:00). Repair: step 1 has 5 minutes from the report, step 2 five, step 3 two hours from its own recorded start.
Backup: 30 detik, 15 menit, 0, on the calendar's clock for its machine's steps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from dashboard.sla import RULES
from tests.offices_factory import REPAIR

BACKUP, NO_TIMES = "trenggalek-08-backup-siak", "trenggalek-07-profil-perkembangan"
NOW = "2026-11-16T15:30:00"
MEASURED = ("slot_", "growth_")
"""Rules of measured hours: they judge polls, which no line of an import can bring."""
ENDLESS = {"calendar_ends"}
"""An office file whose calendar ends before its tickets do is refused by its check."""


@dataclass(frozen=True)
class Case:
    """Lines of one ticket, each with what it adds to the first one, and the run that the rule must decide."""

    lines: tuple[dict[str, object], ...]
    run: tuple[str, int] = ("step", 1)
    sop: str = REPAIR
    office: str = "51.08"
    kecamatan: str = "51.08.06"
    opened: str = "2026-11-16T08:00:00"
    head: dict[str, object] = field(default_factory=dict)


def step(number: int, finish: str | None = None, start: str | None = None, **more: object) -> dict[str, object]:
    times = {"finished_at": clock(finish), "started_at": clock(start)}
    return {"step": number, **{name: at for name, at in times.items() if at is not None}, **more}


def clock(text: str | None) -> str | None:
    """``08:04`` of the Monday, or ``13 14:00`` of another day of November, as Buleleng's clock shows it."""
    if text is None:
        return None
    day, time = text.split(" ") if " " in text else ("16", text)
    return f"2026-11-{day}T{time}+08:00"


def backup(*lines: dict[str, object], run: int, **head: object) -> Case:
    """A machine's run, promised for 08:00 and begun then."""
    promised = {"scheduled_at": clock("08:00"), "grace_s": 3600}
    return Case(lines, ("step", run), BACKUP, head=promised | head)


CASES = {
    # 240 s of 300
    "within_standard": Case((step(1, "08:04"),)),
    # 330 s: past 300, not past 300 + 60 of typing
    "within_resolution": Case((step(1, "08:05:30"),)),
    # Friday 13:55 + 5 minutes = the closing at 14:00; the clock stands still until Monday
    "within_after_closing": Case((step(1, "13 15:00"),), opened="2026-11-13T13:55:00"),
    "past_due_day": Case((step(1, "14 09:00"),), opened="2026-11-13T13:55:00"),
    # 420 s: past 300 + 60
    "past_standard": Case((step(1, "08:07"),)),
    # step 2 ends 08:10, step 3 30 s and 180 s later; the tolerance is 60 s
    "zero_within_tolerance": backup(step(2, "08:10", "08:00"), step(3, "08:10:30"), run=3),
    "zero_past_tolerance": backup(step(2, "08:10", "08:00"), step(3, "08:13"), run=3),
    "zero_unfinished": backup(step(2, "08:10", "08:00"), run=3, solved_at=clock("08:10:40")),
    "self_recovered": Case((step(1, "08:03", self_recovered=True),)),
    # at 15:30: 2, 4 and 450 minutes of 5 (75 % are 3:45)
    "open_within_standard": Case(({},), opened="2026-11-16T15:28:00"),
    "open_at_risk": Case(({},), opened="2026-11-16T15:26:00"),
    "open_past_due": Case(({},)),
    "open_paused": Case(
        (step(1, start="15:20", pauses=[{"from": clock("15:21"), "reason": "menunggu suku cadang"}]),),
        opened="2026-11-16T15:20:00",
    ),
    "waiting_start": Case((step(1, "08:04"), step(2, "08:08")), ("step", 3)),
    "not_measured": backup(step(2, "08:10", "08:00"), step(3, "08:10"), run=1),
    "no_standard": Case((step(1, "09:00"),), ("step", 1), NO_TIMES, "35.03", "35.03.11"),
    # at 15:30: grace until 16:20; until 10:01
    "scheduled": Case(({},), head={"scheduled_at": clock("15:20"), "grace_s": 3600}),
    "not_begun": Case(({},), head={"scheduled_at": clock("10:00"), "grace_s": 60}),
    "source_unreadable": Case(({},), head={"scheduled_at": clock("10:00"), "grace_s": 60, "source_readable": False}),
    "no_start": Case((step(1, "08:04"), step(2, "08:08"), step(3, "09:00")), ("step", 3)),
    "no_finish": Case((step(2, "08:08"),)),
    "contradictory": Case((step(1, "08:01", "08:05"),)),
    # 300 s are less than twice 200 s
    "too_coarse": Case((step(1, "08:04", resolution_s=200),)),
    # two buttons 30 s apart
    "ticked_together": Case((step(1, "08:04", typed=False), step(2, "08:04:30", typed=False))),
    # "dialihkan" ends the way at step 4
    "off_path": Case(
        (
            step(1, "08:04"),
            step(2, "08:08"),
            step(3, "09:00", "08:30"),
            step(4, "09:10", branch="dialihkan"),
            step(5, "09:20"),
        ),
        ("step", 5),
    ),
    "cancelled": Case(({},), head={"cancelled_at": clock("08:02"), "cancel_reason": "laporan ganda"}),
    "cancelled_past_due": Case(({},), head={"cancelled_at": clock("08:10"), "cancel_reason": "laporan ganda"}),
    "closed_past_due": Case(({},), head={"solved_at": clock("09:00")}),
}


def jsonl(rule: str, case: Case) -> list[str]:
    head = {
        "ticket": rule,
        "office": case.office,
        "kecamatan": case.kecamatan,
        "sop": case.sop,
        "opened_at": f"{case.opened}{'+07:00' if case.office == '35.03' else '+08:00'}",
        **case.head,
    }
    return [json.dumps(head | line) for line in case.lines]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICER", "Sari")
    return tmp_path


def rows_of(office: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    words = ["--from", "2026-11-01", "--to", "2026-11-30", "--now", f"{NOW}+08:00", "--runs", "--json"]
    assert main(["sla", "--office", office, *words]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return rows


def test_every_rule_of_a_ticket_can_be_fed_by_import_and_is_named_by_sla(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / "tiket.jsonl"
    file.write_text("\n".join(line for rule, case in CASES.items() for line in jsonl(rule, case)), encoding="utf-8")
    assert main(["import", str(file)]) == 0
    capsys.readouterr()
    rows = [row for office in ("51.08", "35.03") for row in rows_of(office, capsys)]
    decided = {(row["ticket"], row["scope"], row["steps"][0], row["attempt"]): row["rule"] for row in rows}
    assert {rule: decided.get((rule, *case.run, 1)) for rule, case in CASES.items()} == {rule: rule for rule in CASES}


def test_no_rule_of_a_ticket_is_left_out() -> None:
    of_tickets = {rule for rule in RULES if not rule.startswith(MEASURED)}
    assert of_tickets == set(CASES) | ENDLESS
