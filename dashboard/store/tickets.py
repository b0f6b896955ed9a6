"""Reading and saving tickets. Who must read before changing does both in ``update_ticket``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Connection, and_, bindparam, delete, or_, select

from dashboard.model import Ticket
from dashboard.store.among import among
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import from_json, moment, seconds, to_json
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.place import in_place, of_tickets_in_place, reaches
from dashboard.store.schema import READINGS, pauses, step_runs
from dashboard.store.schema import ticket_events as events
from dashboard.store.schema import tickets as table
from dashboard.store.statements import replace_all
from dashboard.store.ticket_rows import TicketRows, rows_of, ticket_of

_CHUNK = 500
_POSITION = itemgetter("position")


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One saved change of a ticket; never altered.

    ``action`` is ``opened`` or ``changed``. ``changes`` holds ``[before, after]`` by field, for example
    ``3.1.finished_at`` for the finish of step 3, attempt 1; times are whole seconds UTC.
    """

    office: str
    ticket: str
    at: datetime
    by: str
    action: str
    changes: Mapping[str, object]


def save_ticket(store: Store, ticket: Ticket, *, by: str, at: datetime, entry: AuditEntry | None = None) -> bool:
    """Insert or update a ticket by (office, id) with its runs and pauses; False if nothing changed.

    Each change appends an event and, where one is given, the audit ``entry``, in the same transaction.
    ``updated_at`` of the ticket is not read: it becomes ``at``. Times are kept to the second.
    """
    return save_tickets(store, [ticket], by=by, at=at, entry=entry) == 1


def save_tickets(
    store: Store, tickets: Iterable[Ticket], *, by: str, at: datetime, entry: AuditEntry | None = None
) -> int:
    """Save many tickets in one transaction; gives the number that changed. Of two with one id the later counts."""
    latest_wins = {(ticket.office, ticket.id): rows_of(ticket) for ticket in tickets}
    if not latest_wins:
        return 0
    with write(store, *{office for office, _ in latest_wins}) as connection:
        return _save(connection, store, latest_wins, by, at, entry)


def renew_tickets(
    store: Store, brought: Iterable[Ticket], renew: Callable[[Ticket | None, Ticket], Ticket], *, by: str, at: datetime
) -> int:
    """Save what a source says of many tickets, each on top of what is stored of it, in one transaction.

    ``renew`` gets the stored ticket (None where there is none) and the brought one. It may give the brought one
    another id; then it is asked once more with what is stored under that. Gives the number that changed.
    """
    waiting = {(ticket.office, ticket.id): ticket for ticket in brought}
    if not waiting:
        return 0
    with write(store, *{office for office, _ in waiting}) as connection:
        wanted: dict[tuple[str, str], TicketRows] = {}
        stored: dict[tuple[str, str], TicketRows] = {}
        while waiting:
            found = _load_all(connection, store, list(waiting))
            stored |= found
            moved: dict[tuple[str, str], Ticket] = {}
            for key, ticket in waiting.items():
                renewed = renew(ticket_of(found[key]) if key in found else None, ticket)
                if (renewed.office, renewed.id) == key:
                    wanted[key] = rows_of(renewed)
                else:
                    moved[renewed.office, renewed.id] = renewed
            waiting = {key: ticket for key, ticket in moved.items() if key not in wanted}
        return _save(connection, store, wanted, by, at, None, stored)


def update_ticket(
    store: Store,
    office: str,
    ticket_id: str,
    change: Callable[[Ticket | None], Ticket | None],
    *,
    by: str,
    at: datetime,
    entry: AuditEntry | None = None,
) -> Ticket | None:
    """Read a ticket, change it and save it while nobody else can: no change of another officer is lost.

    ``change`` gets None where there is no such ticket and gives None to leave everything as it is; an exception from
    it does the same and is passed on. Gives the ticket as it is stored afterwards.
    """
    with write(store, office) as connection:
        before = _seen(store, load_ticket(connection, office, ticket_id))
        after = change(before)
        if after is None:
            return before
        if (after.office, after.id) != (office, ticket_id):
            raise ValueError(f"tiket {ticket_id} tidak boleh berganti nomor atau kantor")
        _save(connection, store, {(office, ticket_id): rows_of(after)}, by, at, entry)
        return load_ticket(connection, office, ticket_id)


def tickets(
    store: Store,
    office: str,
    *,
    sop: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    open_only: bool = False,
) -> list[Ticket]:
    """Tickets alive in [start, end), oldest first: opened before the end, and open or with a moment since the start."""
    conditions: list[ColumnElement[bool]] = [table.c.office == office, in_place(store, table.c.kecamatan)]
    if sop is not None:
        conditions.append(table.c.sop == sop)
    if start is not None:
        conditions.append(or_(table.c.is_open, table.c.last_at >= _moment(store, start, sop)))
    if end is not None:
        conditions.append(table.c.opened_at < _moment(store, end, sop))
    if open_only:
        conditions.append(table.c.is_open)
    with read(store) as connection:
        return [ticket_of(rows) for rows in _load(connection, and_(*conditions)).values()]


def _moment(store: Store, at: datetime, sop: str | None) -> BindParameter[int]:
    """A moment for a condition. Of all SOPs together thousands of rows may fit, and PostgreSQL has to see the number.

    It plans a statement that it knows well for any numbers, takes them to let few rows through, and then looks each
    ticket up by itself: half as long again among 514 offices.
    """
    return bindparam(None, seconds(at), BigInteger, literal_execute=sop is None and store.dialect == "postgresql")


def ticket(store: Store, office: str, ticket_id: str) -> Ticket | None:
    """One ticket; None where there is none."""
    with read(store) as connection:
        return _seen(store, load_ticket(connection, office, ticket_id))


