"""Moments as people and programs write them in log books and logs, read into aware UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_MONTH_NAMES = (
    "januari jan january",
    "februari feb pebruari peb february",
    "maret mar march",
    "april apr",
    "mei may",
    "juni jun june",
    "juli jul july",
    "agustus agu agt ags aug august",
    "september sep sept",
    "oktober okt oct october",
    "november nov nopember nop",
    "desember des dec december",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}

_ISO = r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
_DMY = r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})"
_NAMED = r"(?P<d>\d{1,2})[-/. ]+(?P<mon>[A-Za-z]{3,9})\.?,?[-/. ]+(?P<y>\d{4}|\d{2})"
_CLOCK = r"(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?"
_TIME = r"(?:T|[ ,]+(?:(?:pukul|jam|pkl\.?)\s*)?)" + _CLOCK
_ZONE = r"(?:\s*(?P<z>WIB|WITA|WIT|Z|[+-]\d{2}:?\d{2})(?![A-Za-z0-9]))?"
_US_WEEKDAY = r"(?:(?P<us>Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)?"
_ORACLE = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<mon>[A-Z][a-z]{2})\s+(?P<d>\d{1,2}) " + _CLOCK + r" (?P<y>\d{4})"

_IN_LOG = tuple(
    re.compile(pattern)
    for pattern in (
        _ORACLE,
        r"(?<!\d)" + _ISO + _TIME + _ZONE,
        r"(?<![\d/.-])" + _NAMED + _TIME + _ZONE,
        _US_WEEKDAY + r"(?<![\d/.-])" + _DMY + _TIME + _ZONE,
    )
)
_TYPED = tuple(re.compile(pattern + "(?:" + _TIME + _ZONE + ")?", re.IGNORECASE) for pattern in (_ISO, _NAMED, _DMY))
_WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\s*,?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in aware UTC. ``has_time`` False: only a date was written; ``at`` is then its local midnight."""

    at: datetime
    has_time: bool


def parse_moment(text: str, zone: tzinfo) -> Moment | None:
    """The moment that the whole of ``text`` writes, day before month ("20 November 2026 14.05"); None if it is none."""
    plain = _WEEKDAY.sub("", " ".join(text.split()), count=1)
    for pattern in _TYPED:
        if found := pattern.fullmatch(plain):
            return _moment(found, zone)
    return None


def find_moment(line: str, zone: tzinfo) -> datetime | None:
    """The first date with a time in a line of a log, as aware UTC; None where there is none."""
    for pattern in _IN_LOG:
        if (found := pattern.search(line)) and (moment := _moment(found, zone)):
            return moment.at
    return None


def _moment(found: re.Match[str], zone: tzinfo) -> Moment | None:
    parts = found.groupdict()
    month = MONTHS.get(parts["mon"].lower(), 0) if parts.get("mon") else int(parts["m"])
    day, year = int(parts["d"]), int(parts["y"])
    if parts.get("us"):  # Windows writes the American order after an English weekday ("Fri 11/20/2026").
        day, month = month, day
    try:
        local = datetime(
            2000 + year if len(parts["y"]) == 2 else year,
            month,
            day,
            int(parts["h"] or 0),
            int(parts["min"] or 0),
            int(parts["s"] or 0),
            tzinfo=_zone(parts.get("z"), zone),
        )
        return Moment(local.astimezone(UTC), parts["h"] is not None)
    except (ValueError, OverflowError):  # the year 1 has no moment before it
        return None


def _zone(suffix: str | None, zone: tzinfo) -> tzinfo:
    if not suffix:
        return zone
    if suffix.upper() == "Z":
        return UTC
    if suffix.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[suffix.upper()]))
    digits = suffix[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if suffix[0] == "+" else -offset)
