"""The kinds of network probes for the contract suite."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

from collectors.network import METRIC, NetworkCollector
from dashboard.offices import Probe
from tests.collectors.kinds import FAILED, OTHER, TESTED, Kind, Situation, Trial
from tests.collectors.network.offices import http, icmp, office, target, tcp
from tests.collectors.network.test_network_certificates import certificate, server
from tests.listeners import HttpListener, TcpListener

HOST = "127.0.0.8"
INTERVAL_S = 3.0
NOWHERE = "tidak-ada.invalid"
"""A name that has no address by definition (RFC 2606)."""
NO_CONTENT = "sebuah alamat tidak berisi apa-apa: ia menjawab atau tidak"
LOOPBACK = "di loopback setiap alamat menjawab ping; diamnya diuji di ruang jaringan sendiri (test_network_sweep)"
# a target that does not answer was measured: it has failed, which is not "unknown"
SILENT = dict.fromkeys((Situation.SLOW, Situation.MALFORMED, Situation.VANISHED), FAILED)


def _trial(tested: Probe, other: Probe, running: ExitStack, tested_open: ExitStack) -> Trial:
    both = office(target(TESTED, tested), target(OTHER, other))
    collector = NetworkCollector(both, interval_s=INTERVAL_S)
    return Trial(collector, vanish=tested_open.close, close=running.close)


def _icmp(_folder: Path, situation: Situation) -> Trial:
    tested = icmp(NOWHERE if situation is Situation.BROKEN else HOST)
    return _trial(tested, icmp("127.0.0.9"), ExitStack(), ExitStack())


def _full(running: ExitStack) -> int:
    """The port of a listener whose queue is full: a further connection gets no answer."""
    listener = running.enter_context(socket.create_server((HOST, 0), backlog=0))
    address = listener.getsockname()
    for _ in range(3):
        waiting = running.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(address)
    return int(address[1])


def _tcp(_folder: Path, situation: Situation) -> Trial:
    running = ExitStack()
    tested_open = running.enter_context(ExitStack())
    other = running.enter_context(TcpListener(HOST))
    if situation is Situation.BROKEN:
        tested = tcp(NOWHERE, 80)
    elif situation is Situation.SLOW:
        tested = tcp(HOST, _full(running))
    else:
        tested = tcp(HOST, tested_open.enter_context(TcpListener(HOST)).port)
    return _trial(tested, tcp(HOST, other.port), running, tested_open)


def _mute(running: ExitStack) -> int:
    """The port of a listener that takes a request and never answers: no HTTP at all."""
    return running.enter_context(TcpListener(HOST)).port


def _http(_folder: Path, situation: Situation) -> Trial:
    running = ExitStack()
    tested_open = running.enter_context(ExitStack())
    other = running.enter_context(HttpListener(HOST))
    listener = tested_open.enter_context(HttpListener(HOST))
    listener.delay_s = 30.0 if situation is Situation.SLOW else 0.0
    tested = http("bukan alamat" if situation is Situation.BROKEN else listener.url)
    if situation is Situation.MALFORMED:
        tested = http(f"http://{HOST}:{_mute(running)}/")
    return _trial(tested, http(other.url), running, tested_open)


def _https(folder: Path, situation: Situation) -> Trial:
    running = ExitStack()
    tested_open = running.enter_context(ExitStack())
    pem = certificate(folder / "siak.pem", 90)
    other, listener = running.enter_context(server(pem)), tested_open.enter_context(server(pem))
    listener.delay_s = 30.0 if situation is Situation.SLOW else 0.0
    # a service without TLS on the port of one that should have it
    plain = running.enter_context(HttpListener(HOST))
    port = plain.port if situation is Situation.MALFORMED else listener.port
    trusted = str(folder / "tidak-ada.pem") if situation is Situation.BROKEN else str(pem)
    return _trial(
        http(f"https://{HOST}:{port}/", verify=trusted),
        http(f"https://{HOST}:{other.port}/", verify=str(pem)),
        running,
        tested_open,
    )


KINDS = (
    Kind(
        "targets:icmp",
        METRIC,
        _icmp,
        cannot={
            Situation.EMPTY: NO_CONTENT,
            Situation.MALFORMED: NO_CONTENT,
            Situation.SLOW: LOOPBACK,
            Situation.VANISHED: LOOPBACK,
        },
    ),
    Kind("targets:tcp", METRIC, _tcp, SILENT, {Situation.EMPTY: NO_CONTENT, Situation.MALFORMED: NO_CONTENT}),
    Kind("targets:http", METRIC, _http, SILENT, {Situation.EMPTY: NO_CONTENT}),
    Kind("targets:https", METRIC, _https, SILENT, {Situation.EMPTY: NO_CONTENT}),
)
