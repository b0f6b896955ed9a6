"""What ``import`` hands to the engine: the stories of the 20 SOPs as JSON Lines, judged as of moments before it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dashboard.cli import main
from dashboard.model import Stamp, StepRun
from dashboard.settings import load_settings
from dashboard.views.compliance import run_rows_json
from dashboard.views.context import Context, open_context
from tests.sla.stories import STORIES, calendars, catalogue, expected_of, ticket_of

IMPORTED = datetime(2027, 12, 1, 3, tzinfo=UTC)
"""Long after everything that the stories tell."""
TOLD = [sop_id for sop_id, story in STORIES.items() if not story.scheduled]


def lines_of(sop_id: str) -> list[str]:
    sop = catalogue().get(sop_id)
    office, _ = calendars()[sop.office]
    ticket = ticket_of(sop_id, STORIES[sop_id], office)
    head = {"ticket": sop_id, "office": office.code, "kecamatan": None, "sop": sop_id, "resolution_s": 1}
    head["opened_at"] = ticket.opened.at.isoformat()
    return [json.dumps(head | line_of(run)) for run in ticket.runs]


def line_of(run: StepRun) -> dict[str, object]:
    pauses = [
        {"from": p.start.isoformat(), "to": p.end.isoformat(), "reason": p.reason}
        for p in run.pauses
        if p.start is not None and p.end is not None
    ]
    return {
        "step": run.step,
        "attempt": run.attempt,
        "started_at": written(run.started),
        "finished_at": written(run.finished),
        "branch": run.branch,
        "skipped": run.skipped,
        "pauses": pauses,
    }


def written(stamp: Stamp | None) -> str | None:
    return None if stamp is None else stamp.at.isoformat()


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    folder = tmp_path_factory.mktemp("impor")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "PANTAU_OFFICES", "PANTAU_PORT", "PANTAU_POLL_S"):
            patch.delenv(name, raising=False)
        patch.setenv("PANTAU_DATA", str(folder))
        path = folder / "tiket.jsonl"
        path.write_text("\n".join(line for sop_id in TOLD for line in lines_of(sop_id)), encoding="utf-8")
        with time_machine.travel(IMPORTED, tick=False):
            assert main(["import", str(path)]) == 0
        opened = open_context(load_settings(os.environ))
        yield opened
        opened.store.close()


@pytest.mark.parametrize("sop_id", TOLD)
def test_an_imported_run_is_judged_as_it_stood_at_each_moment(context: Context, sop_id: str) -> None:
    office = catalogue().get(sop_id).office
    zone = context.offices[office].zone
    expected = [expected_of(line, zone) for line in STORIES[sop_id].seen.strip().splitlines()]
    for (now, whole), rows in groupby(expected, key=lambda each: each[:2]):
        found = run_rows_json(context, office, sop_id, date(2024, 1, 1), date(2028, 1, 1), now)["rows"]
        at = now.isoformat(timespec="seconds")
        listed = [row_of(row) for row in found if whole or row["finished_at"] in (None, at)]
        assert sorted(listed) == sorted(row for _, _, row in rows), f"pada {now}"


def row_of(row: dict[str, Any]) -> tuple[str, str, str, str]:
    first, last = row["steps"]
    run = {"total": "total", "span": f"{first}-{last}"}.get(row["scope"], str(first))
    if row["attempt"] != 1:
        run = f"{run}#{row['attempt']}"
    due = "-" if row["due_at"] is None else row["due_at"][:19].replace("T", " ")
    return run, row["state"], due, row["heap"]


def test_importing_the_same_file_on_another_day_changes_nothing(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_DATA", str(context.settings.data))
    path = tmp_path / "lagi.jsonl"
    path.write_text("\n".join(lines_of(TOLD[0])), encoding="utf-8")
    with time_machine.travel(datetime(2027, 12, 24, 3, tzinfo=UTC), tick=False):
        assert main(["import", str(path)]) == 0
    assert "0 baru atau berubah" in capsys.readouterr().out
