"""The kabupaten as a grid for a desk and as cards for a phone, of which only those in sight are drawn.

``assets/6-nation.js`` draws the cells, and takes the one column of cards where the screen is narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import nation_words as words
from dashboard.components.grid import grid
from dashboard.components.nation_question import NationQuestion
from dashboard.components.status import LABELS, LETTERS, WORDS
from dashboard.views.nation_rows import NationRow, TargetCounts

GRID = "nation-grid"
OFFICE = "KODE"
"""Stands in an address for the code of the row's office."""
_ROW_PX = 64
_WHOLE_UP_TO = 40
"""So many rows are drawn whole; of more only those in sight, in a frame that scrolls."""
_COUNTS = ("targets", "up", "degraded", "down", "cut_off", "blind", "off")
_HEAPS = ("met", "missed", "excused", "unmonitored", "n")
CSV = (
    ("Kode", "key"),
    ("Kabupaten", "name"),
    ("Provinsi", "province"),
    ("Keadaan", "word"),
    ("Umur data", "age"),
    *((label, "states", place) for place, label in enumerate(LABELS.values())),
    *(
        (label, "counts", place)
        for place, label in enumerate(
            ("Sasaran dalam jadwal", "Baik", "Terganggu", "Putus", "Terputus dari induk", "Tidak terukur", "Nonaktif")
        )
    ),
    ("Lewat waktu", "overdue"),
    ("Mendekati batas", "at_risk"),
    ("Kepatuhan bulan ini", "work_shown"),
    *(
        (label, "heaps", place)
        for place, label in enumerate(("Tepat", "Tidak tepat", "Dikecualikan", "Tidak termonitor", "n"))
    ),
    ("Ketersediaan", "uptime_shown"),
)
"""Heading and field (and place in it) of each column of the CSV, which the browser writes from the rows it has."""


def nation_grid(rows: Sequence[NationRow], question: NationQuestion, now: datetime) -> Component:
    """The grid in the order of its rows."""
    many = len(rows) > _WHOLE_UP_TO
    return grid(
        GRID,
        wide_columns(question),
        grid_rows(rows, now),
        row_id="key",
        label="Kabupaten dan kota",
        options={"rowHeight": _ROW_PX, "suppressCsvExport": True},
        height="var(--nation-height)" if many else None,
    )


def columns_of(question: NationQuestion) -> dict[str, Any]:
    """The columns of a desk and of a phone, for the script that chooses."""
    return {"wide": wide_columns(question), "narrow": narrow_columns(question)}


def wide_columns(question: NationQuestion) -> list[dict[str, Any]]:
    """One column a question, each leading to the page of the office that answers it in full."""
    drawn: list[tuple[str, str, str, str, dict[str, Any]]] = [
        ("Kabupaten", "name", "NationTwo", "/", {"minWidth": 190, "flex": 3}),
        ("Keadaan", "trouble", "NationState", "", {"width": 186, "filter": False}),
        ("Indikator", "ill", "NationIndicators", "", {"width": 196, "filter": False}),
        ("Sasaran jaringan", "down", "NationTwo", "/jaringan", {"minWidth": 160, "flex": 3, "filter": False}),
        ("Lewat waktu", "overdue", "NationTwo", "/terlambat", {"minWidth": 156, "flex": 1, "filter": False}),
        ("Kepatuhan bulan ini", "work", "NationTwo", "/kepatuhan", {"minWidth": 180, "flex": 3, "filter": False}),
        ("Ketersediaan", "uptime", "NationTwo", "/jaringan", {"minWidth": 130, "flex": 1, "filter": False}),
    ]
    return [
        {
            "headerName": name,
            "field": field,
            "cellRenderer": drawn_by,
            "cellRendererParams": _told(question, path),
            **more,
        }
        for name, field, drawn_by, path, more in drawn
    ]


def narrow_columns(question: NationQuestion) -> list[dict[str, Any]]:
    """A card a kabupaten."""
    pages = (("/", "Layar pantau"), ("/kepatuhan", "Kepatuhan"), ("/terlambat", "Terlambat"), ("/jaringan", "Jaringan"))
    ways = [[label, _address(question, path)] for path, label in pages]
    return [
        {
            "headerName": "Kabupaten",
            "field": "name",
            "cellRenderer": "NationCard",
            "cellRendererParams": {**_told(question, "/"), "ways": ways},
            "flex": 1,
            "autoHeight": True,
            "filter": False,
            "sortable": False,
        }
    ]


def _told(question: NationQuestion, path: str) -> dict[str, Any]:
    named = [[LETTERS[name], label] for name, label in LABELS.items()]
    address = {"href": _address(question, path)} if path else {}
    return {**address, "indicators": named, "words": {str(state): word for state, word in WORDS.items()}}


def _address(question: NationQuestion, path: str) -> str:
    return question.office_href(path, OFFICE)


def grid_rows(rows: Sequence[NationRow], now: datetime) -> list[dict[str, Any]]:
    """What the cells, the cards and the lines of the CSV are made from."""
    return [_grid_row(row, now) for row in rows]


def _grid_row(row: NationRow, now: datetime) -> dict[str, Any]:
    down, others = words.down_words(row)
    overdue, near = words.overdue_words(row)
    share, month = words.month_words(row.work)
    uptime, measured = words.uptime_words(row.uptime)
    states = [str(each) for each in (row.jaringan, row.cadangan, row.pengiriman, row.tiket)]
    return {
        "key": row.office,
        "here": row.is_here,
        "name": row.name,
        "name_sub": f"{row.office} · {row.province}" + ("" if row.is_here else " · tanpa berkas kantor di sini"),
        "province": row.province,
        "trouble": row.trouble,
        "look": str(row.state),
        "word": words.state_words(row),
        "age": words.age_words(row, now),
        "states": states,
        "ill": row.trouble,
        "down": None if row.targets is None else row.targets.down,
        "down_shown": down,
        "down_sub": others,
        "counts": None if row.targets is None else [_count(row.targets, name) for name in _COUNTS],
        "overdue": row.overdue,
        "overdue_shown": overdue,
        "overdue_sub": near,
        "at_risk": row.at_risk,
        "work": None if row.work is None else row.work.compliance,
        "work_shown": share,
        "work_sub": month,
        "work_look": str(words.month_state(row.work, row.target)),
        "heaps": None if row.work is None else [getattr(row.work, name) for name in _HEAPS],
        "uptime": None if row.uptime is None else row.uptime.uptime,
        "uptime_shown": uptime,
        "uptime_sub": measured,
    }


def _count(found: TargetCounts, name: str) -> int:
    count: int = getattr(found, name)
    return count


def count_words(shown: int, whole: int) -> str:
    """How many of them the list shows."""
    return f"{formats.number(shown)} kabupaten" if shown == whole else f"{shown} dari {formats.number(whole)} kabupaten"
