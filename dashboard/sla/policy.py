"""What an office may set about the rules; everything else of sla-rules.md is fixed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of the judgement. Shares are fractions of the budget, times are seconds.

    ``tick_window_s``: steps ticked by button within this time of each other are not believed, but for the last.
    """

    at_risk_share: float = 0.75
    zero_tolerance_s: float = 60.0
    hari_is_working: bool = True
    tick_window_s: float = 60.0


DEFAULT_POLICY = Policy()
