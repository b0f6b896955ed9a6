from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.model import CollectorName, Indicator, Sample, SampleStatus, Stamp, State, StepRun, Ticket
from dashboard.store import Store, save_ticket
from dashboard.views.context import Context
from dashboard.views.rows import TileRow
from dashboard.views.wall import month_of, status_tiles, wall_view
from tests.offices_factory import BACKUP, CATALOGUE, CODE, FIRST, REPAIR, SECOND, THIRD, make_context, make_office
from tests.views.samples import key, poll, record, told

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10.00 WITA
AFTER_HOURS = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # 20.00 WITA
NOTHING = Indicator.TIDAK_TERUKUR


def tile_of(context: Context, code: str | None, now: datetime = NOW) -> TileRow:
    tiles, dinas = status_tiles(context, CODE, now)
    return {tile.kecamatan: tile for tile in (*tiles, dinas)}[code]


def record_polls(store: Store, now: datetime, *answers: bool, target: str = "modem-2", kecamatan: str = SECOND) -> None:
    """One sweep every 30 s, the last of them just before ``now``."""
    for place, ok in enumerate(answers):
        at = now - timedelta(seconds=30 * (len(answers) - 1 - place) + 5)
        record(store, [poll(target, kecamatan, at, ok=ok)])


def ticket(now: datetime, *, started: timedelta, kecamatan: str = SECOND) -> Ticket:
    """A repair whose first step began ``started`` ago and is not finished."""
    begun = Stamp(now - started, 1, now - started)
    version = CATALOGUE.get(REPAIR).effective
    return Ticket("T-1", CODE, kecamatan, REPAIR, version, begun, "buku", (StepRun(1, 1, begun),))


def test_an_empty_store_shows_nothing_green(context: Context) -> None:
    view = wall_view(context, CODE, NOW)
    states = {row.state for tile in (*view.tiles, view.dinas) for row in (tile.jaringan, tile.cadangan, tile.tiket)}
    assert states == {NOTHING}
    assert (view.data_at, view.data_age_s, view.stale) == (None, None, True)


def test_every_kecamatan_has_a_tile_and_the_dinas_its_own(context: Context) -> None:
    view = wall_view(context, CODE, NOW)
    assert sorted(str(tile.kecamatan) for tile in view.tiles) == [FIRST, SECOND, THIRD]
    assert (view.dinas.kecamatan, view.dinas.name) == (None, "Dinas")


def test_a_first_failed_poll_is_waspada_and_a_third_gangguan(context: Context, store: Store) -> None:
    record_polls(store, NOW, True, True, False)
    assert tile_of(context, SECOND).jaringan.state is Indicator.WASPADA
    later = NOW + timedelta(seconds=60)
    record_polls(store, later, False, False)
    found = tile_of(context, SECOND, later).jaringan
    assert (found.state, found.reason) == (Indicator.GANGGUAN, "Modem tidak menjawab sejak 09.59")


def test_two_good_polls_bring_a_kecamatan_back(context: Context, store: Store) -> None:
    record_polls(store, NOW, False, False, False, True)
    assert tile_of(context, SECOND).jaringan.state is Indicator.GANGGUAN
    record_polls(store, NOW + timedelta(seconds=30), True)
    assert tile_of(context, SECOND, NOW + timedelta(seconds=30)).jaringan.state is Indicator.BAIK


def test_a_kecamatan_behind_a_dead_parent_is_terputus(context: Context, store: Store) -> None:
    parent = key(CollectorName.NETWORK, "afis", None)
    for seconds in (65, 35, 5):
        at = NOW - timedelta(seconds=seconds)
        child = Sample(key(CollectorName.NETWORK, "modem-2", SECOND), at, None, SampleStatus.FAILED, parent=parent)
        record(store, [poll("afis", None, at, ok=False), child])
    assert tile_of(context, None).jaringan.state is Indicator.GANGGUAN
    assert tile_of(context, SECOND).jaringan.state is Indicator.TERPUTUS


def test_a_target_out_of_hours_is_shown_but_not_counted(context: Context, store: Store) -> None:
    record_polls(store, AFTER_HOURS, False, False, False)
    found = tile_of(context, SECOND, AFTER_HOURS)
    assert (found.jaringan.state, found.jaringan.in_schedule) == (Indicator.GANGGUAN, False)
    assert found.trouble < 1000


