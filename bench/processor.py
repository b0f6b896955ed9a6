"""What a running process and its children have used, read from ``/proc``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Processor seconds of one process so far, with those of its children that came to an end."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS_A_SECOND


def tree_cpu_s(pid: int) -> float:
    """Processor seconds of a process and of all that hangs on it, living or not."""
    total = cpu_s(pid)
    for child in children(pid):
        try:
            total += tree_cpu_s(child)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended just now; its parent tells its time at the next look
    return total


def children(pid: int) -> Iterator[int]:
    """The children of a process."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def peak_mb(pid: int) -> float:
    """The most memory a process ever held, in MB (resident, with what it shares)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
