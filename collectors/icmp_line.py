"""The way of echo requests and replies: one socket with its pace, and the sweeps that share it.

A reply counts only when source address, sequence and a random nonce of its own packet all match, so neither a rival
pinger on the same machine nor a late or foreign reply can make a dead host look alive.
"""

from __future__ import annotations

import asyncio
import errno
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from pythonping.executor import Message, Response, ResponseList
from pythonping.icmp import ICMP, Types

from collectors.icmp_socket import Datagram, IcmpSocket, echo_bytes

NONCE_BYTES = 16
PACE_PER_S = 4000
_BURST_S, _CATCH_UP_S = 0.005, 0.05
"""How far the pace begins behind, and may catch up after a stall: 20 and 200 packets at 4,000/s, never a flood.

A machine that is busy wakes us late, again and again: with less to catch up a nation's sweeps would never end.
"""
_DRAIN_AT_ONCE = 512
_SEND_PAUSES_S = (0.002, 0.01, 0.05)
_SEND_LATER = {errno.EAGAIN, errno.ENOBUFS}
_CLOCK_SLACK_S = 0.001
_NAP_S = 0.004
"""Least time worth a wake-up of the event loop: 16 packets at 4,000/s go out together."""
_HOLD_S = 0.005
"""How long replies are left to gather: the kernel's stamp says when each came, so nothing is lost by reading late."""


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


@dataclass(frozen=True, repr=False)
class SweepResult:
    """What came back.

    ``errors`` names hosts to which at least one packet could not be sent (our own side), with the last reason.
    Without a repr of thousands of lines: asyncio.run asks for one of its task's result when it gives SIGINT back.
    """

    sent: dict[str, list[_Packet]]
    errors: dict[str, OSError]
    timeout_s: float

    @cached_property
    def responses(self) -> dict[str, ResponseList]:
        """In pythonping's own words: one Response for each packet sent to a host, in order. Made when asked for."""
        return {
            host: ResponseList([packet.response(self.timeout_s) for packet in packets])
            for host, packets in self.sent.items()
        }

    def rtt_ms(self, host: str) -> float | None:
        """Round-trip time in milliseconds of the first packet that was answered; None without any reply."""
        return next((each.rtt_s * 1000 for each in self.sent[host] if each.rtt_s is not None), None)

    def attempts(self, host: str) -> int:
        """How many packets were sent to a host."""
        return len(self.sent[host])


