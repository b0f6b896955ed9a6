from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.model import State
from tests.collectors.records.reading import Reader, csv_source
from tests.collectors.sources import NOW, minutes, sample_of, touch

WHOLE = "Kecamatan;Waktu;Terkirim;Tertunda\nGerokgak;20/11/2026 09:00;1.204;3\nSeririt;20/11/2026 09:00;77;0\n"
BY_KECAMATAN = {"jumlah": "Terkirim", "tertunda": "Tertunda", "kecamatan": "Kecamatan"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "kirim.csv"
    path.write_text("Terkirim;Tertunda\n90;1\n1.204;3\n")
    return path


def test_the_last_row_of_a_table_is_the_reading(table: Path) -> None:
    harvest = Reader(csv_source(table)).read()
    assert [sample.value for sample in harvest.samples] == [1204, 3]
    assert harvest.notes == ()


def test_the_row_of_the_own_kecamatan_counts_by_name_or_code_or_as_the_office_says(table: Path) -> None:
    table.write_text(WHOLE.replace("Seririt", "51.08.02") + "UPT Barat;20/11/2026 09:00;5;0\n")
    first = csv_source(table, id="a", columns=BY_KECAMATAN)
    second = csv_source(table, id="b", columns=BY_KECAMATAN, kecamatan="51.08.02")
    third = csv_source(table, id="c", columns=BY_KECAMATAN, row="upt  barat")
    harvest = Reader(first, second, third).read()
    assert [sample_of(harvest, name, "records").value for name in "abc"] == [1204, 77, 5]


def test_with_a_time_the_youngest_row_counts_wherever_it_stands_but_none_of_the_future(table: Path) -> None:
    rows = ("20/11/2026 09:30;12;0", "20 November 2026 09.00;11;0", "2027-01-01 00:00;99;0")
    table.write_text("\n".join(("Waktu;Terkirim;Tertunda", *rows)) + "\n")
    columns = {"jumlah": "Terkirim", "waktu": "Waktu"}
    assert sample_of(Reader(csv_source(table, columns=columns)).read(), "tabel", "records").value == 12


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_usual_delimiter_is_found(table: Path, delimiter: str) -> None:
    table.write_text(delimiter.join(("Nama", "Terkirim", "Tertunda")) + "\n" + delimiter.join(("x", "12", "0")) + "\n")
    assert sample_of(Reader(csv_source(table)).read(), "tabel", "records").value == 12


@pytest.mark.parametrize(
    ("written", "value"),
    [("1204", 1204), ("1.204", 1204), ("1.204,00", 1204), ("12.0", 12), ('"1,204,567"', 1204567), ("1 204", 1204)],
)
def test_a_number_is_read_as_it_is_written_here(table: Path, written: str, value: int) -> None:
    table.write_text(f"Terkirim;Tertunda\n{written};0\n")
    assert sample_of(Reader(csv_source(table)).read(), "tabel", "records").value == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_of_a_table_is_read(table: Path, encoding: str) -> None:
    table.write_bytes("Terkirim;Tertunda;Catatan\n12;0;café\n".encode(encoding))
    assert sample_of(Reader(csv_source(table)).read(), "tabel", "records").value == 12


def test_titles_may_stand_above_the_headings_and_a_sum_below_is_left_out(table: Path) -> None:
    table.write_text("Laporan pengiriman\n\nTerkirim;Tertunda\n12;0\n\ntotal\n")
    assert sample_of(Reader(csv_source(table)).read(), "tabel", "records").value == 12


def test_only_the_end_of_a_large_table_is_read(table: Path) -> None:
    table.write_text("Terkirim;Tertunda\n" + "7;0\n" * 300_000 + "12;0\n")
    assert sample_of(Reader(csv_source(table)).read(), "tabel", "records").value == 12


def test_a_row_in_the_writing_is_not_taken_for_a_restart(table: Path) -> None:
    table.write_text("Tertunda;Terkirim\n0;1234\n0;12")
    touch(table, NOW)
    reader = Reader(csv_source(table))
    assert sample_of(reader.read(NOW), "tabel", "records").value == 1234
    assert sample_of(reader.read(NOW + minutes(1)), "tabel", "records").value == 12


def test_an_empty_queue_cell_is_unknown_and_told_while_the_counter_goes_on(table: Path) -> None:
    table.write_text("Terkirim;Tertunda\n12;\n")
    harvest = Reader(csv_source(table)).read()
    assert sample_of(harvest, "tabel", "records").value == 12
    assert sample_of(harvest, "tabel", "pending").state is State.UNKNOWN
    assert "kolom tertunda kosong" in harvest.notes[0]
