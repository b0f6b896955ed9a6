"""Rows of the checklist of monthly reports, apart from what reads them: components draw these without the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReceiptState(StrEnum):
    """Whether a kecamatan's report has arrived."""

    RECEIVED = "diterima"
    AWAITED = "belum"
    UNKNOWN = "tidak_terukur"
    """The month is kept as a ticket elsewhere, which has no receipts."""
    NONE = "tidak_berlaku"
    """No report is promised for that month."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One kecamatan in the checklist; ``received_at`` is aware UTC, None unless received."""

    kecamatan: str
    name: str
    state: ReceiptState
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """The checklist of one month (its first day). ``ticket``: the month's own, None before it is opened."""

    month: date
    ticket: str | None
    rows: tuple[ReceiptRow, ...]
    note: str = ""
    """Why there are no receipts and how to mend it, Indonesian; empty where there are."""

    def named(self, state: ReceiptState) -> tuple[ReceiptRow, ...]:
        """The rows of one state, in the order of the office file."""
        return tuple(row for row in self.rows if row.state is state)
