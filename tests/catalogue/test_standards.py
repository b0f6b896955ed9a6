"""Standards by hand: what the documents print, against what was read. (raw, min, max, unit, clock, first, last)"""

from __future__ import annotations

import pytest

from dashboard.catalogue import Catalogue
from dashboard.sop import StartRule

BULELENG = "buleleng-01-perbaikan-perangkat"
PESISIR = "pesisir-selatan-01-maintenance-software"
PASER = "paser-01-pemeliharaan-aplikasi-jaringan"
SUKAMARA = "sukamara-01-hak-akses-siak"
BACKUP = "trenggalek-08-backup-siak"
ALAT = "trenggalek-10-pemeliharaan-alat-perekaman"
JARKOMDAT = "trenggalek-11-pemeliharaan-jarkomdat"
ONLINE = "trenggalek-13-pengiriman-online"

BY_HAND = [
    (BULELENG, 1, "5 Menit", None, 5, "menit", "working"),
    (BULELENG, 3, "2 Jam", None, 2, "jam", "working"),
    (BULELENG, 4, "1 Jam", None, 1, "jam", "working"),
    (BULELENG, 6, "30 Menit", None, 30, "menit", "working"),
    (BULELENG, 7, "15 Menit", None, 15, "menit", "working"),
    (BULELENG, 8, "5 menit", None, 5, "menit", "working"),
    (PESISIR, 2, "10-30 Menit", 10, 30, "menit", "working"),
    (PESISIR, 4, "10-60 Menit", 10, 60, "menit", "working"),
    (PESISIR, 5, "60-300 Menit", 60, 300, "menit", "working"),
    (PESISIR, 6, "10-20 menit", 10, 20, "menit", "working"),
    (PESISIR, 7, "10-60 menit", 10, 60, "menit", "working"),
    (PESISIR, 8, "5 menit", None, 5, "menit", "working"),
    (PASER, 1, "2 menit", None, 2, "menit", "working"),
    (PASER, 2, "5 menit", None, 5, "menit", "working"),
    (PASER, 3, "30 menit", None, 30, "menit", "working"),
    (PASER, 4, "10 menit", None, 10, "menit", "working"),
    (SUKAMARA, 1, "1 Hari", None, 1, "hari", "working"),
    (SUKAMARA, 2, "40 menit", None, 40, "menit", "working"),
    (SUKAMARA, 3, "15 Menit", None, 15, "menit", "working"),
    (SUKAMARA, 4, "30 menit", None, 30, "menit", "working"),
    (SUKAMARA, 5, "5 menit", None, 5, "menit", "working"),
    (BACKUP, 1, "30 detik", None, 30, "detik", "working"),
    (BACKUP, 2, "15 mnit", None, 15, "menit", "calendar"),
    (BACKUP, 3, "0", None, 0, None, "calendar"),
    ("trenggalek-09-backup-biometrik", 2, "15 mnit", None, 15, "menit", "calendar"),
    (ALAT, 1, "2 menit", None, 2, "menit", "working"),
    (ALAT, 5, "1 hari", None, 1, "hari", "working"),
    (JARKOMDAT, 2, "30 menit", None, 30, "menit", "working"),
    (JARKOMDAT, 3, "2 hari", None, 2, "hari", "working"),
    ("trenggalek-12-pengiriman-offline", 3, "1 menit", None, 1, "menit", "working"),
    (ONLINE, 1, "30 detik", None, 30, "detik", "calendar"),
    (ONLINE, 5, "30 detik", None, 30, "detik", "calendar"),
    ("trenggalek-16-hak-akses-konsolidasi", 7, "2 hari", None, 2, "hari", "working"),
]
SPANS = {
    ("trenggalek-01-pelaporan", 1, 8): ("10 Hari", 10, "hari", "working"),
    ("trenggalek-02-penghapusan-data", 1, 9): ("1 tahun", 1, "tahun", "calendar"),
    ("trenggalek-03-sosialisasi-media-cetak", 1, 7): ("1 Tahun", 1, "tahun", "calendar"),
    ("trenggalek-04-pengelolaan-website", 1, 5): ("1 Tahun", 1, "tahun", "calendar"),
    ("trenggalek-05-sosialisasi-tatap-muka", 1, 5): ("1 tahun", 1, "tahun", "calendar"),
    ("trenggalek-06-penanganan-pengaduan", 1, 7): ("1 hari", 1, "hari", "working"),
    ("trenggalek-14-hak-akses-siak", 1, 6): ("1 hari", 1, "hari", "working"),
    ("trenggalek-15-data-warehouse", 4, 6): ("1 hari", 1, "hari", "working"),
    ("trenggalek-16-hak-akses-konsolidasi", 1, 6): ("1 hari", 1, "hari", "working"),
}


