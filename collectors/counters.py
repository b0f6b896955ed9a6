"""How one counter of sent records is read: the end of a text log, or one row of a foreign database."""

from __future__ import annotations

import math
import re
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from collectors.base import CollectorError
from collectors.textfiles import Tail, broken, read_tail
from dashboard.offices import CounterSource

TAIL_BYTES = 64 * 1024
SQL_TIMEOUT_S = 10
_HALF_WRITTEN = timedelta(seconds=2)
_NUMBER = re.compile(r"\d+|\d{1,3}(?:[., \u00a0]\d{3})+")
_READS = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a counter shows: records sent since its restart, and records still waiting (None: it does not tell)."""

    value: int
    pending: int | None = None
    note: str = ""


def read_counter(source: CounterSource, env: Mapping[str, str], now: datetime) -> Reading:
    """Read one counter. Raises CollectorError with place and mend where the source is broken."""
    return _read_log(source, now) if source.kind == "log" else _read_sql(source, env)


def _read_log(source: CounterSource, now: datetime) -> Reading:
    path = Path(source.path)
    pattern = _compiled(source, "pattern", source.pattern)
    waiting = _compiled(source, "pending_pattern", source.pending_pattern) if source.pending_pattern else None
    try:
        tail = read_tail(path, TAIL_BYTES)
    except OSError as error:
        raise broken(source.id, path, error) from error
    lines = _whole_lines(tail, pattern, now)
    found = _last(pattern, lines)
    if found is None:
        raise CollectorError(
            f"{source.id}: {path} tidak memuat baris yang cocok dengan pola {source.pattern!r} pada bagian akhirnya; "
            "periksa pola di berkas kantor, atau nyalakan pencatatan di aplikasinya"
        )
    value = _count(source, f"{path}: {found!r}", found)
    if waiting is None:
        return Reading(value)
    pending = _last(waiting, lines)
    if pending is None:
        return Reading(value, note=f"{source.id}: {path} tidak memuat jumlah tertunda; periksa pending_pattern")
    return Reading(value, _count(source, f"{path}: {pending!r}", pending))


def _whole_lines(tail: Tail, pattern: re.Pattern[str], now: datetime) -> tuple[str, ...]:
    """The lines to trust: "Sent: 12" may be "Sent: 1234" in the writing, and would look like a restart."""
    if tail.open_ended and now - tail.modified_at < _HALF_WRITTEN and _last(pattern, tail.lines[:-1]) is not None:
        return tail.lines[:-1]
    return tail.lines


def _last(pattern: re.Pattern[str], lines: tuple[str, ...]) -> str | None:
    for line in reversed(lines):
        if found := pattern.search(line):
            return found.group(1) or ""
    return None


def _compiled(source: CounterSource, name: str, pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise CollectorError(
            f"{source.id}: {name} {pattern!r} bukan pola yang sah ({error}); betulkan di berkas kantor"
        ) from error
    if compiled.groups != 1:
        raise CollectorError(
            f"{source.id}: {name} {pattern!r} harus memuat tepat satu kelompok (...) untuk jumlahnya; "
            "betulkan di berkas kantor"
        )
    return compiled


def _count(source: CounterSource, place: str, raw: object) -> int:
    """A count as a log or a database gives it: 1234, "1.234", Decimal("1234"); nothing negative, no fractions."""
    if isinstance(raw, (int, float, Decimal)) and math.isfinite(raw) and raw >= 0 and raw == int(raw):
        return int(raw)
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        return int(re.sub(r"\D", "", raw))
    raise CollectorError(f"{source.id}: {place} bukan jumlah rekaman; periksa pola atau kueri di berkas kantor")


def _read_sql(source: CounterSource, env: Mapping[str, str]) -> Reading:
    if not _READS.match(source.query):
        raise CollectorError(f"{source.id}: query harus diawali SELECT atau WITH; betulkan di berkas kantor")
    url = _url(source, env)
    place = url.render_as_string(hide_password=True)
    try:
        engine = _engine(url)
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
        if url.password:
            reason = reason.replace(str(url.password), "***")
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
    value = _count(source, f"hasil query {rows[0][0]!r}", rows[0][0])
    pending = rows[0][1] if len(rows[0]) == 2 else None
    return Reading(value, None if pending is None else _count(source, f"hasil query {pending!r}", pending))


def _url(source: CounterSource, env: Mapping[str, str]) -> URL:
    try:
        return make_url(source.database_url(env))
    except KeyError as error:
        raise CollectorError(
            f"{source.id}: variabel {source.url_env or 'url_env'} belum diisi; isi dengan alamat basis datanya"
        ) from error
    except ArgumentError as error:
        raise CollectorError(f"{source.id}: alamat basis data tidak sah; contoh sqlite:////data/bioms.db") from error


def _engine(url: URL) -> Engine:
    """An engine without a pool that can only read and that gives up after ten seconds."""
    backend = url.get_backend_name()
    if backend == "sqlite":
        return create_engine("sqlite://", creator=lambda: _read_only_sqlite(url.database or ""), poolclass=NullPool)
    if backend == "postgresql":
        options = f"-c default_transaction_read_only=on -c statement_timeout={SQL_TIMEOUT_S * 1000}"
        return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5, "options": options})
    if backend in ("mysql", "mariadb"):
        return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    return create_engine(url, poolclass=NullPool)


def _read_only_sqlite(database: str) -> sqlite3.Connection:
    """Opened by URI so that a missing file is an error and not a new, empty database."""
    connection = sqlite3.connect(f"{Path(database).absolute().as_uri()}?mode=ro", uri=True, timeout=2)
    deadline = time.monotonic() + SQL_TIMEOUT_S
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    return connection