def test_the_first_quarter_of_an_hour_is_grace(context: Context) -> None:
    opening = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # Friday 07.00 WITA
    grace = [tile_of(context, SECOND, opening + timedelta(minutes=m)).jaringan.in_schedule for m in (-1, 0, 14, 15)]
    assert grace == [False, False, False, True]


def test_a_target_disabled_by_decision_names_the_letter(store: Store) -> None:
    office = make_office()
    off = {"since": "2025-02-03", "letter": "400.12/77/2025"}
    targets = [each.model_dump() | ({"disabled": off} if each.id == "modem-2" else {}) for each in office.targets]
    found = tile_of(make_context(store, make_office(targets=targets)), SECOND).jaringan
    assert found.state is Indicator.DINONAKTIFKAN
    assert found.reason == "Modem dinonaktifkan sejak 3 Feb 2025 (400.12/77/2025)"


def test_a_kecamatan_without_backup_shows_the_office_s_marked_so(context: Context, store: Store) -> None:
    record(store, [told(CollectorName.BACKUP, "siak", None, NOW - timedelta(seconds=20), State.LATE)])
    own, borrowed = tile_of(context, None).cadangan, tile_of(context, SECOND).cadangan
    assert (own.state, own.from_office) == (Indicator.WASPADA, False)
    assert (borrowed.state, borrowed.from_office) == (Indicator.WASPADA, True)


def test_without_any_backup_source_it_is_said_what_is_missing(store: Store) -> None:
    found = tile_of(make_context(store, make_office(backups=[])), SECOND).cadangan
    assert (found.state, found.reason) == (NOTHING, "belum ada sumber cadangan")


def test_a_kind_that_the_office_decided_against_is_tidak_berlaku(store: Store) -> None:
    sops = [{"id": "trenggalek-08-backup-siak", "start": "2024-01-01", "not_applicable": "SIAK terpusat sejak 2022"}]
    found = tile_of(make_context(store, make_office(backups=[], sops=sops)), SECOND).cadangan
    assert (found.state, found.reason) == (Indicator.TIDAK_BERLAKU, "SIAK terpusat sejak 2022")


@pytest.mark.parametrize(
    ("state", "indicator"),
    [
        (State.INCREASING, Indicator.BAIK),
        (State.IDLE, Indicator.BAIK),
        (State.QUIET, NOTHING),
        (State.STUCK, Indicator.GANGGUAN),
    ],
)
def test_sending_follows_the_counter(context: Context, store: Store, state: State, indicator: Indicator) -> None:
    record(store, [told(CollectorName.RECORDS, "kirim-1", FIRST, NOW - timedelta(seconds=20), state)])
    assert tile_of(context, FIRST).pengiriman.state is indicator
    assert tile_of(context, SECOND).pengiriman.state is NOTHING


@pytest.mark.parametrize(("minutes", "indicator"), [(59, Indicator.BAIK), (61, Indicator.TIDAK_TERUKUR)])
def test_an_entry_of_people_speaks_for_its_window_and_no_longer(
    store: Store, minutes: int, indicator: Indicator
) -> None:
    office = make_office(counters=[{"id": "isian-1", "kecamatan": FIRST, "kind": "manual", "window_minutes": 60}])
    at = NOW - timedelta(minutes=minutes)
    record(store, [told(CollectorName.RECORDS, "isian-1", FIRST, at, State.INCREASING)])
    assert tile_of(make_context(store, office), FIRST).pengiriman.state is indicator


def test_a_readable_book_without_overdue_tickets_is_good(context: Context, store: Store) -> None:
    record(store, [told(CollectorName.TICKETS, "buku", None, NOW - timedelta(seconds=20), State.READABLE)])
    found = tile_of(context, SECOND).tiket
    assert (found.state, found.reason) == (Indicator.BAIK, "tidak ada tiket terbuka")


def test_an_unreadable_book_is_not_good(context: Context, store: Store) -> None:
    record(store, [told(CollectorName.TICKETS, "buku", None, NOW - timedelta(seconds=20), State.UNKNOWN)])
    assert tile_of(context, SECOND).tiket.state is NOTHING


