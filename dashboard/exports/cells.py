"""The one guard of every file for a spreadsheet: a text never becomes a formula there."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What spreadsheets begin a formula with, blanks before it or not; the wide forms count in some of them."""
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)*(?:\s?%)?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could calculate with this text; a negative number is one that it may."""
    return _BEGINS.match(text) is not None and _NUMBER.fullmatch(text) is None


def plain(text: str) -> str:
    """The text as a cell of a CSV file: one that would become a formula has an apostrophe before it."""
    return f"'{text}" if is_formula(text) else text
