"""Tickets that stand in a foreign database: a query that can only read, its columns mapped as those of a log book."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from collectors.base import CollectorError
from collectors.bookcells import mask_nik
from collectors.bookheadings import BookRow
from collectors.booklines import LineReader, SopVersions
from collectors.booktickets import book_tickets
from collectors.counterqueries import read_only_engine, secrets_of
from dashboard.model import Ticket
from dashboard.offices import Office, TicketSource

ROWS_MOST = 50_000
_READS = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
_SHOWN = "query"
"""What stands in notes where a log book has its file name."""


@dataclass(frozen=True, slots=True)
class QueryRead:
    """The tickets of a query and what was wrong with its rows (Indonesian)."""

    tickets: tuple[Ticket, ...]
    notes: tuple[str, ...]


def read_ticket_query(
    office: Office, source: TicketSource, sops: SopVersions, env: Mapping[str, str], now: datetime
) -> QueryRead:
    """Run the query of one source, read-only and bounded in time. Raises CollectorError."""
    names, rows = _rows(source, env)
    columns = _columns(source, names)
    book = [
        BookRow(number, {field: _cell(row[place]) for field, place in columns.items()})
        for number, row in enumerate(rows, start=1)
    ]
    shown = source.model_copy(update={"path": _SHOWN})
    reader = LineReader(office, shown, ZoneInfo(source.zone or office.zone), sops, now)
    tickets = tuple(replace(ticket, source=f"sql:{source.id}") for ticket in book_tickets(reader, book))
    ahead = (note for at, note in reader.ahead if at > now)
    return QueryRead(tickets, (*reader.notes, *ahead))


def _rows(source: TicketSource, env: Mapping[str, str]) -> tuple[list[str], Sequence[Sequence[object]]]:
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
        with engine.connect() as connection, closing(connection.execute(text(source.query))) as result:
            names, rows = list(result.keys()), result.fetchmany(ROWS_MOST + 1)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        for secret in secrets_of(url):
            reason = reason.replace(secret, "***")
        raise CollectorError(
            f"{source.id}: {place} tidak dapat dibaca ({mask_nik(reason)}); periksa basis data, akun baca dan query"
        ) from error
    finally:
        engine.dispose()
    if len(rows) > ROWS_MOST:
        raise CollectorError(
            f"{source.id}: query pada {place} memberi lebih dari {ROWS_MOST} baris; batasi dengan WHERE"
        )
    return names, rows


def _url(source: TicketSource, env: Mapping[str, str]) -> URL:
    try:
        return make_url(source.address(env))
    except KeyError as error:
        raise CollectorError(
            f"{source.id}: variabel {source.url_env} belum diisi; isi dengan alamat basis datanya"
        ) from error
    except ArgumentError as error:
        raise CollectorError(f"{source.id}: alamat basis data tidak sah; contoh sqlite:////data/tiket.db") from error


def _columns(source: TicketSource, names: Sequence[str]) -> dict[str, int]:
    """Place of each mapped field in a row; databases write names in small or capital letters as they please."""
    places = {name.casefold(): place for place, name in reversed(list(enumerate(names)))}
    wanted = {field: name.strip() for field, name in source.columns.items() if name.strip()}
    missing = [name for name in wanted.values() if name.casefold() not in places]
    if missing:
        raise CollectorError(
            f"{source.id}: query tidak memberi kolom {', '.join(missing)} (yang ada: {', '.join(names)[:200]}); "
            "betulkan columns atau query"
        )
    return {field: places[name.casefold()] for field, name in wanted.items()}


def _cell(value: object) -> object:
    """A value as it would stand in a book."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return value
