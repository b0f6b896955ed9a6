"""What must agree between two places of an office file."""

from __future__ import annotations

import pytest

from tests.offices.conftest import Check, Only

CASES = {
    "a malformed kabupaten code": ('code: "51.08"\nname', 'code: "5108"\nname', "code", "'5108' tidak benar"),
    "a malformed kecamatan code": (
        "links:\n",
        '  - {code: "51.08.3", name: Busungbiu, lat: -8.3, lon: 114.9}\nlinks:\n',
        "kecamatan[2].code",
        "'51.08.3' tidak benar",
    ),
    "a kecamatan of another kabupaten": (
        '{code: "51.08.02", name: Seririt, lat: -8.24, lon: 114.91}',
        '{code: "51.08.02", name: Seririt, lat: -8.24, lon: 114.91}\n'
        '  - {code: "51.07.01", name: Rendang, lat: -8.4, lon: 115.4}',
        "kecamatan[2].code",
        "kecamatan 51.07.01 bukan bagian kabupaten 51.08",
    ),
    "latitude and longitude swapped": ("lat: -8.18, lon: 114.66", "lat: 4.66, lon: -8.18", "kecamatan[0].lon", "bujur"),
    "a latitude outside Indonesia": ("lat: -8.18", "lat: 48.1", "kecamatan[0].lat", "di luar Indonesia"),
    "a target in an unknown kecamatan": (
        'name: Modem, kecamatan: "51.08.01", role: modem, link: jalur-1',
        'name: Modem, kecamatan: "51.08.09", role: modem',
        "targets[2].kecamatan",
        "kecamatan 51.08.09 tidak ada",
    ),
    "a link to an unknown kecamatan": (
        '{id: jalur-2, kecamatan: "51.08.02"',
        '{id: jalur-2, kecamatan: "51.08.20"',
        "links[1].kecamatan",
        "tidak ada",
    ),
    "a backup of an unknown kecamatan": (
        "{id: siak,",
        '{id: siak, kecamatan: "51.08.20",',
        "backups[0].kecamatan",
        "tidak ada",
    ),
    "a counter of an unknown kecamatan": (
        '{id: sql-2, kecamatan: "51.08.02"',
        '{id: sql-2, kecamatan: "51.08.20"',
        "counters[1].kecamatan",
        "tidak ada",
    ),
    "the same target twice": (
        "backups:\n",
        "  - {id: afis, name: AFIS 2, role: afis, probe: {type: icmp, host: 127.0.0.3}}\nbackups:\n",
        "targets[3].id",
        "afis sudah dipakai di targets[1].id",
    ),
    "the same kecamatan twice": (
        'links:\n  - {id: jalur-1, kecamatan: "51.08.01"',
        '  - {code: "51.08.01", name: Lagi, lat: -8, lon: 114}\nlinks:\n  - {id: jalur-1, kecamatan: "51.08.01"',
        "kecamatan[2].code",
        "51.08.01 sudah dipakai di kecamatan[0].code",
    ),
    "a period without any hours": (
        '        senin: ["07:30-12:00", "13:00-16:00"]',
        "        senin: []",
        "calendar.periods[0].hours",
        "tidak ada hari kerja",
    ),
    "a calendar that ends": (
        "start: 2017-01-01",
        "start: 2017-01-01\n      end: 2026-12-31",
        "calendar.periods",
        "tidak ada jam kerja setelah 2026-12-31",
    ),
    "a gap between periods": (
        "    - start: 2017-01-01",
        '    - {start: 2017-01-01, end: 2019-12-31, hours: {senin: ["08:00-12:00"]}}\n    - start: 2020-01-03',
        "calendar.periods",
        "tidak ada jam kerja dari 2020-01-01 sampai 2020-01-02",
    ),
    "a calendar that begins after an SOP": (
        "start: 2017-01-01",
        "start: 2018-01-01",
        "calendar.periods",
        "SOP berlaku sejak 2017-12-20",
    ),
    "no period at all": (
        '  periods:\n    - start: 2017-01-01\n      hours:\n        senin: ["07:30-12:00", "13:00-16:00"]\n',
        "  periods: []\n",
        "calendar.periods",
        "belum ada periode",
    ),
    "a holiday written twice": (
        "    - {date: 2026-06-17, name: Galungan}",
        "    - {date: 2026-06-17, name: Galungan}\n    - {date: 2026-06-17, name: Lagi}",
        "calendar.own_holidays[1].date",
        "ditulis dua kali",
    ),
    "an SOP that the catalogue does not know": (
        "compliance_targets:",
        "  - {id: trenggalek-99, start: 2025-01-02}\ncompliance_targets:",
        "sops[3].id",
        "SOP trenggalek-99 tidak ada dalam katalog",
    ),
    "an SOP that ends before it starts": (
        "{id: buleleng-01, start: 2017-12-20}",
        "{id: buleleng-01, start: 2017-12-20, end: 2017-01-01}",
        "sops[0].end",
        "berakhir sebelum mulai",
    ),
    "an SOP in force twice at a time": (
        "compliance_targets:",
        "  - {id: buleleng-01, start: 2020-01-01}\ncompliance_targets:",
        "sops[3].start",
        "berlaku dua kali pada masa yang sama (sops[0])",
    ),
    "another kabupaten's SOP not marked as adopted": (
        "{id: trenggalek-08, start: 2025-01-02, adopted: true}",
        "{id: trenggalek-08, start: 2025-01-02}",
        "sops[1].adopted",
        "dokumen kabupaten 35.03",
    ),
    "an own SOP marked as adopted": (
        "{id: buleleng-01, start: 2017-12-20}",
        "{id: buleleng-01, start: 2017-12-20, adopted: true}",
        "sops[0].adopted",
        "dokumen kantor ini sendiri",
    ),
    "a compliance target above a hundred": (
        "percent: 90",
        "percent: 900",
        "compliance_targets[0].percent",
        "di luar batas",
    ),
    "two compliance targets of one year": (
        "  - {year: 2025, percent: 90}",
        "  - {year: 2025, percent: 90}\n  - {year: 2025, percent: 95}",
        "compliance_targets[1].year",
        "ditulis dua kali",
    ),
}


