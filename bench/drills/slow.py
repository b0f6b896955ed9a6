"""``python -m bench.drills.slow``: who answers one byte a second must hold up nobody else.

A counter's service, a probed page, a help desk, a receiver of alerts and a mail server send one byte a second; beside
them stand sources and a receiver that are quick. Then fifty clients send their question to our web one byte a second,
and some read its answer no faster. Exit code 1: a target is missed.
"""

from __future__ import annotations

import argparse
import socket
import socketserver
import sys
import threading
import time
from contextlib import closing, suppress
from itertools import pairwise
from typing import Any

from sqlalchemy import text

from bench.drills.house import OFFICE, House, house, until
from bench.drills.receiver import receiver, serving
from bench.drills.witness import Witness, judge
from bench.report import Measure, quantile, show_all
from dashboard.store import Store

POLL_S = 2.0
LOOK_S = 60.0
CLIENTS = 50
BACKUP = "trenggalek-08-backup-siak"
READERS = 10
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Padding: " + b"x" * 500 + b"\r\nContent-Length: 20\r\n\r\n"
    b'{"data":{"sent":123}'
)


class _Drip(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Send what an honest service would, one byte a second, until the other side has enough."""
        with suppress(OSError):
            for byte in ANSWER:
                self.request.sendall(bytes([byte]))
                time.sleep(1.0)


class _Threaded(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def sources(office: House, slow: int, quick: int) -> dict[str, Any]:
    """The parts of the office file: slow ones beside quick ones."""
    base, place = office.office(), f"127.96.1.1:{slow}"
    probed = {
        "id": "halaman-lambat", "name": "Halaman lambat", "kecamatan": "51.08.02", "role": "modem",
        "probe": {"type": "http", "url": f"http://{place}/"}, "schedule": "24_jam",
    }  # fmt: skip
    counter = {
        "id": "kirim-lambat", "kecamatan": "51.08.02", "kind": "http", "url": f"http://{place}/status",
        "value": "data.sent", "schedule": "24_jam",
    }  # fmt: skip
    receivers = [
        {"id": "cepat", "name": "Kasi PIAK", "role": "kasi", "channel": f"json://127.0.0.1:{quick}/kasi"},
        {"id": "lambat", "name": "Kabid PIAK", "role": "kabid", "channel": f"json://{place}/kabid", "after_minutes": 0},
        {"id": "surat", "name": "Kepala", "role": "kepala", "channel": f"mailto://{place}?from=a@b.id&to=c@d.id",
         "after_minutes": 0},
    ]  # fmt: skip
    dumps = office.folder / "dumps"
    dumps.mkdir(exist_ok=True)
    plan = {"sop": BACKUP, "pattern": "siak_*.dmp", "log_pattern": "siak_*.log", "at": "21:00"}
    keys = {"user_env": "LATIHAN_PENGGUNA", "password_env": "LATIHAN_SANDI", "host_key": f"SHA256:{'A' * 43}"}
    backups = [
        {"id": "cadangan-cepat", "name": "Cadangan cepat", "folder": str(dumps), **plan},
        {"id": "cadangan-lambat", "name": "Cadangan lambat", "folder": f"sftp://{place}/dumps", **keys, **plan},
    ]
    return {
        "targets": [*base["targets"], probed],
        "backups": backups,
        "sops": [*base["sops"], {"id": BACKUP, "start": "2025-01-02", "adopted": True}],
        "counters": [*base["counters"], counter],
        "alerts": {"group_seconds": 5, "receivers": receivers},
    }


def late_s(store: Store, collector: str, since_s: float) -> list[float]:
    """How late each round of a collector began."""
    asked = "SELECT started_ms - scheduled_ms FROM collector_runs WHERE collector = :c AND started_ms > :s"
    with store.engine.connect() as connection:
        found = connection.execute(text(asked), {"c": collector, "s": since_s * 1000})
        return [row[0] / 1000 for row in found]


def missed(store: Store, since_s: float) -> dict[str, int]:
    """Rounds that were left out, by collector."""
    asked = "SELECT collector, count(*) FROM collector_runs WHERE outcome = 'missed' AND started_ms > :s GROUP BY 1"
    with store.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(text(asked), {"s": since_s * 1000})}


def longest_gap_s(store: Store, target: str, metric: str, since_s: float) -> float:
    """The longest time between two samples of a source."""
    asked = (
        "SELECT observed_at FROM samples JOIN series ON series.id = series_id "
        "WHERE target = :t AND metric = :m AND observed_at > :s ORDER BY 1"
    )
    with store.engine.connect() as connection:
        times = [row[0] for row in connection.execute(text(asked), {"t": target, "m": metric, "s": since_s})]
    return float(max((b - a for a, b in pairwise(times)), default=LOOK_S))


def outgoing(office: House, came: list[tuple[float, str]]) -> list[Measure]:
    """Slow sources and receivers beside quick ones."""
    with closing(office.store()) as store:
        since_s, began = time.time(), time.monotonic()
        office.listeners[0].stop()  # an outage, to be told to a quick receiver and to two slow ones
        shown_s = until("the slow counter is shown with its reason", lambda: _is_shown(office), 90)
        time.sleep(max(0.0, LOOK_S - (time.monotonic() - began)))
        told_s = until("the quick receiver is told", lambda: bool(came), 120)
        told_s = came[0][0] - began
        office.listeners[0].start()
        late = late_s(store, "network", since_s)
        left_out = missed(store, since_s)
        gap_s = longest_gap_s(store, "kirim-1", "records", since_s)
        dumps_s = longest_gap_s(store, "cadangan-cepat", "age_s", since_s)
    print(f"rounds left out: {left_out}; {len(late)} rounds of the network")
    return [
        Measure("slow counter shown on /sistem with its reason", shown_s, "s", 45.0),
        Measure("lateness of the network's rounds, p95", quantile(late, 0.95), "s", 1.0),
        Measure("network's rounds left out", 100 * left_out.get("network", 0) / max(1, len(late)), "%", 5.0),
        Measure("quick counter beside it: longest time between samples", gap_s, "s", 30.0),
        Measure("quick backup folder beside it: longest time between samples", dumps_s, "s", 65.0),
        Measure("an outage told to the quick receiver beside two slow ones", told_s, "s", 120.0),
        Measure("/healthz was not well", len(office.troubles()), "", 0),
    ]


def _is_shown(office: House) -> bool:
    said = office.system()
    return all(each in said for each in ("kirim-lambat", "tidak selesai dibaca", "Cadangan lambat"))


class Drip:
    """Clients of ours that send their question, or read the answer, one byte a second."""

    def __init__(self, port: int, clients: int, readers: int) -> None:
        self._stop = threading.Event()
        self._sockets = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(clients + readers)]
        for each in self._sockets[clients:]:
            each.sendall(b"GET /assets/vendor/plotly-cartesian.min.js HTTP/1.1\r\nHost: x\r\n\r\n")
        self._writers, self._readers = self._sockets[:clients], self._sockets[clients:]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        question = b"GET /masuk HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"y" * 10_000
        for byte in question:
            if self._stop.wait(1.0):
                break
            for each in self._writers:
                with suppress(OSError):
                    each.send(bytes([byte]))
            for each in self._readers:
                with suppress(OSError):
                    each.setblocking(False)
                    each.recv(1)

    def close(self) -> None:
        """Let all go."""
        self._stop.set()
        self._thread.join(5)
        for each in self._sockets:
            each.close()


def asked_ms(office: House, seconds: float) -> tuple[list[float], int]:
    """Milliseconds of the wall's feed and a page, asked one after the other; and how many failed."""
    times, failed, end = [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        for reply in (office.ask(f"/feed/wall?kantor={OFFICE}", timeout_s=10), office.healthz(10), office.page("/")):
            failed += reply.status != 200
            times.append(reply.took_s * 1000)
        time.sleep(0.1)
    return times, failed


def incoming(office: House) -> list[Measure]:
    """Slow clients of our web."""
    before, _ = asked_ms(office, 8.0)
    drip = Drip(office.port, CLIENTS, READERS)
    try:
        time.sleep(2)
        during, failed = asked_ms(office, 15.0)
    finally:
        drip.close()
    return [
        Measure(
            f"p95 of feed, page and /healthz beside {CLIENTS + READERS} slow clients", quantile(during, 0.95), "ms",
            1_000.0, "before them", quantile(before, 0.95),
        ),
        Measure(f"answers of {len(during)} that failed beside them", failed, "", 0),
    ]  # fmt: skip


def main() -> int:
    """Both."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills.slow", description=__doc__.splitlines()[0])
    parser.parse_args()
    with (
        serving(_Threaded(("127.96.1.1", 0), _Drip)) as slow_port,
        receiver() as (quick_port, came),
        house(poll_s=POLL_S, env={"LATIHAN_PENGGUNA": "latihan", "LATIHAN_SANDI": "latihan"}) as office,
    ):
        office.add(sources(office, slow_port, quick_port))
        office.start()
        witness = Witness(office, every_s=0.5).start()
        time.sleep(5)
        figures = [*outgoing(office, came), *incoming(office)]
        witness.stop()
        with closing(office.store()) as store:
            figures += judge(store, witness, 3 * POLL_S).measures("slow")
        return 0 if show_all(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
