"""A rival pinger beside the sweep: ``python -m bench.rival``, addresses on its input, until it is stopped.

It pings the dead addresses over and over with fping, and sends a request of its own after those that go out from this
namespace: the same identifier and sequence, to an address that answers. Whoever looks at identifier and sequence alone
takes that answer for one of the dead.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle

from pythonping.icmp import ICMP, Types

from collectors.icmp_socket import echo_bytes
from tests.collectors.network.netns import ROOT, Namespace

_IP, _ALL_PACKETS, _OUTGOING = 0x0800, 3, 4
_MARK = b"saingan-"
READY = "siap"


@contextmanager
def beside(client: Namespace, live: Sequence[str], dead: Sequence[str]) -> Iterator[None]:
    """The rival at work in the namespace as long as the body runs."""
    command = client.command(sys.executable, "-m", "bench.rival")
    rival = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert rival.stdin is not None
    assert rival.stdout is not None
    try:
        rival.stdin.write(f"{' '.join(live)}\n{' '.join(dead)}\n")
        rival.stdin.close()
        assert rival.stdout.readline().strip() == READY
        yield
    finally:
        rival.terminate()
        rival.wait(10)
        rival.stdout.close()


def main() -> None:
    """Ping until told to stop."""
    live, dead = (line.split() for line in sys.stdin.read().splitlines())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Half a second for each round of all dead ones, far from what the machine bears.
    command = ["fping", "-q", "-l", "-i", "1", "-p", "500"]
    pinger = subprocess.Popen([*command, *dead], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _watching() as wire, socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as own:
            print(READY, flush=True)
            _follow(wire, own, live, set(dead))
    finally:
        pinger.kill()


def _watching() -> socket.socket:
    return socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PACKETS))


def _follow(wire: socket.socket, own: socket.socket, live: Sequence[str], dead: set[str]) -> None:
    """After each request to a dead address one with its numbers to a live one."""
    answering = cycle(live)
    while True:
        packet, (_, protocol, kind, *_) = wire.recvfrom(256)
        if protocol != _IP or kind != _OUTGOING or len(packet) < 28 or packet[9] != socket.IPPROTO_ICMP:
            continue
        is_request = packet[20] == Types.EchoRequest.type_id
        if not is_request or _MARK in packet or socket.inet_ntoa(packet[16:20]) not in dead:
            continue
        # pythonping lays both numbers out in this machine's own order
        identifier, sequence = (int.from_bytes(packet[at : at + 2], sys.byteorder) for at in (24, 26))
        request = ICMP(Types.EchoRequest, _MARK + os.urandom(8), identifier, sequence)
        with contextlib.suppress(OSError):
            own.sendto(echo_bytes(request), (next(answering), 0))


if __name__ == "__main__":
    main()
