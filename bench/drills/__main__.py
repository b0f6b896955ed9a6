"""``make drills``: every drill in a process of its own, one after the other.

``python -m bench.drills [--long] [--only kills,clock]``. All that they print also goes into a file under
``var/bench/``; the end is a summary. Exit code 1: a target was missed, or a drill fell. Each alone:
``python -m bench.drills.clock``.
"""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import UTC, datetime

from bench.__main__ import OUT, ROOT, Paper, bench
from bench.parts import DRILLS, drills


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills", description=__doc__.splitlines()[0])
    names = {part.name for part in DRILLS}
    parser.add_argument("--long", action="store_true", help="more kills, three days without a database (hours)")
    parser.add_argument("--only", default="", help="some drills, by comma: " + ", ".join(sorted(names)))
    options = parser.parse_args()
    wanted = [name for name in options.only.split(",") if name]
    if unknown := set(wanted) - names:
        parser.error(f"no such drill: {', '.join(sorted(unknown))}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"drills-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    with path.open("w", encoding="utf-8") as file:
        code = bench(drills(wanted, long=options.long), None, Paper(file), whole=False)
    print(f"\nwritten to {path.relative_to(ROOT)}")
    return code


if __name__ == "__main__":
    sys.exit(main())
