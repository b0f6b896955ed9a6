"""Folders on an SFTP server whose host key is pinned in the office file."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem
from paramiko.pkey import UnknownKeyType

from collectors.folders import Folder, FolderLost, SeenFile, remote_file, variable
from dashboard.offices import FolderPlace

_LOG = "pantau.sftp"
_ANSWER_S = 20.0
"""Longest silence of a server within one answer."""


class _UnknownHostError(Exception):
    """The server showed a key that nobody vouched for."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown)
        self.shown = shown


class _Pinned(paramiko.MissingHostKeyPolicy):
    """Accepts only the fingerprint that the office wrote down."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted.rstrip("=")

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        shown = fingerprint(key)
        if not self._wanted or shown != self._wanted:
            raise _UnknownHostError(shown)


def fingerprint(key: paramiko.PKey) -> str:
    """As ``ssh-keygen -lf`` writes it: ``SHA256:`` and 43 letters."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")


class _Filesystem(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's, which connects when told, trusts no unknown key, asks no agent, and never waits for ever."""

    cachable = False

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.is_cut = False
        self.client.set_log_channel(_LOG)
        logging.getLogger(_LOG).setLevel(logging.CRITICAL)  # its troubles are told once, by the runner

    def cut(self) -> None:
        self.is_cut = True
        self.client.close()

    def dial(self, key: paramiko.PKey | None, known_hosts: str, seconds: float) -> None:
        if known_hosts:
            self.client.load_host_keys(known_hosts)
        self.client.set_missing_host_key_policy(self.host_key_policy)
        self.client.connect(
            self.host,
            pkey=key,
            timeout=seconds,
            banner_timeout=seconds,
            auth_timeout=seconds,
            channel_timeout=seconds,
            allow_agent=False,
            look_for_keys=False,
            **self.ssh_kwargs,
        )
        transport = self.client.get_transport()
        if transport is None or self.is_cut:
            raise EOFError
        channel = transport.open_session(timeout=seconds)
        channel.settimeout(seconds)
        channel.invoke_subsystem("sftp")
        self.ftp = paramiko.SFTPClient(channel)


class SftpFolder(Folder):
    """``sftp://host[:port]/folder``; user, and password or key file, from the variables that ``place`` names."""

    def __init__(self, place: FolderPlace, env: Mapping[str, str], patience_s: float) -> None:
        super().__init__(place.folder)
        parts = urlsplit(place.folder)
        self._place = place
        self._path = unquote(parts.path) or "/"
        self._secret = variable(env, place.password_env)
        self._key_file = variable(env, place.key_file_env)
        self._seconds = min(_ANSWER_S, patience_s)
        self._system = _Filesystem(
            parts.hostname or "",
            port=parts.port or 22,
            username=variable(env, place.user_env),
            host_key_policy=_Pinned(place.host_key),
            password=None if self._key_file else self._secret,
        )

    def open(self) -> None:
        """See Folder."""
        key = self._own_key()
        try:
            with self._telling():
                self._system.dial(key, self._place.known_hosts, self._seconds)
        except OSError as error:
            what = f"tidak dibuka: berkas known_hosts {self._place.known_hosts} tidak terbaca"
            raise FolderLost(what) from error

    def _own_key(self) -> paramiko.PKey | None:
        if self._key_file is None:
            return None
        try:
            # It hands the password on to cryptography, which takes bytes alone, whatever its annotation says.
            secret: Any = self._secret.encode() if self._secret else None
            return paramiko.PKey.from_path(self._key_file, secret)
        except (OSError, ValueError, TypeError, paramiko.SSHException, UnknownKeyType) as error:
            names = self._login_names(self._place.key_file_env, self._place.password_env)
            raise FolderLost(f"tidak dibuka: kunci pribadi tidak terbaca; periksa isi variabel {names}") from error

    def cut(self) -> None:
        """See Folder."""
        self._system.cut()

    def entries(self) -> list[SeenFile]:
        """See Folder."""
        try:
            with self._telling():
                listed = self._system.ls(self._path, detail=True)
                # A link is followed: what counts is the file behind it.
                return [self._file(self._followed(each)) for each in listed if each["type"] != "directory"]
        except OSError as error:
            raise FolderLost(_folder_reason(error)) from error

    def _followed(self, entry: dict[str, Any]) -> dict[str, Any]:
        if entry["type"] != "link":
            return entry
        try:
            return dict(self._system.info(entry["name"]))
        except FileNotFoundError:
            return entry

    def fresh(self, file: SeenFile) -> SeenFile:
        """See Folder."""
        with self._telling():
            return self._file(self._system.info(str(file.path)))

    def _file(self, info: dict[str, Any]) -> SeenFile:
        modified_at: datetime = info["mtime"]
        return remote_file(self._path, info["name"].rsplit("/", 1)[-1], info["size"], modified_at, None)

    @contextmanager
    def reading(self, file: SeenFile) -> Iterator[BinaryIO]:
        """See Folder."""
        with self._telling(), self._system.open(str(file.path), "rb") as handle:
            yield handle

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell what is wrong with the server; what is wrong with one file stays an OSError."""
        try:
            yield
        except _UnknownHostError as error:
            raise FolderLost(self._unknown_host(error.shown)) from None
        except paramiko.BadHostKeyException as error:
            raise FolderLost(self._unknown_host(fingerprint(error.key))) from None
        except paramiko.AuthenticationException:
            place = self._place
            names = self._login_names(place.user_env, place.key_file_env, place.password_env)
            raise FolderLost(f"menolak masuk; periksa isi variabel {names}") from None
        except (FileNotFoundError, PermissionError):
            raise
        except TimeoutError as error:
            raise FolderLost("tidak menjawab pada waktunya; periksa server dan sambungan jaringannya") from error
        except OSError as error:
            raise FolderLost("tidak dapat dihubungi; periksa alamat, server dan sambungan jaringannya") from error
        except (paramiko.SSHException, EOFError) as error:
            raise FolderLost("memutus sambungan; periksa layanan SFTP dan sambungan jaringannya") from error

    def _unknown_host(self, shown: str) -> str:
        return (
            f"tidak dibuka: kunci server ({shown}) bukan yang dicatat di berkas kantor; tanyakan sidik jarinya kepada "
            "pengelola server, dan perbaiki host_key atau known_hosts hanya bila sama"
        )

    def _login_names(self, *names: str) -> str:
        return ", ".join(filter(None, names))


def _folder_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "tidak ditemukan di server; periksa letaknya di berkas kantor"
    return "tidak boleh dibaca; beri akun itu hak baca di server"
