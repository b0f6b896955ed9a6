"""Rows of ``/sistem``: whether the dashboard itself can be trusted. All from the database and the office files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from dashboard import formats
from dashboard.model import CollectorName, CollectorRun, Indicator, RunOutcome, SeriesState, State
from dashboard.offices import Office
from dashboard.services.disk import ballast_of, disk_trouble
from dashboard.services.people import locks
from dashboard.store import Lease, held_leases, last_runs, latest
from dashboard.store.bookkeeping import database_bytes, oldest_sample_at, schema_revision, tally_runs
from dashboard.store.people import users_of
from dashboard.views.audit_about import trail_findings
from dashboard.views.context import Context
from dashboard.views.indicators import AHEAD_S
from dashboard.views.own_copy import copy_row
from dashboard.views.system_jobs import job_rows
from dashboard.views.system_rows import CalendarRow, CollectorRow, SourceRow, SpoolRow, StorageRow, SystemView

DAY = timedelta(days=1)
LEASE_OLD_S = 120.0
"""A collectors' process renews its lease every few seconds; one this old stands still or cannot reach the database."""
_WORDS = {
    CollectorName.NETWORK: "jaringan",
    CollectorName.BACKUP: "cadangan",
    CollectorName.RECORDS: "pengiriman",
    CollectorName.TICKETS: "tiket",
}
_STALE_LEAST_S = 180.0
_STALE_POLLS = 6
"""Files and books are read at every second poll: three of those rounds missed is too many."""


def stale_after_s(poll_s: float) -> float:
    """How old the last run of a collector may be, in seconds."""
    return max(_STALE_LEAST_S, _STALE_POLLS * poll_s)


def wanted_collectors(office: Office) -> tuple[CollectorName, ...]:
    """The collectors for which the office has a source."""
    has = {
        CollectorName.NETWORK: office.targets,
        CollectorName.BACKUP: office.backups,
        CollectorName.RECORDS: office.counters,
        CollectorName.TICKETS: office.tickets,
    }
    return tuple(name for name, sources in has.items() if sources)


def system_view(context: Context, codes: Sequence[str], now: datetime) -> SystemView:
    """The state of the product for the offices ``codes`` (KeyError for an unknown one)."""
    offices = [context.offices[code] for code in codes]
    known = {code: latest(context.store, code) for code in codes}
    collectors = tuple(_collectors(context, offices, now))
    runs = {(row.office, row.collector): row.run for row in collectors}
    sources = tuple(row for office in offices for row in _sources(office, known[office.code], runs))
    leases = held_leases(context.store, codes)
    spools = tuple(_spool(office, leases.get(office.code), now) for office in offices)
    jobs = tuple(job_rows(context, offices, now, {code: oldest_sample_at(context.store, code) for code in codes}))
    zone = offices[0].zone if offices else "Asia/Jakarta"
    storage = _storage(context, zone, now)
    calendars = tuple(_calendar(context, office, now) for office in offices)
    zone = offices[0].zone if offices else "Asia/Jakarta"
    ahead = [each.observed_at for states in known.values() for each in states]
    findings = (
        *_clock_findings(ahead, now),
        *_findings(collectors, spools, storage),
        *(row.trouble for row in jobs if row.trouble),
        *trail_findings(context),
        *_locked(context, codes, now, zone),
    )
    return SystemView(now, zone, collectors, sources, spools, storage, jobs, calendars, context.app_version, findings)


def _collectors(context: Context, offices: Sequence[Office], now: datetime) -> Iterator[CollectorRow]:
    last = {(run.office, run.collector): run for run in last_runs(context.store, [each.code for each in offices])}
    tallies = tally_runs(context.store, [each.code for each in offices], now - DAY, now + DAY)
    limit_s = stale_after_s(context.settings.poll_s)
    for office in offices:
        for name in wanted_collectors(office):
            run = last.get((office.code, name))
            state = _state(run, now, limit_s)
            outcomes = tallies.get((office.code, name), {})
            yield CollectorRow(office.code, office.short, office.zone, name, run, outcomes, state)


def _state(run: CollectorRun | None, now: datetime, limit_s: float) -> Indicator:
    if run is None:
        return Indicator.TIDAK_TERUKUR
    if (now - run.finished_at).total_seconds() > limit_s or run.outcome in (RunOutcome.ERROR, RunOutcome.TIMEOUT):
        return Indicator.GANGGUAN
    return Indicator.BAIK if run.outcome is RunOutcome.OK and not run.message else Indicator.WASPADA


Runs = Mapping[tuple[str, CollectorName], CollectorRun | None]


def _sources(office: Office, known: Sequence[SeriesState], runs: Runs) -> Iterator[SourceRow]:
    """Sources whose state is unknown, or that were never read."""
    named = dict(_named(office))
    lost: dict[tuple[CollectorName, str], datetime] = {}
    for each in known:
        place = (each.series.collector, each.series.target)
        if each.state is State.UNKNOWN and each.value is None and place in named:
            lost[place] = min(each.since, lost.get(place, each.since))
    seen = {(each.series.collector, each.series.target) for each in known}
    for place, name in named.items():
        if place not in lost and place in seen:
            continue
        run = runs.get((office.code, place[0]))
        if place not in seen and run is None:
            continue  # its collector never ran, which is told once for all
        message = _note_of(run, {place[1], name}, {*named.values(), *(target for _, target in named)})
        yield SourceRow(office.short, office.zone, place[0], name, lost.get(place), message)


