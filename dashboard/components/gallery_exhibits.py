"""The gallery's exhibits of everything that is no chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc

from dashboard.components import gallery_samples as made_up
from dashboard.components.duration import duration_bar
from dashboard.components.elements import html
from dashboard.components.gallery_model import Exhibit, Sample
from dashboard.components.grid import grid
from dashboard.components.kpi import compliance_kpi, count_strip, kpi
from dashboard.components.lists import overdue_list, trouble_list
from dashboard.components.messages import empty, error, simulated_band, stale_band, way_out
from dashboard.components.network_strip import strip
from dashboard.components.sending_bars import bars
from dashboard.components.status import chip, glyph, legend
from dashboard.components.table import Cell, table
from dashboard.components.tile import compact_tile, full_indicator, large_tile, mini_indicator
from dashboard.model import Indicator
from dashboard.views.rows import TileRow

_MINUTE = 60.0


def _chips(_: datetime, __: str) -> list[Sample]:
    return [(str(state), [chip(state), html.Span(glyph(state), className="gallery-glyph")]) for state in Indicator]


def _legends(_: datetime, __: str) -> list[Sample]:
    return [("dengan huruf", legend(letters=True)), ("dengan kata", legend(letters=False))]


def _kpis(_: datetime, __: str) -> list[Sample]:
    large = kpi("Kepatuhan", "92,5 %", "target 90 %", state=Indicator.BAIK, big=True)
    return [
        ("tanpa keadaan", kpi("Terkirim", "1.234", "rekaman contoh")),
        ("dengan keadaan", kpi("Putus sekarang", "2", "dari 9 contoh", state=Indicator.GANGGUAN)),
        ("besar", html.Div(large, className="kpi-row")),
        ("tanpa data", kpi("Ukuran", "—", "belum ada yang dinilai", state=Indicator.TIDAK_TERUKUR)),
    ]


def _compliance(_: datetime, __: str) -> list[Sample]:
    rows = (
        ("mencapai target", made_up.compliance(None, None, 48, 2)),
        ("sedikit kurang", made_up.compliance(None, None, 43, 7)),
        ("jauh di bawah", made_up.compliance(None, None, 20, 30)),
        ("n kurang dari 5", made_up.compliance(None, None, 2, 1)),
        ("tanpa data", None),
    )
    return [(name, compliance_kpi(f"contoh:{name}", "Pelaksanaan", row, made_up.TARGET)) for name, row in rows]


def _counts(_: datetime, __: str) -> list[Sample]:
    some = dict.fromkeys(Indicator, 3)
    return [("semua ada", count_strip(some)), ("semua nol", count_strip(dict.fromkeys(Indicator, 0)))]


def _durations(_: datetime, __: str) -> list[Sample]:
    five = 5 * _MINUTE
    return [
        ("tepat waktu", duration_bar(4 * _MINUTE, five)),
        ("lewat", duration_bar(12 * _MINUTE, five)),
        ("berjalan", duration_bar(2 * _MINUTE, five, running=True)),
        ("berisiko", duration_bar(4.5 * _MINUTE, five, running=True, at_risk=True)),
        ("tanpa waktu baku", duration_bar(4 * _MINUTE, None)),
        ("tidak terukur", duration_bar(None, five)),
    ]


def _strips(now: datetime, _: str) -> list[Sample]:
    return [
        ("setiap keadaan, di luar jadwal, belum terjadi", strip(made_up.target_row(now), made_up.network_view(now)))
    ]


def _bars(now: datetime, _: str) -> list[Sample]:
    return [("terukur, tidak terukur, mulai ulang", bars(made_up.sending_row(now), made_up.sending_view(now), 40))]


def _indicators(now: datetime, _: str) -> list[Sample]:
    pairs = [(str(state), made_up.indicator(state, now)) for state in Indicator]
    pairs += [
        ("keadaan kantor", made_up.indicator(Indicator.BAIK, now, from_office=True)),
        ("di luar jam", made_up.indicator(Indicator.BAIK, now, in_schedule=False)),
    ]
    return [
        (name, [mini_indicator("jaringan", row, made_up.ZONE, now), full_indicator("jaringan", row, made_up.ZONE, now)])
        for name, row in pairs
    ]


def _tiles(now: datetime) -> list[TileRow]:
    return [made_up.tile(state, now) for state in Indicator] + [
        made_up.tile(Indicator.GANGGUAN, now, in_schedule=False)
    ]


def _compact(now: datetime, _: str) -> list[Sample]:
    drawn = [compact_tile(each, made_up.OFFICE, made_up.ZONE, now) for each in _tiles(now)]
    return [("setiap keadaan", html.Ul(drawn, className="gallery-tiles"))]


def _large(now: datetime, _: str) -> list[Sample]:
    drawn = [large_tile(each, made_up.OFFICE, made_up.ZONE, now) for each in _tiles(now)]
    return [("setiap keadaan", html.Ul(drawn, className="gallery-tiles gallery-large"))]


def _troubles(now: datetime, _: str) -> list[Sample]:
    def made(name: str, count: int, *, measured: bool = True) -> Sample:
        rows, at = [made_up.trouble(now)] * count, now.timestamp()
        return name, trouble_list(rows, scope="contoh", slots=2, now_s=at, named=True, measured=measured)

    return [made("tiga, dua terlihat", 3), made("tidak ada", 0), made("belum ada yang terukur", 0, measured=False)]


def _overdue(now: datetime, _: str) -> list[Sample]:
    view = made_up.wall_view(now)

    def made(name: str, minutes: Sequence[int], *, measured: bool = True) -> Sample:
        rows, late = [(view, made_up.overdue(now, each)) for each in minutes], sum(each < 0 for each in minutes)
        counted = {"overdue": late, "at_risk": len(minutes) - late}
        return name, overdue_list(rows, scope="contoh", slots=2, named=True, measured=measured, **counted)

    return [made("lewat dan mendekati", (-65, 23)), made("tidak ada", ()), made("tidak terukur", (), measured=False)]


def _tables(_: datetime, word: str) -> list[Sample]:
    rows: list[list[Cell | str]] = [["Contoh Satu", Cell("1.234", 1234), Cell(chip(Indicator.BAIK), "baik")]]
    rows += [["Contoh Dua", Cell("—", None), Cell(chip(Indicator.TIDAK_TERUKUR), "tidak terukur")]]
    headings = ("Kecamatan", "Rekaman", "Keadaan")
    return [
        ("dua baris", table(f"contoh-{word}", made_up.MARK, headings, rows, file_name="contoh")),
        ("tanpa baris", table(f"contoh-kosong-{word}", made_up.MARK, headings, [], file_name="contoh")),
    ]


def _grids(_: datetime, word: str) -> list[Sample]:
    columns: list[dict[str, Any]] = [
        {"field": "id", "headerName": "Nomor"},
        {"field": "place", "headerName": "Kecamatan", "flex": 1},
        {"field": "used", "headerName": "Terpakai"},
    ]
    rows = [
        {"id": "CONTOH-1", "place": "Contoh Satu", "used": "4 menit"},
        {"id": "CONTOH-2", "place": "Contoh Dua", "used": "—"},
    ]
    return [
        ("dua baris", grid(f"contoh-grid-{word}", columns, rows, row_id="id", label=f"Contoh grid {word}")),
        ("tanpa baris", grid(f"contoh-grid-kosong-{word}", columns, [], row_id="id", label=f"Grid kosong {word}")),
    ]


def _messages(_: datetime, __: str) -> list[Sample]:
    return [
        ("kosong", empty("Belum ada contoh pada periode ini.", "Pilih periode lain, atau hubungkan sumber data.")),
        (
            "galat",
            error("Contoh tidak dapat dibaca.", "Yang tersimpan tidak berubah.", [way_out("Muat ulang", "#isi")]),
        ),
    ]


def _band(_: datetime, __: str) -> list[Sample]:
    old = stale_band(True, " data terakhir contoh; periksa apakah kolektor berjalan")
    never = stale_band(True, ever=False, never_text=" contoh: jalankan kolektor")
    for each in (old, never):
        delattr(each, "data-stale-band")  # the feed's script would hide it: this page has no feed that stopped
    return [("simulasi", simulated_band()), ("data usang", old), ("belum ada data", never)]


def _buttons(_: datetime, __: str) -> list[Sample]:
    pair = [dbc.Button("Dipilih", color="primary", active=True), dbc.Button("Lain", color="secondary", outline=True)]
    return [
        ("utama", dbc.Button("Simpan", color="primary")),
        ("biasa", dbc.Button("Unduh CSV", color="secondary", outline=True)),
        ("tidak dapat", dbc.Button("Simpan", color="primary", disabled=True)),
        ("kecil", html.Button("Pintasan", type="button", className="head-tool btn btn-sm btn-outline-secondary")),
        ("pilihan", dbc.ButtonGroup(pair)),
        ("jalan keluar", way_out("Muat ulang", "#isi")),
    ]


def _trail(_: datetime, __: str) -> list[Sample]:
    items = [{"label": "SOP", "href": "/sop", "active": False}, {"label": "Contoh", "active": True}]
    return [("halaman di bawah halaman lain", dbc.Breadcrumb(items=items, className="trail"))]


def _waiting(_: datetime, __: str) -> list[Sample]:
    bar = html.Div(html.Div(className="wait-bar wait-on"), className="gallery-wait", **{"aria-hidden": "true"})
    return [
        ("lebih dari 0,3 detik setelah seseorang meminta", bar),
        ("tabel besar", html.P("Memuat tabel …", className="grid-loading")),
    ]


EXHIBITS = (
    Exhibit("keadaan", "Keadaan: keping dan lambang", (chip, glyph), _chips),
    Exhibit("keterangan", "Keterangan lambang", (legend,), _legends, wide=True),
    Exhibit("angka", "Angka utama", (kpi,), _kpis),
    Exhibit("kepatuhan", "Kepatuhan dengan target", (compliance_kpi,), _compliance),
    Exhibit("jumlah", "Jumlah menurut keadaan", (count_strip,), _counts, wide=True),
    Exhibit("waktu-baku", "Waktu terpakai terhadap waktu baku", (duration_bar,), _durations),
    Exhibit("pita", "Pita keadaan", (strip,), _strips, wide=True),
    Exhibit("batang", "Batang pertumbuhan", (bars,), _bars, wide=True),
    Exhibit("indikator", "Indikator petak", (mini_indicator, full_indicator), _indicators),
    Exhibit("petak-kecil", "Petak kecil", (compact_tile,), _compact, wide=True),
    Exhibit("petak-besar", "Petak besar", (large_tile,), _large, wide=True),
    Exhibit("masalah", "Masalah sekarang", (trouble_list,), _troubles, wide=True),
    Exhibit("lewat", "Lewat waktu", (overdue_list,), _overdue, wide=True),
    Exhibit("tabel", "Tabel", (table,), _tables, wide=True),
    Exhibit("grid", "Grid", (grid,), _grids, wide=True),
    Exhibit("pesan", "Kosong dan galat", (empty, error), _messages, wide=True),
    Exhibit("pita-data", "Pita data simulasi dan data usang", (simulated_band, stale_band), _band, wide=True),
    Exhibit("tombol", "Tombol", (way_out,), _buttons),
    Exhibit("jejak", "Jejak halaman", (), _trail, note="dbc.Breadcrumb, dari Frame.trail", wide=True),
    Exhibit("menunggu", "Menunggu", (), _waiting, note="assets/8-waiting.js dan assets/6-grid.js", wide=True),
)
