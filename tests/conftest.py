"""What every folder of tests shares: databases, and one store on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.store import Store, open_store
from tests.stores import Databases


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    found = Databases(tmp_path_factory.mktemp("databases"))
    yield found
    found.stop()


@pytest.fixture
def sqlite_store(databases: Databases) -> Iterator[Store]:
    store = open_store(databases.migrated("sqlite"))
    yield store
    store.close()
