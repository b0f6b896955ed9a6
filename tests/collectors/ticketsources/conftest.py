from __future__ import annotations

from collections.abc import Iterator

import pytest

from collectors import webservice
from tests.collectors.ticketsources.helpdesks import GlpiDesk, ZammadDesk, running


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webservice, "BACKOFF_S", 0.01)


@pytest.fixture
def glpi() -> Iterator[GlpiDesk]:
    desk = GlpiDesk()
    with running(desk):
        yield desk


@pytest.fixture
def zammad() -> Iterator[ZammadDesk]:
    desk = ZammadDesk()
    with running(desk):
        yield desk
