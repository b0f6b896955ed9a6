"""What ``/healthz`` tells anybody of the product itself: kinds of trouble, no names; ``/sistem`` tells the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dashboard.services.disk import FEW_BYTES
from dashboard.store import held_leases, last_runs
from dashboard.views.context import Context
from dashboard.views.indicators import AHEAD_S
from dashboard.views.system import free_bytes, is_heard

KINDS = ("collectors", "spool", "clock", "disk")
HEARD_S = 20.0
"""Seven beats of a collectors' process without one: it is gone, or cannot write."""
WAITED = timedelta(seconds=60)
"""Samples that wait longer than this for the database are worth telling; shorter, it only stumbled."""


def troubles(context: Context, now: datetime) -> tuple[str, ...]:
    """Kinds of trouble, in the order of ``KINDS``. Two short questions; raises what the database raises."""
    return tuple(sorted(set(_troubles(context, now)), key=KINDS.index))


def _troubles(context: Context, now: datetime) -> Iterator[str]:
    runs = last_runs(context.store, list(context.offices)[:1])  # one office's tells of the clock as much as all of them
    ahead = now + timedelta(seconds=AHEAD_S)
    if any(run.finished_at > ahead for run in runs):
        yield "clock"
    for lease in held_leases(context.store, context.offices).values():
        if lease.renewed_at > ahead:
            yield "clock"
        if not is_heard(lease, now, HEARD_S):
            yield "collectors"
        report = lease.report
        if report.note or (report.oldest_at is not None and now - report.oldest_at > WAITED):
            yield "spool"
    if free_bytes(context) < FEW_BYTES:
        yield "disk"
