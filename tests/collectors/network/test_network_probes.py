"""TCP and HTTP probes against real listeners; own-side failures in a namespace or under a real limit."""

from __future__ import annotations

import asyncio
import gc
import resource
import socket
import ssl
import warnings
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from collectors.probes import ProbeResult, http_client, probe_http, probe_tcp, with_retries
from dashboard.model import SampleStatus
from tests.collectors.network.netns import client_and_peer, namespace
from tests.listeners import HttpListener, TcpListener

OK, FAILED, UNKNOWN = SampleStatus.OK, SampleStatus.FAILED, SampleStatus.UNKNOWN
HOST = "127.0.0.5"


def ask_tcp(port: int, host: str = HOST, timeout_s: float = 1.0) -> ProbeResult:
    return asyncio.run(probe_tcp(host, port, timeout_s=timeout_s))


def ask_http(url: str, address: str = HOST, **more: Any) -> ProbeResult:
    async def ask() -> ProbeResult:
        async with http_client() as client:
            return await probe_http(client, url, address, **more)

    return asyncio.run(ask())


@pytest.fixture
def web() -> Iterator[HttpListener]:
    with HttpListener(HOST) as listener:
        yield listener


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port whose queue is full: the handshake is never completed, as behind a dropping firewall."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind((HOST, 0))
        full.listen(0)
        for each in (first, second):
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        yield int(full.getsockname()[1])


def with_no_descriptor_left(ask: Callable[[], Coroutine[Any, Any, ProbeResult]]) -> ProbeResult:
    async def starve() -> ProbeResult:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            return await ask()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    return asyncio.run(starve())


def test_a_listening_port_is_ok_with_its_time() -> None:
    with TcpListener(HOST) as listener:
        result = ask_tcp(listener.port)
    assert result.status is OK
    assert result.rtt_ms is not None
    assert 0 < result.rtt_ms < 1000


def test_a_refused_connection_failed_and_the_restarted_listener_is_ok_again() -> None:
    listener = TcpListener(HOST).start()
    listener.stop()
    stopped = ask_tcp(listener.port)
    with listener:
        assert (stopped, ask_tcp(listener.port).status) == (ProbeResult(FAILED), OK)


def test_a_silent_address_failed_at_the_timeout(deaf_port: int) -> None:
    assert ask_tcp(deaf_port, timeout_s=0.1) == ProbeResult(FAILED)


def test_no_descriptor_left_is_our_own_failure() -> None:
    result = with_no_descriptor_left(lambda: probe_tcp(HOST, 9))
    assert (result.status, "EMFILE" in result.note) == (UNKNOWN, True)


def test_no_descriptor_left_for_http_is_our_own_failure() -> None:
    async def ask() -> ProbeResult:
        async with http_client() as client:
            return await probe_http(client, f"http://{HOST}:9/", HOST)

    http_client()  # the authorities' files are read before the descriptors run out
    assert with_no_descriptor_left(ask).status is UNKNOWN


def test_our_own_missing_route_is_unknown_but_a_routers_refusal_is_failed() -> None:
    code = """
import asyncio, json
from collectors.probes import probe_tcp, probe_http, http_client
from tests.collectors.network.netns import REJECTED
async def ask(address):
    async with http_client() as client:
        web = await probe_http(client, f"http://{address}/", address, timeout_s=1)
    return [(await probe_tcp(address, 80)).status.name, web.status.name]
print(json.dumps([asyncio.run(ask(address)) for address in ("10.1.2.3", f"{REJECTED}.1")]))
"""
    with client_and_peer() as (client, _):
        assert client.python(code) == [["UNKNOWN", "UNKNOWN"], ["FAILED", "FAILED"]]


def test_a_port_that_would_connect_to_itself_is_not_taken_for_a_listener() -> None:
    code = """
import asyncio, json
from collectors.probes import probe_tcp
print(json.dumps(asyncio.run(probe_tcp("127.0.0.1", 40001)).status.name))
"""
    with namespace() as made:
        made.sysctl("net.ipv4.ip_local_port_range", "40001 40001")
        assert made.python(code) == "FAILED"


def test_the_expected_status_is_ok(web: HttpListener) -> None:
    web.status = 401
    result = ask_http(web.url, expect_status=(401,))
    assert (result.status, result.note) == (OK, "")


def test_another_status_failed_with_a_note(web: HttpListener) -> None:
    web.status = 500
    assert ask_http(web.url) == ProbeResult(FAILED, note="HTTP menjawab 500, yang diharapkan 200")


def test_a_redirect_is_not_followed(web: HttpListener) -> None:
    web.status, web.location = 302, web.url
    assert (ask_http(web.url).status, len(web.hosts)) == (FAILED, 1)


def test_the_time_until_a_slow_answer_is_measured(web: HttpListener) -> None:
    web.delay_s = 0.15
    rtt_ms = ask_http(web.url).rtt_ms
    assert rtt_ms is not None
    assert 150 <= rtt_ms < 1000


def test_a_hanging_server_failed_at_the_timeout() -> None:
    with TcpListener(HOST) as listener:
        assert ask_http(f"http://{HOST}:{listener.port}/", timeout_s=0.1) == ProbeResult(FAILED)


def test_a_refused_http_connection_failed() -> None:
    assert ask_http(f"http://{HOST}:9/") == ProbeResult(FAILED)


def test_the_name_is_kept_in_the_host_header(web: HttpListener) -> None:
    ask_http(f"http://siak.kantor.example:{web.port}/")
    assert web.hosts == [f"siak.kantor.example:{web.port}"]


def test_a_proxy_of_the_environment_is_not_asked(web: HttpListener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert ask_http(web.url).status is OK


def test_an_unknown_certificate_is_refused_with_a_note(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "kantor.pem"))
    listener = HttpListener(HOST).start()
    assert listener._server is not None
    listener._server.socket = context.wrap_socket(listener._server.socket, server_side=True)
    result = ask_http(f"https://{HOST}:{listener.port}/")
    listener.stop()
    assert (result.status, result.note[:24]) == (FAILED, "sertifikat HTTPS ditolak")


def test_a_server_without_tls_failed_with_a_note(web: HttpListener) -> None:
    result = ask_http(web.url.replace("http:", "https:"))
    assert (result.status, "TLS" in result.note) == (FAILED, True)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([OK], (OK, 1)),
        ([FAILED, OK], (OK, 2)),
        ([FAILED, FAILED, FAILED], (FAILED, 3)),
        ([FAILED, UNKNOWN, FAILED], (UNKNOWN, 3)),
    ],
)
def test_only_what_did_not_answer_is_asked_again(
    answers: list[SampleStatus], expected: tuple[SampleStatus, int]
) -> None:
    left = iter(answers)

    async def attempt() -> ProbeResult:
        return ProbeResult(next(left))

    result = asyncio.run(with_retries(attempt, attempts=3))
    assert (result.status, result.attempts) == expected
    assert list(left) == []


def self_signed(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(day).not_valid_after(day + timedelta(days=36500))
    pem = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(pem + secret)
    return path


def test_a_server_that_is_mute_in_the_tls_handshake_costs_no_socket() -> None:
    with socket.create_server((HOST, 0)) as mute, warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always", ResourceWarning)
        port = mute.getsockname()[1]
        result = ask_http(f"https://{HOST}:{port}/", timeout_s=0.3)
        gc.collect()
    assert result.status is FAILED
    assert [str(each.message) for each in seen] == []
