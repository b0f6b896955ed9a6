"""Which reply the sweep believes: datagrams are fed to it as the socket would."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pythonping.icmp import ICMP, Types

from collectors.icmp_line import Line, _Sweep
from collectors.icmp_socket import Datagram, IcmpSocket, echo_bytes, parse_datagram

HOST = "192.0.2.7"


class Recorder(IcmpSocket):
    """Keeps what would have been sent; the judging of replies is the real one."""

    def __init__(self) -> None:
        self.wire: list[bytes] = []

    def send(self, packet: bytes, address: str) -> None:
        self.wire.append(packet)

    def drain(self, limit: int) -> Iterator[Datagram]:
        yield from ()


def sent(*, timeout_s: float = 1.0) -> tuple[Line, ICMP]:
    """A line on which a sweep has sent one request to HOST, and that request."""
    recorder = Recorder()
    line = Line(recorder)
    asyncio.run(_Sweep(line, [HOST], timeout_s, 1).send(HOST))
    datagram = parse_datagram(recorder.wire[0], HOST, None, has_ip_header=False)
    assert datagram is not None
    return line, datagram.packet


def reply(request: ICMP, *, source: str = HOST, nonce: bytes | None = None, ahead: int = 0, kind: int = 0) -> Datagram:
    packet = ICMP(Types.EchoReply, nonce or request.payload, request.id, (request.sequence_number + ahead) & 0xFFFF)
    packet.message_type = kind
    return Datagram(source, packet, None)


def test_the_reply_with_the_right_source_sequence_and_nonce_counts() -> None:
    line, request = sent()
    assert line.take(reply(request))


def test_a_reply_from_a_foreign_source_does_not_count() -> None:
    line, request = sent()
    assert not line.take(reply(request, source="192.0.2.8"))


def test_a_reply_with_a_wrong_nonce_does_not_count() -> None:
    line, request = sent()
    assert not line.take(reply(request, nonce=os.urandom(16)))


def test_a_reply_with_a_wrong_sequence_does_not_count() -> None:
    line, request = sent()
    assert not line.take(reply(request, ahead=1))


@pytest.mark.parametrize("kind", [3, 8, 11])
def test_only_an_echo_reply_counts(kind: int) -> None:
    line, request = sent()
    assert not line.take(reply(request, kind=kind))


def test_a_duplicate_reply_counts_once() -> None:
    line, request = sent()
    assert [line.take(reply(request)), line.take(reply(request))] == [True, False]


def test_a_reply_stamped_after_the_timeout_does_not_count() -> None:
    line, request = sent(timeout_s=0.0)
    assert not line.take(reply(request))


def test_the_kernel_time_stamp_gives_the_round_trip_time() -> None:
    line, request = sent()
    ((_, packet),) = line._waiting.values()
    packet.sent_s -= 0.5  # it was read from the buffer half a second later
    line.take(replace(reply(request), received_ns=packet.sent_ns + 20_000_000))
    assert packet.rtt_s == pytest.approx(0.020)


@pytest.mark.parametrize("jump_ns", [-3_600_000_000_000, 3_600_000_000_000])
def test_a_wall_clock_set_meanwhile_gives_no_absurd_round_trip_time(jump_ns: int) -> None:
    line, request = sent()
    ((_, packet),) = line._waiting.values()
    assert line.take(replace(reply(request), received_ns=packet.sent_ns + jump_ns))
    assert packet.rtt_s == pytest.approx(0, abs=0.5)


def test_a_raw_message_with_ip_options_is_understood() -> None:
    icmp = ICMP(Types.EchoReply, b"n" * 16, 7, 9)
    datagram = parse_datagram(bytes([0x46]) + bytes(23) + icmp.packet, HOST, None, has_ip_header=True)
    assert datagram is not None
    assert (datagram.packet.payload, datagram.packet.sequence_number) == (b"n" * 16, 9)


@pytest.mark.parametrize("raw", [b"", b"\x45" + bytes(18), b"\x45" + bytes(25), b"\x4f" + bytes(40)])
def test_a_cut_message_is_no_message(raw: bytes) -> None:
    assert parse_datagram(raw, HOST, None, has_ip_header=True) is None


@pytest.mark.parametrize("payload", [b"", b"x", bytes(16), b"\xff" * 15, bytes(range(200, 216)), b"\xff" * 64])
@pytest.mark.parametrize(("identifier", "sequence"), [(0, 0), (0xFFFF, 0xFFFF), (0x1234, 0x00FF)])
def test_the_bytes_sent_are_pythonpings_own(payload: bytes, identifier: int, sequence: int) -> None:
    request = ICMP(Types.EchoRequest, payload, identifier, sequence)
    wire = echo_bytes(request)
    assert (wire, request.raw) == (ICMP(Types.EchoRequest, payload, identifier, sequence).packet, wire)
