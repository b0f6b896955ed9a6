"""A tickets collector over the sources of a test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from collectors.base import Harvest
from collectors.tickets import TicketsCollector
from dashboard.model import Sample, Ticket
from tests.collectors.sources import HISTORY, NOW, office, sample_of
from tests.collectors.ticketsources.helpdesks import ENV


class Reader:
    """Reads as the process does, round by round."""

    def __init__(self, *sources: dict[str, object], env: Mapping[str, str] = ENV, patience_s: float = 20.0) -> None:
        self.collector = TicketsCollector(
            office(tickets=list(sources)), interval_s=60, sops=HISTORY, env=env, patience_s=patience_s
        )

    def read(self, now: datetime = NOW) -> Harvest:
        return self.collector.collect(now)

    def tickets(self, now: datetime = NOW) -> dict[str, Ticket]:
        return {ticket.id: ticket for ticket in self.read(now).tickets}

    def one(self, now: datetime = NOW) -> Ticket:
        (ticket,) = self.read(now).tickets
        return ticket

    def sample(self, now: datetime = NOW, source: str = "meja") -> Sample:
        return sample_of(self.read(now), source, "tickets")
