"""``/cadangan``: is last night's backup good, and was it every night. From ``latest``, tickets and their verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.formats import since, zone_label
from dashboard.model import CollectorName, RunState, Scope, SeriesState, Ticket, Verdict
from dashboard.offices import BackupSource, Office
from dashboard.rulebook import sop_at
from dashboard.sop import Sop, Step
from dashboard.store import latest
from dashboard.views.backups_copies import copies_of, copy_now
from dashboard.views.backups_rows import BackupsView, CheckRow, CopyState, NightRow, NightState, SourceRow
from dashboard.views.context import Context, local_period
from dashboard.views.indicators import WORST_FIRST, sight
from dashboard.views.sops import duration_words
from dashboard.views.tiles import SOURCE_STALE_S
from dashboard.views.verdicts import sop_of, verdicts_between
from dashboard.views.waived import waived

SCRIPT, SAVED = "script", "saved"
"""Roles of the steps that are measured: the script runs, the data are stored."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of one office are made from."""

    context: Context
    office: Office
    start: date
    end: date
    now: datetime
    states: Mapping[tuple[str, str], SeriesState]
    tickets: Mapping[str, Mapping[date, Ticket]]
    """By the ticket's source and its office-local day."""
    verdicts: Mapping[str, Sequence[Verdict]]


def backups_view(context: Context, code: str, start: date, end: date, now: datetime) -> BackupsView:
    """Nights of office-local days ``start`` to ``end``, both included. KeyError for an unknown office."""
    office = context.offices[code]
    known = _known(context, office, start, end, now)
    rows = [_source(known, each) for each in office.backups]
    return BackupsView(
        office=code,
        office_name=office.name,
        zone=office.zone,
        now=now,
        simulated=office.simulated,
        start=start,
        end=end,
        sources=tuple(sorted(rows, key=lambda row: WORST_FIRST.index(row.state))),
        waived="" if rows else waived(context, office, now).get(CollectorName.BACKUP, ""),
    )


def _known(context: Context, office: Office, start: date, end: date, now: datetime) -> _Known:
    first, last = local_period(start, end, office.zone)
    found: defaultdict[str, dict[date, Ticket]] = defaultdict(dict)
    judged: defaultdict[str, list[Verdict]] = defaultdict(list)
    sources = {f"backup:{each.id}" for each in office.backups}
    for sop in sorted({each.sop for each in office.backups}):
        verdicts, opened = verdicts_between(context, office.code, sop, first, last, now)
        for ticket in opened.values():
            if ticket.source in sources and ticket.scheduled_at is not None:
                found[ticket.source][_local(ticket.scheduled_at, office)] = ticket
        for verdict in verdicts:
            judged[verdict.ticket].append(verdict)
    return _Known(
        context=context,
        office=office,
        start=start,
        end=end,
        now=now,
        states={
            (each.series.target, each.series.metric): each
            for each in latest(context.store, office.code)
            if each.series.collector is CollectorName.BACKUP
        },
        tickets=found,
        verdicts=judged,
    )


def _source(known: _Known, source: BackupSource) -> SourceRow:
    zone, now = known.office.zone, known.now
    age = known.states.get((source.id, "age_s"))
    seen = sight(source.name, age, now, SOURCE_STALE_S, lambda at: since(at, zone, now))
    sop = _sop_now(known, source)
    script = None if sop is None else _step(sop, SCRIPT)
    nights = _nights(known, source)
    if source.second_copy is not None:
        first, last = local_period(known.start, known.end, zone)
        nights = copies_of(known.context.store, known.office.code, source.id, nights, first, last, now)
    return SourceRow(
        source=source.id,
        name=source.name,
        place=_place(known.office, source.kecamatan),
        sop=source.sop,
        sop_title=source.sop if sop is None else sop.title,
        schedule=_schedule_words(source, zone),
        state=seen.state,
        since=seen.since,
        reason=seen.reason,
        good_at=_good_at(age),
        standard="" if script is None or script.standard is None else duration_words(script.standard),
        standard_s=None if script is None or script.standard is None else script.standard.max_s,
        keeps_copy=source.second_copy is not None,
        copy=_copy_now(known, source),
        nights=nights,
    )


def _copy_now(known: _Known, source: BackupSource) -> CopyState | None:
    if source.second_copy is None:
        return None
    return copy_now(known.states.get((source.id, "copy_same")), known.now, SOURCE_STALE_S)


def _good_at(age: SeriesState | None) -> datetime | None:
    """When the last good backup was stored; None where there is none, or while the folder cannot be read."""
    if age is None or age.value is None:
        return None
    return age.observed_at - timedelta(seconds=age.value)


def _place(office: Office, kecamatan: str | None) -> str:
    return next((each.name for each in office.kecamatan if each.code == kecamatan), "Dinas")


def _schedule_words(source: BackupSource, zone: str) -> str:
    days = "setiap hari" if source.days == "setiap_hari" else "hari kerja"
    return f"{days} pukul {source.at:%H.%M} {zone_label(zone)}, ditunggu {source.grace_minutes} menit"


