"""What happens to a book between two looks: rows typed, moved, doubled and deleted; saved, locked and replaced."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from collectors.base import Harvest
from collectors.bookgroups import MOST_REPORTS
from collectors.logbook import KEPT_FOR, LogbookCollector
from dashboard.model import PARTLY_READ, SampleStatus, StepRun, Ticket
from tests.collectors.logbook.books import STEPS, TOTAL, collector, only, steps, totals, write_sheet
from tests.collectors.sources import HISTORY, NOW, REPAIR, TOOLS, minutes, office, sample_of

Row = Sequence[object]
OPENED = datetime(2026, 11, 19, 8, 5)  # noqa: DTZ001 (Excel knows no zones)
NEXT = datetime(2026, 11, 19, 9, 30)  # noqa: DTZ001
FIRST: Row = [1, "Seririt", "Modem mati", OPENED, None]
SECOND: Row = [2, "Gerokgak", "Layar mati", NEXT, None]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "agenda.xlsx"


class Book:
    """A book that is written again and again, and the one collector that reads it."""

    def __init__(self, path: Path, columns: dict[str, str] = TOTAL, **source: object) -> None:
        self.path, self.columns, self.now = path, columns, NOW
        self.collector = collector(path, columns, **source)

    def hold(self, *rows: Row) -> Harvest:
        """The book with these rows, saved and read."""
        write_sheet(self.path, [list(self.columns.values()), *rows])
        return self.look(1)

    def look(self, passed_minutes: float) -> Harvest:
        self.now += minutes(passed_minutes)
        return self.collector.collect(self.now)


def ids(harvest: Harvest) -> list[str]:
    return [ticket.id for ticket in harvest.tickets]


def by_id(harvest: Harvest) -> dict[str, Ticket]:
    return {ticket.id: ticket for ticket in harvest.tickets}


def test_a_row_that_moves_or_whose_number_is_written_otherwise_is_the_same_ticket(book: Path) -> None:
    held = Book(book)
    first = by_id(held.hold(FIRST, SECOND))
    for rows in ([SECOND, FIRST], [SECOND, ["001", *FIRST[1:]]], [[" 2 ", *SECOND[1:]], [1.0, *FIRST[1:]]]):
        again = held.hold(*rows)
        assert again.notes == ()
        told = {key: replace(ticket, details={}) for key, ticket in by_id(again).items()}
        assert told == {key: replace(ticket, details={}) for key, ticket in first.items()}


@pytest.mark.parametrize(
    ("one", "other"), [("007", "7"), ("12 / A", "12/A"), (7.0, "7"), ("0012/PIAK/2026", "12/PIAK/2026")]
)
def test_two_spellings_of_a_number_are_one_number(book: Path, one: object, other: object) -> None:
    assert ids(totals(book, [one, *FIRST[1:]])) == ids(totals(book, [other, *FIRST[1:]]))


def test_two_numbers_that_only_look_alike_stay_two(book: Path) -> None:
    assert ids(totals(book, ["1.05", *FIRST[1:]], ["1.5", *SECOND[1:]])) == ["buku:1.05", "buku:1.5"]


def test_a_row_copied_unchanged_is_one_ticket_without_a_note(book: Path) -> None:
    assert only(totals(book, FIRST, FIRST)).id == "buku:1"


def test_a_step_copied_unchanged_is_no_second_attempt(book: Path) -> None:
    row = [1, "Seririt", REPAIR, OPENED, None, 1, OPENED, NEXT, None]
    assert [run.attempt for run in only(steps(book, row, row)).runs] == [1]


def test_a_row_written_again_for_the_same_report_updates_it(book: Path) -> None:
    harvest = totals(book, FIRST, [*FIRST[:4], NEXT])
    assert [ticket.solved is not None for ticket in harvest.tickets] == [True]
    assert harvest.notes == (
        "buku: agenda.xlsx baris 2 kolom No. Agenda: nomor 1 ditulis lagi pada baris 3, "
        "yang terakhir dipakai; hapus yang lama",
    )


def test_two_reports_with_one_number_are_both_kept_with_one_note_naming_both_rows(book: Path) -> None:
    harvest = totals(book, [1, *SECOND[1:]], FIRST)
    titles = {ticket.id: ticket.title for ticket in harvest.tickets}
    assert titles == {"buku:1": "Modem mati", "buku:1@2026-11-19-0930": "Layar mati"}
    (note,) = harvest.notes
    assert "baris 2" in note
    assert "pada baris 3" in note


def test_two_reports_of_one_day_and_number_in_two_kecamatan_are_both_kept(book: Path) -> None:
    harvest = totals(book, [1, "Gerokgak", "", OPENED, None], [1, "Seririt", "", OPENED, None])
    assert [ticket.kecamatan for ticket in harvest.tickets] == ["51.08.01", "51.08.02"]
    assert ids(harvest) == ["buku:1", "buku:1@2026-11-19-0805-51.08.02"]


def test_a_number_of_another_year_is_another_ticket(book: Path) -> None:
    old = OPENED.replace(year=2025)
    harvest = totals(book, [1, "Seririt", "", old, old], [1, "Seririt", "", OPENED, None])
    assert ids(harvest) == ["buku:1", "buku:1@2026"]
    assert "nomor_per_tahun: true" in harvest.notes[0]


def test_where_numbers_begin_anew_each_year_the_year_is_part_of_the_id(book: Path) -> None:
    new_year, eve = datetime(2026, 1, 2, 8, 0), datetime(2025, 12, 31, 8, 0)  # noqa: DTZ001
    harvest = totals(
        book, [1, "Seririt", "", eve, None], [1, "Seririt", "", new_year, None], [2, *SECOND[1:]], nomor_per_tahun=True
    )
    assert harvest.notes == ()
    assert ids(harvest) == ["buku:2025/1", "buku:2026/1", "buku:2026/2"]


def test_the_steps_of_two_years_with_one_number_are_told_apart(book: Path) -> None:
    old = OPENED.replace(year=2025)
    harvest = steps(
        book,
        [1, "Seririt", REPAIR, old, None, 1, old, old, None],
        [1, None, None, None, None, 2, old, old, None],
        [1, "Gerokgak", REPAIR, OPENED, None, 1, OPENED, NEXT, None],
        [1, None, None, None, None, 2, NEXT, None, None],
        nomor_per_tahun=True,
    )
    assert harvest.notes == ()
    runs = {ticket.id: [(run.step, run.attempt) for run in ticket.runs] for ticket in harvest.tickets}
    assert runs == {"buku:2025/1": [(1, 1), (2, 1)], "buku:2026/1": [(1, 1), (2, 1)]}


def test_a_step_row_that_contradicts_the_head_is_told_and_the_first_counts(book: Path) -> None:
    harvest = steps(
        book,
        [1, "Seririt", REPAIR, OPENED, None, 1, OPENED, NEXT, None],
        [1, "Gerokgak", REPAIR, OPENED, None, 2, NEXT, None, None],
    )
    assert [(ticket.kecamatan, len(ticket.runs)) for ticket in harvest.tickets] == [("51.08.02", 2)]
    assert "baris 3 kolom Kecamatan: berbeda dengan baris 2" in harvest.notes[0]


def test_attempts_follow_the_time_however_the_rows_are_sorted(book: Path) -> None:
    rows = [[1, "Seririt", REPAIR, OPENED, None, 6, OPENED + timedelta(hours=n), None, str(n)] for n in (0, 3, 7)]
    forward, backward = only(steps(book, *rows)), only(steps(book, *rows[::-1]))

    def told(ticket: Ticket) -> set[tuple[int, datetime | None]]:
        return {(run.attempt, run.started.at if run.started else None) for run in ticket.runs}

    assert told(forward) == told(backward)


def test_a_row_that_is_being_typed_makes_no_ticket_until_it_is_whole(book: Path) -> None:
    held = Book(book)
    assert held.hold(FIRST, [2]).notes == ()
    typing = held.hold(FIRST, [2, "Gerokgak"])
    assert (ids(typing), "kolom Tgl Lapor: kosong" in typing.notes[0]) == (["buku:1"], True)
    assert ids(held.hold(FIRST, SECOND)) == ["buku:1", "buku:2"]


def test_a_second_row_that_is_being_typed_takes_nothing_from_the_first(book: Path) -> None:
    harvest = totals(book, [*FIRST[:4], NEXT], [1, None, "selesai", None, None])
    assert [ticket.solved is not None for ticket in harvest.tickets] == [True]


def test_a_ticket_whose_rows_cannot_all_be_read_says_so(book: Path) -> None:
    head = [1, "Seririt", REPAIR, OPENED, None]
    harvest = steps(book, [*head, 1, OPENED, NEXT, None], [*head, 2, "tadi", None, None])
    assert harvest.tickets[0].details[PARTLY_READ] is True


def test_a_deleted_row_is_told_by_its_number_until_it_is_back(book: Path) -> None:
    held = Book(book)
    held.hold(FIRST, ["007", *SECOND[1:]])
    gone = held.hold(FIRST)
    assert ids(gone) == ["buku:1"]
    assert "tidak lagi memuat laporan nomor 007; tiketnya tetap tersimpan" in gone.notes[0]
    assert held.look(60).notes == gone.notes
    assert held.hold(FIRST, [7, *SECOND[1:]]).notes == ()


def test_a_second_report_that_gets_a_number_of_its_own_names_the_ticket_that_is_left_over(book: Path) -> None:
    held = Book(book)
    assert ids(held.hold(FIRST, [1, *SECOND[1:]])) == ["buku:1", "buku:1@2026-11-19-0930"]
    mended = held.hold(FIRST, SECOND)
    assert ids(mended) == ["buku:1", "buku:2"]
    assert "tidak lagi memuat laporan nomor 1@2026-11-19-0930; tiketnya tetap tersimpan" in mended.notes[0]


def test_a_column_that_is_no_number_is_told_once_and_stops_nothing(book: Path) -> None:
    rows = [["baru", "Seririt", f"Rusak {n}", OPENED + timedelta(minutes=n), None] for n in range(3000)]
    harvest = totals(book, *rows, SECOND, ["-", *FIRST[1:]])
    assert len(harvest.tickets) == MOST_REPORTS + 1
    assert harvest.tickets[-1].id == "buku:2"
    book_notes = collector(book, TOTAL).collect(NOW).notes
    assert book_notes == harvest.notes


def test_columns_may_move_and_others_may_be_added(book: Path) -> None:
    heads = ["Paraf", *list(TOTAL.values())[::-1], "Catatan"]
    path = write_sheet(book, [heads, ["ttd", *FIRST[::-1], "x"]])
    assert only(collector(path, TOTAL).collect(NOW)).title == "Modem mati"


def test_a_renamed_sheet_is_found_by_its_headings_and_told(book: Path) -> None:
    write_sheet(book, [list(TOTAL.values()), FIRST], title="Agenda 2027")
    harvest = collector(book, TOTAL, sheet="Agenda 2026").collect(NOW)
    assert ids(harvest) == ["buku:1"]
    assert harvest.notes[0].endswith(
        "Lembar 'Agenda 2027' yang berjudul kolom sama dibaca; betulkan sheet di berkas kantor"
    )


# How programs save


def test_a_book_in_the_middle_of_being_saved_keeps_what_it_held_for_ten_minutes(book: Path) -> None:
    held = Book(book)
    good = held.hold(FIRST)
    whole = book.read_bytes()
    book.write_bytes(whole[:-200])
    kept = held.look(1)
    assert kept.tickets == good.tickets
    assert sample_of(kept, "buku", "rows").status is SampleStatus.OK
    assert held.look(5).notes == kept.notes  # told once: the words do not change
    lost = held.look(KEPT_FOR.total_seconds() / 60)
    assert (lost.tickets, sample_of(lost, "buku", "rows").status) == ((), SampleStatus.UNKNOWN)
    book.write_bytes(whole)
    assert held.look(1).notes == ()


def test_a_book_that_is_away_for_a_moment_while_it_is_replaced_is_not_lost(book: Path) -> None:
    held = Book(book)
    good = held.hold(FIRST)
    book.rename(book.with_suffix(".tmp"))
    away = held.look(1)
    assert (away.tickets, "tidak ditemukan" in away.notes[0]) == (good.tickets, True)
    book.with_suffix(".tmp").rename(book)
    assert held.look(1).notes == ()


def test_a_book_that_was_never_read_is_unknown_at_once(book: Path) -> None:
    book.write_bytes(b"PK\x03\x04")
    assert sample_of(collector(book, TOTAL).collect(NOW), "buku", "rows").status is SampleStatus.UNKNOWN


def test_a_book_with_a_password_is_unknown_at_once_for_waiting_helps_nothing(book: Path) -> None:
    held = Book(book)
    held.hold(FIRST)
    book.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"))
    assert sample_of(held.look(1), "buku", "rows").status is SampleStatus.UNKNOWN


def test_a_replaced_book_with_the_old_time_and_size_is_read_again(tmp_path: Path) -> None:
    path, other = tmp_path / "agenda.csv", tmp_path / "baru.csv"
    for number, file in enumerate((path, other), start=1):
        file.write_text(f"{';'.join(TOTAL.values())}\n{number};Seririt;;19/11/2026 08:05;\n")
        os.utime(file, (NOW.timestamp() - 3600, NOW.timestamp() - 3600))
    reader = collector(path, TOTAL)
    assert ids(reader.collect(NOW)) == ["buku:1"]
    assert path.stat().st_size == other.stat().st_size
    other.replace(path)
    assert ids(reader.collect(NOW + minutes(1))) == ["buku:2"]


def test_a_book_that_another_program_holds_says_who_might(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Book(book)
    good = held.hold(FIRST)
    write_sheet(book, [list(TOTAL.values()), FIRST, SECOND])
    book.with_name("~$agenda.xlsx").write_bytes(b"kunci")

    def refuse(path: Path) -> bytes:
        # Linux never refuses root; Windows refuses whoever reads what Excel holds.
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        kept = held.look(1)
    assert kept.tickets == good.tickets
    assert "buku sedang dibuka orang, tutup bila sudah selesai" in kept.notes[0]
    assert ids(held.look(1)) == ["buku:1", "buku:2"]


def test_a_csv_that_has_just_changed_is_given_time_to_be_finished(tmp_path: Path) -> None:
    path, head = tmp_path / "agenda.csv", ";".join(TOTAL.values()) + "\n"
    reader = collector(path, TOTAL)

    def write(text: str, at: datetime) -> None:
        path.write_text(head + text)
        os.utime(path, (at.timestamp(), at.timestamp()))

    write("1;Seririt;;19/11/2026 08:05;\n", NOW - minutes(5))
    first = reader.collect(NOW).tickets
    write("1;Seririt;;19/11/2026 08:05;\n2;Gerokgak;;19/11/20", NOW + minutes(1))
    assert reader.collect(NOW + minutes(1)).tickets == first
    write("1;Seririt;;19/11/2026 08:05;\n2;Gerokgak;;19/11/2026 09:00;\n", NOW + minutes(1))
    assert ids(reader.collect(NOW + minutes(2))) == ["buku:1", "buku:2"]


def test_a_time_that_has_not_come_is_told_until_it_has(book: Path) -> None:
    held = Book(book)
    later = datetime(2026, 11, 20, 10, 30)  # noqa: DTZ001 (half an hour after the look, on the book's clock)
    told = held.hold([1, "Seririt", "", later, None])
    assert "waktu 20/11/2026 10.30 belum terjadi" in told.notes[0]
    assert held.look(40).notes == ()


def test_a_book_on_a_share_that_hangs_is_unknown_and_delays_no_other(tmp_path: Path) -> None:
    pipe, good = tmp_path / "gantung.csv", tmp_path / "baik.csv"
    os.mkfifo(pipe)
    good.write_text(";".join(TOTAL.values()) + "\n1;Seririt;;19/11/2026 08:05;\n")
    sources = [
        {"id": path.stem, "kind": "csv", "path": str(path), "columns": TOTAL, "sop_default": REPAIR}
        for path in (pipe, good)
    ]
    reader = LogbookCollector(office(tickets=sources), interval_s=60, sops=HISTORY, patience_s=0.3)
    before = threading.active_count()
    for round_ in range(3):
        harvest = reader.collect(NOW + minutes(round_))
        assert ids(harvest) == ["baik:1"]
        assert "tidak selesai dibaca dalam 0.3 detik" in harvest.notes[0]
    assert threading.active_count() <= before + 1  # the look that hangs is not begun anew
    with open(os.open(pipe, os.O_WRONLY), "w") as writer:
        writer.write(good.read_text())


# Versions of an SOP


def shortened() -> tuple[MappingProxyType[str, tuple[object, ...]], datetime]:
    """The catalogue with a version of the repair SOP, in force from 1 December 2026, that has no step 7 and 8."""
    (old,) = HISTORY[REPAIR]
    day = datetime(2026, 12, 1)  # noqa: DTZ001
    new = replace(old, effective=day.date(), steps=old.steps[:6])
    return MappingProxyType({**HISTORY, REPAIR: (old, new)}), day


def versioned(book: Path, *rows: Row) -> Harvest:
    sops, _ = shortened()
    source = {"id": "buku", "kind": "xlsx", "path": str(book), "columns": STEPS, "sop_default": REPAIR}
    write_sheet(book, [list(STEPS.values()), *rows])
    reader = LogbookCollector(office(tickets=[source]), interval_s=60, sops=sops)  # type: ignore[arg-type]
    return reader.collect(datetime(2026, 12, 31, tzinfo=UTC))


def test_rows_are_read_against_the_steps_of_the_version_that_their_ticket_pins(book: Path) -> None:
    _, day = shortened()
    old, new = day - timedelta(minutes=1), day
    harvest = versioned(
        book,
        [1, "Seririt", REPAIR, old, None, 7, day, day, "ya"],
        [2, "Seririt", REPAIR, new, None, 6, day, day, None],
        [2, "Seririt", REPAIR, new, None, 7, day, day, "ya"],
    )
    told = {ticket.id: (ticket.version, [run.step for run in ticket.runs]) for ticket in harvest.tickets}
    assert told == {"buku:1": (HISTORY[REPAIR][0].effective, [7]), "buku:2": (day.date(), [6])}
    (note,) = harvest.notes
    assert f"baris 4 kolom Langkah: {REPAIR} (2026-12-01) tidak punya langkah 7" in note


def test_a_branch_is_read_in_the_words_of_the_pinned_version(book: Path) -> None:
    head = [1, "Seririt", TOOLS, OPENED, None]
    (run,) = only(steps(book, [*head, 4, OPENED, NEXT, "hardware rusak"])).runs
    assert isinstance(run, StepRun)
    assert run.branch == "hardware"
