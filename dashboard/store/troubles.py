"""Telling a database that cannot be used now from a batch that it will never take."""

from __future__ import annotations

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dashboard.settings import hide_password
from dashboard.store.engine import StoreError

_TEXT_CHARACTERS = 300
# of PostgreSQL: no such table or column, no privilege, no such database or schema, no login; every batch meets those
_OF_THE_DATABASE = ("42", "3D", "3F", "28")
_OF_THE_BATCH = ("22", "23", "54")
"""Bad values, broken rules, a row larger than the database takes: sending it again changes nothing."""


def is_out_of_reach(error: BaseException) -> bool:
    """Whether the database was gone, locked, read-only, full or of another version; False: the batch itself is bad."""
    if isinstance(error, StoreError | PoolTimeoutError | OSError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated:
        return True
    if isinstance(error, ProgrammingError):
        return state.startswith(_OF_THE_DATABASE)
    if isinstance(error, IntegrityError | DataError | NotSupportedError):
        return False
    return not state.startswith(_OF_THE_BATCH)


def trouble_text(error: BaseException) -> str:
    """The first line of a database's complaint, bounded and without a password."""
    said = str(error.orig) if isinstance(error, DBAPIError) and error.orig is not None else str(error)
    line = next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
    return hide_password(line)[:_TEXT_CHARACTERS]
