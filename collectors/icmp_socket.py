"""One ICMP socket for a whole sweep: how it is opened, and how a datagram read from it is understood.

Source of the numbers: a receive buffer of 4 MB and pacing, because either alone lost thousands of replies under load.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from pythonping.icmp import ICMP

from collectors.base import CollectorError

RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024

# Linux numbers (asm-generic) that Python's socket module does not name.
SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35
SOL_RAW = 255
ICMP_FILTER = 1

_ECHO_REPLY_ONLY = struct.pack("I", 0xFFFFFFFF ^ 1)
"""A set bit blocks that ICMP type: all but type 0, so that a raw socket never even sees our own echo requests."""
_DATAGRAM_REFUSED = {errno.EACCES, errno.EPERM, errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT, errno.EAFNOSUPPORT}
_TIMESPEC = struct.Struct("@ll")
_NO_IP_HEADER = bytes(20)
_HEADER = struct.Struct("BBHHH")
"""As pythonping lays it out: identifier and sequence in this machine's own order."""
_ICMP_HEADER_BYTES = 8

ICMP_NOT_PERMITTED = (
    "ICMP tidak diizinkan untuk pengumpul ini, sehingga target ping tidak terukur. Perbaikan: izinkan grup proses ini "
    'dengan `sysctl -w net.ipv4.ping_group_range="0 2147483647"`, atau beri kapabilitas CAP_NET_RAW '
    "(systemd: AmbientCapabilities=CAP_NET_RAW)."
)


ICMP_NOT_HERE = (
    "ICMP belum dapat dipakai di sistem ini (Windows), sehingga target ping tidak terukur. Perbaikan: pakai "
    "pemeriksaan TCP atau HTTP untuk target itu, atau jalankan kolektor di Linux."
)


class IcmpNotPermittedError(CollectorError):
    """Neither a datagram nor a raw ICMP socket may be opened: nothing is known of the targets."""

    def __init__(self, message: str = ICMP_NOT_PERMITTED) -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Datagram:
    """One ICMP message as it came in. ``received_ns`` is the kernel's wall clock, None where it gave no stamp."""

    source: str
    packet: ICMP
    received_ns: int | None


def echo_bytes(request: ICMP) -> bytes:
    """The bytes of ``request.packet``, kept as its ``raw`` too: a whole-number division adds the words up at once.

    pythonping adds them one by one, which was a third of a sweep's time.
    """
    head = _HEADER.pack(request.message_type, request.message_code, 0, request.id, request.sequence_number)
    plain: bytes = head + request.payload
    # The one's complement sum of 16-bit words is the remainder by 2^16 - 1; an odd last byte counts as the upper one.
    number = int.from_bytes(plain + b"\0" if len(plain) % 2 else plain)
    wire = plain[:2] + (-number % 0xFFFF).to_bytes(2) + plain[4:]
    request.raw = wire
    return wire


def parse_datagram(raw: bytes, source: str, received_ns: int | None, *, has_ip_header: bool) -> Datagram | None:
    """Understand one datagram; None for anything that is not a whole ICMP message. Raises nothing."""
    body = raw
    if has_ip_header:
        if len(raw) < len(_NO_IP_HEADER):
            return None
        # The header is longer than 20 bytes where a router added IP options.
        body = raw[(raw[0] & 0x0F) * 4 :]
    if len(body) < _ICMP_HEADER_BYTES:
        return None
    # pythonping always skips 20 bytes, which the kernel has already taken off a datagram socket's messages.
    return Datagram(source, ICMP.generate_from_raw(_NO_IP_HEADER + body), received_ns)


class IcmpSocket:
    """A non-blocking, unconnected ICMP socket; a context manager. Use ``open_icmp_socket``."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.is_raw = sock.type == socket.SOCK_RAW
        sock.setblocking(False)
        self.has_kernel_time = _ask_for_time_stamps(sock)
        _enlarge_receive_buffer(sock)
        if self.is_raw:
            sock.setsockopt(SOL_RAW, ICMP_FILTER, _ECHO_REPLY_ONLY)

    def __enter__(self) -> IcmpSocket:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the descriptor back."""
        self._sock.close()

    def fileno(self) -> int:
        """File descriptor, for the event loop."""
        return self._sock.fileno()

    @property
    def receive_buffer_bytes(self) -> int:
        """Receive buffer as the kernel counts it (it doubles what was asked for)."""
        return self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)

    def send(self, packet: bytes, address: str) -> None:
        """Send one ICMP message to an IPv4 address. Raises OSError as the kernel gives it."""
        self._sock.sendto(packet, (address, 0))

    def drain(self, limit: int) -> Iterator[Datagram]:
        """Up to ``limit`` waiting messages, oldest first; ends when nothing waits."""
        for _ in range(limit):
            try:
                raw, ancillary, _flags, address = self._sock.recvmsg(2048, 128)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                continue  # an error of an earlier message, reported here once: no message, no finding
            datagram = parse_datagram(raw, address[0], _stamp_ns(ancillary), has_ip_header=self.is_raw)
            if datagram is not None:
                yield datagram


def open_icmp_socket() -> IcmpSocket:
    """Open the datagram kind, or the raw kind where the former is not allowed.

    Raises IcmpNotPermittedError where neither is, OSError for our own shortages (no file descriptor left).
    """
    if sys.platform == "win32":
        raise IcmpNotPermittedError(ICMP_NOT_HERE)
    try:
        return IcmpSocket(socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP))
    except OSError as error:
        if error.errno not in _DATAGRAM_REFUSED:
            raise
    try:
        return IcmpSocket(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
    except PermissionError as error:
        raise IcmpNotPermittedError from error


def _ask_for_time_stamps(sock: socket.socket) -> bool:
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    except OSError:
        return False
    return True


def _enlarge_receive_buffer(sock: socket.socket) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES)
    except OSError:
        # Without CAP_NET_ADMIN the kernel caps this at net.core.rmem_max; pacing carries the rest.
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)


def _stamp_ns(ancillary: list[tuple[int, int, bytes]]) -> int | None:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS and len(data) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return None
