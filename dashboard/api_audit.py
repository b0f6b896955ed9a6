"""The audit trail in the HTTP API, and its part of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from dashboard.access import Principal
from dashboard.api_document_nation import described, nullable_text, objects, optional
from dashboard.api_params import BadParameter, local_date, one_of, only, period
from dashboard.formats import NONE, local
from dashboard.views.as_json import Json, local_iso
from dashboard.views.audit import AuditFilter, audit_slice, chain_row, zone_of
from dashboard.views.audit_rows import AuditRow
from dashboard.views.context import Context

Schema = dict[str, Any]
Query = Mapping[str, Sequence[str]]

USUAL_DAYS, USUAL_ROWS, MOST_ROWS = 30, 200, 1_000
_PARAMETERS = {
    "office": "Kode Kemendagri kabupaten; tanpa ini semuanya.",
    "from": "Hari pertama; tanpa ini tiga puluh hari terakhir.",
    "to": "Hari terakhir, ikut dihitung.",
    "officer": "Hanya tindakan petugas ini.",
    "action": "Hanya tindakan ini, misal tiket dibuka.",
    "text": "Kata-kata yang harus ada di mana pun dalam barisnya.",
    "before": "Hanya baris di bawah baris bernomor ini: next dari jawaban sebelumnya.",
    "limit": f"Paling banyak sekian baris, 1 sampai {MOST_ROWS}; tanpa ini {USUAL_ROWS}.",
}
_LARGEST_NUMBER = 2**53


def audit_answer(context: Context, who: Principal | None, query: Query, now: datetime) -> Json:
    """One part of the trail, youngest first, and the state of its chain. Raises BadParameter."""
    values = only(query, tuple(_PARAMETERS))
    office = None if who is None else who.office
    if "office" in values:
        office = one_of(values["office"], "office", context.offices.keys(), "Kantor")
    zone = zone_of(context, office)
    asked = _filter(values, office, now, zone)
    before = _number(values, "before", _LARGEST_NUMBER) if "before" in values else None
    limit = _number(values, "limit", MOST_ROWS) if "limit" in values else USUAL_ROWS
    rows = audit_slice(context, asked, before=before, limit=limit)
    chain = chain_row(context, now)
    return {
        "office": office,
        "now": local_iso(now, zone),
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "simulated": any(known.simulated for known in context.offices.values()),
        "chain": {
            "whole": chain.is_whole,
            "lines": chain.lines + chain.newer,
            "checked_at": local_iso(chain.checked_at, zone),
            "broken_at": chain.broken_at,
            "missing": chain.missing,
            "head": chain.head,
        },
        "rows": [_row(row) for row in rows],
        "next": rows[-1].id if len(rows) == limit else None,
    }


def _filter(values: Mapping[str, str], office: str | None, now: datetime, zone: str) -> AuditFilter:
    last = local_date(values["to"], "to") if "to" in values else local(now, zone).date()
    first = local_date(values["from"], "from") if "from" in values else last - timedelta(days=USUAL_DAYS - 1)
    start, end = period(first.isoformat(), last.isoformat())
    named = [values.get(name, "") for name in ("officer", "action", "text")]
    return AuditFilter(start, end, office, *named)


def _number(values: Mapping[str, str], field: str, most: int) -> int:
    text = values[field]
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) else 0
    if not 1 <= number <= most:
        raise BadParameter(field, f"{field} tidak terbaca. Tulis bilangan dari 1 sampai {most}.")
    return number


def _row(row: AuditRow) -> Json:
    return {
        "id": row.id,
        "at": local_iso(row.at, row.zone),
        "office": row.office,
        "officer": row.officer,
        "officer_name": row.officer_name,
        "action": row.action,
        "subject": row.subject,
        "changes": [
            {"field": each.field, "before": _or_null(each.before), "after": _or_null(each.after)}
            for each in row.changes
        ],
        "before": row.before,
        "after": row.after,
        "chain": row.chain,
        "previous": row.previous,
    }


def _or_null(words: str) -> str | None:
    return None if words == NONE else words


_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DATE: Schema = {"type": "string", "format": "date"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}


def audit_schemas() -> dict[str, Schema]:
    """The schemas by name: ``Audit`` and ``AuditRow``."""
    chain = {
        "whole": {"type": "boolean", "description": "false: ada baris yang diubah, disisipkan atau dihapus."},
        "lines": _COUNT,
        "checked_at": _MOMENT,
        "broken_at": {**_COUNT_OR_NULL, "description": "Baris pertama yang tidak cocok."},
        "missing": _COUNT,
        "head": _TEXT,
    }
    answer = {
        "office": nullable_text("Kantor yang diminta; null: semua."),
        "now": _MOMENT,
        "from": _DATE,
        "to": _DATE,
        "simulated": {"type": "boolean", "description": "true: ada data simulasi di antaranya."},
        "chain": objects(chain),
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/AuditRow"}},
        "next": {**_COUNT_OR_NULL, "description": "Untuk before; null: tidak ada lagi."},
    }
    return {"Audit": objects(answer), "AuditRow": _row_schema()}


def _row_schema() -> Schema:
    value = {"type": ["string", "null"]}
    change = objects({"field": _TEXT, "before": value, "after": value})
    return objects(
        {
            "id": {"type": "integer", "minimum": 1},
            "at": _MOMENT,
            "office": nullable_text("Kantor yang bersangkutan; null: tidak milik satu kantor."),
            **dict.fromkeys(("officer", "officer_name", "action", "subject"), _TEXT),
            "changes": {"type": "array", "items": change},
            "before": nullable_text("JSON persis seperti yang di-hash."),
            "after": nullable_text("JSON persis seperti yang di-hash."),
            "chain": nullable_text("Hash baris ini; null: ditulis sebelum rantai dimulai."),
            "previous": nullable_text("Hash baris sebelumnya."),
        }
    )


def audit_paths() -> dict[str, Schema]:
    """The route."""
    listed = [optional(name, text, "date" if name in ("from", "to") else "") for name, text in _PARAMETERS.items()]
    return {
        "/api/v1/audit": {"get": described("Jejak audit, yang terbaru dahulu, dengan hash rantainya.", listed, "Audit")}
    }
