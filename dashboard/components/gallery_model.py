"""What the gallery shows: one exhibit a component, and what it leaves out with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash.development.base_component import Component

Sample = tuple[str, Component | Sequence[Component]]
"""The name of a state, and the component in it."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One component in its states. ``shows``: the public functions that make it.

    ``samples`` takes the time and a word for ids, so that no two of them are the same. ``wide``: one below the other.
    """

    name: str
    title: str
    shows: tuple[Callable[..., Any], ...]
    samples: Callable[[datetime, str], Sequence[Sample]]
    note: str = ""
    wide: bool = False


PAGE_PARTS = {
    "act_": "/terlambat dan /tiket (formulir meja)",
    "alerts": "/peringatan",
    "audit": "/jejak",
    "backups": "/cadangan",
    "charts": "/kepatuhan",
    "compliance": "/kepatuhan",
    "gallery": "halaman ini sendiri",
    "late": "/terlambat",
    "map": "/ (peta)",
    "nation": "/nasional dan /provinsi",
    "network": "/jaringan",
    "outputs": "/tiket",
    "people": "/pengguna",
    "period": "formulir periode, di atas setiap halaman berperiode",
    "receipts": "/sop (tanda terima)",
    "reported": "/kepatuhan (laporan yang dibekukan)",
    "runs": "/kepatuhan (pelaksanaan di balik angka)",
    "sending": "/pengiriman",
    "slides": "/presentasi",
    "sops": "/sop",
    "system": "/sistem",
    "ticket": "/tiket",
    "wall": "/",
    "report_": "/laporan",
    "why": "/kepatuhan (mengapa angka ini)",
}
"""Modules whose name begins so hold parts of one page: they need a whole view, and stand there with real data."""
LEFT_OUT = {
    "components.cards.chart_frame": "bingkai kosong; dipakai kartu grafik di bawah",
    "components.table.exportable": "pembungkus tabel lain; tombolnya sama dengan pada tabel",
    "components.table.table_row": "satu baris; lihat tabel",
    "components.shell.header": "kepala halaman ini sendiri",
    "components.shell.page": "rangka halaman ini sendiri",
    "components.shortcuts.shortcuts_dialog": "buka dengan tombol ? di halaman ini",
    "figures.slides.bars": "perlu satu slide utuh; lihat /presentasi",
    "figures.slides.lines": "perlu satu slide utuh; lihat /presentasi",
    "figures.ticket.timeline": "perlu satu tiket utuh; lihat /tiket/<id>",
    "figures.template.figure": "dasar setiap grafik di bawah",
    "figures.template.graph": "pembungkus setiap grafik di bawah",
}
"""Public functions that the gallery does not show by themselves, with the reason."""
