"""The collectors' process attaches the figures of finished tests by itself, beside its other books."""

from __future__ import annotations

import pytest

from collectors import plant as process
from collectors.runner import Runner
from dashboard.calendars import build_calendar
from dashboard.store import Store, readings_history
from tests.offices_factory import CATALOGUE, CODE, FIRST
from tests.services.test_outages import wita
from tests.services.test_readings import maintained, office, put
from tests.views.samples import poll, record


def test_keeping_the_books_attaches_what_was_measured_during_a_test(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "utc_now", lambda: wita("10:30"))
    put(sqlite_store, maintained())
    record(sqlite_store, [poll("modem-1", FIRST, wita("10:05"), rtt_ms=12.0)])
    at = office()
    runner = Runner(sqlite_store, [], process.utc_now)
    plant = process.Plant(runner, sqlite_store, (at,), CATALOGUE, {CODE: build_calendar(at)}, 180.0, 30.0, 10)
    plant.keep_books()
    plant.keep_books()
    (attached,) = readings_history(sqlite_store, CODE, "P-1")
    assert (attached.at, attached.readings.targets[0].polls) == (wita("10:30"), 1)
    runner.close()
