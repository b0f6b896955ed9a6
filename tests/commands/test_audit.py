"""``make audit`` against a service on this machine: what it tells of, what is left out, and one that is away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.audit import judge, main, pins

LOCK = "bolong==1.2.0\nutuh[extra]==3.0 ; python_version >= '3'\n"


class Service(BaseHTTPRequestHandler):
    """Knows one vulnerability."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        events = [{"introduced": "0"}, {"fixed": "1.2.1"}]
        known = {
            "id": "UJI-2026-1",
            "details": "uji",
            "affected": [
                {
                    "package": {"name": "bolong", "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": events}],
                }
            ],
        }
        body = json.dumps({"vulns": [known]} if asked["package"]["name"] == "bolong" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(LOCK, encoding="utf-8")
    return path


def test_a_known_vulnerability_fails_with_its_mend(
    service: str, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(lock), "--osv-url", service]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == "vulnerable: bolong 1.2.0: UJI-2026-1 (fixed in: 1.2.1)"
    assert last == "1 without a known vulnerability, 1 vulnerable, 0 not audited"


def test_a_service_that_is_away_leaves_every_package_not_audited(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(lock), "--osv-url", "http://127.0.0.1:9/"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [each.split(" (")[0] for each in said[:2]] == ["not audited: bolong 1.2.0", "not audited: utuh 3.0"]
    assert "Connection" in said[0]


def test_what_was_skipped_left_out_or_looked_up_as_another_version_was_not_audited() -> None:
    told = {
        "dependencies": [
            {"name": "lewat", "skip_reason": "not found"},
            {"name": "Lain_Versi", "version": "2.0", "vulns": []},
            {"name": "baik", "version": "1.0", "vulns": []},
        ]
    }
    found = judge({"lewat": "1", "lain-versi": "1.0", "baik": "1.0", "hilang": "1"}, told, "")
    assert found.clean == ["baik 1.0"]
    assert [each.split(" (")[0] for each in found.not_audited] == ["hilang 1", "lain-versi 1.0", "lewat 1"]


def test_every_line_of_our_locks_is_a_pin() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = [each for each in Path(name).read_text(encoding="utf-8").splitlines() if each.strip()]
        assert len(pins("\n".join(lines))) == len(lines)
