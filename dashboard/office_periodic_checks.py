"""What must hold for the SOPs that come round by themselves (``periodic``)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_files import path_text
from dashboard.office_sops import Every, PeriodicRun

_LEAP_YEAR = 2024
"""29 February may be written; in other years it is the 28th."""
_DAYS_OF_A_WEEK = 7
_GRACE_DAYS = 250
"""About a year of working days: a longer grace would outlast every period."""


def check_periodic(draft: Draft) -> Iterator[Finding]:
    """Days and months exist, the schedule lies within the SOP's own time, and no SOP is scheduled twice."""
    for part in draft.periodic:
        yield from _day(part)
        yield from _span(draft, part)
        if not 0 <= part.item.grace_days <= _GRACE_DAYS:
            message = f"tenggang {part.item.grace_days} hari kerja di luar batas"
            yield part.find("grace_days", message, f"isi 0 sampai {_GRACE_DAYS} hari kerja")
    backed = {backup.item.sop: backup for backup in draft.backups}
    for part in draft.periodic:
        if part.item.sop in backed:
            message = f"SOP {part.item.sop} sudah dijadwalkan oleh {path_text(backed[part.item.sop].loc)}"
            yield part.find("sop", message, "hapus dari periodic; pencadangan dijadwalkan pada backups")
    for one, other in combinations(draft.periodic, 2):
        if _same(one.item, other.item):
            message = f"SOP {other.item.sop} dijadwalkan dua kali pada masa yang sama ({path_text(one.loc)})"
            yield other.find("start", message, "hapus salah satu, atau beri end pada yang lama")


def _day(part: Part[PeriodicRun]) -> Iterator[Finding]:
    entry = part.item
    if entry.every is Every.MINGGU:
        if not 1 <= entry.day <= _DAYS_OF_A_WEEK:
            yield part.find("day", f"hari {entry.day} tidak ada dalam minggu", "isi 1 (senin) sampai 7 (minggu)")
    elif not 1 <= entry.day <= 31:
        yield part.find("day", f"tanggal {entry.day} tidak ada", "isi 1 sampai 31")
    if entry.month is None:
        return
    if entry.every is not Every.TAHUN:
        yield part.find("month", f"month tidak dipakai untuk every: {entry.every}", "hapus month, atau tulis tahun")
    elif not 1 <= entry.month <= 12:
        yield part.find("month", f"bulan {entry.month} tidak ada", "isi 1 sampai 12")
    elif monthrange(_LEAP_YEAR, entry.month)[1] < entry.day <= 31:
        yield part.find("day", f"tanggal {entry.day} tidak ada pada bulan {entry.month}", "perbaiki day atau month")


def _span(draft: Draft, part: Part[PeriodicRun]) -> Iterator[Finding]:
    entry = part.item
    if entry.end is not None and entry.end < entry.start:
        yield part.find("end", "jadwal berakhir sebelum mulai", "perbaiki start atau end")
    begins = [sop.item.start for sop in draft.sops if sop.item.id == entry.sop]
    if begins and entry.start < min(begins):
        message = f"jadwal mulai {entry.start}, sedangkan SOP {entry.sop} baru berlaku {min(begins)}"
        yield part.find("start", message, f"tulis start {min(begins)} atau sesudahnya")


def _same(one: PeriodicRun, other: PeriodicRun) -> bool:
    if (one.sop, one.whom) != (other.sop, other.whom):
        return False
    return one.start <= (other.end or date.max) and other.start <= (one.end or date.max)
