"""Whether this process may write to the central database: it answers, has our schema, and the offices are ours.

Who wants an office that another holds looks at its lease again and again. A beat that comes shows that the holder
lives; none for ``LEASE_S`` by our own clock, with the database answering all that time, that it is gone. Clocks of two
machines are never compared, and a holder that was cut off together with us has the same time to come back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum

from dashboard.logs import bound, new_code
from dashboard.store import (
    Holder,
    Lease,
    LeaseLostError,
    SpoolReport,
    Store,
    held_leases,
    is_out_of_reach,
    renew_leases,
    take_lease,
    trouble_text,
    upgrade,
)

log = logging.getLogger("pantau.collectors")

BEAT_S = 3.0
LEASE_S = 15.0
"""So long a lease is believed without a beat; at most this and one look later a dead holder is followed."""


class Standing(Enum):
    """How things stand with the database and the offices."""

    READY = "ready"
    AWAY = "away"
    """The database cannot be reached, or is of another version."""
    WATCHING = "watching"
    """Somebody holds an office and has not been seen to live yet."""
    RIVAL = "rival"
    """Somebody who lives holds an office."""
    LOST = "lost"
    """An office that we held is another's."""


class Keeper:
    """Takes the leases of this process's offices, renews them, and knows how things stand. Safe between threads."""

    def __init__(
        self,
        store: Store,
        holder: Holder,
        spools: Mapping[str, str],
        now: Callable[[], datetime],
        *,
        tokens: dict[str, int] | None = None,
        reports: Callable[[], Mapping[str, SpoolReport]] = dict,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``spools``: id of the spool, by office; ``tokens`` is what a fenced store looks at, kept up to date here."""
        self._store, self._holder, self._spools, self._now = store, holder, spools, now
        self.tokens: dict[str, int] = {} if tokens is None else tokens
        self.reports = reports
        self._monotonic = monotonic
        self._held: dict[str, Lease] = {}
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}
        self._looked_s = monotonic()
        self._lock = threading.Lock()
        self._has_schema = False
        self._trouble = ""
        self._faults: dict[str, str] = {}
        self._standing = Standing.WATCHING
        self.rival: Lease | None = None
        """Who holds an office instead of us, once that is known."""

    @property
    def is_ready(self) -> bool:
        """Whether every office is ours and the database answered last time."""
        return self._standing is Standing.READY

    @property
    def is_lost(self) -> bool:
        """Whether another process took an office over: this one must end."""
        return self._standing is Standing.LOST

    @property
    def has_something(self) -> bool:
        """Whether there is a lease to give back, and a database to give it back to."""
        return bool(self._held) and not self._trouble

    @property
    def trouble(self) -> str:
        """Why the database cannot be used, "" while it can."""
        return self._trouble

    def step(self) -> Standing:
        """Look once: renew what is held, try for what is not. To be called every ``BEAT_S``; waits for the database."""
        with self._lock:
            if self.is_lost:
                return self._standing
            try:
                if not self._has_schema:
                    upgrade(self._store, patient=False)
                    self._has_schema = True
                standing = self._renew() or self._contend()
            except Exception as error:
                if not is_out_of_reach(error):
                    raise
                self.away(trouble_text(error))
                return self._standing
            if not self.is_lost:
                self._standing = standing
            self._tell("")
            return self._standing

    def away(self, why: str) -> None:
        """Somebody could not reach the database: nothing more is sent until ``step`` finds it again."""
        if not self.is_lost:
            self._standing = Standing.AWAY
        self._has_schema = False  # it may come back as another version
        self._seen.clear()
        self._tell(why)

    def taken_over(self, why: str) -> None:
        """A write was refused because an office is another's."""
        if not self.is_lost:
            log.error("%s; berhenti menulis", why)
        self._standing = Standing.LOST

    def guard(self, work: Callable[[], object], name: str, *, always: bool = False) -> None:
        """Do ``work`` on the database while that may be used; the database's troubles are told as such.

        ``always``: also while it may not, for work that can bring it back.
        What is wrong with the work itself is logged once until it changes or is over.
        """
        if not self.is_ready and not always:
            return
        with bound(run_id=new_code()):
            self._guarded(work, name)

    def _guarded(self, work: Callable[[], object], name: str) -> None:
        try:
            work()
        except LeaseLostError as error:
            self.taken_over(str(error))
        except Exception as error:
            if is_out_of_reach(error):
                self.away(trouble_text(error))
                return
            text = f"{type(error).__name__}: {error}"
            if self._faults.get(name) != text:
                log.error("%s gagal: %s", name, trouble_text(error), exc_info=error)
            self._faults[name] = text
        else:
            if self._faults.pop(name, ""):
                log.info("%s pulih", name)

    def give_back(self) -> None:
        """Free what is held, for the next one. Raises what the database raises."""
        with self._lock:
            renew_leases(self._store, self._held, self._now(), self.reports(), free=True)
            self._held.clear()
            self.tokens.clear()

    def _renew(self) -> Standing | None:
        renewed = renew_leases(self._store, self._held, self._now(), self.reports())
        lost = sorted(set(self._held) - set(renewed))
        self._held.update(renewed)
        if lost:
            self.rival = held_leases(self._store, lost).get(lost[0])
            self.taken_over(f"kantor {', '.join(lost)} sudah diambil alih proses kolektor lain")
            return Standing.LOST
        return None

    def _contend(self) -> Standing:
        wanted = [office for office in self._spools if office not in self._held]
        if not wanted:
            return Standing.READY
        found = held_leases(self._store, wanted)
        looked_s = self._monotonic()
        if looked_s - self._looked_s > 2 * BEAT_S:
            self._seen.clear()  # a database that stood still kept the holder from renewing just as it kept us
        self._looked_s = looked_s
        standing = Standing.READY
        for office in wanted:
            lease = found.get(office)
            if self._may_take(lease, office):
                taken = take_lease(self._store, office, self._holder, self._spools[office], self._now(), lease)
                if taken is not None:
                    self._held[office], self.tokens[office] = taken, taken.token
                    continue
            if self._is_alive(office, lease):
                self.rival, standing = lease, Standing.RIVAL
            elif standing is Standing.READY:
                self.rival, standing = lease, Standing.WATCHING
        return standing

    def _may_take(self, lease: Lease | None, office: str) -> bool:
        # Who has the lock of the same spool is surely its last holder's follower.
        if lease is None or lease.is_free or lease.spool == self._spools[office]:
            return True
        mark, now_s = (lease.token, lease.beat), self._monotonic()
        seen, since_s = self._seen.get(office, (mark, now_s))
        if seen == mark:
            self._seen[office] = (mark, since_s)
            return now_s - since_s >= LEASE_S
        return False

    def _is_alive(self, office: str, lease: Lease | None) -> bool:
        """Whether the lease moved since we first looked; None: somebody was quicker just now."""
        if lease is None:
            return False
        seen = self._seen.get(office)
        mark = (lease.token, lease.beat)
        if seen is None or seen[0] == mark:
            return False
        self._seen[office] = (mark, self._monotonic())
        return True

    def _tell(self, trouble: str) -> None:
        """Log that the database went away once, and once that it is back."""
        if trouble and not self._trouble:
            log.warning("basis data tidak dapat dipakai: %s; sampel ditampung di antrean", trouble)
        elif trouble and trouble != self._trouble:
            log.info("basis data masih tidak dapat dipakai: %s", trouble)
        elif self._trouble and not trouble:
            log.info("basis data dapat dipakai lagi")
        self._trouble = trouble
