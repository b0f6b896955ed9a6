"""What must hold for SOPs that come round by themselves."""

from __future__ import annotations

import pytest

from dashboard.offices import Office, PeriodicRun
from tests.offices.conftest import Check, Only

PLACE = "compliance_targets:"
GOOD = "sop: buleleng-01, every: bulan, start: 2026-01-01"

CASES = {
    "an SOP that the office does not work by": (
        "{sop: buleleng-77, every: bulan, start: 2026-01-01}",
        "sop",
        "tidak berlaku",
    ),
    "an SOP that the backups schedule": (
        "{sop: trenggalek-08, every: bulan, start: 2026-01-01}",
        "sop",
        "dijadwalkan oleh backups[0]",
    ),
    "a word that is no period": ("{sop: buleleng-01, every: dasawarsa, start: 2026-01-01}", "every", "tidak dikenal"),
    "neither office nor kecamatan": (f"{{{GOOD}, for: desa}}", "for", "tidak dikenal"),
    "a misspelt key": (f"{{{GOOD}, grace_day: 3}}", "grace_day", "maksud Anda 'grace_days'"),
    "no start": ("{sop: buleleng-01, every: bulan}", "start", "belum diisi"),
    "a time without quotes": (f"{{{GOOD}, at: 480}}", "at", "bukan tanggal atau jam"),
    "a day that no month has": (f"{{{GOOD}, day: 32}}", "day", "tanggal 32 tidak ada"),
    "a day zero": (f"{{{GOOD}, day: 0}}", "day", "tanggal 0 tidak ada"),
    "an eighth day of the week": (
        "{sop: buleleng-01, every: minggu, day: 8, start: 2026-01-01}",
        "day",
        "tidak ada dalam minggu",
    ),
    "a month where it says nothing": (f"{{{GOOD}, month: 2}}", "month", "tidak dipakai"),
    "a thirteenth month": (
        "{sop: buleleng-01, every: tahun, month: 13, start: 2026-01-01}",
        "month",
        "bulan 13 tidak ada",
    ),
    "a day that its month has not got": (
        "{sop: buleleng-01, every: tahun, month: 2, day: 30, start: 2026-01-01}",
        "day",
        "tanggal 30 tidak ada pada bulan 2",
    ),
    "a negative grace": (f"{{{GOOD}, grace_days: -1}}", "grace_days", "di luar batas"),
    "an end before the start": (f"{{{GOOD}, end: 2025-12-31}}", "end", "berakhir sebelum mulai"),
    "a start before the SOP is in force": (
        "{sop: buleleng-01, every: bulan, start: 2017-01-01}",
        "start",
        "baru berlaku 2017-12-20",
    ),
}


def added(*entries: str) -> tuple[str, str]:
    return PLACE, "".join(("periodic:\n", *(f"  - {entry}\n" for entry in entries), PLACE))


@pytest.mark.parametrize(("entry", "key", "message"), CASES.values(), ids=CASES.keys())
def test_a_mistake_of_a_schedule_is_named(only: Only, entry: str, key: str, message: str) -> None:
    found = only(added(entry))
    assert found[0] == f"periodic[0].{key}"
    assert message in found[1]
    assert found[2]


def test_an_sop_scheduled_twice_at_a_time_is_named(only: Only) -> None:
    found = only(added(f"{{{GOOD}}}", "{sop: buleleng-01, every: tahun, start: 2027-01-01}"))
    assert (found[0], "(periodic[0])" in found[1]) == ("periodic[1].start", True)


def test_a_schedule_may_follow_another_and_stand_beside_one_for_the_kecamatan(check: Check) -> None:
    ended, after = f"{{{GOOD}, end: 2026-12-31}}", "{sop: buleleng-01, every: tahun, start: 2027-01-01}"
    assert check(added(ended, after, f"{{{GOOD}, for: kecamatan}}")) == []


def test_what_is_left_out_has_its_default() -> None:
    entry = PeriodicRun.model_validate({"sop": "buleleng-01", "every": "bulan", "start": "2026-01-01"})
    assert (entry.day, entry.month, entry.at.hour, entry.whom, entry.grace_days) == (1, None, 8, "kantor", 0)
    assert Office.model_fields["periodic"].default == []
