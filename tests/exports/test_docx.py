"""The Word document opened again: the API's figures, real structure, marks, and nothing torn."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dashboard import formats
from dashboard.exports import ExportError, export
from dashboard.offices import BLANK
from dashboard.store import Store
from dashboard.views.compliance import compliance_json
from dashboard.views.context import Context
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.exports.conftest import END, NOW, START, fill
from tests.exports.test_letter import SIGNED
from tests.offices_factory import CODE, FIRST, SECOND, THIRD, make_context, make_office


@pytest.fixture
def document(view: ReportView, tmp_path: Path) -> Document:
    return docx.Document(str(export("docx", view, tmp_path / "a.docx")))


def opened(store: Store, folder: Path, **office: object) -> Document:
    view = report_view(make_context(store, make_office(**office)), CODE, START, END, NOW)
    return docx.Document(str(export("docx", view, folder / "a.docx")))


def cells_of(document: Document) -> dict[str, list[list[str]]]:
    """Texts of every table by its caption."""
    found = {}
    for table in document.tables:
        caption = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        found[caption] = [[cell.text for cell in row.cells] for row in table.rows]
    return found


def all_text(document: Document) -> str:
    inside = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join([*inside, *(text for rows in cells_of(document).values() for row in rows for text in row)])


def test_every_cell_is_what_the_api_counts(document: Document, filled: Context) -> None:
    sums: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in compliance_json(filled, CODE, None, START, END, NOW)["rows"]:
        steps = "Seluruh SOP" if row["scope"] == "total" else str(row["from_step"])
        place = {FIRST: "Gerokgak", SECOND: "Seririt", None: "Dinas"}[row["kecamatan"]]
        sums[row["kind"], place, steps][0] += row["met"]
        sums[row["kind"], place, steps][1] += row["n"]
    tables = cells_of(document)
    for kind, caption in (
        ("pelaksanaan", "Perbaikan perangkat SIAK dan KTP-el (pelaksanaan)"),
        ("pengukuran", "Pengiriman data perekaman biometrik online (pengukuran)"),
    ):
        head, *rows = tables[caption]
        for place, *shown in rows:
            for step, text in zip(head[1:], shown, strict=True):
                met, n = sums[kind, place, step]
                assert (
                    (formats.percent(met / n) in text and text.endswith(f"n{formats.NBSP}{n}"))
                    if n
                    else (text in ("", "—"))
                )


def test_the_office_figures_are_the_models(document: Document, view: ReportView) -> None:
    rows = {row[0]: row for row in cells_of(document)["Angka kantor pada periode laporan"][1:]}
    own = view.totals.pelaksanaan
    assert own is not None
    shown = rows["Pelaksanaan langkah"]
    assert shown[1:4] == [str(own.met), str(own.missed), str(own.n)]
    assert formats.percent(own.compliance) in shown[4]
    assert shown[5] == formats.percent(own.compliance_before)


def test_headings_are_headings_and_heads_come_again(document: Document) -> None:
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert (styles["III. Ringkasan"], styles["A. Kepatuhan per kecamatan"]) == ("Heading 1", "Heading 2")
    heads = document.element.body.findall(f".//{qn('w:tblHeader')}")
    assert len(heads) == len(cells_of(document)) - 2, "all but facts and key figures"
    rows = document.element.body.findall(f".//{qn('w:tr')}")
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_pages_number_themselves_and_wide_tables_lie_across(document: Document) -> None:
    footer = document.sections[0].footer._element.xml
    assert ('w:instr="PAGE"' in footer, 'w:instr="NUMPAGES"' in footer) == (True, True)
    wide = [section.page_width > section.page_height for section in document.sections]
    assert (wide[0], any(wide)) == (False, True)


def test_simulated_data_is_marked_on_every_page(document: Document) -> None:
    first = document.sections[0]
    assert first.first_page_header.paragraphs[0].text == "DATA SIMULASI"
    for section in document.sections:
        assert section.header.paragraphs[0].text == "DATA SIMULASI"
    assert [each.different_first_page_header_footer for each in document.sections][1:] == [False] * (
        len(document.sections) - 1
    )


def test_real_data_is_not_called_simulated(store: Store, tmp_path: Path) -> None:
    fill(store)
    real = opened(store, tmp_path, simulated=False)
    assert "SIMULASI" not in all_text(real)
    assert "SIMULASI" not in "".join(each.text for each in real.sections[0].header.paragraphs)


def test_pictures_are_told_in_words_and_fine_enough_to_print(document: Document) -> None:
    told = [each.get("descr") or "" for each in document.element.body.iter(qn("wp:docPr"))]
    assert len(told) == 3
    assert all(each.startswith("Grafik") for each in told)
    for shape in document.inline_shapes:
        name = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        assert document.part.related_parts[name].image.px_width / (shape.width / 914400) >= 200


def test_it_is_indonesian_and_names_nobody(document: Document) -> None:
    languages = [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))]
    assert languages == ["id-ID"]
    known = document.core_properties
    assert (known.author, known.last_modified_by, known.comments) == ("", "", "DATA SIMULASI")


def test_the_end_says_only_what_the_office_file_says(document: Document) -> None:
    lines = [paragraph.text for paragraph in document.paragraphs]
    closing = lines[lines.index("Penutup") + 2 : lines.index("Lampiran 1. Arti Angka")]
    assert closing == [f"{BLANK}, 20 November 2026", f"{BLANK},", BLANK, BLANK, f"NIP {BLANK}"]


def test_kop_logo_number_and_signature_of_the_office_file(store: Store, tmp_path: Path) -> None:
    from PIL import Image

    logo = tmp_path / "lambang.png"
    Image.new("RGB", (60, 80), "navy").save(logo)
    found = opened(store, tmp_path, report={**SIGNED, "logo": str(logo)})
    lines = [paragraph.text for paragraph in found.paragraphs]
    assert lines[:2] == ["PEMERINTAH KABUPATEN", "DINAS"]
    assert lines[lines.index("Kepala Bidang PIAK,") + 1 :][:3] == ["Nama Contoh", "Pembina", "NIP 19"]
    assert next(each.get("descr") for each in found.element.body.iter(qn("wp:docPr"))) == "Logo"


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(("content", "said"), [(None, "tidak ada"), (b"bukan gambar", "bukan gambar")])
def test_a_logo_that_cannot_be_read_is_said_and_leaves_nothing(
    store: Store, tmp_path: Path, form: str, content: bytes | None, said: str
) -> None:
    folder, logo = tmp_path / "hasil", tmp_path / "lambang.png"
    folder.mkdir()
    if content is not None:
        logo.write_bytes(content)
    view = report_view(make_context(store, make_office(report={"logo": str(logo)})), CODE, START, END, NOW)
    with pytest.raises(ExportError, match=said):
        export(form, view, folder / f"a.{form}")
    assert list(folder.iterdir()) == []


def test_names_of_300_letters_with_marks_and_control_letters_are_kept(store: Store, tmp_path: Path) -> None:
    long = 'Kecamatan & <Panjang> "' * 13
    places = [{"code": code, "name": f"{long}{code}", "lat": -8.2, "lon": 114.7} for code in (FIRST, SECOND, THIRD)]
    fill(store)
    found = opened(store, tmp_path, kecamatan=places, name=f"{long}\x0b", short=long)
    assert f"{long}{SECOND}" in all_text(found)


def test_the_same_view_gives_the_same_bytes(view: ReportView, tmp_path: Path) -> None:
    one, two = (export("docx", view, tmp_path / f"{name}.docx") for name in "ab")
    with zipfile.ZipFile(one) as left, zipfile.ZipFile(two) as right:
        assert left.read("word/document.xml") == right.read("word/document.xml")
