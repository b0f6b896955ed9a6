"""Two periods side by side: which rows of the accounting stand for the same thing, and how many points they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.model import Compliance
from dashboard.reported import RowId, row_id
from dashboard.views.rows import ComplianceView
from dashboard.views.standing import FEW

UP, DOWN, SAME = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "="


@dataclass(frozen=True, slots=True)
class Change:
    """A row beside that of the earlier period. ``points`` (percentage points) is None where the two cannot be compared.

    ``why_not`` then says why, in words.
    """

    before: Compliance | None
    points: float | None
    why_not: str = ""

    @property
    def sign(self) -> str:
        """Which way it went; empty where that cannot be said."""
        if self.points is None:
            return ""
        rounded = round(self.points, 1)
        return UP if rounded > 0 else DOWN if rounded < 0 else SAME


def change_of(row: Compliance | None, before: Compliance | None) -> Change:
    """Both sides need a figure over at least five judged runs: fewer say nothing about a change."""
    for side, each in (("periode ini", row), ("periode pembanding", before)):
        if each is None or each.compliance is None:
            return Change(before, None, f"tidak ada yang dinilai pada {side}")
        if each.n < FEW:
            return Change(before, None, f"n kurang dari {FEW} pada {side}")
    return Change(before, (_share(row) - _share(before)) * 100)


def _share(row: Compliance | None) -> float:
    return 0.0 if row is None or row.compliance is None else row.compliance


@dataclass(frozen=True, slots=True)
class EarlierRows:
    """Rows of the earlier period, ready to be found. Rows of another version of an SOP are no pair."""

    by_row: Mapping[RowId, Compliance]
    by_place: Mapping[str | None, Compliance]

    def of_row(self, row: Compliance) -> Change:
        """The change of one kecamatan, SOP, version, step and kind."""
        found = change_of(row, self.by_row.get(row_id(row)))
        if found.before is None and row.compliance is not None and self._has_other_version(row):
            return Change(None, None, "SOP versi lain berlaku pada periode pembanding")
        return found

    def of_place(self, row: Compliance) -> Change:
        """The change of a kecamatan in the ranking."""
        return change_of(row, self.by_place.get(row.kecamatan))

    def _has_other_version(self, row: Compliance) -> bool:
        return any(each.sop == row.sop and each.version != row.version for each in self.by_row.values())


@dataclass(frozen=True, slots=True)
class Earlier:
    """The period that another one is compared with."""

    view: ComplianceView
    rows: EarlierRows

    def of_row(self, row: Compliance) -> Change:
        """The change of one row of the accounting."""
        return self.rows.of_row(row)

    @property
    def trend(self) -> Sequence[tuple[date, Compliance]]:
        """The earlier line."""
        return self.view.trend


def earlier_rows(rows: Iterable[Compliance], ranking: Iterable[Compliance]) -> EarlierRows:
    """Rows of the accounting and of the ranking, by what they are about."""
    return EarlierRows({row_id(row): row for row in rows}, {row.kecamatan: row for row in ranking})


def earlier_of(view: ComplianceView) -> Earlier:
    """The earlier period with its rows ready to be found."""
    return Earlier(view, earlier_rows(view.rows, view.ranking))


def sops_in_other_versions(rows: Iterable[Compliance], earlier: Earlier) -> tuple[str, ...]:
    """SOPs that both periods know, but not in the same versions: pooled figures rest on different standards."""
    now, before = _versions(rows), _versions(earlier.view.rows)
    return tuple(sop for sop in now if sop in before and now[sop] != before[sop])


def _versions(rows: Iterable[Compliance]) -> dict[str, set[date | None]]:
    found: dict[str, set[date | None]] = {}
    for row in rows:
        found.setdefault(row.sop, set()).add(row.version)
    return found
