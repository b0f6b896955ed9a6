"""A file that only takes room: given up when the disk is full, for without a little room nothing can be thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

_PIECE = 2**20


def free_bytes(path: Path) -> int:
    """What the disk under ``path`` has left."""
    return shutil.disk_usage(path.parent).free


class Ballast:
    """Lies beside the file that it is for, and is made again when there is room."""

    def __init__(
        self, of: Path, size_bytes: int, *, least_free_bytes: int, free: Callable[[Path], int] = free_bytes
    ) -> None:
        """``of``: the file that may need the room; ``least_free_bytes`` are left to others when it is made."""
        self._of, self._path = of, of.with_suffix(".cadangan-ruang")
        self._size_bytes, self._least_free_bytes, self._free = size_bytes, least_free_bytes, free

    @property
    def is_there(self) -> bool:
        """Whether it can be given up."""
        return self._path.exists()

    def give_up(self) -> None:
        """Leave its room to who needs it now."""
        self._path.unlink(missing_ok=True)

    def restore(self) -> None:
        """Make it again if there is room; never raises for a disk that refuses."""
        if self.is_there or self._free(self._of) < self._least_free_bytes + self._size_bytes:
            return
        try:
            self._path.touch(mode=0o600)
            with self._path.open("wb") as file:
                for written in range(0, self._size_bytes, _PIECE):
                    file.write(bytes(min(_PIECE, self._size_bytes - written)))
        except OSError:
            self.give_up()
