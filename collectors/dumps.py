"""Dump files: which log belongs to which, and what the first and last bytes of one tell."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from collectors.dumpdamage import damage_in
from collectors.folders import SeenFile

HEAD_BYTES = 256 * 1024
TAIL_BYTES = 256 * 1024
CLASSIC_WITHIN = 64
_CHARACTER_SETS = ("ascii", "cp037", "utf-16-le", "utf-16-be")
"""Those in which the marks differ: ASCII and all its relatives, EBCDIC, UTF-16."""
_PUMP_MAJOR = range(10)
_LOG_BEFORE_DUMP = timedelta(minutes=10)
_LOG_AFTER_DUMP = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Body:
    """What the bytes of a dump tell. ``kind``: ``klasik``, ``Data Pump``, None for anything else.

    ``damage``: what text mode did to it ("" where nothing is seen). ``ended``: whether the end of the export stands at
    its end; None where the format does not tell (Data Pump, gzip).
    """

    kind: str | None
    damage: str
    ended: bool | None


def log_of(dump: SeenFile, logs: Sequence[SeenFile], taken: Collection[str]) -> SeenFile | None:
    """The log that belongs to ``dump``: of the same name, else the one written nearest to it in time.

    ``taken``: stems of all dumps; a log that bears the name of another dump is that one's.
    """
    same = [log for log in logs if log.stem == dump.stem]
    if same:
        return same[-1]
    near = [
        log
        for log in logs
        if log.stem not in taken and -_LOG_BEFORE_DUMP <= log.modified_at - dump.modified_at <= _LOG_AFTER_DUMP
    ]
    return min(near, key=lambda log: abs(log.modified_at - dump.modified_at), default=None)


def read_body(handle: BinaryIO, size_bytes: int) -> Body:
    """Read the first and the last 256 KiB of a dump, never what lies between. Raises OSError.

    Of a gzipped dump only the beginning is unpacked; a broken gzip is no export.
    """
    head = handle.read(HEAD_BYTES)
    if head.startswith(b"\x1f\x8b"):
        handle.seek(0)
        unpacked = _unpacked(handle)
        return Body(export_kind(unpacked), damage_in(unpacked), None)
    tail = b""
    if size_bytes > len(head):
        handle.seek(max(len(head), size_bytes - TAIL_BYTES))
        tail = handle.read(TAIL_BYTES)
    kind = export_kind(head)
    return Body(kind, damage_in(head, tail) if kind else "", has_ended(head + tail) if kind == "klasik" else None)


def _unpacked(handle: BinaryIO) -> bytes:
    try:
        with gzip.GzipFile(fileobj=handle) as packed:
            return packed.read(HEAD_BYTES)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""


def export_kind(head: bytes) -> str | None:
    """``klasik`` or ``Data Pump`` for the first bytes of a real Oracle export, None for anything else.

    Classic ``exp``: ``EXPORT:V`` within the first 64 bytes (offset 3, or 13 on the direct path), whatever character
    set the bytes before name. Data Pump: a binary block that begins with the version (0..9, 1).
    """
    if any("EXPORT:V".encode(name) in head[:CLASSIC_WITHIN] for name in _CHARACTER_SETS):
        return "klasik"
    if len(head) >= CLASSIC_WITHIN and head[0] in _PUMP_MAJOR and head[1] == 1 and b"\x00" in head[2:CLASSIC_WITHIN]:
        return "Data Pump"
    return None


def has_ended(data: bytes) -> bool:
    """Whether the last thing in a classic export (before the zeros that fill its last block) is ``EXIT``."""
    last = data.rstrip(b"\x00\r\n\x25\x15 ")[-64:]  # 0x25 and 0x15 end lines in EBCDIC
    return any(last.endswith("EXIT".encode(name).rstrip(b"\x00")) for name in _CHARACTER_SETS)
