"""Hours of the past in which a person tested the network: their polls are kept, so that figures can be attached.

Everything else older than a day is left as rollups, as after years of retention.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from dashboard.model import CollectorName, Sample, Ticket
from dashboard.sop import Sop
from demo.pasts import HOUR, Past

KEPT_DAYS = 9
"""A day less than raw samples are kept: what is written here must not be thrown away at the first look."""
BEFORE = timedelta(minutes=5)
"""A very short test is told by the polls before it."""

Hours = frozenset[tuple[str | None, datetime]]
"""Kecamatan (None: Dinas) and the start of a full hour."""


def hours_of_tests(stories: Iterable[Ticket], sops: Mapping[str, Sop], now: datetime) -> Hours:
    """The hours that the finished tests of the last days touch, where their SOP asks for network figures."""
    found: set[tuple[str | None, datetime]] = set()
    for story in stories:
        asking = {step.number for step in sops[story.sop].steps if step.output_from is not None}
        before = story.opened.at
        for run in story.runs:
            if run.finished is None:
                break
            if run.step in asking and now - timedelta(days=KEPT_DAYS) <= before and run.finished.at <= now:
                found |= {(story.kecamatan, hour) for hour in _hours(before - BEFORE, run.finished.at)}
            before = run.finished.at
    return frozenset(found)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    hour = start.replace(minute=0, second=0, microsecond=0)
    while hour <= end:
        yield hour
        hour += HOUR


def samples_of_hours(pasts: Iterable[Past], hours: Hours) -> Iterator[Sample]:
    """The raw samples of these hours of every network target of their kecamatan."""
    for past in pasts:
        if past.key.collector is CollectorName.NETWORK:
            for kecamatan, hour in sorted(hours, key=lambda each: each[1]):
                if kecamatan == past.key.kecamatan:
                    yield from past.samples_between(hour, min(hour + HOUR, past.end))
