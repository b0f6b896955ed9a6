"""What ``make bench`` and ``make bench-long`` measure, in the order of docs/kinerja.md."""

from __future__ import annotations

from dataclasses import dataclass

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
SHORT_AT_MOST_S = 20 * MINUTE_S


def chosen(names: list[str], *, long: bool) -> list[Part]:
    """The parts of a run; ``names`` picks some of either run. KeyError for a name that is none."""
    if not names:
        return list(LONG if long else SHORT)
    every = {part.name: part for part in (*SHORT, *LONG)}
    return [every[name] for name in names]
