"""The network figures of a finished test on screen."""

from __future__ import annotations

from datetime import timedelta

from dash import html

from dashboard.components.outputs import outputs_shown
from dashboard.components.why import run_explained
from dashboard.model import Stamp, StepRun
from dashboard.readings import Attached, Interval, Readings, Spread, TargetReading
from dashboard.views.why_rows import OutputRow, RunWhy
from tests.pages.factories import NOW, run
from tests.pages.tree import text

ZONE = "Asia/Makassar"
MODEM = TargetReading("modem", "Modem Kuaro", "tcp", 21, 17, 0, 19.0, Spread(10.0, 5.0, 1290.5), None)
AFIS = TargetReading("afis", "Server AFIS", "http", 4, 4, 0, 0.0, None, Spread(250.0, 100.0, 400.0))
PC = TargetReading("pc", "PC client", "icmp", 0, 0, 0, None, None, None)


def attached(*targets: TargetReading, interval: Interval = Interval.STEP) -> Attached:
    begun = NOW - timedelta(minutes=10)
    return Attached(Readings(4, 1, begun, NOW, begun, NOW, interval, "network", targets), NOW, "kolektor:network")


def shown(row: OutputRow) -> str:
    return text(html.Div(outputs_shown([row], ZONE)))


def test_each_target_has_its_loss_its_latency_or_its_http_time() -> None:
    said = shown(OutputRow(4, 1, attached(MODEM, AFIS)))
    for words in (
        "Keluaran uji jaringan, langkah 4 percobaan 1",
        "selama langkah itu",
        "sumber: kolektor jaringan",
        "10 ms (5 – 1.290,5)",
        "250 ms (100 – 400)",
        "TCP",
    ):
        assert words in said


def test_what_was_not_measured_says_so_and_shows_no_zero() -> None:
    said = shown(OutputRow(4, 1, attached(PC)))
    assert "tidak terukur" in said
    assert "0\N{NO-BREAK SPACE}%" not in said


def test_another_interval_than_the_steps_own_is_named() -> None:
    assert "diperlebar" in shown(OutputRow(4, 1, attached(MODEM, interval=Interval.WIDENED)))
    assert "dua hari terakhir" in shown(OutputRow(4, 1, attached(MODEM, interval=Interval.SHORTENED)))


def test_a_place_without_targets_and_a_test_without_figures_say_so() -> None:
    assert "Tidak ada sasaran jaringan" in shown(OutputRow(4, 1, attached()))
    assert "Belum ada yang dilampirkan" in shown(OutputRow(4, 1, None))


def test_the_opened_run_shows_the_figures_of_its_test() -> None:
    attempt = StepRun(4, 1, Stamp(NOW - timedelta(minutes=10)), Stamp(NOW))
    why = RunWhy(run().verdict, "Tepat.", (attempt,), (), {}, (OutputRow(4, 1, attached(MODEM)),))
    assert "Modem Kuaro" in text(run_explained([why], ZONE))
