"""The rows of ``/sistem`` from a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import (
    CollectorName,
    CollectorRun,
    Heap,
    Indicator,
    RunOutcome,
    Sample,
    SampleStatus,
    SeriesKey,
    Slot,
    State,
)
from dashboard.services.own_copies import LastCopy, note
from dashboard.store import Holder, SpoolReport, record_batch, record_run, renew_leases, save_slots, take_lease
from dashboard.views.context import Context
from dashboard.views.system import system_view
from dashboard.views.system_rows import CopyRow, JobRow, SystemView
from tests.offices_factory import CODE, FIRST, SENDING, make_context, make_office

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Friday, 10.00 WITA."""
RECORDS = CollectorName.RECORDS


def run(
    seconds_ago: float = 10,
    outcome: RunOutcome = RunOutcome.OK,
    message: str = "",
    collector: CollectorName = RECORDS,
) -> CollectorRun:
    at = NOW - timedelta(seconds=seconds_ago)
    return CollectorRun(CODE, collector, at, at + timedelta(seconds=2), at + timedelta(seconds=5), outcome, 1, message)


def view(context: Context) -> SystemView:
    return system_view(context, [CODE], NOW)


def row_state(context: Context) -> Indicator:
    return next(row.state for row in view(context).collectors if row.collector is RECORDS)


def unread(context: Context, message: str) -> None:
    key = SeriesKey(CODE, FIRST, RECORDS, "kirim-1", "records", "rekaman")
    lost = Sample(key, NOW - timedelta(minutes=5), None, SampleStatus.UNKNOWN, State.UNKNOWN)
    record_batch(context.store, run(message=message), [lost], stale_after_s=900, day_offset_s=0)


def test_every_collector_with_a_source_has_a_row_even_before_its_first_run(context: Context) -> None:
    found = view(context)
    assert [row.collector for row in found.collectors] == list(CollectorName)
    assert {row.state for row in found.collectors} == {Indicator.TIDAK_TERUKUR}
    assert any("belum pernah berjalan" in finding for finding in found.findings)


def test_a_run_is_told_with_its_lag_duration_and_failures_of_a_day(context: Context) -> None:
    for ago, outcome in (
        (10, RunOutcome.OK),
        (70, RunOutcome.ERROR),
        (130, RunOutcome.MISSED),
        (90_000, RunOutcome.ERROR),
    ):
        record_run(context.store, run(ago, outcome))
    row = next(row for row in view(context).collectors if row.collector is RECORDS)
    assert (row.lag_s, row.duration_s, row.failed_share) == (2, 3, 0.5)
    assert row.outcomes[RunOutcome.MISSED] == 1


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (run(), Indicator.BAIK),
        (run(message="kirim-1: sesuatu"), Indicator.WASPADA),
        (run(outcome=RunOutcome.MISSED), Indicator.WASPADA),
        (run(outcome=RunOutcome.TIMEOUT), Indicator.GANGGUAN),
        (run(seconds_ago=3600), Indicator.GANGGUAN),
    ],
)
def test_the_state_of_a_collector_follows_its_last_run(context: Context, last: CollectorRun, state: Indicator) -> None:
    record_run(context.store, last)
    assert row_state(context) is state


def test_a_source_that_cannot_be_read_is_named_with_its_own_message_and_since_when(context: Context) -> None:
    unread(context, "lain: bukan ini; kirim-1: kirim.log tidak ditemukan; periksa letaknya")
    (row,) = [each for each in view(context).sources if each.source == "kirim-1"]
    assert row.since == NOW - timedelta(minutes=5)
    assert row.message == "kirim.log tidak ditemukan; periksa letaknya"


def test_a_source_that_was_never_read_is_named_once_its_collector_runs(context: Context) -> None:
    assert view(context).sources == ()
    record_run(context.store, run(collector=CollectorName.TICKETS))
    assert [(row.source, row.since) for row in view(context).sources] == [("buku", None)]


def test_the_spool_and_the_silence_of_its_holder_are_told(context: Context) -> None:
    lease = take_lease(context.store, CODE, Holder("satu", "server", 7), "antrean", NOW - timedelta(hours=1), None)
    assert lease is not None
    report = SpoolReport(batches=4, samples=80, oldest_at=NOW - timedelta(minutes=9), note="disk antrean penuh")
    renew_leases(context.store, {CODE: lease}, NOW - timedelta(seconds=5), {CODE: report})
    (row,) = view(context).spools
    assert (row.is_alive, row.batches, row.samples) == (True, 4, 80)
    assert "Buleleng: disk antrean penuh" in view(context).findings
    later = system_view(context, [CODE], NOW + timedelta(minutes=10))
    assert any("tidak memberi kabar" in finding for finding in later.findings)


def judged_until(context: Context, end: datetime) -> None:
    start = end - timedelta(hours=1)
    version = context.catalogue.get(SENDING).effective
    save_slots(
        context.store, [Slot(CODE, FIRST, SENDING, version, 1, start, Heap.MET, "up", "slot_replied", "modem-1")]
    )


