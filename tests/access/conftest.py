"""An app on an empty store, asked by whoever a test puts into ``asker``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from dash import Dash

from app import create_app
from dashboard.access import Principal, Role
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.views.context import build_context
from tests.stores import Databases, fresh_store

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


@dataclass
class Asker:
    """Who asks now; None: somebody unknown."""

    principal: Principal | None = None

    def is_a(self, role: Role | None, office: str | None = None, kecamatan: str | None = None) -> None:
        """From now on somebody of this role asks."""
        self.principal = None if role is None else Principal("uji", "Uji", role, office, kecamatan)


@pytest.fixture(scope="module")
def asker() -> Asker:
    return Asker()


@pytest.fixture(scope="module")
def store(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "sqlite") as made:
        yield made


@pytest.fixture(scope="module")
def app(store: Store, asker: Asker, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    settings = load_settings({"PANTAU_DATA": str(tmp_path_factory.mktemp("data"))})
    return create_app(settings, build_context(settings, store, {}), lambda: NOW, identify=lambda: asker.principal)
