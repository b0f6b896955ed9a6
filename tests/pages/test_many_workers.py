"""Two real workers of gunicorn on one store: whoever is asked, the answer is the same."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

import app
from dashboard.settings import load_settings
from dashboard.store import prepare_store
from tests.pages.tree import text
from tests.people import Visitor, add_somebody

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
ASKED = "/laporan?kantor=51.08&dari=2026-11-01&sampai=2026-11-30"


def wait_until(true: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@dataclass(frozen=True)
class Office:
    """The workers behind one address; the log names the one that answered each question."""

    url: str
    data: Path
    log: Path
    somebody: Visitor

    def ask(self, path: str, body: Any = None) -> tuple[bytes, str]:
        """Ask on a connection of its own; the answer and its tag."""
        sent = None if body is None else json.dumps(body).encode()
        with self.somebody.open(path, sent) as answer:
            return answer.read(), str(answer.headers["ETag"])

    def answered(self, path: str) -> set[str]:
        """Process ids of those who have answered ``path``."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return {pid for pid, asked in lines if asked == path}

    def from_both(self, path: str, query: str = "", body: Any = None) -> list[tuple[bytes, str]]:
        """Answers until both workers have given one."""
        found: list[tuple[bytes, str]] = []
        wait_until(
            lambda: found.append(self.ask(path + query, body)) or len(self.answered(path)) == 2, "only one works"
        )
        return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data = tmp_path_factory.mktemp("data")
    log = data / "akses"
    with closing(prepare_store(load_settings({"PANTAU_DATA": str(data)}))) as store:
        add_somebody(store)
    given = {"PANTAU_DATA": str(data), "PANTAU_PORT": "0", "PANTAU_LOG_LEVEL": "WARNING"}
    given["GUNICORN_CMD_ARGS"] = f"--access-logfile {log} --access-logformat '%(p)s %(U)s'"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
    command = [sys.executable, "app.py", "--workers", "2"]
    master = subprocess.Popen(
        command, cwd=ROOT, env=kept | given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert master.stdout is not None
    url = master.stdout.readline().strip().rstrip("/")
    made = Office(url, data, log, Visitor(url))
    wait_until(lambda: is_listening(made.url), "gunicorn does not listen")
    made.somebody.sign_in()
    yield made
    master.terminate()
    assert master.wait(30) == 0
    master.stdout.close()


def is_listening(url: str) -> bool:
    where = urlsplit(url)
    try:
        socket.create_connection((str(where.hostname), where.port or 0), timeout=1).close()
    except OSError:
        return False
    return True


def test_both_workers_send_the_same_feed_with_the_same_tag(office: Office) -> None:
    answers = office.from_both("/feed/wall", "?kantor=semua")
    assert len({tag for _, tag in answers}) == 1
    assert len({json.loads(body)["app_version"] for body, _ in answers}) == 1
    assert len({wall["tag"] for body, _ in answers for wall in json.loads(body)["walls"]}) == 5


def test_both_workers_serve_the_same_pages(office: Office) -> None:
    once = rb'"end_id": ?"[^"]+"|name="csrf-token" content="[^"]+"'
    frames = {re.sub(once, b"", body) for body, _ in office.from_both("/kepatuhan")}
    assert len(frames) == 1  # but for the name that Dash gives to each visit, and its word against forged requests
    assert frames.pop().count(b'rel="stylesheet"') > 10  # whole from a worker's first question on
    whole = next(each for each in callbacks(office) if each["output"].startswith(".._pages_content"))
    values = ("/sop", "?kantor=51.08", "")
    inputs = [each | {"value": value} for each, value in zip(whole["inputs"], values, strict=False)]
    asked = {**question(whole), "inputs": inputs, "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"]}
    shown = {without_clock(body) for body, _ in office.from_both("/_dash-update-component", body=asked)}
    assert len(shown) == 1
    assert "SOP · Pantau PIAK" in shown.pop()


def without_clock(body: bytes) -> str:
    return re.sub(r"\d\d\.\d\d(\.\d\d)?", "", json.dumps(json.loads(body), ensure_ascii=False))


def callbacks(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(office.ask("/_dash-dependencies")[0])
    return found


def question(callback: dict[str, Any]) -> dict[str, Any]:
    outputs = [
        dict(zip(("id", "property"), each.split("."), strict=True)) for each in callback["output"][2:-2].split("...")
    ]
    return {"output": callback["output"], "outputs": outputs, "state": []}


def test_a_report_that_one_worker_began_is_handed_out_by_the_other(office: Office) -> None:
    known = next(each for each in callbacks(office) if each["background"])
    button = known["inputs"][0]
    state = [
        each | {"value": value} for each, value in zip(known["state"], (ASKED, ["csv"], uuid.uuid4().hex), strict=True)
    ]
    asked = {
        **question(known),
        "outputs": [{"id": "laporan-hasil", "property": "children"}, {"id": "laporan-baru", "property": "data"}],
        "inputs": [button | {"value": 1}],
        "state": state,
        "changedPropIds": [f"{button['id']}.{button['property']}"],
    }
    begun = json.loads(office.ask("/_dash-update-component", asked)[0])
    handles = "?" + urlencode({name: begun[name] for name in ("cacheKey", "job")})
    said: list[str] = []

    def is_said() -> bool:
        told = json.loads(office.ask("/_dash-update-component" + handles, asked)[0])
        said.append(text(told.get("response", {}).get("laporan-hasil", {}).get("children")))
        return bool(said[-1])

    wait_until(is_said, "no report")
    assert "Laporan siap" in said[-1]
    assert len(office.answered("/_dash-update-component")) == 2
    assert len(list(office.data.glob("laporan/51.08/*/*.csv"))) == 1


def test_a_bad_setting_ends_a_worker_for_good_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANTAU_PORT", "pintu")
    with pytest.raises(SystemExit) as ended:
        app.make_server_app()
    assert ended.value.code == 4  # gunicorn starts a worker again after any other
    assert app.main(["--workers", "2"]) == 2
    assert [line.split("=")[0] for line in capsys.readouterr().err.splitlines()] == ["PANTAU_PORT"] * 2


@pytest.mark.parametrize("number", ["0", "65", "dua", "-1"])
def test_an_impossible_number_of_workers_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main([f"--workers={number}"])
    assert ended.value.code == 2
    assert "tulis bilangan dari 1 sampai 64" in capsys.readouterr().err
