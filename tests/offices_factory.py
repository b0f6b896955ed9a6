"""A small office for tests: three kecamatan, one of them without any source of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.offices import Office
from dashboard.settings import load_settings
from dashboard.store import Store, open_store, upgrade
from dashboard.views.context import Context

CODE = "51.08"
FIRST, SECOND, THIRD = "51.08.01", "51.08.02", "51.08.03"
REPAIR = "buleleng-01-perbaikan-perangkat"
SENDING = "trenggalek-13-pengiriman-online"
BACKUP = "trenggalek-08-backup-siak"

CATALOGUE: Catalogue = load_catalogue()

_WEEK = {
    day: ["07:30-12:00", "12:45-16:00"] if day != "jumat" else ["07:00-11:00", "11:30-14:00"]
    for day in ("senin", "selasa", "rabu", "kamis", "jumat")
}


def _target(name: str, kecamatan: str | None, role: str, parent: str | None = None) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.upper(),
        "kecamatan": kecamatan,
        "role": role,
        "probe": {"type": "tcp", "host": "127.0.0.1", "port": 17000},
        "parent": parent,
    }


def make_office(**changes: object) -> Office:
    """The office with some of its top-level keys replaced."""
    data: dict[str, object] = {
        "code": CODE,
        "name": "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Buleleng",
        "short": "Buleleng",
        "province": "Bali",
        "zone": "Asia/Makassar",
        "simulated": True,
        "calendar": {
            "national_holidays": False,
            "periods": [{"name": "biasa", "start": "2024-01-01", "hours": _WEEK}],
        },
        "kecamatan": [
            {"code": FIRST, "name": "Gerokgak", "lat": -8.2, "lon": 114.7},
            {"code": SECOND, "name": "Seririt", "lat": -8.2, "lon": 114.9},
            {"code": THIRD, "name": "Busungbiu", "lat": -8.3, "lon": 114.9},
        ],
        "targets": [
            _target("afis", None, "afis"),
            _target("modem-1", FIRST, "modem", "afis"),
            _target("pc-1", FIRST, "pc_client", "modem-1"),
            _target("modem-2", SECOND, "modem", "afis"),
        ],
        "backups": [
            {
                "id": "siak",
                "name": "Cadangan SIAK",
                "sop": BACKUP,
                "folder": "cadangan",
                "pattern": "*.dmp",
                "log_pattern": "*.log",
                "at": "21:00",
            }
        ],
        "counters": [{"id": "kirim-1", "kecamatan": FIRST, "kind": "log", "path": "kirim.log", "pattern": "([0-9]+)"}],
        "tickets": [
            {
                "id": "buku",
                "kind": "csv",
                "path": "buku.csv",
                "columns": {"nomor": "No", "kecamatan": "Kecamatan", "dibuka": "Dibuka"},
                "sop_default": REPAIR,
            }
        ],
        "sops": [
            {"id": REPAIR, "start": "2024-01-01"},
            {"id": SENDING, "start": "2024-01-01", "adopted": True},
            {"id": BACKUP, "start": "2024-01-01", "adopted": True},
        ],
        "compliance_targets": [],
    }
    return Office.model_validate({**data, **changes})


def make_store(folder: Path) -> Store:
    """A real SQLite store with the schema, empty."""
    store = open_store(f"sqlite:///{folder}/uji.sqlite3")
    upgrade(store)
    return store


def make_context(store: Store, office: Office | None = None, env: Mapping[str, str] | None = None) -> Context:
    """A context of one office around ``store``; polls every 30 s."""
    office = office or make_office()
    database = store.engine.url.database if store.dialect == "sqlite" else None
    data = {"PANTAU_DATA": str(Path(database).parent)} if database else {}  # what is kept goes where the store is
    settings = load_settings({"PANTAU_POLL_S": "30", **data, **(env or {})})
    return Context(
        store, settings, {office.code: office}, {office.code: build_calendar(office)}, CATALOGUE, app_version="uji"
    )
