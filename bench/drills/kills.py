"""``python -m bench.drills.kills [--long]``: web and collectors of a running office are killed (-9) under load.

On SQLite, then on a PostgreSQL of its own that keeps what it acknowledged. Tickets are opened by the form and sweeps
come in every second; web, collectors or both are killed at a random moment, again and again, and the product's own
supervisor starts them again. ``bench/drills/kill9.py`` kills in the midst of a write, far more often. Exit code 1: a
target is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.drills.house import OFFICE, House, house, until
from bench.drills.witness import Witness, answered_p95_ms, integrity, judge, settled
from bench.postgres import postgres
from bench.report import Measure, quantile, show_all
from dashboard.store import Store, held_leases

ROUNDS, LONG_ROUNDS = 6, 60
LONGEST_S, LONG_LONGEST_S = 60.0, 1_200.0
POLL_S = 1.0
KINDS = ("sqlite", "postgresql")
_LEASE_OLD_S = 20.0


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Address of a database of that kind; "" for the embedded one."""
    if kind == "sqlite":
        yield ""
        return
    with postgres() as server:
        yield server.url


def drill(kind: str, rounds: int, longest_s: float, seed: int = 1) -> bool:
    """Kill again and again, then look; whether every target is met."""
    chance, web_s, collectors_s, faults = random.Random(seed), [], [], 0
    with database(kind) as url, house(url, poll_s=POLL_S) as office:
        office.start()
        witness = Witness(office, every_s=0.1).start()
        began, killed = time.monotonic(), 0
        while killed < rounds and time.monotonic() - began < longest_s:
            time.sleep(chance.uniform(2.0, 4.0))
            parts = (("web",), ("collectors",), ("web", "collectors"))[killed % 3]
            gone = {part: office.kill(part) for part in parts}
            killed += 1
            store = office.store()
            faults += integrity(store) != "ok"
            if "web" in parts:
                web_s.append(until("the web answers", lambda: office.healthz(2).status == 200, every_s=0.05))
            if "collectors" in parts:
                until("the collectors live", lambda old=gone: office.pid("collectors") not in (0, old["collectors"]))
                collectors_s.append(_measuring_again(office))
            store.close()
        whole_s = settled(office)
        well_s = until("/healthz is well", lambda: office.troubles() == [])
        witness.stop()
        store = office.store()
        lease = held_leases(store)[OFFICE]
        verdict = judge(store, witness, 3 * POLL_S)
        store.close()
        told = [
            Measure(f"kills (-9) of web and collectors, {kind}", killed, ""),
            Measure(f"web answers again, slowest of {len(web_s)}, {kind}", max(web_s), "s", 30.0),
            Measure(f"sweeps come again, slowest of {len(collectors_s)}, {kind}", max(collectors_s), "s", 25.0),
            Measure(f"sweeps come again, median, {kind}", quantile(collectors_s, 0.5), "s"),
            Measure(f"nothing waits and /healthz is well, after the last kill, {kind}", whole_s + well_s, "s", 30.0),
            Measure(f"databases that did not open clean after a kill, {kind}", faults, "", 0),
            Measure(f"age of the lease at the end, {kind}", _age_s(lease.renewed_at.timestamp()), "s", _LEASE_OLD_S),
            Measure(f"p95 of an acknowledged ticket under all that, {kind}", answered_p95_ms(witness), "ms"),
            *verdict.measures(kind),
        ]
        cut = len(witness.unanswered)
        print(f"{kind}: {len(witness.acknowledged)} tickets acknowledged, {cut} not answered, {dict(witness.refused)}")
    return show_all(told)


def _age_s(at_s: float) -> float:
    return max(0.0, time.time() - at_s)


def _measuring_again(office: House) -> float:
    """Seconds from now until the database has a sweep that began after now."""
    store, since = office.store(), time.time()
    try:
        return until("sweeps come again", lambda: _newest_s(store) > since, every_s=0.1)
    finally:
        store.close()


def _newest_s(store: Store) -> float:
    with store.engine.connect() as connection:
        return float(connection.exec_driver_sql("SELECT max(observed_at) FROM samples").scalar() or 0)


def main() -> int:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="sixty kills on each database")
    parser.add_argument("--only", choices=KINDS, help="one of the databases")
    asked = parser.parse_args()
    rounds, longest_s = (LONG_ROUNDS, LONG_LONGEST_S) if asked.long else (ROUNDS, LONGEST_S)
    met = [drill(kind, rounds, longest_s) for kind in KINDS if asked.only in (None, kind)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
