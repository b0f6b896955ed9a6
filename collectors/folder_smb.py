"""Folders on a Windows or Samba share."""

from __future__ import annotations

import errno
import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

import smbclient
from fsspec.implementations.smb import SMBFileSystem
from smbprotocol.connection import Connection
from smbprotocol.exceptions import LogonFailure, SMBAuthenticationError, SMBException, SMBOSError
from smbprotocol.header import NtStatus

from collectors.folders import Folder, FolderLost, SeenFile, remote_file, variable
from dashboard.offices import FolderPlace

_ANSWER_S = 20.0
"""Longest wait for a server to be reached and to say which dialect it speaks."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ABSENT = (NtStatus.STATUS_OBJECT_NAME_NOT_FOUND, NtStatus.STATUS_OBJECT_PATH_NOT_FOUND)
_REFUSED = (NtStatus.STATUS_ACCESS_DENIED, NtStatus.STATUS_SHARING_VIOLATION)


class _Connection(Connection):  # type: ignore[misc]
    """One that keeps the time which the server tells when it is greeted."""

    server_time: datetime | None = None

    def _send_smb2_negotiate(self, *arguments: Any, **named: Any) -> Any:
        answer = super()._send_smb2_negotiate(*arguments, **named)
        with suppress(KeyError, ValueError, OverflowError):
            self.server_time = _aware(answer["system_time"].get_value())
        return answer


class _Filesystem(SMBFileSystem):  # type: ignore[misc]
    """fsspec's, with a connection of its own instead of the process-wide pool, which cannot be cut."""

    cachable = False

    def _connect(self) -> None:
        for name in ("smbprotocol", "smbclient"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # their troubles are told once, by the runner
        self.connection = _Connection(uuid.uuid4(), self.host, self._port)
        self.common = {
            "port": self._port,
            "connection_cache": {f"{self.host.lower()}:{self._port}": self.connection},
        }
        self.is_cut = False

    def dial(self) -> None:
        self.connection.connect(timeout=self.timeout)
        if self.is_cut:
            raise SMBException("cut")
        smbclient.register_session(self.host, username=self.username, password=self.password, **self.common)

    def cut(self) -> None:
        self.is_cut = True
        if self.connection.transport is not None:
            self.connection.disconnect(close=False)


class SmbFolder(Folder):
    """``smb://host[:port]/share/folder``; user and password from the variables that ``place`` names."""

    def __init__(self, place: FolderPlace, env: Mapping[str, str], patience_s: float) -> None:
        super().__init__(place.folder)
        parts = urlsplit(place.folder)
        self._place = place
        self._path = unquote(parts.path).rstrip("/")
        self._system = _Filesystem(
            parts.hostname or "",
            port=parts.port or 445,
            username=variable(env, place.user_env),
            password=variable(env, place.password_env),
            timeout=max(1, int(min(_ANSWER_S, patience_s))),
            share_access="rwd",  # whoever writes or deletes a dump meanwhile is not to be hindered
        )

    def open(self) -> None:
        """See Folder."""
        with self._telling():
            self._system.dial()

    def cut(self) -> None:
        """See Folder."""
        self._system.cut()

    def clock_ahead_s(self, now: datetime) -> float | None:
        """See Folder."""
        told = self._system.connection.server_time
        return None if told is None else (told - now).total_seconds()

    def entries(self) -> list[SeenFile]:
        """See Folder. One request for the whole folder, where fsspec would ask for every file."""
        try:
            with self._telling(), smbclient.scandir(self._unc(self._path), **self._system.common) as entries:
                return [self._listed(entry) for entry in entries if not entry.is_dir()]
        except FileNotFoundError as error:
            raise FolderLost("tidak ditemukan di server; periksa nama share dan foldernya di berkas kantor") from error
        except OSError as error:
            raise FolderLost("tidak boleh dibaca; beri akun itu hak baca pada share dan foldernya") from error

    def _listed(self, entry: Any) -> SeenFile:
        info = entry.smb_info
        born, written = _aware(info.creation_time), _aware(info.last_write_time)
        return remote_file(self._path, entry.name, info.end_of_file, written, born)

    def fresh(self, file: SeenFile) -> SeenFile:
        """See Folder."""
        with self._telling():
            info = smbclient.stat(self._unc(str(file.path)), **self._system.common)
            born, written = (_EPOCH + timedelta(microseconds=at // 1000) for at in (info.st_ctime_ns, info.st_mtime_ns))
            return remote_file(self._path, file.path.name, info.st_size, written, born)

    @contextmanager
    def reading(self, file: SeenFile) -> Iterator[BinaryIO]:
        """See Folder."""
        cache = self._system.common["connection_cache"]
        with self._telling():
            handle = self._system.open(str(file.path), "rb", connection_cache=cache)
            try:
                yield handle
            finally:
                try:
                    handle.close()
                except SMBException:
                    # The server is gone, and the handle with it; nothing is left to be closed.
                    handle.raw.fd._connected = False
                    raise

    def _unc(self, path: str) -> str:
        return rf"\\{self._system.host}" + path.replace("/", "\\")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell what is wrong with the server; what is wrong with one file becomes an OSError of its kind."""
        try:
            yield
        except (LogonFailure, SMBAuthenticationError):
            names = f"{self._place.user_env} dan {self._place.password_env}"
            raise FolderLost(f"menolak masuk; periksa isi variabel {names}") from None
        except SMBOSError as error:
            status = error.ntstatus
            if status in _ABSENT:
                raise FileNotFoundError(errno.ENOENT, "tidak ada") from error
            if status in _REFUSED:
                raise PermissionError(errno.EACCES, "tidak boleh dibaca") from error
            if status == NtStatus.STATUS_BAD_NETWORK_NAME:
                raise FolderLost("tidak ditemukan: share itu tidak ada di server; periksa namanya") from error
            raise FolderLost("menolak membuka folder; periksa share dan hak akun itu di server") from error
        except ValueError as error:  # so says the library where the server does not answer at all
            raise FolderLost("tidak dapat dihubungi; periksa alamat, server dan sambungan jaringannya") from error
        except (SMBException, ConnectionError, TimeoutError, EOFError) as error:
            raise FolderLost("memutus sambungan atau tidak menjawab; periksa server dan jaringannya") from error


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
