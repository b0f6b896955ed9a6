"""Branches and loops, as the rules lay them down."""

from __future__ import annotations

from dashboard.catalogue import Catalogue
from dashboard.sop import Sop

PESISIR = "pesisir-selatan-01-maintenance-software"
ALAT = "trenggalek-10-pemeliharaan-alat-perekaman"


def _arrows(sop: Sop, number: int) -> dict[str | None, int | None]:
    return {arrow.when: arrow.to for arrow in sop.step(number).next}


def _walk(sop: Sop, answers: dict[int, str]) -> list[int]:
    """The steps taken when each asked step gets this answer."""
    taken: list[int] = []
    number: int | None = 1
    while number is not None:
        taken.append(number)
        number = _arrows(sop, number)[answers.get(number)]
    return taken


def test_buleleng_seven_goes_back_to_six_when_refused(catalogue: Catalogue) -> None:
    sop = catalogue.get("buleleng-01-perbaikan-perangkat")
    assert _arrows(sop, 7) == {"Ya": 8, "tidak": 6}
    assert _arrows(sop, 4) == {"teratasi": 5, "dialihkan": None}


def test_pesisir_selatan_ends_in_the_agenda_on_both_answers(catalogue: Catalogue) -> None:
    sop = catalogue.get(PESISIR)
    assert _walk(sop, {7: "Ya"}) == [1, 2, 3, 4, 5, 6, 7, 9, 10]
    assert _walk(sop, {7: "Tidak"}) == [1, 2, 3, 4, 5, 6, 7, 8, 11, 10]


def test_alat_perekaman_takes_four_ways_after_the_check(catalogue: Catalogue) -> None:
    sop = catalogue.get(ALAT)
    assert _walk(sop, {4: "aplikasi", 5: "aplikasi"}) == [1, 2, 3, 4, 5]
    assert _walk(sop, {4: "hardware"}) == [1, 2, 3, 4, 6, 7]
    assert _walk(sop, {4: "keduanya", 5: "keduanya"}) == [1, 2, 3, 4, 5, 6, 7]
    assert _walk(sop, {4: "baik"}) == [1, 2, 3, 4]


def test_every_other_sop_is_one_straight_line(catalogue: Catalogue) -> None:
    branched = {"buleleng-01-perbaikan-perangkat", PESISIR, ALAT}
    for sop in catalogue.sops:
        if sop.id not in branched:
            assert _walk(sop, {}) == [step.number for step in sop.steps], sop.id


def test_every_arrow_that_leaves_the_line_is_marked_as_inferred_and_says_why(catalogue: Catalogue) -> None:
    inferred = {(sop.id, step.number) for sop in catalogue.sops for step in sop.steps if step.inferred}
    assert inferred == {
        *(("buleleng-01-perbaikan-perangkat", number) for number in (4, 7)),
        *((PESISIR, number) for number in (7, 8, 9, 10, 11)),
        *((ALAT, number) for number in (4, 5)),
    }
    assert all(catalogue.get(sop_id).step(number).reading for sop_id, number in inferred)
