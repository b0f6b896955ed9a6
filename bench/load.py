"""200 wall screens against one web worker, each asking every 5 s as ``assets/feed.js`` does; and the API's routes.

Run with ``python -m bench.load [--data FOLDER] [--seconds 36] [--server waitress,gunicorn]``; FOLDER is a PANTAU_DATA
that holds a demo. Everything happens on a copy of its database, while a writer sweeps every office every 5 s and makes
news for the screens at each sweep. The floor is an empty Flask route of the same server under the same clients in the
same run, before and after. Writer, clients and server are processes of their own; all is on 127.0.0.1. Exit code 1:
a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.copies import copied, wait_for
from bench.load_server import EMPTY
from bench.passes import make_pass
from bench.report import Measure
from dashboard.settings import DATABASE_FILE

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, EVERY_S, SWEEP_S = 200, 5.0, 5.0
WARM_S = 6.0
"""The first question of each client is not counted: a worker that has just begun knows nothing."""
TARGET = 3.0
"""p95 of the wall, by the empty route's."""
SERVERS: dict[str, list[str]] = {"waitress": [], "gunicorn": ["--workers", "1"]}


@dataclass(frozen=True, slots=True)
class Came:
    """What one load came to: milliseconds sorted, and CPU as a share of one core."""

    ms: list[float]
    failed: int
    unchanged: int
    bytes: int
    worker_cpu: float
    client_cpu: float
    late_p95_ms: float

    def at(self, share: float) -> float:
        """The millisecond below which ``share`` of the answers came."""
        return self.ms[min(len(self.ms) - 1, int(share * len(self.ms)))]


@contextmanager
def started(module: str, arguments: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A module of ours as a process, ended by its id."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | env, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def worker_of(pid: int) -> int:
    """The process that answers: gunicorn's first child, or the server itself."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else pid


def cpu_s(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def put_load(url: str, worker: int, paths: list[str], seconds: float, *, is_wall: bool = False) -> Came:
    """All clients ask for ``seconds``."""
    order = {
        "url": url,
        "paths": paths,
        "clients": CLIENTS,
        "every_s": EVERY_S,
        "seconds": seconds,
        "warm_s": WARM_S,
        "is_wall": is_wall,
    }
    before = cpu_s(worker)
    command = [sys.executable, "-m", "bench.load_client"]
    done = subprocess.run(command, input=json.dumps(order).encode(), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    late = sorted(told["late_ms"])
    statuses = told["statuses"]
    return Came(
        ms=sorted(told["ms"]),
        failed=sum(count for status, count in statuses.items() if status not in ("200", "304")),
        unchanged=statuses.get("304", 0),
        bytes=told["bytes"],
        worker_cpu=(cpu_s(worker) - before) / seconds,
        client_cpu=told["cpu_s"] / seconds,
        late_p95_ms=late[int(0.95 * len(late))],
    )


def measured(name: str, copy: Path, port: int, seconds: float, offices: list[str]) -> bool:
    """One kind of server: floor, wall, API, floor again. Whether the target is met."""
    url = f"http://127.0.0.1:{port}"
    env = {"PANTAU_DATA": str(copy), "PANTAU_PORT": str(port), "PANTAU_LOG_LEVEL": "WARNING"}
    make_pass(f"sqlite:///{copy / DATABASE_FILE}")
    walls = [f"/feed/wall?kantor={code}" for code in (*offices, "semua")]
    first = datetime.now(UTC).date().replace(day=1)
    month = f"from={first}&to={datetime.now(UTC).date()}"
    with started("bench.load_server", SERVERS[name], env) as process:
        wait_for(url, process)
        worker = worker_of(process.pid)
        with started("bench.load_writer", [str(SWEEP_S), str(8 * seconds)], env):
            floor = put_load(url, worker, [EMPTY], seconds / 2)
            wall = put_load(url, worker, walls, seconds, is_wall=True)
            status = put_load(url, worker, [f"/api/v1/status?office={code}" for code in offices], seconds / 2)
            asked = [f"/api/v1/compliance?office={code}&{month}" for code in offices]
            compliance = put_load(url, worker, asked, seconds / 2)
            again = put_load(url, worker, [EMPTY], seconds / 2)
    both = Came(sorted(floor.ms + again.ms), 0, 0, 0, floor.worker_cpu, floor.client_cpu, floor.late_p95_ms)
    print(f"\n{name}, one worker, {CLIENTS} clients every {EVERY_S:g} s, every office swept every {SWEEP_S:g} s")
    print(f"{'':5}{'route':34}{'n':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'x floor p95':>13}{'worker CPU':>12}{'client':>8}")
    told("an empty Flask route (the floor)", both, both)
    told("/feed/wall, 5 offices and semua", wall, both, TARGET)
    told("/api/v1/status", status, both)
    told("/api/v1/compliance, the month", compliance, both)
    failed = sum(each.failed for each in (floor, wall, status, compliance, again))
    p95 = both.at(0.95)
    reference = f"an empty Flask route, same server and clients ({name})"
    limit = {"reference": reference, "reference_value": p95}
    measures = [
        Measure(f"wall p95, {CLIENTS} clients, one {name} worker", wall.at(0.95), "ms", ratio_limit=TARGET, **limit),
        Measure(f"/api/v1/status p95, {name}", status.at(0.95), "ms", **limit),
        Measure(f"/api/v1/compliance p95, {name}", compliance.at(0.95), "ms", **limit),
        Measure(f"CPU of the {name} worker at the wall's load", wall.worker_cpu * 100, "% of a core"),
        Measure(f"answers that failed, {name}", failed, "", limit=0),
    ]
    size = wall.bytes / len(wall.ms)
    print(f"     wall: {wall.unchanged} of {len(wall.ms)} unchanged (304), {size:,.0f} bytes an answer")
    print(f"     floor before and after: p95 {floor.at(0.95):.2f} and {again.at(0.95):.2f} ms; ", end="")
    print(f"clients asked at most {wall.late_p95_ms:.1f} ms late (p95); {failed} failed", flush=True)
    shown = [each.show() for each in measures]  # all of them, whatever the first one says
    return all(shown)


def told(what: str, came: Came, floor: Came, target: float = 0.0) -> None:
    """One line of the table."""
    ratio = came.at(0.95) / floor.at(0.95)
    good = not target or ratio <= target
    times = "".join(f"{came.at(share):8.2f}" for share in (0.5, 0.95, 0.99))
    budget = f"  (target {target:g} x)" if target else ""
    print(
        f"{'ok  ' if good else 'OVER'} {what:34}{len(came.ms):6}{times}{ratio:11.1f} x"
        f"{came.worker_cpu * 100:10.1f} %{came.client_cpu * 100:6.1f} %{budget}"
    )


def main() -> int:
    """Measure each kind of server that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PANTAU_DATA", "var")))
    parser.add_argument("--seconds", type=float, default=36.0, help="length of the wall's load; the others take half")
    parser.add_argument("--server", default=",".join(SERVERS))
    parser.add_argument("--port", type=int, default=8062)
    asked = parser.parse_args()
    good = True
    with copied(asked.data.resolve()) as copy:
        with closing(sqlite3.connect(copy / DATABASE_FILE)) as database:
            found = database.execute("SELECT DISTINCT office FROM feed_versions WHERE office NOT LIKE '%#%'")
            offices = sorted(code for (code,) in found)
        for name in asked.server.split(","):
            good &= measured(name, copy, asked.port, asked.seconds, offices)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
