"""A PostgreSQL that takes a question and never answers: nothing of the network's notices, for its machine still does.

Frozen by its disk, its virtual machine or a debugger, it keeps every thread that asks. So each wait for an answer is
bounded here, beyond the server's own bound of a statement: a silent server is one that is away.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import Connection, Engine, event

IDLE_S = 5.0
"""For the first word of a connection that comes out of the pool: it is only asked whether it lives."""
SILENT_S = 75.0
"""For everything else; longer than ``statement_timeout``."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is broken, by its own hand, once the server has been silent for ``silence_s`` (None: never)."""

    silence_s: float | None = SILENT_S

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer. Raises OperationalError for none."""
        bound_s = self.silence_s if timeout is None else timeout
        try:
            return super().wait(gen, interval=interval, timeout=bound_s)
        except errors._WaitTimeout:
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"server tidak menjawab dalam {bound_s:.0f} detik") from None


def notice_silence(engine: Engine) -> None:
    """Let every connection of the engine be a patient one."""

    def connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
        return PatientConnection.connect(*arguments, **named)

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkin", lambda raw, _: _set(raw, IDLE_S))
    event.listen(engine, "checkout", lambda raw, _, __: _set(raw, SILENT_S))


def be_patient(connection: Connection) -> None:
    """No bound until the connection goes back: for work whose statements take as long as they take."""
    _set(connection.connection.driver_connection, None)


def _set(raw: Any, silence_s: float | None) -> None:
    if isinstance(raw, PatientConnection):
        raw.silence_s = silence_s