@pytest.mark.parametrize(("sop", "number", "raw", "least", "most", "unit", "clock"), BY_HAND)
def test_a_printed_time_stands_alone_and_is_read_as_by_hand(
    catalogue: Catalogue, sop: str, number: int, raw: str, least: int | None, most: int, unit: str | None, clock: str
) -> None:
    standard = catalogue.get(sop).step(number).standard
    assert standard is not None
    assert (standard.raw, standard.minimum, standard.maximum, standard.unit) == (raw, least, most, unit)
    assert (standard.clock, standard.first_step, standard.last_step) == (clock, number, number)


def test_the_spans_are_those_of_trenggalek_and_no_others(catalogue: Catalogue) -> None:
    standards = [(sop.id, step.standard) for sop in catalogue.sops for step in sop.steps if step.standard]
    assert {
        (sop_id, std.first_step, std.last_step): (std.raw, std.maximum, std.unit, std.clock)
        for sop_id, std in standards
        if std.is_span
    } == SPANS


@pytest.mark.parametrize(("sop_id", "first", "last"), SPANS)
def test_covered_steps_print_nothing_and_point_to_the_printed_time(
    catalogue: Catalogue, sop_id: str, first: int, last: int
) -> None:
    sop = catalogue.get(sop_id)
    for number in range(first + 1, last + 1):
        assert (sop.step(number).waktu_raw, sop.step(number).standard) == ("", None)
        assert sop.standard_of(number) is sop.step(first).standard


def test_steps_without_any_standard_are_the_blanks_of_pesisir_selatan_and_the_whole_profil(
    catalogue: Catalogue,
) -> None:
    blank = {(sop.id, s.number) for sop in catalogue.sops for s in sop.steps if sop.standard_of(s.number) is None}
    assert blank == {(PESISIR, n) for n in (1, 10, 11)} | {
        ("trenggalek-07-profil-perkembangan", n) for n in range(1, 12)
    }


def test_seconds_are_given_for_detik_menit_jam_and_left_open_for_hari(catalogue: Catalogue) -> None:
    wanted: list[tuple[str, int, tuple[int | None, int | None]]] = [
        (PESISIR, 5, (3600, 18000)),
        (BULELENG, 3, (None, 7200)),
        (BACKUP, 3, (None, 0)),
    ]
    wanted += [(JARKOMDAT, 3, (None, None)), (ONLINE, 1, (None, 30))]
    for sop_id, number, seconds in wanted:
        standard = catalogue.get(sop_id).step(number).standard
        assert standard is not None
        assert (standard.min_s, standard.max_s) == seconds


def test_a_start_must_be_recorded_where_people_travel_in_between(catalogue: Catalogue) -> None:
    recorded = {(sop.id, s.number) for sop in catalogue.sops for s in sop.steps if s.start is StartRule.RECORDED}
    assert recorded == {(BULELENG, 3), ("trenggalek-12-pengiriman-offline", 3)}


def test_measured_steps_are_the_backups_and_the_online_sending(catalogue: Catalogue) -> None:
    measured = {
        (sop.id, step.number): f"{step.measure.collector}/{step.measure.role}"
        for sop in catalogue.sops
        for step in sop.steps
        if step.measure
    }
    assert measured == {
        (BACKUP, 2): "backup/script",
        (BACKUP, 3): "backup/saved",
        ("trenggalek-09-backup-biometrik", 2): "backup/script",
        ("trenggalek-09-backup-biometrik", 3): "backup/saved",
        (ONLINE, 1): "network/modem",
        (ONLINE, 2): "network/pusat_data",
        (ONLINE, 3): "network/pc_client",
        (ONLINE, 4): "network/nid",
        (ONLINE, 5): "records/counter",
    }
