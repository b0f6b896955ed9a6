"""Legal grounds of the SOPs of a report: each regulation once, in its fullest wording, higher ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dashboard.exports.report_text import printable

_RANKS = (
    ("undang-undang dasar", 0),
    ("undang-undang", 1),
    ("uu", 1),
    ("peraturan pemerintah pengganti", 1),
    ("peraturan pemerintah", 2),
    ("pp", 2),
    ("peraturan presiden", 3),
    ("perpres", 3),
    ("peraturan menteri", 4),
    ("permendagri", 4),
    ("permenpan", 4),
    ("keputusan menteri", 5),
    ("peraturan daerah", 6),
    ("perda", 6),
    ("peraturan gubernur", 7),
    ("peraturan bupati", 8),
    ("perbup", 8),
    ("peraturan wali", 8),
    ("keputusan", 9),
)
_OTHER = 10
_CITED = re.compile(r"\b(?:nomor|no)\.?,?\s*(\d+[a-z]?)\s+tahun\s+(\d{4})", re.IGNORECASE)
_LONG = {"permendagri": "peraturan menteri dalam negeri", "perpres": "peraturan presiden", "uu": "undang-undang"}


def legal_grounds(found: Iterable[str]) -> tuple[str, ...]:
    """Wordings as they are printed in the SOPs; of several for one regulation the longest. Nothing is reworded."""
    kept: dict[tuple[object, ...], str] = {}
    for text in map(_tidy, found):
        key = _key(text)
        if text and len(text) > len(kept.get(key, "")):
            kept[key] = text
    return tuple(sorted(kept.values(), key=_order))


def _tidy(text: str) -> str:
    return " ".join(printable(text).split()).rstrip(" ;.,")


def _rank(text: str) -> int:
    return next((rank for name, rank in _RANKS if re.match(rf"{name}\b", text.casefold())), _OTHER)


def _key(text: str) -> tuple[object, ...]:
    """The regulation itself: what it is, whose, its number and year; a text without them stands for itself."""
    cited = _CITED.search(text)
    if cited is None:
        return (text.casefold(),)
    issuer = text[: cited.start()].casefold().replace("republik indonesia", "").strip(" -.,")
    return _rank(text), _LONG.get(issuer, " ".join(issuer.split())), cited[1].lstrip("0").casefold(), cited[2]


def _order(text: str) -> tuple[int, str, int]:
    cited = _CITED.search(text)
    return (_rank(text), cited[2], int(re.sub(r"\D", "", cited[1]))) if cited else (_rank(text), "9999", 0)