@pytest.mark.parametrize(("old", "new", "path", "message"), CASES.values(), ids=CASES.keys())
def test_a_disagreement_is_named(only: Only, old: str, new: str, path: str, message: str) -> None:
    found = only((old, new))
    assert found[0] == path
    assert message in found[1]
    assert found[2]


def test_an_sop_may_come_back_after_it_ended(check: Check) -> None:
    again = "  - {id: buleleng-01, start: 2020-01-01}\ncompliance_targets:"
    ended = ("{id: buleleng-01, start: 2017-12-20}", "{id: buleleng-01, start: 2017-12-20, end: 2019-12-31}")
    assert check(ended, ("compliance_targets:", again)) == []


def test_periods_may_overlap_and_follow_day_by_day(check: Check) -> None:
    periods = (
        '    - {start: 2017-01-01, end: 2019-12-31, hours: {senin: ["08:00-12:00"]}}\n'
        '    - {start: 2026-02-18, end: 2026-03-19, hours: {senin: ["08:00-12:00"]}}\n'
        "    - start: 2020-01-01"
    )
    assert check(("    - start: 2017-01-01", periods)) == []


def test_an_unknown_kecamatan_offers_the_nearest(only: Only) -> None:
    edit = (
        'name: Modem, kecamatan: "51.08.01", role: modem, link: jalur-1',
        'name: M, kecamatan: "51.08.1", role: modem',
    )
    assert only(edit)[2] == "maksud Anda 51.08.01?"


def test_a_code_that_yaml_took_for_a_number_is_complained_of_once(check: Check) -> None:
    """Its kecamatan do belong to it: the code is read as it stands in the file."""
    assert [problem.path for problem in check(('code: "51.08"\nname', "code: 51.08\nname"))] == ["code"]
