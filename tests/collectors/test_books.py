"""``python -m collectors.books`` prints every complaint of an office's log books."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from collectors.books import main
from dashboard.offices import EXAMPLE_FILE


def test_every_bad_row_is_named_with_its_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = yaml.safe_load(EXAMPLE_FILE.read_text(encoding="utf-8"))
    columns = {"nomor": "No", "kecamatan": "Kec", "dibuka": "Lapor"}
    path = tmp_path / "buku.csv"
    path.write_text("No;Kec;Lapor\n" + "".join(f"{n};Atlantis;05/01/2026 08:00\n" for n in range(70)), encoding="utf-8")
    repair = "buleleng-01-perbaikan-perangkat"
    office["tickets"] = [{"id": "b", "kind": "csv", "path": str(path), "columns": columns, "sop_default": repair}]
    (tmp_path / "kantor.yaml").write_text(yaml.safe_dump(office), encoding="utf-8")
    monkeypatch.setenv("PANTAU_OFFICES", str(tmp_path / "kantor.yaml"))
    assert main(["--office", "62.08"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [f"baris {n}" in line for n, line in enumerate(printed, 2)] == [True] * 70
    assert main(["--office", "11.01"]) == 2
