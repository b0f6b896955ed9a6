"""The sweep: many addresses pinged through one ICMP socket; and one address, because somebody asked.

Which reply is believed: ``collectors.icmp_line``.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future

import pythonping
from pythonping.executor import Response

from collectors.base import CollectorError
from collectors.icmp_line import NONCE_BYTES, PACE_PER_S, Line, SweepResult
from collectors.icmp_socket import IcmpNotPermittedError, IcmpSocket, open_icmp_socket
from collectors.own_side import own_side_note

__all__ = ["PACE_PER_S", "IcmpNotPermittedError", "Pinger", "SweepResult", "open_icmp_socket", "ping_now", "sweep"]

_RENEW_S = 60.0
"""A socket is used by new sweeps for so long, then by those that began with it."""

_ping_lock = threading.Lock()


async def sweep(
    hosts: Sequence[str],
    *,
    timeout_s: float = 1.0,
    pace_per_s: float = PACE_PER_S,
    retries: int = 0,
    sock: IcmpSocket | None = None,
) -> SweepResult:
    """Ping IPv4 addresses at once; those without a reply again after ``timeout_s``, ``retries`` times.

    A reply to any of a host's packets counts until ``timeout_s`` after its latest one, with the time since its own
    packet. Takes at most ``(retries + 1) * timeout_s`` plus the pacing of the first round. Raises ValueError for
    anything but IPv4 addresses (a name would block on DNS), IcmpNotPermittedError, OSError (no descriptor left).
    """
    addresses = [_ipv4(host) for host in hosts]
    if sock is not None:
        return await Line(sock, pace_per_s).sweep(addresses, timeout_s, retries)
    with open_icmp_socket() as own:
        return await Line(own, pace_per_s).sweep(addresses, timeout_s, retries)


def _ipv4(host: str) -> str:
    """The address as the kernel writes it. (``ipaddress`` takes ten times as long, which thousands notice.)"""
    try:
        return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, host))
    except (OSError, ValueError):
        raise ValueError(f"{host!r} is no IPv4 address") from None


class Pinger:
    """Sweeps of many threads in one loop, through one socket at one pace: a nation's offices do not flood together.

    Its thread begins with the first sweep and never keeps the process from ending.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._line: _OpenLine | None = None

    def sweep(self, hosts: Sequence[str], *, timeout_s: float = 1.0, retries: int = 0) -> Future[SweepResult]:
        """Begin a sweep; the future gives or raises what the function ``sweep`` does."""
        addresses = [_ipv4(host) for host in hosts]
        return asyncio.run_coroutine_threadsafe(self._sweep(addresses, timeout_s, retries), self._running())

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._thread is None or not self._thread.is_alive():
                self._loop, self._line = asyncio.new_event_loop(), None
                self._thread = threading.Thread(target=self._loop.run_forever, name="ping", daemon=True)
                self._thread.start()
            return self._loop

    async def _sweep(self, addresses: Sequence[str], timeout_s: float, retries: int) -> SweepResult:
        mine = self._line
        if mine is None or time.monotonic() - mine.since_s > _RENEW_S:
            mine = self._line = _OpenLine()
        try:
            return await mine.line.sweep(addresses, timeout_s, retries)
        finally:
            if mine.line.is_idle:
                mine.sock.close()
                if self._line is mine:
                    self._line = None


class _OpenLine:
    """A line on a socket of its own. Raises IcmpNotPermittedError, OSError (no descriptor left)."""

    def __init__(self) -> None:
        self.sock = open_icmp_socket()
        self.line = Line(self.sock)
        self.since_s = time.monotonic()


def ping_now(host: str) -> Response:
    """One ping for "ping sekarang": a pythonping Response; blocks at most 1 s after the name is resolved.

    Raises CollectorError for a name that cannot be resolved and for our own failures (no route), and
    IcmpNotPermittedError without the right.
    """
    try:
        address = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_RAW)[0][4][0]
    except socket.gaierror as error:
        raise CollectorError(f"Nama {host} tidak dapat diterjemahkan; periksa DNS atau tulis alamat IP-nya.") from error
    try:
        return _pythonping_once(str(address))
    except PermissionError:
        # pythonping needs a raw socket; where only the datagram kind is allowed the sweep does as well.
        return _sweep_once(str(address))
    except OSError as error:
        raise CollectorError(f"{host}: {own_side_note(error)}") from error


def _pythonping_once(address: str) -> Response:
    with _ping_lock:
        try:
            answers = pythonping.ping(address, count=1, timeout=1, payload=os.urandom(NONCE_BYTES), match=True)
        finally:
            # pythonping forgets to give its identifier back when it raises, and hangs when none is left.
            pythonping.SEED_IDs.clear()
    return next(iter(answers))


def _sweep_once(address: str) -> Response:
    result = asyncio.run(sweep([address]))
    for error in result.errors.values():
        raise CollectorError(f"{address}: {own_side_note(error)}") from error
    return next(iter(result.responses[address]))
