"""Bringing messages out: claim one, send it, write down what came of it. Failures are tried again, ever more rarely.

At least once: a process that dies between claiming and writing down leaves a claim that runs out, and whoever takes the
message then marks it as one that may arrive twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from dashboard.offices import Office
from dashboard.services.alert_words import as_sent
from dashboard.store import AlertMessage, Store
from dashboard.store.alert_news import outgoing_offices
from dashboard.store.alert_outbox import DEAD, SENT, WAITING, claim_message, due_messages, finish_message

log = logging.getLogger("pantau.peringatan")

CLAIM_S = 120.0
"""How long a message is in one hand; longer than any attempt at sending may take."""
RETRY_AFTER_S = (30, 120, 600, 1800, 3600, 7200)
"""Wait after each failed attempt; one more failure and the message is a dead letter."""
STOPPED = "pengiriman terhenti berulang kali sebelum selesai"
NO_RECEIVER = "penerima ini tidak ada lagi di berkas kantor"
NO_ADDRESS = "alamatnya belum diisi di lingkungan proses kolektor"

Send = Callable[[str, str, str], str]
"""Sends to an address: title and text. Gives what went wrong (Indonesian, without secrets), empty where nothing did."""


def waiting_offices(store: Store, offices: Collection[str]) -> set[str]:
    """Those of these offices of which a message waits or is in somebody's hand: one question for all of them."""
    return outgoing_offices(store, offices) if offices else set()


def due_by_receiver(store: Store, office: str, now: datetime) -> dict[str, list[AlertMessage]]:
    """Messages that may be sent now, oldest first, by receiver: each has a way of its own, which may hang."""
    found: dict[str, list[AlertMessage]] = {}
    for message in due_messages(store, office, now):
        found.setdefault(message.receiver, []).append(message)
    return found


def deliver(
    store: Store,
    office: Office,
    message: AlertMessage,
    holder: str,
    clock: Callable[[], datetime],
    send: Send,
    env: Mapping[str, str],
    *,
    claim_s: float = CLAIM_S,
) -> bool:
    """Claim one message, send it and write down what came of it; whether it is sent.

    ``holder``: the name of this process. ``env`` holds the addresses that the office file only names.
    """
    now = clock()
    claimed = claim_message(store, message, holder, now, now + timedelta(seconds=claim_s))
    if claimed is None:
        return False
    if claimed.attempts > len(RETRY_AFTER_S) + 1:
        finish_message(store, claimed, DEAD, now, trouble=STOPPED)
        return False
    receiver = next((each for each in office.alerts.receivers if each.id == message.receiver), None)
    address = "" if receiver is None else receiver.address(env)
    if not address:
        finish_message(store, claimed, DEAD, now, trouble=NO_RECEIVER if receiver is None else NO_ADDRESS)
        return False
    trouble = send(address, claimed.title, as_sent(claimed))
    return _finished(store, claimed, trouble, clock())


def _finished(store: Store, claimed: AlertMessage, trouble: str, now: datetime) -> bool:
    if not trouble:
        finish_message(store, claimed, SENT, now)
        return True
    who = f"kantor {claimed.office}, penerima {claimed.receiver}, pesan {claimed.id}"
    if claimed.attempts > len(RETRY_AFTER_S):
        log.error("%s: gagal dikirim %d kali, tidak dicoba lagi: %s", who, claimed.attempts, trouble)
        finish_message(store, claimed, DEAD, now, trouble=trouble)
        return False
    wait = timedelta(seconds=RETRY_AFTER_S[claimed.attempts - 1])
    log.warning("%s: belum terkirim (percobaan %d): %s", who, claimed.attempts, trouble)
    finish_message(store, claimed, WAITING, now, trouble=trouble, next_in=wait)
    return False
