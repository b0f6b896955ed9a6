"""What there is to tell of the product's own database: that no good copy of it was made for too long."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.office_alerts import AlertKind
from dashboard.services.alert_sightings import BACK, Field, Sighting
from dashboard.services.own_copies import CopyStanding, CopyState

_SUBJECT = "basis-data"


def copy_sightings(seen: Field, standing: CopyStanding | None) -> Iterator[Sighting]:
    """One subject for the whole product; ``standing`` None: nobody asked."""
    kind, known = AlertKind.SALINAN, seen.open_event(AlertKind.SALINAN, _SUBJECT)
    if standing is None:
        return
    if standing.state not in (CopyState.FAILED, CopyState.LATE):
        if known is not None:
            ended_at = max(standing.last.ok_at or seen.now, known.since)
            yield Sighting(kind, _SUBJECT, ended_at=ended_at, ended_as=BACK)
        return
    since = min(standing.last.ok_at or standing.last.tried_at or seen.now, seen.now)
    key = f"{_SUBJECT}/{since:%Y%m%dT%H%M%SZ}" if known is None else known.key
    facts = {"name": "Salinan basis data"}
    yield Sighting(kind, _SUBJECT, key, None, since, may_open=True, facts=facts)
