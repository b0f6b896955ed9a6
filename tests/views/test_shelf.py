"""Open tickets come from memory, and are still those of the store after every save."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dashboard.model import Stamp, StepRun, Ticket
from dashboard.store import Store, save_ticket, tickets
from dashboard.views.context import Context
from dashboard.views.shelf import open_ones
from tests.offices_factory import CATALOGUE, CODE, REPAIR, SECOND

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def opened(number: int) -> Ticket:
    begun = Stamp(NOW - timedelta(days=2, minutes=number), 1, NOW - timedelta(days=2))
    version = CATALOGUE.get(REPAIR).effective
    return Ticket(f"T-{number}", CODE, SECOND, REPAIR, version, begun, "buku", (StepRun(1, 1, begun),))


def test_open_tickets_are_those_of_the_store_whatever_is_saved(context: Context, store: Store) -> None:
    saves = [opened(number) for number in range(20)]
    saves += [replace(saves[3], title="printer"), replace(saves[4], cancelled_at=NOW, cancel_reason="ganda")]
    saves += [replace(saves[5], solved=Stamp(NOW, 1, NOW)), opened(21)]
    for second, each in enumerate(saves):
        save_ticket(store, each, by="uji", at=NOW + timedelta(seconds=second))
        assert open_ones(context, CODE) == tickets(store, CODE, open_only=True)
    assert len(open_ones(context, CODE)) == 19
