"""Names into IPv4 addresses without ever letting a slow DNS server hold a poll up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from concurrent.futures import Future, wait
from ipaddress import AddressValueError, IPv4Address


def is_address(host: str) -> bool:
    """Whether ``host`` is an IPv4 address already."""
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True


class Resolver:
    """Looks names up in threads of their own; a look-up that outlives its poll serves the next one.

    asyncio's own resolver is not used: closing its loop waits for every hanging look-up.
    """

    def __init__(self) -> None:
        self._running: dict[str, Future[str | None]] = {}

    def resolve(self, hosts: Iterable[str], timeout_s: float) -> dict[str, str | None]:
        """Address of each host, None where none was found within ``timeout_s`` seconds for all together."""
        names = dict.fromkeys(hosts)
        found: dict[str, str | None] = {host: host if is_address(host) else None for host in names}
        for name in names:
            if found[name] is None and name not in self._running:
                self._running[name] = _start(name)
        asked = {name: self._running[name] for name in names if name in self._running}
        wait(asked.values(), timeout_s)
        for name, future in asked.items():
            if future.done():
                self._running.pop(name, None)
                found[name] = future.result()
        return found


def _start(name: str) -> Future[str | None]:
    future: Future[str | None] = Future()
    # A daemon, so that a hanging look-up never keeps the process from ending.
    threading.Thread(target=lambda: future.set_result(_look_up(name)), name=f"dns-{name}", daemon=True).start()
    return future


def _look_up(name: str) -> str | None:
    try:
        answers = socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return str(answers[0][4][0]) if answers else None
