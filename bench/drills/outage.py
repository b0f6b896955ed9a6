"""``python -m bench.drills.outage``: the database of a running office goes away and comes back, under load.

A PostgreSQL is killed (-9) and started again; frozen (SIGSTOP: it takes connections and says nothing more, as behind a
network that swallows everything) and thawed; and the embedded SQLite file is held by another program for 30 seconds.
All the while sweeps come every second, tickets are opened and pages looked at. ``bench/drills/database_away.py`` leaves
it away for hours. Exit code 1: a target is missed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from bench.drills.house import House, Session, house, until
from bench.drills.witness import Witness, judge, settled, spooled
from bench.postgres import Server, pgserver, postgres
from bench.report import Measure, show_all

POLL_S = 1.0
AWAY_S = 20.0
HELD_S = 30.0
PAGES = ("/", "/tiket", "/jaringan", "/sistem")
BROKEN = ("Basis data tidak dapat dibaca", "basis data tidak dapat ditulis", "Basis data sedang tidak dapat dipakai")
KINDS = ("killed", "frozen", "held")


def children_of(pid: int) -> list[int]:
    """A process and all that it has begun."""
    with suppress(OSError):
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(each for child in map(int, below) for each in children_of(child))]
    return []


def signalled(pid: int, number: int) -> None:
    """The signal to a server and each of its own processes, by their ids."""
    for each in children_of(pid):
        with suppress(ProcessLookupError):
            os.kill(each, number)


def drill(kind: str, office: House, go_away: Callable[[], None], come_back: Callable[[], None], away_s: float) -> bool:
    """Away and back once; whether every target is met."""
    office.start()
    session = Session(office)
    for path in PAGES:
        office.page(path)
    witness = Witness(office, every_s=0.2).start()
    time.sleep(4)
    assert office.troubles() == [], office.healthz().text
    began = time.monotonic()
    go_away()
    told_s = until("/healthz tells", lambda: office.healthz().status == 503, 60)
    stayed, unclear, slowest, deepest, asked = True, 0, 0.0, 0, 0
    while time.monotonic() - began < away_s:
        for path in PAGES:
            reply = office.page(path)
            asked += 1
            unclear += reply.status == 0 or not any(each in reply.text for each in BROKEN)
            slowest = max(slowest, reply.took_s)
        stranger = session.stranger()
        unclear += not any(each in stranger.text for each in BROKEN)
        stayed &= session.get("/tiket").status in (200, 503)
        deepest = max(deepest, spooled(office))
        time.sleep(1)
    come_back()
    back = time.monotonic()
    until("a ticket is acknowledged again", _grows(witness))
    ticket_s = time.monotonic() - back
    is_told = "Antrean" in office.system()
    settled(office)
    well_s = until("/healthz is well", lambda: office.troubles() == []) * 0 + time.monotonic() - back
    stayed &= session.is_in
    witness.stop()
    store = office.store()
    verdict = judge(store, witness, 3 * POLL_S)
    store.close()
    print(f"{kind}: {len(witness.acknowledged)} tickets acknowledged, refused {dict(witness.refused)}, "
          f"{len(witness.unanswered)} not answered; {deepest} parcels in the spool")  # fmt: skip
    figures = [
        Measure(f"/healthz says 503, {kind}", told_s, "s", 20.0),
        Measure(f"pages of {asked} and sign-ins without a clear word, {kind}", unclear, "", 0),
        Measure(f"slowest page meanwhile, {kind}", slowest, "s", 25.0),
        Measure(f"parcels that waited in the spool, {kind}", deepest, ""),
        Measure(f"signed in and thrown out, {kind}", int(not stayed), "", 0),
        Measure(f"/sistem is not there afterwards, {kind}", int(not is_told), "", 0),
        Measure(f"back: until a ticket is acknowledged, {kind}", ticket_s, "s", 20.0),
        Measure(f"back: until nothing waits and /healthz is well, {kind}", well_s, "s", 45.0),
        Measure(f"tracebacks shown to people, {kind}", int("Traceback" in " ".join(witness.refused)), "", 0),
        *verdict.measures(kind),
    ]
    return show_all(figures)


def _grows(witness: Witness) -> Callable[[], bool]:
    before = len(witness.acknowledged)
    return lambda: len(witness.acknowledged) > before + 2


def killed(server: Server) -> tuple[Callable[[], None], Callable[[], None]]:
    """kill -9 of the server; a start that recovers."""
    return (lambda: os.kill(server.pid, signal.SIGKILL), lambda: _started(server))


def _started(server: Server) -> None:
    until("the server's processes are gone", lambda: not children_of(server.pid), 20)
    pgserver.get_server(server.folder, cleanup_mode=None).ensure_postgres_running()


def frozen(server: Server) -> tuple[Callable[[], None], Callable[[], None]]:
    """SIGSTOP to all of the server; SIGCONT."""
    return (lambda: signalled(server.pid, signal.SIGSTOP), lambda: signalled(server.pid, signal.SIGCONT))


def on_postgres(kind: str) -> bool:
    """One of the two ways in which a server is away."""
    with postgres() as server, house(server.url, poll_s=POLL_S) as office:
        go_away, come_back = {"killed": killed, "frozen": frozen}[kind](server)
        try:
            return drill(kind, office, go_away, come_back, AWAY_S if kind == "killed" else 2 * AWAY_S)
        finally:
            signalled(server.pid, signal.SIGCONT)


def held() -> bool:
    """Another program holds the SQLite file for writing; reading goes on."""
    with house(poll_s=POLL_S) as office:
        office.start()
        session = Session(office)
        witness = Witness(office, every_s=0.2).start()
        time.sleep(4)
        with closing(sqlite3.connect(office.data / "pantau.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            before, began, deepest, unread, told = len(witness.acknowledged), time.monotonic(), 0, 0, False
            while time.monotonic() - began < HELD_S:
                unread += sum(office.page(path).status != 200 for path in PAGES)
                deepest = max(deepest, spooled(office))
                told |= office.healthz().json.get("status") != "ok"
                time.sleep(1)
            slipped = len(witness.acknowledged) - before
            other.execute("ROLLBACK")
        back = time.monotonic()
        until("a ticket is acknowledged again", _grows(witness))
        ticket_s = time.monotonic() - back
        settled(office)
        well_s = time.monotonic() - back
        stayed = session.is_in
        witness.stop()
        store = office.store()
        verdict = judge(store, witness, 3 * POLL_S)
        store.close()
        print(f"held: refused {dict(witness.refused)}, {len(witness.unanswered)} not answered; {deepest} in the spool")
        figures = [
            Measure(f"SQLite held for {HELD_S:.0f} s: tickets acknowledged meanwhile", slipped, ""),
            Measure("pages that could not be read, held", unread, "", 0),
            Measure("/healthz did not tell, held", int(not told), "", 0),
            Measure("parcels that waited in the spool, held", deepest, ""),
            Measure("signed in and thrown out, held", int(not stayed), "", 0),
            Measure("free: until a ticket is acknowledged, held", ticket_s, "s", 20.0),
            Measure("free: until nothing waits, held", well_s, "s", 45.0),
            *verdict.measures("held"),
        ]
        return show_all(figures)


def main() -> int:
    """All three."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills.outage", description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=KINDS)
    asked = parser.parse_args()
    met = [held() if kind == "held" else on_postgres(kind) for kind in KINDS if asked.only in (None, kind)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
