"""The life of the collectors' process: its schedule, the threads beside it, and an end in bounded time."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor as JobThreads
from apscheduler.schedulers.background import BackgroundScheduler

from collectors.errands import send_out
from collectors.lease import BEAT_S, Keeper, Standing
from collectors.rounds import ClockWatch, next_due
from collectors.runner import Runner
from collectors.spool import Outbox

log = logging.getLogger("pantau.collectors")

TAKEN = 3
"""Exit code where another process has an office."""
DELIVER_EVERY_S = 1.0
DELIVER_AT_ONCE = 200
"""Parcels of one office that are sent before the next office has its turn."""
STOP_RUNS_S, STOP_JOBS_S, STOP_SPOOLS_S, STOP_LEASES_S = 4.0, 2.5, 1.5, 1.5
"""How long a stop waits for each; together less than a service manager waits before it kills. A sweep with dead
addresses takes up to 4 s: those that have begun bring home what they measured."""
_CLOSERS = 32
"""Spools that are closed at once: each waits 20 ms for the disk, and a process may have hundreds."""
_CLOCK_S = 1.0
_CLOCK_SET_S = 1.5


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done to the books every so often."""

    name: str
    work: Callable[[], object]
    every_s: float
    at_once: bool = True
    always: bool = False
    """Whether it is done while the database cannot be used, too."""


class Process:
    """Runs until it is told to stop, or until another process has taken an office over."""

    def __init__(
        self,
        runner: Runner,
        keeper: Keeper,
        outboxes: Mapping[str, Outbox],
        jobs: Sequence[Job],
        now: Callable[[], datetime],
        stop: threading.Event,
    ) -> None:
        self._runner, self._keeper, self._outboxes = runner, keeper, outboxes
        self._jobs, self._now, self._stop = jobs, now, stop
        self._code = 0
        self._at_work: set[str] = set()
        # A thread for each job: a job that waits for its source must not take another's place.
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": JobThreads(len(runner.collectors) + len(jobs))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> int:
        """Work until the stop; gives the exit code."""
        self.begin_beats()
        threading.Thread(target=self._deliver, name="kirim", daemon=True).start()
        self._schedule()
        self._scheduler.start()
        log.info("%d kolektor berjalan", len(self._runner.collectors))
        watch = ClockWatch(self._now(), time.monotonic())
        while not self._stop.wait(_CLOCK_S):
            self._look_at(watch.moved_s(self._now(), time.monotonic()))
        return self.end()

    def begin_beats(self) -> None:
        """Renew the leases beside whatever else is done."""
        threading.Thread(target=self._beat, name="sewa", daemon=True).start()

    def end(self) -> int:
        """Stop everything in bounded time; what hangs is named and left behind."""
        if self._scheduler.running:
            self._scheduler.pause()
        hanging = self._runner.close(STOP_RUNS_S)
        if hanging:
            log.warning("berhenti tanpa menunggu sumber yang menggantung: %s", ", ".join(hanging))
        self._stop.set()
        for outbox in self._outboxes.values():
            outbox.stop()
        is_clean = not self._scheduler.running or _within(STOP_JOBS_S, self._scheduler.shutdown, "pekerjaan")
        if self._at_work and not is_clean:
            log.warning("pekerjaan yang belum selesai: %s", ", ".join(sorted(self._at_work)))
        is_clean &= _within(STOP_SPOOLS_S, self._close_outboxes, "antrean")
        if self._keeper.has_something:
            is_clean &= _within(STOP_LEASES_S, self._keeper.give_back, "sewa")
        if not is_clean:
            # threads of the scheduler would be waited for without end
            log.warning("dihentikan paksa")
            logging.shutdown()
            os._exit(self._code)
        return self._code

    def _schedule(self) -> None:
        for index, collector in self._runner.collectors.items():
            self._scheduler.add_job(
                self._runner.run_due,
                "interval",
                seconds=collector.interval_s,
                args=[index],
                id=str(index),
                next_run_time=self._due(str(index)),
            )
        for job in self._jobs:
            self._scheduler.add_job(
                self._do,
                "interval",
                seconds=job.every_s,
                args=[job],
                id=job.name,
                next_run_time=self._now() if job.at_once else self._now() + timedelta(seconds=job.every_s),
            )
        self._scheduler.add_listener(self._note_gap, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)

    def _do(self, job: Job) -> None:
        self._at_work.add(job.name)
        try:
            self._keeper.guard(job.work, job.name, always=job.always)
        finally:
            self._at_work.discard(job.name)

    def _due(self, job_id: str) -> datetime:
        if not job_id.isdigit():
            return self._now()
        collector = self._runner.collectors[int(job_id)]
        return next_due(collector.office, collector.name, collector.interval_s, self._now())

    def _note_gap(self, event: JobExecutionEvent) -> None:
        if event.job_id.isdigit():
            # not in the scheduler's own thread: a database that hangs must not hold up the others' rounds
            send_out(lambda: self._runner.record_missed(int(event.job_id)), "terlewat")

    def _look_at(self, moved_s: float) -> None:
        """After a clock that was set back the scheduler would sleep until it has caught up again."""
        if abs(moved_s) < _CLOCK_SET_S:
            return
        if moved_s > 0:
            log.warning("jam komputer maju %.0f detik, atau komputer tidur selama itu", moved_s)
            self._scheduler.wakeup()
            return
        log.warning("jam komputer mundur %.0f detik; jadwal disusun ulang", -moved_s)
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=self._due(job.id))

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_S):
            try:
                standing = self._keeper.step()
            except Exception as error:
                log.exception("basis data menjawab dengan galat")
                self._keeper.away(f"{type(error).__name__}")
                continue
            if standing in (Standing.LOST, Standing.RIVAL):
                log.error("kantor sudah dikerjakan kolektor lain; proses ini berhenti")
                self._code = TAKEN
                self._stop.set()

    def _deliver(self) -> None:
        while not self._stop.wait(DELIVER_EVERY_S):
            sent = 1
            while sent and not self._stop.is_set():
                sent = sum(self._deliver_some(each) for each in self._outboxes.values())

    def _deliver_some(self, outbox: Outbox) -> int:
        sent = [0]

        def work() -> None:
            sent[0] = outbox.deliver(DELIVER_AT_ONCE)

        self._keeper.guard(work, "pengiriman antrean")
        return sent[0]

    def _close_outboxes(self) -> None:
        outboxes = list(self._outboxes.values())
        hands = [send_out(partial(_close, outboxes[first::_CLOSERS]), "antrean") for first in range(_CLOSERS)]
        wait(hands)


def _close(outboxes: Sequence[Outbox]) -> None:
    for outbox in outboxes:
        try:
            outbox.close()
        except Exception:
            log.exception("antrean tidak tertutup dengan baik")


def _within(seconds: float, work: Callable[[], object], name: str) -> bool:
    """Whether ``work`` came to an end in time; what it raises is logged."""
    done = send_out(work, name)
    wait((done,), timeout=seconds)
    if not done.done():
        log.warning("berhenti tanpa menunggu %s", name)
        return False
    if done.exception() is not None:
        log.warning("%s tidak berhenti dengan baik: %s", name, done.exception())
    return True
