"""What must hold for the ``report`` part of an office file: a readable logo, a known number format, a whole NIP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from pydantic import ValidationError

from dashboard.office_draft import Draft, Finding
from dashboard.office_report import LOGO_SUFFIXES, NUMBER_PARTS, SCHEDULED_FORMS, ReportHead, number_parts

_MOST_LINES = 8
_LATEST_DAY = 28
"""Every month has it."""
_NIP = re.compile(r"\d{18}")


def check_report(draft: Draft) -> Iterator[Finding]:
    """The letterhead, its logo and number, and who signs."""
    try:
        head = ReportHead.model_validate(draft.data.get("report") or {})
    except ValidationError:
        return  # its shape has been complained of already
    if len(head.kop) > _MOST_LINES:
        fix = f"tulis paling banyak {_MOST_LINES} baris"
        yield ("report", "kop"), f"kop surat {len(head.kop)} baris", fix
    if head.logo and PurePath(head.logo).suffix.lower() not in LOGO_SUFFIXES:
        yield ("report", "logo"), f"logo {head.logo!r} bukan gambar PNG atau JPEG", "pakai berkas .png atau .jpg"
    unknown = [part for part in number_parts(head.number) if part not in NUMBER_PARTS]
    if unknown or "{" in re.sub(r"\{[^{}]*\}", "", head.number):
        named = ", ".join(f"{{{part}}}" for part in NUMBER_PARTS)
        yield ("report", "number"), f"format nomor {head.number!r} tidak terbaca", f"pakai {named}"
    nip = head.signatory.nip
    if nip and not _NIP.fullmatch(re.sub(r"\s", "", nip)):
        yield ("report", "signatory", "nip"), "NIP bukan 18 angka", "tulis 18 angka dalam tanda kutip, atau hapus"
    yield from _check_schedule(head)


def _check_schedule(head: ReportHead) -> Iterator[Finding]:
    monthly, path = head.schedule.monthly, ("report", "schedule", "monthly")
    if monthly is None:
        return
    if not 1 <= monthly.day <= _LATEST_DAY:
        yield (*path, "day"), f"hari {monthly.day} tidak ada pada setiap bulan", f"tulis 1 sampai {_LATEST_DAY}"
    if not monthly.forms:
        yield (*path, "forms"), "belum ada bentuk", f"sebutkan, misalnya [{SCHEDULED_FORMS[0]}]"
    for form in monthly.forms:
        if form not in SCHEDULED_FORMS:
            yield (*path, "forms"), f"bentuk {form!r} tidak dikenal", f"pakai {', '.join(SCHEDULED_FORMS)}"
