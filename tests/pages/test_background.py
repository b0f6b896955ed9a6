"""Long work in a process of its own: what it inherits from the web server, and what it must let go of."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from waitress.server import create_server

from dashboard.background import LOST, LocalManager, ThreadManager

PATIENCE_S = 10


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def hello(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"halo"]


class WebServer:
    """A real waitress on a free port of 127.0.0.1, with one visitor that stays connected."""

    def __init__(self) -> None:
        self.server = create_server(hello, host="127.0.0.1", port=0, threads=1)
        self.port = int(self.server.effective_port)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.visitor = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        self.ask()

    def ask(self) -> None:
        """Ask by the visitor's connection and read the whole answer."""
        self.visitor.sendall(b"GET / HTTP/1.1\r\nHost: uji\r\n\r\n")
        answer = b""
        while not answer.endswith(b"halo"):
            more = self.visitor.recv(1000)
            assert more, "the server hung up"
            answer += more

    def _serve(self) -> None:
        with suppress(OSError):  # closed from the test's own thread while the loop looks at it
            self.server.asyncore.loop(timeout=0.05, map=self.server._map)

    def stop(self) -> None:
        """Close every socket of the server, as the end of its process does."""
        for each in list(self.server._map.values()):
            each.socket.close()
        self.server._map.clear()
        self._thread.join(PATIENCE_S)
        self.server.task_dispatcher.shutdown()


@pytest.fixture
def web() -> Iterator[WebServer]:
    made = WebServer()
    yield made
    made.stop()
    made.visitor.close()


@pytest.fixture
def job(web: WebServer, tmp_path: Path) -> Iterator[psutil.Process]:
    """A job that is under way: it was forked from the server's process and works until it is told to end."""

    def work(*_: Any) -> None:
        (tmp_path / "mulai").touch()
        wait_until((tmp_path / "selesai").exists, "nobody told the job to end")

    manager = LocalManager(tmp_path / "pekerjaan")
    child = psutil.Process(manager.call_job_fn("kunci", work, (), {}))
    wait_until((tmp_path / "mulai").exists, "the job did not begin")
    yield child
    (tmp_path / "selesai").touch()
    child.wait(PATIENCE_S)


def is_at_work(job: psutil.Process) -> bool:
    return job.is_running() and job.status() != psutil.STATUS_ZOMBIE


def test_a_port_is_free_again_while_a_job_of_its_old_server_lives(web: WebServer, job: psutil.Process) -> None:
    web.stop()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as waitress and gunicorn do
        again.bind(("127.0.0.1", web.port))
        again.listen()
    assert is_at_work(job)


def test_a_visitor_is_let_go_while_a_job_lives(web: WebServer, job: psutil.Process) -> None:
    web.stop()
    assert web.visitor.recv(1000) == b""
    assert is_at_work(job)


def test_the_server_answers_while_a_job_lives(web: WebServer, job: psutil.Process) -> None:
    web.ask()
    assert is_at_work(job)


@pytest.mark.parametrize(("is_cancelled", "said"), [(False, LOST), (True, LocalManager.UNDEFINED)])
def test_a_job_that_is_killed_is_lost_and_one_that_is_cancelled_is_not(
    job: psutil.Process, tmp_path: Path, is_cancelled: bool, said: object
) -> None:
    manager = LocalManager(tmp_path / "pekerjaan")
    assert manager.get_result("kunci", str(job.pid)) is manager.UNDEFINED
    if is_cancelled:
        manager.terminate_job(str(job.pid))
    else:
        job.kill()
    wait_until(lambda: not is_at_work(job), "the job lives on")
    assert manager.get_result("kunci", str(job.pid)) == said


def test_without_fork_the_work_is_done_by_a_thread_that_nobody_kills(tmp_path: Path) -> None:
    manager, go = ThreadManager(tmp_path / "pekerjaan"), threading.Event()

    def work(key: str, progress: str, args: tuple[str], _context: object) -> None:
        manager.handle.set(progress, [50])
        go.wait(PATIENCE_S)
        manager.handle.set(key, {"jawab": args[0]})

    job = manager.call_job_fn("kunci", work, ("halo",), {})
    wait_until(lambda: manager.get_progress("kunci") == [50], "the job did not begin")
    assert (manager.job_running(str(job)), manager.get_result("kunci", str(job))) == (True, manager.UNDEFINED)
    go.set()
    wait_until(lambda: not manager.job_running(job), "the job lives on")
    assert manager.get_result("kunci", str(job)) == {"jawab": "halo"}


def test_a_thread_that_ends_without_an_answer_is_lost_unless_it_was_cancelled(tmp_path: Path) -> None:
    manager = ThreadManager(tmp_path / "pekerjaan")
    lost, cancelled = (manager.call_job_fn(key, lambda *_: None, (), {}) for key in ("satu", "dua"))
    manager.terminate_job(str(cancelled))
    wait_until(lambda: not manager.job_running(lost) and not manager.job_running(cancelled), "the jobs live on")
    assert manager.get_result("satu", str(lost)) == LOST
    assert manager.get_result("dua", str(cancelled)) is manager.UNDEFINED
