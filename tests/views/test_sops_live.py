"""How an SOP fares now: over a real store, by the same rows as ``/kepatuhan``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.model import Kind, Scope, Stamp, StepRun, Ticket
from dashboard.store import Store, save_tickets
from dashboard.views.compliance import compliance_rows
from dashboard.views.context import Context
from dashboard.views.sops_live import sop_live, sops_live
from dashboard.views.sops_live_rows import Share, SopLive, Standing
from tests.offices_factory import BACKUP, CODE, FIRST, REPAIR, SECOND, make_context, make_office

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
MONTH = (date(2026, 11, 1), date(2026, 11, 30))


def night(day: int, *, minutes: float = 10, kecamatan: str | None = None, good: bool = True) -> Ticket:
    at = datetime(2026, 11, day, 13, tzinfo=UTC)
    begun, written = Stamp(at, 1), Stamp(at + timedelta(minutes=minutes), 1)
    return Ticket(
        id=f"backup-siak-{day}-{kecamatan}",
        office=CODE,
        kecamatan=kecamatan,
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
    )


def live(context: Context, sop: str = BACKUP) -> SopLive:
    [found] = sop_live(context, sop, NOW)
    return found


def test_steps_are_counted_over_all_kecamatan_and_never_with_totals(context: Context) -> None:
    save_tickets(context.store, [night(3), night(4, minutes=20), night(4, kecamatan=FIRST)], by="uji", at=NOW)
    found = live(context)
    rows = [row for row in compliance_rows(context, CODE, BACKUP, *MONTH, NOW) if row.scope is not Scope.TOTAL]
    assert found.runs == Share(sum(row.met for row in rows), sum(row.n for row in rows), 0, 0)
    assert (found.runs.met, found.runs.n) == (5, 6)
    script = next(each for each in found.steps if each.key.from_step == 2)
    assert (script.share.met, script.share.n, script.worst_name, script.worst.missed) == (2, 3, "Dinas", 1)
    assert [each.key.scope for each in found.steps if each.key.kind is Kind.PELAKSANAAN].count(Scope.TOTAL) == 1


def test_the_list_says_the_same_as_the_page_of_an_sop(context: Context) -> None:
    save_tickets(context.store, [night(3), night(4, good=False)], by="uji", at=NOW)
    listed, own = sops_live(context, CODE, NOW)[BACKUP], live(context)
    assert replace(own, steps=()) == listed
    assert listed.open_tickets == 1


def test_an_sop_without_runs_has_no_figures_and_no_zero(context: Context) -> None:
    found = live(context, REPAIR)
    assert (found.standing, found.runs, found.hours, found.steps) == (Standing.BERLAKU, None, None, ())


@pytest.mark.parametrize(
    ("listed", "standing", "version"),
    [
        ([], Standing.BELUM_DIPAKAI, None),
        ([{"id": BACKUP, "start": "2024-01-01", "adopted": True}], Standing.BERLAKU, date(2017, 12, 8)),
        ([{"id": BACKUP, "start": "2026-12-01", "adopted": True}], Standing.BELUM_MULAI, None),
        ([{"id": BACKUP, "start": "2024-01-01", "end": "2026-10-31", "adopted": True}], Standing.BERAKHIR, None),
        (
            [{"id": BACKUP, "start": "2024-01-01", "adopted": True, "not_applicable": "terpusat"}],
            Standing.TIDAK_BERLAKU,
            None,
        ),
        (
            [
                {"id": BACKUP, "start": "2024-01-01", "end": "2025-12-31", "adopted": True},
                {"id": BACKUP, "start": "2026-12-01", "adopted": True},
            ],
            Standing.BERAKHIR,
            None,
        ),
    ],
)
def test_whether_an_office_works_by_an_sop_is_read_from_its_file(
    store: Store, listed: list[dict[str, object]], standing: Standing, version: date | None
) -> None:
    context = make_context(store, make_office(backups=[], sops=listed))
    found = live(context)
    assert (found.standing, found.version) == (standing, version)


def test_the_asked_office_stands_first_and_an_unknown_sop_is_refused(context: Context) -> None:
    other = make_office(code="51.07", short="Karangasem", kecamatan=[], targets=[], backups=[], counters=[], sops=[])
    offices = {"51.07": other, **context.offices}
    wider = replace(context, offices=offices, calendars={"51.07": context.calendars[CODE], **context.calendars})
    assert [each.office for each in sop_live(wider, BACKUP, NOW)] == [CODE, "51.07"]
    assert [each.office for each in sop_live(wider, BACKUP, NOW, "51.07")] == ["51.07", CODE]
    with pytest.raises(KeyError):
        sop_live(context, "xyz", NOW)


def test_coverage_counts_what_was_not_monitored() -> None:
    assert (Share(3, 4, 1, 5).compliance, Share(3, 4, 1, 5).coverage) == (0.75, 0.5)
    assert (Share(0, 0, 0, 0).compliance, Share(0, 0, 0, 0).coverage) == (None, None)


def test_the_worst_place_is_the_one_with_the_most_misses(context: Context) -> None:
    save_tickets(
        context.store,
        [night(day, minutes=20, kecamatan=place) for day, place in ((3, FIRST), (4, SECOND), (5, SECOND))],
        by="uji",
        at=NOW,
    )
    script = next(each for each in live(context).steps if each.key.from_step == 2)
    assert (script.worst.kecamatan, script.worst.missed) == (SECOND, 2)
