"""The daily copy of the product's own database in words, for ``/sistem``."""

from __future__ import annotations

from datetime import datetime

from dashboard import formats
from dashboard.services.own_copies import CopyStanding, CopyState, LastCopy, standing_of
from dashboard.settings import Settings
from dashboard.views.system_rows import CopyRow

_MIB = 2**20


def copy_row(settings: Settings, zone: str, now: datetime) -> CopyRow:
    """What is done and what is wrong with it; times on the clock of ``zone``."""
    standing = standing_of(settings, now)
    return CopyRow(_done(standing, settings, zone, now), _trouble(standing, zone))


def _done(standing: CopyStanding, settings: Settings, zone: str, now: datetime) -> str:
    at = f"{settings.backup_at:%H.%M}"
    said = {
        CopyState.SERVER: "urusan server PostgreSQL (pg_dump); tidak disalin dari sini",
        CopyState.NEVER: f"belum pernah; kolektor membuatnya setiap hari jam {at}",
        CopyState.OFF: f"dimatikan (PANTAU_BACKUP_KEEP=0); terakhir {_good(standing.last, zone, now)}",
        CopyState.FAILED: f"gagal; yang baik terakhir {_good(standing.last, zone, now)}",
    }
    kept = f"; paling banyak {formats.number(settings.backup_keep)} disimpan"
    return said.get(standing.state) or f"{_good(standing.last, zone, now)}{kept}"


def _good(last: LastCopy, zone: str, now: datetime | None = None) -> str:
    if last.ok_at is None:
        return "belum ada"
    at = formats.date_clock(last.ok_at, zone)
    if now is None:
        return at
    size = f"{formats.number(last.bytes / _MIB, 1)}{formats.NBSP}MB"
    return f"{at} ({formats.age(max(0.0, (now - last.ok_at).total_seconds()))}), {size}, diperiksa utuh"


def _trouble(standing: CopyStanding, zone: str) -> str:
    last = standing.last
    if standing.state is CopyState.FAILED:
        again = f"Dicoba lagi setiap jam; salinan baik terakhir: {_good(last, zone)}"
        return f"Salinan basis data gagal {formats.date_clock(last.tried_at, zone)}: {last.message}. {again}"
    if standing.state is CopyState.LATE:
        return f"Salinan basis data terakhir dibuat {_good(last, zone)}. Periksa apakah kolektor berjalan"
    if standing.is_trouble:
        return f"Salinan basis data dibuat, tetapi yang di sampingnya tidak ikut: {last.left_out}"
    return ""
