"""Reading a printed time."""

from __future__ import annotations

import pytest

from dashboard.sop import Unit
from dashboard.waktu import Waktu, WaktuError, parse_waktu


@pytest.mark.parametrize(
    ("raw", "least", "most", "unit"),
    [
        ("15 mnit", None, 15, Unit.MENIT),
        ("15 mnt", None, 15, Unit.MENIT),
        ("5menit.", None, 5, Unit.MENIT),
        ("10-30 Menit", 10, 30, Unit.MENIT),
        ("10 – 30 menit", 10, 30, Unit.MENIT),
        ("10 menit s/d 30 menit", 10, 30, Unit.MENIT),
        ("10 sampai 30 menit", 10, 30, Unit.MENIT),
        ("30 detk", None, 30, Unit.DETIK),
        (" 2  JAM ", None, 2, Unit.JAM),
        ("1 Hari", None, 1, Unit.HARI),
        ("1-2 hari kerja", 1, 2, Unit.HARI),
        ("1 tahun", None, 1, Unit.TAHUN),
        ("0", None, 0, None),
        ("0 menit", None, 0, None),
    ],
)
def test_a_time_is_read_as_what_it_plainly_means(raw: str, least: int | None, most: int, unit: Unit | None) -> None:
    assert parse_waktu(raw) == Waktu(least, most, unit)


@pytest.mark.parametrize("raw", ["", "   ", "\u00a0"])
def test_a_blank_is_no_time(raw: str) -> None:
    assert parse_waktu(raw) is None


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        ("segera", "tidak terbaca"),
        ("1,5 jam", "bilangan bulat"),
        ("1 jam 30 menit", "tidak terbaca"),
        ("-5 menit", "tidak terbaca"),
        ("5", "tanpa satuan"),
        ("30-10 menit", "terbalik"),
        ("1 jam - 90 menit", "satuan yang sama"),
        ("2 minggu", "pakai detik, menit, jam, hari atau tahun"),
        ("5 jari", "tidak dikenal"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_with_the_mend(raw: str, hint: str) -> None:
    with pytest.raises(WaktuError, match=hint):
        parse_waktu(raw)
