"""Log books and files in watched folders that were made to harm whoever reads them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.model import State
from tests.attacks.hostile import HOSTILE_TEXTS
from tests.collectors.logbook.books import TOTAL, collector, write_sheet
from tests.collectors.sources import NOW

HEAD = list(TOTAL.values())
GOOD = ["B-1", "Gerokgak", "Modem mati", "16/11/2026 08:00", "16/11/2026 09:00"]
MEMORY_MB = 250
"""What reading any of these books may add to the process, in MB."""
_READ = """
import json, resource, sys
from pathlib import Path
from collectors import bookfiles, booksheets
from tests.collectors.logbook.books import TOTAL, collector
from tests.collectors.sources import NOW
booksheets.MOST_ROWS = bookfiles.MOST_ROWS = 20_000
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before, told = peak(), {}
for name in sys.argv[1:]:
    told[Path(name).name] = list(collector(Path(name), TOTAL).collect(NOW).notes)
print(json.dumps({"told": told, "mb": peak() - before}))
"""


def parts_of(folder: Path) -> dict[str, bytes]:
    """The parts of a sound book."""
    path = write_sheet(folder / "asal.xlsx", [HEAD, GOOD])
    with zipfile.ZipFile(path) as book:
        return {each: book.read(each) for each in book.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(12)
) + b"]>"  # fmt: skip
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/passwd">]>'


def with_doctype(sheet: bytes, doctype: bytes, entity: bytes) -> bytes:
    body = sheet.split(b"?>", 1)[-1] if sheet.startswith(b"<?xml") else sheet
    return doctype + body.replace(
        b"<sheetData>", b"<sheetData><row r='9'><c r='A9' t='inlineStr'><is><t>" + entity + b"</t></is></c></row>"
    )


def laughs(folder: Path, path: Path) -> None:
    parts = parts_of(folder)
    packed(path, {**parts, SHEET: with_doctype(parts[SHEET], _LAUGHS, b"&m;")})


def laughing_name(folder: Path, path: Path) -> None:
    parts = parts_of(folder)
    book = (
        parts["xl/workbook.xml"].split(b"?>", 1)[-1]
        if b"?>" in parts["xl/workbook.xml"][:60]
        else parts["xl/workbook.xml"]
    )
    packed(path, {**parts, "xl/workbook.xml": _LAUGHS + book.replace(b'name="Agenda"', b'name="&m;"')})


def outside(folder: Path, path: Path) -> None:
    parts = parts_of(folder)
    packed(path, {**parts, SHEET: with_doctype(parts[SHEET], _OUTSIDE, b"&m;")})


def sheet_bomb(folder: Path, path: Path) -> None:
    rows = b"<row><c t='n'><v>1</v></c></row>" * 30_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts_of(folder).items():
            with book.open(name, "w", force_zip64=True) as part:
                part.write(content)
                for _ in range(100 if name == SHEET else 0):
                    part.write(rows)


def text_bomb(folder: Path, path: Path) -> None:
    sst = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + b"<si><t>x</t></si>" * 3_000_000
    packed(path, {**parts_of(folder), "xl/sharedStrings.xml": sst + b"</sst>"})


def liar(folder: Path, path: Path) -> None:
    """A part that says it is small: its size in the directory is overwritten."""
    parts = parts_of(folder)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b" " * 20_000_000 + b"</sheetData>")
    packed(path, parts)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(SHEET.encode()) - 46  # in the directory at the end
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(raw)


def nested(folder: Path, path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("x", b"\0" * 30_000_000)
    packed(path, {f"xl/{each}.zip": inner.getvalue() for each in range(5)})


def million_rows(folder: Path, path: Path) -> None:
    parts = parts_of(folder)
    row = b"<row r='%d'><c r='A%d' t='inlineStr'><is><t>B-%d</t></is></c></row>"
    rows = b"".join(row % (i, i, i) for i in range(3, 21_500))
    packed(path, {**parts, SHEET: parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")})


def blank_lines(_: Path, path: Path) -> None:
    path.write_bytes((";".join(HEAD) + "\n").encode() + b"\n" * 6_000_000)


def far_too_long(_: Path, path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)


def long_heading(_: Path, path: Path) -> None:
    path.write_text(";".join("x" * 5_000 for _ in range(20)) + "\nx\n")


BOMBS: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "tawa.xlsx": (laughs, "bukan buku Excel yang utuh"),
    "tawa-lembar.xlsx": (laughing_name, "bukan buku Excel yang utuh"),
    "luar.xlsx": (outside, "bukan buku Excel yang utuh"),
    "lembar.xlsx": (sheet_bomb, "mengembang lebih dari 200 kali"),
    "teks.xlsx": (text_bomb, "mengembang lebih dari 200 kali"),
    "bohong.xlsx": (liar, "bukan buku Excel yang utuh"),
    "sarang.xlsx": (nested, "bukan buku Excel yang utuh"),
    "sejuta.xlsx": (million_rows, "memuat lebih dari 200.000 baris"),
    "kosong.csv": (blank_lines, "memuat lebih dari 200.000 baris"),
    "besar.xlsx": (far_too_long, "lebih besar dari 50 MB"),
    "besar.csv": (far_too_long, "lebih besar dari 50 MB"),
    "judul.csv": (long_heading, "tidak memuat judul kolom"),
}


def test_no_book_bursts_the_memory_and_each_is_named_with_what_is_wrong_and_the_mend(tmp_path: Path) -> None:
    for name, (make, _) in BOMBS.items():
        make(tmp_path, tmp_path / name)
    names = [str(tmp_path / name) for name in BOMBS]
    done = subprocess.run(
        [sys.executable, "-c", _READ, *names], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    for name, (_, said) in BOMBS.items():
        notes = found["told"][name]
        assert [len(notes), said in notes[0], name in notes[0], ";" in notes[0]] == [1, True, True, True], notes
        assert len(notes[0]) < 700
    assert found["mb"] < MEMORY_MB


def test_a_harmful_book_takes_nothing_from_the_next_look(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "buku.xlsx", [HEAD, GOOD])
    reader = collector(path, TOTAL)
    assert [each.id for each in reader.collect(NOW).tickets] == ["buku:B-1"]
    outside(tmp_path, path)
    assert reader.collect(NOW).tickets == ()
    write_sheet(path, [HEAD, GOOD, ["B-2", *GOOD[1:]]])
    assert {each.id for each in reader.collect(NOW).tickets} == {"buku:B-1", "buku:B-2"}


def test_books_are_read_by_a_reader_that_takes_no_entities() -> None:
    import openpyxl

    assert openpyxl.DEFUSEDXML


def test_nothing_of_a_file_outside_comes_in_through_a_book(tmp_path: Path) -> None:
    outside(tmp_path, tmp_path / "buku.xlsx")
    assert "root:" not in repr(collector(tmp_path / "buku.xlsx", TOTAL).collect(NOW))


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/proc/self/environ"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, target: str) -> None:
    path = tmp_path / "buku.csv"
    path.symlink_to(target)
    found = collector(path, TOTAL).collect(NOW)
    assert "bukan berkas biasa" in found.notes[0]
    assert found.tickets == ()
    assert "x:0" not in repr(found)


def test_a_link_within_the_folder_is_a_book(tmp_path: Path) -> None:
    write_sheet(tmp_path / "2026.xlsx", [HEAD, GOOD])
    (tmp_path / "buku.xlsx").symlink_to("2026.xlsx")
    assert len(collector(tmp_path / "buku.xlsx", TOTAL).collect(NOW).tickets) == 1


def test_names_inside_a_book_lead_nowhere(tmp_path: Path) -> None:
    parts = parts_of(tmp_path)
    path = packed(tmp_path / "buku.xlsx", {**parts, "../../jejak.txt": b"x", "/tmp/jejak-mutlak.txt": b"x"})
    assert len(collector(path, TOTAL).collect(NOW).tickets) == 1
    assert not (tmp_path.parent.parent / "jejak.txt").exists()
    assert not Path("/tmp/jejak-mutlak.txt").exists()


def test_a_book_with_macros_is_read_and_nothing_of_it_runs(tmp_path: Path) -> None:
    parts = parts_of(tmp_path)
    path = packed(tmp_path / "buku.xlsx", {**parts, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"})
    assert len(collector(path, TOTAL).collect(NOW).tickets) == 1


def test_links_to_other_books_are_not_opened(tmp_path: Path) -> None:
    parts = parts_of(tmp_path)
    link = (
        b"<externalLink xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><externalBook "
        b"xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' r:id='rId1'/></externalLink>"
    )
    more = {"xl/externalLinks/externalLink1.xml": link}
    assert len(collector(packed(tmp_path / "buku.xlsx", {**parts, **more}), TOTAL).collect(NOW).tickets) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("buku.csv", b"PK\x03\x04xl/workbook.xml", "berisi buku Excel, bukan CSV"),
        ("buku.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "buku Excel lama"),
        ("buku.xlsx", b"<html><script>alert(1)</script>", "halaman web atau XML"),
        ("buku.xlsx", b"MZ\x90\x00 program", "bukan buku Excel yang utuh"),
        ("buku.csv", b"\x7fELF\x02\x01\x01\0" + bytes(range(128, 192)), "tidak memuat judul kolom"),
    ],
)
def test_another_kind_of_file_under_the_name_of_a_book_is_named(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    notes = collector(tmp_path / name, TOTAL).collect(NOW).notes
    assert said in notes[0], notes
    assert "<script>" not in notes[0]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_hostile_cells_are_texts_of_a_ticket_or_are_named_and_nothing_more(tmp_path: Path, kind: str) -> None:
    import csv

    rows = [[f"B-{i}", GOOD[1], text, *GOOD[3:]] for i, text in enumerate(HOSTILE_TEXTS)]
    rows += [[text, text, "x", text, text] for text in HOSTILE_TEXTS]
    path = tmp_path / f"buku.{kind}"
    if kind == "csv":
        with path.open("w", newline="", encoding="utf-8", errors="ignore") as file:
            csv.writer(file, delimiter=";").writerows([HEAD, *rows])
        os.utime(path, (NOW.timestamp() - 600,) * 2)
    else:
        write_sheet(path, [HEAD, *[[cleaned(cell) for cell in row] for row in rows]])
    found = collector(path, TOTAL).collect(NOW)
    ids = [each.id for each in found.tickets]
    assert set(ids) >= {
        f"buku:B-{i}" for i in range(len(HOSTILE_TEXTS)) if not HOSTILE_TEXTS[i].startswith("=") or kind == "csv"
    }
    assert all(each.value is not None for each in found.samples)
    assert {each.state for each in found.samples} <= {State.READABLE, State.UNKNOWN}


def cleaned(cell: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", cell)
