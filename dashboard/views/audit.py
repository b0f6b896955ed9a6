"""``/jejak``: who did what, when, about what, and what was before; filtered, in pages, each line with its hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
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
from dashboard.store.people import people_names
from dashboard.views.audit_rows import AuditRow, AuditView, ChainRow, Change
from dashboard.views.change_words import HEAPS, Words, field_words, value_words
from dashboard.views.context import Context, local_period

PAGE = 50
_NAMED_AT_ONCE = 200
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
    context: Context, asked: AuditFilter, now: datetime, *, page: int = 1, opened: int | None = None
) -> AuditView:
    """One page of the trail, the state of its chain, and the line that is opened."""
    store, sought, names = context.store, _asked(context, asked), Names(context)
    period = AuditAsked(since=sought.since, until=sought.until, office=sought.office)
    officers, actions = audit_choices(store, period)
    total, skipped = count_audit(store, sought), (page - 1) * PAGE
    found = audit_lines(store, sought, limit=PAGE, offset=skipped)
    line = None if opened is None else audit_line(store, opened, asked.office)
    rows = names.rows(found)
    opened_row = None if line is None else names.rows([line])[0]
    names.learn(officers)
    return AuditView(
        office=asked.office,
        zone=zone_of(context, asked.office),
        start=asked.start,
        end=asked.end,
        simulated=any(office.simulated for office in context.offices.values()),
        rows=tuple(rows),
        total=total,
        skipped=skipped,
        officers=tuple((each, names.people[each]) for each in officers),
        actions=tuple(actions),
        chain=chain_row(context, now),
        opened=opened_row,
    )


def chain_row(context: Context, now: datetime, *, anew: bool = False) -> ChainRow:
    """What is known of the chain at ``now``; ``anew``: every line is read again."""
    known = chain_state(context.store, now, anew=anew)
    check = known.check
    return ChainRow(known.at, check.lines, known.newer, check.broken_at, check.missing, known.head)


def audit_rows(context: Context, asked: AuditFilter) -> Iterator[AuditRow]:
    """Every row that fits, youngest first, read as it is asked for."""
    names = Names(context)
    lines = every_audit_line(context.store, _asked(context, asked))
    while chunk := list(islice(lines, _NAMED_AT_ONCE)):
        yield from names.rows(chunk)


def audit_slice(context: Context, asked: AuditFilter, *, before: int | None, limit: int) -> list[AuditRow]:
    """At most ``limit`` rows that fit and are older than the line ``before``."""
    return Names(context).rows(audit_lines(context.store, _asked(context, asked), limit=limit, before=before))


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
        self.people: dict[str, str] = {}
        self._sops = {sop.id: formats.sop_short(sop.title) for sop in context.catalogue.sops}
        self._words: dict[str | None, Words] = {}

    def learn(self, officers: Iterable[str]) -> None:
        """Look up what people are called who are not known yet; who is no user stays what he wrote under."""
        new = set(officers) - self.people.keys()
        if new:
            self.people |= {each: each for each in new} | people_names(self._context.store, new)

    def rows(self, lines: Sequence[AuditLine]) -> list[AuditRow]:
        """Lines as they are shown."""
        self.learn(line.entry.officer for line in lines)
        return [self._row(line) for line in lines]

    def _row(self, line: AuditLine) -> AuditRow:
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
