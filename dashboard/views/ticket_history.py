"""Everything that was ever done to a ticket, newest first, with before and after in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from dashboard import formats
from dashboard.services.desk import Desk
from dashboard.store import AuditEntry, Store, TicketEvent, audit
from dashboard.views.change_words import HEAPS, Words, field_words, value_words
from dashboard.views.ticket_rows import HistoryRow

_MOST = 500
_EVENTS = {"opened": "tiket dicatat", "changed": "tiket diubah"}


def history_of(store: Store, desk: Desk, events: Sequence[TicketEvent]) -> tuple[HistoryRow, ...]:
    """Acts of officers by their audit lines; what a source or a schedule changed, which has none, by its event."""
    if not events:
        return ()
    lines = audit(store, subject=desk.subject(events[0].ticket), limit=_MOST)
    names = {each.code: each.name for each in desk.office.kecamatan}
    said = Words(desk.office.zone, {**HEAPS, **names, desk.sop.id: formats.sop_short(desk.sop.title)})
    told = {(line.at, line.officer) for line in lines}
    rows = [_of_audit(line, said) for line in lines]
    rows += [_of_event(event, said) for event in events if (event.at, event.by) not in told]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def _of_audit(line: AuditEntry, said: Words) -> HistoryRow:
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


def _of_event(event: TicketEvent, said: Words) -> HistoryRow:
    lines = tuple(_event_lines(event.changes, said))
    return HistoryRow(event.at, event.by, _EVENTS.get(event.action, event.action), lines)


def _event_lines(changes: Mapping[str, object], said: Words) -> Iterator[str]:
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


def _line(name: str, before: object, after: object, said: Words) -> str:
    """One change in words; empty for fields that tell people nothing, and for what stayed empty."""
    words = field_words(name)
    if not words or (not before and not after):
        return ""
    was, became = value_words(before, said), value_words(after, said)
    return f"{words}: {became}" if not before else f"{words}: {was} → {became}"
