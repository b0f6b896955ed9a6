"""What the contract suite asks of every kind of source: a builder that sets up a real one in a given situation.

A part of the collectors leaves ``tests/collectors/<part>/kinds.py`` with ``KINDS``, a tuple of ``Kind``; ``all_kinds``
finds it. Each builder sets up two sources of the same kind, side by side in one collector: ``diuji`` in the situation,
and ``lain``, which is always good and must never notice. Files, sockets and servers are real.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from collectors.base import Collector
from dashboard.model import SampleStatus
from tests.collectors.sources import NOW

TESTED, OTHER = "diuji", "lain"
"""Target ids of the two sources of a trial."""

OK, FAILED, UNKNOWN = (frozenset({each}) for each in (SampleStatus.OK, SampleStatus.FAILED, SampleStatus.UNKNOWN))
NONE: frozenset[SampleStatus | None] = frozenset({None})
"""No sample at all."""
Statuses = frozenset[SampleStatus] | frozenset[SampleStatus | None]


class Situation(StrEnum):
    """What the tested source is like."""

    GOOD = "good"
    EMPTY = "empty"
    """Readable, with nothing in it."""
    SLOW = "slow"
    """Accepts and does not answer."""
    BROKEN = "broken"
    """Not there, or refuses: wrong address, no right to read."""
    MALFORMED = "malformed"
    """There and readable, but not what it should be."""
    VANISHED = "vanished"
    """Good at first; ``Trial.vanish`` takes it away."""


USUAL: Mapping[Situation, Statuses] = MappingProxyType(
    dict.fromkeys(Situation, UNKNOWN) | {Situation.GOOD: OK, Situation.EMPTY: OK}
)
"""What is found where a kind says nothing else: what cannot be read is unknown."""


def _nothing() -> None:
    return None


@dataclass
class Trial:
    """One collector over two sources. ``vanish`` takes the tested one away, ``close`` ends every server and hang."""

    collector: Collector
    vanish: Callable[[], None] = _nothing
    close: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. ``name`` is ``<key of the office file>:<kind>``, as ``counters:log``.

    ``metric``: of the series by which a source is judged. ``expected`` says where it differs from ``USUAL``; after
    ``vanish`` it holds from ``gone_after`` on. ``cannot``: situations that cannot be set up, each with why not.
    """

    name: str
    metric: str
    make: Callable[[Path, Situation], Trial]
    expected: Mapping[Situation, Statuses] = field(default_factory=dict)
    cannot: Mapping[Situation, str] = field(default_factory=dict)
    gone_after: timedelta = timedelta(minutes=1)
    now: datetime = NOW

    def statuses(self, situation: Situation) -> Statuses:
        """What the tested source may be found as."""
        return self.expected.get(situation, USUAL[situation])


def all_kinds() -> tuple[Kind, ...]:
    """Every kind that some part of the collectors has left, by name."""
    parts = sorted(path.parent.name for path in Path(__file__).parent.glob("*/kinds.py"))
    found = [kind for part in parts for kind in import_module(f"tests.collectors.{part}.kinds").KINDS]
    return tuple(sorted(found, key=lambda kind: kind.name))
