"""A witness of a drill: what the product acknowledged while it was hurt, held against what is in the store at the end.

People's writes are tickets opened by the form of ``/tiket``, each with a title of its own; a sweep is acknowledged when
another reader has seen it in the database. What was acknowledged must be there once, and nothing may be half there.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bench.drills.house import OFFICE, DrillError, House
from bench.report import Measure, quantile
from dashboard.model import State, StateInterval
from dashboard.store import Store, held_leases, intervals
from dashboard.store.audit_check import check_audit
from dashboard.store.codec import moment

SAMPLES = "SELECT series_id, observed_at, value FROM samples"
_GAP_S = 5.0
"""So much longer than the time after which a series is stale must a gap be to be judged."""


@dataclass
class Witness:
    """Watches ``house`` in two threads from ``start`` to ``stop``."""

    house: House
    every_s: float = 0.3
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Address of the ticket, by title."""
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    seen: dict[tuple[int, int], int | None] = field(default_factory=dict)
    answers_s: list[float] = field(default_factory=list)
    blind: int = 0
    """Looks into the database that failed: the witness reads as any other program does."""

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._write, self._look)]

    def start(self) -> Witness:
        """Begin to write and to look."""
        for each in self._threads:
            each.start()
        return self

    def stop(self) -> None:
        """No more writes, one look more."""
        self._stop.set()
        for each in self._threads:
            each.join(30)

    def _write(self) -> None:
        number = 0
        while not self._stop.wait(self.every_s):
            number += 1
            title = f"latihan nomor {number}"
            reply = self.house.open_ticket(title)
            if reply.status == 201:
                self.acknowledged[title] = reply.text
                self.answers_s.append(reply.took_s)
            elif reply.status == 0:
                self.unanswered.append(title)
            else:
                self.refused[refusal(reply.status, reply.text)] += 1

    def _look(self) -> None:
        store = self.house.store()
        last = 0
        while not self._stop.wait(1.0):
            try:
                with store.engine.connect() as connection:
                    rows = connection.execute(text(f"{SAMPLES} WHERE observed_at >= :since"), {"since": last - 30})
                    found = {(row[0], row[1]): row[2] for row in rows}
            except SQLAlchemyError:
                self.blind += 1
                continue
            self.seen |= found
            last = max((at for _, at in found), default=last)
        with suppress(SQLAlchemyError):
            store.close()


def refusal(status: int, said: str) -> str:
    """The kind of a refusal, in a few words."""
    for known in ("basis data tidak dapat ditulis", "Basis data tidak dapat dibaca", "belum masuk"):
        if known in said:
            return known
    return f"status {status}"


@dataclass(frozen=True)
class Verdict:
    """What the store holds of what the witness knows."""

    tickets: int
    lost_tickets: int
    doubled_tickets: int
    half_tickets: int
    samples: int
    lost_samples: int
    changed_samples: int
    doubled_runs: int
    gaps: int
    gaps_called_measured: int
    longest_gap_s: float
    audit_broken: int
    integrity: str

    def measures(self, where: str) -> list[Measure]:
        """Every target of a store that lost nothing."""
        return [
            Measure(f"acknowledged tickets lost of {self.tickets:,}, {where}", self.lost_tickets, "", 0),
            Measure(f"tickets there twice, {where}", self.doubled_tickets, "", 0),
            Measure(f"tickets without their event or audit line, {where}", self.half_tickets, "", 0),
            Measure(f"samples seen and gone or changed of {self.samples:,}, {where}",
                    self.lost_samples + self.changed_samples, "", 0),
            Measure(f"runs stored twice, {where}", self.doubled_runs, "", 0),
            Measure(f"gaps not told as tidak terukur of {self.gaps}, {where}", self.gaps_called_measured, "", 0),
            Measure(f"longest gap in the measuring, {where}", self.longest_gap_s, "s"),
            Measure(f"faults of the database or of the audit chain, {where}",
                    self.audit_broken + (self.integrity != "ok"), "", 0),
        ]  # fmt: skip


