"""Figures as they were handed in: what a reported period keeps of every row, and how two such rows differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Compliance, Kind, Scope
from dashboard.tallies import Counted

RowId = tuple[str | None, str, date | None, int | None, int | None, Scope, Kind]
"""Kecamatan (None: Dinas), SOP, version, from step, to step, scope, kind. Of the office's totals the SOP is ""."""


@dataclass(frozen=True, slots=True)
class FrozenRow(Counted):
    """One row of the accounting as reported. Shares of the budget are thousandths, as exact as they are shown."""

    kecamatan: str | None
    sop: str
    version: date | None
    from_step: int | None
    to_step: int | None
    scope: Scope
    kind: Kind
    met: int
    missed: int
    excused: int
    unmonitored: int
    outside: int
    median_permille: int | None
    p90_permille: int | None

    @property
    def id(self) -> RowId:
        """What the row is about."""
        return self.kecamatan, self.sop, self.version, self.from_step, self.to_step, self.scope, self.kind

    @property
    def is_total(self) -> bool:
        """Whether it is the whole office's figure of its kind."""
        return self.sop == ""


@dataclass(frozen=True, slots=True)
class ReportedPeriod:
    """A period that was handed in: office-local days ``start`` to ``end``, both included, with its rows.

    ``number`` counts within the office from 1, and is 0 before it is stored. ``interim``: reported while it still ran.
    """

    office: str
    start: date
    end: date
    reported_at: datetime
    officer: str
    form: str
    note: str
    rule_version: str
    interim: bool
    rows: tuple[FrozenRow, ...] = ()
    number: int = 0


def row_id(row: Compliance) -> RowId:
    """What a row of the accounting is about, as ``FrozenRow.id``."""
    return row.kecamatan, row.sop, row.version, row.from_step, row.to_step, row.scope, row.kind


def frozen(row: Compliance) -> FrozenRow:
    """A row of the accounting as it is kept."""
    return FrozenRow(
        *row_id(row),
        met=row.met,
        missed=row.missed,
        excused=row.excused,
        unmonitored=row.unmonitored,
        outside=row.outside,
        median_permille=_permille(row.median_share),
        p90_permille=_permille(row.p90_share),
    )


def differing(
    before: tuple[FrozenRow, ...], after: tuple[FrozenRow, ...]
) -> tuple[tuple[FrozenRow | None, FrozenRow | None], ...]:
    """Pairs of rows that are not the same, totals first; None where one of the two accounts has no such row."""
    then, now = {row.id: row for row in before}, {row.id: row for row in after}
    pairs = [(then.get(key), now.get(key)) for key in dict.fromkeys((*now, *then))]
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    return tuple(sorted(changed, key=lambda pair: not any(row is not None and row.is_total for row in pair)))


def _permille(share: float | None) -> int | None:
    return None if share is None else round(share * 1000)
