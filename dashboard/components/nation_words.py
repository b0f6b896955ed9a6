"""What is said of a kabupaten in a few words: its state, its targets, its month, its uptime."""

from __future__ import annotations

from datetime import datetime

from dashboard import formats
from dashboard.components.messages import STALE
from dashboard.components.status import WORDS
from dashboard.model import Indicator
from dashboard.tallies import Heaps, Sums
from dashboard.views.nation_rows import NationRow
from dashboard.views.standing import FEW, judge

UNKNOWN = "tidak terukur"


def state_words(row: NationRow) -> str:
    """``gangguan``, or that nothing of now is known any more."""
    return STALE if row.is_usang and row.state is Indicator.TIDAK_TERUKUR else WORDS[row.state]


def age_words(row: NationRow, now: datetime) -> str:
    """How old the youngest data are, and of a standing that nobody renews how old that is."""
    if row.made_at is None:
        return "belum ada keadaan"
    if row.is_old:
        return f"keadaan dihitung {formats.age((now - row.made_at).total_seconds())}"
    if row.data_at is None:
        return "belum ada data"
    said = f"data {formats.age((now - row.data_at).total_seconds())}"
    return f"{STALE}: {said}" if row.is_stale and row.state is not Indicator.TIDAK_TERUKUR else said


def down_words(row: NationRow) -> tuple[str, str]:
    """Targets that are out now, and all the others."""
    found = row.targets
    if found is None or not found.targets:
        return UNKNOWN, "" if found is None else "tidak ada sasaran dalam jadwal sekarang"
    named = (
        (found.up, "baik"),
        (found.degraded, "terganggu"),
        (found.cut_off, "terputus dari induk"),
        (found.blind, UNKNOWN),
        (found.off, "dinonaktifkan"),
    )
    others = ", ".join(f"{formats.number(count)} {word}" for count, word in named if count)
    if found.blind == found.targets:
        return UNKNOWN, others
    return f"{formats.number(found.down)} putus", others


def overdue_words(row: NationRow) -> tuple[str, str]:
    """Open steps past their due time now, and those near it."""
    if row.overdue is None or row.at_risk is None:
        return formats.NONE, ""
    return formats.number(row.overdue), f"{formats.number(row.at_risk)} mendekati batas" if row.at_risk else ""


def month_words(found: Heaps | None) -> tuple[str, str]:
    """A month's compliance with what it is made of; few runs have no percentage."""
    if found is None:
        return formats.NONE, "belum dihitung bulan ini"
    if not found.n:
        return formats.NONE, "belum ada yang dinilai"
    counts = f"{formats.number(found.met)} tepat, {formats.number(found.missed)} tidak"
    if found.excused:
        counts += f", {formats.number(found.excused)} dikecualikan"
    if found.n < FEW:
        return f"n {formats.number(found.n)}", counts
    return formats.percent(found.compliance), f"n {formats.number(found.n)} · {counts}"


def month_state(found: Heaps | None, target: float) -> Indicator:
    """The month against its target; few runs are not judged."""
    return judge(found.compliance if found is not None and found.n >= FEW else None, target)


def uptime_words(found: Sums | None) -> tuple[str, str]:
    """Availability within the schedule, and how much of it was measured."""
    if found is None or found.uptime is None:
        return UNKNOWN, ""
    return formats.percent(found.uptime, 2), f"terukur {formats.percent(found.coverage)}"
