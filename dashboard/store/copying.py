"""A whole SQLite database moved to PostgreSQL: chunk by chunk with COPY, resumed where it was interrupted, compared.

How far the copy has come stands in the target's ``meta`` and changes in the transaction of each chunk: whatever stops
the copy, the next run finds exactly the rows that it counts on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, Text, delete, exists, func, insert, inspect, select, text, update

from dashboard.store.copy_source import CopyError, CopySource, Key, TableSum, column_names
from dashboard.store.engine import Store, read, unhurried, write
from dashboard.store.partitions import make_partitions
from dashboard.store.schema import audit, meta, metadata, samples, series
from dashboard.store.troubles import trouble_text
from dashboard.store.upgrading import newest_revision, schema_of, upgrade

MARK = "copying"
Told = Callable[[str, int, int], None]
"""Name of a table, rows copied, rows in all."""
_EMPTY_IT = "buat basis data baru yang kosong untuk salinan ini, atau pilih tujuan lain"


def copy_all(source: CopySource, target: Store, place: str, told: Told) -> Mapping[str, TableSum]:
    """Copy everything of ``source`` (its picture begun) into ``target``; gives what each table holds on both sides.

    ``place``: how the target is named in messages. Raises CopyError where the target is not empty (unless by an
    interrupted copy of just this source), another copy runs, or a table is not the same at the end.
    """
    _check_target(target, place)
    told("membaca sumber", 0, 0)
    sums = source.sums()
    after = _begin(target, place, sums)
    for table in metadata.sorted_tables:
        _copy_table(source, target, table, after, sums[table.name].rows, told)
    with write(target) as connection:
        unhurried(connection)
        _set_sequences(connection, source)
    _compare(target, sums, told)
    with write(target) as connection:
        connection.execute(delete(meta).where(meta.c.key == MARK))
        unhurried(connection)
        connection.execute(text("ANALYZE"))
    return sums


class _After:
    """How far each table has come, as the target holds it."""

    def __init__(self, source: str, keys: dict[str, list[Any]]) -> None:
        self._source = source
        self.keys = keys

    def text(self) -> str:
        return json.dumps({"source": self._source, "after": self.keys}, sort_keys=True)

    def advance(self, connection: Connection, table: Table, key: Key) -> None:
        """Raises CopyError where the target does not stand where we left it: another copy is at work."""
        before = self.text()
        self.keys[table.name] = list(key)
        moved = connection.execute(
            update(meta).where(meta.c.key == MARK, meta.c.value == before).values(value=self.text())
        )
        if moved.rowcount != 1:
            raise CopyError(table.name, "salinan lain sedang menulis ke tujuan yang sama", "tunggu sampai selesai")


def _check_target(target: Store, place: str) -> None:
    with read(target) as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
        found = schema_of(connection)
        is_new = not inspect(connection).get_table_names()
    if encoding != "UTF8":
        raise CopyError(place, f"penyandian basis data {encoding}", "buat basis data dengan ENCODING 'UTF8'")
    if is_new:
        upgrade(target)
    elif found is None:
        raise CopyError(place, "berisi tabel lain yang bukan milik Pantau PIAK", _EMPTY_IT)
    elif found != newest_revision():
        raise CopyError(place, f"skemanya {found}, program ini memakai {newest_revision()}", _EMPTY_IT)


def _begin(target: Store, place: str, sums: Mapping[str, TableSum]) -> _After:
    """Mark an empty target as ours, or find how far an earlier run came."""
    named = json.dumps({name: asdict(each) for name, each in sums.items()}, sort_keys=True)
    fingerprint = hashlib.sha256(named.encode()).hexdigest()
    with write(target) as connection:
        mark = connection.scalar(select(meta.c.value).where(meta.c.key == MARK))
        if mark is not None:
            known = json.loads(mark)
            if known["source"] == fingerprint:
                return _After(fingerprint, known["after"])
            message = "berisi salinan yang terputus dari sumber lain, atau sumbernya berubah sesudah itu"
            raise CopyError(place, message, _EMPTY_IT)
        if not connection.scalar(select(exists().select_from(audit))):
            connection.execute(delete(meta).where(meta.c.key.startswith("audit:")))  # the source's own chain comes
        filled = [
            table.name for table in metadata.sorted_tables if connection.scalar(select(exists().select_from(table)))
        ]
        if filled:
            raise CopyError(place, f"tidak kosong (tabel {filled[0]} sudah berisi)", _EMPTY_IT)
        begun = _After(fingerprint, {})
        connection.execute(insert(meta), {"key": MARK, "value": begun.text()})
    return begun


def _copy_table(source: CopySource, target: Store, table: Table, after: _After, total: int, told: Told) -> None:
    if not total:
        return
    known = after.keys.get(table.name)
    done = 0 if known is None else _count(target, table)
    told(table.name, done, total)
    for key, lines in source.chunks(table, None if known is None else tuple(known)):
        try:
            with write(target) as connection:
                after.advance(connection, table, key)
                if table is samples:
                    make_partitions(connection, target, {int(line.split("\t", 3)[2]) for line in lines})
                _write(connection, table, "".join(lines))
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            message = f"satu baris ditolak PostgreSQL ({trouble_text(error)})"
            raise CopyError(table.name, message, "betulkan baris itu di sumbernya, lalu jalankan lagi") from error
        done += len(lines)
        told(table.name, done, total)


def _write(connection: Connection, table: Table, lines: str) -> None:
    columns = ", ".join(f'"{name}"' for name in column_names(table))
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        copy.write(lines)
    cursor.close()


def _count(target: Store, table: Table) -> int:
    rows = select(func.count()).select_from(table)
    with read(target) as connection:
        return int(connection.scalar(rows if table is not meta else rows.where(meta.c.key != MARK)) or 0)


def _set_sequences(connection: Connection, source: CopySource) -> None:
    """Ids given from now on are new ones."""
    for table in metadata.sorted_tables:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id"))) if "id" in table.c else None
        if sequence is not None:
            last = int(connection.scalar(select(func.max(table.c.id))) or 0)
            last = max(last, source.last_series_id()) if table is series else last
            connection.execute(select(func.setval(sequence, max(last, 1), last > 0)))


def _compare(target: Store, sums: Mapping[str, TableSum], told: Told) -> None:
    told("membandingkan isi semua tabel", 0, 0)
    for table in metadata.sorted_tables:
        found, expected = target_sum(target, table), sums[table.name]
        if found != expected:
            raise CopyError(
                table.name,
                f"isi tujuan berbeda dari sumber ({found.rows} dan {expected.rows} baris)",
                f"jangan pakai tujuan ini; {_EMPTY_IT}",
            )


def target_sum(target: Store, table: Table) -> TableSum:
    """What a table of PostgreSQL holds, read back as COPY gives it, in the order that SQLite has."""
    order = [f'"{each.name}"' + (' COLLATE "C"' if isinstance(each.type, Text) else "") for each in table.primary_key]
    columns = ", ".join(f'"{name}"' for name in column_names(table))
    only = f" WHERE key <> '{MARK}'" if table is meta else ""
    query = f'SELECT {columns} FROM "{table.name}"{only} ORDER BY {", ".join(order)}'  # noqa: S608  (our own names)
    rows, digest = 0, hashlib.sha256()
    with read(target) as connection:
        unhurried(connection)
        connection.execute(text("SET LOCAL bytea_output = 'hex'"))
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
            for line in copy:
                rows += 1
                digest.update(line)
        cursor.close()
    return TableSum(rows, digest.hexdigest())
