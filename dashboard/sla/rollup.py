"""Roll-ups over several SOPs: what the wall, the ranking and the trend quote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from dashboard.model import Compliance, Kind, Scope, Slot, Verdict
from dashboard.sla.account import Period, RowKey, account, accounts

RANKED_FROM_N = 5
"""Rows with fewer judged runs are hatched and not ranked."""
WARNING_POINTS = 0.10


def office_row(verdicts: Iterable[Verdict], *, office: str, period: Period, now: datetime, sop: str = "") -> Compliance:
    """The pelaksanaan figure: steps and spans of all given runs pooled, totals left out."""
    key = RowKey(office, None, sop, None, None, None, Scope.STEP, Kind.PELAKSANAAN)
    return account((v for v in verdicts if v.scope is not Scope.TOTAL), key=key, period=period, now=now)


def totals_row(verdicts: Iterable[Verdict], *, office: str, period: Period, now: datetime, sop: str = "") -> Compliance:
    """Totals of all given tickets pooled; never added to the steps."""
    key = RowKey(office, None, sop, None, None, None, Scope.TOTAL, Kind.PELAKSANAAN)
    return account((v for v in verdicts if v.scope is Scope.TOTAL), key=key, period=period, now=now)


def measured_row(slots: Iterable[Slot], *, office: str, period: Period, now: datetime, sop: str = "") -> Compliance:
    """The pengukuran figure: all given slots pooled."""
    key = RowKey(office, None, sop, None, None, None, Scope.STEP, Kind.PENGUKURAN)
    return account(slots=slots, key=key, period=period, now=now)


def kecamatan_rows(
    verdicts: Iterable[Verdict], slots: Iterable[Slot] = (), *, period: Period, now: datetime
) -> list[Compliance]:
    """One pelaksanaan row a kecamatan (None: Dinas) over all SOPs, and one pengukuran row beside it."""

    def of_verdict(verdict: Verdict) -> RowKey | None:
        if verdict.scope is Scope.TOTAL:
            return None
        return RowKey(verdict.office, verdict.kecamatan, "", None, None, None, Scope.STEP, Kind.PELAKSANAAN)

    def of_slot(slot: Slot) -> RowKey:
        return RowKey(slot.office, slot.kecamatan, "", None, None, None, Scope.STEP, Kind.PENGUKURAN)

    return accounts(verdicts, slots, period=period, now=now, verdict_key=of_verdict, slot_key=of_slot)


def sop_rows(
    verdicts: Iterable[Verdict], slots: Iterable[Slot] = (), *, period: Period, now: datetime
) -> list[Compliance]:
    """One row an SOP over all kecamatan: steps and spans pooled, its totals apart, its slots apart."""

    def of_verdict(verdict: Verdict) -> RowKey:
        scope = Scope.TOTAL if verdict.scope is Scope.TOTAL else Scope.STEP
        return RowKey(verdict.office, None, verdict.sop, None, None, None, scope, Kind.PELAKSANAAN)

    def of_slot(slot: Slot) -> RowKey:
        return RowKey(slot.office, None, slot.sop, None, None, None, Scope.STEP, Kind.PENGUKURAN)

    return accounts(verdicts, slots, period=period, now=now, verdict_key=of_verdict, slot_key=of_slot)


def ranking(rows: Iterable[Compliance]) -> tuple[Compliance, ...]:
    """Rows best first; those with fewer than five judged runs come last, in their own order."""
    listed = list(rows)
    ranked = [row for row in listed if row.n >= RANKED_FROM_N]
    ranked.sort(key=lambda row: (-(row.compliance or 0.0), -row.n))
    return tuple(chain(ranked, (row for row in listed if row.n < RANKED_FROM_N)))


def standing(compliance: float | None, target: float) -> str:
    """``baik`` at or above the target, ``waspada`` within ten points, ``gangguan`` below, ``tidak_terukur`` for None.

    Both are fractions 0..1.
    """
    if compliance is None:
        return "tidak_terukur"
    # Counted in millionths of a point, so that 80 % is within ten points of 90 % whatever binary makes of it.
    short = round((target - compliance) * 1e8)
    if short <= 0:
        return "baik"
    return "waspada" if short <= round(WARNING_POINTS * 1e8) else "gangguan"
