"""A gate before a PostgreSQL socket: closed it refuses and cuts, frozen it keeps silent, as a server that went away."""

from __future__ import annotations

import contextlib
import select
import shutil
import socket
import tempfile
import threading
from pathlib import Path

from sqlalchemy import make_url

SOCKET = ".s.PGSQL.5432"


class Gate:
    """Forwards a unix socket to that of a database URL until it is closed; ``url`` goes through the gate."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        host = address.query["host"]
        self._behind = str(Path(host if isinstance(host, str) else host[0]) / SOCKET)
        self._folder = Path(tempfile.mkdtemp(prefix="gate-", dir="/tmp"))
        through = address.update_query_dict({"host": str(self._folder)})
        self.url = through.render_as_string(hide_password=False)
        self._open_to_all = threading.Event()
        self._thawed = threading.Event()
        self._thawed.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Let everybody through (again)."""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._folder / SOCKET))
        self._listener.listen(50)
        self._open_to_all.set()
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Refuse new connections and cut the others."""
        self._open_to_all.clear()
        self._thawed.set()
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        (self._folder / SOCKET).unlink(missing_ok=True)
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def freeze(self) -> None:
        """Keep every connection and carry nothing."""
        self._thawed.clear()

    def thaw(self) -> None:
        """Carry on."""
        self._thawed.set()

    def remove(self) -> None:
        """Close for good."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._behind)
            self._pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        with near, far:
            while True:
                try:
                    ready, _, _ = select.select([near, far], [], [])
                    for end in ready:
                        data = end.recv(65536)
                        self._thawed.wait()
                        if not data:
                            return
                        other[end].sendall(data)
                except (OSError, ValueError):
                    return
