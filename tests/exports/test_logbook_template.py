"""The empty log book: what it offers, that the collector reads it in peace, and that no text becomes a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from collectors.base import Harvest
from collectors.logbook import LogbookCollector
from dashboard.exports.logbook_template import EXAMPLE_NUMBER, default_source, logbook_template
from dashboard.offices import Office, TicketSource
from tests.collectors.sources import HISTORY, NOW, REPAIR, SOPS, office

SOP = [SOPS[REPAIR]]


def office_with(**source: object) -> Office:
    made = {"id": "buku", "kind": "xlsx", "path": "agenda.xlsx", "sop_default": REPAIR, **source}
    return office(tickets=[made])


def opened(packed: bytes) -> Workbook:
    return load_workbook(io.BytesIO(packed))


def read(given: Office, packed: bytes, folder: Path) -> Harvest:
    path = folder / "agenda.xlsx"
    path.write_bytes(packed)
    source = given.tickets[0] if given.tickets else default_source(given)
    here = given.model_copy(update={"tickets": [source.model_copy(update={"path": str(path)})]})
    return LogbookCollector(here, interval_s=60, sops=HISTORY).collect(NOW)


OFFICES = {
    "bawaan": lambda: office(),
    "per tiket": lambda: office_with(columns={"nomor": "No", "kecamatan": "Kec.", "dibuka": "Lapor"}),
    "lembar sendiri": lambda: office_with(
        sheet="Agenda 2026/2027: baru?", columns={"dibuka": "Lapor", "kecamatan": "Kec", "nomor": "Nomor"}
    ),
}


@pytest.mark.parametrize("name", OFFICES)
def test_the_collector_reads_the_template_without_a_ticket_and_without_a_note(name: str, tmp_path: Path) -> None:
    given = OFFICES[name]()
    harvest = read(given, logbook_template(given, default_source(given), SOP), tmp_path)
    if name == "lembar sendiri":  # Excel allows no such name of a sheet; the book is found by its headings
        assert [note.startswith("buku: ") for note in harvest.notes] == [True]
    else:
        assert harvest.notes == ()
    assert (harvest.tickets, harvest.samples[0].value) == ((), 0)


def test_a_row_typed_below_the_example_is_a_ticket(tmp_path: Path) -> None:
    given = office()
    source = default_source(given)
    book = opened(logbook_template(given, source, SOP))
    row = {"nomor": "001", "kecamatan": "Seririt", "sop": REPAIR, "dibuka": datetime(2026, 11, 20, 8, 5)}  # noqa: DTZ001
    for number, field in enumerate(source.columns, start=1):
        book["Agenda"].cell(3, number, row.get(field))
    packed = io.BytesIO()
    book.save(packed)
    (ticket,) = read(given, packed.getvalue(), tmp_path).tickets
    assert (ticket.id, ticket.opened.at) == ("buku-agenda:1", datetime(2026, 11, 20, 0, 5, tzinfo=UTC))


def test_it_has_lists_dates_a_frozen_head_and_a_sheet_that_explains() -> None:
    given = office()
    book = opened(logbook_template(given, default_source(given), SOP))
    sheet = book["Agenda"]
    assert book.sheetnames == ["Agenda", "Petunjuk", "Daftar"]
    assert (sheet.freeze_panes, sheet["A2"].value, sheet["E2"].number_format) == (
        "A2",
        EXAMPLE_NUMBER,
        "dd/mm/yyyy hh:mm",
    )
    kinds = {
        str(rule.sqref).split(":")[0]: (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation
    }
    assert kinds["B2"] == ("list", "'Daftar'!$A$2:$A$4")
    assert kinds["C2"] == ("list", "'Daftar'!$B$2:$B$2")
    assert kinds["E2"][0] == "date"
    assert [cell.value for cell in book["Daftar"]["A"]] == ["Kecamatan", "Gerokgak", "Seririt", "Dinas"]
    told = {row[0].value for row in book["Petunjuk"].iter_rows()}
    assert set(default_source(given).columns.values()) <= told


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_of_an_office_becomes_a_formula(start: str, tmp_path: Path) -> None:
    evil = f'{start}HYPERLINK("http://contoh.invalid";"klik")'
    columns = {"nomor": evil, "kecamatan": "Kecamatan", "dibuka": "Lapor"}
    plain = office_with(columns=columns)
    given = plain.model_copy(
        update={"kecamatan": [plain.kecamatan[0].model_copy(update={"name": evil}), plain.kecamatan[1]], "short": evil}
    )
    packed = logbook_template(given, default_source(given), SOP)
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    head = opened(packed)["Agenda"]["A1"]
    assert (head.value, head.data_type, head.quotePrefix) == (evil, "s", True)
    assert read(given, packed, tmp_path).samples[0].value == 0


def test_signs_that_excel_forbids_are_left_out() -> None:
    given = office_with(columns={"nomor": "No\x07mor", "kecamatan": "Kec", "dibuka": "Lapor"})
    assert opened(logbook_template(given, default_source(given), SOP)).active["A1"].value == "Nomor"


@pytest.mark.parametrize(("kind", "said"), [("xlsx", "Buku Kerja Excel (*.xlsx)"), ("csv", "sebagai CSV UTF-8")])
def test_it_says_how_to_save_it_for_the_kind_that_the_office_reads(kind: str, said: str) -> None:
    given = office_with(kind=kind, columns={"nomor": "No", "kecamatan": "Kec", "dibuka": "Lapor"})
    book = opened(logbook_template(given, default_source(given), SOP))
    assert said in " ".join(str(cell.value) for row in book["Petunjuk"].iter_rows() for cell in row)


def test_an_office_without_a_book_gets_our_headings_with_steps() -> None:
    source = default_source(office())
    assert isinstance(source, TicketSource)
    assert {"nomor", "kecamatan", "sop", "dibuka", "langkah", "mulai", "selesai_langkah"} <= set(source.columns)
