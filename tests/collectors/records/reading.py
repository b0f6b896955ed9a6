"""A records collector over sources of a test, and a service on loopback that answers as the test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from collectors.base import Harvest
from collectors.manualcounts import ReadManual
from collectors.records import RecordsCollector, nobody_entered
from dashboard.model import State
from tests.collectors.sources import NOW, Shelf, office, sample_of

TOKEN = "rahasia-token-77"


class Reader:
    """A records collector whose samples are kept as the store would keep them."""

    def __init__(
        self,
        *sources: dict[str, object],
        env: Mapping[str, str] | None = None,
        entered: ReadManual = nobody_entered,
        source_s: float = 20.0,
    ) -> None:
        self.shelf = Shelf()
        self.collector = RecordsCollector(
            office(counters=list(sources)),
            interval_s=60,
            recall=self.shelf,
            env=env or {},
            entered=entered,
            source_s=source_s,
        )

    def read(self, now: datetime = NOW) -> Harvest:
        harvest = self.collector.collect(now)
        self.shelf.keep(harvest.samples)
        return harvest

    def state(self, now: datetime = NOW, target: str = "kirim") -> State | None:
        return sample_of(self.read(now), target, "records").state


class Service(ThreadingHTTPServer):
    """Answers every GET with ``body`` and ``status``, piece by piece ``pause_s`` apart where there are pieces."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status = 200
        self.body = json.dumps({"data": {"sent": 120, "pending": 3}}).encode()
        self.pieces: list[bytes] = []
        self.pause_s = 0.0
        self.location = ""
        self.length: int | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/status"

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that gave up is no error of the service."""


class _Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        service = self.server
        service.asked.append((self.path, dict(self.headers)))
        if service.pause_s and not service.pieces:
            service.closing.wait(service.pause_s)
        moved = bool(service.location) and self.path.split("?")[0] == "/status"
        self.send_response(302 if moved else service.status)
        if moved:
            self.send_header("Location", service.location)
        if not service.pieces:
            self.send_header("Content-Length", str(len(service.body) if service.length is None else service.length))
        self.end_headers()
        for piece in service.pieces or [service.body]:
            self.wfile.write(piece)
            self.wfile.flush()
            if service.pieces:
                service.closing.wait(service.pause_s)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def service() -> Iterator[Service]:
    """A running service, stopped afterwards."""
    made = Service()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.closing.set()
        made.shutdown()
        thread.join()
        made.server_close()


def http_source(url: str, **more: object) -> dict[str, object]:
    ways = {"value": "data.sent", "pending": "data.pending"}
    return {"id": "layanan", "kecamatan": "51.08.01", "kind": "http", "url": url, **ways, **more}


def csv_source(path: object, **more: object) -> dict[str, object]:
    columns = {"jumlah": "Terkirim", "tertunda": "Tertunda"}
    return {"id": "tabel", "kecamatan": "51.08.01", "kind": "csv", "path": str(path), "columns": columns, **more}
