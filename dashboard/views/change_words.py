"""What the audit and the events of a ticket call things, as people read it: fields, codes, times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard import formats

_WORDS = {
    "tiket.dibuka": "waktu lapor",
    "tiket.selesai": "selesai",
    "tiket.dibatalkan": "dibatalkan",
    "tiket.alasan_batal": "alasan batal",
    "tiket.dialihkan_ke": "dialihkan ke",
    "alasan": "alasan",
    "teks": "catatan",
    "petugas_kedua": "petugas kedua",
    "versi_sop": "versi SOP",
    "sop": "SOP",
    "kecamatan": "kecamatan",
    "opened_at": "waktu lapor",
    "solved_at": "selesai",
    "cancelled_at": "dibatalkan",
    "cancel_reason": "alasan batal",
    "title": "uraian",
    "uraian": "uraian",
}
_IN_STEP = {
    "mulai": "mulai",
    "selesai": "selesai",
    "jawaban": "jawaban",
    "dilewati": "dilewati",
    "pelaksana": "pelaksana",
    "started_at": "mulai",
    "finished_at": "selesai",
    "branch": "jawaban",
    "skipped": "dilewati",
    "performer": "pelaksana",
}
HEAPS = {
    "met": "tepat",
    "missed": "tidak tepat",
    "excused": "dikecualikan",
    "unmonitored": "tidak terpantau",
    "outside": "di luar hitungan",
}
_STEP = re.compile(r"(\d+)\.(\d+)\.([a-z_]+)(?:\.(\d+))?(?:\.([a-z_]+))?")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\S+?)(?: (tombol|diketik))?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Words:
    """How codes are called, and on whose clock times are read."""

    zone: str
    names: Mapping[str, str]


def field_words(name: str) -> str:
    """What a field is called; empty for one that tells people nothing."""
    if name == "tumpukan":
        return "hitungan"
    found = _STEP.fullmatch(name)
    if found is None:
        return _WORDS.get(name, "")
    step, attempt, field, _, part = found.groups()
    where = f"langkah {step}" + (f" percobaan {attempt}" if attempt != "1" else "")
    if field == "jeda":
        told = {"start_at": " mulai", "end_at": " selesai", "reason": " alasan", None: ""}
        return f"{where} jeda{told[part]}" if part in told else ""
    return f"{where} {_IN_STEP[field]}" if field in _IN_STEP else ""


def value_words(value: object, said: Words) -> str:
    """A value as people read it; "—" for none."""
    if value is None or value == "":
        return formats.NONE
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(value_words(each, said) for each in value if each is not None)
    if isinstance(value, Mapping):
        return ", ".join(f"{said.names.get(str(key), key)}: {value_words(each, said)}" for key, each in value.items())
    if isinstance(value, int | float):
        return formats.number(value, 6)
    text = str(value)
    return _time_words(text, said.zone) or said.names.get(text, text)


def _time_words(text: str, zone: str) -> str:
    """A day or a moment as an office writes it; empty for what is neither, as what somebody typed may look like one."""
    found = _STAMP.fullmatch(text)
    try:
        if _DAY.fullmatch(text):
            return formats.short_date(date.fromisoformat(text))
        at = None if found is None else datetime.fromisoformat(found[1])
    except ValueError:
        return ""
    if found is None or at is None or at.tzinfo is None:
        return ""
    return formats.date_clock(at, zone) + (f" ({found[2]})" if found[2] else "")
