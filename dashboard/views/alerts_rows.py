"""The rows of ``/peringatan``: plain values that components may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What one receiver was told of an event, or why not. ``outcome``: held, dropped or queued.

    ``sent_at`` is when its message arrived; None while that waits, or lies among the dead letters.
    """

    receiver: str
    outcome: str
    reason: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. ``href``: the page of its kind; ``ticket`` and ``run``: of a step, acknowledged on the desk."""

    id: int
    kind: str
    heading: str
    what: str
    began: str
    ended: str
    since: datetime
    ended_at: datetime | None
    told: tuple[ToldRow, ...]
    href: str
    ticket: str = ""
    run: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message to one receiver. ``status``: waiting, sending, sent or dead."""

    id: int
    receiver: str
    kind: str
    title: str
    body: str
    created_at: datetime
    status: str
    next_at: datetime | None
    sent_at: datetime | None
    attempts: int
    trouble: str
    maybe_twice: bool


@dataclass(frozen=True, slots=True)
class ReceiverRow:
    """One receiver as the office file has it. ``channel`` tells the kind of its address, never the address."""

    id: str
    name: str
    role: str
    channel: str
    events: tuple[str, ...]
    quiet: tuple[str, ...]
    waits_minutes: int
    digest: bool
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertsView:
    """Everything on ``/peringatan``: what lasts now, what was told in the period, and what was not."""

    office: str
    office_name: str
    zone: str
    now: datetime
    simulated: bool
    start: date
    end: date
    lasting: tuple[EventRow, ...]
    untold: tuple[EventRow, ...]
    messages: tuple[MessageRow, ...]
    dead: tuple[MessageRow, ...]
    waiting: int
    sent: int
    receivers: tuple[ReceiverRow, ...]
