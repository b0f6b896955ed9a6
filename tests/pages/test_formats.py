from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from babel.numbers import format_decimal

from dashboard import formats

NOON = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(1234.5, 1, "1.234,5"), (1234.5, 0, "1.234"), (0, 0, "0"), (-3.25, 2, "-3,25"), (12.0, 1, "12"), (None, 0, "—")],
)
def test_numbers_are_written_the_indonesian_way(value: float | None, digits: int, shown: str) -> None:
    assert formats.number(value, digits) == shown


@pytest.mark.parametrize(("fraction", "shown"), [(0.925, "92,5 %"), (1.0, "100 %"), (0.0, "0 %"), (None, "—")])
def test_a_percentage_has_a_comma_and_a_space_that_does_not_break(fraction: float | None, shown: str) -> None:
    assert formats.percent(fraction).replace(formats.NBSP, " ") == shown


def test_dates_carry_the_month_as_a_word() -> None:
    assert formats.long_date(date(2026, 11, 20)) == "20 November 2026"
    assert formats.short_date(date(2026, 8, 5)) == "5 Agu 2026"
    assert formats.month_year(date(2026, 5, 1)) == "Mei 2026"


def test_a_period_says_what_its_two_days_share_only_once() -> None:
    assert formats.period(date(2026, 11, 1), date(2026, 11, 20)) == "1–20 November 2026"
    assert formats.period(date(2026, 9, 1), date(2026, 11, 20)) == "1 September – 20 November 2026"
    assert formats.period(date(2025, 12, 30), date(2026, 1, 2)) == "30 Desember 2025 – 2 Januari 2026"
    assert formats.period(date(2026, 1, 2), date(2026, 1, 2)) == "2 Januari 2026"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Jakarta", "13.05 WIB"),
        ("Asia/Pontianak", "13.05 WIB"),
        ("Asia/Makassar", "14.05 WITA"),
        ("Asia/Jayapura", "15.05 WIT"),
    ],
)
def test_one_instant_is_shown_on_each_offices_own_clock(zone: str, shown: str) -> None:
    assert formats.clock(NOON, zone).replace(formats.NBSP, " ") == shown


def test_since_names_the_day_only_when_it_is_not_today() -> None:
    assert formats.since(NOON - timedelta(hours=1), "Asia/Makassar", NOON) == "13.05"
    assert formats.since(NOON - timedelta(days=1), "Asia/Makassar", NOON) == "19 Nov 14.05"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 detik"),
        (45, "45 detik"),
        (60, "1 menit"),
        (119, "1 menit"),
        (7500, "2 jam 5 menit"),
        (7200, "2 jam"),
        (273_600, "3 hari 4 jam"),
        (-90, "1 menit"),
        (None, "—"),
    ],
)
def test_a_duration_says_its_two_largest_units(seconds: float | None, shown: str) -> None:
    assert formats.duration(seconds) == shown


def test_ages_and_countdowns_say_which_way_they_run() -> None:
    assert [formats.age(value) for value in (1, 12, None)] == ["baru saja", "12 detik lalu", "—"]
    assert formats.countdown(23 * 60) == "sisa 23 menit"
    assert formats.countdown(-65 * 60) == "lewat 1 jam 5 menit"
    assert formats.countdown(None) == "—"


def test_a_missing_moment_is_a_dash_everywhere() -> None:
    shown = {formats.clock(None, "Asia/Jakarta"), formats.date_clock(None, "Asia/Jakarta"), formats.long_date(None)}
    assert shown == {"—"}


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("SOP BACKUP DATA HASIL PELAYANAN SIAK", "Backup data hasil pelayanan SIAK"),
        ("PERBAIKAN PERANGKAT SIAK DAN KTP-el", "Perbaikan perangkat SIAK dan KTP-el"),
        ("SOP PENGHAPUSAN DATA (GANDA, ANOMALI)", "Penghapusan data"),
        ("Maintenance Software", "Maintenance Software"),
        ("", ""),
    ],
)
def test_a_title_is_said_short_and_without_shouting(title: str, short: str) -> None:
    assert formats.sop_short(title) == short


@pytest.mark.parametrize(
    ("ticket", "number"),
    [("buku-agenda-35.03:TRE/11/261117", "TRE/11/261117"), ("2026-0117", "2026-0117"), ("backup-siak-2026-11-20", "")],
)
def test_a_ticket_is_named_by_the_number_on_its_paper(ticket: str, number: str) -> None:
    assert formats.ticket_number(ticket) == number


@pytest.mark.parametrize(
    ("ticket", "name"),
    [
        ("buku:TRE/11", "TRE/11"),
        ("backup-siak-51.08-2026-11-29", "cadangan 29 Nov 21.30"),
        ("jadwal-pelaporan-2026-11", "jadwal 29 Nov 2026"),
    ],
)
def test_a_run_that_no_paper_numbers_is_named_by_what_it_is_and_when(ticket: str, name: str) -> None:
    assert formats.ticket_name(ticket, datetime(2026, 11, 29, 13, 30, tzinfo=UTC), "Asia/Makassar") == name


def test_a_date_field_is_written_day_first() -> None:
    assert formats.field_date(date(2026, 11, 5)) == "05/11/2026"


def test_a_number_is_written_as_babel_writes_it_and_minus_zero_has_no_sign() -> None:
    for value, digits in ((1234567, 0), (1234.55, 1), (0.05, 1), (2.5, 0), (-12.34, 1), (1, 2)):
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        assert formats.number(value, digits) == format_decimal(value, format=pattern, locale="id_ID")
    assert formats.number(-0.0) == formats.number(0) == "0"
