"""The office's agenda as a list: one block of tickets, each with whose turn it is and how it stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

from dashboard import formats
from dashboard.model import Excuse, Grain, Ticket
from dashboard.offices import Office
from dashboard.services.desk import Desk, sops_in_force
from dashboard.services.desk_base import walked
from dashboard.sla.path import Stand
from dashboard.store import AgendaRow, Origin, Sought, Standing, excuses, search_tickets, tickets_named
from dashboard.views.context import Context, local_period
from dashboard.views.ticket_rows import ListPage, ListRow, OpeningChoices
from dashboard.views.ticket_state import state_of
from dashboard.views.verdicts import judged, sop_of

DINAS = "dinas"
"""What the address calls the office itself among kecamatan."""
_SOURCES = {
    "dasbor": "dasbor",
    "agenda": "agenda dasbor",
    "logbook": "buku agenda",
    "sql": "basis data lain",
    "glpi": "GLPI",
    "zammad": "Zammad",
    "backup": "log cadangan",
    "jadwal": "jadwal",
    "outage": "gangguan jaringan",
}


def source_words(source: str) -> str:
    """Where a ticket came from, in words; a source without words of ours keeps its name."""
    return _SOURCES.get(source.partition(":")[0], source)


def place_name(office: Office, kecamatan: str | None) -> str:
    """Name of a kecamatan, ``Dinas`` for the office itself."""
    return next((each.name for each in office.kecamatan if each.code == kecamatan), kecamatan or "Dinas")


def sought_of(
    office: Office,
    number: str,
    kecamatan: str,
    sop: str,
    standing: str,
    start: date | None,
    end: date | None,
    origin: str = "",
) -> Sought:
    """What the store looks for, from the words of an address; empty ones do not matter."""
    first, after = (None, None) if start is None or end is None else local_period(start, end, office.zone)
    place = None if not kecamatan else "" if kecamatan == DINAS else kecamatan
    stands, kept = Standing(standing) if standing else None, Origin(origin) if origin else None
    return Sought(number, place, sop or None, stands, first, after, kept)


def hidden_runs(context: Context, office: str, sought: Sought) -> int:
    """How many runs of machines alone fit beside what people keep; 0 where they are in the list themselves."""
    if sought.origin is not Origin.PEOPLE:
        return 0
    return search_tickets(context.store, office, replace(sought, origin=Origin.MACHINE), size=1).total


def ticket_list(context: Context, office: str, sought: Sought, now: datetime, *, skip: int, size: int) -> ListPage:
    """One block of the list; every ticket of it is judged, closed ones from memory."""
    page = search_tickets(context.store, office, sought, size=size, skip=skip)
    found = tickets_named(context.store, office, [row.id for row in page.rows])
    decisions: defaultdict[str, list[Excuse]] = defaultdict(list)
    for each in excuses(context.store, office):
        decisions[each.ticket].append(each)
    rows = tuple(_row(context, office, row, found.get(row.id), decisions[row.id], now) for row in page.rows)
    return ListPage(rows, page.total)


def opening_choices(context: Context, office: str, today: date) -> OpeningChoices:
    """Places of an office, and the SOPs that it works by today."""
    mine = context.offices[office]
    places = (("", "Dinas"), *((each.code, each.name) for each in mine.kecamatan))
    known = ((each, context.catalogue.in_force(each, today)) for each in sops_in_force(mine, today))
    return OpeningChoices(places, tuple((each, formats.sop_short(sop.title)) for each, sop in known if sop is not None))


def known_sops(context: Context, office: str) -> tuple[tuple[str, str], ...]:
    """(id, title) of every SOP that an office has or had, for the filter."""
    found = ((each.id, context.catalogue.find(each.id)) for each in context.offices[office].sops)
    return tuple((each, formats.sop_short(sop.title)) for each, sop in found if sop is not None)


def _row(
    context: Context, office: str, row: AgendaRow, ticket: Ticket | None, decisions: list[Excuse], now: datetime
) -> ListRow:
    sop = None if ticket is None else sop_of(context, ticket)
    verdicts = () if ticket is None or sop is None else judged(context, ticket, sop, tuple(decisions), now)
    state, words = state_of(verdicts, str(row.standing))
    turn = ""
    if ticket is not None and sop is not None:
        turn = turn_line(Desk(context.store, context.offices[office], sop, context.calendars[office]), ticket, now)
    title = formats.sop_short(sop.title) if sop is not None else row.sop
    return ListRow(
        id=row.id,
        number=formats.ticket_name(row.id, row.opened_at, context.offices[office].zone),
        place=place_name(context.offices[office], row.kecamatan),
        sop_title=title,
        title=own_title(row.title, sop.title if sop is not None else ""),
        opened_at=row.opened_at,
        ended_at=row.cancelled_at or (None if row.standing is Standing.OPEN else row.solved_at),
        standing=str(row.standing),
        turn=turn,
        state=state,
        state_words=words,
        source=source_words(row.source),
    )


def own_title(title: str, sop_title: str) -> str:
    """A title that only repeats the SOP's says nothing."""
    return "" if title.strip().casefold() == sop_title.strip().casefold() else title


def turn_line(desk: Desk, ticket: Ticket, now: datetime) -> str:
    """``langkah 3: Memeriksa perangkat``, ``jawab langkah 4``; empty for one that is over or has no steps."""
    is_over = ticket.cancelled_at is not None or (ticket.solved is not None and not ticket.is_reopened(now))
    if is_over or ticket.grain is Grain.TICKET:
        return ""
    path = walked(desk, ticket, now)
    if path.undecided is not None:
        return f"jawab langkah {path.undecided}"
    if not path.visits or path.visits[-1].stand is not Stand.OPEN:
        return ""
    visit = path.visits[-1]
    again = f" (percobaan {visit.attempt})" if visit.attempt > 1 else ""
    return f"langkah {visit.step.number}{again}: {visit.step.kegiatan}"
