"""What an officer enters at the command line is measured by the collectors' own process."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from dashboard.cli import main
from dashboard.model import State
from dashboard.offices import EXAMPLE_FILE
from dashboard.store import latest, open_store

ROOT = Path(__file__).resolve().parents[3]


def test_an_entry_is_measured_by_the_collectors_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = yaml.safe_load(EXAMPLE_FILE.read_text(encoding="utf-8"))
    office |= {"targets": [], "backups": [], "tickets": [], "links": []}
    office["counters"] = [{"id": "isian-jelai", "kecamatan": "62.08.02", "kind": "manual"}]
    (tmp_path / "kantor.yaml").write_text(yaml.safe_dump(office), encoding="utf-8")
    database = f"sqlite:///{tmp_path}/pusat.sqlite3"
    env = {"PANTAU_OFFICES": str(tmp_path / "kantor.yaml"), "PANTAU_DATA": str(tmp_path), "DATABASE_URL": database}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC)
    for ago, value in ((20, 100), (5, 130)):
        at = (now - timedelta(minutes=ago)).isoformat()
        assert main(["reading", "add", "62.08.02", str(value), "--office", "62.08", "--at", at], lambda: now) == 0
    done = subprocess.run(
        [sys.executable, "-m", "collectors", "--once"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "62.08 records ok" in done.stdout) == (0, True), done.stdout + done.stderr
    with closing(open_store(database)) as store:
        (known,) = latest(store, "62.08")
    assert (known.series.target, known.value, known.state) == ("isian-jelai", 130, State.INCREASING)
    assert known.observed_at == (now - timedelta(minutes=5)).replace(second=0, microsecond=0)
