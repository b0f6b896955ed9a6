"""The catalogue as JSON of the contract, and as rows for the pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dashboard.catalogue import Catalogue
from dashboard.views.sops import sop_detail, sop_json, sop_rows

SOP_KEYS = ["id", "office", "number", "title", "effective", "source", "reading", "steps"]
STEP_KEYS = ["no", "kegiatan", "pelaksana", "kelengkapan", "output", "substeps", "next", "waktu"]
WAKTU_KEYS = ["raw", "min_s", "max_s", "min", "max", "unit", "clock", "covers"]


def _waktu(catalogue: Catalogue, sop_id: str, number: int) -> dict[str, Any]:
    (sop,) = [row for row in sop_json(catalogue) if row["id"] == sop_id]
    waktu: dict[str, Any] = sop["steps"][number - 1]["waktu"]
    return waktu


def test_the_json_has_exactly_the_keys_of_the_contract(catalogue: Catalogue) -> None:
    for sop in json.loads(json.dumps(sop_json(catalogue))):
        assert list(sop) == SOP_KEYS
        for step in sop["steps"]:
            assert list(step) == STEP_KEYS
            assert [key for key in step["waktu"] if key != "covered_by"] == WAKTU_KEYS


@pytest.mark.parametrize(
    ("sop_id", "number", "values"),
    [
        ("pesisir-selatan-01-maintenance-software", 2, ["10-30 Menit", 600, 1800, 10, 30, "menit", "working", None]),
        ("trenggalek-08-backup-siak", 2, ["15 mnit", None, 900, None, 15, "menit", "calendar", None]),
        ("trenggalek-08-backup-siak", 3, ["0", None, 0, None, 0, None, "calendar", None]),
        ("trenggalek-15-data-warehouse", 4, ["1 hari", None, None, None, 1, "hari", "working", [4, 6]]),
        ("trenggalek-15-data-warehouse", 5, ["", None, None, None, None, None, None, None, 4]),
        ("trenggalek-07-profil-perkembangan", 1, ["", None, None, None, None, None, None, None]),
    ],
)
def test_a_waktu_is_written_as_the_contract_says(
    catalogue: Catalogue, sop_id: str, number: int, values: list[object]
) -> None:
    assert list(_waktu(catalogue, sop_id, number).values()) == values


def test_arrows_and_parts_are_written_out(catalogue: Catalogue) -> None:
    sops = {row["id"]: row for row in sop_json(catalogue)}
    buleleng, online = sops["buleleng-01-perbaikan-perangkat"], sops["trenggalek-13-pengiriman-online"]
    assert buleleng["effective"] == "2017-12-20"
    assert buleleng["steps"][6]["next"] == [{"when": "Ya", "to": 8}, {"when": "tidak", "to": 6}]
    assert buleleng["steps"][7]["next"] == [{"when": None, "to": None}]
    assert online["steps"][0]["substeps"][1] == {"letter": "b", "text": 'Mengetik "ping" ke IP Address modem'}


def test_the_reading_of_an_sop_gathers_that_of_its_steps(catalogue: Catalogue) -> None:
    sops = {row["id"]: row for row in sop_json(catalogue)}
    reading = sops["trenggalek-08-backup-siak"]["reading"]
    assert 'Langkah 2: Tercetak "15 mnit", dibaca 15 menit.' in reading
    assert "Langkah 7 (tersimpul): " in sops["pesisir-selatan-01-maintenance-software"]["reading"]


def test_the_list_counts_steps_and_judged_standards(catalogue: Catalogue) -> None:
    rows = {row.id: row for row in sop_rows(catalogue)}
    pesisir, online = rows["pesisir-selatan-01-maintenance-software"], rows["trenggalek-13-pengiriman-online"]
    assert (len(rows), pesisir.steps, pesisir.judged, pesisir.measured) == (20, 11, 8, 0)
    assert (online.measured, online.effective, online.versions) == (5, date(2017, 12, 8), 1)
    assert len(sop_rows(catalogue, "35.03")) == 16


@pytest.mark.parametrize(
    ("sop_id", "number", "words"),
    [
        ("pesisir-selatan-01-maintenance-software", 2, "10–30 menit"),
        ("pesisir-selatan-01-maintenance-software", 1, "tanpa standar"),
        ("trenggalek-08-backup-siak", 3, "tanpa waktu tunggu"),
        ("trenggalek-15-data-warehouse", 4, "1 hari kerja, satu waktu untuk langkah 4–6"),
        ("trenggalek-15-data-warehouse", 6, "ikut waktu langkah 4"),
        ("trenggalek-02-penghapusan-data", 1, "1 tahun, satu waktu untuk langkah 1–9"),
    ],
)
def test_a_standard_is_said_in_the_words_of_an_office(
    catalogue: Catalogue, sop_id: str, number: int, words: str
) -> None:
    assert sop_detail(catalogue, sop_id).steps[number - 1].standard == words


def test_the_detail_says_where_a_step_leads_and_what_measures_it(catalogue: Catalogue) -> None:
    pesisir = sop_detail(catalogue, "pesisir-selatan-01-maintenance-software")
    assert pesisir.steps[6].next == "Ya: langkah 9; Tidak: langkah 8"
    assert [step.next for step in pesisir.steps[7:]] == ["ke langkah 11", "", "selesai", "ke langkah 10"]
    online = sop_detail(catalogue, "trenggalek-13-pengiriman-online")
    assert [bool(step.measured_by) for step in online.steps] == [True] * 5
    assert sop_detail(catalogue, "buleleng-01-perbaikan-perangkat").steps[2].start == "mulai dicatat sendiri"


def test_an_unknown_sop_has_no_detail(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        sop_detail(catalogue, "tidak-99-ada")
