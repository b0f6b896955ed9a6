"""Everything that was ever done to a ticket, newest first, with before and after in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard import formats
from dashboard.services.desk import Desk
from dashboard.store import AuditEntry, Store, TicketEvent, audit
from dashboard.views.ticket_rows import HistoryRow

_MOST = 500
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
_HEAPS = {
    "met": "tepat",
    "missed": "tidak tepat",
    "excused": "dikecualikan",
    "unmonitored": "tidak terpantau",
    "outside": "di luar hitungan",
}
_STEP = re.compile(r"(\d+)\.(\d+)\.([a-z_]+)(?:\.(\d+))?(?:\.([a-z_]+))?")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\S+?)(?: (tombol|diketik))?")
_EVENTS = {"opened": "tiket dicatat", "changed": "tiket diubah"}


@dataclass(frozen=True, slots=True)
class _Words:
    """How codes are called, and on whose clock times are read."""

    zone: str
    names: Mapping[str, str]


def history_of(store: Store, desk: Desk, events: Sequence[TicketEvent]) -> tuple[HistoryRow, ...]:
    """Acts of officers by their audit lines; what a source or a schedule changed, which has none, by its event."""
    if not events:
        return ()
    lines = audit(store, subject=desk.subject(events[0].ticket), limit=_MOST)
    names = {each.code: each.name for each in desk.office.kecamatan}
    said = _Words(desk.office.zone, {**_HEAPS, **names, desk.sop.id: formats.sop_short(desk.sop.title)})
    told = {(line.at, line.officer) for line in lines}
    rows = [_of_audit(line, said) for line in lines]
    rows += [_of_event(event, said) for event in events if (event.at, event.by) not in told]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def _of_audit(line: AuditEntry, said: _Words) -> HistoryRow:
    before, after = line.before or {}, line.after or {}
    named = f"{line.action}{_place(after)}"
    names = [name for name in {**before, **after} if name not in ("langkah", "percobaan", "lingkup")]
    found = (_line(name, before.get(name), after.get(name), said) for name in names)
    return HistoryRow(line.at, line.officer, named, tuple(each for each in found if each))


def _place(after: Mapping[str, object]) -> str:
    if "langkah" not in after:
        return ""
    attempt = after.get("percobaan")
    return f": langkah {after['langkah']}" + (
        f", percobaan {attempt}" if isinstance(attempt, int) and attempt > 1 else ""
    )


def _of_event(event: TicketEvent, said: _Words) -> HistoryRow:
    lines = tuple(_event_lines(event.changes, said))
    return HistoryRow(event.at, event.by, _EVENTS.get(event.action, event.action), lines)


def _event_lines(changes: Mapping[str, object], said: _Words) -> Iterator[str]:
    for name, pair in changes.items():
        before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        if name.endswith("_at"):
            before, after = (_moment(each) for each in (before, after))
        if line := _line(name, before, after, said):
            yield line


def _moment(value: object) -> object:
    return (
        datetime.fromtimestamp(value, UTC).isoformat()
        if isinstance(value, int) and not isinstance(value, bool)
        else value
    )


def _line(name: str, before: object, after: object, said: _Words) -> str:
    """One change in words; empty for fields that tell people nothing, and for what stayed empty."""
    words = _name(name)
    if not words or (not before and not after):
        return ""
    was, became = _value(before, said), _value(after, said)
    return f"{words}: {became}" if not before else f"{words}: {was} → {became}"


def _name(name: str) -> str:
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


def _value(value: object, said: _Words) -> str:
    if value is None or value == "":
        return formats.NONE
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(_value(each, said) for each in value if each is not None)
    text = str(value)
    found = _STAMP.fullmatch(text)
    if found is None:
        return said.names.get(text, text)
    how = f" ({found[2]})" if found[2] else ""
    return formats.date_clock(datetime.fromisoformat(found[1]), said.zone) + how
