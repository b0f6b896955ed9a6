"""What ``bench.sweep`` runs inside its namespace: one engine over a list of addresses, printed as JSON."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pythonping.icmp import ICMP, Types

from collectors.icmp import PACE_PER_S, sweep
from collectors.icmp_socket import IcmpSocket, open_icmp_socket
from collectors.network import NetworkCollector
from dashboard.model import SampleStatus
from dashboard.offices import Probe
from tests.collectors.network.offices import office, target

TIMEOUT_S = 1.0
FPING_LIMIT_S = 300


def run(engine: str, hosts: Sequence[str]) -> None:
    """Measure one engine; which addresses it believes to be up."""
    ask, who = _ENGINES[engine]
    began, cpu_s = time.perf_counter(), _cpu_s(who)
    up = ask(hosts)
    print(json.dumps({"wall_s": time.perf_counter() - began, "cpu_s": _cpu_s(who) - cpu_s, "up": up}))


def collect(hosts: Sequence[str]) -> None:
    """Three polls of the product's collector, and the memory at its highest."""
    many = [target(f"t{n}", Probe(type="icmp", host=host)) for n, host in enumerate(hosts)]
    collector = NetworkCollector(office(*many), interval_s=30.0)
    walls: list[float] = []
    cpu_s = _cpu_s(resource.RUSAGE_SELF)
    for number in range(3):
        began = time.perf_counter()
        harvest = collector.collect(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=30 * number))
        walls.append(time.perf_counter() - began)
        assert all(sample.status is not SampleStatus.UNKNOWN for sample in harvest.samples)
    used_s = (_cpu_s(resource.RUSAGE_SELF) - cpu_s) / len(walls)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall_s": walls, "cpu_s": used_s, "peak_mb": peak_mb}))


def _cpu_s(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _swept(hosts: Sequence[str], retries: int) -> list[str]:
    result = asyncio.run(sweep(hosts, timeout_s=TIMEOUT_S, retries=retries))
    return [host for host in hosts if result.rtt_ms(host) is not None]


def _bare(hosts: Sequence[str]) -> list[str]:
    """Send ready packets at the product's pace and note whose replies come: no clock, nonce or retry."""
    ready = [(ICMP(Types.EchoRequest, os.urandom(16), 7, n & 0xFFFF).packet, (host, 0)) for n, host in enumerate(hosts)]
    with open_icmp_socket() as sock:
        return _exchange(sock, ready)


def _exchange(icmp: IcmpSocket, ready: Sequence[tuple[bytes, tuple[str, int]]]) -> list[str]:
    sock, up = socket.socket(fileno=os.dup(icmp.fileno())), set[str]()
    began = time.monotonic()

    def receive() -> None:
        try:
            while True:
                up.add(sock.recvfrom(2048)[1][0])
        except BlockingIOError:
            return

    with sock:
        sock.setblocking(False)
        for number, (packet, to) in enumerate(ready):
            ahead_s = began + number / PACE_PER_S - time.monotonic()
            if ahead_s > 0.001:
                select.select([sock], [], [], ahead_s)
                receive()
            sock.sendto(packet, to)
        end = time.monotonic() + TIMEOUT_S
        while (left_s := end - time.monotonic()) > 0 and len(up) < len(ready):
            if select.select([sock], [], [], left_s)[0]:
                receive()
    return sorted(up)


def _naive(hosts: Sequence[str]) -> list[str]:
    """Believe a reply by its sequence number alone, as many a pinger does: shows what a rival does to such a one."""
    ready = {n: (host, ICMP(Types.EchoRequest, os.urandom(16), 7, n).packet) for n, host in enumerate(hosts)}
    up = set[str]()
    with open_icmp_socket() as sock:
        for number, (host, packet) in ready.items():
            sock.send(packet, host)
            if number % 20 == 0:
                time.sleep(20 / PACE_PER_S)
                up.update(_by_number(sock, ready))
        end = time.monotonic() + TIMEOUT_S
        while (left_s := end - time.monotonic()) > 0 and select.select([sock], [], [], left_s)[0]:
            up.update(_by_number(sock, ready))
    return sorted(up)


def _by_number(sock: IcmpSocket, ready: Mapping[int, tuple[str, bytes]]) -> Iterator[str]:
    for each in sock.drain(len(ready)):
        if each.packet.sequence_number in ready:
            yield ready[each.packet.sequence_number][0]


def _fping(hosts: Sequence[str], *options: str) -> list[str]:
    done = subprocess.run(
        ["fping", "-q", "-a", *options], input="\n".join(hosts), capture_output=True, text=True,
        timeout=FPING_LIMIT_S, check=False,
    )  # fmt: skip
    return done.stdout.split()


_ENGINES: dict[str, tuple[Callable[[Sequence[str]], list[str]], int]] = {
    "bare": (_bare, resource.RUSAGE_SELF),
    "sweep": (lambda hosts: _swept(hosts, 0), resource.RUSAGE_SELF),
    "sweep x3": (lambda hosts: _swept(hosts, 2), resource.RUSAGE_SELF),
    "naive": (_naive, resource.RUSAGE_SELF),
    "fping -i1": (lambda hosts: _fping(hosts, "-i", "1", "-r", "0", "-t", "1000"), resource.RUSAGE_CHILDREN),
    "fping": (_fping, resource.RUSAGE_CHILDREN),
}
