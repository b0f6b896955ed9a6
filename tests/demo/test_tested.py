"""The demo's past keeps the polls of the hours in which people tested the network, and the figures come from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from dashboard.catalogue import Catalogue
from dashboard.readings import Readings
from dashboard.services.readings import attach_network_outputs
from dashboard.store import Store, newest_readings, save_tickets
from demo.backfill import backfill_office
from demo.sources import OfficeSources, all_stories, book_tickets
from demo.tested import KEPT_DAYS, hours_of_tests
from tests.demo.conftest import NOW, sources_below
from tests.stores import Databases, fresh_store

TEST = 4
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Prepared:
    """The demo's Paser, its book read, and the figures that were attached."""

    sources: OfficeSources
    store: Store
    attached: dict[tuple[str, int, int], Readings]


@pytest.fixture(scope="module")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, handed_out: Databases, catalogue: Catalogue
) -> Iterator[Prepared]:
    (sources,) = sources_below(tmp_path_factory.mktemp("paser"), catalogue, "data/offices/paser.yaml")
    office = sources.office
    with fresh_store(handed_out, "sqlite") as store:
        backfill_office(store, office, sources.calendar, catalogue, NOW)
        book = book_tickets(all_stories(office, sources.sops, sources.calendar, NOW), NOW)
        save_tickets(store, book, by="kolektor:tickets", at=NOW)
        attach_network_outputs(store, office, catalogue, NOW, raw_days=10, poll_s=5.0)
        found = newest_readings(store, office.code, (each.id for each in book))
        yield Prepared(sources, store, {key: each.readings for key, each in found.items()})


def test_tests_of_the_last_days_have_their_figures(prepared: Prepared) -> None:
    ages = [NOW - each.finished_at for each in prepared.attached.values()]
    assert max(ages) > 3 * DAY
    assert {step for _, step, _ in prepared.attached} == {TEST}
    assert all(each.is_measured for each in prepared.attached.values())


def test_a_test_older_than_the_kept_polls_has_none_instead_of_a_made_up_one(prepared: Prepared) -> None:
    stories = all_stories(prepared.sources.office, prepared.sources.sops, prepared.sources.calendar, NOW)
    asking = {sop.id for sop in prepared.sources.sops.values() if any(step.output_from for step in sop.steps)}
    old = [each.id for each in stories if each.sop in asking and each.opened.at < NOW - (KEPT_DAYS + 1) * DAY]
    assert old
    assert not {ticket for ticket, _, _ in prepared.attached} & set(old)


def test_only_hours_of_finished_tests_are_kept(prepared: Prepared) -> None:
    stories = all_stories(prepared.sources.office, prepared.sources.sops, prepared.sources.calendar, NOW)
    hours = hours_of_tests(stories, prepared.sources.sops, NOW)
    assert hours
    assert all(NOW - (KEPT_DAYS + 1) * DAY < hour <= NOW for _, hour in hours)
    assert hours_of_tests((), prepared.sources.sops, NOW) == frozenset()
