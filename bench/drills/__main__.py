"""``make drills``: every drill in a process of its own, one after the other.

``python -m bench.drills [--long] [--only kills,clock]``. All that they print also goes into a file under
``var/bench/``; the end is a summary. Exit code 1: a target was missed, or a drill fell. Each alone:
``python -m bench.drills.clock``.
"""

from __future__ import annotations

import argparse
import sys

from bench.__main__ import bench, on_paper, picked
from bench.parts import DRILLS, drills


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills", description=__doc__.splitlines()[0])
    names = {part.name for part in DRILLS}
    parser.add_argument("--long", action="store_true", help="more kills, three days without a database (hours)")
    parser.add_argument("--only", default="", help="some drills, by comma: " + ", ".join(sorted(names)))
    options = parser.parse_args()
    parts = drills(picked(parser, options.only, names, "drill"), long=options.long)
    return on_paper("drills", lambda paper: bench(parts, None, paper, whole=False))


if __name__ == "__main__":
    sys.exit(main())
