"""The report part of an office file: what is accepted, and each mistake with its mend."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from dashboard.exports import FORMS
from dashboard.office_report import SCHEDULED_FORMS
from dashboard.offices import BLANK, letter_number, load_offices
from tests.offices.conftest import Check

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("{logo: lambang.svg}", "report.logo"),
        ('{number: "470/{nomer}"}', "report.number"),
        ('{number: "470/{nomor"}', "report.number"),
        ('{signatory: {nip: "12345"}}', "report.signatory.nip"),
        ("{kop: [a, b, c, d, e, f, g, h, i]}", "report.kop"),
        ("{kops: [a]}", "report.kops"),
        ("{schedule: {monthly: {day: 31}}}", "report.schedule.monthly.day"),
        ("{schedule: {monthly: {time: 17:00}}}", "report.schedule.monthly.time"),
        ("{schedule: {monthly: {forms: [wps]}}}", "report.schedule.monthly.forms"),
        ("{schedule: {monthly: {forms: []}}}", "report.schedule.monthly.forms"),
        ("{schedule: {weekly: {}}}", "report.schedule.weekly"),
    ],
)
def test_each_mistake_is_named_with_its_place(check: Check, written: str, place: str) -> None:
    (problem,) = check(("compliance_targets:", f"report: {written}\ncompliance_targets:"))
    assert problem.path == place
    assert problem.fix


def test_a_whole_head_is_accepted_and_its_logo_lies_beside_the_file(tmp_path: Path, good: str) -> None:
    nip = "1" * 18
    part = f'report: {{kop: [A, B], logo: l.png, number: "1/{{nomor}}", signatory: {{jabatan: Kabid, nip: "{nip}"}}}}\n'
    (tmp_path / "kantor.yaml").write_text(good + part, encoding="utf-8")
    (office,) = load_offices(tmp_path, {})
    assert office.report.logo == str(tmp_path / "l.png")
    assert office.report.signatory.nip == nip


def test_nothing_is_invented_where_nothing_is_written(tmp_path: Path, good: str) -> None:
    (tmp_path / "kantor.yaml").write_text(good, encoding="utf-8")
    (office,) = load_offices(tmp_path, {})
    assert (office.report.kop, office.report.logo, office.report.signatory.nama) == ((), "", "")


def test_a_schedule_left_out_in_part_is_the_first_of_the_month_as_a_workbook(tmp_path: Path, good: str) -> None:
    (tmp_path / "kantor.yaml").write_text(f"{good}report: {{schedule: {{monthly: {{}}}}}}\n", encoding="utf-8")
    (office,) = load_offices(tmp_path, {})
    monthly = office.report.schedule.monthly
    assert monthly is not None
    assert (monthly.day, monthly.at, monthly.forms) == (1, time(6), ("xlsx",))


def test_every_form_can_be_scheduled() -> None:
    assert set(FORMS) <= set(SCHEDULED_FORMS)


@pytest.mark.parametrize(
    ("number", "given", "printed"),
    [
        ("470/{nomor}/DKPS/{bulan_romawi}/{tahun}", "12", "470/12/DKPS/XI/2026"),
        ("{bulan}-{nomor}", "", "11-……"),
        ("", "12", BLANK),
    ],
)
def test_the_number_of_a_letter(number: str, given: str, printed: str) -> None:
    assert letter_number(number, DAY, given) == printed
