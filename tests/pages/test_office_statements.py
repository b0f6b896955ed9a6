"""Whatever is asked of the store for one office names that office, so that the tables can be sharded by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from dashboard.store import schema
from dashboard.store.codec import office_number
from dashboard.views.context import Context
from tests.exports.conftest import END, NOW, START, context, filled, store
from tests.offices_factory import CODE, REPAIR
from tests.statements import Statement, Walk, questions, statements_of

__all__ = ["context", "filled", "store"]

OF_MANY = {"office_standings", "office_months"}
"""Kept so that pages of many offices read all of them at once."""
OFFICE_OF = {
    table.name: "office_no" if "office_no" in table.c else "office"
    for table in schema.metadata.tables.values()
    if ("office_no" in table.c or "office" in table.c) and table.name not in OF_MANY
}
EXCEPTIONS: dict[tuple[str, str], str] = {}
"""``(table, question)`` that may look across offices, with the reason."""


@pytest.fixture
def walk(filled: Context, tmp_path: Path) -> Walk:
    return Walk(create_app(filled.settings, filled, lambda: NOW), CODE, START, END, "M2", REPAIR, tmp_path)


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


def test_every_statement_for_an_office_filters_by_it(walk: Walk) -> None:
    asked = {name: statements_of(walk, ask) for name, ask in questions(walk).items()}
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
