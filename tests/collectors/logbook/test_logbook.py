from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectors.logbook import KEPT_FOR
from dashboard.model import Grain, SampleStatus, State
from tests.collectors.logbook.books import STEPS, TOTAL, collector, only, steps, totals, write_sheet
from tests.collectors.sources import NOW, REPAIR, TOOLS, VERSIONS, sample_of

OPENED = datetime(2026, 11, 20, 8, 5)  # noqa: DTZ001 (Excel knows no zones)
SOLVED = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001
OPENED_UTC = datetime(2026, 11, 20, 0, 5, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "agenda.xlsx"


def test_a_row_a_ticket_knows_opened_and_solved_only(book: Path) -> None:
    ticket = only(totals(book, [7, "Seririt", "Modem mati", OPENED, SOLVED]))
    assert (ticket.id, ticket.kecamatan, ticket.title) == ("buku:7", "51.08.02", "Modem mati")
    assert (ticket.grain, ticket.runs, ticket.sop) == (Grain.TICKET, (), REPAIR)
    assert ticket.opened.at == OPENED_UTC
    assert ticket.solved is not None
    assert ticket.solved.at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert (ticket.version, ticket.simulated, ticket.source) == (VERSIONS[REPAIR][0], True, "logbook:buku")


@pytest.mark.parametrize("name", ["Seririt", "SERIRIT ", "Kec. Seririt", "kecamatan seririt", "51.08.02", 510802])
def test_a_kecamatan_is_known_by_name_or_code(book: Path, name: object) -> None:
    assert only(totals(book, [1, name, "", OPENED, None])).kecamatan == "51.08.02"


def test_the_office_itself_is_no_kecamatan(book: Path) -> None:
    assert only(totals(book, [1, "Dinas", "", OPENED, None])).kecamatan is None


@pytest.mark.parametrize(
    "written",
    [
        "20 November 2026 08.05",
        "20 Nop 2026 08:05:00",
        "Jumat, 20 November 2026 pukul 08.05 WITA",
        "20/11/2026 08:05",
        "20-11-26 8.05",
        "20.11.2026 08:05",
        "2026-11-20 08:05",
        "2026-11-20T07:05:00+07:00",
        "20/11/2026 07:05 WIB",
        46346 + (8 * 60 + 5) / 1440,
    ],
)
def test_a_date_is_read_as_an_indonesian_office_writes_it(book: Path, written: object) -> None:
    ticket = only(totals(book, [1, "Seririt", "", written, None]))
    assert (ticket.opened.at, ticket.opened.resolution_s) == (OPENED_UTC, 60)


@pytest.mark.parametrize("written", ["20 November 2026", "20/11/2026", date(2026, 11, 20)])
def test_a_date_without_a_time_is_known_to_the_day_only(book: Path, written: object) -> None:
    opened = only(totals(book, [1, "Seririt", "", written, None])).opened
    assert (opened.at, opened.resolution_s) == (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), 86_400)