def _named(office: Office) -> Iterator[tuple[tuple[CollectorName, str], str]]:
    for target in office.targets:
        yield (CollectorName.NETWORK, target.id), target.name
    for backup in office.backups:
        yield (CollectorName.BACKUP, backup.id), backup.name
    for counter in office.counters:
        if counter.kind != "manual":
            yield (CollectorName.RECORDS, counter.id), counter.id
    for book in office.tickets:
        yield (CollectorName.TICKETS, book.id), book.id


def _note_of(run: CollectorRun | None, mine: set[str], everyone: set[str]) -> str:
    """What the last run said of one source: notes are joined by "; " and begin with the source's name."""
    if run is None or not run.message:
        return ""
    names = "|".join(re.escape(each) for each in sorted(everyone, key=len, reverse=True))
    notes = re.split(rf"; (?=(?:{names}): )", run.message)
    own = [note.partition(": ")[2] for note in notes if note.partition(": ")[0] in mine]
    if own:
        return "; ".join(own)
    return run.message if run.outcome is not RunOutcome.OK else ""


def _locked(context: Context, codes: Sequence[str], now: datetime, zone: str) -> Iterator[str]:
    """Who was locked within a day because somebody typed wrong passwords, as far as he belongs to these offices."""
    theirs = {each.id for each in users_of(context.store) if each.office is None or each.office in codes}
    for lock in locks(context.store, now - DAY):
        if lock.user_id in theirs:
            at = formats.date_clock(lock.at, zone)
            yield (
                f"Pengguna {lock.user_id} dikunci seperempat jam pada {at}: sandi salah berturut-turut dari "
                f"{lock.address}; tanyakan orangnya, dan periksa komputer itu bila bukan dia"
            )


def _spool(office: Office, lease: Lease | None, now: datetime) -> SpoolRow:
    if lease is None:
        return SpoolRow(office.short, office.zone)
    report = lease.report
    return SpoolRow(
        office.short,
        office.zone,
        heard_at=lease.renewed_at,
        is_alive=is_heard(lease, now),
        batches=report.batches,
        samples=report.samples,
        oldest_at=report.oldest_at,
        refused=report.refused,
        dropped=report.dropped,
        note=report.note,
    )


def is_heard(lease: Lease, now: datetime, within_s: float = LEASE_OLD_S) -> bool:
    """Whether its holder gave a sign of life lately. One from the future (a clock that was set back) says nothing."""
    return not lease.is_free and abs((now - lease.renewed_at).total_seconds()) <= within_s


def _storage(context: Context, zone: str, now: datetime) -> StorageRow:
    store, settings = context.store, context.settings
    kind = "PostgreSQL" if store.dialect == "postgresql" else "SQLite"
    ballast = ballast_of(store, settings.data).is_there if store.dialect == "sqlite" else None
    size, free, schema = database_bytes(store), free_bytes(context), schema_revision(store)
    return StorageRow(kind, size, free, settings.raw_days, schema, ballast, copy_row(settings, zone, now))


def free_bytes(context: Context) -> int:
    """Free bytes of the disk under the product's own data folder (and its SQLite file)."""
    name = context.store.engine.url.database if context.store.dialect == "sqlite" else None
    folder = Path(name).absolute().parent if name else context.settings.data
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _calendar(context: Context, office: Office, now: datetime) -> CalendarRow:
    unsure = context.calendars[office.code].unsure_years
    return CalendarRow(office.short, tuple(sorted(year for year in unsure if year <= now.year + 1)))


def _failure(run: CollectorRun, zone: str) -> str:
    at = formats.date_clock(run.finished_at, zone)
    if run.outcome in (RunOutcome.ERROR, RunOutcome.TIMEOUT):
        return f"gagal pada putaran {at}. Pesannya ada di bawah"
    return f"tidak berjalan lagi sejak {at}. Periksa layanannya, atau jalankan lagi"


def _clock_findings(times: Sequence[datetime], now: datetime) -> Iterator[str]:
    newest = max(times, default=now)
    if (newest - now).total_seconds() > AHEAD_S:
        yield "Ada sampel dari masa depan: jam komputer ini atau jam komputer kolektor salah. Samakan jamnya (NTP)"


def _findings(collectors: Sequence[CollectorRow], spools: Sequence[SpoolRow], storage: StorageRow) -> Iterator[str]:
    never = sorted({row.short for row in collectors if row.run is None})
    if never:
        yield f"{', '.join(never)}: ada kolektor yang belum pernah berjalan. Jalankan python -m collectors"
    for each in collectors:
        if each.run is not None and each.state is Indicator.GANGGUAN:
            yield f"{each.short}: kolektor {_WORDS[each.collector]} {_failure(each.run, each.zone)}"
    for row in spools:
        if row.heard_at is None:
            continue
        if not row.is_alive:
            yield f"{row.short}: proses kolektor tidak memberi kabar. Periksa layanannya, atau jalankan lagi"
        if row.note:
            yield f"{row.short}: {row.note}"
    trouble = disk_trouble(storage.free_bytes, is_given_up=storage.has_ballast is False)
    if trouble:
        yield trouble
    if storage.own_copy is not None and storage.own_copy.trouble:
        yield storage.own_copy.trouble
