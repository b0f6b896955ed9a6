"""The one AG Grid of the product: Indonesian, in our colours, its script fetched only by pages that show a grid."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash.development.base_component import Component

from dashboard.components.elements import html

for _script in dag._js_dist:
    # Served, but on no page by itself: ``assets/6-grid.js`` fetches it when the first grid is drawn.
    if _script["relative_package_path"] == "dash_ag_grid.min.js":
        _script["dynamic"] = True

LOCALE = {
    "page": "Halaman",
    "to": "sampai",
    "of": "dari",
    "firstPage": "Halaman pertama",
    "previousPage": "Sebelumnya",
    "nextPage": "Berikutnya",
    "lastPage": "Halaman terakhir",
    "pageSizeSelectorLabel": "Baris tiap halaman:",
    "loadingOoo": "Memuat ...",
    "noRowsToShow": "Tidak ada baris",
    "filterOoo": "Saring ...",
    "equals": "Sama dengan",
    "notEqual": "Tidak sama dengan",
    "blank": "Kosong",
    "notBlank": "Tidak kosong",
    "empty": "Pilih satu",
    "lessThan": "Kurang dari",
    "greaterThan": "Lebih dari",
    "lessThanOrEqual": "Paling banyak",
    "greaterThanOrEqual": "Paling sedikit",
    "inRange": "Antara",
    "contains": "Memuat",
    "notContains": "Tidak memuat",
    "startsWith": "Diawali",
    "endsWith": "Diakhiri",
    "andCondition": "dan",
    "orCondition": "atau",
    "applyFilter": "Terapkan",
    "resetFilter": "Kosongkan",
    "clearFilter": "Hapus",
    "cancelFilter": "Batal",
    "ariaFilterInput": "Saringan kolom",
    "ariaFilterMenuOpen": "Buka saringan",
    "ariaSortableColumn": "Tekan Enter untuk mengurutkan",
    "ariaFilterColumn": "Tekan Ctrl Enter untuk menyaring",
    "ariaMenuColumn": "Tekan Alt Bawah untuk menu kolom",
    "ariaRowSelect": "Tekan Spasi untuk memilih baris ini",
    "ariaRowDeselect": "Tekan Spasi untuk tidak memilih baris ini",
    "ariaToggleCellValue": "Tekan Spasi untuk mengubah",
    "columns": "Kolom",
    "pinColumn": "Sematkan kolom",
    "pinLeft": "Sematkan di kiri",
    "pinRight": "Sematkan di kanan",
    "noPin": "Lepas sematan",
    "autosizeThisColumn": "Paskan lebar kolom",
    "autosizeAllColumns": "Paskan lebar semua kolom",
    "resetColumns": "Kembalikan kolom",
    "sortAscending": "Urutkan naik",
    "sortDescending": "Urutkan turun",
    "sortUnSort": "Tanpa urutan",
}

_LOOK = {
    "fontFamily": "var(--font)",
    "fontSize": "15px",
    "accentColor": "var(--accent)",
    "backgroundColor": "var(--card)",
    "foregroundColor": "var(--ink)",
    "headerBackgroundColor": "var(--page)",
    "headerTextColor": "var(--ink)",
    "borderColor": "var(--line)",
    "oddRowBackgroundColor": "var(--card)",
    "rowHoverColor": "var(--page)",
    "selectedRowBackgroundColor": "var(--waspada-fill)",
    "browserColorScheme": "inherit",
    "wrapperBorderRadius": "0.6rem",
}
THEME = f"themeQuartz.withParams({json.dumps(_LOOK)})"
"""In the style sheet's own colours, so that light and dark need no second theme."""


def grid(
    grid_id: str | Mapping[str, str],
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]] | None,
    *,
    row_id: str,
    label: str,
    options: Mapping[str, Any] | None = None,
    height: str | None = None,
    **more: Any,
) -> Component:
    """A grid of ``rows`` (None: the infinite row model asks for blocks). ``row_id``: the field whose text names a row.

    ``label`` is what a screen reader calls it. Without ``height`` the grid is as high as its rows.
    """
    said = {
        "localeText": LOCALE,
        "theme": {"function": THEME},
        "suppressCellFocus": False,
        "animateRows": False,
        "rowHeight": 46,
        "headerHeight": 44,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        **({} if height else {"domLayout": "autoHeight"}),
        **(options or {}),
    }
    data: dict[str, Any] = {} if rows is None else {"rowData": [dict(row) for row in rows]}
    made = dag.AgGrid(
        id=grid_id,
        columnDefs=[dict(column) for column in columns],
        getRowId=f"params.data.{row_id}",
        defaultColDef={"sortable": True, "filter": True, "resizable": True, "suppressHeaderMenuButton": False},
        dashGridOptions=said,
        className="grid",
        style={"height": height} if height else {"height": None},
        **data,
        **more,
    )
    return html.Div(made, role="region", className="grid-block", **{"aria-label": label})
