"""Reading text that other programs write: only as much as needed, in whatever encoding it came."""

from __future__ import annotations

import codecs
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from collectors.base import CollectorError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTINUATION = bytes(range(0x80, 0xC0))


@dataclass(frozen=True, slots=True)
class Tail:
    """The last lines of a text file. ``open_ended``: its very last line has no line end (it may be half written)."""

    lines: tuple[str, ...]
    open_ended: bool
    modified_at: datetime


def read_tail(path: Path, limit_bytes: int, encoding: str = "") -> Tail:
    """Read at most the last ``limit_bytes`` of a file; a line cut by the limit is left out. Raises OSError.

    A byte order mark (or the zeros of UTF-16 without one) wins over ``encoding``; without either it is UTF-8, or cp1252
    where it cannot be UTF-8.
    """
    with path.open("rb") as file:
        info = os.fstat(file.fileno())
        lines, open_ended = tail_of(file, info.st_size, limit_bytes, encoding)
    return Tail(lines, open_ended, datetime.fromtimestamp(info.st_mtime, UTC))


def tail_of(file: BinaryIO, size_bytes: int, limit_bytes: int, encoding: str = "") -> tuple[tuple[str, ...], bool]:
    """Lines of the last ``limit_bytes`` of an open file, and whether its last line has no end; see ``read_tail``."""
    start = max(0, size_bytes - limit_bytes)
    mark = file.read(4)
    start -= start % 2  # UTF-16 counts in pairs of bytes
    file.seek(start)
    raw = file.read(limit_bytes + 1)
    text = decode(raw, mark, encoding)
    lines = text.splitlines()
    if start and lines:
        lines = lines[1:]
    open_ended = bool(text) and text[-1] not in "\r\n"
    return tuple(lines), open_ended


def decode(raw: bytes, mark: bytes = b"", encoding: str = "") -> str:
    """Bytes as text, never failing: what is unreadable becomes a replacement sign. ``mark``: the file's first bytes."""
    for bom, name in _BOMS:
        if (mark or raw).startswith(bom):
            return raw.decode(name, "replace").lstrip("\ufeff")
    if unmarked := _unmarked_utf16(raw):
        return raw.decode(unmarked, "replace")
    for name in filter(None, (encoding, "utf-8")):
        try:
            # The first character may be cut in two where only the end of a file was read.
            return (raw.lstrip(_CONTINUATION) if name == "utf-8" else raw).decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _unmarked_utf16(raw: bytes) -> str:
    """The UTF-16 that a text without mark is written in: every other byte of Western letters is zero; "" for none."""
    sample = raw[:512]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most = 0.8 * len(sample) / 2
    if len(sample) < 8 or max(even, odd) < most or min(even, odd) > most / 4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def broken(source: str, path: Path | str, error: OSError) -> CollectorError:
    """What to tell people about a file or folder that cannot be read, with the mend."""
    if isinstance(error, FileNotFoundError):
        what = "tidak ditemukan; periksa letaknya di berkas kantor dan sambungan ke foldernya"
    elif isinstance(error, PermissionError):
        what = "tidak boleh dibaca; beri akun pengumpul hak baca, atau tutup program yang menguncinya"
    elif isinstance(error, NotADirectoryError):
        what = "bukan folder; periksa letaknya di berkas kantor"
    elif isinstance(error, IsADirectoryError):
        what = "adalah folder, bukan berkas; periksa letaknya di berkas kantor"
    else:
        what = (
            f"tidak dapat dibaca ({error.strerror or type(error).__name__}); periksa cakram dan sambungan jaringannya"
        )
    return CollectorError(f"{source}: {path} {what}")
