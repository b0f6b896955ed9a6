"""One small valid office file, and a way to break it in chosen places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.offices import OfficeProblem, check_path

SOPS = {"buleleng-01": "51.08", "trenggalek-08": "35.03", "trenggalek-11": "35.03"}

GOOD = r"""
code: "51.08"
name: Kabupaten Buleleng
short: Buleleng
province: Bali
zone: Asia/Makassar
calendar:
  periods:
    - start: 2017-01-01
      hours:
        senin: ["07:30-12:00", "13:00-16:00"]
  own_holidays:
    - {date: 2026-06-17, name: Galungan}
  special_days:
    - {date: 2026-08-29, hours: ["08:00-12:00"]}
kecamatan:
  - {code: "51.08.01", name: Gerokgak, lat: -8.18, lon: 114.66}
  - {code: "51.08.02", name: Seririt, lat: -8.24, lon: 114.91}
links:
  - {id: jalur-1, kecamatan: "51.08.01", type: vpn}
  - {id: jalur-2, kecamatan: "51.08.02", type: jarkomdat, opens: trenggalek-11}
targets:
  - {id: router, name: Router, role: router, probe: {type: icmp, host: 127.0.0.1}}
  - {id: afis, name: AFIS, role: afis, parent: router, probe: {type: http, url: "http://127.0.0.1:8080/"}}
  - {id: modem-1, name: Modem, kecamatan: "51.08.01", role: modem, link: jalur-1, parent: router,
     probe: {type: tcp, host: 127.0.0.2, port: 80}}
backups:
  - {id: siak, name: SIAK, sop: trenggalek-08, folder: dump, pattern: s_*.dmp, log_pattern: s_*.log, at: "21:00"}
counters:
  - {id: log-1, kecamatan: "51.08.01", kind: log, path: kirim.log, pattern: 'Sent : (\d+)'}
  - {id: sql-2, kecamatan: "51.08.02", kind: sql, url: sqlite:////srv/a.sqlite3, query: SELECT sent FROM a}
tickets:
  - id: buku
    kind: xlsx
    path: buku.xlsx
    sop_default: buleleng-01
    columns: {nomor: No. Agenda, kecamatan: Kecamatan, dibuka: Lapor}
sops:
  - {id: buleleng-01, start: 2017-12-20}
  - {id: trenggalek-08, start: 2025-01-02, adopted: true}
  - {id: trenggalek-11, start: 2025-01-02, adopted: true}
compliance_targets:
  - {year: 2025, percent: 90}
"""

Check = Callable[..., list[OfficeProblem]]
Only = Callable[..., tuple[str, str, str]]


@pytest.fixture
def good() -> str:
    """The text of an office file without any mistake."""
    return GOOD


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Check the good file after replacing each (old, new); ``env`` and ``sops`` as the loader takes them."""

    def run(*edits: tuple[str, str], env: dict[str, str] | None = None) -> list[OfficeProblem]:
        text = GOOD
        for old, new in edits:
            assert text.count(old) == 1, f"{old!r} must stand once in the file"
            text = text.replace(old, new)
        file = tmp_path / "kantor.yaml"
        file.write_text(text, encoding="utf-8")
        return check_path(file, env or {}, SOPS)

    return run


@pytest.fixture
def only(check: Check) -> Only:
    """The path, message and fix of the one mistake that the edits make."""

    def run(*edits: tuple[str, str], env: dict[str, str] | None = None) -> tuple[str, str, str]:
        problems = check(*edits, env=env)
        assert len(problems) == 1, problems
        return problems[0].path, problems[0].message, problems[0].fix

    return run
