"""The part of the collectors' process that tells people: looks what there is to tell, and sends what waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from collectors.announcing import Announcer
from collectors.process import Job
from dashboard.catalogue import Catalogue
from dashboard.offices import Office
from dashboard.services.alert_news import AlertNews
from dashboard.services.alerts import announce, is_disk_low
from dashboard.services.own_copies import CopyStanding
from dashboard.store import Store
from dashboard.workcal import WorkingCalendar

FIND_EVERY_S = 30
"""How often it is looked for what there is to tell: as often as targets are polled."""
SEND_EVERY_S = 5
ONCE_WITHIN_S = 30
"""How long ``--once`` waits for messages to go out."""


@dataclass
class Alerting:
    """Looks and sends for some offices."""

    store: Store
    catalogue: Catalogue
    calendars: Mapping[str, WorkingCalendar]
    announcer: Announcer
    now: Callable[[], datetime]
    stale_after_s: float
    is_vain: Callable[[], bool] = lambda: False
    """Whether the process is to end."""
    own_copy: Callable[[datetime], CopyStanding | None] = lambda _: None
    """How the copies of the product's own database stand."""
    left_bytes: Callable[[], int] | None = None
    """What the disk under the database has left; None: nobody is told of it."""
    was_low: bool = field(default=False, init=False)
    """Whether the disk ran full at the last look: every office is told when that changes."""

    @cached_property
    def news(self) -> AlertNews:
        """What is remembered of each office between two looks."""
        return AlertNews(self.store, self.calendars)

    def find(self, offices: Sequence[Office]) -> None:
        """Find what began and ended in these offices, and put what is to be told into the outbox."""
        left = None if self.left_bytes is None else self.left_bytes()
        is_low = is_disk_low(left)
        own_copy = self.own_copy(self.now())
        due = self.news.due(offices, self.now())
        for office in due if is_low is self.was_low else offices:
            if self.is_vain():
                return
            announce(
                self.store,
                office,
                self.catalogue,
                self.calendars[office.code],
                self.now(),
                stale_after_s=self.stale_after_s,
                own_copy=own_copy,
                left_bytes=left,
            )
            self.news.looked(office, self.now())
        self.was_low = is_low

    def once(self, offices: Sequence[Office]) -> None:
        """Look once, and send for a while."""
        self.find(offices)
        self.announcer.drain(ONCE_WITHIN_S)

    def jobs(self, current: Callable[[], Sequence[Office]]) -> tuple[Job, ...]:
        """``current``: the offices of which everything measured has arrived; of others it may be over already."""
        return (
            Job("peringatan", lambda: self.find(current()), FIND_EVERY_S),
            Job("pengiriman peringatan", self.announcer.step, SEND_EVERY_S),
        )
