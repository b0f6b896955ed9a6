"""How measured states become the four indicators of a tile. Pure: what is known of each source in, a row out.

Nothing unmeasured is green: a source without a sample, or whose last sample is too old, is ``tidak_terukur``.
Mapping of states: sla-rules "Measured steps", ui.md "Layar pantau".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.model import Indicator, SampleStatus, SeriesState, State
from dashboard.views.rows import IndicatorRow

WORST_FIRST = (
    Indicator.GANGGUAN,
    Indicator.TERPUTUS,
    Indicator.WASPADA,
    Indicator.TIDAK_TERUKUR,
    Indicator.BAIK,
    Indicator.DINONAKTIFKAN,
    Indicator.TIDAK_BERLAKU,
)
"""A known outage is told before a missing measurement, and a missing measurement before green."""

_STATES = {
    State.UP: Indicator.BAIK,
    State.DEGRADED: Indicator.WASPADA,
    State.DOWN: Indicator.GANGGUAN,
    State.UNREACHABLE: Indicator.TERPUTUS,
    State.UNKNOWN: Indicator.TIDAK_TERUKUR,
    # Planned work is a decision too: neither green nor anybody's fault, and its reason line says which it is.
    State.MAINTENANCE: Indicator.DINONAKTIFKAN,
    State.DISABLED: Indicator.DINONAKTIFKAN,
    State.FRESH: Indicator.BAIK,
    State.LATE: Indicator.WASPADA,
    State.MISSING: Indicator.GANGGUAN,
    State.INCREASING: Indicator.BAIK,
    State.IDLE: Indicator.BAIK,
    State.RESTARTED: Indicator.BAIK,
    State.QUIET: Indicator.TIDAK_TERUKUR,
    State.STUCK: Indicator.GANGGUAN,
    State.READABLE: Indicator.BAIK,
}

_SENTENCES = {
    State.UP: "{name} baik",
    State.DEGRADED: "{name} lambat atau tersendat sejak {since}",
    State.DOWN: "{name} tidak menjawab sejak {since}",
    State.UNREACHABLE: "{name} terputus dari induk sejak {since}",
    State.UNKNOWN: "{name} tidak dapat diukur sejak {since}",
    State.MAINTENANCE: "{name} dalam pemeliharaan terencana sejak {since}",
    State.DISABLED: "{name} dinonaktifkan sejak {since}",
    State.FRESH: "{name}: cadangan terbaru lengkap",
    State.LATE: "{name}: cadangan terlambat sejak {since}",
    State.MISSING: "{name}: cadangan tidak ada sejak {since}",
    State.INCREASING: "{name} bertambah",
    State.IDLE: "{name}: tidak ada antrean",
    State.RESTARTED: "{name} mulai dari awal sejak {since}",
    State.QUIET: "{name} sepi sejak {since}, antrean tidak diketahui",
    State.STUCK: "{name} tertahan sejak {since} padahal ada antrean",
    State.READABLE: "{name} terbaca",
}

_COUNTED = {
    Indicator.GANGGUAN: "gangguan",
    Indicator.TERPUTUS: "terputus dari induk",
    Indicator.WASPADA: "waspada",
    Indicator.TIDAK_TERUKUR: "tidak terukur",
    Indicator.BAIK: "baik",
    Indicator.DINONAKTIFKAN: "dinonaktifkan",
    Indicator.TIDAK_BERLAKU: "tidak berlaku",
}

AHEAD_S = 60.0
"""Clocks of two machines may differ by so much before it is worth a word."""

Tell = Callable[[datetime], str]
"""Writes a moment for people, in the office's zone."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of one source now. ``since`` is the start of the shown state, not of the last sample."""

    state: Indicator
    since: datetime | None
    observed_at: datetime | None
    reason: str
    in_schedule: bool = True