def test_an_overdue_step_is_gangguan_and_stands_in_the_list(context: Context, store: Store) -> None:
    save_ticket(store, ticket(NOW, started=timedelta(hours=2)), by="uji", at=NOW)
    view = wall_view(context, CODE, NOW)
    assert (view.overdue_count, view.at_risk_count) == (1, 0)
    row = view.overdue[0]
    assert (row.ticket, row.kecamatan_name, row.from_step, row.state) == ("T-1", "Seririt", 1, "overdue")
    assert row.remaining_s < 0
    assert row.kegiatan == CATALOGUE.get(REPAIR).step(1).kegiatan
    tiles = {tile.kecamatan: tile for tile in view.tiles}
    assert tiles[SECOND].tiket.state is Indicator.GANGGUAN
    assert tiles[SECOND].tiket.since == row.due_at
    assert tiles[FIRST].tiket.state is NOTHING


def test_a_step_near_its_time_is_so_since_three_quarters_of_it_and_not_since_it_began(
    context: Context, store: Store
) -> None:
    begun = timedelta(minutes=4)
    save_ticket(store, ticket(NOW, started=begun), by="uji", at=NOW)
    [row] = wall_view(context, CODE, NOW).overdue
    since = tile_of(context, SECOND).tiket.since
    assert row.state == "at_risk"
    assert since is not None
    reached = NOW - begun + (row.due_at - (NOW - begun)) * 3 / 4
    assert abs(since - reached) <= timedelta(seconds=1)


def test_a_ticket_within_its_time_is_good_even_without_a_book(store: Store) -> None:
    context = make_context(store, make_office(tickets=[]))
    save_ticket(store, ticket(NOW, started=timedelta(seconds=30)), by="uji", at=NOW)
    assert tile_of(context, SECOND).tiket.state is Indicator.BAIK
    assert tile_of(context, FIRST).tiket.reason == "belum ada sumber tiket"


def test_worse_tiles_come_first(context: Context, store: Store) -> None:
    record_polls(store, NOW, False, False, False)
    assert wall_view(context, CODE, NOW).tiles[0].kecamatan == SECOND


def test_the_wall_is_stale_when_the_youngest_sample_is_three_polls_old(context: Context, store: Store) -> None:
    record_polls(store, NOW, True)
    assert not wall_view(context, CODE, NOW + timedelta(seconds=85)).stale
    view = wall_view(context, CODE, NOW + timedelta(seconds=86))
    assert (view.stale, view.data_age_s) == (True, 91)


def test_the_version_grows_with_what_is_stored(context: Context, store: Store) -> None:
    before = wall_view(context, CODE, NOW).version
    record_polls(store, NOW, True)
    assert wall_view(context, CODE, NOW).version > before


def test_the_month_is_the_office_s_own() -> None:
    new_year_in_wita = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert [str(day) for day in month_of(new_year_in_wita, "Asia/Makassar")] == ["2027-01-01", "2027-01-31"]
    assert [str(day) for day in month_of(new_year_in_wita, "Asia/Jakarta")] == ["2026-12-01", "2026-12-31"]


def backup_night(days_ago: int) -> Ticket:
    """A scheduled dump that was begun and never finished well."""
    at = NOW - timedelta(days=days_ago)
    begun = Stamp(at, 1, at)
    version = CATALOGUE.get(BACKUP).effective
    run = StepRun(2, 1, begun)
    return Ticket(f"B-{days_ago}", CODE, None, BACKUP, version, begun, "backup:siak", (run,), scheduled_at=at)


def test_a_failed_backup_of_last_night_is_listed_one_of_last_week_no_more(context: Context, store: Store) -> None:
    for days_ago in (1, 7):
        save_ticket(store, backup_night(days_ago), by="uji", at=NOW)
    assert [row.ticket for row in wall_view(context, CODE, NOW).overdue] == ["B-1"]


def test_a_scheduled_run_does_not_colour_the_ticket_indicator(context: Context, store: Store) -> None:
    save_ticket(store, backup_night(1), by="uji", at=NOW)
    assert tile_of(context, None).tiket.state is NOTHING


def test_a_persons_periodic_run_that_nobody_finished_stays_listed_and_colours_its_place(
    context: Context, store: Store
) -> None:
    at = NOW - timedelta(days=7)
    version = CATALOGUE.get(REPAIR).effective
    begun = StepRun(1, 1, Stamp(at, 60, at))
    opened = Stamp(at, 60, at)
    run = Ticket("jadwal-1", CODE, None, REPAIR, version, opened, "jadwal", (begun,), scheduled_at=at)
    save_ticket(store, run, by="uji", at=NOW)
    assert "jadwal-1" in [row.ticket for row in wall_view(context, CODE, NOW).overdue]
    assert tile_of(context, None).tiket.state is Indicator.GANGGUAN