def _sop_now(known: _Known, source: BackupSource) -> Sop | None:
    """The version in force today as the office reads it; the newest one where none is in force yet."""
    catalogue = known.context.catalogue
    newest = catalogue.find(source.sop)
    if newest is None:
        return None
    sop = catalogue.in_force(source.sop, _local(known.now, known.office)) or newest
    return sop_at(known.office, sop, known.now)


def _step(sop: Sop, role: str) -> Step | None:
    for step in sop.steps:
        if step.measure is not None and (step.measure.collector, step.measure.role) == (CollectorName.BACKUP, role):
            return step
    return None


def _nights(known: _Known, source: BackupSource) -> tuple[NightRow, ...]:
    found = known.tickets.get(f"backup:{source.id}", {})
    days = [known.start + number * _DAY for number in range((known.end - known.start).days + 1)]
    return tuple(_night(known, found[day], day) if day in found else _bare(known, source, day) for day in days)


def _bare(known: _Known, source: BackupSource, day: date) -> NightRow:
    """A day without a ticket: not promised, still to come, or never looked at."""
    at = datetime.combine(day, source.at, ZoneInfo(known.office.zone))
    if source.days == "hari_kerja" and not known.context.calendars[known.office.code].hours(day):
        return NightRow(day, NightState.TIDAK_DIJADWALKAN)
    is_due = at + timedelta(minutes=source.grace_minutes) <= known.now
    return NightRow(day, NightState.TIDAK_TERUKUR if is_due else NightState.DITUNGGU, at)


def _night(known: _Known, ticket: Ticket, day: date) -> NightRow:
    sop = sop_of(known.context, ticket)
    if sop is None:
        return NightRow(day, NightState.TIDAK_TERUKUR, ticket.scheduled_at, ticket.id)
    verdicts = [each for each in known.verdicts.get(ticket.id, ()) if each.scope is not Scope.TOTAL]
    script, saved = (_verdict_on(verdicts, _step(sop, role)) for role in (SCRIPT, SAVED))
    step = _step(sop, SCRIPT)
    written = None if step is None else next((run for run in ticket.runs if run.step == step.number), None)
    has_dump = written is not None and written.finished is not None
    details = ticket.details
    return NightRow(
        day=day,
        state=_state(ticket, script, saved),
        scheduled_at=ticket.scheduled_at,
        ticket=ticket.id,
        started_at=written.started.at if written is not None and written.started is not None else None,
        finished_at=None if saved is None else saved.finished_at,
        duration_s=_number(details.get("duration_s")) if has_dump else None,
        standard_s=step.standard.max_s if step is not None and step.standard is not None else None,
        size_bytes=None if not has_dump or (size := _number(details.get("size_bytes"))) is None else int(size),
        file=str(details.get("file", "")),
        checks=_checks(details.get("checks")),
        script=script,
        saved=saved,
    )


def _verdict_on(verdicts: Sequence[Verdict], step: Step | None) -> Verdict | None:
    """The verdict on a step or on the span that it is in; of several attempts the last."""
    if step is None:
        return None
    own = [each for each in verdicts if each.from_step <= step.number <= each.to_step]
    return max(own, key=lambda each: each.attempt, default=None)


def _state(ticket: Ticket, script: Verdict | None, saved: Verdict | None) -> NightState:
    """Read from the verdicts; what they leave open is never good."""
    judged = [each for each in (script, saved) if each is not None]
    if saved is not None and saved.finished_at is not None and ticket.solved is not None:
        late = any(each.state in (RunState.LATE, RunState.NOT_DONE) for each in judged)
        unknown = saved.state is RunState.UNKNOWN
        return NightState.TIDAK_TERUKUR if unknown else NightState.LEWAT_BAKU if late else NightState.BAIK
    if saved is not None and saved.state in (RunState.OVERDUE, RunState.LATE):
        return NightState.GAGAL
    if any(each.state is RunState.NOT_DONE for each in judged):
        return NightState.BERJALAN if ticket.details.get("running") else NightState.TIDAK_ADA
    if any(each.state is RunState.UNKNOWN for each in judged) or not judged:
        return NightState.TIDAK_TERUKUR
    if all(each.state is RunState.NOT_STARTED for each in judged):
        return NightState.DITUNGGU
    return NightState.GAGAL if ticket.details.get("failed_checks") else NightState.BERJALAN


def _checks(found: object) -> tuple[CheckRow, ...]:
    """What the collector attached; nothing of it is judged here."""
    rows = []
    for each in found if isinstance(found, list) else []:
        if isinstance(each, Mapping):
            ok = each.get("ok")
            name, message = str(each.get("check", "")), str(each.get("message", ""))
            rows.append(CheckRow(name, ok if isinstance(ok, bool) else None, message))
    return tuple(rows)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _local(at: datetime, office: Office) -> date:
    return at.astimezone(ZoneInfo(office.zone)).date()
