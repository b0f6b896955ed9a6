"""A pass for programs that measure: a token of the measured database, shown with every question of this process.

Processes that a benchmark starts find it in their environment; importing this module is enough to show it.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from urllib.request import build_opener, install_opener

from dashboard.access import MATRIX, Role
from dashboard.components.shell import PAGES
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.store import open_store, upgrade
from dashboard.web_access import PAGE_ACTS

NAME = "PANTAU_BENCH_PASS"


def make_pass(database_url: str, role: Role = Role.KASI, label: str = "pengukuran", maker: str = "bench") -> None:
    """Make a token in that database (its schema brought up to date) and show it from now on."""
    store = open_store(database_url)
    upgrade(store)
    secret, _ = people.add_token(store, label, role, Officer(maker, maker), datetime.now(UTC), days=2)
    store.close()
    os.environ[NAME] = secret
    show_pass()


def pages_seen() -> list[str]:
    """Paths of the navigation that the usual pass opens; the trail is for auditors alone."""
    return [path for path, _ in PAGES if PAGE_ACTS[path] in MATRIX[Role.KASI]]


def headers() -> dict[str, str]:
    """What a question carries; nothing where there is no pass."""
    secret = os.environ.get(NAME)
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def show_pass() -> None:
    """Let every ``urlopen`` of this process carry the pass."""
    opener = build_opener()
    opener.addheaders = list(headers().items())
    install_opener(opener)


show_pass()
