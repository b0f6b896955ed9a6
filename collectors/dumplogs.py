"""The log that an export writes: its times, its ending and its errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import BinaryIO

from collectors.folders import SeenFile
from collectors.moments import find_moment
from collectors.textfiles import tail_of

LOG_BYTES = 8 * 1024 * 1024
_GOOD_ENDING = re.compile(r"\bterminated successfully\b|\bsuccessfully completed\b", re.IGNORECASE)
_BAD_ENDING = re.compile(
    r"\bterminated unsuccessfully\b|\bcompleted with \d+ error|\bstopped due to fatal error\b|\bstopped by user\b",
    re.IGNORECASE,
)
_ERROR = re.compile(r"\b(?:ORA|EXP|UDE|LRM)-\d+", re.IGNORECASE)
_BANNER = re.compile(r"^\s*(?:;;;\s*)?Export: Release", re.IGNORECASE)
_REQUEST = re.compile(r"\b(?:permintaan|diminta|request(?:ed)?)\b", re.IGNORECASE)
_CLOCKS_DIFFER = timedelta(minutes=10)
_ERRORS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LogReading:
    """What one log tells. Times are the log's own (aware UTC), None where it gives none.

    ``requested_at``: when the backup was asked for, only where the log says so before it started.
    ``ended_badly``: it says itself that the export failed or stopped.
    """

    requested_at: datetime | None
    started_at: datetime | None
    last_line_at: datetime | None
    ended_well: bool
    errors: tuple[str, ...]
    ended_badly: bool = False

    @property
    def is_unfinished(self) -> bool:
        """Neither an end nor an error yet: the export may still be at work."""
        return not (self.ended_well or self.ended_badly or self.errors)


def read_log(handle: BinaryIO, file: SeenFile, zone: tzinfo, encoding: str = "") -> LogReading:
    """Read the last export of a log (at most its last 8 MiB), times without zone being in ``zone``. Raises OSError.

    A log with a beginning only (classic ``exp`` stamps nothing else) ended when it was last written.
    """
    modified_at = file.modified_at
    lines = _last_export(tail_of(handle, file.size_bytes, LOG_BYTES, encoding)[0])
    latest = modified_at + _CLOCKS_DIFFER
    stamped = [(at, line) for line in lines if (at := find_moment(line, zone)) and at <= latest]
    requested_at = None
    if len(stamped) > 1 and _REQUEST.search(stamped[0][1]):
        requested_at = stamped.pop(0)[0]
    started_at = stamped[0][0] if stamped else None
    last_line_at = stamped[-1][0] if stamped else None
    if len(stamped) == 1 and modified_at > stamped[0][0]:
        last_line_at = modified_at.replace(microsecond=0)
    errors = [found.group() for line in lines if (found := _ERROR.search(line))]
    return LogReading(
        requested_at,
        started_at,
        last_line_at,
        any(_GOOD_ENDING.search(line) for line in lines),
        tuple(dict.fromkeys(errors))[:_ERRORS_SHOWN],
        any(_BAD_ENDING.search(line) for line in lines),
    )


def _last_export(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines from the last banner on: a log that is appended to holds older exports too."""
    starts = [number for number, line in enumerate(lines) if _BANNER.match(line)]
    return lines[starts[-1] :] if len(starts) > 1 else lines
