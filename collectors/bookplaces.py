"""Where a log book lies: a file of this machine, or one in a folder on a server (``share`` in the office file)."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from collectors.base import CollectorError
from collectors.folders import Folder, FolderLost, SeenFile, opened
from collectors.textfiles import broken
from dashboard.offices import TicketSource

LARGEST_BYTES = 50 * 1024 * 1024

Print = tuple[int | float, ...]


class UnsettledError(CollectorError):
    """The book cannot be read now, as happens while a program saves or holds it; looking again may do."""


@dataclass(frozen=True, slots=True)
class BookFile:
    """A book as it lies there. ``fingerprint`` changes with its content; ``read`` gives its bytes."""

    fingerprint: Print
    modified_at: datetime
    read: Callable[[], bytes]


def place_of(source: TicketSource) -> str:
    """Where the book lies, for people."""
    return source.path if source.share is None else f"{source.share.folder.rstrip('/')}/{source.path}"


@contextmanager
def book_file(source: TicketSource, env: Mapping[str, str], patience_s: float) -> Iterator[BookFile]:
    """The book of ``source``, found. Raises UnsettledError here and in ``read`` where it cannot be reached now."""
    if source.share is None:
        yield _local(source, Path(source.path))
        return
    try:
        with opened(source.share, env, patience_s) as folder:
            yield _remote(source, folder)
    except FolderLost as error:
        raise UnsettledError(f"{source.id}: {source.share.folder} {error}") from error


def _local(source: TicketSource, path: Path) -> BookFile:
    def lost(error: OSError) -> UnsettledError:
        return UnsettledError(f"{broken(source.id, path, error)}{_opened_by(path)}")

    def look() -> tuple[Print, datetime, int]:
        try:
            info = path.stat()
        except OSError as error:
            raise lost(error) from error
        if stat.S_ISCHR(info.st_mode) or stat.S_ISBLK(info.st_mode) or _leads_away(path):
            raise CollectorError(
                f"{source.id}: {path} bukan berkas biasa, melainkan perangkat atau tautan ke luar foldernya; "
                "taruh berkas bukunya sendiri di situ"
            )
        modified_at = datetime.fromtimestamp(info.st_mtime, UTC)
        return (info.st_ino, info.st_mtime_ns, info.st_size), modified_at, info.st_size

    def read() -> bytes:
        try:
            # The whole file at once: a program that wants to save it is not held up while rows are read.
            raw = path.read_bytes()
        except OSError as error:
            raise lost(error) from error
        return _settled(source, raw, fingerprint, *look()[::2])

    fingerprint, modified_at, size_bytes = look()
    _check_size(source, size_bytes)
    return BookFile(fingerprint, modified_at, read)


def _remote(source: TicketSource, folder: Folder) -> BookFile:
    seen = folder.named(source.path)
    if seen is None:
        raise UnsettledError(f"{source.id}: {place_of(source)} tidak ditemukan; periksa nama berkas di berkas kantor")
    file = seen

    def look() -> tuple[Print, SeenFile]:
        now = folder.fresh(file)
        return (now.modified_at.timestamp(), now.size_bytes), now

    def read() -> bytes:
        try:
            with folder.reading(file) as handle:
                raw = handle.read()
            return _settled(source, raw, fingerprint, look()[0], look()[1].size_bytes)
        except OSError as error:
            raise UnsettledError(str(broken(source.id, place_of(source), error))) from error

    try:
        fingerprint, file = look()
    except OSError as error:
        raise UnsettledError(str(broken(source.id, place_of(source), error))) from error
    _check_size(source, file.size_bytes)
    return BookFile(fingerprint, file.modified_at, read)


def _settled(source: TicketSource, raw: bytes, before: Print, after: Print, size_bytes: int) -> bytes:
    """The bytes, if nobody wrote while they were read."""
    if before != after or size_bytes != len(raw):
        raise UnsettledError(f"{source.id}: {place_of(source)} sedang disimpan; dibaca lagi pada putaran berikutnya")
    return raw


def _leads_away(path: Path) -> bool:
    """Whether the file is a link out of its own folder: who may write there could have anything of ours read."""
    return path.is_symlink() and path.resolve().parent != path.parent.resolve()


def _check_size(source: TicketSource, size_bytes: int) -> None:
    if size_bytes > LARGEST_BYTES:
        raise CollectorError(
            f"{source.id}: {place_of(source)} lebih besar dari 50 MB; pindahkan tahun lama ke buku lain"
        )


def _opened_by(path: Path) -> str:
    """What the lock file beside a book tells: Excel and LibreOffice leave one while they have it open."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    try:
        return "; buku sedang dibuka orang, tutup bila sudah selesai" if any(lock.exists() for lock in locks) else ""
    except OSError:
        return ""
