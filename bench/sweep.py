"""What one sweep of all targets costs, beside fping and beside the least that one socket needs at the same pace.

Run as root with ``python -m bench.sweep`` (``--quick``: only the sizes that have a target). It makes two network
namespaces of its own: live addresses lie behind the second one and answer; dead ones are dropped there, so that each
costs its whole timeout (on loopback every address would answer). They are deleted again, also on Ctrl-C.
Both kinds of socket are tried: a new namespace allows the datagram kind to nobody until it is opened.
The last rows of a kind are taken beside a rival pinger, ``bench.rival``; "naive" shows that it is one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from statistics import median

from bench import rival
from bench.report import Measure, show_all
from collectors.icmp import PACE_PER_S
from tests.collectors.network.netns import OPEN_TO_ALL, OPEN_TO_NOBODY, Namespace, client_and_peer

LIVE, DEAD = "10.99.64.0/19", "10.99.128.0/19"
SIZES = (120, 1000, 5000)
DEAD_PERCENT = (5, 50)
TIMEOUT_S = 1.0
ALONE = ("bare", "sweep", "sweep x3", "fping -i1", "fping")
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
    """Medians of wall and CPU time; wrong answers of all runs added up."""
    rows = [measured(client, engine, count, dead_percent) for _ in range(times)]
    wall_s, cpu_s = median(row.wall_s for row in rows), median(row.cpu_s for row in rows)
    false_up, missed = sum(row.false_up for row in rows), sum(row.missed for row in rows)
    return Row(engine, count, dead_percent, wall_s, cpu_s, false_up, missed)


def compared(client: Namespace, kind: str, times: int, *, quick: bool) -> bool:
    """Print the table for one kind of socket, and whether its targets are met."""
    met = True
    for count in SIZES[-1:] if quick else SIZES:
        for dead_percent in DEAD_PERCENT[:1] if quick else DEAD_PERCENT:
            rows: dict[str, Row] = {}
            for engine in ALONE:
                if engine == "fping" and count == SIZES[-1] and (quick or dead_percent != DEAD_PERCENT[0]):
                    continue  # minutes, and the quicker fping is the harder one to beat
                row = median_of(client, engine, count, dead_percent, 1 if engine.startswith("fping") else times)
                rows[engine] = row
                print(line(kind, row, rows["bare"]), flush=True)
            if (count, dead_percent) == (SIZES[-1], DEAD_PERCENT[0]):
                met &= show_all(measures_alone(kind, rows))
    return beside_a_rival(client, kind, times) and met


def beside_a_rival(client: Namespace, kind: str, times: int) -> bool:
    """The greatest sweep again, while somebody else pings the same dead addresses from the same namespace."""
    live, dead = addresses(SIZES[-1], DEAD_PERCENT[0])
    with rival.beside(client, live, dead):
        rows = {name: median_of(client, name, SIZES[-1], DEAD_PERCENT[0], times) for name in ("sweep", "sweep x3")}
        rows["naive"] = measured(client, "naive", SIZES[-1], DEAD_PERCENT[0])
    for row in rows.values():
        print(line(f"{kind} +", row, rows["sweep"]), flush=True)
    met = show_all(measures_of_answers(f"{kind}, beside a rival", rows))
    if rows["naive"].false_up == 0:
        print("MISSED: the rival deceives not even the naive pinger, so that nothing is shown")
    return met and rows["naive"].false_up > 0


def measures_alone(kind: str, rows: Mapping[str, Row]) -> Iterator[Measure]:
    """The targets without a rival."""
    sweep, bare = rows["sweep"], rows["bare"]
    fping = min((row for name, row in rows.items() if name.startswith("fping")), key=lambda row: row.wall_s)
    name, ideal = f"sweep of {sweep.targets:,}, {kind}", "timeout + targets / pace"
    yield Measure(f"{name}: wall", sweep.wall_s, "s", None, ideal, ideal_s(sweep), WALL_LIMIT)
    yield Measure(f"{name}: wall against fping", sweep.wall_s, "s", None, fping.engine, fping.wall_s, 1.0)
    yield Measure(f"{name}: CPU", sweep.cpu_s, "s", None, "bare socket", bare.cpu_s, CPU_LIMIT)
    yield from measures_of_answers(kind, rows)


def measures_of_answers(what: str, rows: Mapping[str, Row]) -> Iterator[Measure]:
    """Nothing is believed wrongly and nobody overlooked."""
    swept = [rows[name] for name in ("sweep", "sweep x3")]
    yield Measure(f"false up, {what}", sum(row.false_up for row in swept), "", 0)
    yield Measure(f"live ones missed, {what}", sum(row.missed for row in swept), "", 0)


def ideal_s(row: Row) -> float:
    """The least wall time at the product's pace: every packet sent, and the last one waited for."""
    return TIMEOUT_S + row.targets / PACE_PER_S


def line(kind: str, row: Row, bare: Row) -> str:
    """One row with its ratios: wall against the ideal, CPU against the bare socket (beside a rival: the sweep)."""
    wall, cpu = row.wall_s / ideal_s(row), row.cpu_s / max(bare.cpu_s, 1e-9)
    return (
        f"{kind:10} {row.targets:6,} {row.dead_percent:4} %  {row.engine:10} {row.wall_s:8.2f} {wall:6.2f} "
        f"{row.cpu_s:8.3f} {cpu:6.2f} {row.false_up:9,} {row.missed:7,}"
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
    """Print the table; 2 where it cannot run, 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only what has a target: two minutes")
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
        f"pace {PACE_PER_S:,} packets a second, timeout {TIMEOUT_S} s; medians, wrong answers of all; +: beside a rival"
    )
    print(
        f"{'socket':10} {'targets':>6} {'dead':>6}  {'engine':10} {'wall s':>8} {'/ideal':>6} {'CPU s':>8} {'/bare':>6}"
        f" {'false up':>9} {'missed':>7}"
    )
    met = True
    for kind, groups in KINDS.items():
        with client_and_peer() as (client, peer):
            client.allow_datagram_icmp(groups)
            peer.ip("route", "add", "local", LIVE, "dev", "lo")
            peer.ip("route", "add", "blackhole", DEAD)
            met &= compared(client, kind, options.times, quick=options.quick)
            print(f"{kind:10} {collected(client)}", flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
