"""``/nasional`` and ``/provinsi``: many kabupaten at once, from standings and days alone; nothing is judged here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from dashboard.formats import local
from dashboard.model import Indicator
from dashboard.offices import Office
from dashboard.store import (
    OfficeStanding,
    seconds_of,
    standings,
    standings_stamp,
    told_provinces,
)
from dashboard.tallies import Heaps, Sums
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import Context
from dashboard.views.nation_rows import NationRow, NationView, ProvinceRow, TargetCounts
from dashboard.views.screen import SEVERITY, TROUBLE

OLD = timedelta(minutes=5)
"""A standing is renewed every two minutes at least: one that is older tells nothing of now."""
COUNTRY_ZONE = "Asia/Jakarta"
"""Days of pages about the whole nation are those of the capital."""
_NONE = Sums(0, 0, 0)


def province_of(office: str) -> str:
    """The code of the province that an office's code begins with (51 of 51.08)."""
    return office.partition(".")[0]


def nation_view(context: Context, province: str, start: date, end: date, now: datetime) -> NationView:
    """Everything the page of a province (empty: of the nation) shows; days from ``start`` to ``end``, both included.

    Every office is there that has a file here or a standing. KeyError for a province that has neither.
    """
    known = standings(context.store)
    all_provinces = _provinces(context, {each.office: each.province for each in known})
    if province and province not in dict(all_provinces):
        raise KeyError(province)
    told = {each.office: each for each in known}
    codes = sorted({*told, *context.offices})
    asked = [code for code in codes if not province or province_of(code) == province]
    seconds = seconds_of(context.store, asked, start, end)
    uptimes = seconds.by_office
    names = dict(all_provinces)
    rows = [_row(context.offices.get(code), told.get(code), names, uptimes.get(code), now) for code in asked]
    rows.sort(key=lambda row: (-row.trouble, row.name))
    today = local(now, COUNTRY_ZONE).date()
    return NationView(
        province=province,
        now=now,
        start=start,
        end=end,
        month=today.replace(day=1),
        rows=tuple(rows),
        provinces=_province_rows(rows),
        all_provinces=all_provinces,
        trend=_trend(seconds.by_day, start, min(end, today)),
        uptime=together(uptimes.values()),
        zones=tuple(dict.fromkeys(row.zone for row in sorted(rows, key=lambda row: row.office))),
    )


def offices_known(context: Context) -> int:
    """How many offices this server knows of: by a file of their own, or by a standing in its database."""
    count, _, _ = standings_stamp(context.store)
    return max(count, len(context.offices))


def provinces_known(context: Context) -> tuple[tuple[str, str], ...]:
    """Code and name of each province that an office is known of, by code."""
    return _provinces(context, told_provinces(context.store))


def together(found: Iterable[Sums | None]) -> Sums | None:
    """Sums of several; None where there is nothing to sum."""
    known = [each for each in found if each is not None]
    if not known:
        return None
    return Sums(
        sum(each.answered_s for each in known),
        sum(each.down_s for each in known),
        sum(each.blind_s for each in known),
    )


