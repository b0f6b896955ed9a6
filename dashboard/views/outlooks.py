"""The forecast of a late step in a few words, the same on the page and in the wall's feed."""

from __future__ import annotations

from datetime import datetime

from dashboard import formats
from dashboard.model import RunState, Verdict
from dashboard.sla import Forecast
from dashboard.sla.forecast import NOT_ENOUGH
from dashboard.views.as_json import Json, local_iso


def outlook_words(
    found: Forecast | None, verdict: Verdict, zone: str, now: datetime, *, borrowed: bool
) -> tuple[str, ...]:
    """``Perkiraan selesai 14.05``, ``peluang lewat 40 %``, ``median 2,5 jam``, ``p90 6 jam``: the weightiest first.

    Empty without a forecast, and for a zero: where no waiting is allowed nothing is to be expected.
    ``borrowed``: the runs are the whole office's, for the kecamatan has too few of its own.
    """
    if found is None or not verdict.budget_s:
        return ()
    if found.note == NOT_ENOUGH:
        return (f"Perkiraan: {NOT_ENOUGH}",)
    words = ["Lebih lama dari semua sebelumnya"]
    if found.expected_at is not None:
        words = [f"Perkiraan selesai {formats.since(found.expected_at, zone, now)}"]
    # Of a run past due nothing is left to chance.
    if found.breach_chance is not None and verdict.state is not RunState.OVERDUE:
        words.append(f"peluang lewat {formats.percent(found.breach_chance, 0)}")
    words.append(f"{'median kantor' if borrowed else 'median'} {_hours(found.median_s)}")
    words.append(f"p90 {_hours(found.p90_s)}")
    return tuple(words)


def outlook_json(found: Forecast | None, zone: str) -> Json | None:
    """The figures behind the words: times used in seconds on the step's own clock, the chance 0..1."""
    if found is None:
        return None
    return {
        "expected_at": local_iso(found.expected_at, zone),
        "median_s": _whole(found.median_s),
        "p90_s": _whole(found.p90_s),
        "breach_chance": None if found.breach_chance is None else round(found.breach_chance, 2),
        "runs": found.runs,
    }


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _hours(seconds: float | None) -> str:
    """``45 detik``, ``12 menit``, ``8,1 jam``: never days, for a working day has no 24 hours."""
    if seconds is None:
        return formats.NONE
    if seconds < 60:
        return f"{formats.number(seconds)}{formats.NBSP}detik"
    if seconds < 3_600:
        return f"{formats.number(seconds / 60)}{formats.NBSP}menit"
    return f"{formats.number(seconds / 3_600, 1)}{formats.NBSP}jam"
