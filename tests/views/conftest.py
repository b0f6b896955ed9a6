from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.store import Store, open_store
from dashboard.views.context import Context
from tests.offices_factory import make_context, make_store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema: making it once and copying it is quicker than upgrading for every test."""
    folder = tmp_path_factory.mktemp("kosong")
    make_store(folder).close()
    return folder / "uji.sqlite3"


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(empty_database, tmp_path / "uji.sqlite3")
    opened = open_store(f"sqlite:///{tmp_path}/uji.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def context(store: Store) -> Context:
    return make_context(store)
