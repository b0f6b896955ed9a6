"""Whatever is asked of the store for one office names that office, reads no raw samples and goes by an index."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dashboard.model import Heap
from dashboard.store import AuditEntry, append_audit, schema, slots
from dashboard.store.codec import office_number
from dashboard.store.queries import LONGEST_RAW
from dashboard.views.why import why_slot
from tests.exports.conftest import END, MONDAY, NOW, START, fill
from tests.offices_factory import CODE, REPAIR, make_context
from tests.people import signed_app
from tests.statements import Statement, Walk, questions, statements_of
from tests.stores import Databases, fresh_store

OF_MANY = {"office_standings", "office_months"}
"""Kept so that pages of many offices read all of them at once."""
OFFICE_OF = {
    table.name: "office_no" if "office_no" in table.c else "office"
    for table in schema.metadata.tables.values()
    if ("office_no" in table.c or "office" in table.c) and table.name not in OF_MANY
}
_TRAIL = ("page audit", "page audit filtered", "page audit a line", "api /api/v1/audit", "api /jejak/unduh")
EXCEPTIONS: dict[tuple[str, str], str] = (
    {
        (table, question): "the trail names whoever did something, by his id, of whatever office he is"
        for table in ("users", "tokens")
        for question in _TRAIL
    }
    | {
        (table, question): "an administrator of all offices sees their users and tokens"
        for table in ("users", "tokens")
        for question in ("page people", "page people a user", "page people new")
    }
    | {("users", "page system"): "who was locked lately is told by his place, after a look at all users"}
)
"""``(table, question)`` that may look across offices, with the reason."""


@pytest.fixture(scope="module")
def walk(handed_out: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with fresh_store(handed_out, "sqlite") as store:
        context = make_context(store)
        fill(store)
        append_audit(store, AuditEntry(NOW, "uji", "tiket dibuka", f"tiket {CODE}/M2"))
        folder = tmp_path_factory.mktemp("laporan")
        yield Walk(signed_app(context.settings, context, lambda: NOW), CODE, START, END, "M2", REPAIR, folder)


@pytest.fixture(scope="module")
def asked(walk: Walk) -> dict[str, list[Statement]]:
    """What each question sends, and the question why an hour was missed."""
    missed = next(each for each in slots(walk.context.store, CODE, MONDAY, NOW) if each.heap is Heap.MISSED)
    why = {"why hour": lambda: why_slot(walk.context, missed, NOW)}
    return {name: statements_of(walk, ask) for name, ask in {**questions(walk), **why}.items()}


def tables_of(sql: str) -> set[str]:
    return set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE|,)\s+([a-z_]+)\b(?!\.)", sql)) & OFFICE_OF.keys()


def names_its_office(statement: Statement, table: str) -> bool:
    column, sql = OFFICE_OF[table], statement.sql
    values = str(statement.parameters)
    if sql.startswith("INSERT"):
        named = re.search(rf"INTO {table} \([^)]*\b{column}\b", sql)
    else:
        named = re.search(rf"\b{table}\.{column} (?:=|IN)", sql)
    return named is not None and (f"'{CODE}" in values or re.search(rf"\b{office_number(CODE)}\b", values) is not None)


RAW_EXCEPTIONS = {"page system": "the oldest sample of each series is one step down the index"}
HOT = {
    *("samples", "latest", "state_intervals", "rollups_hourly", "rollups_daily", "slots", "slot_days", "evidence"),
    *("tickets", "step_runs", "pauses", "ticket_events", "step_notes", "excuses", "collector_runs"),
}

GROWING = {"samples", "state_intervals", "rollups_hourly", "rollups_daily", "slots", "evidence"}


def of_one_series(statement: Statement) -> bool:
    """Whether raw samples are those of a single series over at most two days."""
    named = all(
        f"series.{name} = ?" in statement.sql for name in ("office", "collector", "kecamatan", "target", "metric")
    )
    bounds = re.search(r"samples\.observed_at >= \? AND samples\.observed_at < \?", statement.sql)
    if not named or bounds is None:
        return False
    place = statement.sql[: bounds.start()].count("?")
    start, end = statement.parameters[place : place + 2]
    return bool(end - start <= LONGEST_RAW.total_seconds())


def test_raw_samples_are_read_of_one_series_over_two_days_and_of_no_more(asked: dict[str, list[Statement]]) -> None:
    read = {
        (name, of_one_series(statement))
        for name, statements in asked.items()
        if not name.startswith("duty")
        for statement in statements
        if "samples" in tables_of(statement.sql)
    }
    assert {name for name, is_short in read if not is_short} == RAW_EXCEPTIONS.keys()
    assert any(is_short for _, is_short in read)  # why one hour was missed is told by its own samples


def goes_through_all(step: str) -> bool:
    """Whether a step of a plan reads a whole table, or of what grows with time the whole past of an office."""
    all_of_office = re.search(r"SEARCH (\w+) .*\(office(_no)?=\?\)$", step)
    table = re.search(r"SCAN (\w+)", step)
    return (table is not None and table[1] in HOT) or (all_of_office is not None and all_of_office[1] in GROWING)


def test_no_statement_goes_through_a_whole_table(walk: Walk, asked: dict[str, list[Statement]]) -> None:
    scanned = set()
    with walk.context.store.engine.connect() as connection:
        for name, statements in asked.items():
            for statement in filter(lambda each: each.is_read, statements):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters).all()
                scanned |= {(name, row.detail) for row in plan if goes_through_all(row.detail)}
    assert scanned == set()


def test_every_statement_for_an_office_filters_by_it(asked: dict[str, list[Statement]]) -> None:
    wanting = {
        (table, name): statement.sql
        for name, statements in asked.items()
        for statement in statements
        for table in tables_of(statement.sql)
        if not names_its_office(statement, table)
    }
    assert wanting.keys() - EXCEPTIONS.keys() == set(), wanting
    assert EXCEPTIONS.keys() - wanting.keys() == set()  # an exception that nobody needs any more
    asking = {table for statements in asked.values() for each in statements for table in tables_of(each.sql)}
    assert {"latest", "state_intervals", "rollups_hourly", "samples", "slots", "tickets"} <= asking
