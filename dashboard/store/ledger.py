"""What the sweeps of an office leave for the next one, in one row of ``meta``: whose word stands, and what is counted.

``token`` is drawn anew by each transaction that changes ``latest`` or intervals. A process that finds the token of its
own last commit knows that nobody wrote in between and no backup was restored, and need not read the states again.

``rolled`` by collector: every sample before ``until`` is counted in the rollups and none from ``until`` on. A
collector without a mark has everything counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from sqlalchemy import Connection, bindparam, delete, select

from dashboard.model import CollectorName
from dashboard.store.codec import from_json, to_json
from dashboard.store.engine import Store, lock, write
from dashboard.store.schema import meta
from dashboard.store.statements import replace_all

_PREFIX = "sweeps:"
_READ = select(meta.c.value).where(meta.c.key == bindparam("key"))
_READ_ALL = select(meta.c.key, meta.c.value).where(meta.c.key.like(f"{_PREFIX}%")).order_by(meta.c.key)
_FORGET = delete(meta).where(meta.c.key == bindparam("name"))


class Mark(NamedTuple):
    """How far (whole seconds) a collector's samples are rolled up, and the offset of the office's days from UTC's."""

    until: int
    day_offset_s: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The row of one office."""

    token: str = ""
    rolled: Mapping[CollectorName, Mark] = field(default_factory=dict)


def read_ledger(connection: Connection, office: str) -> Ledger:
    """The office's row inside a transaction; one without token where there is none."""
    found = connection.scalar(_READ, {"key": _PREFIX + office})
    return Ledger() if found is None else _ledger(found)


def read_ledgers(connection: Connection) -> dict[str, Ledger]:
    """The rows of all offices."""
    return {key.removeprefix(_PREFIX): _ledger(value) for key, value in connection.execute(_READ_ALL).tuples()}


def write_ledger(connection: Connection, store: Store, office: str, rolled: Mapping[CollectorName, Mark]) -> str:
    """Write the office's row with a token of its own, which is given back."""
    token = uuid.uuid4().hex
    _put(connection, store, office, Ledger(token, rolled))
    return token


def keep_marks(connection: Connection, store: Store, office: str, now: Ledger) -> None:
    """Write the office's row with the token that it has: its states did not change."""
    _put(connection, store, office, now)


def forget_ledger(connection: Connection, office: str) -> None:
    """Take the office's row away: who remembers its states reads them again."""
    connection.execute(_FORGET, {"name": _PREFIX + office})


@contextmanager
def unfenced(store: Store, office: str) -> Iterator[Connection]:
    """A transaction over one office that is harmless from any hand, and so asks no lease."""
    with write(store) as connection:
        lock(connection, f"office:{office}")
        yield connection


def _put(connection: Connection, store: Store, office: str, row: Ledger) -> None:
    value = to_json({"token": row.token, "rolled": {name.value: list(mark) for name, mark in row.rolled.items()}})
    connection.execute(replace_all(store.dialect, meta), {"key": _PREFIX + office, "value": value})


def _ledger(value: str) -> Ledger:
    found = from_json(value)
    rolled = cast(Mapping[str, tuple[int, int]], found["rolled"])
    return Ledger(str(found["token"]), {CollectorName(name): Mark(*mark) for name, mark in rolled.items()})
