"""Rows as the JSON of the API and of the commands: plain dicts, times ISO 8601 with the office's offset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.model import RULE_VERSION, Compliance
from dashboard.offices import Office
from dashboard.views.rows import IndicatorRow, RunRow, TileRow

Json = dict[str, Any]

_COMPLIANCE_FIELDS = (
    "kecamatan",
    "sop",
    "version",
    "from_step",
    "to_step",
    "scope",
    "kind",
    "met",
    "missed",
    "excused",
    "unmonitored",
    "outside",
    "n",
    "compliance",
    "compliance_before",
    "coverage",
    "best",
    "worst",
    "median_share",
    "p90_share",
    "breaches",
    "backlog",
)


def local_iso(at: datetime | None, zone: str) -> str | None:
    """A moment in whole seconds with the office's offset (``2026-11-20T14:05:00+08:00``); None stays None."""
    return None if at is None else at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def envelope(office: Office, now: datetime, rows: Sequence[Json]) -> Json:
    """What every answer about one office is wrapped in."""
    return {
        "office": office.code,
        "now": local_iso(now, office.zone),
        "rule_version": RULE_VERSION,
        "simulated": office.simulated,
        "rows": list(rows),
    }


def compliance_row_json(row: Compliance) -> Json:
    """One row of the accounting; fractions 0..1 or null, ``kecamatan`` null for the Dinas."""
    found = {name: getattr(row, name) for name in _COMPLIANCE_FIELDS}
    found["version"] = None if row.version is None else row.version.isoformat()
    found["scope"], found["kind"] = str(row.scope), str(row.kind)
    return found


def indicator_json(row: IndicatorRow, zone: str) -> Json:
    """One indicator; ``age_s`` is the age of its last sample in seconds, null where there is none."""
    return {
        "state": str(row.state),
        "since": local_iso(row.since, zone),
        "observed_at": local_iso(row.observed_at, zone),
        "age_s": None if row.age_s is None else round(row.age_s, 1),
        "reason": row.reason,
        "from_office": row.from_office,
        "in_schedule": row.in_schedule,
    }


def status_row_json(tile: TileRow, zone: str) -> Json:
    """One tile with its four indicators."""
    return {
        "kecamatan": tile.kecamatan,
        "name": tile.name,
        "jaringan": indicator_json(tile.jaringan, zone),
        "cadangan": indicator_json(tile.cadangan, zone),
        "pengiriman": indicator_json(tile.pengiriman, zone),
        "tiket": indicator_json(tile.tiket, zone),
    }


def run_json(row: RunRow, zone: str, outlook: Json | None = None, output: Json | None = None) -> Json:
    """One run (``sla --runs``): what was judged, how, by which rule and which version of the standard.

    ``steps`` is ``[from, to]``; ``used_s`` and ``budget_s`` are seconds on the step's own clock, null where unknown.
    ``outlook`` is what may be expected of an open run, null for every other; ``output`` what the network collector
    attached to a finished step, null where nothing is.
    """
    verdict = row.verdict
    return {
        "ticket": verdict.ticket,
        "kecamatan": verdict.kecamatan,
        "sop": verdict.sop,
        "version": verdict.version.isoformat(),
        "scope": str(verdict.scope),
        "steps": [verdict.from_step, verdict.to_step],
        "attempt": verdict.attempt,
        "state": str(verdict.state),
        "heap": str(verdict.heap),
        "heap_before": None if verdict.heap_before is None else str(verdict.heap_before),
        "started_at": local_iso(verdict.started_at, zone),
        "finished_at": local_iso(verdict.finished_at, zone),
        "due_at": local_iso(verdict.due_at, zone),
        "used_s": verdict.used_s,
        "budget_s": verdict.budget_s,
        "rule": verdict.rule,
        "remarks": list(verdict.remarks),
        "source": row.source,
        "forecast": outlook,
        "output": output,
    }
