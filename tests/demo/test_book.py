"""The log book as the real collector reads it: the same tickets, in Excel and in CSV."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors.logbook import LogbookCollector
from dashboard.catalogue import Catalogue
from dashboard.model import StepRun, Ticket
from demo.sources import OfficeSources, all_stories, book_tickets
from demo.stories import seen_at
from tests.demo.conftest import NOW

MOMENTS = (
    NOW,
    datetime(2026, 11, 21, 4, 0, tzinfo=UTC),  # Saturday
    datetime(2026, 11, 18, 20, 30, tzinfo=UTC),  # deep in the night
    datetime(2026, 3, 17, 2, 0, tzinfo=UTC),  # Ramadan
)


def read(
    sources: OfficeSources, catalogue: Catalogue, now: datetime = NOW
) -> tuple[tuple[Ticket, ...], tuple[str, ...]]:
    collector = LogbookCollector(sources.office, interval_s=60, sops=catalogue.versions())
    harvest = collector.collect(now)
    return harvest.tickets, harvest.notes


def told(run: StepRun) -> tuple[object, ...]:
    return (run.step, run.attempt, run.started, run.finished, run.branch)


@pytest.mark.parametrize("now", MOMENTS)
def test_the_collector_reads_the_same_tickets_that_the_demo_wrote(
    all_sources: list[OfficeSources], catalogue: Catalogue, now: datetime
) -> None:
    for sources in all_sources:
        sources.keep_book(now)
        found, notes = read(sources, catalogue, now)
        written = {each.id: each for each in book_tickets(sources.stories, now)}
        assert notes == ()
        assert {each.id for each in found} == written.keys()
        for each in found:
            mine = written[each.id]
            assert [told(run) for run in each.runs] == [told(run) for run in mine.runs]
            assert (each.kecamatan, each.sop, each.version) == (mine.kecamatan, mine.sop, mine.version)
            assert (each.opened, each.solved, each.source) == (mine.opened, mine.solved, mine.source)
            assert each.simulated
            assert mine.simulated


def test_both_kinds_of_books_are_written(offices: list[OfficeSources]) -> None:
    assert {source.kind for sources in offices for source in sources.office.tickets} == {"csv", "xlsx"}


def test_a_book_is_written_again_only_when_something_happened(sukamara: OfficeSources) -> None:
    path = Path(sukamara.office.tickets[0].path)
    night = NOW + timedelta(hours=12)
    sukamara.keep_book(night)
    before = path.stat().st_mtime_ns, path.stat().st_ino
    sukamara.keep_book(night + timedelta(minutes=30))
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    sukamara.keep_book(night + timedelta(days=3))
    assert path.stat().st_mtime_ns != before[0]


def stories(offices: list[OfficeSources]) -> list[Ticket]:
    return [story for sources in offices for story in all_stories(sources.office, sources.sops, sources.calendar, NOW)]


def test_a_story_seen_at_a_moment_holds_nothing_of_later(offices: list[OfficeSources]) -> None:
    for story in stories(offices):
        for back in (0, 5, 40):
            now = NOW - timedelta(hours=7 * back)
            seen = seen_at(story, now)
            stamps = [stamp for run in seen.runs for stamp in (run.started, run.finished) if stamp is not None]
            assert all(stamp.at <= now for stamp in stamps)
            assert seen.solved is None or seen.solved.at <= now
            assert all(run.branch is None or run.finished is not None for run in seen.runs)


def test_a_story_unfolds_step_by_step_and_is_whole_at_its_end(offices: list[OfficeSources]) -> None:
    story = next(each for each in stories(offices[:1]) if len(each.runs) > 4 and each.solved and each.solved.at < NOW)
    moments = [run.finished.at for run in story.runs if run.finished is not None]
    counts = [sum(run.finished is not None for run in seen_at(story, at).runs) for at in moments]
    assert counts == sorted(counts)
    assert seen_at(story, moments[-1]) == story
    assert seen_at(story, story.opened.at - timedelta(seconds=1)).runs == ()


def test_a_loop_is_a_new_attempt_and_the_story_goes_on_to_its_end(offices: list[OfficeSources]) -> None:
    loops = [each for each in stories(offices) if any(run.attempt == 2 and run.step == 6 for run in each.runs)]
    assert loops
    for story in loops:
        steps = [(run.step, run.attempt) for run in story.runs]
        assert steps[-5:] == [(6, 1), (7, 1), (6, 2), (7, 2), (8, 1)]


def test_the_same_day_tells_the_same_stories(offices: list[OfficeSources]) -> None:
    assert stories(offices[:1]) == stories(offices[:1])
