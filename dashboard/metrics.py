"""``/metrics`` for Prometheus: the product's own bookkeeping, read from the database at each scrape.

Nothing is counted in this process, so that several web workers give the same answer. Office codes and names of
collectors are the only labels: no person, no ticket, no address. Contract: docs/api.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from dashboard import web_access
from dashboard.access import Act
from dashboard.model import CollectorName, CollectorRun, RunOutcome
from dashboard.services.own_copies import CopyState, standing_of
from dashboard.store import Lease, held_leases, last_runs
from dashboard.store.bookkeeping import count_series, database_bytes, schema_revision, tally_runs
from dashboard.views.context import Context
from dashboard.views.system import free_bytes, wanted_collectors
from dashboard.views.system_jobs import judged

TALLY = timedelta(hours=1)
"""Runs are counted over this long: what is thrown away after its days cannot be a counter that only grows."""
Now = Callable[[], datetime]
_Rows = Sequence[tuple[Sequence[str], float]]
_PLACE = ("office", "collector")


def metrics_blueprint(context: Context, now: Now, build: str) -> Blueprint:
    """The one route of ``/metrics`` over ``context``; ``now`` gives the present as aware UTC."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Bookkeeping(context, now, build))
    made = Blueprint("metrics", __name__)
    made.add_url_rule(
        "/metrics",
        "metrics",
        lambda: _scrape(registry),
    )
    return made


def _scrape(registry: CollectorRegistry) -> Response:
    web_access.require(Act.SYSTEM)
    return Response(generate_latest(registry), 200, {"Cache-Control": "no-store"}, content_type=CONTENT_TYPE_LATEST)


