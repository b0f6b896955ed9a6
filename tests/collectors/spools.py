"""What the tests of lease, spool and runner share: an office's desk with a real database behind it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from collectors.lease import Keeper
from collectors.parcels import Parcel
from collectors.spool import Outbox
from collectors.spoolfile import SpoolFile
from dashboard.model import Sample, SampleStatus
from dashboard.store import Holder, Store, fenced, samples
from tests.store.measured import OFFICE, POLL_S, T0, key, poll, run, sample

MB = 2**20


@dataclass
class Clock:
    """A wall clock and a steady one, which the test moves."""

    now: datetime = T0
    steady_s: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.steady_s

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.steady_s += seconds


@dataclass
class Desk:
    """One process's keeper and outbox for one office."""

    store: Store
    folder: Path
    clock: Clock = field(default_factory=Clock)
    name: str = "a"
    write_timeout_s: float = 10.0
    most_bytes: int = 64 * MB
    office: str = OFFICE
    machine: str = "mesin"
    late_since: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        tokens: dict[str, int] = {}
        self.spool = SpoolFile(self.folder / f"spool-{self.office}.sqlite3", self.most_bytes, least_free_bytes=0)
        self.keeper = self.make_keeper(tokens)
        self.fenced = fenced(self.store, tokens)
        self.outbox = Outbox(
            self.fenced,
            self.office,
            self.spool,
            self.keeper,
            write_timeout_s=self.write_timeout_s,
            caught_up=lambda _office, since: self.late_since.append(since),
        )
        self.keeper.reports = lambda: {self.office: self.outbox.report()}

    def make_keeper(self, tokens: dict[str, int] | None = None) -> Keeper:
        """A keeper as the process makes it: the spool's id and what marks the machine together."""
        holder, marks = Holder(self.name, f"pc-{self.name}", 1), {self.office: f"{self.spool.id}@{self.machine}"}
        monotonic = self.clock.monotonic
        return Keeper(self.store, holder, marks, self.clock, tokens=tokens, monotonic=monotonic)

    def again(self) -> Desk:
        """The desk after its process was killed: the same folder, nothing of its memory."""
        self.spool._file.close()  # type: ignore[union-attr]
        return Desk(self.store, self.folder, self.clock, self.name + "'", self.write_timeout_s, self.most_bytes)


def parcel(number: float, *more: Sample, ok: bool = True) -> Parcel:
    """The sweep of poll ``number``: one modem, or the samples given."""
    brought = more or (sample(number, SampleStatus.OK if ok else SampleStatus.FAILED),)
    return Parcel(run(number, len(brought)), brought, stale_after_s=3 * POLL_S)


def stored_times(store: Store) -> list[datetime]:
    """When the modem was polled, as the database has it."""
    return [each.observed_at for each in samples(store, key(), T0 - timedelta(days=1), T0 + timedelta(days=1))]


def polls(*numbers: float) -> list[datetime]:
    return [poll(number) for number in numbers]


def in_thread(work: object) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread
