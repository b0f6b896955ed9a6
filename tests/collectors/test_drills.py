"""The drills of ``bench/drills`` in short; by hand they run longer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.drills import database_away, kill9
from tests.stores import databases


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The database is said to be away many times."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def test_killed_in_mid_write_the_database_stays_whole_and_no_round_is_lost_or_doubled(tmp_path: Path) -> None:
    figures = kill9.drill(tmp_path, kills=6)
    assert (figures.kills, figures.stored) == (6, figures.reported + figures.in_flight)


def test_after_hours_without_a_database_every_sample_is_stored_once(tmp_path: Path) -> None:
    with databases() as handed_out:  # a server of its own, for it is stopped
        figures = database_away.drill(handed_out, tmp_path, hours=0.75, kills=2)
    assert figures.rounds == 90 + 2 * database_away.BEFORE
    # 72 hours of such an office stay far below the least room that is ever set aside by default
    assert figures.spool_bytes / 90 * 72 * 120 < 64 * 2**20
