"""Whether the collector's own machine is cut off from a target: its route, its interface, its own neighbours.

A router of the office that is truly down must stay down, so nothing beyond the own interface is taken as proof,
except the addresses that the office itself names under ``self_check``.
"""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from collectors.own_side import has_route

OWN_LINK_OUT = "sambungan pengukur sendiri terputus"

_ROUTES = Path("/proc/net/route")
_SIOCGIFFLAGS = 0x8913
_IFF_RUNNING = 0x40
"""Set while the interface is on and has a carrier (cable in, other side on)."""
_RTF_UP, _RTF_REJECT = 0x1, 0x200


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the main routing table; numbers in host order."""

    interface: str
    destination: int
    mask: int
    metric: int


def routes() -> tuple[Route, ...]:
    """The main IPv4 routing table, most special first; empty where the kernel does not tell it."""
    try:
        lines = _ROUTES.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return ()
    found = [_route(line.split()) for line in lines]
    return tuple(sorted((each for each in found if each), key=lambda one: (-one.mask.bit_count(), one.metric)))


def _route(words: list[str]) -> Route | None:
    flags = int(words[3], 16)
    if not flags & _RTF_UP or flags & _RTF_REJECT:
        return None
    return Route(words[0], _number(words[1]), _number(words[7]), int(words[6]))


def _number(text: str) -> int:
    # The kernel prints the four bytes as they lie in memory.
    return int(struct.unpack("!I", struct.pack("=I", int(text, 16)))[0])


def has_carrier(interface: str) -> bool:
    """Whether an interface is on and has its signal; True where it cannot be asked, for then nothing is known."""
    if sys.platform == "win32":
        return True
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            answer = fcntl.ioctl(sock, _SIOCGIFFLAGS, struct.pack("256s", interface.encode()[:15]))
        except OSError:
            return True
    return bool(struct.unpack_from("H", answer, 16)[0] & _IFF_RUNNING)


def cut_off(addresses: Collection[str]) -> dict[str, str]:
    """The addresses that this machine cannot reach by its own fault, each with the Indonesian reason."""
    table = routes() if addresses else ()
    carriers: dict[str, bool] = {}
    found: dict[str, str] = {}
    for address in addresses:
        number = int(IPv4Address(address))
        interface = next((each.interface for each in table if number & each.mask == each.destination), None)
        if IPv4Address(address).is_loopback:
            continue  # stands in a table of its own and needs no cable
        if interface is None:
            if not has_route(address):
                found[address] = "tanpa rute"
        elif not carriers.setdefault(interface, has_carrier(interface)):
            found[address] = f"{interface} tanpa sinyal"
    return found