def judge(store: Store, witness: Witness, stale_after_s: float) -> Verdict:
    """Hold the store against what was acknowledged."""
    with store.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, title FROM tickets WHERE title LIKE 'latihan nomor %'")).all()
        begun = {row[0] for row in connection.execute(text("SELECT ticket FROM ticket_events"))}
        audited = {row[0] for row in connection.execute(text("SELECT subject FROM audit"))}
        stored = {(row[0], row[1]): row[2] for row in connection.execute(text(SAMPLES))}
        doubled = connection.execute(
            text("SELECT count(*) FROM (SELECT 1 FROM collector_runs WHERE outcome = 'ok' "
                 "GROUP BY office, collector, scheduled_ms HAVING count(*) > 1) AS twice")
        ).scalar_one()  # fmt: skip
    titles = Counter(title for _, title in rows)
    half = [number for number, _ in rows if number not in begun or not any(number in each for each in audited)]
    checked = check_audit(store)
    gaps, wrong, longest = gaps_of(store, stored, stale_after_s)
    return Verdict(
        tickets=len(witness.acknowledged),
        lost_tickets=sum(titles[title] == 0 for title in witness.acknowledged),
        doubled_tickets=sum(count > 1 for count in titles.values()),
        half_tickets=len(half),
        samples=len(witness.seen),
        lost_samples=sum(each not in stored for each in witness.seen),
        changed_samples=sum(each in stored and stored[each] != value for each, value in witness.seen.items()),
        doubled_runs=int(doubled),
        gaps=gaps,
        gaps_called_measured=wrong,
        longest_gap_s=longest,
        audit_broken=int(checked.broken_at is not None) + checked.missing,
        integrity=integrity(store),
    )


def gaps_of(store: Store, stored: dict[tuple[int, int], int | None], stale_after_s: float) -> tuple[int, int, float]:
    """Gaps of the network's series: how many, how many of them are told as measured, the longest in seconds."""
    if not stored:
        raise DrillError("nothing was measured at all")
    begin, end = min(at for _, at in stored), max(at for _, at in stored)
    states = intervals(store, OFFICE, moment(begin), moment(end) + timedelta(seconds=1))
    with store.engine.connect() as connection:
        asked = text("SELECT id, target FROM series WHERE collector = 'network'")
        named = {row[0]: row[1] for row in connection.execute(asked)}
    times: dict[int, list[int]] = {}
    for series, at in stored:
        times.setdefault(series, []).append(at)
    gaps, wrong, longest = 0, 0, 0.0
    for series, target in named.items():
        mine = [each for each in states if each.series.target == target]
        for start, stop in breaks(sorted(times.get(series, ()))):
            longest = max(longest, float(stop - start))
            if stop - start < stale_after_s + _GAP_S:
                continue
            gaps += 1
            wrong += not is_unknown(mine, moment(round((start + stop + stale_after_s) / 2)))
    return gaps, wrong, longest


def breaks(times: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of neighbours."""
    return list(pairwise(times))


def is_unknown(states: Sequence[StateInterval], at: datetime) -> bool:
    """Whether the state at that moment is told as not measured; no interval at all is that too."""
    held = [each for each in states if each.start <= at and (each.end is None or at < each.end)]
    return all(each.state is State.UNKNOWN for each in held)


def integrity(store: Store) -> str:
    """SQLite's own judgement; a PostgreSQL that answers is whole."""
    if store.dialect != "sqlite" or not store.engine.url.database:
        return "ok"
    with closing(sqlite3.connect(store.engine.url.database)) as file:
        return str(file.execute("PRAGMA integrity_check").fetchone()[0])


def answered_p95_ms(witness: Witness) -> float:
    """How long an acknowledged ticket took."""
    return 1000 * quantile(witness.answers_s or [0.0], 0.95)


def settled(house: House, patience_s: float = 60.0) -> float:
    """Wait until nothing waits in the spool and new samples come; seconds that took."""
    began = time.monotonic()
    store = house.store()
    try:
        newest = None
        while time.monotonic() - began < patience_s:
            with suppress(SQLAlchemyError), store.engine.connect() as connection:
                found = connection.execute(text("SELECT max(observed_at) FROM latest")).scalar()
                waiting = spooled(house) or waiting_told(store)
                if newest is not None and found is not None and found > newest and not waiting:
                    return time.monotonic() - began
                newest = found if newest is None or found < newest else newest
            time.sleep(0.3)
    finally:
        store.close()
    raise DrillError(f"not whole again within {patience_s:.0f} s")


def waiting_told(store: Store) -> int:
    """Parcels that wait as the collectors last said: also those that the disk did not take."""
    leases = held_leases(store, [OFFICE])
    return leases[OFFICE].report.batches if OFFICE in leases else 0


def spooled(house: House) -> int:
    """Parcels that wait in the spool, read from its file."""
    path = house.data / f"spool-{OFFICE}.sqlite3"
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=2)) as file:
        return int(file.execute("SELECT count(*) FROM parcels").fetchone()[0])
    return 0
