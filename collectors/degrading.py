"""From where a target that answers is degraded: slow, or losing packets. Pure.

No seed prints a figure; each default below names its source, and an office sets its own under ``thresholds``.
"""

from __future__ import annotations

from collections import deque

from dashboard.offices import Target, Thresholds

DEFAULTS = Thresholds()
"""``rtt_ms`` 300: ITU-T G.114, up to 150 ms one way disturbs no use, so twice that for the way and back.
``satellite_ms`` 800: satellite hops alone take some 500 ms; G.114, 400 ms one way is the limit of planning.
``http_ms`` 1000: several round trips and the server's own work; after 1 s a person feels the wait (Nielsen 1993).
``loss_percent`` 20: with ten polls, three lost packets. At 1 % true loss that comes by chance in less than one window
of 3,000, and from some 5 % on TCP spends its time in timeouts (Padhye et al. 1998)."""

LOSS_POLLS = 10
LEAST_PACKETS = 10
"""Fewer packets say nothing: after a start the first lost one of two would be 50 %."""


def limit_ms(limits: Thresholds, target: Target, link_type: str | None) -> float:
    """Round-trip time in milliseconds from which an answer of ``target`` is slow."""
    if target.probe.type == "http":
        return limits.http_ms
    return limits.satellite_ms if link_type == "vsat" else limits.rtt_ms


class LossWindow:
    """Packets of the last ten polls of one target. Polls that failed wholly tell their own story and leave none."""

    def __init__(self) -> None:
        self._sent: deque[int] = deque(maxlen=LOSS_POLLS)

    def add(self, sent: int, *, answered: bool) -> None:
        """Take in one poll: ``sent`` packets, of which the last was answered, or none."""
        self._sent.append(sent if answered else 0)

    @property
    def loss_percent(self) -> float | None:
        """Packets lost of those sent, in percent; None while too few are known."""
        sent = sum(self._sent)
        answered = sum(1 for each in self._sent if each)
        return 100 * (sent - answered) / sent if sent >= LEAST_PACKETS else None