def test_a_book_may_be_kept_in_another_zone(book: Path) -> None:
    ticket = only(totals(book, [1, "Seririt", "", OPENED, None], zone="Asia/Jakarta"))
    assert ticket.opened.at == datetime(2026, 11, 20, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([None, "Seririt", "tanpa nomor", OPENED, None], "No. Agenda"),
        ([2, "Atlantis", "", OPENED, None], "Kecamatan"),
        ([2, None, "", OPENED, None], "Kecamatan"),
        ([2, "Seririt", "setengah terisi", None, None], "Tgl Lapor"),
        ([2, "Seririt", "", "kemarin sore", None], "Tgl Lapor"),
        ([2, "Seririt", "", "31/02/2026 08:00", None], "Tgl Lapor"),
        ([2, "Seririt", "", "11/20/2026 08:00", None], "Tgl Lapor"),
        ([2, "Seririt", "", OPENED, "belum"], "Tgl Selesai"),
        (["5108010101900001", "Seririt", "", OPENED, None], "No. Agenda"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_by_row_and_column_and_stops_no_other(
    book: Path, row: list[object], column: str
) -> None:
    harvest = totals(book, [1, "Seririt", "baik", OPENED, None], row, [3, "Gerokgak", "baik", OPENED, None])
    assert [ticket.id for ticket in harvest.tickets] == ["buku:1", "buku:3"]
    (note,) = harvest.notes
    assert note.startswith(f"buku: agenda.xlsx baris 3 kolom {column}: ")


def test_a_misspelt_kecamatan_gets_a_suggestion(book: Path) -> None:
    assert "mungkin Seririt" in totals(book, [1, "Seriritt", "", OPENED, None]).notes[0]


def test_of_equal_numbers_the_last_wins_with_a_note(book: Path) -> None:
    harvest = totals(book, [1, "Seririt", "lama", OPENED, None], [1, "Seririt", "baru", OPENED, SOLVED])
    assert [ticket.title for ticket in harvest.tickets] == ["baru"]
    assert "baris 2" in harvest.notes[0]


@pytest.mark.parametrize("nik", ["5108010101900001", "5108 0101 0190 0001", "5108.01.010190.0001"])
def test_a_population_number_never_leaves_the_book(book: Path, nik: str) -> None:
    harvest = totals(book, [1, "Seririt", f"KTP {nik} gagal cetak", OPENED, None])
    assert harvest.tickets[0].title == "KTP [NIK disamarkan] gagal cetak"
    assert "NIK" in harvest.notes[0]
    assert "0001" not in harvest.notes[0]


def test_rows_of_one_number_are_the_steps_of_one_ticket(book: Path) -> None:
    ticket = only(
        steps(
            book,
            ["12/A", "Seririt", REPAIR, OPENED, None, 1, OPENED, SOLVED, "lapor"],
            ["12/A", None, None, None, SOLVED, "Langkah 2", SOLVED, None, None],
        )
    )
    assert (ticket.id, ticket.grain, ticket.opened.at) == ("buku:12/A", Grain.STEP, OPENED_UTC)
    assert [(run.step, run.attempt, run.finished is not None) for run in ticket.runs] == [(1, 1, True), (2, 1, False)]
    assert ticket.solved is not None
    assert ticket.details == {"nomor": "12/A", "keterangan": "lapor"}


def test_a_step_written_again_is_a_new_attempt(book: Path) -> None:
    rows = [
        [1, "Seririt", REPAIR, OPENED, None, step, OPENED + timedelta(minutes=minute), None, None]
        for minute, step in enumerate((6, 7, 6, 7))
    ]
    ticket = only(steps(book, *rows))
    assert [(run.step, run.attempt) for run in ticket.runs] == [(6, 1), (7, 1), (6, 2), (7, 2)]


def test_mending_a_bad_row_does_not_renumber_the_attempts_after_it(book: Path) -> None:
    good = [1, "Seririt", REPAIR, OPENED, None, 6, OPENED, SOLVED, None]
    later = [*good[:6], SOLVED, SOLVED, None]
    harvest = steps(book, good, [*good[:6], "tadi pagi", SOLVED, None], later)
    assert [run.attempt for run in harvest.tickets[0].runs] == [1, 3]
    assert "kolom Mulai" in harvest.notes[0]


def test_a_ticket_whose_opening_is_in_the_bad_row_waits_for_the_mend(book: Path) -> None:
    harvest = steps(
        book,
        [1, "Seririt", REPAIR, "pagi", None, 1, OPENED, SOLVED, None],
        [1, None, None, None, None, 2, SOLVED, None, None],
        [2, "Seririt", REPAIR, OPENED, None, 1, OPENED, None, None],
    )
    assert [ticket.id for ticket in harvest.tickets] == ["buku:2"]
    assert len(harvest.notes) == 1


def test_a_ticket_of_which_nothing_is_done_yet_has_no_runs(book: Path) -> None:
    assert only(steps(book, [1, "Seririt", REPAIR, OPENED, None, None, None, None, None])).runs == ()


def test_a_remark_tells_the_branch_taken_and_what_was_left_out(book: Path) -> None:
    head = [1, "Seririt", "SOP PEMELIHARAAN ALAT PEREKAMAN", OPENED, None]
    ticket = only(
        steps(
            book, [*head, 4, OPENED, SOLVED, "Hardware, UPS rusak"], [*head, 5, None, None, "dilewati: bukan aplikasi"]
        )
    )
    assert ticket.sop == TOOLS
    assert ticket.runs[0].branch == "hardware"
    assert ticket.runs[1].skipped


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({5: 99}, "tidak punya langkah 99"),
        ({5: "pertama"}, "bukan nomor langkah"),
        ({5: None}, "kosong padahal ada waktunya"),
        ({2: "SOP KHAYALAN"}, "tidak dikenal"),
    ],
)
def test_a_step_row_that_cannot_be_used_says_why(book: Path, change: dict[int, object], said: str) -> None:
    row: list[object] = [1, "Seririt", REPAIR, OPENED, None, 1, OPENED, None, None]
    for index, value in change.items():
        row[index] = value
    harvest = steps(book, row)
    assert said in harvest.notes[0]
    assert all(ticket.runs == () for ticket in harvest.tickets)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_book_is_read_in_any_common_dress(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [TOTAL.values(), ["1", "Seririt", '"Café ""Layar"" mati"', "20/11/2026 08:05", ""]]
    path = tmp_path / "agenda.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    ticket = only(collector(path, TOTAL).collect(NOW))
    assert (ticket.title, ticket.opened.at) == ('Café "Layar" mati', OPENED_UTC)


def test_headings_may_stand_below_a_title_and_blank_rows_are_nothing(book: Path) -> None:
    rows: list[list[object]] = [
        ["BUKU AGENDA"],
        [],
        [" no. AGENDA ", *list(TOTAL.values())[1:]],
        [],
        [1, "Seririt", "", OPENED, None],
    ]
    harvest = collector(write_sheet(book, rows), TOTAL).collect(NOW)
    assert only(harvest).id == "buku:1"
    assert sample_of(harvest, "buku", "rows").value == 1


def test_an_empty_book_is_readable_and_has_no_rows(book: Path) -> None:
    sample = sample_of(totals(book), "buku", "rows")
    assert (sample.value, sample.state) == (0, State.READABLE)


def broken_zip(path: Path) -> None:
    write_sheet(path, [list(TOTAL.values())])
    path.write_bytes(path.read_bytes()[:800])


def without_headings(path: Path) -> None:
    write_sheet(path, [["No. Agenda", "Kecamatan"], [1, "Seririt"]])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (broken_zip, "bukan buku Excel yang utuh"),
        (lambda path: path.write_bytes(b""), "bukan buku Excel yang utuh"),
        (lambda path: path.write_text("bukan buku"), "bukan buku Excel yang utuh"),
        (lambda path: path.mkdir(), "adalah folder"),
        (lambda path: None, "tidak ditemukan"),
        (without_headings, "judul kolom Kerusakan, Tgl Lapor, Tgl Selesai"),
    ],
)
def test_a_book_that_cannot_be_read_is_unknown_with_the_mend(
    book: Path, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(book)
    harvest = collector(book, TOTAL).collect(NOW)
    sample = sample_of(harvest, "buku", "rows")
    assert (sample.value, sample.status, sample.state) == (None, SampleStatus.UNKNOWN, State.UNKNOWN)
    assert said in harvest.notes[0]


def test_a_missing_sheet_names_those_that_are_there(book: Path) -> None:
    assert "yang ada: Agenda" in totals(book, sheet="2026").notes[0]


def test_a_lock_file_beside_the_book_does_not_matter(book: Path) -> None:
    book.with_name("~$agenda.xlsx").write_bytes(b"kunci")
    assert only(totals(book, [1, "Seririt", "", OPENED, None])).id == "buku:1"


def test_a_book_is_parsed_again_only_when_it_changed(book: Path) -> None:
    rows: list[list[object]] = [list(TOTAL.values()), [1, "Seririt", "", OPENED, None]]
    reader = collector(write_sheet(book, rows), TOTAL)
    first = reader.collect(NOW).tickets
    assert reader.collect(NOW).tickets[0] is first[0]
    info = book.stat()
    rows[1][-1] = SOLVED
    write_sheet(book, rows)
    os.utime(book, ns=(info.st_atime_ns, info.st_mtime_ns + 1))
    again = reader.collect(NOW).tickets[0]
    assert again.id == first[0].id
    assert again.solved is not None


def test_a_book_that_breaks_and_comes_back_gives_the_same_tickets(book: Path) -> None:
    rows: list[list[object]] = [list(STEPS.values()), [1, "Seririt", REPAIR, OPENED, None, 1, OPENED, None, None]]
    reader = collector(write_sheet(book, rows), STEPS)
    first = reader.collect(NOW).tickets
    book.write_bytes(b"PK")
    assert reader.collect(NOW).tickets == first
    assert reader.collect(NOW + KEPT_FOR).tickets == ()
    write_sheet(book, rows)
    assert reader.collect(NOW + KEPT_FOR).tickets == first


def test_a_flood_of_bad_rows_is_told_in_fifty_notes_and_a_count(book: Path) -> None:
    notes = totals(book, *[[n, "Atlantis", "", OPENED, None] for n in range(60)]).notes
    assert len(notes) == 51
    assert "10 catatan lain" in notes[-1]


def test_a_ticket_is_solved_when_its_last_row_says_so(book: Path) -> None:
    head = [1, "Seririt", REPAIR, OPENED]
    ticket = only(steps(book, [*head, OPENED, 1, OPENED, None, None], [*head, SOLVED, 2, OPENED, None, None]))
    assert ticket.solved is not None
    assert ticket.solved.at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_a_wrong_size_written_by_another_program_cuts_no_rows_off(book: Path) -> None:
    rows: list[list[object]] = [list(TOTAL.values()), [1, "Seririt", "", OPENED, None]]
    write_sheet(book, rows)
    with zipfile.ZipFile(book) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="A1:E2"', b'ref="A1"')
    with zipfile.ZipFile(book, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert only(collector(book, TOTAL).collect(NOW)).id == "buku:1"
