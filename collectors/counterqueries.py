"""A counter that stands in a foreign database: one row of a query that can only read."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from collectors.base import CollectorError
from collectors.counts import Reading, read_count, shown
from dashboard.offices import CounterSource

SQL_TIMEOUT_S = 10
_READS = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)


def read_query(source: CounterSource, env: Mapping[str, str]) -> Reading:
    """Run the query of one counter, read-only and within ten seconds. Raises CollectorError."""
    if not _READS.match(source.query):
        raise CollectorError(f"{source.id}: query harus diawali SELECT atau WITH; betulkan di berkas kantor")
    url = _url(source, env)
    place = url.set(query={}).render_as_string(hide_password=True)
    try:
        engine = read_only_engine(url)
    except (ArgumentError, ImportError) as error:
        raise CollectorError(
            f"{source.id}: basis data {place} tidak dikenal ({type(error).__name__}); "
            "periksa URL dan pasang penggerak basis datanya"
        ) from error
    try:
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(source.query)).fetchmany(2)]
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        for secret in secrets_of(url):
            reason = reason.replace(secret, "***")
        raise CollectorError(
            f"{source.id}: {place} tidak dapat dibaca ({reason}); periksa basis data, akun baca dan query"
        ) from error
    finally:
        engine.dispose()
    return _reading(source, place, rows)


def _reading(source: CounterSource, place: str, rows: list[tuple[object, ...]]) -> Reading:
    if len(rows) != 1 or not 1 <= len(rows[0]) <= 2:
        raise CollectorError(
            f"{source.id}: query pada {place} harus memberi tepat satu baris berisi jumlah terkirim "
            "dan bila ada jumlah tertunda; betulkan di berkas kantor"
        )
    value = read_count(source, f"hasil query {shown(rows[0][0])}", rows[0][0])
    pending = rows[0][1] if len(rows[0]) == 2 else None
    return Reading(value, None if pending is None else read_count(source, f"hasil query {shown(pending)}", pending))


def _url(source: CounterSource, env: Mapping[str, str]) -> URL:
    try:
        return make_url(source.address(env))
    except KeyError as error:
        raise CollectorError(
            f"{source.id}: variabel {source.url_env or 'url_env'} belum diisi; isi dengan alamat basis datanya"
        ) from error
    except ArgumentError as error:
        raise CollectorError(f"{source.id}: alamat basis data tidak sah; contoh sqlite:////data/bioms.db") from error


def secrets_of(url: URL) -> list[str]:
    """The password, and whatever else the address carries behind its question mark."""
    values = [each for value in url.query.values() for each in ((value,) if isinstance(value, str) else value)]
    password = str(url.password or "")
    # What is shorter stands in any message (5, on), and would only spoil it.
    return [*filter(None, [password]), *(each for each in values if len(each) > 3)]


def read_only_engine(url: URL) -> Engine:
    """An engine without a pool that can only read and that gives up after ten seconds."""
    backend = url.get_backend_name()
    if backend == "sqlite":
        return create_engine("sqlite://", creator=lambda: _read_only_sqlite(url.database or ""), poolclass=NullPool)
    if backend == "postgresql":
        options = f"-c default_transaction_read_only=on -c statement_timeout={SQL_TIMEOUT_S * 1000}"
        return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5, "options": options})
    if backend in ("mysql", "mariadb"):
        waits = {"connect_timeout": 5} | (
            {"read_timeout": SQL_TIMEOUT_S + 5} if url.get_driver_name() == "pymysql" else {}
        )
        engine = create_engine(url, poolclass=NullPool, connect_args=waits)
        event.listen(engine, "connect", _limit_mysql)
        return engine
    return create_engine(url, poolclass=NullPool)


def _limit_mysql(connection: DBAPIConnection, _record: object) -> None:
    """Reads only, and ten seconds a statement; MariaDB and MySQL count that time under other names and units."""
    cursor = connection.cursor()
    try:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute("SELECT VERSION()")
        (version,) = cursor.fetchone() or ("",)
        maria = "mariadb" in str(version).lower()
        limit = f"max_statement_time = {SQL_TIMEOUT_S}" if maria else f"max_execution_time = {SQL_TIMEOUT_S * 1000}"
        cursor.execute(f"SET SESSION {limit}")
    finally:
        cursor.close()


def _read_only_sqlite(database: str) -> sqlite3.Connection:
    """Opened by URI so that a missing file is an error and not a new, empty database."""
    connection = sqlite3.connect(f"{Path(database).absolute().as_uri()}?mode=ro", uri=True, timeout=2)
    deadline = time.monotonic() + SQL_TIMEOUT_S
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    return connection