class Line:
    """One open socket and its pace, shared by all sweeps of one event loop: a reply's nonce tells whose it is.

    First packets and repeated ones are paced each by themselves: where everything is dead the repeated ones are twice
    as many, and must not hold the others' first ones up.
    """

    def __init__(self, sock: IcmpSocket, pace_per_s: float = PACE_PER_S) -> None:
        self._sock = sock
        self._gap_s = 1 / pace_per_s
        self._next_s = {False: 0.0, True: 0.0}
        self._waiting: dict[bytes, tuple[_Sweep, _Packet]] = {}
        self._sweeps = 0
        self._identifier, self._sequence = int.from_bytes(os.urandom(2)), int.from_bytes(os.urandom(2))

    @property
    def is_idle(self) -> bool:
        """Whether no sweep uses it."""
        return self._sweeps == 0

    async def sweep(self, addresses: Sequence[str], timeout_s: float, retries: int) -> SweepResult:
        """As the function ``sweep``, for addresses that were checked."""
        if self.is_idle:
            self._next_s = dict.fromkeys((False, True), time.monotonic() - _BURST_S)
            self._listen()
        self._sweeps += 1
        sweep = _Sweep(self, addresses, timeout_s, retries + 1)
        try:
            return await sweep.run()
        finally:
            self._sweeps -= 1
            self._forget(sweep)

    def pause_s(self, *, repeated: bool) -> float:
        """How long the pace wants the next packet to wait; 0 where that is not worth a wake-up."""
        now_s = time.monotonic()
        next_s = max(self._next_s[repeated], now_s - _CATCH_UP_S) + self._gap_s
        self._next_s[repeated] = next_s
        return next_s - now_s if next_s - now_s > _NAP_S else 0.0

    def send(self, sweep: _Sweep, host: str) -> _Packet:
        """Send one request for a sweep. Raises OSError as the kernel gives it."""
        nonce = os.urandom(NONCE_BYTES)
        self._sequence = (self._sequence + 1) & 0xFFFF
        request = ICMP(Types.EchoRequest, nonce, self._identifier, self._sequence)
        wire = echo_bytes(request)
        packet = _Packet(host, request, time.time_ns(), time.monotonic())
        self._waiting[nonce] = sweep, packet
        try:
            self._sock.send(wire, host)
        except OSError:
            del self._waiting[nonce]
            raise
        return packet

    def drain(self) -> None:
        """Read what has come."""
        for datagram in self._sock.drain(_DRAIN_AT_ONCE):
            self.take(datagram)

    def take(self, datagram: Datagram) -> bool:
        """Believe one reply, or not (False): foreign, forged, a duplicate, or past its time."""
        sweep, packet = self._waiting.get(datagram.packet.payload, (None, None))
        return sweep is not None and packet is not None and sweep.take(packet, datagram)

    def _listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._sock.fileno(), self._readable)

    def _readable(self) -> None:
        self.drain()
        if self._sock.has_kernel_time and not self.is_idle:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._sock.fileno())
            loop.call_later(_HOLD_S, self._listen_again)

    def _listen_again(self) -> None:
        if not self.is_idle:
            self.drain()
            self._listen()

    def _forget(self, sweep: _Sweep) -> None:
        for packet in sweep.packets():
            self._waiting.pop(packet.request.payload, None)
        if self.is_idle:
            asyncio.get_running_loop().remove_reader(self._sock.fileno())


class _Sweep:
    """The state of one sweep. ``take`` is where a reply is believed or not."""

    def __init__(self, line: Line, hosts: Sequence[str], timeout_s: float, attempts: int) -> None:
        self._line = line
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._sent: dict[str, list[_Packet]] = {host: [] for host in hosts}
        self._tried = dict.fromkeys(hosts, 0)
        self._errors: dict[str, OSError] = {}
        self._waiting = set(hosts)
        self._answered = asyncio.Event()

    async def run(self) -> SweepResult:
        await self._send_all()
        return SweepResult(self._sent, self._errors, self._timeout_s)

    def packets(self) -> Iterator[_Packet]:
        """All that were sent."""
        return chain.from_iterable(self._sent.values())

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
            pause_s = self._line.pause_s(repeated=self._tried[host] > 0)
            if pause_s:
                # Replies that are here already would wake the loop at once, and then again for the pace.
                self._line.drain()
                await asyncio.sleep(pause_s)
            await self.send(host)
            due.append((time.monotonic() + self._timeout_s, host))

    async def _wait_until(self, due_s: float) -> None:
        left_s = due_s - time.monotonic()
        if left_s > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._answered.wait(), left_s)
        # After a stall of this process replies may wait in the buffer: look before a host is given up.
        self._line.drain()

    async def send(self, host: str) -> None:
        """Send one request to a host, with a pause where the kernel has no room."""
        self._tried[host] += 1
        for pause_s in (*_SEND_PAUSES_S, None):
            try:
                self._sent[host].append(self._line.send(self, host))
            except OSError as error:
                if error.errno in _SEND_LATER and pause_s is not None:
                    await asyncio.sleep(pause_s)
                    continue
                self._errors[host] = error
            return

    def take(self, packet: _Packet, datagram: Datagram) -> bool:
        """Whether the datagram is the reply to ``packet``, whose nonce it bears."""
        reply = datagram.packet
        if packet.reply is not None or packet.host not in self._waiting:
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
