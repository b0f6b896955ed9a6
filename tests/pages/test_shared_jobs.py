"""Reports by Celery workers: a real Redis, a real worker as a process of its own, and the page's own callback."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from dash import Dash
from flask.testing import FlaskClient
from redis import Redis
from redis.exceptions import RedisError

from app import create_app
from dashboard.settings import load_settings
from dashboard.store import prepare_store
from tests.pages.tree import text
from tests.people import add_somebody, sign_in

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
ASKED = "/laporan?kantor=51.08&dari=2026-11-01&sampai=2026-11-30"


def wait_until(true: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = shutil.which("redis-server") or "/usr/bin/redis-server"
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with (tmp_path_factory.mktemp("redis") / "log").open("wb") as log:
        server = subprocess.Popen([program, *options], stdout=log, stderr=log)
    with Redis(port=port) as asked:
        wait_until(lambda: answers(asked), "redis-server did not answer")
    yield f"redis://127.0.0.1:{port}/0"
    end(server)


def answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False


@pytest.fixture(scope="module")
def env(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "PANTAU_REDIS_URL": redis_url,
        "PANTAU_DATA": str(tmp_path_factory.mktemp("data")),
        "PANTAU_SECRET_KEY": "kunci-uji-yang-cukup-panjang-sekali",
    }


@pytest.fixture(scope="module")
def app(env: dict[str, str]) -> Dash:
    settings = load_settings(env)
    store = prepare_store(settings)
    add_somebody(store)
    store.close()
    return create_app(settings)


@pytest.fixture(scope="module")
def worker(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[psutil.Process]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
    command = [sys.executable, "-m", "celery", "-A", "worker", "worker", "--concurrency", "1"]
    with (tmp_path_factory.mktemp("worker") / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=kept | env, stdout=log, stderr=log)
    yield psutil.Process(process.pid)
    end(process)


def signed_in(app: Dash) -> FlaskClient:
    app.server.config["WTF_CSRF_ENABLED"] = False
    client = app.server.test_client()
    sign_in(client)
    return client


class Job:
    """The callback of the button, asked as the browser asks it."""

    def __init__(self, app: Dash, client: FlaskClient | None = None) -> None:
        self._client = client or signed_in(app)
        listed = self._client.get("/_dash-dependencies").json
        # Dash lists the callbacks of every app of this process; the last one is this app's.
        known = [each for each in listed if each["background"]][-1]
        button = known["inputs"][0]
        given = (ASKED, ["csv"], uuid.uuid4().hex)
        self._asked = {
            "output": known["output"],
            "outputs": [{"id": "laporan-hasil", "property": "children"}, {"id": "laporan-baru", "property": "data"}],
            "inputs": [button | {"value": 1}],
            "state": [each | {"value": value} for each, value in zip(known["state"], given, strict=True)],
            "changedPropIds": [f"{button['id']}.{button['property']}"],
        }
        self._handles: dict[str, str] = {}
        self.said = ""
        self.ask()

    def ask(self) -> bool:
        """Ask once; whether an answer is there."""
        told = self._client.post("/_dash-update-component", json=self._asked, query_string=self._handles).json
        self._handles = self._handles or {name: told[name] for name in ("cacheKey", "job") if name in told}
        self.said = text(told.get("response", {}).get("laporan-hasil", {}).get("children"))
        return bool(self.said)


def test_a_worker_makes_the_report_that_the_page_asks_for(
    app: Dash, env: dict[str, str], worker: psutil.Process
) -> None:
    job = Job(app)
    wait_until(job.ask, "the worker made no report")
    assert "Laporan siap" in job.said
    assert len(list(Path(env["PANTAU_DATA"]).glob("laporan/51.08/*/*.csv"))) == 1


def test_a_report_whose_maker_is_killed_is_said_to_be_lost(
    app: Dash, env: dict[str, str], worker: psutil.Process
) -> None:
    data = Path(env["PANTAU_DATA"])
    wait_until(worker.children, "the worker has no process for its tasks")
    client = signed_in(app)
    with closing(sqlite3.connect(data / "pantau.sqlite3")) as database:
        database.execute("BEGIN IMMEDIATE")  # the maker waits here for its turn to write
        before = len(list(data.glob("laporan/51.08/*")))
        job = Job(app, client)
        wait_until(lambda: len(list(data.glob("laporan/51.08/*"))) > before, "the report was not begun")
        assert not job.ask()
        worker.children()[0].kill()
        wait_until(job.ask, "nobody said that the report is lost")
    assert "berhenti di tengah jalan" in job.said


def test_web_servers_on_one_redis_share_a_secret_that_stays(app: Dash, redis_url: str) -> None:
    manager = app._background_manager
    first = manager.get_or_create_signing_secret(lambda: b"satu")
    assert manager.get_or_create_signing_secret(lambda: b"dua") == first
    with Redis.from_url(redis_url) as redis:
        assert redis.ttl(manager.SIGNING_SECRET_KEY) == -1


def test_a_redis_that_is_away_is_said_at_once(tmp_path: Path) -> None:
    settings = load_settings({"PANTAU_REDIS_URL": "redis://127.0.0.1:1/0", "PANTAU_DATA": str(tmp_path)})
    store = prepare_store(settings)
    add_somebody(store)
    store.close()
    began = time.monotonic()
    assert "tidak dapat dihubungi" in Job(create_app(settings)).said
    assert time.monotonic() - began < 30


def test_a_worker_without_a_redis_address_ends_with_one_line() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")}
    command = [sys.executable, "-m", "celery", "-A", "worker", "worker"]
    ended = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=PATIENCE_S)
    assert ended.returncode == 2
    assert ended.stderr.startswith("PANTAU_REDIS_URL=")
    assert len(ended.stderr.splitlines()) == 1
