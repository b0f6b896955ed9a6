"""Who runs the collectors of an office: one process at a time, told by a lease that it renews every few seconds.

No clock of one machine is compared with that of another: each renewal adds one to ``beat``, and who wants the office
waits by its own clock for a beat that does not come. ``token`` grows with every new holder; a fenced store looks at it
inside each of its transactions, so that a holder that slept through its lease can write nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, delete, select, update

from dashboard.store.codec import moment, moment_or_none, seconds, seconds_or_none
from dashboard.store.engine import Store, read, write
from dashboard.store.schema import deliveries
from dashboard.store.schema import leases as table
from dashboard.store.statements import advance_delivery, replace_all

FREE = ""
"""The ``holder`` of an office that was given back."""


class LeaseLostError(Exception):
    """Another process runs the collectors of this office now; nothing was written. Message in Indonesian."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that wants to run collectors: a name drawn at its start, and where it is found."""

    id: str
    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class SpoolReport:
    """What waits in a holder's spool: batches, samples and bytes, the oldest one's time, what was set aside or lost."""

    batches: int = 0
    samples: int = 0
    oldest_at: datetime | None = None
    bytes: int = 0
    refused: int = 0
    dropped: int = 0
    """Samples that found no room."""
    note: str = ""
    """What a person must know now (Indonesian), "" while all is well."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds an office, since when, how often it was renewed, and what the holder last said of its spool."""

    office: str
    token: int
    holder: Holder
    spool: str
    since: datetime
    beat: int
    renewed_at: datetime
    report: SpoolReport = SpoolReport()

    @property
    def is_free(self) -> bool:
        """Whether its holder gave it back."""
        return self.holder.id == FREE


def held_leases(store: Store, offices: Iterable[str] | None = None) -> dict[str, Lease]:
    """The leases by office, of all that ever had one unless ``offices`` are named."""
    query = select(table).order_by(table.c.office)
    if offices is not None:
        query = query.where(table.c.office.in_(list(offices)))
    with read(store) as connection:
        return {row.office: _lease(row) for row in connection.execute(query)}


def take_lease(store: Store, office: str, holder: Holder, spool: str, at: datetime, seen: Lease | None) -> Lease | None:
    """Make ``holder`` the one for ``office`` if nothing moved since ``seen`` was read; None where something did."""
    with write(store, office) as connection:
        stored = _locked(connection, [office]).get(office)
        if (stored and (stored.token, stored.beat)) != (seen and (seen.token, seen.beat)):
            return None
        taken = Lease(office, 1 if stored is None else stored.token + 1, holder, spool, at, 0, at)
        connection.execute(replace_all(store.dialect, table), [_row(taken)])
    return taken


def renew_leases(
    store: Store, held: Mapping[str, Lease], at: datetime, reports: Mapping[str, SpoolReport], *, free: bool = False
) -> dict[str, Lease]:
    """Add a beat to every held lease that still is its holder's, with what is to be said of the spool; gives those.

    ``free`` gives them back with this last beat: the next holder need not wait.
    """
    if not held:
        return {}
    with write(store) as connection:
        stored = _locked(connection, held, renewing=True)
        renewed = {}
        for office, mine in held.items():
            now = stored.get(office)
            if now is not None and (now.token, now.holder.id) == (mine.token, mine.holder.id):
                holder = replace(mine.holder, id=FREE) if free else mine.holder
                report = reports.get(office, SpoolReport())
                renewed[office] = replace(now, holder=holder, beat=now.beat + 1, renewed_at=at, report=report)
        told = [each for office, each in renewed.items() if free or each.report != stored[office].report]
        if told:
            connection.execute(replace_all(store.dialect, table), [_row(each) for each in told])
        # Whose spool is as it was needs no row of its own: a process may hold hundreds of offices.
        rest = sorted(set(renewed) - {each.office for each in told})
        if rest:
            connection.execute(_beat_of(rest), {"at": seconds(at)})
    return renewed


def _beat_of(offices: Sequence[str]) -> Update:
    return update(table).where(table.c.office.in_(offices)).values(beat=table.c.beat + 1, renewed_at=bindparam("at"))


def fenced(store: Store, tokens: Mapping[str, int]) -> Store:
    """The same store, which refuses to change anything of an office whose token is no longer the one in ``tokens``.

    ``tokens`` may change while the store is in use. Raises LeaseLostError inside the transaction that is refused.
    """

    def check(connection: Connection, offices: tuple[str, ...]) -> None:
        if not offices:
            return  # lines that are only added, and what is thrown away by age: harmless from any hand
        query = select(table.c.office, table.c.token).where(table.c.office.in_(offices))
        # on PostgreSQL the row is kept as it is until the transaction ends, so that nobody takes over in its middle
        stored = dict(connection.execute(query.with_for_update(read=True, key_share=True)).tuples().all())
        for office in offices:
            if office not in tokens or stored.get(office) != tokens[office]:
                raise LeaseLostError(f"kantor {office} sudah diambil alih proses kolektor lain")

    return replace(store, fence=check)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The name of one batch for good: who sends it, and its number there, which only grows."""

    source: str
    number: int


def note_delivery(connection: Connection, store: Store, office: str, delivery: Delivery, at: datetime) -> bool:
    """Write down that a batch is delivered, inside its own transaction; False if it was before."""
    row = {"office": office, "source": delivery.source, "number": delivery.number, "delivered_at": seconds(at)}
    options = {"preserve_rowcount": True}
    return connection.execute(advance_delivery(store.dialect), row, execution_options=options).rowcount == 1


def prune_deliveries(store: Store, before: datetime) -> int:
    """Forget senders that have delivered nothing since ``before``; gives how many."""
    with write(store) as connection:
        return connection.execute(_OLD_DELIVERIES, {"before": seconds(before)}).rowcount


_OLD_DELIVERIES = delete(deliveries).where(deliveries.c.delivered_at < bindparam("before"))


def _locked(connection: Connection, offices: Iterable[str], *, renewing: bool = False) -> dict[str, Lease]:
    # in one order, so that two processes with the same offices never wait for each other in a ring
    query = select(table).where(table.c.office.in_(list(offices))).order_by(table.c.office)
    # A renewal need not wait for the holder's own writes; whoever takes the lease over does.
    query = query.with_for_update(key_share=renewing)
    return {row.office: _lease(row) for row in connection.execute(query)}


def _row(lease: Lease) -> dict[str, Any]:
    report = lease.report
    return {
        "office": lease.office,
        "token": lease.token,
        "holder": lease.holder.id,
        "host": lease.holder.host,
        "pid": lease.holder.pid,
        "spool": lease.spool,
        "since_at": seconds(lease.since),
        "beat": lease.beat,
        "renewed_at": seconds(lease.renewed_at),
        "spool_batches": report.batches,
        "spool_samples": report.samples,
        "spool_oldest_at": seconds_or_none(report.oldest_at),
        "spool_bytes": report.bytes,
        "spool_refused": report.refused,
        "spool_dropped": report.dropped,
        "note": report.note,
    }


def _lease(row: Row[Any]) -> Lease:
    report = SpoolReport(
        row.spool_batches,
        row.spool_samples,
        moment_or_none(row.spool_oldest_at),
        row.spool_bytes,
        row.spool_refused,
        row.spool_dropped,
        row.note,
    )
    holder = Holder(row.holder, row.host, row.pid)
    return Lease(
        row.office, row.token, holder, row.spool, moment(row.since_at), row.beat, moment(row.renewed_at), report
    )
