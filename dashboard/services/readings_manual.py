"""Counters of sent records that people read: entered, confirmed where they look wrong, corrected without forgetting.

Source: sla-rules, "Measured steps": a lower manual value must be confirmed as a restart or corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import EllipsisType
from typing import Literal
from zoneinfo import ZoneInfo

from dashboard.growth import ManualReading, in_force, is_implausible
from dashboard.offices import CounterSource, Office
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import AuditEntry, Store, save_manual_reading

LARGEST = 10**12
OLDEST = timedelta(days=7)
"""A reading is entered within these days; the collector takes in what is younger than eight."""


class ConfirmationNeededError(DeskError):
    """Not refused for good: the officer has to say that it is so. ``what``: a restart, or an unusual jump."""

    def __init__(self, what: Literal["restart", "jump"], message: str, fix: str) -> None:
        super().__init__(message, fix)
        self.what = what


def manual_source(office: Office, name: str) -> CounterSource:
    """The manual source by its id, or by the code of its kecamatan. Raises DeskError with those that there are."""
    known = [each for each in office.counters if each.kind == "manual"]
    for each in known:
        if name in (each.id, each.kecamatan):
            return each
    if not known:
        raise DeskError("kantor ini tidak punya pencacah manual", "tambahkan counters dengan kind: manual")
    names = ", ".join(sorted(each.kecamatan or each.id for each in known))
    raise DeskError(f"{name} bukan pencacah manual", f"pakai salah satu: {names}")


def enter(
    store: Store,
    office: Office,
    source: CounterSource,
    value: int,
    officer: Officer,
    now: datetime,
    *,
    pending: int | None = None,
    observed_at: datetime | None = None,
    restarted: bool = False,
    sure: bool = False,
    seen: int | None = None,
    note: str = "",
) -> ManualReading:
    """Record what a counter showed at ``observed_at`` (None: now), kept by the minute. Audited.

    ``restarted``: the counter began anew since the reading before. ``sure``: an unusual jump is meant. ``seen``: how
    many lines (corrections too) of the source the officer saw; None skips that check. Raises DeskError, and
    ConfirmationNeededError where the officer must say that it is so.
    """
    at = _minute(observed_at or now)
    reading = ManualReading(
        office.code, source.id, at, value, pending, restarted, officer.id, _second(now), note=note.strip()
    )
    _require_numbers(value, pending)
    _require_time(office, at, now)

    def make(lines: Sequence[ManualReading]) -> tuple[ManualReading, AuditEntry]:
        if seen is not None and seen != len(lines):
            raise _changed_since(office, lines)
        known = in_force(lines)
        there = next((each for each in known if each.observed_at == at), None)
        if there is not None:
            raise DeskError(
                f"pembacaan {_clock(office, at)} sudah dicatat oleh {there.officer} ({there.value})",
                "betulkan pembacaan itu, atau sebut waktu baca yang lain",
            )
        _require_order(office, known, reading, sure=sure)
        return reading, _entry(office, "pembacaan dicatat", None, reading)

    return save_manual_reading(store, office.code, source.id, make)


def correct(
    store: Store,
    office: Office,
    source: CounterSource,
    observed_at: datetime,
    officer: Officer,
    now: datetime,
    *,
    reason: str,
    value: int | None = None,
    pending: int | EllipsisType | None = ...,
    restarted: bool | None = None,
    sure: bool = False,
    version: int | None = None,
) -> ManualReading:
    """Put a reading right; what stood there before stays in the history. Audited.

    What is left out stays. ``version``: of the reading as the officer saw it; None skips that check. Raises as
    ``enter``.
    """
    at = _minute(observed_at)
    if not reason.strip():
        raise DeskError("pembetulan tanpa alasan", "isi alasannya")

    def make(lines: Sequence[ManualReading]) -> tuple[ManualReading, AuditEntry]:
        known = in_force(lines)
        old = next((each for each in known if each.observed_at == at), None)
        if old is None:
            raise DeskError(f"tidak ada pembacaan {_clock(office, at)}", "lihat daftar pembacaannya")
        if version is not None and version != old.version:
            raise _changed_since(office, [old])
        new = replace(
            old,
            value=old.value if value is None else value,
            pending=old.pending if isinstance(pending, EllipsisType) else pending,
            restarted=old.restarted if restarted is None else restarted,
        )
        if new == old:
            raise DeskError("pembetulan tidak mengubah apa pun", "sebut jumlah, antrean atau mulai ulang yang benar")
        _require_numbers(new.value, new.pending)
        others = tuple(each for each in known if each.observed_at != at)
        _require_order(office, others, new, sure=sure)
        new = replace(new, version=old.version + 1, officer=officer.id, recorded_at=_second(now), note=reason.strip())
        return new, _entry(office, "pembacaan dibetulkan", old, new)

    return save_manual_reading(store, office.code, source.id, make)


def _require_numbers(value: int, pending: int | None) -> None:
    for what, number in (("jumlah terkirim", value), ("antrean", pending)):
        if number is not None and not 0 <= number <= LARGEST:
            raise DeskError(f"{what} {number} di luar batas", "isi bilangan bulat dari 0, seperti tampil di layar")


def _require_time(office: Office, at: datetime, now: datetime) -> None:
    if at > now:
        raise DeskError(f"waktu {_clock(office, at)} belum terjadi", "isi waktu sampai sekarang")
    if now - at > OLDEST:
        raise DeskError(
            f"waktu {_clock(office, at)} lebih dari {OLDEST.days} hari yang lalu", "catat pembacaan yang lebih baru"
        )


def _require_order(office: Office, others: Sequence[ManualReading], reading: ManualReading, *, sure: bool) -> None:
    """Refuse what contradicts the readings before and after it, unless the officer says that it is so."""
    earlier = [each for each in others if each.observed_at < reading.observed_at]
    later = [each for each in others if each.observed_at > reading.observed_at]
    if reading.restarted and not earlier:
        raise DeskError("belum ada pembacaan sebelumnya", "catat tanpa menyatakan mulai ulang")
    if earlier and not reading.restarted:
        before = earlier[-1]
        said = f"{before.value} ({_clock(office, before.observed_at)})"
        if reading.value < before.value:
            raise ConfirmationNeededError(
                "restart",
                f"jumlah {reading.value} lebih rendah daripada {said}",
                "nyatakan bahwa penghitung mulai dari awal, atau betulkan angkanya",
            )
        if not sure and is_implausible(earlier, reading.observed_at, reading.value):
            raise ConfirmationNeededError(
                "jump",
                f"jumlah {reading.value} melonjak dari {said}",
                "nyatakan bahwa angkanya memang begitu, atau betulkan",
            )
    if later and not later[0].restarted and later[0].value < reading.value:
        after = later[0]
        raise DeskError(
            f"jumlah {reading.value} lebih tinggi daripada pembacaan sesudahnya, "
            f"{after.value} ({_clock(office, after.observed_at)})",
            "betulkan salah satunya, atau nyatakan mulai ulang pada pembacaan sesudahnya",
        )


def _changed_since(office: Office, lines: Sequence[ManualReading]) -> DeskError:
    if not lines:
        return DeskError("daftar pembacaan sudah berubah", "muat ulang")
    last = max(lines, key=lambda each: (each.recorded_at, each.version))
    return DeskError(
        f"pembacaan sudah diubah oleh {last.officer} pada {_clock(office, last.recorded_at)} ({last.value})",
        "muat ulang",
    )


def _entry(office: Office, action: str, old: ManualReading | None, new: ManualReading) -> AuditEntry:
    subject = f"pembacaan {office.code}/{new.source}"
    return AuditEntry(new.recorded_at, new.officer, action, subject, None if old is None else _facts(old), _facts(new))


def _facts(reading: ManualReading) -> dict[str, object]:
    return {
        "dibaca": reading.observed_at.isoformat(),
        "jumlah": reading.value,
        "antrean": reading.pending,
        "mulai_ulang": reading.restarted,
        "catatan": reading.note,
    }


def _minute(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise DeskError("waktu tanpa zona", "sebutkan zona waktunya, misalnya +08:00")
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _clock(office: Office, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(office.zone)):%d-%m-%Y %H.%M}"
