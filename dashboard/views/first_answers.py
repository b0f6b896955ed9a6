"""The first answer to a question, kept for all processes on one data folder: whoever comes later gets the very same.

For what was promised to stay as it was read once. Each answer is a file of its own that is put in place whole or not
at all; of two processes that work the same out at once the second takes the answer of the first.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import time
import uuid
import zlib
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

KEPT_S = 7 * 24 * 3600.0
KEPT_MOST = 500
_SUFFIX = ".beku"
_MAKERS = ("model.py", "views/*.py", "sla/*.py")
"""What an answer is made by: one that another version of the program has kept is not taken."""
log = logging.getLogger("pantau.beku")
Answer = TypeVar("Answer")


def first_answer(folder: Path, question: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """The answer in ``folder``; worked out and kept there where there is none yet.

    ``question`` must name everything that the answer depends on, by values whose ``repr`` is the same in every process.
    Where the folder cannot be used the answer is worked out, and one line is logged. The files are pickles: the data
    folder is the program's own, as its database is.
    """
    path = folder / (hashlib.sha256(repr((_program(), question)).encode()).hexdigest()[:40] + _SUFFIX)
    found = _read(path)
    if found is None:
        mine = zlib.compress(pickle.dumps(work_out()))
        found = _keep(path, mine)
    answer: Answer = pickle.loads(zlib.decompress(found))  # noqa: S301  (written by ourselves, see above)
    return answer


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _keep(path: Path, mine: bytes) -> bytes:
    """Put an answer in its place unless another is there already; the one that is there afterwards."""
    written = path.with_name(f".{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written.write_bytes(mine)
        try:
            os.link(written, path)  # refuses where there is one: an atomic "first come"
        except FileExistsError:
            return path.read_bytes()
        finally:
            written.unlink(missing_ok=True)
        _sweep(path.parent)
    except OSError as error:
        log.warning("Bacaan beku tidak dapat disimpan di %s: %s", path.parent, error)
    return mine


def _sweep(folder: Path) -> None:
    """Throw away what is old, and the oldest of too many."""
    files = []
    for each in folder.iterdir():
        with suppress(OSError):  # another process sweeps too
            files.append((each.stat().st_mtime, each))
    files.sort(reverse=True)
    for place, (at_s, each) in enumerate(files):
        if place >= KEPT_MOST or time.time() - at_s > KEPT_S:
            each.unlink(missing_ok=True)


@cache
def _program() -> str:
    rooms = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for pattern in _MAKERS:
        for path in sorted(rooms.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
