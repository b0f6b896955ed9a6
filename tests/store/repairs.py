"""A ticket with everything in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dashboard.model import Grain, Pause, Stamp, StepRun, Ticket
from tests.store.measured import OFFICE

OPENED = datetime(2026, 11, 3, 1, 30, tzinfo=UTC)


def hour(number: float) -> datetime:
    return OPENED + timedelta(hours=number)


def full_ticket(number: str = "B-0012", **changes: object) -> Ticket:
    waiting = Pause(hour(2), hour(3), "menunggu suku cadang", None, "vendor")
    runs = (
        StepRun(1, 1, Stamp(hour(0), 1, hour(0), "adb-1", typed=False), Stamp(hour(1), 60, hour(1.5), "adb-1")),
        StepRun(7, 1, Stamp(hour(1)), Stamp(hour(4)), (waiting, Pause(None, None, "istirahat", 600)), "Tidak"),
        StepRun(6, 2, Stamp(hour(4)), None, performer="teknisi"),
        StepRun(8, 1, skipped=True, self_recovered=True),
    )
    ticket = Ticket(
        id=number,
        office=OFFICE,
        kecamatan="51.08.03",
        sop="buleleng-01-perbaikan-perangkat",
        version=date(2021, 1, 4),
        opened=Stamp(hour(0), 60, hour(0.1), "adb-1"),
        source="buku-perbaikan",
        runs=runs,
        title="printer mati",
        grain=Grain.STEP,
        scheduled_at=hour(-1),
        grace_s=3600,
        details={"cek": {"ukuran": True}, "baris": 14},
    )
    return replace(ticket, **changes)  # type: ignore[arg-type]
