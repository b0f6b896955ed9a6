"""Listeners on loopback addresses that stand for modems, PC clients and servers; some go down and come back."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from dashboard.offices import Office, Target
from demo.chance import draw

OUTAGE_WINDOW_S = 600
"""Chance decides once in ten minutes for each target whether it goes down in them."""
OUTAGE_CHANCE = 0.02
OUTAGE_SHORTEST_S = 45
OUTAGE_LONGEST_S = 420
_LENGTH = re.compile(rb"content-length: *(\d{1,7})\r\n", re.IGNORECASE)
_LONGEST_BODY = 65_536


@dataclass(frozen=True, slots=True)
class Address:
    """Where a target's listener listens, and whether it answers as an HTTP server."""

    target: str
    host: str
    port: int
    is_http: bool


def addresses(offices: Iterable[Office]) -> tuple[Address, ...]:
    """One address for each TCP or HTTP target (ICMP targets answer by themselves on loopback)."""
    return tuple(_address(target) for office in offices for target in office.targets if target.probe.type != "icmp")


def _address(target: Target) -> Address:
    probe = target.probe
    if probe.type == "http":
        parts = urlsplit(probe.url)
        return Address(target.id, parts.hostname or "", parts.port or 80, True)
    return Address(target.id, probe.host, probe.port or 0, False)


def alert_receivers(offices: Iterable[Office]) -> tuple[Address, ...]:
    """Where alerts of the demo arrive: webhooks on loopback that take everything and keep nothing."""
    urls = {urlsplit(each.channel) for office in offices for each in office.alerts.receivers if each.channel}
    places = sorted({(url.hostname or "", url.port or 80) for url in urls})
    return tuple(Address(f"peringatan-{host}", host, port, True) for host, port in places)


def is_out_by_chance(target: str, now: datetime) -> bool:
    """Whether ``target`` is in one of its random outages at ``now``; the same answer for the same moment."""
    window, second = divmod(int(now.timestamp()), OUTAGE_WINDOW_S)
    dice = draw("outage", target, window)
    if dice.random() >= OUTAGE_CHANCE:
        return False
    length = dice.randint(OUTAGE_SHORTEST_S, OUTAGE_LONGEST_S)
    start = dice.randint(0, OUTAGE_WINDOW_S - length)
    return start <= second < start + length


async def _answer_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is not None:  # an alert: closing before it was read whole would look like a refusal
            await reader.readexactly(min(int(length[1]), _LONGEST_BODY))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nAFIS\n")
        await writer.drain()
    writer.close()


async def _answer_tcp(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


class Listeners:
    """Keeps each address up or down as ``is_down`` says."""

    def __init__(self, wanted: Iterable[Address]) -> None:
        self._wanted = tuple(wanted)
        self.targets = tuple(address.target for address in self._wanted)
        self._servers: dict[str, asyncio.Server] = {}
        self._refused: dict[Address, str] = {}

    async def settle(self, is_down: Callable[[str], bool]) -> Collection[str]:
        """Open and close listeners so that they are as wanted now; returns the ids that listen.

        An address that cannot be opened stops no other; it is tried again at the next call (see ``trouble``).
        """
        for address in self._wanted:
            server = self._servers.get(address.target)
            if is_down(address.target):
                self._refused.pop(address, None)
                if server is not None:
                    server.close()
                    del self._servers[address.target]
            elif server is None:
                await self._open(address)
        return self._servers.keys()

    def trouble(self) -> str:
        """What stands in the way of listeners that should be open, and the mend; empty when nothing does."""
        if not self._refused:
            return ""
        address, reason = next(iter(self._refused.items()))
        others = f" dan {len(self._refused) - 1} sasaran lain" if len(self._refused) > 1 else ""
        return (
            f"Sumber demo: {address.target} di {address.host}:{address.port}{others} tidak dapat dibuka ({reason}). "
            "Perbaikan: hentikan program lain yang memakai port itu, atau pilih port lain dengan PANTAU_DEMO_PORT. "
            "Sasaran lain tetap berjalan, yang ini dicoba lagi."
        )

    async def _open(self, address: Address) -> None:
        answer = _answer_http if address.is_http else _answer_tcp
        try:
            self._servers[address.target] = await asyncio.start_server(answer, address.host, address.port)
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            self._refused[address] = "alamat dan port itu sudah dipakai" if in_use else error.strerror or str(error)
        else:
            self._refused.pop(address, None)

    async def close(self) -> None:
        """Close every listener."""
        await self.settle(lambda _: True)
