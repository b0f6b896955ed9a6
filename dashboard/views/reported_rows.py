"""What became of a reported period, as rows that the page, the exports and the API share."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.reported import FrozenRow, ReportedPeriod, RowId


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is not any more as reported. None: the one account or the other has no such row.

    ``reasons`` are Indonesian, for people; ``tickets`` the ids of those that were changed or excused since.
    """

    before: FrozenRow | None
    after: FrozenRow | None
    reasons: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()

    @property
    def id(self) -> RowId:
        """What the row is about."""
        row = self.before or self.after
        if row is None:
            raise ValueError("a changed row is in one of the two accounts")
        return row.id

    @property
    def is_total(self) -> bool:
        """Whether it is the whole office's figure of its kind."""
        return self.id[1] == ""


@dataclass(frozen=True, slots=True)
class ReportComparison:
    """The newest report of a period (its rows left out) against the figures of now.

    ``is_asked`` False: a shorter period within the one asked for. ``earlier``: older reports of the same period.
    """

    report: ReportedPeriod
    is_asked: bool
    changed: tuple[ChangedRow, ...] = ()
    earlier: tuple[ReportedPeriod, ...] = ()
