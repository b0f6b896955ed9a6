"""Nights of ``/cadangan``: read from tickets and their verdicts over a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.model import (
    CollectorName,
    Excuse,
    Indicator,
    Rollup,
    RunState,
    Sample,
    SampleStatus,
    Scope,
    SeriesKey,
    Stamp,
    State,
    StepRun,
    Ticket,
)
from dashboard.store import Store, backfill, save_tickets
from dashboard.store.excuses import save_excuse
from dashboard.views.backups import backups_view
from dashboard.views.backups_rows import BackupsView, CopyState, NightRow, NightState
from dashboard.views.context import Context
from tests.offices_factory import BACKUP, CODE, make_context, make_office
from tests.views.samples import record, told

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)  # 14.05 WITA, a Friday
DAY = date(2026, 11, 19)
AT = datetime(2026, 11, 19, 13, tzinfo=UTC)  # 21.00 WITA
CHECKS = [{"check": "present", "ok": True, "message": "ada"}, {"check": "log_end", "ok": True, "message": "baik"}]


def ticket(
    day: date = DAY, *, minutes: float = 10, late: timedelta = timedelta(), good: bool = True, **more: object
) -> Ticket:
    """A night whose script took ``minutes``."""
    at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    begun, written = Stamp(at + late, 1), Stamp(at + late + timedelta(minutes=minutes), 1)
    made = Ticket(
        id=f"backup-siak-{day}",
        office=CODE,
        kecamatan=None,
        sop=BACKUP,
        version=date(2017, 12, 8),
        opened=Stamp(at, 1),
        source="backup:siak",
        runs=(
            StepRun(2, started=begun, finished=written),
            StepRun(3, started=written, finished=written if good else None),
        ),
        solved=written if good else None,
        scheduled_at=at,
        grace_s=3600,
        simulated=True,
        details={
            "checks": CHECKS,
            "failed_checks": [],
            "size_bytes": 1000,
            "duration_s": minutes * 60,
            "file": "a.dmp",
        },
    )
    return replace(made, **more)  # type: ignore[arg-type]


def view(context: Context, start: date = DAY, end: date = DAY, now: datetime = NOW) -> BackupsView:
    return backups_view(context, CODE, start, end, now)


def night(context: Context, *saved: Ticket, now: datetime = NOW) -> NightRow:
    save_tickets(context.store, saved, by="uji", at=NOW)
    [source] = view(context, now=now).sources
    return source.nights[-1]


def test_a_night_whose_checks_all_passed_in_time_is_good(context: Context) -> None:
    found = night(context, ticket())
    assert (found.state, found.duration_s, found.standard_s, found.size_bytes) == (NightState.BAIK, 600.0, 900, 1000)
    assert found.finished_at == AT + timedelta(minutes=10)
    assert [check.name for check in found.checks] == ["present", "log_end"]


def test_a_slow_or_late_night_is_good_but_not_on_time(context: Context) -> None:
    slow = night(context, ticket(minutes=16))
    assert (slow.state, slow.script and slow.script.state) == (NightState.LEWAT_BAKU, RunState.LATE)
    late = night(context, ticket(late=timedelta(hours=2)))
    assert (late.state, late.script and late.script.state) == (NightState.LEWAT_BAKU, RunState.NOT_DONE)


def test_a_failed_check_is_never_good_also_after_the_ticket_was_given_up(context: Context) -> None:
    assert night(context, ticket(good=False)).state is NightState.GAGAL
    given_up = replace(ticket(good=False), cancelled_at=AT + timedelta(hours=10), cancel_reason="diganti")
    assert night(context, given_up).state is NightState.GAGAL


def test_a_night_without_a_dump_is_absent_and_has_no_size_whatever_its_details_say(context: Context) -> None:
    found = night(context, ticket(runs=(), solved=None))
    assert (found.state, found.size_bytes, found.duration_s) == (NightState.TIDAK_ADA, None, None)


def test_a_folder_that_could_not_be_read_is_not_measured(context: Context) -> None:
    found = night(context, ticket(runs=(), solved=None, source_readable=False))
    assert found.state is NightState.TIDAK_TERUKUR


def test_before_its_grace_is_over_a_night_is_awaited_and_while_written_it_runs(context: Context) -> None:
    soon = AT + timedelta(minutes=30)
    assert night(context, ticket(runs=(), solved=None), now=soon).state is NightState.DITUNGGU
    running = ticket(runs=(StepRun(2, started=Stamp(AT, 1)),), solved=None, details={"running": True})
    found = night(context, running, now=AT + timedelta(minutes=5))
    assert (found.state, found.size_bytes) == (NightState.BERJALAN, None)


def test_a_day_without_a_ticket_is_unmeasured_once_due_and_awaited_before(context: Context) -> None:
    [source] = view(context, DAY, date(2026, 11, 20)).sources
    assert [each.state for each in source.nights] == [NightState.TIDAK_TERUKUR, NightState.DITUNGGU]
    assert (source.scheduled, source.last and source.last.day, source.median_s) == (1, DAY, None)


def test_a_closed_day_is_not_scheduled_where_only_working_days_are(store: Store) -> None:
    [backup] = make_office().model_dump(mode="json")["backups"]
    office = make_office(backups=[{**backup, "days": "hari_kerja"}])
    [source] = view(make_context(store, office), date(2026, 11, 14), date(2026, 11, 16)).sources
    saturday, sunday, monday = (each.state for each in source.nights)
    assert saturday is sunday is NightState.TIDAK_DIJADWALKAN
    assert monday is NightState.TIDAK_TERUKUR


def test_an_excused_miss_stays_what_it_was_and_says_so(context: Context) -> None:
    save_tickets(context.store, [ticket(runs=(), solved=None)], by="uji", at=NOW)
    excuse = Excuse(CODE, f"backup-siak-{DAY}", 2, 1, Scope.STEP, "Kasi", "listrik padam", NOW - timedelta(hours=1))
    save_excuse(context.store, excuse)
    [source] = view(context).sources
    assert (source.nights[0].state, source.nights[0].is_excused) == (NightState.TIDAK_ADA, True)


def test_the_state_of_a_source_is_that_of_its_age_and_nothing_is_green_without_one(context: Context) -> None:
    assert view(context).sources[0].state is Indicator.TIDAK_TERUKUR
    record(context.store, [told(CollectorName.BACKUP, "siak", None, NOW, State.MISSING)])
    [source] = view(context).sources
    assert (source.state, source.good_at) == (Indicator.GANGGUAN, NOW - timedelta(seconds=1))
    stale = view(context, now=NOW + timedelta(minutes=10)).sources[0]
    assert stale.state is Indicator.TIDAK_TERUKUR


def test_the_standard_is_that_of_the_sop_in_force(context: Context) -> None:
    [source] = view(context).sources
    assert (source.standard, source.standard_s) == ("15 menit", 900)
    assert source.schedule == "setiap hari pukul 21.00 WITA, ditunggu 60 menit"


def test_an_office_without_backups_has_none_by_decision_only_where_it_says_so(store: Store) -> None:
    assert view(make_context(store, make_office(backups=[]))).waived == ""
    sops = [{"id": BACKUP, "start": "2024-01-01", "adopted": True, "not_applicable": "sudah terpusat"}]
    assert view(make_context(store, make_office(backups=[], sops=sops))).waived == "sudah terpusat"


def _copied(hour: int, value: float | None, failed: int = 0) -> Rollup:
    key = SeriesKey(CODE, None, CollectorName.BACKUP, "siak", "copy_same", "sama")
    counted = 0 if value is None else 1
    total = value or 0.0
    return Rollup(key, AT + timedelta(hours=hour), 1, counted, 0, failed, 0, counted, total, value, value)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([_copied(1, None, 1), _copied(2, 1.0)], CopyState.SAMA),
        ([_copied(2, 0.0)], CopyState.BERBEDA),
        ([_copied(2, None, 1)], CopyState.BELUM_ADA),
        ([_copied(0, 1.0), _copied(24, 1.0)], CopyState.TIDAK_DIKETAHUI),
    ],
)
def test_a_second_copy_is_told_by_the_hours_that_belong_to_its_night(
    store: Store, hours: list[Rollup], expected: CopyState
) -> None:
    [backup] = make_office().model_dump(mode="json")["backups"]
    office = make_office(backups=[{**backup, "second_copy": {"folder": "kedua"}}])
    context = make_context(store, office)
    save_tickets(store, [ticket(), ticket(date(2026, 11, 20))], by="uji", at=NOW)
    backfill(store, rollups_hour=hours)
    found = backups_view(context, CODE, DAY, date(2026, 11, 20), NOW + timedelta(days=2)).sources[0].nights[0]
    assert (found.copy, found.state) == (expected, NightState.BAIK)


def test_the_copy_of_now_is_unknown_when_its_last_look_is_old(store: Store) -> None:
    [backup] = make_office().model_dump(mode="json")["backups"]
    context = make_context(store, make_office(backups=[{**backup, "second_copy": {"folder": "kedua"}}]))
    key = SeriesKey(CODE, None, CollectorName.BACKUP, "siak", "copy_same", "sama")
    record(store, [Sample(key, NOW, 0.0, SampleStatus.FAILED)])
    assert view(context).sources[0].copy is CopyState.BERBEDA
    assert view(context, now=NOW + timedelta(hours=1)).sources[0].copy is CopyState.TIDAK_DIKETAHUI
