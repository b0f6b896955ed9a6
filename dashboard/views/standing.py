"""How a compliance figure stands to its target: the one place that turns a percentage into a state."""

from __future__ import annotations

from dashboard.model import Indicator

FEW = 5
"""Below this n a percentage is marked as weak and never ranked."""
NEAR_TARGET = 0.10
"""Within ten points of the target is waspada (sla-rules, "The percentage")."""


def judge(compliance: float | None, target: float) -> Indicator:
    """State of a fraction 0..1 against the target (a fraction too): baik, waspada, gangguan; None is tidak terukur."""
    if compliance is None:
        return Indicator.TIDAK_TERUKUR
    if compliance >= target:
        return Indicator.BAIK
    # Rounded: 0.8 is within ten points of 0.9 although the binary difference is a hair more.
    return Indicator.WASPADA if round(target - compliance, 9) <= NEAR_TARGET else Indicator.GANGGUAN
