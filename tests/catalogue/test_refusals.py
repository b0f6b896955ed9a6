"""Bad SOP files: each is refused with file, step and a reason that says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import DEFAULT_FOLDER, CatalogueErrors, load_catalogue
from dashboard.sop_parser import HEADER_KEYS, MEASURES, SOP_KEYS, STEP_KEYS, SopError
from tests.catalogue.conftest import SMALL

Refused = Callable[[str, str], SopError]
FILE = "contoh-01-kecil.yaml"

BAD_STEPS = [
    (2, "nomor: 2", "nomor: 3", "harus 2"),
    (2, "kegiatan: Dua", "kegiatn: Dua", 'maksudnya "kegiatan"'),
    (2, "kegiatan: Dua", 'kegiatan: ""', "kegiatan belum diisi"),
    (1, "waktu: 5 menit", "waktu: segera", "tidak terbaca"),
    (1, "waktu: 5 menit", "waktu: 30-10 menit", "terbalik"),
    (1, "waktu: 5 menit", "waktu: 5", "bukan teks"),
    (2, "sampai_langkah: 3", "sampai_langkah: 4", "antara 3 dan 3"),
    (2, "sampai_langkah: 3", "sampai_langkah: 1", "antara 3 dan 3"),
    (3, 'waktu: ""', "waktu: 5 menit", "tercakup waktu langkah 2"),
    (3, 'waktu: ""', 'waktu: ""\n    sampai_langkah: 3', "sampai_langkah 3 salah"),
    (1, "waktu: 5 menit", "sampai_langkah: 2", "sampai_langkah tanpa waktu"),
    (1, "waktu: 5 menit", "lanjut: 9", "langkah itu tidak ada"),
    (1, "waktu: 5 menit", "lanjut: [{jika: Ya, ke: 2}]", "dua jawaban"),
    (1, "waktu: 5 menit", "lanjut: [{jika: Ya, ke: 2}, {jika: Ya, ke: 3}]", "berlainan"),
    (1, "waktu: 5 menit", "lanjut: [{jika: Ya, ke: 2}, {ke: 3}]", "jika belum diisi"),
    (1, "waktu: 5 menit", "lanjut: [2, 3]", '"jika" dan "ke"'),
    (2, "waktu: 5 menit", "lanjut: 3", "tidak tercapai"),
    (1, "waktu: 5 menit", "waktu: 5 menit\n    hitungan: malam", "kerja atau kalender"),
    (1, "waktu: 5 menit", "waktu: 1 tahun\n    hitungan: kerja", "selalu dihitung kalender"),
    (1, "waktu: 5 menit", "hitungan: kalender", "hitungan tanpa waktu"),
    (1, "waktu: 5 menit", "waktu: 5 menit\n    ukur: network/satelit", "network/modem"),
    (1, "waktu: 5 menit", "output_dari: satelit", "pakai jaringan"),
    (1, "waktu: 5 menit", "waktu: 5 menit\n    ukur: network/modem\n    output_dari: jaringan", "bersama ukur"),
    (1, "waktu: 5 menit", "mulai: besok", "otomatis atau dicatat"),
    (1, "waktu: 5 menit", "tersimpul: true", "tersimpul tanpa pembacaan"),
    (1, "waktu: 5 menit", "tersimpul: mungkin", "tulis true"),
    (1, "waktu: 5 menit", "pelaksana: [Kadis]", "ADB, Kasi"),
    (1, "waktu: 5 menit", "pelaksana: ADB", "harus berupa daftar"),
    (1, "waktu: 5 menit", "rincian: {b: Sesuatu}", "tidak urut"),
    (1, "kegiatan: Satu", "kegiatan: oleh 19720809 199201 2 002", "memuat NIP"),
]
BAD_HEADS = [
    ("id: contoh-01-kecil", "id: Contoh 1", "salah bentuk"),
    ("id: contoh-01-kecil", "id: contoh-01-lain", "nama berkas"),
    ('kantor: "51.08"', "kantor: 51.08", "tanda kutip"),
    ('kantor: "51.08"', 'kantor: "5108"', "salah bentuk"),
    ("tanggal_efektif: 2020-01-02", "tanggal_efektif: 2 Januari 2020", "bukan tanggal"),
    ("tanggal_efektif: 2020-01-02", "tanggal_efektif:", "tanggal_efektif belum diisi"),
    ("tanggal_efektif: 2020-01-02", "tanggal_efektif: 2020-02-30", "2020-02-30"),
    ("nomor: 1/SOP", "nomor:", "nomor belum diisi"),
    ("judul: SOP Contoh", "judull: SOP Contoh", 'maksudnya "judul"'),
    ("judul: SOP Contoh", "judul: SOP Contoh\njudul: Dua", "ditulis dua kali"),
    ("judul: SOP Contoh", "judul: [SOP", "bentuk YAML salah"),
    ("judul: SOP Contoh", "judul: SOP Contoh\ndokumen: _tidak_ada", 'dokumen "_tidak_ada" tidak ada'),
    ("pelaksana: [ADB, Kasi]", "pelaksana: []", "pelaksana belum diisi"),
]


@pytest.mark.parametrize(("step", "old", "new", "hint"), BAD_STEPS)
def test_a_bad_step_is_refused_with_file_step_and_mend(
    refused: Refused, step: int, old: str, new: str, hint: str
) -> None:
    problem = refused(old, new)
    assert (problem.file, problem.step) == (FILE, step)
    assert hint in problem.reason
    assert str(problem).startswith(f"{FILE}: langkah {step}: ")


@pytest.mark.parametrize(("old", "new", "hint"), BAD_HEADS)
def test_a_bad_head_is_refused_with_file_and_mend(refused: Refused, old: str, new: str, hint: str) -> None:
    problem = refused(old, new)
    assert (problem.file, problem.step) == (FILE, None)
    assert hint in problem.reason


def test_an_endless_path_is_refused(refused: Refused) -> None:
    assert "tidak pernah berakhir" in refused('waktu: ""', "lanjut: 1").reason


def test_a_file_without_steps_or_without_a_mapping_is_refused(refused: Refused) -> None:
    assert "langkah belum diisi" in refused(SMALL[SMALL.index("langkah:") :], "langkah: []\n").reason
    assert "kunci: nilai" in refused(SMALL, "hanya teks\n").reason


def test_all_bad_files_are_named_at_once_and_a_broken_document_only_once(tmp_path: Path) -> None:
    (tmp_path / "_bersama.yaml").write_text("nomer: 1\n", encoding="utf-8")
    for name in ("satu-01-a", "satu-02-b"):
        text = SMALL.replace("contoh-01-kecil", name).replace("nomor: 1/SOP\n", "dokumen: _bersama\n")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / FILE).write_text(SMALL.replace("5 menit", "segera"), encoding="utf-8")
    (tmp_path / "rusak-01-x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueErrors) as caught:
        load_catalogue(tmp_path)
    assert [p.file for p in caught.value.problems] == ["_bersama.yaml", FILE, "rusak-01-x.yaml"]
    assert len(str(caught.value).splitlines()) == 3


def test_own_keys_win_over_the_shared_document(tmp_path: Path) -> None:
    (tmp_path / "_bersama.yaml").write_text('nomor: bersama\nkantor: "13.01"\n', encoding="utf-8")
    text = SMALL.replace("nomor: 1/SOP\n", "dokumen: _bersama\n")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    sop = load_catalogue(tmp_path).get("contoh-01-kecil")
    assert (sop.number, sop.office) == ("bersama", "51.08")


def _two_versions(folder: Path, effective: str) -> None:
    (folder / FILE).write_text(SMALL, encoding="utf-8")
    later = SMALL.replace("2020-01-02", effective).replace("5 menit", "10 menit")
    (folder / f"contoh-01-kecil@{effective}.yaml").write_text(later, encoding="utf-8")


def test_two_versions_of_one_id_live_side_by_side(tmp_path: Path) -> None:
    _two_versions(tmp_path, "2027-01-04")
    catalogue = load_catalogue(tmp_path)
    assert [sop.effective.year for sop in catalogue.versions()["contoh-01-kecil"]] == [2020, 2027]
    assert catalogue.sops == (catalogue.get("contoh-01-kecil"),)
    assert catalogue.get("contoh-01-kecil").effective == date(2027, 1, 4)
    assert catalogue.get("contoh-01-kecil", date(2020, 1, 2)).step(1).waktu_raw == "5 menit"
    before = catalogue.in_force("contoh-01-kecil", date(2027, 1, 3))
    assert before is not None
    assert before.effective == date(2020, 1, 2)


def test_one_id_effective_twice_from_the_same_day_is_refused(tmp_path: Path) -> None:
    _two_versions(tmp_path, "2020-01-02")
    with pytest.raises(CatalogueErrors, match="sudah ada di"):
        load_catalogue(tmp_path)


def test_a_bare_zero_is_read_as_the_printed_zero(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(SMALL.replace("waktu: 5 menit", "waktu: 0"), encoding="utf-8")
    standard = load_catalogue(tmp_path).get("contoh-01-kecil").step(1).standard
    assert standard is not None
    assert (standard.raw, standard.is_zero) == ("0", True)


def test_an_empty_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueErrors, match=re.escape(str(tmp_path))):
        load_catalogue(tmp_path)


def test_the_guide_beside_the_files_explains_every_key() -> None:
    guide = (DEFAULT_FOLDER / "BACA-SAYA.md").read_text(encoding="utf-8")
    measures = [f"{collector}/{role}" for collector, roles in MEASURES.items() for role in roles]
    for key in {*HEADER_KEYS, *SOP_KEYS, *STEP_KEYS, *measures, "dokumen", "jika", "ke", "selesai"}:
        assert f"`{key}`" in guide, key