def sight(
    name: str, known: SeriesState | None, now: datetime, stale_after_s: float, tell: Tell, *, in_schedule: bool = True
) -> Sight:
    """Read one series' last state; ``name`` is what people call the source (``Modem``).

    ``stale_after_s`` (seconds): a last sample older than this is no measurement any more; nor is one of the future.
    """
    if known is None:
        return Sight(Indicator.TIDAK_TERUKUR, None, None, f"{name} belum pernah terukur", in_schedule)
    seen = known.observed_at
    if (seen - now).total_seconds() > AHEAD_S:
        # a clock was set back: until it has caught up the state stands still, and tells nothing of now
        reason = f"{name}: data terakhir bertanda waktu {tell(seen)}, jam komputer mundur"
        return Sight(Indicator.TIDAK_TERUKUR, None, None, reason, in_schedule)
    if (now - seen).total_seconds() > stale_after_s:
        reason = f"{name}: data terakhir {tell(seen)}"
        return Sight(Indicator.TIDAK_TERUKUR, seen, seen, reason, in_schedule)
    if _is_suspect(known):
        since = known.first_failed_at or known.observed_at
        reason = f"{name} gagal {known.failed_polls} kali sejak {tell(since)}"
        return Sight(Indicator.WASPADA, since, seen, reason, in_schedule)
    reason = _SENTENCES[known.state].format(name=name, since=tell(known.since))
    return Sight(_STATES[known.state], known.since, seen, reason, in_schedule)


def _is_suspect(known: SeriesState) -> bool:
    """Failed, not yet confirmed: also where the very first polls of a new target fail and it was never seen up."""
    return known.is_suspect or (known.state is State.UNKNOWN and known.status is SampleStatus.FAILED)


def combine(sights: Sequence[Sight], now: datetime, *, noun: str, missing: str) -> IndicatorRow:
    """One indicator from all its sources: the worst wins; ``missing`` says what there is not, where there is none.

    Sources within their schedule decide alone while there are any: what is switched off after hours must not hide
    or colour what still counts.
    """
    if not sights:
        return IndicatorRow(Indicator.TIDAK_TERUKUR, None, None, None, missing)
    counted = [each for each in sights if each.in_schedule] or list(sights)
    state = min((each.state for each in counted), key=WORST_FIRST.index)
    shown = [each for each in counted if each.state is state]
    observed = [each.observed_at for each in counted if each.observed_at is not None]
    observed_at = max(observed, default=None)
    reason = shown[0].reason
    if len(counted) > 1 and (len(shown) > 1 or state is Indicator.BAIK):
        reason = f"{len(shown)} dari {len(counted)} {noun} {_COUNTED[state]}"
    return IndicatorRow(
        state=state,
        since=_since(state, [each.since for each in shown if each.since is not None]),
        observed_at=observed_at,
        age_s=None if observed_at is None else (now - observed_at).total_seconds(),
        reason=reason,
        in_schedule=counted[0].in_schedule,
    )


def _since(state: Indicator, starts: Sequence[datetime]) -> datetime | None:
    """Trouble began with the first source that has it; all is well since the last source became well."""
    if not starts:
        return None
    return max(starts) if state is Indicator.BAIK else min(starts)


def not_applicable(reason: str) -> IndicatorRow:
    """An indicator without a source by decision of the office; ``reason`` is the office's own."""
    return IndicatorRow(Indicator.TIDAK_BERLAKU, None, None, None, reason)


def from_office(row: IndicatorRow) -> IndicatorRow:
    """The office's own row standing in for a kecamatan without a source of its own."""
    return replace(row, from_office=True)


_TROUBLE = {
    Indicator.GANGGUAN: 1000,
    Indicator.TERPUTUS: 300,
    Indicator.WASPADA: 100,
    Indicator.TIDAK_TERUKUR: 10,
    Indicator.BAIK: 0,
    Indicator.DINONAKTIFKAN: 0,
    Indicator.TIDAK_BERLAKU: 0,
}


def trouble(rows: Sequence[IndicatorRow]) -> int:
    """How much is wrong on one tile, to sort tiles by.

    What stands in from the office is the same on every tile, and what is out of schedule counts for nobody.
    """
    return sum(_TROUBLE[row.state] for row in rows if row.in_schedule and not row.from_office)
