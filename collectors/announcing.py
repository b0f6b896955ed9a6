"""Sending alerts: each receiver in a thread of its own, so that one that hangs hurts neither another nor the measuring.

The library that speaks to mail servers, chats and webhooks (apprise) is loaded when the first message goes out.
"""

from __future__ import annotations

import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import datetime
from typing import Any

from collectors.errands import send_out
from dashboard.offices import Office
from dashboard.services.alert_sending import CLAIM_S, Send, deliver, due_by_receiver, waiting_offices
from dashboard.store import AlertMessage, Store

log = logging.getLogger("pantau.peringatan")

MOST_HANGING = 3
"""Threads of one receiver that may hang before nothing more is sent to it by this process."""
NOT_UNDERSTOOD = "alamat penerima tidak dikenali apprise"
_STATUS = re.compile(r"error=(\d{3})")


class Announcer:
    """Brings out what waits for the receivers of some offices."""

    def __init__(
        self,
        store: Store,
        offices: Sequence[Office],
        env: Mapping[str, str],
        now: Callable[[], datetime],
        send: Send | None = None,
        *,
        claim_s: float = CLAIM_S,
    ) -> None:
        self._store, self._env, self._now, self._claim_s = store, env, now, claim_s
        self._offices = tuple(offices)
        self._send = send or send_by_apprise
        self._holder = uuid.uuid4().hex
        self._out: dict[tuple[str, str], list[tuple[Future[None], float]]] = {}

    def step(self) -> list[Future[None]]:
        """Start a thread for each receiver that has something waiting and none at work; waits for nobody."""
        started = []
        waiting = waiting_offices(self._store, [office.code for office in self._offices])
        for office in self._offices:
            if office.code not in waiting:
                continue
            for receiver, messages in due_by_receiver(self._store, office.code, self._now()).items():
                errand = self._begin(office, receiver, messages)
                if errand is not None:
                    started.append(errand)
        # where nobody is told, at most messages of receivers that are gone wait: one look at them is enough
        self._offices = tuple(office for office in self._offices if office.alerts.receivers)
        return started

    def drain(self, within_s: float) -> None:
        """Send what waits now, for at most this long; what hangs is left behind and tried again later."""
        wait(self.step(), timeout=within_s)

    def _begin(self, office: Office, receiver: str, messages: Sequence[AlertMessage]) -> Future[None] | None:
        key, started_s = (office.code, receiver), time.monotonic()
        alive = [each for each in self._out.get(key, ()) if not each[0].done()]
        at_work = [each for each in alive if started_s - each[1] < self._claim_s]
        if at_work or len(alive) >= MOST_HANGING:
            self._out[key] = alive
            return None
        errand = send_out(lambda: self._deliver(office, messages, started_s), f"peringatan {receiver}")
        self._out[key] = [*alive, (errand, started_s)]
        return errand

    def _deliver(self, office: Office, messages: Sequence[AlertMessage], started_s: float) -> None:
        """One after the other, until one fails: then the way is closed for the others too."""
        for message in messages:
            try:
                sent = deliver(
                    self._store,
                    office,
                    message,
                    self._holder,
                    self._now,
                    self._send,
                    self._env,
                    claim_s=self._claim_s,
                )
            except Exception:
                # what it was about stands in the outbox: its claim runs out, and it is tried again
                log.exception("pengiriman peringatan kantor %s terhenti", office.code)
                return
            if not sent or time.monotonic() - started_s >= self._claim_s:
                return


_heard = threading.local()


class _Ear(logging.Handler):
    """Keeps what apprise says in a thread for that thread alone; no log gets it, for it may tell secrets."""

    def emit(self, record: logging.LogRecord) -> None:
        said = getattr(_heard, "said", None)
        if said is not None:
            said.append(record.getMessage())


_ready = threading.Lock()
_ear = _Ear(logging.WARNING)


def send_by_apprise(address: str, title: str, body: str) -> str:
    """Send by apprise; gives what went wrong, empty where nothing did. Blocks as long as the other side lets it."""
    with _ready:  # its list of services is loaded by the first one that asks
        import apprise

        if _ear not in apprise.logger.handlers:
            apprise.logger.handlers[:] = [_ear]
            apprise.logger.setLevel(logging.WARNING)
        apprise.logger.propagate = False
        asset = apprise.AppriseAsset(app_id="Pantau PIAK", app_desc="Pantau PIAK", app_url="", async_mode=False)
        # the service itself: apprise's own way of sending shares one small pool of threads between all receivers
        service = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        return NOT_UNDERSTOOD
    _heard.said = []
    try:
        is_sent = _notified(service, title, body)
    except Exception as error:  # a service of many hands; its text may repeat the address
        return f"ditolak pengirim ({type(error).__name__})"
    finally:
        said, _heard.said = " ".join(_heard.said), None
    return "" if is_sent else _trouble(said)


def _notified(service: Any, title: str, body: str) -> bool:
    """Send as text: what people wrote is never markup to a service that takes any (a mail is one without HTML)."""
    from apprise import NotifyFormat
    from apprise.conversion import convert_between

    wanted = service.resolve_format(NotifyFormat.TEXT)
    if service.title_maxlen <= 0:  # it puts the title into the text
        title = convert_between(NotifyFormat.TEXT, wanted, title)
    return bool(service.notify(title=title, body=convert_between(NotifyFormat.TEXT, wanted, body), body_format=wanted))


def _trouble(said: str) -> str:
    """The reason in our words; what the library says may repeat an address with its password."""
    status = _STATUS.search(said)
    if status is not None:
        return f"ditolak penerima (HTTP {status[1]})"
    return "penerima tidak terjangkau" if "onnection" in said else "ditolak penerima"
