"""Reading the audit as auditors ask for it: filtered, in pages, one line with its hash, or all of it in a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from dashboard.store.audit import COLUMNS, GENESIS, OFFICE_SUBJECTS, PERSON_SUBJECTS, AuditEntry, chained, entry_of
from dashboard.store.codec import seconds
from dashboard.store.engine import Store, read
from dashboard.store.schema import audit as table
from dashboard.store.schema import meta

_CHUNK = 500
_YOUNGEST_FIRST = (table.c.at.desc(), table.c.id.desc())
"""By time, not by number: what a backfill or a clock that was set back wrote stands where it happened."""
_CHOICES_MOST = 500
"""So many officers, or kinds of acts, are offered at most."""


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """Which lines: of [since, until), about one office, by one officer, of one kind, with a text anywhere in them."""

    since: datetime | None = None
    until: datetime | None = None
    office: str | None = None
    officer: str = ""
    action: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as it is kept: its number, what it says, its chain and that of the line before.

    ``chain`` None: written before there was a chain. ``before`` and ``after`` are the texts that were hashed.
    """

    id: int
    entry: AuditEntry
    before: str | None
    after: str | None
    chain: str | None
    previous: str | None
    fits: bool | None
    """Whether the chain is the hash of the chain before and of what the line says; None: it has none."""


def audit_lines(
    store: Store, asked: AuditAsked, *, limit: int, offset: int = 0, before: int | None = None
) -> list[AuditLine]:
    """Lines, youngest first. ``before``: only those that stand below the line of this number."""
    conditions = [*_conditions(asked), *([] if before is None else [_older(before)])]
    # numbers first: the line before each is looked up for those that are shown, not for all that fit
    fitting = select(table.c.id).where(*conditions).order_by(*_YOUNGEST_FIRST).limit(limit).offset(offset)
    query = _lines().where(table.c.id.in_(fitting.subquery().select())).order_by(*_YOUNGEST_FIRST)
    with read(store) as connection:
        return [_line(row) for row in connection.execute(query)]


def every_audit_line(store: Store, asked: AuditAsked) -> Iterator[AuditLine]:
    """All lines that fit, youngest first, a short read for each few hundred."""
    last: int | None = None
    while True:
        lines = audit_lines(store, asked, limit=_CHUNK, before=last)
        yield from lines
        if len(lines) < _CHUNK:
            return
        last = lines[-1].id


def count_audit(store: Store, asked: AuditAsked) -> int:
    """How many lines fit."""
    with read(store) as connection:
        return int(connection.scalar(select(func.count()).select_from(table).where(*_conditions(asked))) or 0)


def audit_line(store: Store, line: int, office: str | None = None) -> AuditLine | None:
    """One line; None where there is none. ``office``: only if it is about that one."""
    with read(store) as connection:
        row = connection.execute(
            _lines().where(table.c.id == line, *_conditions(AuditAsked(office=office)))
        ).one_or_none()
    return None if row is None else _line(row)


def audit_choices(store: Store, asked: AuditAsked) -> tuple[list[str], list[str]]:
    """Officers and kinds of acts among the lines that fit, each in order."""
    found = []
    with read(store) as connection:
        for column in (table.c.officer, table.c.action):
            query = select(column).where(*_conditions(asked)).distinct().order_by(column).limit(_CHOICES_MOST)
            found.append([str(each) for each in connection.scalars(query)])
    return found[0], found[1]


def _lines() -> Select[Any]:
    earlier = table.alias("earlier")
    genesis = select(meta.c.value).where(meta.c.key == GENESIS).scalar_subquery()
    previous = (
        select(earlier.c.chain).where(earlier.c.id < table.c.id).order_by(earlier.c.id.desc()).limit(1)
    ).scalar_subquery()
    return select(*COLUMNS, table.c.chain, func.coalesce(previous, genesis).label("previous"))


def _older(line: int) -> ColumnElement[bool]:
    at = select(table.c.at).where(table.c.id == line).scalar_subquery()
    return or_(table.c.at < at, and_(table.c.at == at, table.c.id < line))


def _conditions(asked: AuditAsked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.since is not None:
        found.append(table.c.at >= seconds(asked.since))
    if asked.until is not None:
        found.append(table.c.at < seconds(asked.until))
    if asked.office is not None:
        found.append(_about(asked.office))
    if asked.officer:
        found.append(table.c.officer == asked.officer)
    if asked.action:
        found.append(table.c.action == asked.action)
    for word in asked.text.split():
        within = (table.c.officer, table.c.action, table.c.subject, table.c.before, table.c.after)
        found.append(or_(*(column.icontains(word, autoescape=True) for column in within)))
    return found


def _about(office: str) -> ColumnElement[bool]:
    """What ``AuditEntry.office`` says, of either side: who came from this office concerns it as well."""
    named = [table.c.subject.startswith(f"{word} {office}/", autoescape=True) for word in OFFICE_SUBJECTS]
    whole = table.c.subject.in_([f"{word} {office}" for word in OFFICE_SUBJECTS])
    given = [each.contains(f'"kantor":"{office}"', autoescape=True) for each in (table.c.before, table.c.after)]
    of_person = or_(*(table.c.subject.startswith(f"{word} ") for word in PERSON_SUBJECTS))
    return or_(whole, *named, and_(of_person, or_(*given)))


def _line(row: Sequence[Any]) -> AuditLine:
    values, chain, previous = row[:-2], row[-2], row[-1]
    entry = entry_of(row)  # type: ignore[arg-type]
    fits = None if chain is None else chain == chained(previous or "", values)
    return AuditLine(values[0], entry, values[5], values[6], chain, previous if chain else None, fits)
