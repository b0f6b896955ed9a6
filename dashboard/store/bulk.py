"""Many rows at once, straight to the driver: of thousands of rows a look at each value costs more than writing them.

SQLite takes prepared statements and tuples. PostgreSQL takes new rows by COPY, and rows that may be there as one
``INSERT .. SELECT FROM unnest(..)``: one statement and one journey for the whole batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Connection, Insert, String, Table, Update, bindparam, func, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

Tuple = tuple[Any, ...]
_FEW = 8
"""So few rows go one by one: building a statement's arrays is not worth it."""
_NEW = "baris_baru"


def write_rows(connection: Connection, statement: Insert, columns: tuple[str, ...], rows: Sequence[Tuple]) -> None:
    """Run an insert for many rows of these columns, each value as the driver takes it (whole numbers, text, None)."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) > _FEW and _all_differ(statement, columns, rows):
        arrays = zip(columns, zip(*rows, strict=True), strict=True)
        connection.execute(_from_arrays(statement, columns), {name: _array(values) for name, values in arrays})
        return
    _run(connection, statement, columns, rows)


def write_mappings(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """``write_rows`` for rows that all name the same columns."""
    columns = tuple(rows[0]) if rows else ()
    write_rows(connection, statement, columns, as_rows(columns, rows))


def as_rows(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> list[Tuple]:
    """Mappings as tuples in the order of ``columns``."""
    return [tuple([row[name] for name in columns]) for row in rows]


def update_rows(connection: Connection, statement: Update, columns: tuple[str, ...], rows: Sequence[Tuple]) -> None:
    """Run an update for many rows of its parameters, named by ``columns``."""
    if rows:
        _run(connection, statement, columns, rows)


def add_rows(connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Tuple]) -> None:
    """Insert rows that are surely new."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) > _FEW:
        copy_rows(connection, table.name, columns, rows)
        return
    write_rows(connection, _plain_insert(table), columns, rows)


def copy_new_rows(connection: Connection, statement: Insert, columns: tuple[str, ...], rows: Sequence[Tuple]) -> None:
    """Insert rows of whole numbers of which some may be there; those stay as they are."""
    if connection.dialect.name != "postgresql" or len(rows) <= _FEW:
        write_rows(connection, statement, columns, rows)
        return
    table, names = statement.table, ", ".join(columns)
    connection.execute(text(f"CREATE TEMPORARY TABLE {_NEW} (LIKE {table.name}) ON COMMIT DROP"))
    copy_rows(connection, _NEW, columns, rows)
    kept = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {_NEW} ON CONFLICT DO NOTHING"  # noqa: S608  (our own)
    connection.execute(text(kept))
    connection.execute(text(f"DROP TABLE {_NEW}"))


def copy_rows(connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[Tuple]) -> None:
    """PostgreSQL's COPY of whole numbers and NULL inside the running transaction."""
    import psycopg  # not needed by an office on SQLite

    sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    line = "\t".join(["%s"] * len(columns)) + "\n"
    lines = "".join([line % row for row in rows]).replace("None", "\\N")
    raw = cast(psycopg.Connection[Any], connection.connection.driver_connection)
    try:
        with raw.cursor() as cursor, cursor.copy(sql) as copy:
            copy.write(lines)
    except psycopg.Error as error:
        # the driver's own error would pass by everyone who looks for a database's trouble
        if connection.dialect.is_disconnect(error, raw, None):  # type: ignore[arg-type]  # a plain connection will do
            connection.invalidate(error)
        raise _as_ours(sql, error, connection, psycopg.Error) from error


def _as_ours(sql: str, error: Exception, connection: Connection, base: type[Exception]) -> BaseException:
    gone = connection.invalidated
    return DBAPIError.instance(sql, (), error, base, connection_invalidated=gone, dialect=connection.dialect)


def _all_differ(statement: Insert, columns: tuple[str, ...], rows: Sequence[Tuple]) -> bool:
    """Whether no two rows have the same key: one statement cannot change a row twice."""
    places = [columns.index(column.name) for column in statement.table.primary_key if column.name in columns]
    return len({tuple([row[place] for place in places]) for row in rows}) == len(rows)


@cache
def _plain_insert(table: Table) -> Insert:
    return table.insert()


def _run(connection: Connection, statement: Insert | Update, columns: tuple[str, ...], rows: Sequence[Tuple]) -> None:
    sql, places = _compiled(connection.dialect.name, statement, columns)
    if places is None:
        connection.exec_driver_sql(sql, [dict(zip(columns, row, strict=True)) for row in rows])
    elif places == tuple(range(len(columns))):
        connection.exec_driver_sql(sql, list(rows))
    else:
        connection.exec_driver_sql(sql, list(map(itemgetter(*places), rows)))


@cache
def _compiled(dialect: str, statement: Insert | Update, columns: tuple[str, ...]) -> tuple[str, tuple[int, ...] | None]:
    """The statement's text for the driver, and which column each of its parameters is, where they go by place."""
    words = make_url("postgresql+psycopg://" if dialect == "postgresql" else "sqlite://").get_dialect()()
    compiled = statement.compile(dialect=words, column_keys=list(columns))
    order = compiled.positiontup
    return str(compiled), None if order is None else tuple(columns.index(name) for name in order)


@cache
def _from_arrays(statement: Insert, columns: tuple[str, ...]) -> Insert:
    """The insert, its rows taken from one array a column, each written as PostgreSQL's own text."""
    types = [statement.table.c[name].type for name in columns]
    arrays = [sql_cast(bindparam(name, type_=String), ARRAY(kind)) for name, kind in zip(columns, types, strict=True)]
    rows = func.unnest(*arrays).table_valued(*columns).render_derived()
    return statement.from_select(list(columns), select(*(rows.c[name] for name in columns)))


def _array(values: Iterable[object]) -> str:
    return "{" + ",".join([str(each) if type(each) is int else _quoted(each) for each in values]) + "}"


def _quoted(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
