"""What no test client sends: bodies of 200 MB, without length, byte by byte, and requests within requests.

Asked of the real web server on a real socket.
"""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from dash import Dash

from dashboard.serving import THREADS, waitress_of
from dashboard.web_payload import LONGEST_BODY

MB = 1024 * 1024
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def port(app: Dash) -> Iterator[int]:
    settings = app.server.config["CONTEXT"].settings.model_copy(update={"host": "127.0.0.1", "port": 0})
    server = waitress_of(app.server, settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(timeout=5)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def heard(one: socket.socket, patience_s: float = 1.0) -> bytes:
    """What comes back until the other side is silent or hangs up."""
    one.settimeout(patience_s)
    found = b""
    try:
        while part := one.recv(65536):
            found += part
            if b"\r\n\r\n" in found:
                one.settimeout(0.05)
    except (TimeoutError, ConnectionError):
        pass
    return found


def asked(port: int, raw: bytes) -> bytes:
    with connect(port) as one:
        one.sendall(raw)
        return heard(one)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pour(one: socket.socket, part: bytes, times: int) -> int:
    """Send until the other side hangs up or has said something; bytes that it took."""
    taken = 0
    one.settimeout(3)
    try:
        for _ in range(times):
            one.sendall(part)
            taken += len(part)
    except (ConnectionError, TimeoutError):
        pass
    return taken


@pytest.mark.parametrize("path", [b"/masuk", b"/_dash-update-component", b"/assets/x", b"/tidak-ada"])
def test_an_upload_of_200_mb_is_refused_by_its_length_before_it_is_read(port: int, path: bytes) -> None:
    before = peak_mb()
    with connect(port) as one:
        one.sendall(b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 209715200\r\n\r\n")
        answer = heard(one, 3)
        taken = pour(one, b"x" * MB, 200)
    assert status(answer) == 413
    assert taken < 20 * MB
    assert peak_mb() - before < 30


def test_an_upload_that_does_not_say_its_length_is_cut_off_at_the_same_size(port: int) -> None:
    before = peak_mb()
    with connect(port) as one:
        one.sendall(b"POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        taken = pour(one, b"100000\r\n" + b"x" * MB + b"\r\n", 60)
    assert taken < LONGEST_BODY + 24 * MB  # what the kernel itself holds on the way
    assert peak_mb() - before < 60
    assert status(asked(port, HEALTH)) == 200


def test_a_body_of_allowed_size_is_read_and_judged(port: int) -> None:
    body = b"x" * MB
    head = b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    assert status(asked(port, head + b"Content-Length: %d\r\n\r\n" % len(body) + body)) == 400  # without its word


SMUGGLED = (
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HEALTH,
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nx",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nabcde",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nabcde",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
    b"POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n X-Folded: b\r\n\r\n",
    b"GET /healthz\rX: y HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET  /healthz  HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
    b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 60_000 + b"\r\n",
)


@pytest.mark.parametrize("raw", SMUGGLED, ids=range(len(SMUGGLED)))
def test_a_request_that_could_be_read_in_two_ways_is_refused_or_read_in_one(port: int, raw: bytes) -> None:
    answer = asked(port, raw)
    assert answer.count(b"HTTP/1.") <= 1  # never an answer to a request within the request
    assert not answer or status(answer) in (200, 400, 401, 404, 413, 414, 431, 501, 505)
    assert status(asked(port, HEALTH)) == 200


def test_bodies_that_never_end_hold_no_thread_of_the_server(port: int) -> None:
    with ExitStack() as open_ones:
        for _ in range(3 * THREADS):
            slow = open_ones.enter_context(connect(port))
            slow.sendall(b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
        begun = time.monotonic()
        assert status(asked(port, HEALTH)) == 200
        assert time.monotonic() - begun < 5


@pytest.mark.parametrize("host", [b"jahat.example", b"x\r\nX-Forwarded-Host: jahat.example", b"[::1", b"a" * 3000, b""])
def test_no_host_that_somebody_names_gets_into_an_answer(port: int, host: bytes) -> None:
    answer = asked(port, b"GET /kepatuhan HTTP/1.1\r\nAccept: text/html\r\nHost: " + host + b"\r\n\r\n")
    assert b"jahat.example" not in answer
    assert status(answer) in (302, 400)


def test_the_server_tells_nothing_of_its_insides(port: int) -> None:
    for raw in (HEALTH, SMUGGLED[3], b"GET /tidak-ada HTTP/1.1\r\nHost: x\r\n\r\n"):
        answer = asked(port, raw).lower()
        for word in (b"traceback", b"werkzeug", b"python/", b"/site-packages/", b"x-powered-by"):
            assert word not in answer
