"""What is in the catalogue: every id, its steps, its document."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import DEFAULT_FOLDER, Catalogue, load_catalogue

STEPS = {
    "buleleng-01-perbaikan-perangkat": 8,
    "paser-01-pemeliharaan-aplikasi-jaringan": 4,
    "pesisir-selatan-01-maintenance-software": 11,
    "sukamara-01-hak-akses-siak": 5,
    "trenggalek-01-pelaporan": 8,
    "trenggalek-02-penghapusan-data": 9,
    "trenggalek-03-sosialisasi-media-cetak": 7,
    "trenggalek-04-pengelolaan-website": 5,
    "trenggalek-05-sosialisasi-tatap-muka": 5,
    "trenggalek-06-penanganan-pengaduan": 7,
    "trenggalek-07-profil-perkembangan": 11,
    "trenggalek-08-backup-siak": 3,
    "trenggalek-09-backup-biometrik": 3,
    "trenggalek-10-pemeliharaan-alat-perekaman": 7,
    "trenggalek-11-pemeliharaan-jarkomdat": 4,
    "trenggalek-12-pengiriman-offline": 3,
    "trenggalek-13-pengiriman-online": 5,
    "trenggalek-14-hak-akses-siak": 6,
    "trenggalek-15-data-warehouse": 9,
    "trenggalek-16-hak-akses-konsolidasi": 9,
}
HEADS = {
    "buleleng-01-perbaikan-perangkat": ("51.08", "SOP-PIAK-03", "2017-12-05", None, "2017-12-20"),
    "pesisir-selatan-01-maintenance-software": ("13.01", "800/488/DKPS-PS/2022", "2022-01-10", None, "2022-01-10"),
    "paser-01-pemeliharaan-aplikasi-jaringan": (
        *("64.01", "005/SOP/DKPS/II/2024"),
        *("2024-01-02", "2024-01-02", "2024-01-08"),
    ),
    "sukamara-01-hak-akses-siak": ("62.08", "000.8.3.3/ 240 /Dukcapil/2025", "2025-01-06", None, "2025-01-09"),
    **{
        sop_id: ("35.03", "04/SOP/DKPS/SKRT/X/2016", "2016-12-01", "2017-12-01", "2017-12-08")
        for sop_id in STEPS
        if sop_id.startswith("trenggalek")
    },
}
LISTS = {
    "buleleng-01-perbaikan-perangkat": (3, 4, 0, 4, 1, 1),
    "pesisir-selatan-01-maintenance-software": (6, 6, 1, 3, 1, 1),
    "paser-01-pemeliharaan-aplikasi-jaringan": (4, 3, 1, 3, 1, 2),
    "sukamara-01-hak-akses-siak": (4, 5, 1, 1, 2, 1),
    "trenggalek-15-data-warehouse": (8, 5, 16, 4, 1, 0),
}


def test_the_catalogue_has_twenty_sops_with_129_steps(catalogue: Catalogue) -> None:
    assert {sop.id: len(sop.steps) for sop in catalogue.sops} == STEPS
    assert len(STEPS) == 20
    assert sum(len(sop.steps) for sop in catalogue.sops) == 129


@pytest.mark.parametrize("sop_id", HEADS)
def test_office_number_and_dates_are_those_of_the_document(catalogue: Catalogue, sop_id: str) -> None:
    sop = catalogue.get(sop_id)
    dates = tuple(day.isoformat() if day else None for day in (sop.created, sop.revised, sop.effective))
    assert (sop.office, sop.number, *dates) == HEADS[sop_id]


@pytest.mark.parametrize("sop_id", LISTS)
def test_lists_of_the_head_are_complete(catalogue: Catalogue, sop_id: str) -> None:
    sop = catalogue.get(sop_id)
    lists = (sop.legal_bases, sop.qualifications, sop.linked, sop.equipment, sop.warnings, sop.records)
    assert tuple(len(each) for each in lists) == LISTS[sop_id]


def test_the_title_of_pesisir_selatan_is_its_nama_sop_and_the_other_heading_is_explained(catalogue: Catalogue) -> None:
    sop = catalogue.get("pesisir-selatan-01-maintenance-software")
    assert sop.title == "Maintenance Software"
    assert "Prosedur Maintenance Hardware" in sop.reading


def test_pelaksana_of_a_step_is_named_only_where_the_document_tells(catalogue: Catalogue) -> None:
    named = {(sop.id, step.number): step.pelaksana for sop in catalogue.sops for step in sop.steps if step.pelaksana}
    single = {key: value for key, value in named.items() if value == ("ADB",)}
    assert {sop_id for sop_id, _ in single} == {
        *("trenggalek-08-backup-siak", "trenggalek-09-backup-biometrik", "trenggalek-13-pengiriman-online")
    }
    assert {key: value for key, value in named.items() if key not in single} == {
        ("buleleng-01-perbaikan-perangkat", 7): ("Kepala Bidang",),
        ("trenggalek-11-pemeliharaan-jarkomdat", 4): ("Tim Teknis Pusat",),
    }


def test_pengiriman_online_is_one_sop_whose_steps_each_have_parts_a_b_c(catalogue: Catalogue) -> None:
    sop = catalogue.get("trenggalek-13-pengiriman-online")
    assert [[part.letter for part in step.substeps] for step in sop.steps] == [["a", "b", "c"]] * 5
    assert sop.step(4).substeps[1].text == 'Mengetikan "ping" ke IP Address server AFIS'


def test_no_nip_and_no_names_are_carried_over() -> None:
    nip = re.compile(r"\d{8}[ -]?\d{6}|NIP\.|S\.Sos|S\.STP|S\.Hut", re.IGNORECASE)
    for path in DEFAULT_FOLDER.glob("*.yaml"):
        assert nip.search(path.read_text(encoding="utf-8")) is None, path.name


def test_a_version_is_found_by_its_effective_date_and_by_a_day(catalogue: Catalogue) -> None:
    sop_id = "buleleng-01-perbaikan-perangkat"
    newest = catalogue.get(sop_id)
    assert catalogue.get(sop_id, date(2017, 12, 20)) is newest
    assert catalogue.in_force(sop_id, date(2017, 12, 20)) is newest
    assert catalogue.in_force(sop_id, date(2017, 12, 19)) is None


def test_an_unknown_id_or_version_is_a_key_error(catalogue: Catalogue) -> None:
    assert catalogue.find("tidak-99-ada") is None
    with pytest.raises(KeyError):
        catalogue.get("tidak-99-ada")
    with pytest.raises(KeyError):
        catalogue.get("sukamara-01-hak-akses-siak", date(2020, 1, 1))


def test_the_catalogue_of_an_office_has_only_its_own_document(catalogue: Catalogue) -> None:
    assert len(catalogue.of_office("35.03")) == 16
    assert [sop.id for sop in catalogue.of_office("64.01")] == ["paser-01-pemeliharaan-aplikasi-jaringan"]


def test_the_default_folder_is_that_of_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(load_catalogue().sops) == 20
