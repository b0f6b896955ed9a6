"""The agenda: its running numbers, and tickets found by what people know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from dashboard.store.codec import moment, moment_or_none, seconds
from dashboard.store.engine import Store, read, write
from dashboard.store.place import in_place
from dashboard.store.schema import agenda_numbers, step_runs
from dashboard.store.schema import tickets as table
from dashboard.store.statements import next_agenda

PAGE_MOST = 200
_ESCAPE = "\\"


class Standing(StrEnum):
    """How a ticket stands, as people look for it."""

    OPEN = "terbuka"
    SOLVED = "selesai"
    CANCELLED = "batal"


class Origin(StrEnum):
    """Where a ticket is kept, as people look for it. ``PEOPLE``: anywhere that people write, so all but ``MACHINE``."""

    PEOPLE = "agenda"
    DASHBOARD = "dasbor"
    BOOK = "buku"
    HELPDESK = "helpdesk"
    MACHINE = "otomatis"


_BEGINNINGS = {
    Origin.BOOK: ("logbook:",),
    Origin.HELPDESK: ("glpi:", "zammad:", "sql:"),
    Origin.MACHINE: ("backup:",),
}
"""What ``tickets.source`` begins with; whatever begins with none of these is the dashboard's own."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; what is left as it is does not matter. ``kecamatan`` "": the tickets of the Dinas.

    ``number``: part of the number. ``start``, ``end``: opened in [start, end), aware.
    """

    number: str = ""
    kecamatan: str | None = None
    sop: str | None = None
    standing: Standing | None = None
    start: datetime | None = None
    end: datetime | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One ticket in the list. ``updated_at`` is what an act hands back as ``seen_at``."""

    id: str
    kecamatan: str | None
    sop: str
    title: str
    source: str
    grain: str
    standing: Standing
    opened_at: datetime
    solved_at: datetime | None
    cancelled_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Rows, newest opening first. ``total``: of all pages. ``after``: for the next page; None: this is the last."""

    rows: tuple[AgendaRow, ...]
    total: int
    after: tuple[datetime, str] | None


def draw_agenda_number(store: Store, office: str, year: int) -> int:
    """The next number of an office in a year, from 1; given to nobody else ever, and lost if it is not used."""
    with write(store, office) as connection:
        connection.execute(next_agenda(store.dialect), {"office": office, "year": year})
        drawn = select(agenda_numbers.c.last).where(agenda_numbers.c.office == office, agenda_numbers.c.year == year)
        return int(connection.execute(drawn).scalar_one())


def search_tickets(
    store: Store,
    office: str,
    sought: Sought,
    *,
    size: int = 50,
    after: tuple[datetime, str] | None = None,
    skip: int = 0,
) -> AgendaPage:
    """A page of the tickets that fit. ``after``: of the page before; tickets that come meanwhile move nothing.

    ``skip``: that many of the newest are passed over instead, for a grid that is scrolled to any place.
    """
    wanted = max(1, min(size, PAGE_MOST))
    sought = sought if store.kecamatan is None else replace(sought, kecamatan=store.kecamatan)
    fitting = _fitting(office, sought)
    with read(store) as connection:
        total = connection.execute(select(func.count()).select_from(table).where(fitting)).scalar_one()
        rows = connection.execute(page_query(office, sought, wanted + 1, after, skip)).mappings().all()
    found = tuple(
        AgendaRow(
            id=row["id"],
            kecamatan=row["kecamatan"],
            sop=row["sop"],
            title=row["title"],
            source=row["source"],
            grain=row["grain"],
            standing=_standing(row["cancelled_at"] is not None, row["is_open"]),
            opened_at=moment(row["opened_at"]),
            solved_at=moment_or_none(row["solved_at"]),
            cancelled_at=moment_or_none(row["cancelled_at"]),
            updated_at=moment(row["updated_at"]),
        )
        for row in rows[:wanted]
    )
    return AgendaPage(found, total, (found[-1].opened_at, found[-1].id) if len(rows) > wanted else None)


def page_query(
    office: str, sought: Sought, size: int, after: tuple[datetime, str] | None, skip: int = 0
) -> Select[tuple[object, ...]]:
    """The statement behind a page: down the index on office and opening."""
    here = _fitting(office, sought)
    if after is not None:
        at = seconds(after[0])
        here = and_(here, table.c.opened_at <= at, or_(table.c.opened_at < at, table.c.id < after[1]))
    ordered = select(*table.c).where(here).order_by(table.c.opened_at.desc(), table.c.id.desc()).limit(size)
    return ordered.offset(skip) if skip else ordered


def performers(store: Store, office: str, sop: str, step: int | None = None, *, most: int = 20) -> list[str]:
    """Who performed steps of an SOP in an office, or one step of it, latest first; for suggestions."""
    conditions = [step_runs.c.office == office, table.c.sop == sop, step_runs.c.performer.is_not(None)]
    conditions.append(in_place(store, table.c.kecamatan))
    if step is not None:
        conditions.append(step_runs.c.step == step)
    here = and_(step_runs.c.office == table.c.office, step_runs.c.ticket == table.c.id)
    latest = func.max(func.coalesce(step_runs.c.finished_at, step_runs.c.started_at, table.c.opened_at))
    query = (
        select(step_runs.c.performer)
        .join_from(step_runs, table, here)
        .where(*conditions)
        .group_by(step_runs.c.performer)
        .order_by(latest.desc(), step_runs.c.performer)
        .limit(most)
    )
    with read(store) as connection:
        return [row.performer for row in connection.execute(query)]


def _fitting(office: str, sought: Sought) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [table.c.office == office]
    if number := sought.number.strip():
        for sign in (_ESCAPE, "%", "_"):
            number = number.replace(sign, _ESCAPE + sign)
        conditions.append(func.lower(table.c.id).like(f"%{number.lower()}%", escape=_ESCAPE))
    if sought.kecamatan is not None:
        conditions.append(table.c.kecamatan == sought.kecamatan if sought.kecamatan else table.c.kecamatan.is_(None))
    if sought.sop is not None:
        conditions.append(table.c.sop == sought.sop)
    if sought.standing is not None:
        conditions += _standings(sought.standing)
    if sought.start is not None:
        conditions.append(table.c.opened_at >= seconds(sought.start))
    if sought.end is not None:
        conditions.append(table.c.opened_at < seconds(sought.end))
    if sought.origin is not None:
        conditions.append(_of_origin(sought.origin))
    return and_(*conditions)


def _of_origin(origin: Origin) -> ColumnElement[bool]:
    if origin is Origin.PEOPLE:
        return not_(_of_origin(Origin.MACHINE))
    if origin is Origin.DASHBOARD:
        return not_(or_(*(_of_origin(each) for each in _BEGINNINGS)))
    return or_(*(table.c.source.like(f"{start}%") for start in _BEGINNINGS[origin]))


def _standings(standing: Standing) -> Sequence[ColumnElement[bool]]:
    if standing is Standing.CANCELLED:
        return (table.c.cancelled_at.is_not(None),)
    return (table.c.cancelled_at.is_(None), table.c.is_open.is_(standing is Standing.OPEN))


def _standing(is_cancelled: bool, is_open: bool) -> Standing:
    if is_cancelled:
        return Standing.CANCELLED
    return Standing.OPEN if is_open else Standing.SOLVED
