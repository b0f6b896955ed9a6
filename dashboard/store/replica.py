"""A second PostgreSQL that follows the first and answers what is only read, and when it may be asked.

Two things make it wrong to ask it, and both are told by positions in the primary's log (LSN), never by clocks:

- Somebody has just written. The position at which his write ended is noted (``wrote``) in the context of his request;
  the web hands it to his browser as a cookie, so that his next question carries it to whichever worker (``must_see``).
  A question that carries a position is put to the replica only if that has replayed so much, else to the primary:
  nobody sees his own act undone, and everybody else goes on reading from the replica. The cookie is not signed, for all
  that a made-up position can do is to send its maker to the primary.
- It is away, or behind by more than ``BEHIND_MOST_S``. Every ``LOOK_S`` the primary's position is noted, and how old
  the oldest noted one is that the replica has not replayed. One log line says that it is left out, one that it is back.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

LOOK_S = 5.0
"""How often at most it is asked how far it has come; one that is away is tried again after so long."""
BEHIND_MOST_S = 30.0
"""A replica further behind is not asked: two sweeps of a collector are missing then."""
_LSN = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
_MUST_SEE: ContextVar[str] = ContextVar("must_see", default="")
_WRITTEN = text("SELECT pg_current_wal_insert_lsn()::text")
"""Not before the end of what was committed, whether or not it is on disk yet."""
_SENT = text("SELECT pg_current_wal_flush_lsn()::text")
"""A replica gets no more than this; where nothing is written it comes to exactly here."""
_BEYOND_ALL = "FFFFFFFF/FFFFFFFF"
_REPLAYED = text("SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END")
log = logging.getLogger("pantau.replika")


def must_see(lsn: str) -> None:
    """From here on this request or task sees everything up to this position; anything that is no position: nothing."""
    _MUST_SEE.set(lsn if _LSN.fullmatch(lsn) else "")


def seen_position() -> str:
    """The position that this request or task must see; "" where it may see any."""
    return _MUST_SEE.get()


def wrote(primary: Engine) -> None:
    """Note for this request or task that it wrote; asked of the primary after the commit."""
    try:
        with primary.connect() as connection:
            _MUST_SEE.set(str(connection.scalar(_WRITTEN)))
    except SQLAlchemyError:
        # What was committed is no failure; where it ended is not known, so that only the primary will do.
        _MUST_SEE.set(_BEYOND_ALL)


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """``up``: it is asked. ``behind_s``: how old the newest data are that it surely has; None where it is away."""

    up: bool
    behind_s: float | None


class Replica:
    """The replica's connections, and what is known of how far it has come. Safe to share between threads."""

    def __init__(self, engine: Engine, primary: Engine, tick: Callable[[], float] = time.monotonic) -> None:
        self.engine = engine
        self._primary = primary
        self._tick = tick
        self._lock = Lock()
        self._noted: deque[tuple[float, int]] = deque()
        self._looked_at_s = float("-inf")
        self._state = ReplicaState(True, 0.0)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection to whoever may be asked now."""
        found = self._ready()
        if found is None:
            with self._primary.connect() as connection:
                yield connection
            return
        with found:
            yield found

    def look(self, *, now: bool = False) -> ReplicaState:
        """What is known of it; asked anew every ``LOOK_S``, or ``now``."""
        is_due = now or self._tick() - self._looked_at_s >= LOOK_S
        # One thread looks, the others go by what was known before: an address that swallows packets holds it long.
        if is_due and self._lock.acquire(blocking=now):
            try:
                self._looked_at_s = self._tick()
                self._tell(self._found())
            finally:
                self._lock.release()
        return self._state

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _ready(self) -> Connection | None:
        """A connection to the replica, if it is up and has come as far as this request must see."""
        if not self.look().up:
            return None
        try:
            connection = self.engine.connect()
            wanted = seen_position()
            if wanted and not _has_come_to(connection, wanted):
                connection.close()
                return None
        except SQLAlchemyError as error:
            self._tell(ReplicaState(False, None), _reason(error))
            return None
        return connection

    def _found(self) -> ReplicaState:
        at_s = self._tick()
        # With the primary away the replica goes on answering; the age of its data stands on every screen.
        with suppress(SQLAlchemyError), self._primary.connect() as connection:
            self._noted.append((at_s, _number(str(connection.scalar(_SENT)))))
        try:
            with self.engine.connect() as connection:
                replayed = connection.scalar(_REPLAYED)
        except SQLAlchemyError as error:
            log.debug("Replika: %s", _reason(error))
            return ReplicaState(False, None)
        if replayed is None:  # it follows nobody (any more): what it holds is another history
            return ReplicaState(False, None)
        while self._noted and self._noted[0][1] <= _number(replayed):
            self._noted.popleft()
        behind_s = at_s - self._noted[0][0] if self._noted else 0.0
        return ReplicaState(behind_s <= BEHIND_MOST_S, behind_s)

    def _tell(self, state: ReplicaState, reason: str = "") -> None:
        was, self._state = self._state, state
        if not state.up:
            self._looked_at_s = self._tick()
        if was.up and not state.up:
            why = reason or ("tidak terjangkau" if state.behind_s is None else f"tertinggal {state.behind_s:.0f} detik")
            log.warning("Replika baca %s; halaman dibaca dari basis data utama", why)
        elif state.up and not was.up:
            log.warning("Replika baca dipakai lagi")


def _has_come_to(connection: Connection, wanted: str) -> bool:
    replayed = connection.scalar(_REPLAYED)
    return replayed is not None and _number(str(replayed)) >= _number(wanted)


def _number(lsn: str) -> int:
    high, _, low = lsn.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def _reason(error: SQLAlchemyError) -> str:
    """Without the statement and without the address, which may hold a password."""
    return f"tidak terjangkau ({type(error.orig if isinstance(error, DBAPIError) else error).__name__})"
