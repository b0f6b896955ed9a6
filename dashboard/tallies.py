"""What pages of many offices add up: runs of a month by how they were judged, seconds of days by what was measured."""

from __future__ import annotations

from dataclasses import dataclass, fields


class Counted:
    """What is made of runs that were counted by how they were judged."""

    __slots__ = ()
    met: int
    missed: int
    excused: int
    unmonitored: int

    @property
    def n(self) -> int:
        """Met and missed: how many a percentage is made of."""
        return self.met + self.missed

    @property
    def compliance(self) -> float | None:
        """Met of n, 0..1; None where nothing was judged."""
        return self.met / self.n if self.n else None

    @property
    def coverage(self) -> float | None:
        """Judged (excused ones too) of judged and unmonitored; None where there is neither."""
        judged = self.n + self.excused
        return judged / (judged + self.unmonitored) if judged + self.unmonitored else None


@dataclass(frozen=True, slots=True)
class Heaps(Counted):
    """Runs or hours of a month by how they were judged."""

    met: int = 0
    missed: int = 0
    excused: int = 0
    unmonitored: int = 0
    outside: int = 0

    def __add__(self, other: Heaps) -> Heaps:
        return Heaps(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Sums:
    """Seconds of a period or of a day, summed."""

    answered_s: int
    down_s: int
    blind_s: int

    @property
    def uptime(self) -> float | None:
        """Share of the answered in the answered and the down time, 0..1; None where neither was measured."""
        judged = self.answered_s + self.down_s
        return self.answered_s / judged if judged else None

    @property
    def coverage(self) -> float | None:
        """Share of the scheduled time that was measured; None without any."""
        whole = self.answered_s + self.down_s + self.blind_s
        return (self.answered_s + self.down_s) / whole if whole else None
