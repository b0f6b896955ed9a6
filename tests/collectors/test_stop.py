"""A stop with hundreds of offices: each job ends after the office it is at, and all spools are closed in time."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from collectors import plant as main
from collectors import process
from collectors.runner import Runner
from dashboard.calendars import build_calendar
from dashboard.store import Store
from tests.collectors.network.offices import NOW, office
from tests.offices_factory import CATALOGUE


class Spool:
    """A spool whose close waits for the disk."""

    def __init__(self) -> None:
        self.is_closed = False

    def stop(self) -> None:
        pass

    def close(self) -> None:
        time.sleep(0.01)
        self.is_closed = True


def test_many_spools_are_closed_in_time_though_each_waits_for_the_disk(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    monkeypatch.setattr(process, "STOP_SPOOLS_S", 1.0)
    monkeypatch.setattr(process.os, "_exit", forced.append)
    spools: dict[str, Any] = {str(number): Spool() for number in range(200)}
    keeper: Any = SimpleNamespace(has_something=False)
    jobs = (process.Job("uji", lambda: None, 60),)
    runner = Runner(sqlite_store, [], lambda: NOW)
    assert process.Process(runner, keeper, spools, jobs, lambda: NOW, threading.Event()).end() == 0
    assert all(each.is_closed for each in spools.values())
    assert forced == []


def test_a_job_ends_after_the_office_it_is_at_and_the_next_one_is_not_forgotten(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = tuple(office().model_copy(update={"code": f"51.0{number}"}) for number in (1, 2))
    calendars = {each.code: build_calendar(each) for each in two}
    runner = Runner(sqlite_store, [], lambda: NOW)
    plant = main.Plant(runner, sqlite_store, two, CATALOGUE, calendars, 180.0, 30.0, 10)
    judged: list[str] = []

    def judge(_store: Store, mine: Any, *_: object, **__: object) -> None:
        judged.append(mine.code)
        plant.stop.set()

    monkeypatch.setattr(main, "judge_hours", judge)
    plant.judge_closed_hours()
    assert judged == ["51.01"]
    plant.stop.clear()
    plant.judge_closed_hours()
    assert judged == ["51.01", "51.02"]


def test_a_job_that_came_to_its_turn_after_the_stop_does_not_begin(sqlite_store: Store) -> None:
    plant = main.Plant(Runner(sqlite_store, [], lambda: NOW), sqlite_store, (), CATALOGUE, {}, 180.0, 30.0, 10)
    done: list[str] = []
    plant.stop.set()
    plant._by_turns(lambda: done.append("kerja"))()
    assert done == []
