"""Forecasts by hand, and the smaller helpers of the engine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.model import Verdict
from dashboard.sla import RULES, explain, forecast, history, judge_ticket, needs_second_officer
from dashboard.sop import Clock
from tests.sla.factories import BULELENG, one, run, ticket, wita

OPENED = wita("2026-11-16 08:00")
NOW = wita("2026-11-16 09:00")
MINUTE = 60.0
PAST = [minutes * MINUTE for minutes in (30, 40, 50, 60, 70, 80, 90, 100, 130, 140)]


def open_run() -> Verdict:
    """2 h of budget, one used."""
    return judge_ticket(ticket(OPENED), one("2 jam"), BULELENG, now=NOW)[0]


def test_an_outlook_comes_from_runs_that_lasted_at_least_as_long() -> None:
    # of 60..140 (7 runs) two broke 120 min: 2/7; their median is 90 min: 30 more, 09:30
    outlook = forecast(open_run(), PAST, Clock.WORKING, BULELENG, NOW)
    assert outlook.breach_chance == pytest.approx(2 / 7)
    assert (outlook.budget_share, outlook.expected_at) == (0.5, wita("2026-11-16 09:30"))
    # all ten: median between 70 and 80 min, p90 = 130 + 0.1 x 10 = 131 min
    assert outlook.median_s == 75 * MINUTE
    assert outlook.p90_s == pytest.approx(131 * MINUTE)


def test_under_ten_runs_there_is_not_enough_data() -> None:
    outlook = forecast(open_run(), PAST[:9], Clock.WORKING, BULELENG, NOW)
    assert (outlook.note, outlook.breach_chance, outlook.expected_at) == ("belum cukup data", None, None)


def test_an_overdue_run_has_already_broken_its_budget() -> None:
    now = wita("2026-11-16 11:00")
    verdict = judge_ticket(ticket(OPENED), one("2 jam"), BULELENG, now=now)[0]
    outlook = forecast(verdict, PAST, Clock.WORKING, BULELENG, now)
    assert (outlook.breach_chance, outlook.expected_at) == (1.0, None)
    assert outlook.note == "lebih lama dari semua pelaksanaan sebelumnya"


def test_history_is_of_the_same_step_and_kecamatan() -> None:
    finished = judge_ticket(ticket(OPENED, run(1, None, wita("2026-11-16 08:30"))), one("2 jam"), BULELENG, now=NOW)
    elsewhere = judge_ticket(
        ticket(OPENED, run(1, None, wita("2026-11-16 08:40")), kecamatan="51.08.02"), one("2 jam"), BULELENG, now=NOW
    )
    assert history([*finished, *elsewhere, open_run()], open_run()) == [1800.0]


def test_a_start_backdated_over_a_working_hour_or_across_the_due_time_needs_a_second_officer() -> None:
    at = wita("2026-11-16 12:00")
    assert needs_second_officer(wita("2026-11-16 10:59"), at, None, BULELENG)
    assert not needs_second_officer(wita("2026-11-16 11:00"), at, None, BULELENG)
    # over the break only 15 working minutes passed
    assert not needs_second_officer(wita("2026-11-16 11:45"), wita("2026-11-16 12:45"), None, BULELENG)
    assert needs_second_officer(wita("2026-11-16 11:30"), at, wita("2026-11-16 11:45"), BULELENG)


def test_the_table_of_rules_and_the_engine_name_the_same_rules() -> None:
    folder = Path(__file__).parents[2] / "dashboard" / "sla"
    sources = [file.read_text() for file in folder.glob("*.py") if file.name not in ("rules.py", "__init__.py")]
    words = {word for source in sources for word in re.findall(r'"([a-z]+(?:_[a-z]+)*)"', source)}
    composed = {"cancelled_past_due", "closed_past_due"}
    assert RULES.keys() <= words | composed
    prefixes = ("slot_", "growth_", "zero_", "open_", "past_", "no_", "source_", "not_")
    assert {word for word in words if word.startswith(prefixes)} <= RULES.keys()


def test_a_rule_explains_itself() -> None:
    assert explain("open_paused") == "Dijeda sebelum jatuh tempo: waktunya tidak berjalan."
