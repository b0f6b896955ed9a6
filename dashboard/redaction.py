"""What no log may tell: passwords, tokens, cookies, and the values of settings that are secret.

Two nets: ways of writing (``password=...``, ``://user:...@``, ``Bearer ...``, ``/dinding/...``), whoever writes so, and
the very values that this process was given, wherever and however quoted they turn up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

HIDDEN = "***"
_SHORTEST = 8
"""Shorter values are hidden where they are written as a secret, not wherever the same letters stand."""
_KEYS = r"(?:api|app|session|access)[_-]?key"
_NAMES = rf"(?:pass(?:word|wd|phrase)?|pwd|sandi|secret(?:_key)?|token|{_KEYS}|pantau_sesi|session)"
_WAYS = (
    # a URL's arguments
    (re.compile(rf"(?i)([?&;]{_NAMES}=)[^\s&'\"#]+"), rf"\1{HIDDEN}"),
    # tokens of ours, the way in of a wall, and hashes of passwords
    (re.compile(r"ppk_[\w-]+"), f"ppk_{HIDDEN}"),
    (re.compile(r"(/dinding/)[^\s?#'\"]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\$argon2\w*\$[^\s'\"]+"), HIDDEN),
    # headers, as they are sent and as Python writes them
    (re.compile(r"(?i)((?:proxy-)?authorization\W{1,6})(?:(?:bearer|basic|token)\s+)?[^\s'\",;)\]}]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i:\b(bearer))\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i:\b(basic))\s+(?=\S*[\dA-Z=])[\w+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)(\bx-csrf-?token\W{1,6})[^\s'\",;)\]}]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(\b(?:set-)?cookie['\"]?\s*[:=,]\s*b?['\"]?)[^'\"\r\n]+"), rf"\1{HIDDEN}"),
    # name=value of connection strings and forms, and {'name': 'value'}
    (re.compile(rf"(?i)(\b\w*{_NAMES}=)('(?:[^'\\]|\\.)*'|\"[^\"]*\"|[^\s'\",;&)\]}}]+)"), rf"\1{HIDDEN}"),
    (re.compile(rf"(?i)(['\"]\w*{_NAMES}['\"]\s*[:,]\s*b?)('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"), rf"\1'{HIDDEN}'"),
)


_WORD = re.compile(r"\S+")
_PASSWORD = re.compile(r"(://[^\s:/?#@]*):\S*@")


class Redactor:
    """Takes secrets out of texts; told of more of them as they become known."""

    def __init__(self) -> None:
        self._values: frozenset[str] = frozenset()
        self._known: re.Pattern[str] | None = None

    def keep(self, values: Iterable[str]) -> None:
        """From now on these are secret too, in every way of quoting them; what is too short to be told apart is not."""
        ways = {way for value in values if len(value) >= _SHORTEST for way in _quotings(value)}
        if ways <= self._values:
            return
        self._values |= ways
        longest_first = sorted(self._values, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)))

    def __call__(self, text: str) -> str:
        """The text without its secrets."""
        return self.without_ways(self.without_values(text))

    def without_values(self, text: str) -> str:
        """The text without the values that are known to be secret."""
        return text if self._known is None else self._known.sub(HIDDEN, text)

    def without_ways(self, text: str) -> str:
        """The text without what is written as secrets are. Not for very long texts."""
        if "://" in text and "@" in text:
            text = _WORD.sub(_without_password, text)
        for way, shown in _WAYS:
            text = way.sub(shown, text)
        return text


def _without_password(found: re.Match[str]) -> str:
    """A URL without its password, whatever stands in that. What follows the last @ is looked at no more than once."""
    head, mark, rest = found[0].rpartition("@")
    shown = _PASSWORD.sub(rf"\1:{HIDDEN}@", head + mark)
    return f"{shown}{rest}" if mark else rest


def _quotings(value: str) -> set[str]:
    return {value, quote(value), quote(value, safe=""), json.dumps(value)[1:-1], repr(value)[1:-1]}


def secrets_of_url(url: str, *, is_address: bool = False) -> set[str]:
    """What of a URL is secret: its password and its arguments.

    ``is_address``: of somebody to be told, as apprise writes it. There a token stands in the path (``json://host/x``)
    or in the place of the host (``tgram://token/chat``).
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return {url}
    place = parts.netloc.rpartition("@")
    found = {place[0].partition(":")[2], *(value for _, value in parse_qsl(parts.query) if is_address)}
    if is_address:
        found |= {url, place[0], *parts.path.split("/")}
        found |= set() if "." in place[2] or parts.hostname == "localhost" else {place[2]}
    return {each for one in found if one for each in (one, unquote(one))}
