"""The OpenAPI 3.1 document of the HTTP API. A test holds it against the real answers."""

from __future__ import annotations

from typing import Any

from dashboard.api_audit import audit_paths, audit_schemas
from dashboard.api_document_nation import nation_paths, nation_schemas
from dashboard.api_document_runs import run_row
from dashboard.api_reported import reported_schemas
from dashboard.model import Indicator, Kind, Scope
from dashboard.views.health import KINDS
from dashboard.views.receipt_rows import ReceiptState

Schema = dict[str, Any]


def api_document(version: str) -> Schema:
    """The whole document; ``version`` is the product's."""
    paths = {
        "/healthz": {"get": _healthz()},
        "/api/v1/status": {"get": _status()},
        "/api/v1/compliance": {"get": _compliance()},
        "/api/v1/runs": {"get": _runs()},
        "/api/v1/receipts": {"get": _receipts()},
        **audit_paths(),
        **nation_paths(),
        "/api/v1/openapi.json": {"get": _document()},
        "/feed/wall": {"get": _feed()},
    }
    for path, item in paths.items():
        refusals = _refusals()
        item["get"]["responses"] |= {"400": refusals["400"]} if path == "/healthz" else refusals
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pantau PIAK",
            "version": version,
            "description": "Keadaan sekarang dan kepatuhan SOP. Semua waktu ISO 8601 dengan selisih zona kantor; "
            "from dan to adalah tanggal pada zona kantor dan keduanya ikut dihitung.",
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Error": _with_fix({"error": _text("Satu kalimat: apa yang salah."), "field": _TEXT}),
                "Refusal": _with_fix({"error": _text("Satu kalimat: mengapa tidak dijawab.")}),
                "Indicator": _indicator(),
                "StatusRow": _status_row(),
                "Status": _envelope("StatusRow", {"dinas": _ref("StatusRow")}),
                "ComplianceRow": _compliance_row(),
                "Compliance": _envelope("ComplianceRow", {"reported": {"type": "array", "items": _ref("Reported")}}),
                **reported_schemas(),
                "RunRow": run_row(),
                "Runs": _envelope("RunRow", {}),
                "ReceiptRow": _receipt_row(),
                "Receipts": _envelope(
                    "ReceiptRow",
                    {
                        "month": _text("Bulan laporan, misal 2026-11."),
                        "ticket": {"type": ["string", "null"], "description": "Tiket bulan itu; null: belum dibuka."},
                        "note": _text("Mengapa tidak ada daftar penerimaan; kosong bila ada."),
                    },
                ),
                "Feed": _feed_body(),
                **audit_schemas(),
                **nation_schemas(),
            }
        },
    }


_TEXT: Schema = {"type": "string"}
_LIST: Schema = {"type": "array", "items": {"type": "object"}}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_STEP: Schema = {"type": ["integer", "null"], "minimum": 1}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MOMENT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}
_SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "description": "Bagian waktu baku yang terpakai."}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _fraction(description: str) -> Schema:
    return {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Schema]) -> Schema:
    """An object all of whose properties are always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _with_fix(properties: dict[str, Schema]) -> Schema:
    """An error; ``fix`` where the sentence does not say the mend itself."""
    body = _object(properties)
    more = {"fix": _text("Cara membetulkan."), "request_id": _text("Kode kejadian, untuk mencarinya di log.")}
    return {**body, "properties": {**body["properties"], **more}}


def _refusals() -> dict[str, Schema]:
    """What every question but that for the house's health may be answered with."""
    told = {
        "400": "Parameter tidak dikenal atau tidak terbaca.",
        "401": "Belum masuk, atau token tidak berlaku.",
        "403": "Peran tidak mencakup ini.",
        "429": "Terlalu banyak permintaan; Retry-After menyebut detiknya.",
        "503": "Basis data tidak terbaca.",
    }
    refused = {code: _json_answer(said, _ref("Refusal")) for code, said in told.items()}
    return {**refused, "400": _json_answer(told["400"], _ref("Error"))}


def _envelope(row: str, more: dict[str, Schema]) -> Schema:
    return _object(
        {
            "office": _text("Kode Kemendagri kabupaten."),
            "now": _MOMENT,
            "rule_version": _TEXT,
            "simulated": {"type": "boolean", "description": "true: data simulasi."},
            "rows": {"type": "array", "items": _ref(row)},
            **more,
        }
    )


def _indicator() -> Schema:
    return _object(
        {
            "state": {"type": "string", "enum": [str(each) for each in Indicator]},
            "since": _MOMENT_OR_NULL,
            "observed_at": _MOMENT_OR_NULL,
            "age_s": {"type": ["number", "null"], "description": "Umur data terakhir dalam detik."},
            "reason": _TEXT,
            "from_office": {"type": "boolean", "description": "Memakai sumber milik kantor."},
            "in_schedule": {"type": "boolean", "description": "false: diukur di luar jadwalnya."},
        }
    )


def _status_row() -> Schema:
    indicator = _ref("Indicator")
    return _object(
        {
            "kecamatan": {"type": ["string", "null"], "description": "Kode Kemendagri; null: Dinas."},
            "name": _TEXT,
            "jaringan": indicator,
            "cadangan": indicator,
            "pengiriman": indicator,
            "tiket": indicator,
        }
    )


