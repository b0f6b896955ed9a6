"""The whole app on a real database, with people who sign in by the form; nothing of its defence is switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dash import Dash

from app import create_app
from dashboard.access import Role
from dashboard.store import Store
from tests.attacks.people_at_work import NOW, Browser, Clock
from tests.exports.conftest import fill
from tests.offices_factory import CODE, FIRST, make_context
from tests.people import add_somebody
from tests.stores import Databases, fresh_store

PEOPLE = {
    "admin-uji": (Role.ADMIN, {}),
    "kasi-uji": (Role.KASI, {}),
    "kasi-lain": (Role.KASI, {}),
    "op-uji": (Role.OPERATOR, {"office": CODE, "kecamatan": FIRST}),
}


@pytest.fixture(scope="module")
def store(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "sqlite") as made:
        fill(made)
        for user_id, (role, place) in PEOPLE.items():
            add_somebody(made, role, user_id, **place)
        yield made


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def app(store: Store, clock: Clock) -> Dash:
    context = make_context(store, env={"PANTAU_SECRET_KEY": "kunci-uji-" * 5})
    return create_app(context.settings, context, clock)


@pytest.fixture(autouse=True)
def _from_the_start(app: Dash, clock: Clock) -> None:
    """Each test begins at the same moment, with nobody's guesses counted and nobody remembered."""
    clock.at = NOW
    app.server.extensions["pantau_limiter"].reset()


@pytest.fixture
def browser(app: Dash) -> Browser:
    return Browser(app)


@pytest.fixture
def kasi(app: Dash) -> Browser:
    made = Browser(app)
    assert made.sign_in("kasi-uji").status_code == 302
    return made


@pytest.fixture
def admin(app: Dash) -> Browser:
    made = Browser(app)
    assert made.sign_in("admin-uji").status_code == 302
    return made


@pytest.fixture
def operator(app: Dash) -> Browser:
    made = Browser(app)
    assert made.sign_in("op-uji").status_code == 302
    return made
