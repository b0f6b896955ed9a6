"""``/healthz``: whether the database answers, and which kinds of trouble the product has; open to everyone.

The database is asked in a thread of its own and waited for in bounded time: one that hangs must not keep the answer
that says so. All who ask at once share one look.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import datetime

from dashboard.services.own_copies import standing_of
from dashboard.views.as_json import Json
from dashboard.views.context import Context
from dashboard.views.health import troubles

log = logging.getLogger("pantau.web")

PATIENCE_S = 5.0
UNREADABLE = "basis data tidak terbaca"
Look = Future[tuple[str, ...]]


class Health:
    """Looks when somebody asks, one look at a time."""

    def __init__(
        self,
        context: Context,
        now: Callable[[], datetime],
        patience_s: float = PATIENCE_S,
        find: Callable[[Context, datetime], tuple[str, ...]] = troubles,
    ) -> None:
        """``find`` is what may hang."""
        self._context, self._now, self._patience_s, self._find = context, now, patience_s, find
        self._lock = threading.Lock()
        self._look: Look | None = None
        self._is_stuck = False

    def answer(self) -> tuple[Json, int]:
        """Body and status. The reason of a failure goes to the log, not to the caller."""
        look = self._begun()
        try:
            found = look.result(0.0 if self._is_stuck else self._patience_s)
        except FutureTimeoutError:
            if not self._is_stuck:
                log.error("healthz: basis data tidak menjawab dalam %.0f detik", self._patience_s)
            self._is_stuck = True  # whoever asks next need not wait as long for the same look
            return _failed()
        except Exception:
            log.exception("healthz: basis data tidak terbaca")
            return _failed()
        told: Json = {"status": "degraded", "troubles": list(found)} if found else {"status": "ok"}
        return told | self._copy(), 200

    def _copy(self) -> Json:
        # Old copies are no reason to send nobody here any more: they are told of, and the status stays.
        now = self._now()
        own = standing_of(self._context.settings, now)
        age_s = None if own.last.ok_at is None else round((now - own.last.ok_at).total_seconds())
        return {"backup": own.state.value, "backup_age_s": age_s}

    def _begun(self) -> Look:
        with self._lock:
            if self._look is None or self._look.done():
                self._is_stuck = False
                self._look = Future()
                threading.Thread(target=self._find_into, args=(self._look,), name="healthz", daemon=True).start()
            return self._look

    def _find_into(self, look: Look) -> None:
        try:
            look.set_result(self._find(self._context, self._now()))
        except Exception as error:
            look.set_exception(error)


def _failed() -> tuple[Json, int]:
    return {"status": "error", "reason": UNREADABLE}, 503
