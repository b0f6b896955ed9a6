"""Folders of dumps wherever they lie: listed and read in ranges, on this machine or on a server, in bounded time."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from dashboard.offices import FolderPlace


class FolderLost(Exception):  # noqa: N818  (not an error of ours)
    """The folder as a whole cannot be looked into. The message (Indonesian) says why and the mend, without secrets."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a folder shows it. ``created_at`` None: the system does not tell, or it is a copy's."""

    path: PurePath
    size_bytes: int
    modified_at: datetime
    created_at: datetime | None = None

    @property
    def stem(self) -> str:
        """The name without its ending (and without ``.gz``), for finding the log of a dump."""
        return PurePath(self.path.name.lower().removesuffix(".gz")).stem


class Folder(ABC):
    """One folder, open for one look. ``shown`` is where it lies, for people. Its methods raise OSError for one file
    and FolderLost where the folder as a whole is out of reach.
    """

    def __init__(self, shown: str) -> None:
        self.shown = shown

    @abstractmethod
    def entries(self) -> list[SeenFile]:
        """Every file (not folder) that lies there, in no order."""

    @abstractmethod
    def fresh(self, file: SeenFile) -> SeenFile:
        """``file`` as it is now, not as the listing has it: a listing lags behind a file that is being written."""

    @abstractmethod
    def reading(self, file: SeenFile) -> AbstractContextManager[BinaryIO]:
        """The bytes of ``file``, seekable; whoever is writing it is not disturbed."""

    def clock_ahead_s(self, now: datetime) -> float | None:
        """How many seconds the server's clock is ahead of ``now``; None where it cannot be measured."""
        return None

    def open(self) -> None:
        """Connect."""
        return

    def cut(self) -> None:
        """End whatever hangs, from another thread; everything under way then fails. Also closes for good."""
        return

    def files(self, pattern: str) -> list[SeenFile]:
        """The files whose name matches the glob ``pattern``, oldest first; small and capital letters are the same."""
        wanted = pattern.lower()
        found = [file for file in self.entries() if fnmatchcase(file.path.name.lower(), wanted)]
        return sorted(found, key=lambda file: (file.modified_at, file.path.name))

    def named(self, name: str) -> SeenFile | None:
        """The file of exactly this name (but for capital letters)."""
        return next((file for file in self.entries() if file.path.name.lower() == name.lower()), None)


class LocalFolder(Folder):
    """A folder of this machine (or mounted on it)."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path

    def entries(self) -> list[SeenFile]:
        """See Folder."""
        found = []
        try:
            with os.scandir(self._path) as entries:
                for entry in entries:
                    # What was deleted while the folder was being read is not there.
                    with suppress(FileNotFoundError):
                        if entry.is_file():
                            found.append(_seen(Path(entry.path), entry.stat()))
        except OSError as error:
            raise FolderLost(local_reason(error)) from error
        return found

    def fresh(self, file: SeenFile) -> SeenFile:
        """See Folder."""
        return _seen(Path(file.path), Path(file.path).stat())

    @contextmanager
    def reading(self, file: SeenFile) -> Iterator[BinaryIO]:
        """See Folder."""
        with Path(file.path).open("rb") as handle:
            yield handle


@contextmanager
def opened(place: FolderPlace, env: Mapping[str, str], patience_s: float) -> Iterator[Folder]:
    """The folder of ``place``, connected, and closed again after use.

    ``env`` holds the variables that ``place`` names. After ``patience_s`` a server that hangs is cut off, so that the
    look ends with FolderLost. (A hanging local folder cannot be cut off; its thread has to be given up.)
    """
    folder = _folder_of(place, env, patience_s)
    watchdog = threading.Timer(patience_s, folder.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        folder.open()
        yield folder
    finally:
        watchdog.cancel()
        folder.cut()


def _folder_of(place: FolderPlace, env: Mapping[str, str], patience_s: float) -> Folder:
    if "://" not in place.folder:
        return LocalFolder(Path(place.folder))
    # The libraries of both are heavy; an office with local folders alone does without them.
    if place.folder.lower().startswith("smb://"):
        from collectors.folder_smb import SmbFolder

        return SmbFolder(place, env, patience_s)
    from collectors.folder_sftp import SftpFolder

    return SftpFolder(place, env, patience_s)


def variable(env: Mapping[str, str], name: str) -> str | None:
    """The value of the variable ``name`` (None where none is named). Raises FolderLost where it is not set."""
    if not name:
        return None
    if not env.get(name):
        raise FolderLost(f"tidak dapat dibuka: variabel lingkungan {name} belum diisi")
    return env[name]


def remote_file(
    folder: str, name: str, size_bytes: int, modified_at: datetime, created_at: datetime | None
) -> SeenFile:
    """A file of a server, its times as the server gives them."""
    return SeenFile(PurePosixPath(folder) / name, size_bytes, modified_at, believable_birth(created_at, modified_at))


def believable_birth(created_at: datetime | None, modified_at: datetime) -> datetime | None:
    """When the writing began, where the creation can tell it.

    A copy keeps the time of its content but is "created" later; a file overwritten night after night was created long
    ago; some systems give the last change for want of a creation.
    """
    if created_at is None or not 0 < (modified_at - created_at).total_seconds() < _LONGEST_WRITING_S:
        return None
    return created_at


def local_reason(error: OSError) -> str:
    """What to tell people about a folder or file of this machine that cannot be read, with the mend."""
    if isinstance(error, FileNotFoundError):
        return "tidak ditemukan; periksa letaknya di berkas kantor dan sambungan ke foldernya"
    if isinstance(error, PermissionError):
        return "tidak boleh dibaca; beri akun pengumpul hak baca, atau tutup program yang menguncinya"
    if isinstance(error, NotADirectoryError):
        return "bukan folder; periksa letaknya di berkas kantor"
    if isinstance(error, IsADirectoryError):
        return "adalah folder, bukan berkas; periksa letaknya di berkas kantor"
    return f"tidak dapat dibaca ({error.strerror or type(error).__name__}); periksa cakram dan sambungan jaringannya"


_LONGEST_WRITING_S = 20 * 3600


def _seen(path: Path, info: os.stat_result) -> SeenFile:
    # Only Windows tells the creation in st_ctime; elsewhere that is the last change of the entry.
    created = getattr(info, "st_birthtime", info.st_ctime if os.name == "nt" else None)
    modified_at = datetime.fromtimestamp(info.st_mtime, UTC)
    created_at = None if created is None else datetime.fromtimestamp(created, UTC)
    return SeenFile(path, info.st_size, modified_at, believable_birth(created_at, modified_at))