def _provinces(context: Context, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = {**told, **{code: office.province for code, office in context.offices.items()}}
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, name in known.items():
        names[province_of(code)][name] += 1
    return tuple((code, found.most_common(1)[0][0]) for code, found in sorted(names.items()))


def _row(
    office: Office | None,
    told: OfficeStanding | None,
    provinces: dict[str, str],
    uptime: Sums | None,
    now: datetime,
) -> NationRow:
    named = told or office
    assert named is not None  # noqa: S101  (a code comes from one of the two)
    code = told.office if told is not None else office.code if office is not None else ""
    row = NationRow(
        office=code,
        name=named.name,
        short=named.short,
        province_code=province_of(code),
        province=provinces[province_of(code)],
        zone=named.zone,
        simulated=named.simulated,
        is_here=office is not None,
        uptime=uptime,
    )
    return row if told is None else _told_row(row, told, now)


def _told_row(row: NationRow, told: OfficeStanding, now: datetime) -> NationRow:
    """What the standing tells of now, unless it is too old for that, and of the month, unless that is over."""
    is_old = now - told.made_at > OLD
    is_month = told.month_start == local(now, told.zone).date().replace(day=1)
    return NationRow(
        office=row.office,
        name=row.name,
        short=row.short,
        province_code=row.province_code,
        province=row.province,
        zone=row.zone,
        simulated=row.simulated,
        is_here=row.is_here,
        uptime=row.uptime,
        made_at=told.made_at,
        data_at=told.data_at,
        is_old=is_old,
        is_stale=told.stale,
        target=told.target,
        work=told.work if is_month else None,
        hours=told.hours if is_month else None,
        **({} if is_old else _now_fields(told)),
    )


def _now_fields(told: OfficeStanding) -> Json:
    indicators = {name: getattr(told, name) for name in ("jaringan", "cadangan", "pengiriman", "tiket")}
    applying = [each for each in indicators.values() if each is not Indicator.TIDAK_BERLAKU]
    state = min(applying or indicators.values(), key=SEVERITY.index)
    if told.stale and state is Indicator.BAIK:
        state = Indicator.TIDAK_TERUKUR
    counts = TargetCounts(told.targets, told.up, told.degraded, told.down, told.cut_off, told.blind, told.off)
    return {
        **indicators,
        "state": state,
        "targets": counts,
        "overdue": told.overdue,
        "at_risk": told.at_risk,
        "trouble": told.trouble,
    }


def _province_rows(rows: Sequence[NationRow]) -> tuple[ProvinceRow, ...]:
    """The provinces of these rows, those with most trouble first."""
    found: defaultdict[str, list[NationRow]] = defaultdict(list)
    for row in rows:
        found[row.province_code].append(row)
    made = [_province_row(code, own) for code, own in found.items()]
    worst = (Indicator.GANGGUAN, Indicator.TERPUTUS, Indicator.WASPADA)
    return tuple(
        sorted(made, key=lambda each: (*(-each.states.get(state, 0) / each.offices for state in worst), each.code))
    )


def _least_well(row: ProvinceRow) -> tuple[float | str, ...]:
    """Sorts by the share of kabupaten in each kind of trouble, the worst kind first."""
    return (*(-row.states.get(state, 0) / row.offices for state in TROUBLE), row.code)


def _province_row(code: str, rows: Sequence[NationRow]) -> ProvinceRow:
    known = [row for row in rows if row.overdue is not None and row.targets is not None]
    return ProvinceRow(
        code=code,
        name=rows[0].province,
        offices=len(rows),
        states=Counter(row.state for row in rows),
        overdue=sum(row.overdue or 0 for row in known) if known else None,
        down=sum(row.targets.down for row in known if row.targets is not None) if known else None,
        work=sum((row.work for row in rows if row.work is not None), Heaps()),
        uptime=together(row.uptime for row in rows),
    )


def _trend(found: Mapping[date, Sums], start: date, end: date) -> tuple[tuple[date, Sums | None], ...]:
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return tuple((day, found.get(day)) for day in days)


def nation_json(view: NationView) -> Json:
    """The rows as ``/api/v1/nation`` gives them."""
    return {
        "province": view.province or None,
        "now": local_iso(view.now, COUNTRY_ZONE),
        "from": view.start.isoformat(),
        "to": view.end.isoformat(),
        "month": view.month.isoformat(),
        "simulated": view.simulated,
        "rows": [_row_json(row) for row in sorted(view.rows, key=lambda row: row.office)],
        "days": [{"day": day.isoformat(), **_sums_json(found)} for day, found in view.trend],
    }


def _row_json(row: NationRow) -> Json:
    counts = row.targets
    return {
        "office": row.office,
        "name": row.name,
        "province": row.province_code,
        "province_name": row.province,
        "simulated": row.simulated,
        "made_at": local_iso(row.made_at, row.zone),
        "data_at": local_iso(row.data_at, row.zone),
        "stale": row.is_usang,
        "state": str(row.state),
        **{name: str(getattr(row, name)) for name in ("jaringan", "cadangan", "pengiriman", "tiket")},
        "targets": None
        if counts is None
        else {name: getattr(counts, name) for name in ("targets", "up", "degraded", "down", "cut_off", "blind", "off")},
        "overdue": row.overdue,
        "at_risk": row.at_risk,
        "target": row.target,
        "pelaksanaan": _heaps_json(row.work),
        "pengukuran": _heaps_json(row.hours),
        **_sums_json(row.uptime),
    }


def _heaps_json(found: Heaps | None) -> Json | None:
    if found is None:
        return None
    names = ("met", "missed", "excused", "unmonitored", "outside", "n", "compliance", "coverage")
    return {name: getattr(found, name) for name in names}


def _sums_json(found: Sums | None) -> Json:
    known = found or _NONE
    return {
        "uptime": known.uptime,
        "answered_s": None if found is None else known.answered_s,
        "down_s": None if found is None else known.down_s,
        "unknown_s": None if found is None else known.blind_s,
    }
