"""One catalogue for all tests of this folder, and a folder to break files in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, CatalogueErrors, load_catalogue
from dashboard.sop_parser import SopError

SMALL = """\
id: contoh-01-kecil
judul: SOP Contoh
nomor: 1/SOP
kantor: "51.08"
sumber: contoh.txt
tanggal_efektif: 2020-01-02
disahkan_oleh: Kepala Dinas
pelaksana: [ADB, Kasi]
langkah:
  - nomor: 1
    kegiatan: Satu
    waktu: 5 menit
  - nomor: 2
    kegiatan: Dua
    waktu: 1 hari
    sampai_langkah: 3
  - nomor: 3
    kegiatan: Tiga
    waktu: ""
"""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str, str], SopError]:
    """Replace one piece of the small SOP and give the one problem that the loader names."""

    def load_broken(old: str, new: str) -> SopError:
        assert old in SMALL
        (tmp_path / "contoh-01-kecil.yaml").write_text(SMALL.replace(old, new), encoding="utf-8")
        with pytest.raises(CatalogueErrors) as caught:
            load_catalogue(tmp_path)
        (problem,) = caught.value.problems
        return problem

    return load_broken
