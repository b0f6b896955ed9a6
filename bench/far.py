"""Far addresses for a benchmark: a program behind a TUN device that answers pings late, or not at all.

Run inside a namespace with ``python -m bench.far``. Each live address of ``bench.nation_offices`` answers after a time
of its own between 10 and 100 ms; the dead ones never do. (netem, the kernel's own way, is not in
every kernel.)
"""

from __future__ import annotations

import fcntl
import heapq
import os
import select
import struct
import time

from bench.nation_offices import TARGETS, is_dead, number_of

NEAREST_S, FARTHEST_S = 0.010, 0.100
DEVICE = "jauh"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_ECHO_REQUEST, _ICMP = 8, 1
_MTU = 2048


def delay_s(number: int) -> float:
    """How far away an address is: the same at every ping, spread evenly."""
    return NEAREST_S + (FARTHEST_S - NEAREST_S) * (number * 7919 % 1000) / 999


def reply_to(packet: bytes) -> bytes | None:
    """The echo reply to an echo request over IPv4 without options; None for anything else."""
    if len(packet) < 28 or packet[0] != 0x45 or packet[9] != _ICMP or packet[20] != _ECHO_REQUEST:
        return None
    # Source and destination change places, which no checksum sees; of ICMP only the type is 8 less.
    summed = int.from_bytes(packet[22:24]) + (_ECHO_REQUEST << 8)
    summed = (summed & 0xFFFF) + (summed >> 16)
    return packet[:12] + packet[16:20] + packet[12:16] + b"\0\0" + summed.to_bytes(2) + packet[24:]


def open_device() -> int:
    """Attach to the device, which must have been made (``ip tuntap add``); gives its descriptor."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    return device


def main() -> None:
    """Answer until killed."""
    device, due = open_device(), list[tuple[float, bytes]]()
    while True:
        wait_s = None if not due else max(0.0, due[0][0] - time.monotonic())
        if select.select([device], [], [], wait_s)[0]:
            _take(device, due)
        now_s = time.monotonic()
        while due and due[0][0] <= now_s:
            os.write(device, heapq.heappop(due)[1])


def _take(device: int, due: list[tuple[float, bytes]]) -> None:
    try:
        while True:
            packet = os.read(device, _MTU)
            number = number_of(packet[16:20]) if len(packet) >= 20 else -1
            if not 0 <= number < TARGETS or is_dead(number):
                continue
            reply = reply_to(packet)
            if reply is not None:
                heapq.heappush(due, (time.monotonic() + delay_s(number), reply))
    except BlockingIOError:
        return


if __name__ == "__main__":
    main()
