"""Which kinds of sources an office need not have, because it marked every SOP that they measure tidak berlaku."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.model import CollectorName
from dashboard.offices import Office
from dashboard.views.context import Context


def waived(context: Context, office: Office, now: datetime) -> dict[CollectorName, str]:
    """Kinds of sources that nobody has to have at ``now``, each with the office's reason."""
    today = now.astimezone(ZoneInfo(office.zone)).date()
    reasons: dict[CollectorName, list[str]] = {}
    for listed in office.sops:
        if listed.start > today or (listed.end is not None and listed.end < today):
            continue
        sop = context.catalogue.find(listed.id)
        measured = {step.measure.collector for step in sop.steps if step.measure is not None} if sop else set()
        for kind in measured:
            reasons.setdefault(CollectorName(kind), []).append(listed.not_applicable)
    return {kind: found[0] for kind, found in reasons.items() if all(found)}
