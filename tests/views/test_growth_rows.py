"""Growth per kecamatan and hour from a real store: by machine from the rollups, by people from their entries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import correct, enter
from dashboard.store import Store, prune_samples, record_batch
from dashboard.views.context import Context
from dashboard.views.growth import GrowthRow, growth_rows, growth_totals
from tests.offices_factory import CODE, FIRST, SECOND, make_context, make_office
from tests.sla.factories import wita

OFFICE = make_office(
    counters=[
        {"id": "kirim-1", "kecamatan": FIRST, "kind": "log", "path": "kirim.log", "pattern": "([0-9]+)"},
        {"id": "lain-1", "kecamatan": FIRST, "kind": "log", "path": "lain.log", "pattern": "([0-9]+)"},
        {"id": "isian-2", "kecamatan": SECOND, "kind": "manual"},
    ]
)
SARI = Officer("sari", "Sari")
EIGHT, TWELVE = wita("2026-11-20 08:00"), wita("2026-11-20 12:00")


@pytest.fixture
def office(store: Store) -> Context:
    return make_context(store, OFFICE)


def minute(count: float) -> datetime:
    return EIGHT + timedelta(minutes=count)


def grew(store: Store, source: str, at: datetime, growth: float, resets: float = 0) -> None:
    """What one reading by machine leaves in the store."""
    told = {"growth": growth, "resets": resets}
    batch = [
        Sample(SeriesKey(CODE, FIRST, CollectorName.RECORDS, source, name, "rekaman"), at, each, SampleStatus.OK)
        for name, each in told.items()
    ]
    record_batch(store, CollectorRun(CODE, CollectorName.RECORDS, at, at, at, RunOutcome.OK, 2), batch)


def entered(store: Store, at: datetime, value: int, *, restarted: bool = False) -> None:
    enter(store, OFFICE, OFFICE.counters[2], value, SARI, at, observed_at=at, restarted=restarted)


def rows(office: Context, kecamatan: str) -> list[GrowthRow]:
    return [row for row in growth_rows(office, CODE, EIGHT, TWELVE) if row.kecamatan == kecamatan]


def test_every_hour_of_every_kecamatan_with_a_counter_has_a_row_and_nothing_measured_is_no_zero(
    office: Context,
) -> None:
    found = growth_rows(office, CODE, EIGHT, TWELVE)
    assert [(row.name, row.start, row.text) for row in found] == [
        (name, EIGHT + timedelta(hours=hour), "tidak terukur") for name in ("Gerokgak", "Seririt") for hour in range(4)
    ]
    assert {row.growth for row in found} == {None}
    assert [total.growth for total in growth_totals(found)] == [None, None]


def test_an_hour_holds_what_all_counters_of_the_kecamatan_added_with_their_restarts(office: Context) -> None:
    for at, growth, resets in ((1, 5, 0), (2, 7, 1), (59, 0, 0), (61, 4, 0)):
        grew(office.store, "kirim-1", minute(at), growth, resets)
    grew(office.store, "lain-1", minute(30), 100)
    first, second, *_ = rows(office, FIRST)
    assert (first.growth, first.resets, first.unmeasured, first.counters) == (112, 1, 0, 2)
    assert (second.growth, second.resets, second.unmeasured) == (4, 0, 1)


def test_a_measured_hour_without_growth_is_zero(office: Context) -> None:
    grew(office.store, "kirim-1", minute(5), 0)
    assert rows(office, FIRST)[0].text == "0"


def test_what_was_sent_in_unmeasured_hours_is_said_where_it_was_seen(office: Context) -> None:
    grew(office.store, "kirim-1", minute(5), 3)
    grew(office.store, "kirim-1", minute(125), 50)
    grew(office.store, "kirim-1", minute(185), 2)
    assert [(row.text, row.catches_up) for row in rows(office, FIRST)] == [
        ("3", True),
        ("tidak terukur", False),
        ("50", True),
        ("2", False),
    ]


def test_growth_stays_the_same_when_raw_samples_are_thrown_away(office: Context) -> None:
    grew(office.store, "kirim-1", minute(1), 5)
    before = growth_rows(office, CODE, EIGHT, TWELVE)
    while prune_samples(office.store, TWELVE):
        pass
    assert growth_rows(office, CODE, EIGHT, TWELVE) == before


def test_entries_of_people_grow_from_the_one_before_the_period_and_over_restarts(office: Context) -> None:
    entered(office.store, minute(-300), 100)
    entered(office.store, minute(10), 130)
    entered(office.store, minute(70), 12, restarted=True)
    found = rows(office, SECOND)
    assert [(row.text, row.resets) for row in found[:3]] == [("30", 0), ("12", 1), ("tidak terukur", 0)]
    assert found[0].catches_up
    (_, total) = growth_totals(growth_rows(office, CODE, EIGHT, TWELVE))
    assert (total.growth, total.resets, total.measured_hours, total.hours) == (42, 1, 2, 4)


def test_a_correction_counts_at_once(office: Context) -> None:
    entered(office.store, minute(-60), 100)
    entered(office.store, minute(10), 1000)
    correct(office.store, OFFICE, OFFICE.counters[2], minute(10), SARI, TWELVE, reason="salah ketik", value=110)
    assert rows(office, SECOND)[0].growth == 10


def test_the_hours_of_two_periods_add_up_to_the_whole(office: Context) -> None:
    for number in range(0, 240, 7):
        grew(office.store, "kirim-1", minute(number), number % 11)
    whole = growth_totals(growth_rows(office, CODE, EIGHT, TWELVE))[0]
    parts = [
        growth_totals(growth_rows(office, CODE, *span))[0] for span in ((EIGHT, minute(120)), (minute(120), TWELVE))
    ]
    assert whole.growth == sum(part.growth or 0 for part in parts) == sum(number % 11 for number in range(0, 240, 7))


def test_an_office_without_counters_has_no_rows(store: Store) -> None:
    assert growth_rows(make_context(store, make_office(counters=[])), CODE, EIGHT, TWELVE) == ()
