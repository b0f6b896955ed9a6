"""Handing a period in: frozen and audited on both databases, refused where no report can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from dashboard.model import RULE_VERSION, Compliance
from dashboard.reported import ReportedPeriod
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.reported import freeze
from dashboard.store import Store, audit
from dashboard.store.reported import reported_periods
from tests.offices_factory import CODE, make_office
from tests.pages.factories import compliance
from tests.sla.factories import wita
from tests.stores import KINDS, Databases, fresh_store

SARI = Officer("sari", "Sari")
OFFICE = make_office()
NOW = wita("2026-11-03 09:00")
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
ROWS = (compliance(), compliance(None, None, sop="", version=None))


@pytest.fixture(params=KINDS)
def either(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


def hand_in(
    store: Store, days: tuple[date, date] = OCTOBER, now: datetime = NOW, rows: tuple[Compliance, ...] = ROWS
) -> ReportedPeriod:
    return freeze(store, OFFICE, *days, rows, SARI, now, note=" surat 12 ")


def test_a_period_is_frozen_in_the_officers_name_and_audited(either: Store) -> None:
    kept = hand_in(either)
    assert reported_periods(either, CODE) == [kept]
    assert (kept.officer, kept.note, kept.interim, kept.rule_version) == ("sari", "surat 12", False, RULE_VERSION)
    assert [(row.met, row.missed, row.median_permille) for row in kept.rows] == [(9, 1, 600), (9, 1, 600)]
    (line,) = audit(either)
    assert (line.officer, line.action) == ("sari", "periode dilaporkan")
    assert line.subject == "laporan 51.08/2026-10-01..2026-10-31"
    assert (line.after or {})["pelaksanaan"] == "9 dari 10"


def test_a_running_period_is_kept_as_interim_until_its_last_day_is_over_in_the_offices_zone(either: Store) -> None:
    last_minute = wita("2026-10-31 23:59")
    assert hand_in(either, now=last_minute).interim
    assert not hand_in(either, now=last_minute + timedelta(minutes=1)).interim


@pytest.mark.parametrize(
    ("days", "rows", "words"),
    [
        ((date(2026, 10, 31), date(2026, 10, 1)), ROWS, "mendahului"),
        ((date(2026, 11, 4), date(2026, 11, 30)), ROWS, "belum mulai"),
        (OCTOBER, (), "belum ada yang dinilai"),
    ],
    ids=["reversed", "in the future", "without a figure"],
)
def test_a_period_that_no_report_can_be_about_is_refused(
    either: Store, days: tuple[date, date], rows: tuple[Compliance, ...], words: str
) -> None:
    with pytest.raises(DeskError, match=words) as refused:
        hand_in(either, days, rows=rows)
    assert refused.value.fix
    assert (reported_periods(either, CODE), audit(either)) == ([], [])


def test_a_report_has_a_form(either: Store) -> None:
    with pytest.raises(DeskError, match="bentuk laporan kosong"):
        freeze(either, OFFICE, *OCTOBER, ROWS, SARI, NOW, form=" ")
