"""Loss over the last ten polls: a line that loses packets is degraded, one stray packet is not."""

from __future__ import annotations

import pytest

from collectors.degrading import LossWindow
from collectors.network import NetworkCollector
from collectors.probes import ProbeResult
from dashboard.model import SampleStatus
from dashboard.offices import Thresholds
from tests.collectors.network.offices import NOW, icmp, office, target

OK, DEGRADED, FAILED = SampleStatus.OK, SampleStatus.DEGRADED, SampleStatus.FAILED


def window(*polls: int) -> LossWindow:
    """0 for a poll that failed, else the packets of which the last was answered."""
    made = LossWindow()
    for sent in polls:
        made.add(sent or 3, answered=sent > 0)
    return made


@pytest.mark.parametrize(
    ("polls", "percent"),
    [
        ((1,) * 10, 0.0),
        ((2, *(1,) * 9), 100 / 11),
        ((2, 2, 2, *(1,) * 7), 300 / 13),
        ((3, 3, *(1,) * 8), 400 / 14),
        ((3, 3, *(1,) * 10), 0.0),  # older than ten polls
        ((1,) * 9, None),
        ((0,) * 10, None),
        ((0, 0, *(1,) * 8), None),
    ],
)
def test_the_packets_of_the_answered_ones_of_ten_polls_are_counted(
    polls: tuple[int, ...], percent: float | None
) -> None:
    assert window(*polls).loss_percent == pytest.approx(percent)


def polled(attempts: tuple[int, ...], limits: Thresholds | None = None) -> list[SampleStatus]:
    one = target("modem", icmp("192.0.2.1"))
    collector = NetworkCollector(office(one, thresholds=limits or Thresholds()))
    return [next(iter(collector._samples(one, NOW, ProbeResult(OK, 2.0, each)))).status for each in attempts]


def test_three_lost_packets_in_ten_polls_are_degraded_until_they_are_past() -> None:
    found = polled((1,) * 7 + (2, 2, 2) + (1,) * 10)
    assert found[:9] == [OK] * 9
    assert found[9:15] == [DEGRADED] * 6
    assert found[-1] is OK


def test_an_office_sets_its_own_limits() -> None:
    assert polled((2, *(1,) * 9), Thresholds(loss_percent=9.0))[-1] is DEGRADED
    one = target("modem", icmp("192.0.2.1"))
    strict = NetworkCollector(office(one, thresholds=Thresholds(rtt_ms=1.5)))
    assert next(iter(strict._samples(one, NOW, ProbeResult(OK, 2.0)))).status is DEGRADED
