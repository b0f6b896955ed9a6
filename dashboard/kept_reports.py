"""What is known of a report that was made, apart from its figures. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class KeptReport:
    """What a file on the shelf is. ``as_of``: when its figures were frozen; ``scope`` in words.

    ``figures``: ``services.reports.fingerprint`` of what it prints, empty where it holds less than the whole office.
    """

    id: str
    office: str
    form: str
    name: str
    start: date
    end: date
    scope: str
    is_whole: bool
    as_of: datetime
    interim: bool
    rule_version: str
    officer: str
    simulated: bool
    scheduled: bool
    figures: str
    size_bytes: int = 0
    sha256: str = ""

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"berkas laporan {self.office}/{self.id}"
