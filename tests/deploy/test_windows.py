"""Windows, as far as it can be tried on another system: see ``as_windows.py`` for what this proves and what not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.front import free_port
from tests.listeners import TcpListener

ROOT = Path(__file__).resolve().parents[2]


def office(port: int) -> dict[str, object]:
    """Two targets of one kecamatan, one asked by ping and one by TCP."""
    kecamatan = {"code": "51.08.01", "name": "Gerokgak", "lat": -8.19, "lon": 114.67}
    ping = {"type": "icmp", "host": "127.0.0.1"}
    tcp = {"type": "tcp", "host": "127.0.0.1", "port": port}
    targets = [
        {"id": name, "name": name, "kecamatan": kecamatan["code"], "role": "modem", "probe": probe}
        for name, probe in (("ping", ping), ("tcp", tcp))
    ]
    hours = {"senin": ["07:30-16:00"]}
    return {
        "code": "51.08",
        "name": "Kabupaten Buleleng",
        "short": "Buleleng",
        "province": "Bali",
        "zone": "Asia/Makassar",
        "calendar": {"periods": [{"start": "2016-01-01", "hours": hours}], "national_holidays": False},
        "kecamatan": [kecamatan],
        "targets": targets,
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder, listener = tmp_path_factory.mktemp("windows"), TcpListener("127.0.0.1")
    listener.start()
    (folder / "kantor.yaml").write_text(yaml.safe_dump(office(listener.port)), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
    given = {"PANTAU_DATA": str(folder), "PANTAU_OFFICES": str(folder / "kantor.yaml"), "PANTAU_PORT": str(free_port())}
    command = [sys.executable, "-m", "tests.deploy.as_windows", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=kept | given, capture_output=True, text=True, timeout=120)
    listener.stop()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_module_can_be_imported(found: Any) -> None:
    assert found["imports"] == {}


def test_the_web_server_starts_and_answers(found: Any) -> None:
    assert found["serve"] == {"/healthz": 200, "/masuk": 200}
    assert found["manager"] == "ThreadManager"


def test_several_processes_are_refused_with_the_way_out(found: Any) -> None:
    code, said = found["workers"]
    assert (code, "jalankan python app.py tanpa --workers" in said) == (2, True)


def test_a_second_collector_of_an_office_is_told_who_has_it(found: Any) -> None:
    first, second, after = found["lock"]
    assert (first, after, second.startswith("pid ")) == ("", "", True)


def test_collectors_measure_by_tcp_and_say_that_ping_is_not_to_be_had(found: Any) -> None:
    _, said = found["collectors"]
    assert "2 sampel" in said
    assert "ICMP belum dapat dipakai di sistem ini (Windows)" in said
