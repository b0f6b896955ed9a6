"""``/metrics``: what Prometheus reads, parsed by its own parser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard.metrics import metrics_blueprint
from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.store import Holder, SpoolReport, record_batch, record_run, renew_leases, take_lease
from dashboard.store.schema import metadata
from dashboard.views.context import Context
from tests.people import SOMEBODY

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
OFFICE = {"office": "51.08"}
NETWORK = {**OFFICE, "collector": "network"}


@pytest.fixture
def client(context: Context) -> FlaskClient:
    app = Flask(__name__)
    app.config["IDENTIFY"] = lambda: SOMEBODY
    app.register_blueprint(metrics_blueprint(context, lambda: NOW, "uji-1234"))
    return app.test_client()


def scraped(client: FlaskClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {(each.name, frozenset(each.labels.items())): each.value for one in families for each in one.samples}


def value(client: FlaskClient, name: str, **labels: str) -> float:
    return scraped(client)[name, frozenset(labels.items())]


def a_run(seconds_ago: float, outcome: RunOutcome = RunOutcome.OK, samples: int = 2) -> CollectorRun:
    scheduled = NOW - timedelta(seconds=seconds_ago)
    started, finished = scheduled + timedelta(seconds=1), scheduled + timedelta(seconds=3)
    return CollectorRun("51.08", CollectorName.NETWORK, scheduled, started, finished, outcome, samples, "rahasia")


def test_the_last_run_is_told_with_lag_duration_age_and_samples(client: FlaskClient, context: Context) -> None:
    keys = [SeriesKey("51.08", None, CollectorName.NETWORK, name, "rtt_ms", "ms") for name in ("a", "b")]
    unknown = [Sample(key, NOW, None, SampleStatus.UNKNOWN) for key in keys]
    record_batch(context.store, a_run(63), unknown, stale_after_s=90, day_offset_s=0)
    assert value(client, "pantau_collector_run_lag_seconds", **NETWORK) == 1
    assert value(client, "pantau_collector_run_duration_seconds", **NETWORK) == 2
    assert value(client, "pantau_collector_last_run_age_seconds", **NETWORK) == 60
    assert value(client, "pantau_collector_run_samples", **NETWORK) == 2
    assert value(client, "pantau_collector_run_ok", **NETWORK) == 1
    assert value(client, "pantau_series_unknown", **NETWORK) == 2


def test_the_runs_of_the_last_hour_are_counted_by_outcome_with_a_zero_where_there_is_none(
    client: FlaskClient, context: Context
) -> None:
    for ago, outcome in ((30, RunOutcome.OK), (60, RunOutcome.TIMEOUT), (7000, RunOutcome.TIMEOUT)):
        record_run(context.store, a_run(ago, outcome))
    found = [value(client, "pantau_collector_runs_last_hour", **NETWORK, outcome=each) for each in RunOutcome]
    assert found == [1, 0, 1, 0]


def test_the_spool_is_told_as_its_holder_reported_it(client: FlaskClient, context: Context) -> None:
    holder = Holder("satu", "pc-adb-sri", 4711)
    lease = take_lease(context.store, "51.08", holder, "antrean", NOW - timedelta(hours=1), None)
    assert lease is not None
    report = SpoolReport(batches=3, samples=90, oldest_at=NOW - timedelta(minutes=5), bytes=4096, dropped=7)
    renew_leases(context.store, {"51.08": lease}, NOW - timedelta(seconds=9), {"51.08": report})
    assert value(client, "pantau_spool_batches", **OFFICE) == 3
    assert value(client, "pantau_spool_samples", **OFFICE) == 90
    assert value(client, "pantau_spool_oldest_age_seconds", **OFFICE) == 300
    assert value(client, "pantau_spool_dropped_samples", **OFFICE) == 7
    assert value(client, "pantau_collectors_heartbeat_age_seconds", **OFFICE) == 9


def test_sizes_and_versions_are_told(client: FlaskClient) -> None:
    assert value(client, "pantau_database_size_bytes") > 50_000
    assert value(client, "pantau_disk_free_bytes") > 0
    found = next(dict(labels) for name, labels in scraped(client) if name == "pantau_app_info")
    assert (found["version"], found["build"]) == ("uji", "uji-1234")


def test_nothing_personal_is_told(client: FlaskClient, context: Context) -> None:
    record_run(context.store, a_run(30))
    take_lease(context.store, "51.08", Holder("satu", "pc-adb-sri", 4711), "antrean", NOW, None)
    said = client.get("/metrics").get_data(as_text=True)
    assert not any(word in said for word in ("pc-adb-sri", "rahasia", "4711", "127.0.0.1"))
    labels = {name for _, pairs in scraped(client) for name, _ in pairs}
    assert labels <= {"office", "collector", "outcome", "version", "build", "schema"}


def test_a_database_that_cannot_be_read_is_told_and_nothing_else(client: FlaskClient, context: Context) -> None:
    metadata.tables["collector_runs"].drop(context.store.engine)
    found = scraped(client)
    assert {name for name, _ in found} == {"pantau_database_up", "pantau_app_info"}
    assert found["pantau_database_up", frozenset()] == 0


def test_several_processes_tell_the_same(client: FlaskClient, context: Context) -> None:
    other = Flask("lain")
    other.config["IDENTIFY"] = lambda: SOMEBODY
    other.register_blueprint(metrics_blueprint(context, lambda: NOW, "uji-1234"))
    record_run(context.store, a_run(30))
    moving = {("pantau_disk_free_bytes", frozenset[tuple[str, str]]())}
    mine, theirs = scraped(client), scraped(other.test_client())
    assert {key: mine[key] for key in mine.keys() - moving} == {key: theirs[key] for key in theirs.keys() - moving}
