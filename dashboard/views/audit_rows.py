"""The rows of ``/jejak``: plain values that components and exports may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words. ``is_changed`` False: said beside what changed."""

    field: str
    before: str
    after: str
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line. ``about``: what it is about in words, ``subject`` as it is kept; ``ticket``: its number, if it is one.

    ``office`` None: of the house itself. ``before`` and ``after``: the texts that were hashed. ``chain`` None: from
    before there was a chain; ``fits``: whether the chain is that of the line before and of this one's content.
    """

    id: int
    at: datetime
    zone: str
    office: str | None
    office_name: str
    officer: str
    officer_name: str
    action: str
    subject: str
    about: str
    ticket: str
    fields: tuple[Change, ...]
    before: str | None
    after: str | None
    chain: str | None
    previous: str | None
    fits: bool | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """The fields that changed."""
        return tuple(each for each in self.fields if each.is_changed)


@dataclass(frozen=True, slots=True)
class ChainRow:
    """What is known of the chain. ``lines`` were checked at ``checked_at``, and ``newer`` since then just now.

    ``broken_at``: the first line that does not fit; ``missing``: lines that were written and are not there.
    """

    checked_at: datetime
    lines: int
    newer: int
    broken_at: int | None
    missing: int
    head: str

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, put in or taken away."""
        return self.broken_at is None and not self.missing


@dataclass(frozen=True, slots=True)
class AuditView:
    """Everything on ``/jejak``. ``office`` None: all; ``skipped`` lines of ``total`` are younger than the first row."""

    office: str | None
    zone: str
    start: date
    end: date
    simulated: bool
    rows: tuple[AuditRow, ...]
    total: int
    skipped: int
    officers: tuple[tuple[str, str], ...]
    """Id and name of each who did something in the period."""
    actions: tuple[str, ...]
    chain: ChainRow
    opened: AuditRow | None = None
