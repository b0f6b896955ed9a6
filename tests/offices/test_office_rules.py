"""What is refused of dated rules and dated schedules: one sentence that names the place and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.offices import EXAMPLE_FILE, OfficeProblem, check_path

CATALOGUE = load_catalogue()
PLACE = "# Sasaran kepatuhan dalam persen"
SOP = "sop: trenggalek-11-pemeliharaan-jarkomdat"
RULE = "start: 2027-01-04, reason: SK 1"

CASES = {
    "no reason": ("{start: 2027-01-04, hari: kerja}", "reason", "belum diisi"),
    "an empty reason": ('{start: 2027-01-04, reason: " ", hari: kerja}', "reason", "isian kosong"),
    "nothing that is set": (f"{{{RULE}}}", "start", "tidak mengatur apa pun"),
    "an end before the start": (f"{{{RULE}, end: 2027-01-03, hari: kerja}}", "end", "berakhir sebelum mulai"),
    "a percent of zero": (f"{{{RULE}, at_risk_percent: 0}}", "at_risk_percent", "di luar batas"),
    "a percent over a hundred": (f"{{{RULE}, at_risk_percent: 101}}", "at_risk_percent", "di luar batas"),
    "a negative tolerance": (f"{{{RULE}, zero_tolerance_seconds: -1}}", "zero_tolerance_seconds", "di luar batas"),
    "a day of neither kind": (f"{{{RULE}, hari: libur}}", "hari", "tidak dikenal"),
    "an SOP not in force": (
        f"{{{RULE}, steps: [{{sop: trenggalek-99-x, step: 1, clock: kerja}}]}}",
        "steps[0].sop",
        "tidak berlaku di kantor ini",
    ),
    "a step that is not there": (
        f"{{{RULE}, steps: [{{{SOP}, step: 5, clock: kerja}}]}}",
        "steps[0].step",
        "langkah 5 tidak ada",
    ),
    "a step for which nothing is set": (f"{{{RULE}, steps: [{{{SOP}, step: 1}}]}}", "steps[0].step", "tidak diatur"),
    "a waktu without a unit": (
        f"{{{RULE}, steps: [{{{SOP}, step: 1, waktu: {{max: 5}}}}]}}",
        "steps[0].waktu",
        "satuan",
    ),
    "a range turned round": (
        f"{{{RULE}, steps: [{{{SOP}, step: 1, waktu: {{min: 9, max: 5, unit: menit}}}}]}}",
        "steps[0].waktu",
        "min lebih besar",
    ),
    "a span over a printed waktu": (
        f"{{{RULE}, steps: [{{{SOP}, step: 1, waktu: {{max: 5, unit: menit, covers: 2}}}}]}}",
        "steps[0].step",
        "mencakup langkah 2 yang sudah punya waktu",
    ),
    "a step judged hour by hour": (
        f"{{{RULE}, steps: [{{sop: trenggalek-13-pengiriman-online, step: 1, clock: kerja}}]}}",
        "steps[0].step",
        "dinilai per jam",
    ),
}


def check(tmp_path: Path, *entries: str, old: str = PLACE) -> list[OfficeProblem]:
    """Mistakes of the example with these rules added to its own two."""
    added = "".join(f"  - {entry}\n" for entry in entries)
    text = EXAMPLE_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "kantor.yaml"
    file.write_text(text.replace(old, added + old, 1), encoding="utf-8")
    return check_path(file, {}, CATALOGUE.versions())


@pytest.mark.parametrize("case", CASES)
def test_a_rule_is_refused_at_its_place_with_the_mend(tmp_path: Path, case: str) -> None:
    entry, place, words = CASES[case]
    (found,) = check(tmp_path, entry)
    assert found.path == f"rules[2].{place}"
    assert words in found.message
    assert found.fix


def test_two_rules_that_set_the_same_at_the_same_time_are_refused(tmp_path: Path) -> None:
    (found,) = check(tmp_path, "{start: 2026-12-31, reason: SK 1, at_risk_percent: 80}")
    assert found.path == "rules[2].at_risk_percent"
    assert "rules[0].at_risk_percent" in found.message


def test_the_same_may_be_set_again_the_day_after(tmp_path: Path) -> None:
    assert check(tmp_path, "{start: 2027-01-01, reason: SK 1, at_risk_percent: 80}") == []


def test_a_step_is_not_set_twice_at_the_same_time(tmp_path: Path) -> None:
    steps = "[{sop: buleleng-01-perbaikan-perangkat, step: 3, clock: kerja}]"
    (found,) = check(tmp_path, f"{{{RULE}, steps: {steps}}}")
    assert (found.path, "rules[1].steps[0].clock" in found.message) == ("rules[2].steps[0].clock", True)


@pytest.mark.parametrize(
    ("written", "place", "words"),
    [
        ("[]", "schedule", "daftar jadwal kosong"),
        ("kadang", "schedule", "tidak dikenal"),
        ("[{start: 2026-01-01, schedule: kadang}]", "schedule[0].schedule", "tidak dikenal"),
        (
            "[{start: 2026-01-01, schedule: 24_jam}, {start: 2026-01-01, schedule: jam_kerja}]",
            "schedule[1].start",
            "ditulis dua kali",
        ),
    ],
)
def test_a_schedule_is_refused_at_its_place(tmp_path: Path, written: str, place: str, words: str) -> None:
    text = EXAMPLE_FILE.read_text(encoding="utf-8")
    old = "    schedule: jam_kerja # jam_kerja atau 24_jam\n"
    assert old in text
    file = tmp_path / "kantor.yaml"
    file.write_text(text.replace(old, f"    schedule: {written}\n", 1), encoding="utf-8")
    (found,) = check_path(file, {}, CATALOGUE.versions())
    assert (found.path, words in found.message) == (f"counters[0].{place}", True)
