"""The sweep: every address of an office pinged through one ICMP socket.

A reply counts only when source address, sequence and a random nonce of its own packet all match, so neither a rival
pinger on the same machine nor a late or foreign reply can make a dead host look alive.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import pythonping
from pythonping.executor import Message, Response, ResponseList
from pythonping.icmp import ICMP, Types

from collectors.base import CollectorError
from collectors.icmp_socket import Datagram, IcmpNotPermittedError, IcmpSocket, echo_bytes, open_icmp_socket
from collectors.own_side import own_side_note

__all__ = ["IcmpNotPermittedError", "SweepResult", "open_icmp_socket", "ping_now", "sweep"]

NONCE_BYTES = 16
PACE_PER_S = 4000
_BURST_S = 0.005
"""How far the pace may catch up after a stall: 20 packets at 4,000/s, never a flood."""
_DRAIN_AT_ONCE = 512
_SEND_PAUSES_S = (0.002, 0.01, 0.05)
_SEND_LATER = {errno.EAGAIN, errno.ENOBUFS}
_CLOCK_SLACK_S = 0.001
_NAP_S = 0.004
"""Least time worth a wake-up of the event loop: 16 packets at 4,000/s go out together."""

_ping_lock = threading.Lock()


@dataclass(slots=True)
class _Packet:
    """One echo request on its way, with both clocks read just before it was sent."""

    host: str
    request: ICMP
    sent_ns: int
    sent_s: float
    rtt_s: float | None = None
    reply: ICMP | None = None

    def response(self, timeout_s: float) -> Response:
        """The outcome in pythonping's own words; ``time_elapsed`` in seconds."""
        if self.reply is None or self.rtt_s is None:
            return Response(None, timeout_s, self.request)
        return Response(Message("", self.reply, self.host), self.rtt_s, self.request)


@dataclass(frozen=True, slots=True, repr=False)
class SweepResult:
    """What came back: one Response for each packet sent to a host, in order.

    ``errors`` names hosts to which at least one packet could not be sent (our own side), with the last reason.
    Without a repr of thousands of lines: asyncio.run asks for one of its task's result when it gives SIGINT back.
    """

    responses: dict[str, ResponseList]
    errors: dict[str, OSError]

    def rtt_ms(self, host: str) -> float | None:
        """Round-trip time in milliseconds of the first packet that was answered; None without any reply."""
        return next((each.time_elapsed * 1000 for each in self.responses[host] if each.success), None)


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
        return await _Sweep(sock, addresses, timeout_s, pace_per_s, retries + 1).run()
    with open_icmp_socket() as own:
        return await _Sweep(own, addresses, timeout_s, pace_per_s, retries + 1).run()


def _ipv4(host: str) -> str:
    """The address as the kernel writes it. (``ipaddress`` takes ten times as long, which thousands notice.)"""
    try:
        return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, host))
    except (OSError, ValueError):
        raise ValueError(f"{host!r} is no IPv4 address") from None


class _Sweep:
    """The state of one sweep. ``take`` is where a reply is believed or not."""

    def __init__(
        self, sock: IcmpSocket, hosts: Sequence[str], timeout_s: float, pace_per_s: float, attempts: int
    ) -> None:
        self._sock = sock
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._gap_s = 1 / pace_per_s
        self._next_s = 0.0
        self._sent: dict[str, list[_Packet]] = {host: [] for host in hosts}
        self._tried = dict.fromkeys(hosts, 0)
        self._errors: dict[str, OSError] = {}
        self._by_nonce: dict[bytes, _Packet] = {}
        self._waiting = set(hosts)
        self._answered = asyncio.Event()
        self._identifier, self._sequence = int.from_bytes(os.urandom(2)), int.from_bytes(os.urandom(2))

    async def run(self) -> SweepResult:
        loop = asyncio.get_running_loop()
        loop.add_reader(self._sock.fileno(), self._drain)
        try:
            await self._send_all()
        finally:
            loop.remove_reader(self._sock.fileno())
        lists = {
            host: ResponseList([packet.response(self._timeout_s) for packet in packets])
            for host, packets in self._sent.items()
        }
        return SweepResult(lists, self._errors)

    async def _send_all(self) -> None:
        # One timeout for all, so the order of sending is the order in which hosts fall due again.
        due = deque((0.0, host) for host in self._sent)
        while due and self._waiting:
            due_s, host = due.popleft()
            if host not in self._waiting:
                continue
            if due_s:
                await self._wait_until(due_s)
            if host not in self._waiting:
                continue
            if self._tried[host] >= self._attempts:
                self._waiting.discard(host)
                continue
            await self._keep_pace()
            await self._send(host)
            due.append((time.monotonic() + self._timeout_s, host))

    async def _wait_until(self, due_s: float) -> None:
        left_s = due_s - time.monotonic()
        if left_s > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._answered.wait(), left_s)
        # After a stall of this process replies may wait in the buffer: look before a host is given up.
        self._drain()

    async def _keep_pace(self) -> None:
        now_s = time.monotonic()
        self._next_s = max(self._next_s, now_s - _BURST_S) + self._gap_s
        if self._next_s - now_s > _NAP_S:
            # Replies that are here already would wake the loop at once, and then again for the pace.
            self._drain()
            await asyncio.sleep(self._next_s - now_s)

    async def _send(self, host: str) -> None:
        nonce = os.urandom(NONCE_BYTES)
        self._sequence = (self._sequence + 1) & 0xFFFF
        request = ICMP(Types.EchoRequest, nonce, self._identifier, self._sequence)
        wire = echo_bytes(request)
        self._tried[host] += 1
        for pause_s in (*_SEND_PAUSES_S, None):
            packet = _Packet(host, request, time.time_ns(), time.monotonic())
            self._by_nonce[nonce] = packet
            try:
                self._sock.send(wire, host)
            except OSError as error:
                if error.errno in _SEND_LATER and pause_s is not None:
                    await asyncio.sleep(pause_s)
                    continue
                del self._by_nonce[nonce]
                self._errors[host] = error
                return
            self._sent[host].append(packet)
            return

    def _drain(self) -> None:
        for datagram in self._sock.drain(_DRAIN_AT_ONCE):
            self.take(datagram)

    def take(self, datagram: Datagram) -> bool:
        """Believe one reply, or not (False): foreign, forged, a duplicate, or past its time."""
        reply = datagram.packet
        packet = self._by_nonce.get(reply.payload)
        if packet is None or packet.reply is not None or packet.host not in self._waiting:
            return False
        if (reply.message_type, reply.message_code) != Types.EchoReply.ECHO_REPLY:
            return False
        if datagram.source != packet.host or reply.sequence_number != packet.request.sequence_number:
            return False
        rtt_s = _rtt_s(packet, datagram.received_ns)
        if packet.sent_s + rtt_s > self._sent[packet.host][-1].sent_s + self._timeout_s:
            return False
        packet.reply, packet.rtt_s = reply, rtt_s
        self._waiting.discard(packet.host)
        if not self._waiting:
            self._answered.set()
        return True


def _rtt_s(packet: _Packet, received_ns: int | None) -> float:
    """By the kernel's time stamp; by the monotonic clock without one, or where the wall clock was set meanwhile."""
    elapsed_s = time.monotonic() - packet.sent_s
    if received_ns is None:
        return elapsed_s
    kernel_s = (received_ns - packet.sent_ns) / 1_000_000_000
    return kernel_s if 0 <= kernel_s <= elapsed_s + _CLOCK_SLACK_S else elapsed_s


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
