"""``make bench`` and ``make bench-long``: every measurement in a process of its own, one after the other.

``python -m bench [--long] [--only sweep,load] [--data FOLDER]``. All that they print also goes into a file under
``var/bench/``; the end is a summary of every figure that has a name (``bench/report.py``). Exit code 1 where a target
was missed or a part could not be measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from bench.machine import load, machine
from bench.parts import DATA, LONG, SHORT, SHORT_AT_MOST_S, Part, chosen
from bench.report import MISSED, Measure, Told, read_measures, table

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "bench"
_TO_CLEAN_UP_S = 60.0
"""How long a part may take to delete what it made, after it was told to end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part went; ``trouble`` is empty where it ran to its end and missed nothing."""

    part: Part
    trouble: str
    measures: Sequence[Told]
    took_s: float


class Paper:
    """Says everything twice: on the screen and in the file."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def say(self, text: str = "") -> None:
        """One line."""
        print(text, flush=True)
        self._file.write(text + "\n")
        self._file.flush()


def own_environment(**more: str) -> dict[str, str]:
    """Ours without what configures a product that may be installed here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore", "PANTAU_LOG_LEVEL": "WARNING"} | more


@contextmanager
def demo(given: Path | None, wanted: bool, paper: Paper) -> Iterator[Path]:
    """A folder with the demo: the one that is given, or one made for this run and deleted after it."""
    if given is not None or not wanted:
        yield given or OUT
        return
    folder = OUT / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.monotonic()
    try:
        subprocess.run(
            [sys.executable, "-m", "demo", "prepare"],
            cwd=ROOT,
            env=own_environment(PANTAU_DATA=str(folder)),
            check=True,
        )
        paper.say(f"A demo of 90 days was made in {time.monotonic() - began:.0f} s.")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(part: Part, data: Path, paper: Paper) -> Outcome:
    """One part to its end, or to the end of its time."""
    paper.say(f"\n== {part.name}: python -m {part.module} {' '.join(part.options)}".rstrip())
    paper.say(f"   load before: {load()}")
    if find_spec(part.module) is None:
        paper.say("   not there")
        return Outcome(part, "not there", (), 0.0)
    began = time.monotonic()
    options = [str(data) if option == DATA else option for option in part.options]
    process = subprocess.Popen(
        [sys.executable, "-m", part.module, *options],
        cwd=ROOT, env=own_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    late = threading.Event()
    timer = threading.Timer(part.at_most_s, lambda: (late.set(), end(process)))
    timer.daemon = True
    timer.start()
    lines = []
    try:
        for line in process.stdout or ():
            lines.append(line)
            paper.say(line.rstrip("\n").replace(str(data), "DATA").replace(str(ROOT), "."))
        code = process.wait()
    finally:
        timer.cancel()
        end(process)
    took_s = time.monotonic() - began
    measures = read_measures(lines)
    missed = sum(each.verdict == MISSED for each in measures)
    trouble = (
        f"not done after {part.at_most_s:.0f} s" if late.is_set() else f"{missed} targets missed" if missed else ""
    )
    if code and not trouble:
        trouble = f"exit code {code}"
    paper.say(f"   {took_s:.0f} s{': ' + trouble if trouble else ''}")
    return Outcome(part, trouble, measures, took_s)


def end(process: subprocess.Popen[str]) -> None:
    """Let it clean up as after Ctrl-C, and kill what then is left of it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_TO_CLEAN_UP_S)
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def summary(outcomes: Sequence[Outcome], paper: Paper) -> None:
    """Every figure that has a name, and every part that went wrong."""
    rows = [
        (f"{told.verdict:6} {each.part.name}: {told.name}", told.value, told.target, told.reference, told.ratio)
        for each in outcomes
        for told in each.measures
    ]
    paper.say("\n== Summary")
    paper.say(table(("       what", "measured", "target", "reference in the same run", "ratio"), rows))
    for each in outcomes:
        if each.trouble:
            paper.say(f"{MISSED}: {each.part.name} ({each.trouble})")


def bench(parts: Sequence[Part], data: Path | None, paper: Paper, *, whole: bool) -> int:
    """All parts; exit code. ``whole``: it is what ``make bench`` runs, which has a target of its own."""
    began, outcomes = time.monotonic(), []
    paper.say(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    for what, which in machine(OUT):
        paper.say(f"{what:11} {which}")
    stopped = False
    try:
        with demo(data, any(part.needs_demo for part in parts), paper) as folder:
            for part in parts:
                outcomes.append(run(part, folder, paper))  # noqa: PERF401  (those before a Ctrl-C are kept)
    except KeyboardInterrupt:
        stopped = True
        paper.say("stopped")
    took = Measure("all of it", (time.monotonic() - began) / 60, "min", SHORT_AT_MOST_S / 60 if whole else None)
    summary([*outcomes, Outcome(Part("bench", "", (), 0), "", read_measures([took.line()]), 0)], paper)
    if stopped:
        return 130
    return int(any(each.trouble for each in outcomes) or took.verdict == MISSED)


def picked(parser: argparse.ArgumentParser, only: str, names: Set[str], what: str) -> list[str]:
    """The names in ``--only``; ends the program where one is unknown."""
    wanted = [name for name in only.split(",") if name]
    if unknown := set(wanted) - names:
        parser.error(f"no such {what}: {', '.join(sorted(unknown))}")
    return wanted


def on_paper(kind: str, work: Callable[[Paper], int]) -> int:
    """Do the work with a file of its own under ``var/bench/``; gives its exit code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # also where a shell started us in the background with SIGINT ignored: our parts would inherit that
        signal.signal(number, signal.default_int_handler)
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{kind}-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    with path.open("w", encoding="utf-8") as file:
        code = work(Paper(file))
    print(f"\nwritten to {path.relative_to(ROOT)}")
    return code


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    names = {part.name for part in (*SHORT, *LONG)}
    parser.add_argument("--long", action="store_true", help="what takes hours: nation, growth, memory, ...")
    parser.add_argument("--only", default="", help="some parts, by comma: " + ", ".join(sorted(names)))
    parser.add_argument("--data", type=Path, help="a PANTAU_DATA with a demo of 90 days (made for this run)")
    options = parser.parse_args()
    wanted = picked(parser, options.only, names, "part")
    data = options.data.resolve() if options.data else None
    parts, whole = chosen(wanted, long=options.long), not wanted and not options.long
    return on_paper("bench-long" if options.long else "bench", lambda paper: bench(parts, data, paper, whole=whole))


if __name__ == "__main__":
    sys.exit(main())
