"""The part of the OpenAPI document about reported periods: what the compliance answer says of them."""

from __future__ import annotations

from typing import Any

from dashboard.model import Kind, Scope

Schema = dict[str, Any]

_COUNT: Schema = {"type": "integer", "minimum": 0}
_STEP: Schema = {"type": ["integer", "null"], "minimum": 1}
_FRACTION: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "description": "Bagian waktu baku yang terpakai."}
_FIGURES = {
    "met": _COUNT,
    "missed": _COUNT,
    "excused": _COUNT,
    "unmonitored": _COUNT,
    "outside": _COUNT,
    "n": _COUNT,
    "compliance": _FRACTION,
    "coverage": _FRACTION,
    "median_share": _SHARE,
    "p90_share": _SHARE,
}


def reported_schemas() -> dict[str, Schema]:
    """The schemas by name: ``Report``, ``Reported`` and ``ReportedChange``."""
    report: dict[str, Schema] = {
        "number": {"type": "integer", "minimum": 1},
        "from": {"type": "string", "format": "date"},
        "to": {"type": "string", "format": "date"},
        "reported_at": {"type": "string", "format": "date-time"},
        "by": _text("Petugas yang melaporkan."),
        "form": _text("Bentuk laporan, misal laporan bulanan."),
        "note": _text("Catatan; boleh kosong."),
        "rule_version": _text("Aturan hitung saat dilaporkan."),
        "interim": {"type": "boolean", "description": "true: periode masih berjalan saat dilaporkan."},
    }
    return {
        "Report": _object(report),
        "Reported": _object(
            {
                **report,
                "asked": {"type": "boolean", "description": "true: tepat periode yang diminta; false: di dalamnya."},
                "same": {"type": "boolean", "description": "true: semua angka masih sama dengan laporan."},
                "changed": {"type": "array", "items": _ref("ReportedChange")},
                "earlier": {"type": "array", "items": _ref("Report")},
            }
        ),
        "ReportedChange": _object(
            {
                "kecamatan": {"type": ["string", "null"], "description": "Kode Kemendagri; null: Dinas."},
                "sop": {"type": ["string", "null"], "description": "null: angka seluruh kantor."},
                "version": {"type": ["string", "null"], "format": "date"},
                "from_step": _STEP,
                "to_step": _STEP,
                "scope": {"type": "string", "enum": [str(each) for each in Scope]},
                "kind": {"type": "string", "enum": [str(each) for each in Kind]},
                "before": _figures("Angka pada laporan; null: laporan tidak memuat baris ini."),
                "after": _figures("Angka sekarang; null: baris ini tidak ada lagi."),
                "reasons": {"type": "array", "items": _text("Sebab yang diketahui.")},
                "tickets": {"type": "array", "items": _text("Tiket yang berubah sesudah laporan.")},
            }
        ),
    }


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _figures(description: str) -> Schema:
    return {**_object(_FIGURES), "type": ["object", "null"], "description": description}
