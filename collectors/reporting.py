"""Reports of the schedule: made by a command of its own, for writing them takes large libraries and minutes."""

from __future__ import annotations

import subprocess
import sys

from dashboard.settings import ROOT

REPORT_WITHIN_S = 1800


def write_scheduled(code: str) -> str:
    """Run the command that makes what is due for one office; what went wrong, empty where nothing did."""
    command = [sys.executable, "-m", "dashboard", "scheduled", "--office", code]
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter; the code of an office of the configuration)
            command, cwd=ROOT, capture_output=True, text=True, timeout=REPORT_WITHIN_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}"
    last = done.stderr.strip().splitlines()[-1:]
    return "" if done.returncode == 0 else "".join(last) or f"kode keluar {done.returncode}"
