"""Dump files as the real collector judges them: each night fails exactly as its fault says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.backup import BackupCollector
from dashboard.catalogue import Catalogue
from dashboard.model import State, Ticket
from dashboard.offices import BackupSource
from demo.backfill import backup_past
from demo.dumps import night, write_night
from demo.sources import OfficeSources, scheduled_nights
from tests.collectors.sources import Shelf, sample_of
from tests.demo.conftest import NOW

FAILS_BY = {"ora": {"log_end", "log_errors"}, "truncated": {"file_end", "log_end", "size"}, "absent": {"present"}}
DAYS = 400


def collector_of(sources: OfficeSources, catalogue: Catalogue) -> BackupCollector:
    versions = {sop.id: (sop.effective,) for sop in catalogue.sops}
    return BackupCollector(sources.office, sources.calendar, interval_s=60, recall=Shelf(), versions=versions)


def nights_with(sources: OfficeSources, fault: str | None) -> Iterator[tuple[BackupSource, datetime]]:
    """Nights with this fault whose ten predecessors were good (the size is compared with them)."""
    for source in sources.office.backups:
        every = list(scheduled_nights(source, sources.office, NOW, DAYS))
        for place in range(3, len(every)):
            around = [night(source, at).fault for at in every[place - 3 : place]]
            if night(source, every[place]).fault == fault and not any(around):
                yield source, every[place]


def written(sources: OfficeSources, source: BackupSource, at: datetime, now: datetime) -> None:
    for back in (3, 2, 1, 0):
        write_night(source, sources.office, at - timedelta(days=back), now)


def ticket_of(tickets: tuple[Ticket, ...], source: BackupSource, at: datetime) -> Ticket:
    (found,) = [each for each in tickets if each.id == f"backup-{source.id}-{at:%Y-%m-%d}"]
    return found


@pytest.mark.parametrize("fault", sorted(FAILS_BY))
def test_a_night_fails_exactly_the_checks_of_its_fault(
    all_sources: list[OfficeSources], catalogue: Catalogue, fault: str
) -> None:
    sources, source, at = next((s, *found) for s in all_sources for found in nights_with(s, fault))
    now = (at + timedelta(hours=9)).astimezone(UTC)
    written(sources, source, at, now)
    collector = collector_of(sources, catalogue)
    collector.collect(now - timedelta(minutes=5))
    found = ticket_of(collector.collect(now).tickets, source, at)
    assert found.solved is None
    failed = set(found.details["failed_checks"])  # type: ignore[call-overload]
    assert failed == FAILS_BY[fault]


def test_a_good_night_is_fresh_and_solved(sukamara: OfficeSources, catalogue: Catalogue) -> None:
    source, at = next(nights_with(sukamara, None))
    now = (at + timedelta(hours=9)).astimezone(UTC)
    written(sukamara, source, at, now)
    collector = collector_of(sukamara, catalogue)
    collector.collect(now - timedelta(minutes=5))
    harvest = collector.collect(now)
    assert sample_of(harvest, source.id, "age_s").state is State.FRESH
    found = ticket_of(harvest.tickets, source, at)
    assert found.solved is not None
    assert found.solved.at == night(source, at).finished_at.astimezone(UTC).replace(microsecond=0)


def test_a_dump_that_is_being_written_is_running_and_not_yet_judged(
    sukamara: OfficeSources, catalogue: Catalogue
) -> None:
    source, at = next(nights_with(sukamara, None))
    run = night(source, at)
    middle = (run.started_at + timedelta(seconds=run.duration_s / 2)).astimezone(UTC)
    collector = collector_of(sukamara, catalogue)
    for now in (middle - timedelta(seconds=60), middle):
        written(sukamara, source, at, now)
        collector.collect(now)
    write_night(source, sukamara.office, at, middle + timedelta(seconds=10))
    middle += timedelta(seconds=10)
    found = ticket_of(collector.collect(middle).tickets, source, at)
    assert found.details["running"] is True
    assert found.solved is None
    assert [run.step for run in found.runs if run.finished] == []


def test_a_dump_grows_while_it_is_written_and_then_stays(sukamara: OfficeSources) -> None:
    source, at = next(nights_with(sukamara, None))
    run = night(source, at)
    sizes = []
    for share in (0.2, 0.6, 1.0, 5.0):
        write_night(source, sukamara.office, at, run.started_at + timedelta(seconds=run.duration_s * share))
        (dump,) = Path(source.folder).glob(source.pattern)
        sizes.append(dump.stat().st_size)
    assert sizes[0] < sizes[1] < sizes[2] == sizes[3] == run.size_bytes


def test_tickets_of_the_past_are_those_that_the_collector_would_have_made(
    sukamara: OfficeSources, catalogue: Catalogue
) -> None:
    zone = ZoneInfo(sukamara.office.zone)
    past = {each.id: each for each in backup_past(sukamara.office, sukamara.sops, NOW)}
    source, at = next((s, at) for s, at in nights_with(sukamara, None) if at > NOW - timedelta(days=60))
    now = (at + timedelta(hours=9)).astimezone(UTC)
    written(sukamara, source, at, now)
    collector = collector_of(sukamara, catalogue)
    collector.collect(now - timedelta(minutes=5))
    seen = ticket_of(collector.collect(now).tickets, source, at.astimezone(zone))
    told = past[seen.id]
    assert (seen.opened, seen.solved, seen.scheduled_at, seen.grace_s, seen.sop, seen.version, seen.title) == (
        told.opened,
        told.solved,
        told.scheduled_at,
        told.grace_s,
        told.sop,
        told.version,
        told.title,
    )
    assert [(run.step, run.started, run.finished) for run in seen.runs] == [
        (run.step, run.started, run.finished) for run in told.runs
    ]
