"""``python -m bench.drills.clock``: the clock of a running office is set back an hour, put right, and set forward.

The product's processes see a false wall clock by libfaketime (``LD_PRELOAD``, from the package of that name); the clock
that only runs forward is left alone, as it is when somebody sets the time of a machine. The drill itself keeps the true
time. Exit code 1: a target is missed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import text

from bench.drills.house import OFFICE, House, Session, house, until
from bench.drills.witness import Witness, judge
from bench.report import Measure, show_all
from dashboard.model import Indicator
from dashboard.store import Store, held_leases

HOUR_S = 3_600
POLL_S = 1.0
STAGE_S = 14.0
"""How long each clock is looked at."""
_LIBRARY = "vendor/libfaketime/src/libfaketime.so.1"


def library() -> Path:
    """Where the false clock lies. SystemExit where it is not there (``make setup-test``)."""
    package = find_spec("libfaketime")
    place = Path(package.origin).parent / _LIBRARY if package is not None and package.origin is not None else Path()
    if not place.is_file():
        raise SystemExit("libfaketime is not there: pip install libfaketime")
    return place


@dataclass
class FalseClock:
    """A clock that every process of the house sees, so many seconds beside the true one."""

    file: Path

    def set(self, offset_s: int) -> None:
        """Set it."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{offset_s:+d}\n")
        fresh.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """Of who shall see it."""
        return {
            "LD_PRELOAD": str(library()), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "FAKETIME_DONT_RESET": "1",
        }  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """What was seen under one clock."""

    name: str
    first_s: float
    """Until the first sweep that bears the new time."""
    rounds: int
    tells_health: bool
    tells_system: bool
    green: int
    """Tiles that are told as good by the clock of the web."""
    tickets: int


def swept(store: Store, since: float) -> int:
    """Sweeps of the network that began at or after a moment of the false clock, up to half an hour later."""
    question = (
        "SELECT count(*) FROM collector_runs WHERE collector = 'network' AND outcome = 'ok' "
        "AND started_ms BETWEEN :since AND :until"
    )
    with store.engine.connect() as connection:
        bounds = {"since": since * 1000, "until": (since + HOUR_S / 2) * 1000}
        return int(connection.execute(text(question), bounds).scalar() or 0)


def stage(name: str, office: House, clock: FalseClock, witness: Witness, offset_s: int) -> Stage:
    """Set the clock and look."""
    with closing(office.store()) as store:
        before, began = len(witness.acknowledged), time.monotonic()
        clock.set(offset_s)
        since = time.time() + offset_s - 0.5
        until(f"a sweep after the clock was set, {name}", lambda: swept(store, since) > 0, 60)
        first_s = time.monotonic() - began
        time.sleep(max(0.0, STAGE_S - first_s))
        found = Stage(
            name,
            first_s,
            swept(store, since),
            "clock" in office.troubles(),
            "masa depan" in office.system(),
            green_tiles(office),
            len(witness.acknowledged) - before,
        )
    print(f"{name:12} first sweep after {found.first_s:4.1f} s, {found.rounds} sweeps and {found.tickets} tickets in "
          f"{STAGE_S:.0f} s; /healthz {found.tells_health}, /sistem {found.tells_system}; {found.green} tiles good",
          flush=True)  # fmt: skip
    return found


def green_tiles(office: House) -> int:
    """Kecamatan whose network is told as good now."""
    rows = office.ask(f"/api/v1/status?office={OFFICE}").json.get("rows", [])
    return sum(row["jaringan"]["state"] == Indicator.BAIK for row in rows)


def drill(office: House, clock: FalseClock) -> bool:
    """Back, right, forward, right; whether every target is met."""
    clock.set(0)
    office.start()
    session = Session(office)
    witness = Witness(office, every_s=0.3).start()
    time.sleep(8)
    assert office.troubles() == [], office.healthz().text
    good = green_tiles(office)
    begun_at = time.time()
    back = stage("an hour back", office, clock, witness, -HOUR_S)
    old = office.kill("collectors")
    taken_s = until("other collectors have the office", lambda: office.pid("collectors") not in (0, old))
    with closing(office.store()) as store:
        since = time.time() - HOUR_S
        taken_s += until("they measure", lambda: swept(store, since) > 0)
    is_in = [session.is_in]
    right = stage("put right", office, clock, witness, 0)
    is_in.append(session.is_in)
    quiet_s = until("/healthz is well", lambda: office.troubles() == [], 60)
    green = until("tiles are good again", lambda: green_tiles(office) == good, 60)
    forward = stage("hour forward", office, clock, witness, HOUR_S)
    again = stage("right again", office, clock, witness, 0)
    is_in.append(session.is_in)
    witness.stop()
    with closing(office.store()) as store:
        verdict = judge(store, witness, 3 * POLL_S)
        lease = held_leases(store)[OFFICE]
        unknown = sum(each.gaps for each in (verdict,))
    stages = (back, right, forward, again)
    least = min(each.rounds for each in stages)
    figures = [
        Measure("first sweep after the clock was set, slowest of 4", max(each.first_s for each in stages), "s", 15.0),
        Measure("sweeps that did not come, most of 4 stages", STAGE_S - least, "", STAGE_S - 3),
        Measure("stages without an acknowledged ticket", sum(not each.tickets for each in stages), "", 0),
        Measure("set back: /healthz does not tell", sum(not each.tells_health for each in (back, again)), "", 0),
        Measure("set back: /sistem does not tell", sum(not each.tells_system for each in (back, again)), "", 0),
        Measure("set back: tiles told as good by data of the future", back.green + again.green, "", 0),
        Measure("set back: killed collectors followed", taken_s, "s", 45.0),
        Measure("put right: until /healthz is well and tiles are good", quiet_s + green, "s", 30.0),
        Measure("signed in and thrown out", sum(not each for each in is_in), "", 0),
        Measure("age of the lease at the end", abs(time.time() - lease.renewed_at.timestamp()), "s", 20.0),
        Measure("gaps seen", unknown, ""),
        *verdict.measures("clock set"),
    ]
    print(f"since {time.time() - begun_at:.0f} s; tracebacks in the log: {office.said('Traceback')}")
    return show_all(figures)


def main() -> int:
    """One office on SQLite."""
    with tempfile.TemporaryDirectory(prefix="drill-clock-") as folder:
        clock = FalseClock(Path(folder) / "offset")
        clock.set(0)
        with house(env=clock.environment, poll_s=POLL_S) as office:
            return 0 if drill(office, clock) else 1


if __name__ == "__main__":
    sys.exit(main())
