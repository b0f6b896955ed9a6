"""What ``make bench``, ``make bench-long`` and ``make drills`` do, in the order of their pages under docs/."""

from __future__ import annotations

from dataclasses import dataclass, replace

DATA = "{data}"
"""Stands for a folder with a fresh demo of 90 days."""
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Part:
    """One module and its options. ``at_most_s``: it is ended after that, and counts as missed."""

    name: str
    module: str
    options: tuple[str, ...]
    at_most_s: float

    @property
    def needs_demo(self) -> bool:
        """Whether it asks for the demo's folder."""
        return DATA in self.options


SHORT = (
    Part("sweep", "bench.sweep", ("--quick",), 4 * MINUTE_S),
    Part("insert", "bench.insert", ("--quick",), 3 * MINUTE_S),
    Part("questions", "bench.questions", (), 6 * MINUTE_S),
    Part("nation-page", "bench.nation_page", (), 4 * MINUTE_S),
    Part("engine", "bench.sla", (), 2 * MINUTE_S),
    Part("load", "bench.load", ("--data", DATA), 6 * MINUTE_S),
    Part("pages", "bench.pages", ("--data", DATA, "--only", "load,feed"), 4 * MINUTE_S),
    Part("exports", "bench.exports", ("--quick",), 4 * MINUTE_S),
    Part("audit", "bench.audit", (), 2 * MINUTE_S),
)
LONG = (
    Part("nation", "bench.nation", (), 32 * MINUTE_S),
    Part("process", "bench.nation_process", (), 25 * MINUTE_S),
    Part("growth", "bench.growth", (), 30 * MINUTE_S),
    Part("sweep-all", "bench.sweep", (), 15 * MINUTE_S),
    Part("insert-all", "bench.insert", (), 15 * MINUTE_S),
    Part("questions-all", "bench.questions", ("--long",), 25 * MINUTE_S),
    Part("exports-all", "bench.exports", (), 10 * MINUTE_S),
    Part("callbacks", "bench.pages", ("--data", DATA, "--only", "callbacks"), 10 * MINUTE_S),
    Part("logbook", "bench.logbook", (), 5 * MINUTE_S),
    Part("heap", "bench.pages", ("--data", DATA, "--only", "heap"), 25 * MINUTE_S),
    Part("memory", "bench.memory", ("--data", DATA), 75 * MINUTE_S),
)
DRILLS = (
    Part("kill9", "bench.drills.kill9", (), 4 * MINUTE_S),
    Part("kills", "bench.drills.kills", (), 8 * MINUTE_S),
    Part("database-away", "bench.drills.database_away", (), 5 * MINUTE_S),
    Part("outage", "bench.drills.outage", (), 8 * MINUTE_S),
    Part("disk-full", "bench.drills.disk_full", (), 6 * MINUTE_S),
    Part("clock", "bench.drills.clock", (), 5 * MINUTE_S),
    Part("slow", "bench.drills.slow", (), 5 * MINUTE_S),
    Part("logbook-drill", "bench.drills.logbook", (), 5 * MINUTE_S),
)
"""What ``make drills`` does, in the order of docs/latihan.md."""
SHORT_AT_MOST_S = 20 * MINUTE_S


def chosen(names: list[str], *, long: bool) -> list[Part]:
    """The parts of a run; ``names`` picks some of either run. KeyError for a name that is none."""
    if not names:
        return list(LONG if long else SHORT)
    every = {part.name: part for part in (*SHORT, *LONG)}
    return [every[name] for name in names]


LONG_DRILLS = frozenset({"kill9", "kills", "database-away"})
"""Drills that know ``--long``."""
LONG_AT_MOST_S = 4 * 3_600.0


def drills(names: list[str], *, long: bool) -> list[Part]:
    """The drills of a run; ``names`` picks some. KeyError for a name that is none."""
    every = {part.name: part for part in DRILLS}
    picked = [every[name] for name in names] if names else list(DRILLS)
    if not long:
        return picked
    return [
        replace(part, options=("--long",), at_most_s=LONG_AT_MOST_S) if part.name in LONG_DRILLS else part
        for part in picked
    ]
