"""Which collectors an office needs, built from its file. The one place that knows them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.backup import BackupCollector
from collectors.base import Collector, Recall
from collectors.manualcounts import ReadManual
from collectors.network import NetworkCollector
from collectors.records import RecordsCollector, nobody_entered
from collectors.tickets import TicketsCollector
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
    entered: ReadManual = nobody_entered,
) -> list[Collector]:
    """The collectors for what ``office`` has; kinds without any source are left out. ``entered``: counters by hand."""
    every = intervals_of(settings)
    versions = {key: tuple(sop.effective for sop in held) for key, held in catalogue.versions().items()}
    found: list[Collector] = []
    if office.targets:
        found.append(NetworkCollector(office, interval_s=every.network_s))
    if office.backups:
        found.append(
            BackupCollector(office, calendar, interval_s=every.sources_s, recall=recall, versions=versions, env=env)
        )
    if office.counters:
        found.append(RecordsCollector(office, interval_s=every.sources_s, recall=recall, env=env, entered=entered))
    if office.tickets:
        found.append(TicketsCollector(office, interval_s=every.sources_s, sops=catalogue.versions(), env=env))
    return found
