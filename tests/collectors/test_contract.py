"""What every collector that reads sources keeps to, with one good and one broken source each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from collectors.backup import BackupCollector
from collectors.base import Collector
from collectors.logbook import LogbookCollector
from collectors.records import RecordsCollector
from dashboard.model import CollectorName, SampleStatus, State
from tests.collectors.sources import BACKUP, CALENDAR, NOW, REPAIR, SOPS, VERSIONS, Shelf, minutes, office


def backup(tmp_path: Path) -> Collector:
    def source(name: str) -> dict[str, object]:
        more = {"pattern": "*.dmp", "log_pattern": "*.log", "at": "22:00"}
        return {"id": name, "name": name, "sop": BACKUP, "folder": str(tmp_path / name), **more}

    (tmp_path / "baik").mkdir()
    both = office(backups=[source("rusak"), source("baik")])
    return BackupCollector(both, CALENDAR, interval_s=60, recall=Shelf(), versions=VERSIONS)


def records(tmp_path: Path) -> Collector:
    def source(name: str) -> dict[str, object]:
        return {"id": name, "kind": "log", "path": str(tmp_path / name), "pattern": r"(\d+)"}

    (tmp_path / "baik").write_text("12\n")
    return RecordsCollector(office(counters=[source("rusak"), source("baik")]), interval_s=60, recall=Shelf(), env={})


def logbook(tmp_path: Path) -> Collector:
    columns = {"nomor": "No", "kecamatan": "Kec", "dibuka": "Lapor"}

    def source(name: str) -> dict[str, object]:
        path = str(tmp_path / name)
        return {"id": name, "kind": "csv", "path": path, "columns": columns, "sop_default": REPAIR}

    (tmp_path / "baik").write_text("No;Kec;Lapor\n1;Seririt;20/11/2026 08:00\n")
    both = office(tickets=[source("rusak"), source("baik")])
    return LogbookCollector(both, interval_s=60, versions=VERSIONS, sops=SOPS)


@pytest.fixture(params=[backup, records, logbook], ids=lambda make: make.__name__)
def collector(request: pytest.FixtureRequest, tmp_path: Path) -> Collector:
    make: Callable[[Path], Collector] = request.param
    return make(tmp_path)


def test_a_collector_tells_its_name_office_and_times(collector: Collector) -> None:
    assert isinstance(collector.name, CollectorName)
    assert (collector.office, collector.interval_s) == ("51.08", 60)
    assert collector.timeout_s >= collector.interval_s


def test_its_series_are_its_own_and_each_source_has_one(collector: Collector) -> None:
    series = collector.series()
    assert {(key.office, key.collector) for key in series} == {("51.08", collector.name)}
    assert {key.target for key in series} == {"rusak", "baik"}
    assert all(key.unit for key in series)


def test_samples_with_a_state_belong_to_its_series(collector: Collector) -> None:
    stateful = {sample.series for sample in collector.collect(NOW).samples if sample.state is not None}
    assert stateful == set(collector.series())


def test_one_broken_source_is_unknown_with_a_note_and_the_other_is_measured(collector: Collector) -> None:
    harvest = collector.collect(NOW)
    status = {sample.series.target: sample.status for sample in harvest.samples if sample.state is not None}
    assert status["rusak"] is SampleStatus.UNKNOWN
    assert status["baik"] is not SampleStatus.UNKNOWN
    assert any(note.startswith("rusak: ") for note in harvest.notes)


def test_unknown_has_no_value_and_is_never_called_down(collector: Collector) -> None:
    lost = [sample for sample in collector.collect(NOW).samples if sample.status is SampleStatus.UNKNOWN]
    assert {sample.value for sample in lost} == {None}
    assert {sample.state for sample in lost} <= {State.UNKNOWN, None}


def test_every_time_is_aware_and_every_sample_is_of_now(collector: Collector) -> None:
    harvest = collector.collect(NOW)
    assert {sample.observed_at for sample in harvest.samples} == {NOW}
    assert all(ticket.opened.at.utcoffset() is not None for ticket in harvest.tickets)


def test_looking_twice_gives_the_same_tickets(collector: Collector) -> None:
    first = collector.collect(NOW).tickets
    assert collector.collect(NOW + minutes(1)).tickets == first
