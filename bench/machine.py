"""On what kind of machine a benchmark ran: nothing that names it, all that its figures hang on."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_SYNCS = 50
_PAGE = b"\0" * 4096


def machine(folder: Path) -> Iterator[tuple[str, str]]:
    """Pairs of what and which; ``folder``: where the data of the benchmarks lie."""
    yield "processor", f"{os.cpu_count()} cores, {_cpu_model()}"
    yield "memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
    yield "kernel", f"{platform.system()} {platform.release()}"
    yield "disk", f"{_disk(folder)}; writing 4 KiB and fsync {_fsync_ms(folder):.2f} ms (median of {_SYNCS})"
    yield "Python", platform.python_version()
    yield "SQLite", sqlite3.sqlite_version
    yield "PostgreSQL", _postgresql()


def load() -> str:
    """Load average of 1, 5 and 15 minutes."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _disk(folder: Path) -> str:
    """File system and kind of device, as far as the kernel tells."""
    device = folder.stat().st_dev
    found = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    if not found.exists():
        return f"{_file_system(folder)}, device not told"
    whole = found if (found / "queue").exists() else found.resolve().parent
    try:
        turns = (whole / "queue" / "rotational").read_text().strip() == "1"
    except OSError:
        return f"{_file_system(folder)}, device not told"
    name = whole.resolve().name
    if name.startswith(("vd", "xvd")):
        return f"{_file_system(folder)}, virtual"
    kind = "NVMe" if name.startswith("nvme") else "SATA or SCSI"
    return f"{_file_system(folder)}, {kind}, {'turning' if turns else 'solid state'}"


def _file_system(folder: Path) -> str:
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return "file system not told"
    own = [each for each in mounts if folder.resolve().is_relative_to(each[1])]
    return max(own, key=lambda each: len(each[1]))[2] if own else "file system not told"


def _fsync_ms(folder: Path) -> float:
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            began = time.perf_counter()
            file.write(_PAGE)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[_SYNCS // 2]


def _postgresql() -> str:
    package = find_spec("pgserver")
    if package is None or package.origin is None:
        return "not there"
    program = Path(package.origin).parent / "pginstall" / "bin" / "postgres"
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "not there"
    return told.stdout.strip().rpartition(" ")[2] or "not there"