def tickets_named(store: Store, office: str, ids: Sequence[str]) -> dict[str, Ticket]:
    """These tickets of an office by number, in three queries however many they are; unknown numbers are left out."""
    if not ids:
        return {}
    with read(store) as connection:
        named = and_(table.c.office == office, among(store, table.c.id, ids), in_place(store, table.c.kecamatan))
        found = _load(connection, named)
    return {number: ticket_of(rows) for (_, number), rows in found.items()}


def ticket_events(store: Store, office: str, ticket_id: str) -> list[TicketEvent]:
    """Everything that was ever saved of a ticket, oldest first; readings attached to its steps stand apart."""
    of_ticket = (events.c.office == office, events.c.ticket == ticket_id, events.c.action != READINGS)
    in_reach = of_tickets_in_place(store, events.c.office, events.c.ticket)
    query = select(events).where(*of_ticket, in_reach).order_by(events.c.id)
    with read(store) as connection:
        return [
            TicketEvent(row.office, row.ticket, moment(row.at), row.by, row.action, from_json(row.changes))
            for row in connection.execute(query)
        ]


def _seen(store: Store, found: Ticket | None) -> Ticket | None:
    """A ticket of another place is one that is not there."""
    return found if found is None or reaches(store, found.kecamatan) else None


def load_ticket(connection: Connection, office: str, ticket_id: str) -> Ticket | None:
    """One ticket inside a running transaction; None where there is none."""
    found = _load(connection, and_(table.c.office == office, table.c.id == ticket_id))
    return next((ticket_of(rows) for rows in found.values()), None)


def _load(connection: Connection, condition: ColumnElement[bool]) -> dict[tuple[str, str], TicketRows]:
    """Rows of all tickets that fit, in three queries however many they are."""
    heads = connection.execute(select(table).where(condition).order_by(table.c.opened_at, table.c.id)).mappings()
    found = {(row["office"], row["id"]): TicketRows(dict(row)) for row in heads}
    if not found:
        return found
    for part in (step_runs, pauses):
        here = and_(part.c.office == table.c.office, part.c.ticket == table.c.id)
        for row in connection.execute(select(part).join_from(part, table, here).where(condition)).mappings():
            rows = found[row["office"], row["ticket"]]
            (rows.runs if part is step_runs else rows.pauses).append(dict(row))
    for rows in found.values():  # a few of each ticket; the database would sort thousands of whole rows
        rows.runs.sort(key=_POSITION)
        rows.pauses.sort(key=_POSITION)
    return found


def _save(
    connection: Connection,
    store: Store,
    wanted: Mapping[tuple[str, str], TicketRows],
    by: str,
    at: datetime,
    entry: AuditEntry | None,
    stored: Mapping[tuple[str, str], TicketRows] | None = None,
) -> int:
    if stored is None:
        stored = _load_all(connection, store, list(wanted))
    changed: dict[tuple[str, str], TicketRows] = {}
    log: list[dict[str, Any]] = []
    for key, rows in wanted.items():
        before = stored.get(key)
        changes = _changes({} if before is None else before.fields(), rows.fields())
        if changes or before is None:
            changed[key] = rows
            action = "opened" if before is None else "changed"
            place = {"office": key[0], "ticket": key[1]}
            log.append({**place, "at": seconds(at), "by": by, "action": action, "changes": to_json(changes)})
    if not changed:
        return 0
    _write(connection, store, changed, {key: stored[key] for key in changed if key in stored}, seconds(at))
    connection.execute(events.insert(), log)
    if entry is not None:
        add_audit(connection, entry)
    bump(connection, store, {office for office, _ in changed})
    return len(changed)


def _load_all(connection: Connection, store: Store, keys: list[tuple[str, str]]) -> dict[tuple[str, str], TicketRows]:
    found: dict[tuple[str, str], TicketRows] = {}
    for office in {office for office, _ in keys}:
        ids = [ticket_id for of_office, ticket_id in keys if of_office == office]
        for place in range(0, len(ids), _CHUNK):
            here = and_(table.c.office == office, among(store, table.c.id, ids[place : place + _CHUNK]))
            found.update(_load(connection, here))
    return found


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, object]:
    names = {**before, **after}
    pairs = {name: [before.get(name), after.get(name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _write(
    connection: Connection,
    store: Store,
    changed: Mapping[tuple[str, str], TicketRows],
    stored: Mapping[tuple[str, str], TicketRows],
    at_s: int,
) -> None:
    # Later than any save before, also within one second: it tells one version of a ticket from the next.
    after = {key: rows.ticket["updated_at"] + 1 for key, rows in stored.items()}
    heads = [{**rows.ticket, "updated_at": max(at_s, after.get(key, at_s))} for key, rows in changed.items()]
    connection.execute(replace_all(store.dialect, table), heads)
    if stored:
        old = [{"of_office": office, "of_ticket": ticket_id} for office, ticket_id in stored]
        connection.execute(_DELETE_PAUSES, old)
        connection.execute(_DELETE_RUNS, old)
    runs = [dict(run) for rows in changed.values() for run in rows.runs]
    if runs:
        connection.execute(step_runs.insert(), runs)
    halts = [dict(pause) for rows in changed.values() for pause in rows.pauses]
    if halts:
        connection.execute(pauses.insert(), halts)


_DELETE_RUNS = delete(step_runs).where(
    step_runs.c.office == bindparam("of_office"), step_runs.c.ticket == bindparam("of_ticket")
)
_DELETE_PAUSES = delete(pauses).where(
    pauses.c.office == bindparam("of_office"), pauses.c.ticket == bindparam("of_ticket")
)
