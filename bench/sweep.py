"""What one sweep of all targets costs, beside fping and beside the least that one socket needs at the same pace.

Run as root with ``python -m bench.sweep`` (``--quick`` leaves 5,000 targets by fping's defaults out). It makes two
network namespaces of its own: live addresses lie behind the second one and answer; dead ones are dropped there, so that
each costs its whole timeout (on loopback every address would answer). They are deleted again, also on Ctrl-C.
Both kinds of socket are tried: a new namespace allows the datagram kind to nobody until it is opened.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from collectors.icmp import PACE_PER_S
from tests.collectors.network.netns import OPEN_TO_ALL, OPEN_TO_NOBODY, Namespace, client_and_peer

LIVE, DEAD = "10.99.64.0/19", "10.99.128.0/19"
SIZES = (120, 1000, 5000)
DEAD_PERCENT = (5, 50)
TIMEOUT_S = 1.0
WALL_LIMIT, CPU_LIMIT = 1.15, 2.5
"""Targets: wall against timeout + targets / pace; CPU against the bare socket."""
KINDS = {"datagram": OPEN_TO_ALL, "raw": OPEN_TO_NOBODY}


@dataclass(frozen=True, slots=True)
class Row:
    """One engine over one set of targets. ``false_up`` and ``missed`` count addresses."""

    engine: str
    targets: int
    dead_percent: int
    wall_s: float
    cpu_s: float
    false_up: int
    missed: int


def addresses(count: int, dead_percent: int) -> tuple[list[str], list[str]]:
    """Live and dead addresses; no network's own first address."""
    dead = count * dead_percent // 100
    starts = (int(IPv4Address(net.split("/")[0])) + 1 for net in (LIVE, DEAD))
    live_from, dead_from = starts
    return (
        [str(IPv4Address(live_from + n)) for n in range(count - dead)],
        [str(IPv4Address(dead_from + n)) for n in range(dead)],
    )


def measured(client: Namespace, engine: str, count: int, dead_percent: int) -> Row:
    """One engine, once, in a process of its own inside the namespace."""
    live, dead = addresses(count, dead_percent)
    found = client.python(f"from bench.sweep_engines import run; run({engine!r}, {json.dumps(live + dead)})")
    up = set(found["up"])
    return Row(engine, count, dead_percent, found["wall_s"], found["cpu_s"], len(up & set(dead)), len(set(live) - up))


def median_of(client: Namespace, engine: str, count: int, dead_percent: int, times: int) -> Row:
    """The run of middle CPU time; wrong answers of all runs added up."""
    rows = [measured(client, engine, count, dead_percent) for _ in range(times)]
    middle = sorted(rows, key=lambda row: row.cpu_s)[len(rows) // 2]
    false_up, missed = sum(row.false_up for row in rows), sum(row.missed for row in rows)
    return Row(engine, count, dead_percent, middle.wall_s, middle.cpu_s, false_up, missed)


def compared(client: Namespace, kind: str, times: int, *, quick: bool) -> Iterator[str]:
    """Lines of the table for one kind of socket."""
    engines = ("bare", "sweep", "sweep x3", "fping -i1", "fping")
    for count in SIZES:
        for dead_percent in DEAD_PERCENT:
            bare: Row | None = None
            for engine in engines:
                if engine == "fping" and quick and count == SIZES[-1]:
                    continue
                row = median_of(client, engine, count, dead_percent, 1 if engine.startswith("fping") else times)
                bare = bare or row
                yield line(kind, row, bare)


def line(kind: str, row: Row, bare: Row) -> str:
    """One row with its ratios: wall against the ideal, CPU against the bare socket."""
    ideal_s = TIMEOUT_S + row.targets / PACE_PER_S
    wall, cpu = row.wall_s / ideal_s, row.cpu_s / max(bare.cpu_s, 1e-9)
    verdict = ""
    if row.engine == "sweep" and row.targets == SIZES[-1] and row.dead_percent == DEAD_PERCENT[0]:
        verdict = "  met" if wall <= WALL_LIMIT and cpu <= CPU_LIMIT else "  MISSED"
    dead = row.targets * row.dead_percent // 100
    live = row.targets - dead
    return (
        f"{kind:9} {row.targets:6,} {row.dead_percent:4} %  {row.engine:10} {row.wall_s:8.2f} {wall:6.2f} "
        f"{row.cpu_s:8.3f} {cpu:6.2f} {100 * row.false_up / dead:9.2f} {100 * row.missed / live:9.2f}{verdict}"
    )


def collected(client: Namespace) -> str:
    """The product's own collector over 5,000 targets: whole polls of three attempts within an interval of 30 s."""
    live, dead = addresses(SIZES[-1], DEAD_PERCENT[0])
    found = client.python(f"from bench.sweep_engines import collect; collect({json.dumps(live + dead)})")
    walls = ", ".join(f"{each:.2f}" for each in found["wall_s"])
    return (
        f"collector, {SIZES[-1]:,} targets, 5 % dead, 3 attempts: {walls} s wall of 30 s a poll, "
        f"{found['cpu_s']:.2f} s CPU a poll, at most {found['peak_mb']:.0f} MB"
    )


def main() -> int:
    """Print the table; 2 where it cannot run, 1 where anything was believed wrongly."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="without 5,000 targets by fping's defaults")
    parser.add_argument("--times", type=int, default=3, help="runs of each sweep, the median is shown (3)")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("bench.sweep makes network namespaces: run it as root.", file=sys.stderr)
        return 2
    if shutil.which("fping") is None:
        print("bench.sweep compares with fping: install it (apt install fping).", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(
        f"{'socket':9} {'targets':>6} {'dead':>6}  {'engine':10} {'wall s':>8} {'/ideal':>6} {'CPU s':>8} {'/bare':>6}",
        end="",
    )
    print(f" {'false up %':>9} {'missed %':>9}")
    wrong = False
    for kind, groups in KINDS.items():
        with client_and_peer() as (client, peer):
            client.allow_datagram_icmp(groups)
            peer.ip("route", "add", "local", LIVE, "dev", "lo")
            peer.ip("route", "add", "blackhole", DEAD)
            for text in compared(client, kind, options.times, quick=options.quick):
                print(text, flush=True)
                wrong |= "sweep" in text and not text.removesuffix("  met").endswith("     0.00      0.00")
            print(f"{kind:9} {collected(client)}", flush=True)
    return int(wrong)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
