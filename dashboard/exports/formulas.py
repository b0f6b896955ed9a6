"""Texts that a spreadsheet would take for a formula: the one guard of every table that leaves as CSV or Excel."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:\s?%)?")
"""A bare number stays one, with its sign; ``-1+cmd|...`` is none."""


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take ``text`` for a formula. ``assets/table.js`` asks the same of what it saves."""
    return _BEGINS.match(text) is not None and _NUMBER.fullmatch(text) is None


def guarded(text: str) -> str:
    """``text`` as every spreadsheet shows it: with an apostrophe before what would become a formula."""
    return f"'{text}" if is_like_formula(text) else text
