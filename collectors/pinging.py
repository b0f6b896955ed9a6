""" "Ping sekarang": one target of an office pinged because somebody asked, told as a row in Indonesian.

One at a time in this process, and each address at most once in ``EVERY_S`` seconds, so that no page can be used to
flood a modem or to hold the machine's one pythonping up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address

from collectors.base import CollectorError
from collectors.icmp import ping_now
from collectors.polling import probe_host, unresolved
from collectors.resolve import Resolver
from dashboard.offices import Target

EVERY_S = 5.0
"""Five seconds: longer than a ping with its name look-up takes, shorter than anybody waits before asking again."""
RESOLVE_S = 2.0
_KEPT = 1000
"""Addresses remembered at most; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class PingRow:
    """What came of it. ``ok`` None: nothing is known of the target (not permitted, too soon, our own failure)."""

    target: str
    name: str
    host: str
    ok: bool | None
    rtt_ms: float | None
    message: str


class PingDesk:
    """Keeps the pace of all who ask in this process; ``clock`` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._busy = threading.Lock()
        self._resolver = Resolver()
        self._asked_s: dict[str, float] = {}

    def ping(self, target: Target) -> PingRow:
        """Ping a target's host once, whatever its probe is; blocks some 3 s at most. Never raises for the target."""
        host = probe_host(target.probe)
        if not host or _is_ipv6(host):
            return _row(target, host, None, "alamatnya bukan alamat IPv4 atau nama; periksa berkas kantor")
        if not self._busy.acquire(blocking=False):
            return _row(target, host, None, "ping lain sedang berjalan; coba lagi sebentar")
        try:
            wait_s = self._wait_s(host)
            if wait_s > 0:
                return _row(target, host, None, f"baru saja diperiksa; coba lagi {wait_s:.0f} detik lagi")
            return self._asked(target, host)
        finally:
            self._busy.release()

    def _wait_s(self, host: str) -> float:
        """Whole seconds until ``host`` may be asked again; 0 takes note that it is asked now."""
        now_s = self._clock()
        before_s = self._asked_s.pop(host, None)
        if before_s is not None and now_s - before_s < EVERY_S:
            self._asked_s[host] = before_s
            return max(1.0, round(before_s + EVERY_S - now_s))
        self._asked_s[host] = now_s
        if len(self._asked_s) > _KEPT:
            del self._asked_s[next(iter(self._asked_s))]
        return 0

    def _asked(self, target: Target, host: str) -> PingRow:
        # Resolved here, for a slow DNS server would hold everybody's turn up.
        address = self._resolver.resolve([host], RESOLVE_S)[host]
        if address is None:
            return _row(target, host, None, unresolved(host).note)
        try:
            response = ping_now(address)
        except CollectorError as error:
            return _row(target, host, None, str(error))
        if not response.success:
            return _row(target, host, False, f"{target.name} tidak menjawab ping dalam 1 detik")
        rtt_ms = float(response.time_elapsed) * 1000
        shown = f"{rtt_ms:.1f}".replace(".", ",")
        return PingRow(target.id, target.name, host, True, rtt_ms, f"{target.name} menjawab dalam {shown} milidetik")


def _row(target: Target, host: str, ok: bool | None, message: str) -> PingRow:
    return PingRow(target.id, target.name, host, ok, None, message)


def _is_ipv6(host: str) -> bool:
    try:
        IPv6Address(host)
    except AddressValueError:
        return False
    return True
