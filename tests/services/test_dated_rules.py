"""Dated schedules of measured targets, and the desk by the office's own rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dashboard.model import State
from dashboard.services import desk as acts
from dashboard.store import Store
from tests.offices_factory import SECOND, make_office
from tests.services import desks
from tests.services.test_slots import judge, keep, of
from tests.sla.factories import wita


def modem(schedule: Any) -> dict[str, Any]:
    probe = {"type": "tcp", "host": "127.0.0.1", "port": 17000}
    named = {"id": "modem-2", "name": "M", "kecamatan": SECOND, "role": "modem"}
    return {**named, "probe": probe, "schedule": schedule}


def test_one_week_is_judged_by_two_schedules(store: Store) -> None:
    # Up from Wednesday 18 November 10.00 to Thursday 21.00 WITA; round the clock from Thursday on. Wednesday counts the
    # hours of 10, 11, 12 (from 12.45), 13, 14 and 15; Thursday those of 0 to 20.
    end = wita("2026-11-19 21:00")
    keep(store, State.UP, wita("2026-11-18 10:00"), end)
    dated = [{"start": "2026-01-01", "schedule": "jam_kerja"}, {"start": "2026-11-19", "schedule": "24_jam"}]
    judge(store, end, make_office(targets=[modem(dated)]))
    wednesday = [wita(f"2026-11-18 {hour:02}:00") for hour in (10, 11, 12, 13, 14, 15)]
    thursday = [wita("2026-11-19 00:00") + timedelta(hours=hour) for hour in range(21)]
    assert [slot.start for slot in of(store, "modem-2")] == [*wednesday, *thursday]


def test_days_before_the_first_dated_schedule_follow_the_usual_one() -> None:
    office = make_office(targets=[modem([{"start": "2026-11-19", "schedule": "24_jam"}])])
    days = [wita(f"2026-11-{day} 12:00").date() for day in (18, 19)]
    assert [office.targets[0].schedule_on(day).value for day in days] == ["jam_kerja", "24_jam"]


def test_ticks_are_asked_about_within_the_offices_own_window(store: Store) -> None:
    usual = desks.sit(store)
    rule = {"start": "2026-11-16", "reason": "SK 12/2026", "tick_window_seconds": 10}
    lenient = replace(usual, office=make_office(sops=[each.model_dump() for each in usual.office.sops], rules=[rule]))
    for desk, number in ((usual, "T-1"), (lenient, "T-2")):
        desks.opened(desk, number=number)
        acts.tick_step(desk, number, 1, "finish", desks.SARI, desks.at("08:02:00"))
        ticked = acts.tick_step(desk, number, 2, "finish", desks.SARI, desks.at("08:02:20"))
        assert bool(ticked.asks) is (number == "T-1")
