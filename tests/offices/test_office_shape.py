"""What is wrong with one value of an office file is said with its place and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.offices import check_path
from tests.offices.conftest import Check, Only

CASES = {
    "a code that YAML reads as a number": (
        'code: "51.08"\nname',
        "code: 51.08\nname",
        ("code", "51.08 tanpa tanda kutip dibaca YAML sebagai bilangan 51.08", 'tulis "51.08"'),
    ),
    "a no that YAML reads as false": (
        "name: Gerokgak",
        "name: No",
        ("kecamatan[0].name", "No tanpa tanda kutip dibaca YAML sebagai ya/tidak", 'tulis "No"'),
    ),
    "a time that YAML reads as minutes": (
        'at: "21:00"',
        "at: 21:00",
        ("backups[0].at", "21:00 tanpa tanda kutip dibaca YAML sebagai bilangan, bukan jam", 'tulis "21:00"'),
    ),
    "a bare number for a time": (
        'at: "21:00"',
        "at: 21",
        ("backups[0].at", "angka 21 bukan tanggal atau jam", '"21:00"'),
    ),
    "an unknown key": (
        "name: Router,",
        "name: Router, paren: afis,",
        ("targets[0].paren", "kunci 'paren' tidak dikenal (maksud Anda 'parent'?)", "ganti dengan parent"),
    ),
    "an unknown key deep inside": (
        "host: 127.0.0.1}",
        "host: 127.0.0.1, porta: 8}",
        ("targets[0].probe.porta", "maksud Anda 'port'?", "port"),
    ),
    "an unknown key like nothing known": (
        "province: Bali",
        "province: Bali\nzzz: 1",
        ("zzz", "kunci 'zzz' tidak dikenal", "hapus, atau pakai salah satu: code, name"),
    ),
    "a missing key": ("province: Bali\n", "", ("province", "province belum diisi", "tambahkan province: ...")),
    "an empty value": ("province: Bali", "province:", ("province", "province kosong", "isi nilainya")),
    "a blank text": ("name: Router,", 'name: " ",', ("targets[0].name", "isian kosong", "isi, atau hapus")),
    "an unknown role": (
        "role: afis",
        "role: afiss",
        ("targets[1].role", "nilai 'afiss' tidak dikenal", "maksud Anda 'afis'?"),
    ),
    "an unknown zone": (
        "zone: Asia/Makassar",
        "zone: WITA",
        ("zone", "nilai 'WITA' tidak dikenal", "Asia/Jakarta, Asia/Makassar"),
    ),
    "a word for a number": ("lat: -8.18", "lat: selatan", ("kecamatan[0].lat", "'selatan' bukan bilangan", "-8.187")),
    "a number with a comma": ("lat: -8.18", 'lat: "-8,18"', ("kecamatan[0].lat", "'-8,18' bukan bilangan", "titik")),
    "a date that does not exist": (
        "start: 2017-12-20",
        "start: 2017-13-20",
        ("sops[0].start", "'2017-13-20' bukan tanggal", "2026-03-01"),
    ),
    "one item where a list belongs": (
        "compliance_targets:\n  - {year: 2025, percent: 90}",
        "compliance_targets: {year: 2025, percent: 90}",
        ("compliance_targets", "isinya bukan daftar", "tanda hubung"),
    ),
    "a weekday in English": (
        "        senin:",
        "        monday:",
        ("calendar.periods[0].hours.monday", "hari 'monday' tidak dikenal", "senin, selasa"),
    ),
    "hours with a dot": (
        '"07:30-12:00"',
        '"07.30-12.00"',
        ("calendar.periods[0].hours.senin[0]", "jam kerja '07.30-12.00' tidak terbaca", "07:30-12:00"),
    ),
    "hours that close before they open": (
        '"08:00-12:00"',
        '"12:00-08:00"',
        ("calendar.special_days[0].hours[0]", "tutup sebelum buka", "07:30-12:00"),
    ),
    "hours that overlap": (
        '"13:00-16:00"',
        '"11:00-16:00"',
        ("calendar.periods[0].hours.senin", "bertumpang tindih", "istirahat adalah celah"),
    ),
    "hours out of order": (
        '["07:30-12:00", "13:00-16:00"]',
        '["13:00-16:00", "07:30-12:00"]',
        ("calendar.periods[0].hours.senin", "tidak berurutan", "urutkan"),
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES.keys())
def test_a_bad_value_is_named_with_its_mend(only: Only, old: str, new: str, expected: tuple[str, str, str]) -> None:
    path, message, fix = only((old, new))
    assert path == expected[0]
    assert expected[1] in message
    assert expected[2] in fix


def test_a_code_whose_last_zero_yaml_would_drop_is_quoted_in_full(tmp_path: Path, good: str) -> None:
    file = tmp_path / "kantor.yaml"
    file.write_text(good.replace('code: "51.08"', "code: 51.10", 1).replace("51.08", "51.10"), encoding="utf-8")
    (problem,) = check_path(file, {})
    assert problem.message == "51.10 tanpa tanda kutip dibaca YAML sebagai bilangan 51.1"
    assert problem.fix == 'tulis "51.10"'


def test_the_good_file_has_no_mistake(check: Check) -> None:
    assert check() == []


def test_a_bad_item_does_not_make_others_unknown(only: Only) -> None:
    """The router is ill-shaped, but its children still hang on something that stands in the file."""
    assert only(("role: router", "role: ruter"))[0] == "targets[0].role"


def test_what_an_ill_shaped_item_names_is_checked_all_the_same(check: Check) -> None:
    names = "kecamatan: '51.08.09', parent: modem-9, link: jalur-9"
    target = f"{{id: pc-1, nama: PC, role: pc_client, {names}, probe: {{type: tcp}}}}"
    problems = check(("backups:\n", f"  - {target}\nbackups:\n"))
    keys = ("nama", "name", "kecamatan", "parent", "link", "probe.host", "probe.port")
    assert {problem.path for problem in problems} == {f"targets[3].{key}" for key in keys}


def test_a_message_may_hold_braces(only: Only) -> None:
    assert "'{x}'" in only(('"07:30-12:00"', '"{x}"'))[1]
