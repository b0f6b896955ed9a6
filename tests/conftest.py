"""What every folder of tests shares: one server of databases, and a store on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from dashboard.services import people
from dashboard.store import Store
from tests.stores import Databases, databases, fresh_store


@pytest.fixture(scope="session")
def handed_out() -> Iterator[Databases]:
    """Databases for all tests of the session; PostgreSQL is only started where a test asks for it."""
    with databases() as made:
        yield made


@pytest.fixture
def sqlite_store(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "sqlite") as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Argon2 as it is, with less work a password: the tests check dozens."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(people, "_hasher", lambda: quick)
        people._nobodys_hash.cache_clear()
        yield
    people._nobodys_hash.cache_clear()
