"""The deck of a frozen moment, kept for a while: every slide of a meeting shows the figures of one reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from dashboard.views.context import Context
from dashboard.views.deck import deck
from dashboard.views.deck_rows import Deck
from dashboard.views.first_answers import first_answer
from dashboard.views.report import report_view

FOLDER = "beku"
"""Below PANTAU_DATA."""


def frozen_deck(
    context: Context, office: str, start: date, end: date, frozen_at: datetime, sections: tuple[str, ...] = ()
) -> Deck:
    """Slides of ``sections`` (empty: all) with the figures as of ``frozen_at`` (aware UTC). Raises ReportError.

    Kept for all web workers on one data folder, for a week: what is entered later for that moment counts no more,
    whichever of them is asked, and after a restart neither.
    """
    key = ("deck", office, start.isoformat(), end.isoformat(), frozen_at.timestamp())

    def read() -> Deck:
        return deck(report_view(context, office, start, end, frozen_at))

    def read_once() -> Deck:
        return first_answer(context.settings.data / FOLDER, (str(context.store.engine.url), *key), read)

    whole = context.slot_memory.recall(key, read_once)
    if not sections:
        return whole
    return replace(whole, slides=tuple(slide for name in sections for slide in whole.slides if slide.section == name))
