"""Alerts go out for real: a mail server and a webhook on loopback, a process that is killed with a message in hand."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from collectors.announcing import Announcer, send_by_apprise
from dashboard.calendars import build_calendar
from dashboard.model import CollectorName, State
from dashboard.offices import Office
from dashboard.services.alerts import announce
from dashboard.store import AlertMessage, Store, alert_messages
from tests.listeners import TcpListener
from tests.offices_factory import CATALOGUE, CODE, make_office
from tests.stores import Databases, fresh_store
from tests.views.samples import record, told

SECRET = "rahasia-sekali"


class Webhook:
    """Keeps what is posted to it; answers with ``status``."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                kept.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(kept.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}/peringatan"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


class Mailbox:
    """What a mail server takes in."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content)
        parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
        self.got.append(f"{mail['Subject']}\n{parts[0].decode()}")
        return "250 OK"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    made = Webhook()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with TcpListener() as free:
        port = free.port
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"mailto://127.0.0.1:{port}/?from=pantau@kantor.id&to=kasi@kantor.id"
    server.stop()


def office(**channels: str) -> Office:
    receivers = [{"id": name, "name": name, "role": "kasi", "channel": url} for name, url in channels.items()]
    return make_office(alerts={"receivers": receivers, "group_seconds": 0})


def happens(store: Store, at: Office, state: State, now: datetime) -> None:
    """The backup comes into a state, and it is looked for what there is to tell."""
    record(store, [told(CollectorName.BACKUP, "siak", None, now, state)])
    announce(store, at, CATALOGUE, build_calendar(at), now)


def messages(store: Store) -> list[AlertMessage]:
    return list(reversed(alert_messages(store, CODE)))


def statuses(store: Store) -> list[str]:
    return sorted(each.status for each in messages(store))


def test_one_outage_is_one_opening_and_one_end_by_mail_and_by_webhook(
    sqlite_store: Store, webhook: Webhook, mail: tuple[Mailbox, str]
) -> None:
    box, address = mail
    at, now = office(surel=address, kait=webhook.url), datetime.now(UTC)
    announcer = Announcer(sqlite_store, [at], {}, lambda: now)
    for state in (State.MISSING, State.FRESH):
        now += timedelta(minutes=1)
        for _ in range(2):
            happens(sqlite_store, at, state, now)
            announcer.drain(20)
    assert [each["title"] for each in webhook.got] == [
        "Buleleng: 1 cadangan terlambat atau tidak ada",
        "Buleleng: Cadangan SIAK pulih",
    ]
    assert webhook.got[0]["message"].startswith("DATA SIMULASI")
    assert [each.splitlines()[0] for each in box.got] == [each["title"] for each in webhook.got]
    assert {each.status for each in messages(sqlite_store)} == {"sent"}


@pytest.mark.parametrize(
    ("kind", "place", "arrivals"), [("sqlite", "before", 1), ("sqlite", "after", 2), ("postgresql", "before", 1)]
)
def test_a_process_killed_with_a_message_in_hand_loses_nothing_and_a_second_arrival_says_so(
    handed_out: Databases, webhook: Webhook, kind: str, place: str, arrivals: int
) -> None:
    with fresh_store(handed_out, kind) as store:
        at, now = office(kait=webhook.url), datetime.now(UTC)
        happens(store, at, State.MISSING, now)
        url = store.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.collectors.announcing_child", url, at.model_dump_json(), place]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "berhenti di sini\n"
            child.send_signal(signal.SIGKILL)
        clock = [now]
        announcer = Announcer(store, [at], {}, lambda: clock[0])
        announcer.drain(20)
        assert len(webhook.got) == arrivals - 1  # the claim still stands
        clock[0] = now + timedelta(seconds=800)
        announcer.drain(20)
        (message,) = messages(store)
        assert (message.status, message.maybe_twice, message.attempts) == ("sent", True, 2)
        assert len(webhook.got) == arrivals
        assert webhook.got[-1]["message"].startswith("Mungkin terkirim dua kali")
        happens(store, at, State.FRESH, clock[0])
        announcer.drain(20)
        assert [each["title"] for each in webhook.got[arrivals:]] == ["Buleleng: Cadangan SIAK pulih"]


def test_a_receiver_that_never_answers_keeps_nobody_waiting(sqlite_store: Store, webhook: Webhook) -> None:
    free = threading.Event()

    def send(address: str, title: str, body: str) -> str:
        return "" if address == webhook.url else str(free.wait(20))

    at, now = office(kait=webhook.url, bisu="json://127.0.0.1:9/"), datetime.now(UTC)
    happens(sqlite_store, at, State.MISSING, now)
    announcer = Announcer(sqlite_store, [at], {}, lambda: now, send)
    started_s = time.monotonic()
    first, second = announcer.step()
    assert announcer.step() == []
    assert time.monotonic() - started_s < 2
    deadline = time.monotonic() + 5
    while statuses(sqlite_store) != ["sending", "sent"] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert statuses(sqlite_store) == ["sending", "sent"]
    free.set()
    for errand in (first, second):
        errand.result(5)


class Log(logging.Handler):
    """What reaches the log of a process."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += record.getMessage()


def test_what_went_wrong_is_said_without_the_secrets_of_the_address(webhook: Webhook) -> None:
    log = Log()
    logging.getLogger().addHandler(log)
    webhook.status = 500
    host = webhook.url.removeprefix("json://").split("/")[0]
    assert send_by_apprise(f"json://u:{SECRET}@{host}/{SECRET}", "Judul", "Isi") == "ditolak penerima (HTTP 500)"
    with TcpListener() as closed:
        port = closed.port
    assert send_by_apprise(f"json://u:{SECRET}@127.0.0.1:{port}/", "Judul", "Isi") == "penerima tidak terjangkau"
    assert (
        send_by_apprise(f"mailto://u:{SECRET}@127.0.0.1:{port}/?from=c@b.id&to=a@b.id", "J", "I")
        == "penerima tidak terjangkau"
    )
    assert send_by_apprise(f"entah://{SECRET}", "Judul", "Isi") == "alamat penerima tidak dikenali apprise"
    logging.getLogger().removeHandler(log)
    assert SECRET not in log.text
