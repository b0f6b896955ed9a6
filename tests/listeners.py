"""Real listeners on loopback for tests: they start, stop, and start again on the same address.

``with TcpListener("127.0.0.5") as listener: ... listener.port``. Port 0 picks a free one, which later starts keep.
"""

from __future__ import annotations

import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


class _HoldOpen(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Say nothing; end when the other side closes."""
        self.request.settimeout(10)
        try:
            while self.request.recv(1024):
                pass
        except OSError:
            return


class TcpListener:
    """Accepts connections and never says a word."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self._server: socketserver.TCPServer | None = None
        self._thread: threading.Thread | None = None

    def _make(self) -> socketserver.TCPServer:
        return _Server((self.host, self.port), _HoldOpen)

    def start(self) -> Self:
        """Listen; OSError where the address is taken."""
        self._server = self._make()
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening: the next connection is refused. Harmless when it has not been started."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    listener: HttpListener

    def handle_error(self, request: object, client_address: object) -> None:
        """A probe that gave up before the answer is no error of the listener."""


class _Answer(BaseHTTPRequestHandler):
    server: _HttpServer

    def do_GET(self) -> None:
        listener = self.server.listener
        listener.hosts.append(self.headers.get("Host", ""))
        listener.gate.wait(listener.delay_s)
        self.send_response(listener.status)
        self.send_header("Content-Length", "0")
        if listener.location:
            self.send_header("Location", listener.location)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class HttpListener(TcpListener):
    """Answers every GET with ``status`` after ``delay_s`` seconds; both may be changed while it runs.

    ``hosts`` collects the Host header of each request; ``location`` is sent where it is not empty.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0, status: int = 200, delay_s: float = 0.0) -> None:
        super().__init__(host, port)
        self.status = status
        self.delay_s = delay_s
        self.location = ""
        self.hosts: list[str] = []
        self.gate = threading.Event()
        """Set on stop, so that no answer outlives the listener."""

    @property
    def url(self) -> str:
        """Its root as an address for a probe."""
        return f"http://{self.host}:{self.port}/"

    def _make(self) -> socketserver.TCPServer:
        self.gate.clear()
        server = _HttpServer((self.host, self.port), _Answer)
        server.listener = self
        return server

    def stop(self) -> None:
        """Stop listening and release the answers that are still being delayed."""
        self.gate.set()
        super().stop()
