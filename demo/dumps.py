"""Dump files and their logs as an Oracle export leaves them, small but with a real header and a real ending."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.offices import BackupSource, Office
from demo.chance import draw

HEADER = b"\x03\x00\x1fEXPORT:V11.02.00\nDSYSTEM\nRUSERS\n2048\n0\n72\n0\n"
ENDING = b"EXIT\nEXIT\n"
SMALLEST_BYTES = 40_000
GROWTH_BYTES_A_DAY = 220
FAULT_CHANCE = 0.04
BAD_NIGHTS = 3
BAD_NIGHTS_CHANCE = 0.03
"""Now and then a source fails for three nights in a row: nobody looked."""


FAULTS = ("ora", "absent", "truncated")


@dataclass(frozen=True, slots=True)
class Night:
    """One night's export of one source: when it ran, how long, how large, and what went wrong (if anything)."""

    started_at: datetime
    duration_s: float
    size_bytes: int
    fault: str | None

    @property
    def finished_at(self) -> datetime:
        """When the log's last line was written."""
        return self.started_at + timedelta(seconds=self.duration_s)


def night(source: BackupSource, scheduled_at: datetime) -> Night:
    """What chance made of the export scheduled at ``scheduled_at``: None of it depends on when it is asked."""
    dice = draw("night", source.id, scheduled_at.date())
    in_a_row = draw("nights", source.id, scheduled_at.toordinal() // BAD_NIGHTS).random() < BAD_NIGHTS_CHANCE
    fault = dice.choice(FAULTS) if in_a_row or dice.random() < FAULT_CHANCE else None
    day = scheduled_at.toordinal() - 730_000
    size = SMALLEST_BYTES + day * GROWTH_BYTES_A_DAY // 10 + dice.randint(-800, 800)
    duration_s = 420 * dice.lognormvariate(0, 0.35)
    return Night(
        scheduled_at + timedelta(seconds=dice.randint(2, 20)),
        duration_s,
        size // 4 if fault == "truncated" else size,
        fault,
    )


def file_stem(source: BackupSource, scheduled_at: datetime) -> str:
    """Name of the night's files without ending, as the source's pattern wants it."""
    return f"{source.pattern.split('*')[0]}{scheduled_at:%Y%m%d}"


def write_night(source: BackupSource, office: Office, scheduled_at: datetime, now: datetime) -> None:
    """Write what exists at ``now`` of the night's dump and log, with the times that the export would leave."""
    run = night(source, scheduled_at)
    if run.fault == "absent" or run.started_at > now:
        return
    share = min(1.0, (now - run.started_at).total_seconds() / run.duration_s)
    modified_at = min(now, run.finished_at)
    stem = file_stem(source, scheduled_at)
    dump = Path(source.folder) / f"{stem}{Path(source.pattern).suffix}"
    dump.parent.mkdir(parents=True, exist_ok=True)
    log = dump.with_suffix(Path(source.log_pattern).suffix)
    size_bytes = len(HEADER) + int((run.size_bytes - len(HEADER)) * share)
    if not dump.exists() or dump.stat().st_size != size_bytes:
        ending = ENDING if share >= 1.0 and run.fault != "truncated" else b""
        body = draw("dump", source.id, scheduled_at.date()).randbytes(size_bytes - len(HEADER) - len(ending))
        _write(dump, HEADER + body + ending, modified_at)
    _write(log, _log_text(run, office, finished=share >= 1.0).encode(source.encoding), modified_at)


def _log_text(run: Night, office: Office, *, finished: bool) -> str:
    zone = ZoneInfo(office.zone)
    begin, end = (at.astimezone(zone).strftime("%a %b %d %H:%M:%S %Y") for at in (run.started_at, run.finished_at))
    lines = [
        f"Export: Release 11.2.0.4.0 - Production on {begin}",
        "",
        "Connected to: Oracle Database 11g Enterprise Edition Release 11.2.0.4.0 - 64bit Production",
        "About to export the entire database ...",
    ]
    if finished and run.fault == "ora":
        lines += ["EXP-00056: ORACLE error 1555 encountered", "ORA-01555: snapshot too old"]
        lines.append(f"Export terminated unsuccessfully at {end}")
    elif finished and run.fault is None:
        lines.append(f"Export terminated successfully without warnings at {end}")
    return "\n".join(lines) + "\n"


def _write(path: Path, content: bytes, modified_at: datetime) -> None:
    if path.exists() and path.stat().st_size == len(content):
        return
    path.write_bytes(content)
    os.utime(path, (modified_at.timestamp(), modified_at.timestamp()))
