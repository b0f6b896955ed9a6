"""Counters that people read: confirmed where they look wrong, corrected with their history, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from dashboard.growth import ManualReading, in_force
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import ConfirmationNeededError, correct, enter, manual_source
from dashboard.store import Store, audit, clear_office, manual_readings
from tests.offices_factory import CODE, FIRST, make_office
from tests.sla.factories import wita
from tests.stores import KINDS, Databases, fresh_store

SARI, BUDI = Officer("sari", "Sari"), Officer("budi", "Budi")
OFFICE = make_office(counters=[{"id": "isian-1", "kecamatan": FIRST, "kind": "manual"}])
SOURCE = OFFICE.counters[0]
NOW = wita("2026-11-20 10:00")


@pytest.fixture(params=KINDS)
def either(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def put(store: Store, value: int, at: datetime = NOW, who: Officer = SARI, **more: object) -> ManualReading:
    now = max(at, NOW)
    return enter(store, OFFICE, SOURCE, value, who, now, observed_at=at, **more)  # type: ignore[arg-type]


def mend(store: Store, at: datetime, **more: object) -> ManualReading:
    return correct(store, OFFICE, SOURCE, at, BUDI, NOW + timedelta(hours=5), **{"reason": "salah ketik", **more})  # type: ignore[arg-type]


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


def test_an_entry_is_kept_by_the_minute_with_its_officer_and_audited(either: Store) -> None:
    kept = put(either, 120, NOW.replace(second=0) + timedelta(seconds=41), pending=3, note=" dari layar ")
    assert manual_readings(either, CODE, "isian-1") == [kept]
    assert (kept.observed_at, kept.value, kept.pending, kept.officer, kept.note) == (NOW, 120, 3, "sari", "dari layar")
    (line,) = audit(either)
    assert (line.officer, line.action, line.subject) == ("sari", "pembacaan dicatat", "pembacaan 51.08/isian-1")
    assert (line.after or {})["jumlah"] == 120


def test_a_lower_value_must_be_said_to_be_a_restart(either: Store) -> None:
    put(either, 120)
    with pytest.raises(ConfirmationNeededError, match="7 lebih rendah daripada 120") as asked:
        put(either, 7, hours(1))
    assert asked.value.what == "restart"
    assert put(either, 7, hours(1), restarted=True).restarted
    assert len(audit(either)) == 2


def test_a_jump_must_be_said_to_be_meant(either: Store) -> None:
    put(either, 120)
    with pytest.raises(ConfirmationNeededError, match="melonjak") as asked:
        put(either, 12_000, hours(1))
    assert asked.value.what == "jump"
    assert put(either, 12_000, hours(1), sure=True).value == 12_000


def test_a_correction_counts_and_what_stood_before_stays(either: Store) -> None:
    put(either, 120, pending=4)
    mended = mend(either, NOW, value=102)
    lines = manual_readings(either, CODE, "isian-1")
    assert [(each.value, each.version, each.officer) for each in lines] == [(120, 1, "sari"), (102, 2, "budi")]
    assert in_force(lines) == (mended,)
    assert mended.pending == 4
    entry = audit(either)[0]
    assert (entry.action, (entry.before or {})["jumlah"], (entry.after or {})["jumlah"]) == (
        "pembacaan dibetulkan",
        120,
        102,
    )


def test_a_wrong_high_value_is_corrected_first_and_the_next_reading_is_then_no_restart(either: Store) -> None:
    put(either, 1200)
    with pytest.raises(ConfirmationNeededError):
        put(either, 125, hours(1))
    mend(either, NOW, value=120)
    assert not put(either, 125, hours(1)).restarted


def test_a_restart_that_was_none_is_taken_back(either: Store) -> None:
    put(either, 120)
    put(either, 130, hours(1), restarted=True)
    assert not mend(either, hours(1), restarted=False).restarted


def test_a_queue_can_be_said_to_be_unknown_after_all(either: Store) -> None:
    put(either, 120, pending=4)
    assert mend(either, NOW, pending=None).pending is None


def test_a_reading_typed_late_stands_between_its_neighbours(either: Store) -> None:
    put(either, 100, hours(-4))
    put(either, 120)
    assert put(either, 110, hours(-2)).value == 110
    with pytest.raises(DeskError, match="lebih tinggi daripada pembacaan sesudahnya, 120"):
        put(either, 121, hours(-1))


def test_of_two_people_at_once_the_second_is_told_of_the_first(either: Store) -> None:
    put(either, 120)
    seen = len(manual_readings(either, CODE, "isian-1"))
    put(either, 130, hours(1), BUDI, seen=seen)
    with pytest.raises(DeskError, match=r"sudah diubah oleh budi pada 20-11-2026 11\.00 \(130\)"):
        put(either, 131, hours(1.1), seen=seen)
    mend(either, NOW, value=121, version=1)
    with pytest.raises(DeskError, match=r"sudah diubah oleh budi .*\(121\)"):
        mend(either, NOW, value=119, version=1)


def test_of_many_at_the_same_minute_exactly_one_is_kept(either: Store) -> None:
    def one(number: int) -> str:
        try:
            put(either, 100 + number, NOW)
        except DeskError as error:
            return error.message
        return ""

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(one, range(8)))
    assert len([each for each in said if "sudah dicatat oleh sari" in each]) == 7
    assert len(manual_readings(either, CODE, "isian-1")) == 1


REFUSED = {
    "a negative count": (lambda store: put(store, -1), "jumlah terkirim -1 di luar batas"),
    "a negative queue": (lambda store: put(store, 1, pending=-2), "antrean -2 di luar batas"),
    "a count beyond all offices": (lambda store: put(store, 10**13), "di luar batas"),
    "a time to come": (
        lambda store: enter(store, OFFICE, SOURCE, 1, SARI, NOW, observed_at=hours(1)),
        "20-11-2026 11.00 belum terjadi",
    ),
    "a time long ago": (lambda store: put(store, 1, hours(-24 * 8)), "lebih dari 7 hari yang lalu"),
    "a time without zone": (
        lambda store: enter(store, OFFICE, SOURCE, 1, SARI, NOW, observed_at=NOW.replace(tzinfo=None)),
        "tanpa zona",
    ),
    "a restart of nothing": (lambda store: put(store, 1, restarted=True), "belum ada pembacaan sebelumnya"),
    "a correction of nothing": (lambda store: mend(store, NOW, value=1), "tidak ada pembacaan 20-11-2026 10.00"),
    "a correction without reason": (lambda store: mend(store, NOW, value=1, reason=" "), "tanpa alasan"),
}


@pytest.mark.parametrize(("act", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(either: Store, act: object, said: str) -> None:
    assert callable(act)
    with pytest.raises(DeskError, match=said) as refused:
        act(either)
    assert refused.value.fix
    assert (manual_readings(either, CODE, "isian-1"), audit(either)) == ([], [])


def test_a_correction_that_changes_nothing_is_refused(either: Store) -> None:
    put(either, 120)
    with pytest.raises(DeskError, match="tidak mengubah apa pun"):
        mend(either, NOW, value=120)


def test_a_source_is_named_by_its_kecamatan_and_a_machines_one_is_refused() -> None:
    assert manual_source(OFFICE, FIRST) == manual_source(OFFICE, "isian-1") == SOURCE
    with pytest.raises(DeskError, match="kirim-9 bukan pencacah manual; pakai salah satu: "):
        manual_source(OFFICE, "kirim-9")
    with pytest.raises(DeskError, match="tidak punya pencacah manual"):
        manual_source(make_office(), "kirim-1")


def test_since_a_moment_the_reading_before_it_comes_along(either: Store) -> None:
    for number in (-4, -3, 0):
        put(either, 200 + number, hours(number))
    found = manual_readings(either, CODE, "isian-1", since=hours(-2), end=hours(1))
    assert [each.value for each in found] == [197, 200]


@pytest.mark.parametrize("change", ["UPDATE manual_readings SET value = 1", "DELETE FROM manual_readings"])
def test_entries_can_only_be_added_until_a_demo_is_cleared(either: Store, change: str) -> None:
    put(either, 120)
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), either.writing.begin() as connection:
        connection.execute(text(change))
    clear_office(either, CODE)
    assert manual_readings(either, CODE, "isian-1") == []
