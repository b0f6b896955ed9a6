"""Which collectors an office needs, built from its file. The one place that knows them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.backup import BackupCollector
from collectors.base import Collector, Recall
from collectors.logbook import LogbookCollector
from collectors.network import NetworkCollector
from collectors.records import RecordsCollector
from dashboard.catalogue import Catalogue
from dashboard.offices import Office
from dashboard.settings import Settings
from dashboard.workcal import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between two runs of each kind of collector."""

    network_s: float
    sources_s: float


def intervals_of(settings: Settings) -> Intervals:
    """The network is polled as the settings say; files and books at twice that, at least every minute."""
    return Intervals(settings.poll_s, min(60.0, 2 * settings.poll_s))


def assemble(
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    settings: Settings,
    recall: Recall,
    env: Mapping[str, str],
) -> list[Collector]:
    """The collectors for what ``office`` has; kinds without any source are left out."""
    every = intervals_of(settings)
    versions = {sop.id: sop.effective for sop in catalogue.sops}
    found: list[Collector] = []
    if office.targets:
        found.append(NetworkCollector(office, interval_s=every.network_s))
    if office.backups:
        found.append(BackupCollector(office, calendar, interval_s=every.sources_s, recall=recall, versions=versions))
    if office.counters:
        found.append(RecordsCollector(office, interval_s=every.sources_s, recall=recall, env=env))
    if office.tickets:
        sops = {sop.id: sop for sop in catalogue.sops}
        found.append(LogbookCollector(office, interval_s=every.sources_s, versions=versions, sops=sops))
    return found
