"""TCP connect and HTTP probes. What went wrong on our own side is never blamed on the target."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import anyio
import httpx
from httpcore import AsyncNetworkStream

from collectors.certificates import ask_valid_until, tls_context, valid_until
from collectors.own_side import is_own_side, own_side_note
from dashboard.model import SampleStatus

_RETRY_PAUSE_S = 0.25
"""Least time between two attempts: a refusal comes back at once, and asking again at once would be no retry."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What one probe found: OK, FAILED, or UNKNOWN (the probe itself failed).

    ``rtt_ms``: milliseconds from the attempt's first packet to the reply, None without one. ``note`` is Indonesian.
    """

    status: SampleStatus
    rtt_ms: float | None = None
    attempts: int = 1
    note: str = ""
    cert_until: datetime | None = None
    """Until when the server's HTTPS certificate is valid; None where it was not seen."""


def judge_error(error: OSError, address: str) -> ProbeResult:
    """FAILED for what the target or the way to it answered, UNKNOWN for our own side."""
    if is_own_side(error, address):
        return ProbeResult(SampleStatus.UNKNOWN, note=own_side_note(error))
    return ProbeResult(SampleStatus.FAILED)


async def probe_tcp(address: str, port: int, *, timeout_s: float = 1.0) -> ProbeResult:
    """Connect once; ``rtt_ms`` is the time until the connection stood."""
    loop = asyncio.get_running_loop()
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            sock.setblocking(False)
            started_s = time.perf_counter()
            async with asyncio.timeout(timeout_s):
                await loop.sock_connect(sock, (address, port))
            rtt_ms = (time.perf_counter() - started_s) * 1000
            # A port of this machine's own ephemeral range can connect to itself: nobody is listening there.
            if sock.getsockname() == sock.getpeername():
                return ProbeResult(SampleStatus.FAILED)
    except TimeoutError:
        return ProbeResult(SampleStatus.FAILED)
    except OSError as error:
        return judge_error(error, address)
    return ProbeResult(SampleStatus.OK, rtt_ms)


def http_client(verify: bool | str = True) -> httpx.AsyncClient:
    """A client that follows no redirects and no proxy of the environment: a probe measures the target itself.

    ``verify`` as in an office file; raises OSError for an authority's file that cannot be read.
    """
    return httpx.AsyncClient(
        verify=tls_context(verify),
        trust_env=False,
        follow_redirects=False,
        timeout=None,  # noqa: S113  (bounded as a whole by asyncio.timeout in probe_http)
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        headers={"User-Agent": "pantau-piak"},
    )


async def probe_http(
    client: httpx.AsyncClient,
    url: str,
    address: str,
    *,
    expect_status: Collection[int] = (200,),
    timeout_s: float = 5.0,
) -> ProbeResult:
    """GET ``url`` at ``address`` (its host already resolved); ``rtt_ms`` is the time until the answer's head.

    Any other status than those of ``expect_status`` is FAILED with a note. The body is not read, and a redirect is an
    answer like any other: whoever expects one lists its status.
    """
    wanted = httpx.URL(url)
    # The address replaces the name on the way only: the Host header and the certificate's name stay.
    opened: list[AsyncNetworkStream] = []

    async def keep_opened(event: str, info: Mapping[str, object]) -> None:
        stream = info.get("return_value")
        if event == "connection.connect_tcp.complete" and isinstance(stream, AsyncNetworkStream):
            opened.append(stream)

    request = client.build_request(
        "GET",
        wanted.copy_with(host=address),
        headers={"Host": wanted.netloc.decode("ascii")},
        extensions={"sni_hostname": wanted.host, "trace": keep_opened},
    )
    started_s = time.perf_counter()
    refused: ProbeResult | None = None
    try:
        async with asyncio.timeout(timeout_s):
            try:
                response = await client.send(request, stream=True)
            except httpx.HTTPError as error:
                refused = _judge_http_error(error, address)
                if not _is_refused_certificate(error):
                    return refused
                until = await ask_valid_until(address, wanted.port or 443, wanted.host)
                return replace(refused, cert_until=until)
            rtt_ms = (time.perf_counter() - started_s) * 1000
            until = _shown_until(response)
            await response.aclose()
    except TimeoutError:
        # httpx forgets a connection whose TLS handshake is cancelled: a mute server would cost a socket at every poll.
        for stream in opened:
            with suppress(OSError, anyio.ClosedResourceError):
                await stream.aclose()
        return refused or ProbeResult(SampleStatus.FAILED)
    if response.status_code not in expect_status:
        expected = " atau ".join(map(str, expect_status))
        note = f"HTTP menjawab {response.status_code}, yang diharapkan {expected}"
        return ProbeResult(SampleStatus.FAILED, note=note, cert_until=until)
    return ProbeResult(SampleStatus.OK, rtt_ms, cert_until=until)


def _shown_until(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    return None if stream is None else valid_until(stream.get_extra_info("ssl_object"))


def _is_refused_certificate(error: httpx.HTTPError) -> bool:
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def _judge_http_error(error: httpx.HTTPError, address: str) -> ProbeResult:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ProbeResult(SampleStatus.FAILED, note=f"sertifikat HTTPS ditolak: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            # Its errno is OpenSSL's own number, not the operating system's.
            return ProbeResult(SampleStatus.FAILED, note="sambungan HTTPS gagal pada tahap TLS")
        if isinstance(cause, OSError) and cause.errno is not None:
            return judge_error(cause, address)
    return ProbeResult(SampleStatus.FAILED)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what it was raised from; httpx wraps the operating system's error several times."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def with_retries(attempt: Callable[[], Awaitable[ProbeResult]], *, attempts: int) -> ProbeResult:
    """Ask until an answer comes, ``attempts`` times at most. Without one: UNKNOWN if any attempt failed on our side."""
    result = ProbeResult(SampleStatus.UNKNOWN)
    unknown: ProbeResult | None = None
    for number in range(1, attempts + 1):
        started_s = time.monotonic()
        result = replace(await attempt(), attempts=number)
        if result.status is SampleStatus.OK:
            return result
        if result.status is SampleStatus.UNKNOWN:
            unknown = result
        if number < attempts:
            await asyncio.sleep(max(0.0, started_s + _RETRY_PAUSE_S - time.monotonic()))
    return replace(unknown, attempts=attempts) if unknown else result