def job(context: Context, name: str) -> JobRow:
    return next(row for row in view(context).jobs if row.job == name)


def test_hours_are_judged_up_to_the_last_closed_one(context: Context) -> None:
    assert job(context, "Penilaian jam").done == "belum ada jam yang dinilai"
    judged_until(context, NOW)
    assert job(context, "Penilaian jam") == JobRow(
        "Buleleng", "Penilaian jam", "dinilai sampai 20 Nov 2026 10.00\N{NO-BREAK SPACE}WITA"
    )


def test_hours_that_stay_unjudged_are_a_finding(context: Context) -> None:
    judged_until(context, NOW - timedelta(hours=6))
    assert "belum dinilai" in job(context, "Penilaian jam").trouble
    assert job(context, "Penilaian jam").trouble in view(context).findings


def test_raw_samples_kept_too_long_are_a_finding(context: Context) -> None:
    key = SeriesKey(CODE, None, CollectorName.NETWORK, "afis", "rtt_ms", "ms")
    old = Sample(key, NOW - timedelta(days=13), 5.0, SampleStatus.OK)
    record_batch(context.store, run(collector=CollectorName.NETWORK), [old], stale_after_s=90, day_offset_s=0)
    assert "belum dihapus" in job(context, "Penghapusan sampel lama").trouble


def test_years_without_published_holidays_are_named_up_to_the_next(context: Context) -> None:
    assert view(context).calendars[0].years == ()
    calendar = make_office().calendar.model_copy(update={"national_holidays": True})
    office = make_office(calendar=calendar.model_dump())
    national = replace(make_context(context.store, office), calendars={CODE: build_calendar(office)})
    assert 2027 in view(national).calendars[0].years
    assert 2028 not in view(national).calendars[0].years


def test_samples_from_the_future_are_a_wrong_clock(context: Context) -> None:
    key = SeriesKey(CODE, None, CollectorName.NETWORK, "afis", "rtt_ms", "ms")
    ahead = Sample(key, NOW + timedelta(hours=1), 5.0, SampleStatus.OK)
    record_batch(context.store, run(collector=CollectorName.NETWORK), [ahead], stale_after_s=90, day_offset_s=0)
    assert "masa depan" in view(context).findings[0]


def test_storage_is_told(context: Context) -> None:
    storage = view(context).storage
    assert (storage.database, storage.raw_days) == ("SQLite", 10)
    assert storage.size_bytes > 50_000 < storage.free_bytes
    assert storage.schema


def test_the_daily_copy_is_told_and_a_failed_one_is_a_finding(context: Context) -> None:
    data = context.settings.data

    def row() -> CopyRow:
        found = view(context).storage.own_copy
        assert found is not None
        return found

    assert row() == CopyRow("belum pernah; kolektor membuatnya setiap hari jam 19.00")
    note(data, LastCopy(NOW - timedelta(hours=15), "satu", 3 * 2**20, 0.2, NOW))
    assert row().done.replace("\N{NO-BREAK SPACE}", " ") == (
        "19 Nov 2026 19.00 WITA (15 jam lalu), 3 MB, diperiksa utuh; paling banyak 14 disimpan"
    )
    note(data, LastCopy(NOW - timedelta(days=3), "satu", 1, 0.2, NOW, "ruang disk tidak cukup"))
    assert "ruang disk tidak cukup. Dicoba lagi setiap jam" in row().trouble
    assert row().trouble in view(context).findings
    note(data, LastCopy(NOW - timedelta(days=3), "satu", 1, 0.2, NOW))
    assert "Periksa apakah kolektor berjalan" in row().trouble


def test_an_unknown_office_is_a_key_error(context: Context) -> None:
    with pytest.raises(KeyError):
        system_view(context, ["99.99"], NOW)


def test_a_manual_counter_is_never_an_unreadable_source(context: Context) -> None:
    manual = make_office(counters=[{"id": "isian", "kecamatan": FIRST, "kind": "manual"}])
    record_run(context.store, run())
    assert view(make_context(context.store, manual)).sources == ()


@pytest.mark.parametrize(
    ("last", "finding"),
    [
        (run(outcome=RunOutcome.ERROR), "Buleleng: kolektor pengiriman gagal pada putaran"),
        (run(seconds_ago=3600), "Buleleng: kolektor pengiriman tidak berjalan lagi sejak"),
    ],
)
def test_a_collector_that_failed_or_stopped_is_a_finding(context: Context, last: CollectorRun, finding: str) -> None:
    record_run(context.store, last)
    assert any(each.startswith(finding) for each in view(context).findings)


def test_a_collector_that_runs_well_is_no_finding(context: Context) -> None:
    record_run(context.store, run())
    assert not any("kolektor pengiriman" in each for each in view(context).findings)
