"""One ticket for each scheduled backup run, from what was found in the folder.

Steps are those of the backup SOPs (``trenggalek-08`` and ``-09``): 1 klik, 2 script berjalan, 3 data tersimpan.
Step 1 has a run only where the log tells request and start. Step 2 runs from begin to the log's last line. Step 3
starts there and is finished, at the last modification, only if every check passed: with a failed check it stays
unfinished (and the ticket unsolved), so that it is overdue as soon as its tolerance is over. While the dump is
still being written step 2 is open and there is no step 3. A run without a dump has no step runs at all.

``details``: ``checks`` (list of check, ok, message), ``failed_checks`` (names), ``running``, and with a dump
``file``, ``size_bytes``, ``duration_s``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from collectors.dumpchecks import Check, Finding
from collectors.versions import version_at
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.offices import BackupSource

STEP_CLICK, STEP_SCRIPT, STEP_STORED = 1, 2, 3
EARLY = timedelta(minutes=5)
"""Clocks differ: a dump begun this little before its schedule belongs to it."""


@dataclass(frozen=True, slots=True)
class TicketFrame:
    """What all tickets of one source have in common. ``zone`` dates the ticket's id.

    ``versions``: effective dates of the source's SOP.
    """

    office: str
    source: BackupSource
    versions: tuple[date, ...]
    simulated: bool
    zone: ZoneInfo

    def id_of(self, scheduled_at: datetime) -> str:
        """``backup-<source id>-<local date>``."""
        return f"backup-{self.source.id}-{scheduled_at.astimezone(self.zone):%Y-%m-%d}"

    def due_at(self, scheduled_at: datetime) -> datetime:
        """When the grace is over."""
        return scheduled_at + timedelta(minutes=self.source.grace_minutes)


def run_of(findings: tuple[Finding, ...], scheduled_at: datetime, next_at: datetime | None) -> Finding | None:
    """The dump of one scheduled run: of those begun before the next run the first good one, else the newest."""
    own = [
        found
        for found in findings
        if found.begun_at >= scheduled_at - EARLY and (next_at is None or found.begun_at < next_at - EARLY)
    ]
    good = [found for found in own if found.is_good]
    return good[0] if good else own[-1] if own else None


def ticket_of(
    frame: TicketFrame, scheduled_at: datetime, found: Finding | None, now: datetime, *, readable: bool = True
) -> Ticket:
    """The ticket of the run scheduled at ``scheduled_at``; ``found`` None: no dump there (or nothing ``readable``)."""
    source = frame.source
    checks = found.checks if found else (_absent(frame, scheduled_at, now, readable),)
    details: dict[str, object] = {
        "checks": [check.as_detail() for check in checks],
        "failed_checks": [check.name for check in checks if check.ok is False],
        "running": found is not None and found.running,
    }
    if found:
        details |= {"file": found.file.path.name, "size_bytes": found.file.size_bytes, "duration_s": found.duration_s}
    return Ticket(
        id=frame.id_of(scheduled_at),
        office=frame.office,
        kecamatan=source.kecamatan,
        sop=source.sop,
        version=version_at(frame.versions, scheduled_at, frame.zone),
        opened=Stamp(scheduled_at, resolution_s=1),
        source=f"backup:{source.id}",
        runs=step_runs(found) if found else (),
        solved=Stamp(found.stored_at, resolution_s=1) if found and found.is_good else None,
        title=source.run_title,
        scheduled_at=scheduled_at,
        grace_s=source.grace_minutes * 60,
        source_readable=readable,
        simulated=frame.simulated,
        details=details,
    )


def step_runs(found: Finding) -> tuple[StepRun, ...]:
    """The step runs that one dump and its log prove."""
    runs = []
    if found.log and found.log.requested_at and found.log.started_at:
        asked, began = found.log.requested_at, found.log.started_at
        runs.append(StepRun(STEP_CLICK, started=Stamp(asked, 1), finished=Stamp(began, 1)))
    if found.running:
        return (*runs, StepRun(STEP_SCRIPT, started=found.begun))
    written = Stamp(found.written_at, resolution_s=1)
    stored = Stamp(found.stored_at, resolution_s=1) if found.is_good else None
    return (
        *runs,
        StepRun(STEP_SCRIPT, started=found.begun, finished=written),
        StepRun(STEP_STORED, started=written, finished=stored),
    )


def _absent(frame: TicketFrame, scheduled_at: datetime, now: datetime, readable: bool) -> Check:
    if not readable:
        return Check("present", None, "Folder cadangan tidak terbaca")
    due_at = frame.due_at(scheduled_at)
    local = due_at.astimezone(frame.zone)
    if now < due_at:
        return Check("present", None, f"Berkas cadangan ditunggu sampai pukul {local:%H.%M}")
    return Check("present", False, f"Tidak ada berkas cadangan sampai pukul {local:%H.%M}")
