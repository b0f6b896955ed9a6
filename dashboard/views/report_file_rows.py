"""The rows of the list of made reports: plain values that components may know."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.kept_reports import KeptReport
from dashboard.views.reported_rows import ReportComparison


@dataclass(frozen=True, slots=True)
class ReportFileRow:
    """One file. ``since``: the newest report of the very same days against the figures of now; None: never recorded.

    ``can_record``: it holds the whole office, and nobody recorded its days after its figures were frozen.
    """

    kept: KeptReport
    since: ReportComparison | None
    can_record: bool
