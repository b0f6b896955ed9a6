"""Schema of one run in the OpenAPI document: the rows of ``/api/v1/runs`` and of ``sla --runs --json``."""

from __future__ import annotations

from typing import Any

from dashboard.model import Heap, RunState, Scope
from dashboard.readings import Interval

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MOMENT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}


def run_row() -> Schema:
    """One run of a step, span or total."""
    heaps = [str(each) for each in Heap]
    return _object(
        {
            "ticket": _TEXT,
            "kecamatan": {**_TEXT_OR_NULL, "description": "Kode Kemendagri; null: Dinas."},
            "sop": _TEXT,
            "version": {"type": "string", "format": "date", "description": "Tanggal efektif SOP."},
            "scope": {"type": "string", "enum": [str(each) for each in Scope]},
            "steps": {"type": "array", "items": {"type": "integer"}, "description": "Langkah pertama dan terakhir."},
            "attempt": {"type": "integer", "minimum": 1},
            "state": {"type": "string", "enum": [str(each) for each in RunState]},
            "heap": {"type": "string", "enum": heaps},
            "heap_before": {**_TEXT_OR_NULL, "description": "Sebelum pengecualian; null: tidak dikecualikan."},
            "started_at": _MOMENT_OR_NULL,
            "finished_at": _MOMENT_OR_NULL,
            "due_at": _MOMENT_OR_NULL,
            "used_s": {**_NUMBER_OR_NULL, "description": "Detik pada jam langkah itu."},
            "budget_s": _NUMBER_OR_NULL,
            "rule": _TEXT,
            "remarks": {"type": "array", "items": _TEXT},
            "source": _TEXT,
            "forecast": {"type": ["object", "null"], "description": "Perkiraan langkah yang masih terbuka."},
            "output": _output(),
        }
    )


def _output() -> Schema:
    return _object(
        {
            "source": _TEXT,
            "from": _MOMENT,
            "to": _MOMENT,
            "interval": {"type": "string", "enum": [str(each) for each in Interval]},
            "attached_at": _MOMENT,
            "measured": {"type": "boolean", "description": "false: tidak terukur."},
            "targets": {"type": "array", "items": _target()},
        },
        description="Keluaran uji jaringan yang dilampirkan; null: tidak ada.",
    )


def _target() -> Schema:
    spread = _object(
        {name: {"type": "number"} for name in ("median", "min", "max")}, description="Milidetik; null: tidak terukur."
    )
    return _object(
        {
            "target": _TEXT,
            "name": _TEXT,
            "kind": {"type": "string", "enum": ["icmp", "tcp", "http"]},
            "polls": {**_COUNT, "description": "Poll yang bertanya; 0: tidak terukur."},
            "answered": _COUNT,
            "unmeasured": {**_COUNT, "description": "Poll yang tidak dapat atau tidak boleh bertanya."},
            "loss_percent": _NUMBER_OR_NULL,
            "latency_ms": spread,
            "http_ms": spread,
        }
    )


def _object(properties: dict[str, Schema], description: str = "") -> Schema:
    """An object all of whose properties are always there; with a ``description``, one that may be null."""
    found: Schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {**found, "type": ["object", "null"], "description": description} if description else found
