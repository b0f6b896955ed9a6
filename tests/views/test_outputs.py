"""What was attached to a test, in "mengapa angka ini?" and in the rows of runs. Thursday 19 November 2026, WITA."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dashboard.model import Stamp, StepRun
from dashboard.services.readings import attach_network_outputs
from dashboard.services.retention import retain
from dashboard.store import Store
from dashboard.views.compliance import run_rows_json
from dashboard.views.context import Context
from dashboard.views.outputs import READINGS
from dashboard.views.why import why_run
from tests.offices_factory import CATALOGUE, CODE, FIRST
from tests.services.test_outages import wita
from tests.services.test_readings import PASER, TEN_MINUTES, TEST, maintained, office, put
from tests.views.samples import poll, record

DAY = date(2026, 11, 19)
NOW = wita("11:00")


@pytest.fixture
def tested(store: Store) -> None:
    """One test at Gerokgak, polled each half minute, with its figures attached at 10.30."""
    put(store, maintained())
    times = [(wita("10:00") + n * timedelta(seconds=30), ms) for n, ms in enumerate(TEN_MINUTES)]
    record(store, [poll("modem-1", FIRST, at, ok=ms is not None, rtt_ms=ms or 0.0) for at, ms in times])
    attach(store, wita("10:30"))


def attach(store: Store, now: datetime) -> int:
    return attach_network_outputs(store, office(), CATALOGUE, now, raw_days=10, poll_s=30.0)


def rows(context: Context, now: datetime = NOW) -> dict[tuple[str, int], Any]:
    answer = json.loads(json.dumps(run_rows_json(context, CODE, PASER, DAY, DAY, now)))
    return {(row["scope"], row["steps"][0]): row for row in answer["rows"]}


def test_a_run_of_the_test_is_listed_with_its_figures_and_no_other_run_is(context: Context, tested: None) -> None:
    found = rows(context)
    assert {key for key, row in found.items() if row["output"] is not None} == {("step", TEST)}
    output = found["step", TEST]["output"]
    assert {name: value for name, value in output.items() if name != "targets"} == {
        "source": "network",
        "from": "2026-11-19T10:00:00+08:00",
        "to": "2026-11-19T10:10:00+08:00",
        "interval": "langkah",
        "attached_at": "2026-11-19T10:30:00+08:00",
        "measured": True,
    }
    # four of 21 polls lost, see TEN_MINUTES
    assert output["targets"][0] == {
        "target": "modem-1",
        "name": "MODEM-1",
        "kind": "tcp",
        "polls": 21,
        "answered": 17,
        "unmeasured": 0,
        "loss_percent": 19.0,
        "latency_ms": {"median": 10.0, "min": 5.0, "max": 90.0},
        "http_ms": None,
    }
    unmeasured = output["targets"][1]
    assert (unmeasured["polls"], unmeasured["loss_percent"], unmeasured["latency_ms"]) == (0, None, None)


def test_figures_do_not_change_how_the_test_is_judged(context: Context, store: Store) -> None:
    put(store, maintained())
    before = rows(context)["step", TEST]
    attach(store, wita("10:30"))
    after = rows(context)["step", TEST]
    assert after["output"]["measured"] is False
    assert {**after, "output": None} == before
    assert (after["state"], after["used_s"]) == ("met", 600)


def test_nothing_is_listed_of_a_test_that_was_not_finished_then(context: Context, tested: None) -> None:
    assert rows(context, wita("10:05"))["step", TEST]["output"] is None


def test_the_opened_run_tells_its_figures_before_and_after_pruning(
    context: Context, store: Store, tested: None
) -> None:
    (before,) = why_run(context, CODE, "P-1", TEST, 1, NOW)
    (output,) = before.outputs
    assert output.attached is not None
    assert output.attached.readings.targets[0].loss_percent == 19.0
    assert [each.action for each in before.events] == ["opened", READINGS]
    retain(store, NOW, raw_days=0)
    assert why_run(context, CODE, "P-1", TEST, 1, NOW) == (before,)


def test_each_attempt_tells_its_own_and_steps_without_network_output_tell_none(
    context: Context, store: Store, tested: None
) -> None:
    once = maintained()
    again = StepRun(TEST, 2, Stamp(wita("10:30")), Stamp(wita("10:40")))
    put(store, replace(once, runs=(*once.runs, again), solved=Stamp(wita("10:40"))))
    attach(store, wita("10:50"))
    for attempt, polls in ((1, 21), (2, 0)):
        (found,) = why_run(context, CODE, "P-1", TEST, attempt, NOW)
        (output,) = found.outputs
        assert output.attached is not None
        assert output.attached.readings.targets[0].polls == polls
    assert [each.outputs for each in why_run(context, CODE, "P-1", 3, 1, NOW)] == [()]


def test_a_finished_test_without_anything_attached_says_so(context: Context, store: Store) -> None:
    put(store, maintained())
    (found,) = why_run(context, CODE, "P-1", TEST, 1, NOW)
    assert [each.attached for each in found.outputs] == [None]
