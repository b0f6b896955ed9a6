"""The deck of a frozen moment, kept for a while: every slide of a meeting shows the figures of one reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from dashboard.views.context import Context
from dashboard.views.deck import deck
from dashboard.views.deck_rows import Deck
from dashboard.views.report import report_view


def frozen_deck(
    context: Context, office: str, start: date, end: date, frozen_at: datetime, sections: tuple[str, ...] = ()
) -> Deck:
    """Slides of ``sections`` (empty: all) with the figures as of ``frozen_at`` (aware UTC). Raises ReportError.

    Kept in this process only: after a restart the same moment is read again, and what was entered for it since counts.
    """
    key = ("deck", office, start, end, frozen_at)
    whole = context.slot_memory.recall(key, lambda: deck(report_view(context, office, start, end, frozen_at)))
    if not sections:
        return whole
    return replace(whole, slides=tuple(slide for name in sections for slide in whole.slides if slide.section == name))
