"""The part of the OpenAPI document about many offices at once."""

from __future__ import annotations

from typing import Any

from dashboard.model import Indicator

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
_FRACTION: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_MOMENT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}
_DATE: Schema = {"type": "string", "format": "date"}
_STATE: Schema = {"type": "string", "enum": [str(each) for each in Indicator]}
_HEAPS = ("met", "missed", "excused", "unmonitored", "outside", "n")
_TARGETS = ("targets", "up", "degraded", "down", "cut_off", "blind", "off")


def nation_schemas() -> dict[str, Schema]:
    """The schemas by name: ``Nation``, ``NationRow`` and ``NationNews``."""
    seconds = {"uptime": _FRACTION, **dict.fromkeys(("answered_s", "down_s", "unknown_s"), _COUNT_OR_NULL)}
    nation: dict[str, Schema] = {
        "province": {"type": ["string", "null"], "description": "Kode provinsi; null: seluruh negara."},
        "now": {"type": "string", "format": "date-time"},
        "from": _DATE,
        "to": _DATE,
        "month": _DATE,
        "simulated": {"type": "boolean", "description": "true: ada data simulasi di antaranya."},
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/NationRow"}},
        "days": {"type": "array", "items": objects({"day": _DATE, **seconds})},
    }
    return {"Nation": objects(nation), "NationRow": _row(seconds), "NationNews": _news()}


def _row(seconds: dict[str, Schema]) -> Schema:
    return objects(
        {
            "office": _text("Kode Kemendagri kabupaten."),
            "name": _text("Nama kantor menurut berkasnya."),
            "province": _text("Kode provinsi: dua angka pertama kode kabupaten."),
            "province_name": _text("Nama provinsi menurut berkas kantor."),
            "simulated": {"type": "boolean"},
            "made_at": {**_MOMENT_OR_NULL, "description": "Kapan keadaannya dihitung; null: belum pernah."},
            "data_at": _MOMENT_OR_NULL,
            "stale": {"type": "boolean", "description": "true: data usang; keadaan sekarang tidak diketahui."},
            "state": _STATE,
            **dict.fromkeys(("jaringan", "cadangan", "pengiriman", "tiket"), _STATE),
            "targets": _nullable(dict.fromkeys(_TARGETS, _COUNT)),
            "overdue": _COUNT_OR_NULL,
            "at_risk": _COUNT_OR_NULL,
            "target": {"type": "number", "minimum": 0, "maximum": 1},
            **dict.fromkeys(
                ("pelaksanaan", "pengukuran"),
                _nullable({**dict.fromkeys(_HEAPS, _COUNT), "compliance": _FRACTION, "coverage": _FRACTION}),
            ),
            **seconds,
        }
    )


def _news() -> Schema:
    wall = {
        **dict.fromkeys(("office", "tag", "zone", "zone_label"), _TEXT),
        "now": {"type": "string", "format": "date-time"},
        "data_at": _MOMENT_OR_NULL,
        "data_age_s": {"type": ["number", "null"]},
        "stale": {"type": "boolean"},
        "tiles": {"type": "array", "items": {"type": "object"}},
    }
    return objects(
        {
            "app_version": {"type": "string"},
            "walls": {"type": "array", "items": objects(wall)},
            "troubles": {"type": "array", "items": {"type": "object"}},
            "troubles_tag": {"type": "string"},
        }
    )


def nation_paths() -> dict[str, Schema]:
    """The routes."""
    listed = [
        optional("province", "Kode provinsi, misal 51; tanpa ini seluruh negara."),
        optional("from", "Hari pertama ketersediaan; tanpa ini tiga puluh hari terakhir.", "date"),
        optional("to", "Hari terakhir, ikut dihitung.", "date"),
    ]
    news = [
        optional("kode", "Kode provinsi, atau semua."),
        optional("tanda", "Tanda yang sudah dimiliki; tidak mengubah jawaban."),
    ]
    return {
        "/api/v1/nation": {"get": described("Keadaan setiap kabupaten sekarang dan pada bulan ini.", listed, "Nation")},
        "/feed/nation": {
            "get": described("Adakah kabar baru, untuk skrip halaman. ETag didukung.", news, "NationNews")
        },
    }


def described(summary: str, parameters: list[Schema], answer: str) -> Schema:
    """A route: what it answers, what it may be asked, and the schema of its answer."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}}
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Jawaban.", "content": content},
            "304": {"description": "Tidak ada yang berubah."},
            "400": {"description": "Parameter salah.", "content": refused},
        },
    }


def optional(name: str, description: str, form: str = "") -> Schema:
    """A parameter that may be left out."""
    schema = {"type": "string", **({"format": form} if form else {})}
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def objects(properties: dict[str, Schema]) -> Schema:
    """An object all of whose properties are always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def nullable_text(description: str) -> Schema:
    """A text, or null."""
    return {"type": ["string", "null"], "description": description}


def _nullable(properties: dict[str, Schema]) -> Schema:
    return {**objects(properties), "type": ["object", "null"]}
