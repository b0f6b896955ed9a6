"""The pure parts of the drills: what they count with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bench.drills.logbook import GARBAGE, ROWS, book
from bench.drills.witness import breaks, is_unknown, refusal
from bench.parts import DRILLS, drills
from dashboard.model import CollectorName, SeriesKey, State, StateInterval

T0 = datetime(2026, 11, 20, tzinfo=UTC)
KEY = SeriesKey("51.08", None, CollectorName.NETWORK, "modem", "rtt_ms")


def test_a_moment_is_unmeasured_where_nothing_or_only_unknown_holds() -> None:
    up = StateInterval(KEY, T0, T0 + timedelta(seconds=10), State.UP)
    lost = StateInterval(KEY, T0 + timedelta(seconds=10), None, State.UNKNOWN)
    assert not is_unknown([up, lost], T0)
    assert is_unknown([up, lost], T0 + timedelta(seconds=10))
    assert is_unknown([], T0)


def test_gaps_lie_between_neighbours() -> None:
    assert breaks([1, 2, 9]) == [(1, 2), (2, 9)]


def test_the_book_has_as_much_garbage_as_it_says() -> None:
    lines = book(ROWS, GARBAGE)
    assert (len(lines), sum(not line[0].startswith("baik-") for line in lines)) == (10_000, 500)


def test_a_refusal_is_told_by_its_own_words() -> None:
    assert refusal(200, "Belum disimpan: basis data tidak dapat ditulis.") == "basis data tidak dapat ditulis"
    assert refusal(500, "Internal Server Error") == "status 500"


def test_a_drill_can_be_chosen_and_made_long() -> None:
    assert drills([], long=False) == list(DRILLS)
    assert [part.options for part in drills(["kills", "clock"], long=True)] == [("--long",), ()]
    with pytest.raises(KeyError):
        drills(["tiada"], long=False)
