"""Which version of an SOP a ticket pins: the one in force on the office-local day it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

Versions = Mapping[str, tuple[date, ...]]
"""Effective dates by SOP id, oldest first; never an empty tuple."""


def version_at(dates: tuple[date, ...], opened_at: datetime, zone: tzinfo) -> date:
    """The newest date not after the local day of ``opened_at``; the oldest for a ticket older than all."""
    on = opened_at.astimezone(zone).date()
    return max((day for day in dates if day <= on), default=min(dates))
