"""What every benchmark of a running product needs: a database of its own, and the patience until its server answers."""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

from dashboard.settings import DATABASE_FILE

PATIENCE_S = 60.0


@contextmanager
def copied(data: Path) -> Iterator[Path]:
    """A folder with a copy of the database in ``data``."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        with (
            closing(sqlite3.connect(f"file:{data / DATABASE_FILE}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(copy / DATABASE_FILE)) as own,
        ):
            live.backup(own)
        yield copy


def wait_for(url: str, process: subprocess.Popen[bytes], patience_s: float = PATIENCE_S) -> None:
    """Until the server answers; SystemExit where it does not."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web server did not start")
