"""Whether the second copy of a dump (hardisk eksternal) is the same, by SHA-256 computed a slice at a time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from collectors.folders import Folder, FolderLost, SeenFile, local_reason, opened
from dashboard.offices import SecondCopy

SLICE_BYTES = 512 * 1024 * 1024
SLICE_S = 10.0
"""At most so much, and about so long, is read of each side in one round: a dump of 50 GB takes its time."""
_BLOCK_BYTES = 1024 * 1024


class CopyState(StrEnum):
    """What is known of the second copy; the words are those on screen."""

    SAME = "sama"
    DIFFERENT = "berbeda"
    ABSENT = "belum ada"
    UNREADABLE = "tidak terbaca"
    COMPARING = "sedang dibandingkan"


@dataclass(frozen=True, slots=True)
class CopyLook:
    """The state of the copy of ``file``; ``note`` is worth telling people ("" where all is well or not yet late)."""

    file: str
    state: CopyState
    note: str = ""


@dataclass
class _Sum:
    """A SHA-256 under way, of one file as it was at one size and time."""

    file: SeenFile
    digest: Any = field(default_factory=hashlib.sha256)
    read_bytes: int = 0

    @property
    def is_done(self) -> bool:
        return self.read_bytes >= self.file.size_bytes

    def go_on(self, folder: Folder, most_bytes: int) -> None:
        """Read on from where the last round stopped. Raises OSError and FolderLost."""
        if self.is_done:
            return
        stop_at = min(self.file.size_bytes, self.read_bytes + most_bytes)
        began = time.monotonic()
        with folder.reading(self.file) as handle:
            handle.seek(self.read_bytes)
            while self.read_bytes < stop_at and time.monotonic() - began < SLICE_S:
                block = handle.read(min(_BLOCK_BYTES, stop_at - self.read_bytes))
                if not block:
                    raise FileNotFoundError  # cut short meanwhile; the next round sees another size and begins anew
                self.digest.update(block)
                self.read_bytes += len(block)


class CopyWatch:
    """Compares the newest good dump of a source with its second copy, each file read once for its size and time."""

    def __init__(
        self, source_id: str, place: SecondCopy, env: Mapping[str, str], *, slice_bytes: int = SLICE_BYTES
    ) -> None:
        self._source_id = source_id
        self._place = place
        self._env = env
        self._slice_bytes = slice_bytes
        self._sums: dict[str, _Sum] = {}

    def compare(self, folder: Folder, dump: SeenFile, now: datetime, patience_s: float) -> CopyLook:
        """One round over ``dump`` in the open ``folder`` and its copy. Never raises for either side's fault."""
        name = dump.path.name
        try:
            with opened(self._place, self._env, patience_s) as second:
                copy = second.named(name)
                if copy is None:
                    return self._absent(dump, now)
                if copy.size_bytes != dump.size_bytes:
                    return self._different(dump)
                return self._sums_of(folder, dump, second, copy)
        except FolderLost as error:
            return CopyLook(name, CopyState.UNREADABLE, f"{self._start()} {error}")
        except OSError as error:
            return CopyLook(name, CopyState.UNREADABLE, f"{self._start()}/{name} {local_reason(error)}")

    def _sums_of(self, folder: Folder, dump: SeenFile, second: Folder, copy: SeenFile) -> CopyLook:
        mine, other = self._sum("dump", dump), self._sum("copy", copy)
        mine.go_on(folder, self._slice_bytes)
        other.go_on(second, self._slice_bytes)
        if not (mine.is_done and other.is_done):
            return CopyLook(dump.path.name, CopyState.COMPARING)
        if mine.digest.digest() != other.digest.digest():
            return self._different(dump)
        return CopyLook(dump.path.name, CopyState.SAME)

    def _sum(self, side: str, file: SeenFile) -> _Sum:
        if side not in self._sums or self._sums[side].file != file:
            self._sums[side] = _Sum(file)
        return self._sums[side]

    def _different(self, dump: SeenFile) -> CopyLook:
        note = f"{self._start()}: isi {dump.path.name} berbeda dari aslinya; salin ulang berkas itu"
        return CopyLook(dump.path.name, CopyState.DIFFERENT, note)

    def _absent(self, dump: SeenFile, now: datetime) -> CopyLook:
        late = now - dump.modified_at > timedelta(minutes=self._place.grace_minutes)
        note = f"{self._start()}: {dump.path.name} belum disalin ke sana" if late else ""
        return CopyLook(dump.path.name, CopyState.ABSENT, note)

    def _start(self) -> str:
        return f"{self._source_id}: salinan kedua {self._place.folder}"