def _compliance_row() -> Schema:
    return _object(
        {
            "kecamatan": {"type": ["string", "null"], "description": "Kode Kemendagri; null: Dinas."},
            "sop": _TEXT,
            "version": {"type": ["string", "null"], "format": "date", "description": "Tanggal efektif SOP."},
            "from_step": _STEP,
            "to_step": _STEP,
            "scope": {"type": "string", "enum": [str(each) for each in Scope]},
            "kind": {"type": "string", "enum": [str(each) for each in Kind]},
            "met": _COUNT,
            "missed": _COUNT,
            "excused": _COUNT,
            "unmonitored": _COUNT,
            "outside": _COUNT,
            "n": {**_COUNT, "description": "met + missed"},
            "compliance": _fraction("met / n; null bila n = 0."),
            "compliance_before": _fraction("Sebelum pengecualian."),
            "coverage": _fraction("Bagian yang dapat dinilai."),
            "best": _fraction("Bila semua yang masih terbuka tepat waktu."),
            "worst": _fraction("Bila semua yang masih terbuka terlambat."),
            "median_share": _SHARE,
            "p90_share": _SHARE,
            "breaches": _COUNT,
            "backlog": {**_COUNT, "description": "Tunggakan: lewat waktu dan masih terbuka."},
        }
    )


def _receipt_row() -> Schema:
    return _object(
        {
            "kecamatan": _text("Kode Kemendagri."),
            "name": _TEXT,
            "state": {"type": "string", "enum": [str(each) for each in ReceiptState]},
            "received_at": _MOMENT_OR_NULL,
        }
    )


def _feed_body() -> Schema:
    """``troubles`` is left out for a reader who has it."""
    body = _object({"app_version": _TEXT, "walls": _LIST, "troubles_tag": _TEXT})
    return {**body, "properties": {**body["properties"], "troubles": _LIST}}


def _parameter(name: str, description: str, *, required: bool = True, form: str = "") -> Schema:
    schema = {**_TEXT, "format": form} if form else _TEXT
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


_OFFICE = _parameter("office", "Kode Kemendagri kabupaten, misal 51.08.")


def _json_answer(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _healthz() -> Schema:
    words = ["ok", "never", "late", "failed", "off", "server"]
    well = _object(
        {
            "status": {"type": "string", "enum": ["ok", "degraded"]},
            "backup": {"type": "string", "enum": words},
            "backup_age_s": {"type": ["integer", "null"]},
        }
    )
    kinds = {"type": "array", "items": {"type": "string", "enum": list(KINDS)}, "description": "Hanya bila degraded."}
    well["properties"]["troubles"] = kinds
    ill = _object({"status": {"type": "string", "enum": ["error"]}, "reason": {"type": "string"}})
    return {
        "summary": "Apakah aplikasi dan basis datanya hidup.",
        "responses": {"200": _json_answer("Hidup.", well), "503": _json_answer("Basis data tidak terbaca.", ill)},
    }


def _status() -> Schema:
    return {
        "summary": "Empat indikator setiap kecamatan dan Dinas sekarang.",
        "parameters": [_OFFICE],
        "responses": {"200": _json_answer("Keadaan sekarang.", _ref("Status")), "400": _bad()},
    }


def _over_a_period() -> list[Schema]:
    return [
        _OFFICE,
        _parameter("sop", "Id SOP; tanpa ini semua SOP.", required=False),
        _parameter("from", "Hari pertama.", form="date"),
        _parameter("to", "Hari terakhir, ikut dihitung.", form="date"),
        _parameter("now", "Dinilai seakan pada saat ini; tanpa ini sekarang.", required=False, form="date-time"),
    ]


def _runs() -> Schema:
    return {
        "summary": "Setiap pelaksanaan di balik kepatuhan, dengan keluaran uji jaringan yang dilampirkan.",
        "parameters": _over_a_period(),
        "responses": {"200": _json_answer("Baris pelaksanaan.", _ref("Runs")), "400": _bad()},
    }


def _compliance() -> Schema:
    return {
        "summary": "Kepatuhan per kecamatan dan langkah dalam satu jangka waktu.",
        "parameters": _over_a_period(),
        "responses": {"200": _json_answer("Baris kepatuhan.", _ref("Compliance")), "400": _bad()},
    }


def _receipts() -> Schema:
    return {
        "summary": "Laporan bulanan kecamatan: siapa yang sudah dan belum diterima (langkah 1 SOP Pelaporan).",
        "parameters": [_OFFICE, _parameter("month", "Bulan laporan, misal 2026-11.")],
        "responses": {"200": _json_answer("Daftar penerimaan.", _ref("Receipts")), "400": _bad()},
    }


def _document() -> Schema:
    return {
        "summary": "Dokumen ini.",
        "responses": {"200": _json_answer("OpenAPI 3.1.", {"type": "object"})},
    }


def _feed() -> Schema:
    return {
        "summary": "Isi layar pantau untuk skrip halamannya. ETag dan If-None-Match didukung.",
        "parameters": [
            _parameter("kantor", "Kode kabupaten, atau semua."),
            _parameter(
                "tanda", "Tanda yang sudah dimiliki, misal 51.08:3f2a9c1d0b44; isinya tidak diulang.", required=False
            ),
        ],
        "responses": {
            "200": _json_answer("Isi layar pantau.", _ref("Feed")),
            "304": {"description": "Tidak ada yang berubah."},
            "400": _bad(),
        },
    }


def _bad() -> Schema:
    return _json_answer("Parameter salah.", _ref("Error"))
