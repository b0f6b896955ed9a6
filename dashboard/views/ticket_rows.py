"""What ``/tiket`` shows of tickets; plain rows, so that components need no store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.model import Indicator

STANDINGS = ("terbuka", "selesai", "batal")
"""How a ticket stands, as people look for it."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One ticket in the list. ``turn``: whose turn it is, or how it ended; ``state`` is its worst verdict's."""

    id: str
    number: str
    place: str
    sop_title: str
    title: str
    opened_at: datetime
    ended_at: datetime | None
    standing: str
    turn: str
    state: Indicator
    state_words: str
    source: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows of one block, newest opening first. ``total``: of all blocks."""

    rows: tuple[ListRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OpeningChoices:
    """What a new ticket can be of: (code, name) of places (the Dinas has an empty code) and (id, title) of SOPs."""

    places: tuple[tuple[str, str], ...]
    sops: tuple[tuple[str, str], ...]
