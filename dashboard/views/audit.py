"""``/jejak``: who did what, when, about what, and what was before; filtered, in pages, each line with its hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard import formats
from dashboard.offices import Office
from dashboard.services.audit_chain import chain_state
from dashboard.store import AuditEntry
from dashboard.store.audit_trail import (
    AuditAsked,
    AuditLine,
    audit_choices,
    audit_line,
    audit_lines,
    count_audit,
    every_audit_line,
)
from dashboard.store.people import tokens_of, users_of
from dashboard.views.audit_rows import AuditRow, AuditView, ChainRow, Change
from dashboard.views.change_words import HEAPS, Words, field_words, value_words
from dashboard.views.context import Context, local_period

PAGE = 50
HOUSE_ZONE = "Asia/Jakarta"
_PLACE = ("langkah", "percobaan", "lingkup")
"""Which run of a ticket a line is about; said beside its number."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What an auditor asks: office-local days, both included; an office (None: all), an officer, a kind, a text."""

    start: date
    end: date
    office: str | None = None
    officer: str = ""
    action: str = ""
    text: str = ""


def audit_view(
    context: Context, asked: AuditFilter, now: datetime, *, page: int = 1, opened: int | None = None, anew: bool = False
) -> AuditView:
    """One page of the trail, the state of its chain, and the line that is opened. ``anew``: check every line again."""
    store, sought, names = context.store, _asked(context, asked), Names(context)
    period = AuditAsked(since=sought.since, until=sought.until, office=sought.office)
    officers, actions = audit_choices(store, period)
    total, skipped = count_audit(store, sought), (page - 1) * PAGE
    found = audit_lines(store, sought, limit=PAGE, offset=skipped)
    line = None if opened is None else audit_line(store, opened, asked.office)
    return AuditView(
        office=asked.office,
        zone=zone_of(context, asked.office),
        start=asked.start,
        end=asked.end,
        simulated=any(office.simulated for office in context.offices.values()),
        rows=tuple(names.row(each) for each in found),
        total=total,
        skipped=skipped,
        officers=tuple((each, names.people.get(each, each)) for each in officers),
        actions=tuple(actions),
        chain=chain_row(context, now, anew=anew),
        opened=None if line is None else names.row(line),
    )


def chain_row(context: Context, now: datetime, *, anew: bool = False) -> ChainRow:
    """What is known of the chain at ``now``."""
    known = chain_state(context.store, now, anew=anew)
    check = known.check
    return ChainRow(known.at, check.lines, known.newer, check.broken_at, check.missing, known.head)


def audit_rows(context: Context, asked: AuditFilter) -> Iterator[AuditRow]:
    """Every row that fits, youngest first, read as it is asked for."""
    names = Names(context)
    return (names.row(each) for each in every_audit_line(context.store, _asked(context, asked)))


def audit_slice(context: Context, asked: AuditFilter, *, before: int | None, limit: int) -> list[AuditRow]:
    """At most ``limit`` rows that fit and are older than the line ``before``."""
    names = Names(context)
    return [names.row(each) for each in audit_lines(context.store, _asked(context, asked), limit=limit, before=before)]


def zone_of(context: Context, office: str | None) -> str:
    """The clock of an office; of the first one for the house itself."""
    known = context.offices.get(office or "") or next(iter(context.offices.values()), None)
    return known.zone if known else HOUSE_ZONE


def _asked(context: Context, asked: AuditFilter) -> AuditAsked:
    since, until = local_period(asked.start, asked.end, zone_of(context, asked.office))
    return AuditAsked(since, until, asked.office, asked.officer, asked.action, asked.text)


class Names:
    """How people, offices and codes are called; read once for many rows."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.people = {each.id: each.name for each in users_of(context.store)}
        self.people |= {f"token:{each.id}": each.label for each in tokens_of(context.store)}
        self._sops = {sop.id: formats.sop_short(sop.title) for sop in context.catalogue.sops}
        self._words: dict[str | None, Words] = {}

    def row(self, line: AuditLine) -> AuditRow:
        """A line as it is shown."""
        entry = line.entry
        office = self._context.offices.get(entry.office or "")
        said = self._of(entry.office, office)
        kind, _, number = entry.subject.partition(f" {entry.office}/")
        return AuditRow(
            id=line.id,
            at=entry.at,
            zone=said.zone,
            office=entry.office,
            office_name=office.short if office else entry.office or "",
            officer=entry.officer,
            officer_name=self.people.get(entry.officer, entry.officer),
            action=entry.action,
            subject=entry.subject,
            about=_about(entry, office),
            ticket=number if office and kind == "tiket" else "",
            fields=tuple(_fields(entry.before, entry.after, said)),
            before=line.before,
            after=line.after,
            chain=line.chain,
            previous=line.previous,
            fits=line.fits,
        )

    def _of(self, code: str | None, office: Office | None) -> Words:
        if code not in self._words:
            places = {each.code: each.name for each in office.kecamatan} if office else {}
            offices = {known.code: known.short for known in self._context.offices.values()}
            names = {**HEAPS, **self._sops, **offices, **places}
            self._words[code] = Words(zone_of(self._context, code), names)
        return self._words[code]


def _about(entry: AuditEntry, office: Office | None) -> str:
    """What a line is about: without the office's code, which stands beside it, and with the step."""
    kind, _, number = entry.subject.partition(f" {entry.office}/")
    if not number:
        return f"kantor {office.short}" if office and kind == f"kantor {office.code}" else kind
    step = (entry.after or {}).get("langkah")
    return f"{kind} {formats.ticket_number(number) or number}" + (f", langkah {step}" if step else "")


def _fields(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, said: Words) -> Iterator[Change]:
    was, became = before or {}, after or {}
    for name in {**was, **became}:
        words = field_words(name) or name.replace("_", " ").replace(".", " ")
        is_changed = name not in _PLACE and was.get(name) != became.get(name)
        yield Change(words, value_words(was.get(name), said), value_words(became.get(name), said), is_changed)
