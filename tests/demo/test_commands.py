"""``python -m demo`` as processes: serving, the switches by hand, and a stop that leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.demo.conftest import ROOT, demo_command, demo_env, run_demo

MODEM, HOST = "modem-62.08.01", "127.15.1.1"
OTHER_HOST = "127.15.2.1"


def listens(host: str, port: int) -> bool:
    with closing(socket.socket()) as client:
        client.settimeout(1)
        return client.connect_ex((host, port)) == 0


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


@contextmanager
def serving(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        demo_command("serve", "--tenang"),
        cwd=ROOT,
        env={**os.environ, **env},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def test_a_switch_by_hand_closes_one_listener_and_opens_it_again(tmp_path: Path) -> None:
    env = demo_env(tmp_path, 17313)
    with serving(env):
        assert within(15, lambda: listens(HOST, 17313))
        assert run_demo(env, "matikan", MODEM).returncode == 0
        assert within(3, lambda: not listens(HOST, 17313))
        assert listens(OTHER_HOST, 17313)
        assert run_demo(env, "hidupkan", MODEM).returncode == 0
        assert within(3, lambda: listens(HOST, 17313))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_the_sources_within_two_seconds_and_leaves_no_listener(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(demo_env(tmp_path, 17314)) as process:
        assert within(15, lambda: listens(HOST, 17314))
        process.send_signal(number)
        assert process.wait(timeout=2) == 0
        assert not listens(HOST, 17314)


def test_a_port_in_use_is_one_message_and_the_other_targets_are_served(tmp_path: Path) -> None:
    with socket.create_server((HOST, 17315)) as rival, serving(demo_env(tmp_path, 17315)) as process:
        assert within(15, lambda: listens(OTHER_HOST, 17315))
        assert process.stderr is not None
        said = process.stderr.readline()
        assert f"{MODEM} di {HOST}:17315 tidak dapat dibuka" in said
        assert "PANTAU_DEMO_PORT" in said
        rival.close()
        assert within(3, lambda: listens(HOST, 17315))
        assert process.stderr.readline() == "Sumber demo: semua sasaran dapat dibuka lagi\n"


def test_serving_keeps_counters_dumps_and_the_book(tmp_path: Path) -> None:
    sources = tmp_path / "demo/62.08"
    log = sources / "counter/62.08.01.log"
    with serving(demo_env(tmp_path, 17316)):
        assert within(15, lambda: log.exists() and (sources / "buku-agenda.csv").exists())
        size = log.stat().st_size
        assert within(8, lambda: log.stat().st_size > size)


def test_a_target_without_a_source_is_refused_with_one_that_has(tmp_path: Path) -> None:
    done = run_demo(demo_env(tmp_path, 17317), "matikan", "modem-62.08.1")
    assert done.returncode == 2
    assert "modem-62.08.1 tidak punya sumber demo" in done.stderr
    assert "misalnya modem-62.08.0" in done.stderr
    assert not (tmp_path / "demo/saklar").exists()
