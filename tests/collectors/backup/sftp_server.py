"""A real SFTP server on a loopback port, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import asyncssh

USER = "pencadang"
PASSWORD = "sandi-uji-sftp"


class _Door(asyncssh.SSHServer):
    """Lets one user in, by password or by a key that was allowed."""

    def __init__(self, server: SftpServer) -> None:
        self._server = server

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._server.connections.append(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.lost.set()

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        allowed = self._server.user_key
        return username == USER and allowed is not None and key == allowed.convert_to_public()


class SftpServer:
    """Serves ``folder`` as the root of its files; counts the bytes read, hangs or dies in the middle when told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.user_key: asyncssh.SSHKey | None = None
        self.env = {"UJI_SFTP_PENGGUNA": USER, "UJI_SFTP_SANDI": PASSWORD}
        self.port = 0
        self.bytes_read = 0
        self.hangs = False
        self.dies = False
        self.connections: list[asyncssh.SSHServerConnection] = []
        self.lost = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listener: asyncssh.SSHAcceptor | None = None
        self.start()

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -lf`` gives it."""
        return str(self.host_key.get_fingerprint())

    @property
    def url(self) -> str:
        """Its address."""
        return f"sftp://127.0.0.1:{self.port}/"

    def keys(self, below: str = "") -> dict[str, object]:
        """The keys of a folder in an office file."""
        return {
            "folder": self.url + below,
            "user_env": "UJI_SFTP_PENGGUNA",
            "password_env": "UJI_SFTP_SANDI",
            "host_key": self.fingerprint,
        }

    def start(self) -> None:
        """Listen (again, on the same port)."""
        self._run(self._listen())

    def hang(self) -> None:
        """Answer no reading any more."""
        self.hangs = True

    def stop(self) -> None:
        """Stop listening and cut every connection."""
        self._run(self._end())

    def close(self) -> None:
        """Stop, and end the thread."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> None:
        self.hangs = self.dies = False
        self._listener = await asyncssh.create_server(
            lambda: _Door(self),
            "127.0.0.1",
            self.port,
            server_host_keys=[self.host_key],
            sftp_factory=self._files,
        )
        self.port = self._listener.get_port()

    async def _end(self) -> None:
        if self._listener is not None:
            self._listener.close()
            await self._listener.wait_closed()
            self._listener = None
        self.hangs = False
        for connection in self.connections:
            connection.abort()
            await connection.wait_closed()
        self.connections.clear()
        if rest := asyncio.all_tasks() - {asyncio.current_task()}:  # answers that hung
            await asyncio.wait(rest, timeout=5)

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def _files(self, channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        server = self

        class Files(asyncssh.SFTPServer):
            async def read(self, file_obj: object, offset: int, size: int) -> bytes:
                if server.dies:
                    channel.get_connection().abort()
                while server.hangs:
                    await asyncio.sleep(0.02)
                data = super().read(file_obj, offset, size)
                assert isinstance(data, bytes)
                server.bytes_read += len(data)
                return data

        return Files(channel, chroot=str(self.folder).encode())
