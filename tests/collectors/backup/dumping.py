"""Dumps and logs as exports leave them, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from collectors.backup import BackupCollector
from collectors.base import Harvest
from dashboard.model import StepRun, Ticket
from tests.collectors.sources import BACKUP, CALENDAR, VERSIONS, Shelf, office, touch

WITA = ZoneInfo("Asia/Makassar")
CLASSIC = b"\x03\x00\x1fEXPORT:V11.02.00\nDSYSTEM\n"
CLASSIC_END = b"EXIT\nEXIT\n"
GOOD_END = "Export terminated successfully without warnings."


def night(day: int) -> datetime:
    """22:00 WITA of a day of November 2026."""
    return datetime(2026, 11, day, 22, 0, tzinfo=WITA).astimezone(UTC)


def log_text(begin: datetime, end: datetime | None, *lines: str) -> str:
    """A log whose first and (where it ended) last line bear a time."""
    text = [f"{begin.astimezone(WITA):%Y-%m-%d %H:%M:%S} Export: mulai", *lines]
    if end is not None:
        text.append(f"{end.astimezone(WITA):%Y-%m-%d %H:%M:%S} {GOOD_END}")
    return "\n".join(text) + "\n"


def content(head: bytes, size: int) -> bytes:
    """An export of ``size`` bytes that begins with ``head`` and ends as classic exports do; nothing for no bytes."""
    end = CLASSIC_END if b"EXPORT:V" in head else b""
    return head + b"\x00" * (size - len(head) - len(end)) + end


class Folder:
    """A backup folder with its collector; the schedule is 22:00 every day with an hour of grace."""

    def __init__(
        self, path: Path, *, env: Mapping[str, str] | None = None, patience_s: float = 20, **source: object
    ) -> None:
        """``path``: where its files lie; ``env`` and further keys of the ``source``: how the collector reaches them."""
        self.path = path / "cadangan" if "folder" not in source else path
        self.path.mkdir(exist_ok=True)
        self.env = env or {}
        self.patience_s = patience_s
        self.shelf = Shelf()
        self.office = office(
            backups=[
                {
                    "id": "siak",
                    "name": "SIAK",
                    "sop": BACKUP,
                    "folder": str(self.path),
                    "pattern": "siak-*.dmp",
                    "log_pattern": "siak-*.log",
                    "at": "22:00",
                    **source,
                }
            ]
        )
        self.collector = self.new_collector()

    def new_collector(self) -> BackupCollector:
        """As after a restart: nothing remembered but what is stored."""
        return BackupCollector(
            self.office,
            CALENDAR,
            interval_s=60,
            recall=self.shelf,
            versions=VERSIONS,
            env=self.env,
            patience_s=self.patience_s,
        )

    def dump(self, day: int, *, head: bytes = CLASSIC, size: int = 10_000, log: str | None = None) -> Path:
        """A dump of the night before, written in ten minutes, with a good log unless another is given."""
        begin, end = night(day) + timedelta(seconds=5), night(day) + timedelta(minutes=10)
        path = self.path / f"siak-202611{day:02}.dmp"
        path.write_bytes(content(head, size))
        touch(path, end + timedelta(seconds=2))
        path.with_suffix(".log").write_text(log_text(begin, end) if log is None else log)
        touch(path.with_suffix(".log"), end)
        return path

    def look(self, now: datetime) -> Harvest:
        harvest = self.collector.collect(now)
        self.shelf.keep(harvest.samples)
        return harvest

    def ticket(self, day: int, now: datetime) -> Ticket:
        return {ticket.id: ticket for ticket in self.look(now).tickets}[f"backup-siak-2026-11-{day:02}"]


def steps(ticket: Ticket) -> dict[int, StepRun]:
    """Step runs by number."""
    return {run.step: run for run in ticket.runs}


def failed(ticket: Ticket) -> object:
    """Names of the failed checks."""
    return ticket.details["failed_checks"]
