"""The benchmark of growth still asks the product as it is, and its copies are whole offices."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.growth import OF_ALL, OF_ONE, Plant, exponent
from bench.growth_data import copy_office, fill_model
from bench.nation_offices import write_offices
from bench.nation_questions import context_of
from dashboard.office_model import Office
from dashboard.store import Store, schema


@pytest.fixture
def plant(sqlite_store: Store, tmp_path: Path) -> Plant:
    write_offices(tmp_path, 2, 12)
    offices = [Office.model_validate(json.loads(each.read_text())) for each in sorted(tmp_path.iterdir())]
    fill_model(sqlite_store, offices[0])
    copy_office(sqlite_store, offices[0].code, [offices[1].code])
    return Plant(sqlite_store, context_of(sqlite_store, offices), 0, count(1))


def test_everything_that_is_measured_can_be_asked(plant: Plant) -> None:
    for work in (*OF_ONE.values(), *OF_ALL.values()):
        work(plant)


def test_a_copied_office_has_as_many_rows_as_its_model(plant: Plant) -> None:
    for name in ("samples", "latest", "state_intervals", "rollups_hourly", "rollups_daily"):
        table = schema.metadata.tables[name]
        query = select(func.count()).select_from(table).group_by(table.c.office_no)
        with plant.store.engine.connect() as connection:
            counts = connection.scalars(query).all()
        assert len(counts) == 2
        assert len(set(counts)) == 1


def test_what_doubles_with_the_offices_has_the_exponent_one() -> None:
    assert exponent([1, 10, 100], [3.0, 30.0, 300.0]) == pytest.approx(1.0)
