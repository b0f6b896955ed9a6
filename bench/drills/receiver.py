"""A receiver of alerts on loopback that answers at once, and servers in threads of their own."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Quick(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.came.append((time.monotonic(), body.decode(errors="replace")))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    """Its port, while it serves."""
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield int(server.server_address[1])  # type: ignore[index]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def receiver() -> Iterator[tuple[int, list[tuple[float, str]]]]:
    """Its port, and what came: when (monotonic seconds) and what."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Quick)
    server.came = []
    with serving(server) as port:
        yield port, server.came
