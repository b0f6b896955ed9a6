"""Reported periods: the figures as handed in, only ever added (the database itself refuses anything else)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select

from dashboard.model import Kind, Scope
from dashboard.reported import FrozenRow, ReportedPeriod
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import kecamatan_key, kecamatan_of, moment, seconds
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.place import in_place
from dashboard.store.schema import reported_periods as periods
from dashboard.store.schema import reported_rows as rows

_AS_KEPT = (
    *("sop", "from_step", "to_step", "met", "missed", "excused", "unmonitored", "outside"),
    *("median_permille", "p90_permille"),
)


def save_reported(store: Store, report: ReportedPeriod, *, entry: AuditEntry | None = None) -> ReportedPeriod:
    """Keep a reported period with its rows and, where given, the audit ``entry``; gives it with its number."""
    with write(store, report.office) as connection:
        last = connection.scalar(select(func.max(periods.c.number)).where(periods.c.office == report.office))
        numbered = replace(report, number=(last or 0) + 1, reported_at=moment(seconds(report.reported_at)))
        connection.execute(insert(periods), _period_row(numbered))
        if numbered.rows:
            connection.execute(insert(rows), _rows(numbered))
        if entry is not None:
            add_audit(connection, entry)
        bump(connection, store, (report.office,))
    return numbered


def reported_periods(
    store: Store, office: str, *, start: date | None = None, end: date | None = None, with_rows: bool = True
) -> list[ReportedPeriod]:
    """Reported periods of an office that lie wholly between two days, both included, in the order of reporting.

    ``with_rows`` False leaves their rows unread.
    """
    query = select(periods).where(periods.c.office == office).order_by(periods.c.number)
    if start is not None:
        query = query.where(periods.c.start_day >= start.isoformat())  # ISO text sorts as the days do
    if end is not None:
        query = query.where(periods.c.end_day <= end.isoformat())
    with read(store) as connection:
        found = connection.execute(query).all()
        kept: defaultdict[int, list[FrozenRow]] = defaultdict(list)
        if with_rows and found:
            of_these = rows.c.number.in_([row.number for row in found])
            own = select(rows).where(rows.c.office == office, of_these, in_place(store, rows.c.kecamatan))
            own = own.order_by(rows.c.number, rows.c.position)
            for row in connection.execute(own):
                kept[row.number].append(_frozen_of(row))
        return [_period_of(row, tuple(kept[row.number])) for row in found]


def _period_row(report: ReportedPeriod) -> dict[str, Any]:
    return {
        "office": report.office,
        "number": report.number,
        "start_day": report.start.isoformat(),
        "end_day": report.end.isoformat(),
        "reported_at": seconds(report.reported_at),
        "officer": report.officer,
        "form": report.form,
        "note": report.note,
        "rule_version": report.rule_version,
        "interim": report.interim,
    }


def _rows(report: ReportedPeriod) -> list[dict[str, Any]]:
    return [
        {
            "office": report.office,
            "number": report.number,
            "position": position,
            "kecamatan": kecamatan_key(row.kecamatan),
            "version": None if row.version is None else row.version.isoformat(),
            "scope": row.scope.value,
            "kind": row.kind.value,
            **{name: getattr(row, name) for name in _AS_KEPT},
        }
        for position, row in enumerate(report.rows)
    ]


def _period_of(row: Row[Any], kept: tuple[FrozenRow, ...]) -> ReportedPeriod:
    return ReportedPeriod(
        office=row.office,
        start=date.fromisoformat(row.start_day),
        end=date.fromisoformat(row.end_day),
        reported_at=moment(row.reported_at),
        officer=row.officer,
        form=row.form,
        note=row.note,
        rule_version=row.rule_version,
        interim=row.interim,
        rows=kept,
        number=row.number,
    )


def _frozen_of(row: Row[Any]) -> FrozenRow:
    return FrozenRow(
        kecamatan=kecamatan_of(row.kecamatan),
        version=None if row.version is None else date.fromisoformat(row.version),
        scope=Scope(row.scope),
        kind=Kind(row.kind),
        **{name: getattr(row, name) for name in _AS_KEPT},
    )
