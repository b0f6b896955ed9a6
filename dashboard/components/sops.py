"""The catalogue on screen: the list of SOPs by document, and one SOP as printed with how it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.table import exportable
from dashboard.views.sops import SopDetail, SopRow, SopStepRow

_LONG = 6
"""A longer list takes the whole width, in columns."""


def sop_list(
    rows: Sequence[SopRow], offices: Mapping[str, str], live: Mapping[str, Component] = MappingProxyType({})
) -> Component:
    """All SOPs, grouped by the kabupaten whose document they are. ``offices``: names by code.

    ``live``: by SOP id, how it fares in the chosen office.
    """
    if not rows:
        return empty("Belum ada SOP yang dimuat.", "Letakkan berkas SOP di data/sop, lalu jalankan ulang aplikasi.")
    groups: dict[str, list[SopRow]] = {}
    for row in rows:
        groups.setdefault(row.office, []).append(row)
    columns = [
        dbc.Col(_group(offices.get(code, code), members, live), xs=12, lg=12 if len(members) > _LONG else 6)
        for code, members in groups.items()
    ]
    return dbc.Row(columns, className="g-3")


def _group(name: str, rows: Sequence[SopRow], live: Mapping[str, Component]) -> Component:
    steps = sum(row.steps for row in rows)
    return _card(
        [
            html.H2([name, dbc.Badge(f"{len(rows)} SOP, {steps} langkah", color="secondary", className="ms-2")]),
            html.P(["Dokumen: ", html.Code(rows[0].source)], className="card-note"),
            html.Ul(
                [_sop_item(row, live.get(row.id)) for row in rows],
                className="sop-list" + (" sop-long" * (len(rows) > _LONG)),
            ),
        ]
    )


def _sop_item(row: SopRow, live: Component | None) -> Component:
    facts = [f"{row.steps} langkah", f"{row.judged} waktu baku"]
    if row.measured:
        facts.append(f"{row.measured} diukur mesin")
    facts.append(f"berlaku {formats.long_date(row.effective)}")
    said = html.Div([dcc.Link(row.title, href=f"/sop/{row.id}"), html.Small([row.number, " · ", " · ".join(facts)])])
    return html.Li([said, *([live] if live is not None else [])])


def sop_page(
    detail: SopDetail, office_name: str, used: Sequence[Component] = (), below: Sequence[Component] = ()
) -> Component:
    """One SOP: its head, its steps as printed beside how they were read, and the document's own lists.

    ``used``: who works by it, under the head. ``below``: what stands under the steps while they are carried out.
    """
    sop = detail.sop
    facts = [
        ("Nomor", sop.number or formats.NONE),
        ("Kantor", office_name),
        ("Dibuat", formats.long_date(sop.created)),
        ("Direvisi", formats.long_date(sop.revised)),
        ("Berlaku", formats.long_date(sop.effective)),
        ("Disahkan oleh", sop.approved_by or formats.NONE),
        ("Dokumen", sop.source),
    ]
    lists = [
        ("Dasar hukum", sop.legal_bases),
        ("Kualifikasi pelaksana", sop.qualifications),
        ("Keterkaitan", sop.linked),
        ("Peralatan dan perlengkapan", sop.equipment),
        ("Peringatan", sop.warnings),
        ("Pencatatan dan pendataan", sop.records),
    ]
    head = html.Dl([part for word, value in facts for part in (html.Dt(word), html.Dd(value))], className="facts")
    return html.Div(
        [
            _card([html.H2(sop.title), head, *_reading(sop.reading), *_rules(detail.office_rules)]),
            *used,
            _card([html.H2("Langkah"), _steps(detail.steps)]),
            *below,
            dbc.Row(
                [dbc.Col(_document_list(word, values), xs=12, lg=6) for word, values in lists if values],
                className="g-3",
            ),
        ],
        className="sop-detail",
    )


def _reading(text: str) -> list[Component]:
    return [html.P([html.B("Dibaca: "), text], className="reading")] if text else []


def _rules(texts: Sequence[str]) -> list[Component]:
    return [html.P([html.B("Aturan kantor: "), text], className="reading") for text in texts]


def _document_list(word: str, values: Sequence[str]) -> Component:
    return _card([html.H3(word), html.Ol([html.Li(value) for value in values])])


def _card(parts: Sequence[Component]) -> Component:
    return dbc.Card(dbc.CardBody(list(parts)), className="h-100")


def _steps(rows: Sequence[SopStepRow]) -> Component:
    headings = (
        "No",
        "Kegiatan",
        "Pelaksana",
        "Kelengkapan",
        "Waktu",
        "Output",
        "Keterangan",
        "Waktu baku dan bacaannya",
    )
    grid = dbc.Table(
        [
            html.Caption("Mutu baku seperti tercetak; kolom terakhir cara aplikasi membacanya"),
            html.Thead(html.Tr([html.Th(heading, scope="col") for heading in headings])),
            html.Tbody([_step(row, headings) for row in rows]),
        ],
        className="table-data table-steps",
    )
    return exportable(html.Div(grid, className="table-scroll", tabIndex="0"), "langkah-sop")


def _step(row: SopStepRow, headings: Sequence[str]) -> Component:
    parts = [html.Li(f"{letter}. {text}") for letter, text in row.substeps]
    cells: list[object] = [
        str(row.number),
        [row.kegiatan, *([html.Ul(parts, className="substeps")] if parts else [])],
        ", ".join(row.pelaksana) or html.Span("tidak terbaca dari dokumen", className="blank"),
        row.kelengkapan or formats.NONE,
        row.waktu or html.Span("kosong", className="blank"),
        row.output or formats.NONE,
        row.keterangan or formats.NONE,
        _read_as(row),
    ]
    return html.Tr(
        [html.Td(cell, **{"data-label": heading}) for cell, heading in zip(cells, headings, strict=True)],
        id=f"langkah-{row.number}",
    )


def _read_as(row: SopStepRow) -> list[Component]:
    lines = [html.B(row.standard)]
    said = [
        ("jam: ", row.clock),
        ("mulai: ", row.start),
        ("lanjut: ", row.next),
        ("diukur: ", row.measured_by),
        ("tersimpul: " if row.inferred else "bacaan: ", row.reading),
        ("aturan kantor: ", row.office_rule),
    ]
    return [*lines, *(html.Div([html.Span(word, className="said"), text]) for word, text in said if text)]
