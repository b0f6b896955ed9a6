"""The sweep over real sockets, with the datagram kind and with the raw kind."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from collectors.icmp import ping_now, sweep
from tests.collectors.network.netns import (
    DEAD,
    LIVE,
    OPEN_TO_ALL,
    OPEN_TO_NOBODY,
    Namespace,
    client_and_peer,
    namespace,
)

KINDS = {"datagram": OPEN_TO_ALL, "raw": OPEN_TO_NOBODY}

TWO_THOUSAND = """
import asyncio, json
from collectors.icmp import sweep, open_icmp_socket
hosts = [f"127.{n // 250 + 1}.7.{n % 250 + 1}" for n in range(2000)]
with open_icmp_socket() as sock:
    result = asyncio.run(sweep(hosts, sock=sock, retries=0))
    facts = {"raw": sock.is_raw, "kernel": sock.has_kernel_time, "buffer": sock.receive_buffer_bytes}
rtts = [result.rtt_ms(host) for host in hosts]
print(json.dumps(facts | {"missed": rtts.count(None), "slowest": max(filter(None, rtts))}))
"""

STAMPED = """
import json, select, time
from pythonping.icmp import ICMP, Types
from collectors.icmp import open_icmp_socket
with open_icmp_socket() as sock:
    before_ns = time.time_ns()
    sock.send(ICMP(Types.EchoRequest, b"n" * 16, 7, 9).packet, "127.0.0.1")
    select.select([sock], [], [], 5)
    between_ns = time.time_ns()
    (reply,) = sock.drain(9)
print(json.dumps([before_ns <= reply.received_ns <= between_ns, reply.source, reply.packet.sequence_number]))
"""

RESPONDER = """
import asyncio, json, socket, struct, threading
from pythonping.icmp import ICMP, Types
from collectors.icmp import sweep

listening = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
seen = {}

def answer(source, packet):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as out:
        out.bind((source, 0))
        out.sendto(packet.packet, ("127.0.0.1", 0))

def respond():
    while True:
        raw = listening.recv(2048)
        asked, to = ICMP.generate_from_raw(raw), socket.inet_ntoa(raw[16:20])
        if asked.message_type != 8:
            continue
        seen[to] = seen.get(to, 0) + 1
        echo = ICMP(Types.EchoReply, asked.payload, asked.id, asked.sequence_number)
        if to == "127.0.0.10":
            answer(to, echo)
        elif to == "127.0.0.11":
            answer(to, ICMP(Types.EchoReply, bytes(16), asked.id, asked.sequence_number))
        elif to == "127.0.0.12":
            answer("127.0.0.99", echo)
        elif to == "127.0.0.13":
            answer(to, ICMP(Types.EchoReply, asked.payload, asked.id, asked.sequence_number ^ 1))
        elif to == "127.0.0.14" and seen[to] == 1:
            threading.Timer(0.6, answer, (to, echo)).start()
        elif to == "127.0.0.15":
            threading.Timer(0.95, answer, (to, echo)).start()
        elif to == "127.0.0.16" and seen[to] == 2:
            answer(to, echo)

threading.Thread(target=respond, daemon=True).start()
hosts = [f"127.0.0.{n}" for n in range(10, 17)]
result = asyncio.run(sweep(hosts, timeout_s=0.4, retries=1))
print(json.dumps({host: [result.rtt_ms(host), result.attempts(host)] for host in hosts}))
"""

BESIDE_A_RIVAL = f"""
import asyncio, json
from collectors.icmp import sweep
live = ["{LIVE}.%d" % n for n in range(1, 101)]
dead = ["{DEAD}.%d" % n for n in range(1, 101)]
async def both():
    return await asyncio.gather(*(sweep(live + dead, timeout_s=0.4, retries=1) for _ in range(2)))
