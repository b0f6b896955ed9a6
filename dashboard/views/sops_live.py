"""How an SOP fares now: who works by it, and what this month's runs and measured hours came to. No raw samples."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.model import Compliance, Kind, Scope
from dashboard.offices import Office, SopInForce
from dashboard.sla import RowKey
from dashboard.store import tickets
from dashboard.views.compliance import compliance_rows, target_of
from dashboard.views.context import Context
from dashboard.views.sops_live_rows import Share, SopLive, Standing, StepLive
from dashboard.views.wall import month_of


def sops_live(context: Context, office_code: str, now: datetime) -> Mapping[str, SopLive]:
    """Every SOP of the catalogue in one office, without its steps; by id. KeyError for an unknown office."""
    office = context.offices[office_code]
    start, end = month_of(now, office.zone)
    found: defaultdict[str, list[Compliance]] = defaultdict(list)
    for row in compliance_rows(context, office_code, None, start, end, now):
        found[row.sop].append(row)
    opened = Counter(each.sop for each in tickets(context.store, office_code, open_only=True))
    return {
        sop.id: _live(context, office, sop.id, found[sop.id], opened[sop.id], now) for sop in context.catalogue.sops
    }


def sop_live(context: Context, sop_id: str, now: datetime, first: str = "") -> tuple[SopLive, ...]:
    """One SOP in every office, those that work by it first; the office ``first`` before all others.

    KeyError where the catalogue does not know the SOP.
    """
    context.catalogue.get(sop_id)
    made = []
    for office in context.offices.values():
        start, end = month_of(now, office.zone)
        rows: Sequence[Compliance] = ()
        opened = 0
        if any(each.id == sop_id for each in office.sops):
            rows = compliance_rows(context, office.code, sop_id, start, end, now)
            opened = len(tickets(context.store, office.code, sop=sop_id, open_only=True))
        made.append(_live(context, office, sop_id, rows, opened, now, with_steps=True))
    return tuple(sorted(made, key=lambda each: (each.office != first, each.standing is not Standing.BERLAKU)))


def _live(
    context: Context,
    office: Office,
    sop_id: str,
    rows: Sequence[Compliance],
    opened: int,
    now: datetime,
    *,
    with_steps: bool = False,
) -> SopLive:
    today = now.astimezone(ZoneInfo(office.zone)).date()
    start, end = month_of(now, office.zone)
    listed = _listed(office, sop_id, today)
    standing = _standing(listed, today)
    version = context.catalogue.in_force(sop_id, today) if standing is Standing.BERLAKU else None
    return SopLive(
        office=office.code,
        office_name=office.short,
        standing=standing,
        since=_since(listed, standing),
        adopted=listed is not None and listed.adopted,
        reason="" if listed is None else listed.not_applicable,
        version=None if version is None else version.effective,
        start=start,
        end=end,
        target=target_of(office, end),
        runs=_pooled(rows, Kind.PELAKSANAAN),
        hours=_pooled(rows, Kind.PENGUKURAN),
        open_tickets=opened,
        steps=_steps(rows, office) if with_steps else (),
    )


def _listed(office: Office, sop_id: str, today: date) -> SopInForce | None:
    """The entry of the office file that counts today: the last one begun, else the next to come."""
    own = sorted((each for each in office.sops if each.id == sop_id), key=lambda each: each.start)
    begun = [each for each in own if each.start <= today]
    return begun[-1] if begun else own[0] if own else None


def _standing(listed: SopInForce | None, today: date) -> Standing:
    if listed is None:
        return Standing.BELUM_DIPAKAI
    if listed.start > today:
        return Standing.BELUM_MULAI
    if listed.end is not None and listed.end < today:
        return Standing.BERAKHIR
    return Standing.TIDAK_BERLAKU if listed.not_applicable else Standing.BERLAKU


def _since(listed: SopInForce | None, standing: Standing) -> date | None:
    if listed is None:
        return None
    return listed.end if standing is Standing.BERAKHIR else listed.start


def _pooled(rows: Iterable[Compliance], kind: Kind) -> Share | None:
    """Steps and spans together; a total is never added to them."""
    own = [row for row in rows if row.kind is kind and row.scope is not Scope.TOTAL]
    share = _share(own)
    return share if share.n + share.excused + share.unmonitored else None


def _share(rows: Sequence[Compliance]) -> Share:
    return Share(
        met=sum(row.met for row in rows),
        n=sum(row.n for row in rows),
        excused=sum(row.excused for row in rows),
        unmonitored=sum(row.unmonitored for row in rows),
    )


def _steps(rows: Sequence[Compliance], office: Office) -> tuple[StepLive, ...]:
    """One row a step, span or total of each version and kind; two standards are never mixed."""
    found: defaultdict[RowKey, list[Compliance]] = defaultdict(list)
    for row in rows:
        key = RowKey(office.code, None, row.sop, row.version, row.from_step, row.to_step, row.scope, row.kind)
        found[key].append(row)
    names: dict[str | None, str] = {None: "Dinas"} | {each.code: each.name for each in office.kecamatan}
    made = []
    for key, own in found.items():
        share = _share(own)
        if share.n + share.excused + share.unmonitored == 0:
            continue
        worst = max(own, key=lambda row: (row.missed, -(row.compliance if row.compliance is not None else 2.0)))
        made.append(StepLive(key, share, worst, names.get(worst.kecamatan, worst.kecamatan or "Dinas")))
    return tuple(sorted(made, key=lambda each: _place(each.key)))


def _place(key: RowKey) -> tuple[bool, bool, int, int]:
    return key.kind is Kind.PENGUKURAN, key.scope is Scope.TOTAL, key.from_step or 0, key.to_step or 0