class Bookkeeping(Collector):
    """What is true at the moment of the scrape. A database that cannot be read leaves ``pantau_database_up 0``."""

    def __init__(self, context: Context, now: Now, build: str) -> None:
        self._context = context
        self._now = now
        self._build = build

    def describe(self) -> Iterator[Metric]:
        """Nothing: the names must not be asked of the database when the registry is made."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every family; see docs/api.md."""
        context, now = self._context, self._now()
        try:
            schema = schema_revision(context.store)
            found = [
                *self._collectors(now),
                *self._spools(now),
                *self._jobs(now),
                *self._storage(),
                *self._own_copy(now),
            ]
        except SQLAlchemyError:
            # Open to everyone: the reason goes to the log.
            current_app.logger.exception("metrics: basis data tidak terbaca")
            schema, found = "", []
        yield _gauge(
            "pantau_database_up", "Whether the database could be read at this scrape.", (), [((), bool(found))]
        )
        yield InfoMetricFamily(
            "pantau_app",
            "Version of the product, build of its pages, schema of its database.",
            {"version": context.app_version, "build": self._build, "schema": schema},
        )
        yield from found
        yield from self._replica()

    def _replica(self) -> Iterator[Metric]:
        """Nothing where no replica is configured."""
        replica = self._context.store.replica
        if replica is None:
            return
        state = replica.look(now=True)
        behind = [] if state.behind_s is None else [((), state.behind_s)]
        yield _gauge("pantau_replica_up", "Whether pages are read from the read replica.", (), [((), state.up)])
        yield _gauge("pantau_replica_behind_seconds", "How far the read replica is behind.", (), behind)

    def _collectors(self, now: datetime) -> Iterator[Metric]:
        context = self._context
        wanted = [(code, name) for code, office in context.offices.items() for name in wanted_collectors(office)]
        runs = {(run.office, run.collector): run for run in last_runs(context.store, context.offices)}
        last = {place: runs[place] for place in wanted if place in runs}
        yield from _last_runs(last, now)
        tallies = tally_runs(context.store, context.offices, now - TALLY, now)
        yield _gauge(
            "pantau_collector_runs_last_hour",
            "Runs of a collector scheduled in the last hour, by outcome.",
            ("office", "collector", "outcome"),
            [
                ((office, name, outcome), tallies.get((office, name), {}).get(outcome, 0))
                for office, name in wanted
                for outcome in RunOutcome
            ],
        )
        counts = count_series(context.store, context.offices)
        totals = [((office, name), each.series) for (office, name), each in counts.items()]
        unknown = [((office, name), each.unknown) for (office, name), each in counts.items()]
        yield _gauge("pantau_series", "Series of a collector that were ever measured.", _PLACE, totals)
        yield _gauge("pantau_series_unknown", "Series whose last sample is unknown.", _PLACE, unknown)

    def _spools(self, now: datetime) -> Iterator[Metric]:
        leases = held_leases(self._context.store, self._context.offices)

        def of_each(name: str, text: str, value: Callable[[Lease], float]) -> Metric:
            return _gauge(name, text, ("office",), [((code,), value(lease)) for code, lease in leases.items()])

        yield of_each(
            "pantau_collectors_heartbeat_age_seconds",
            "Age of the last sign of life of the process that runs an office's collectors.",
            lambda lease: _age_s(now, lease.renewed_at),
        )
        yield of_each(
            "pantau_spool_batches", "Runs that wait in the spool for the database.", lambda lease: lease.report.batches
        )
        yield of_each("pantau_spool_samples", "Samples that wait in the spool.", lambda lease: lease.report.samples)
        yield of_each(
            "pantau_spool_oldest_age_seconds",
            "Age of the oldest run in the spool; 0 where it is empty.",
            lambda lease: 0.0 if lease.report.oldest_at is None else _age_s(now, lease.report.oldest_at),
        )
        yield of_each("pantau_spool_size_bytes", "Size of the spool's file.", lambda lease: lease.report.bytes)
        yield of_each(
            "pantau_spool_refused_batches",
            "Runs that the database refused and that were set aside.",
            lambda lease: lease.report.refused,
        )
        yield of_each(
            "pantau_spool_dropped_samples",
            "Samples that found no room in the spool.",
            lambda lease: lease.report.dropped,
        )

    def _jobs(self, now: datetime) -> Iterator[Metric]:
        context = self._context
        found = {code: judged(context, office, now) for code, office in context.offices.items()}
        yield _gauge(
            "pantau_judged_until_timestamp_seconds",
            "End of the last judged hour of the measured steps, as Unix time.",
            ("office",),
            [((code,), each.until.timestamp()) for code, each in found.items() if each and each.until],
        )
        yield _gauge(
            "pantau_unjudged_oldest_age_seconds",
            "Age of the oldest closed hour that is not judged yet, from its begin; 0 where all are judged.",
            ("office",),
            [
                ((code,), 0.0 if each.oldest_open is None else _age_s(now, each.oldest_open))
                for code, each in found.items()
                if each and each.until
            ],
        )

    def _storage(self) -> Iterator[Metric]:
        context = self._context
        size, free = database_bytes(context.store), free_bytes(context)
        yield _gauge("pantau_database_size_bytes", "Size of the whole database.", (), [((), size)])
        yield _gauge("pantau_disk_free_bytes", "Free bytes of the disk of the product's data folder.", (), [((), free)])

    def _own_copy(self, now: datetime) -> Iterator[Metric]:
        """Nothing where a server holds the database: copies are its own business then."""
        own = standing_of(self._context.settings, now)
        if own.state is CopyState.SERVER:
            return
        aged = [] if own.last.ok_at is None else [((), _age_s(now, own.last.ok_at))]
        is_well = own.state is CopyState.OK
        yield _gauge("pantau_own_copy_age_seconds", "Age of the last good copy of the database.", (), aged)
        yield _gauge("pantau_own_copy_ok", "Whether the daily copy was made in time.", (), [((), is_well)])


def _last_runs(last: Mapping[tuple[str, CollectorName], CollectorRun], now: datetime) -> Iterator[Metric]:
    def of_each(name: str, text: str, value: Callable[[CollectorRun], float]) -> Metric:
        return _gauge(name, text, _PLACE, [(place, value(run)) for place, run in last.items()])

    yield of_each(
        "pantau_collector_last_run_age_seconds",
        "Age of the last run of a collector, from its end.",
        lambda run: _age_s(now, run.finished_at),
    )
    yield of_each(
        "pantau_collector_run_lag_seconds",
        "How long after its schedule the last run began.",
        lambda run: (run.started_at - run.scheduled_at).total_seconds(),
    )
    yield of_each(
        "pantau_collector_run_duration_seconds",
        "How long the last run took.",
        lambda run: (run.finished_at - run.started_at).total_seconds(),
    )
    yield of_each("pantau_collector_run_samples", "Samples written by the last run.", lambda run: run.samples)
    yield of_each(
        "pantau_collector_run_ok",
        "Whether the last run read its sources.",
        lambda run: float(run.outcome is RunOutcome.OK),
    )


def _age_s(now: datetime, at: datetime) -> float:
    return (now - at).total_seconds()


def _gauge(name: str, text: str, labels: Sequence[str], rows: _Rows) -> Metric:
    family = GaugeMetricFamily(name, text, labels=labels)
    for values, value in rows:
        family.add_metric([str(each) for each in values], value)
    return family
