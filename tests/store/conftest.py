"""Every test of the store runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.store import Store
from tests.stores import KINDS, Databases, fresh_store


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(handed_out: Databases, kind: str) -> Iterator[Store]:
    with fresh_store(handed_out, kind) as made:
        yield made