ups = [[host for host in live + dead if each.rtt_ms(host) is not None] for each in asyncio.run(both())]
print(json.dumps({{"exact": [up == live for up in ups], "up": [len(up) for up in ups]}}))
"""


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def inside(kind: str) -> Iterator[Namespace]:
    """A namespace with nothing but loopback, in which this kind of socket is the one that opens."""
    with namespace() as made:
        made.allow_datagram_icmp(KINDS[kind])
        yield made


@pytest.fixture(scope="module", params=sorted(KINDS))
def forged(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """What the sweep believed of a responder that forges, delays and keeps silent, by address."""
    with namespace() as made:
        made.allow_datagram_icmp(KINDS[request.param])
        made.sysctl("net.ipv4.icmp_echo_ignore_all", "1")
        yield made.python(RESPONDER)


def test_localhost_answers_with_a_round_trip_time() -> None:
    rtt_ms = asyncio.run(sweep(["127.0.0.1"])).rtt_ms("127.0.0.1")
    assert rtt_ms is not None
    assert 0 < rtt_ms < 500


def test_the_kernel_stamps_each_reply_and_a_raw_socket_hides_our_own_request(inside: Namespace) -> None:
    assert inside.python(STAMPED) == [True, "127.0.0.1", 9]


def test_an_address_named_twice_is_pinged_once() -> None:
    result = asyncio.run(sweep(["127.0.0.1", "127.0.0.1"]))
    assert [len(each) for each in result.responses.values()] == [1]


def test_a_name_is_refused_because_it_would_block_the_sweep() -> None:
    with pytest.raises(ValueError, match="localhost"):
        asyncio.run(sweep(["localhost"]))


def test_no_address_takes_no_time() -> None:
    assert asyncio.run(sweep([])).responses == {}


def test_two_thousand_pings_miss_none(inside: Namespace, kind: str) -> None:
    found = inside.python(TWO_THOUSAND)
    assert (found["missed"], found["raw"], found["kernel"]) == (0, kind == "raw", True)
    assert found["buffer"] >= 4 * 1024 * 1024


def test_an_honest_reply_counts(forged: dict[str, Any]) -> None:
    rtt_ms, packets = forged["127.0.0.10"]
    assert (rtt_ms > 0, packets) == (True, 1)


@pytest.mark.parametrize("host", ["127.0.0.11", "127.0.0.12", "127.0.0.13"])
def test_wrong_nonce_foreign_source_and_wrong_sequence_are_not_counted(forged: dict[str, Any], host: str) -> None:
    assert forged[host] == [None, 2]


def test_a_slow_reply_counts_within_the_poll_with_its_true_time(forged: dict[str, Any]) -> None:
    rtt_ms, packets = forged["127.0.0.14"]
    assert (600 <= rtt_ms < 800, packets) == (True, 2)


def test_a_reply_after_the_last_timeout_is_not_counted(forged: dict[str, Any]) -> None:
    assert forged["127.0.0.15"] == [None, 2]


def test_a_lost_packet_is_sent_again(forged: dict[str, Any]) -> None:
    rtt_ms, packets = forged["127.0.0.16"]
    assert (rtt_ms < 400, packets) == (True, 2)


@pytest.mark.parametrize("groups", KINDS.values(), ids=KINDS.keys())
def test_rival_pingers_make_no_dead_host_alive(groups: str) -> None:
    with client_and_peer() as (client, _):
        client.allow_datagram_icmp(groups)
        addresses = [f"{net}.{n}" for net in (LIVE, DEAD) for n in range(1, 51)]
        rival = subprocess.Popen(client.command("fping", "-q", "-l", "-i", "1", "-p", "50", *addresses))
        try:
            found = client.python(BESIDE_A_RIVAL)
        finally:
            rival.terminate()
            rival.wait()
    assert found == {"exact": [True, True], "up": [100, 100]}


def test_ping_now_answers_for_a_resolved_name() -> None:
    response = ping_now("localhost")
    assert (response.success, response.message.source) == (True, "127.0.0.1")


def test_ping_now_works_with_the_datagram_kind_alone() -> None:
    code = """
import os, json
from collectors.icmp import ping_now
ping_now("127.0.0.1")
os.setgroups([]); os.setgid(65534); os.setuid(65534)
print(json.dumps(ping_now("127.0.0.1").success))
"""
    with namespace() as made:
        made.allow_datagram_icmp(OPEN_TO_ALL)
        assert made.python(code) is True


def test_a_failed_ping_now_names_what_is_missing_and_leaks_no_identifier() -> None:
    code = """
import json
import pythonping
from collectors.base import CollectorError
from collectors.icmp import ping_now
errors = []
for host in ("10.1.2.3", "kantor.invalid"):
    try:
        ping_now(host)
    except CollectorError as error:
        errors.append(str(error))
print(json.dumps([*errors, pythonping.SEED_IDs]))
"""
    with namespace() as made:
        no_route, no_name, identifiers = made.python(code)
    assert "ENETUNREACH" in no_route
    assert "kantor.invalid tidak dapat diterjemahkan" in no_name
    assert identifiers == []
