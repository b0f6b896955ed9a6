"""Every text of the catalogue stands in the seed document (names and NIP taken out), row for row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.sop import Sop

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
IDS = [sop.id for sop in load_catalogue().sops]
NOT_TEXT = {"", "↓", "Ya", "Tidak"}
"""Cells that hold no text of the four columns: blanks, arrows, and the answers of Pesisir Selatan 7."""


def _fold(text: str) -> str:
    return " ".join(text.split())


def _seed(sop: Sop) -> str:
    return (SEEDS / sop.source).read_text(encoding="utf-8")


def _rows(source: str) -> list[tuple[int, list[str]]]:
    """Numbered table rows of one seed in document order: number, and the cells that hold text."""
    found = []
    for line in (SEEDS / source).read_text(encoding="utf-8").splitlines():
        match = re.match(r"(\d+)[\t ](?=.*\t)(.*)", line)
        if match:
            cells = [_fold(cell) for cell in match[2].split("\t")]
            found.append((int(match[1]), [cell for cell in cells if cell not in NOT_TEXT]))
    return found


@pytest.mark.parametrize("source", sorted(path.name for path in SEEDS.glob("*.txt")))
def test_every_table_row_is_one_step_with_the_same_texts_in_the_same_order(catalogue: Catalogue, source: str) -> None:
    steps = [step for sop in catalogue.sops if sop.source == source for step in sop.steps]
    wanted = [
        (s.number, [_fold(t) for t in (s.kegiatan, s.kelengkapan, s.waktu_raw, s.output, s.keterangan) if t])
        for s in steps
    ]
    assert wanted == _rows(source)


@pytest.mark.parametrize("sop_id", IDS)
def test_every_text_of_the_steps_stands_in_the_seed(catalogue: Catalogue, sop_id: str) -> None:
    sop = catalogue.get(sop_id)
    seed = _fold(_seed(sop))
    for step in sop.steps:
        texts = (step.kegiatan, step.kelengkapan, step.waktu_raw, step.output, step.keterangan)
        for text in (*texts, *(part.text for part in step.substeps), *step.pelaksana):
            assert _fold(text) in seed


@pytest.mark.parametrize("sop_id", IDS)
def test_every_text_of_the_head_stands_in_the_seed(catalogue: Catalogue, sop_id: str) -> None:
    sop = catalogue.get(sop_id)
    seed = _fold(_seed(sop))
    lists = (sop.legal_bases, sop.qualifications, sop.linked, sop.equipment, sop.warnings, sop.records, sop.pelaksana)
    for text in (sop.number, sop.title, sop.approved_by, *(item for each in lists for item in each)):
        assert _fold(text) in seed


def test_no_name_or_nip_stands_in_the_copies_of_the_seeds() -> None:
    for path in SEEDS.glob("*.txt"):
        assert re.search(r"\d{8}[ -]\d{6}|NIP\. ?\d", path.read_text(encoding="utf-8")) is None, path.name
