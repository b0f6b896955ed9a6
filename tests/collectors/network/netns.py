"""Network namespaces of a test's own: nothing in them can reach any address outside, and all are deleted again."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
OPEN_TO_ALL, OPEN_TO_NOBODY = "0 2147483647", "1 0"
LIVE, DEAD, REJECTED = "10.99.1", "10.99.2", "10.99.3"
"""Networks behind the peer: every address answers; is dropped silently; is answered "unreachable" by the peer."""

_numbers = itertools.count()


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{' '.join(command[:6])}: {done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Namespace:
    """One namespace; its loopback is up."""

    name: str

    def ip(self, *words: str) -> None:
        _run("ip", "-n", self.name, *words)

    def sysctl(self, key: str, value: str) -> None:
        _run(*self.command("sysctl", "-qw", f"{key}={value}"))

    def allow_datagram_icmp(self, groups: str) -> None:
        self.sysctl("net.ipv4.ping_group_range", groups)

    def command(self, *words: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name, *words)

    def python(self, code: str) -> Any:
        """Run ``code`` in the namespace; what it prints last, as JSON."""
        return json.loads(_run(*self.command(sys.executable, "-W", "error", "-c", code)).splitlines()[-1])


@contextmanager
def namespace() -> Iterator[Namespace]:
    """A fresh namespace, deleted with all that is in it. Fails, never skips, without root."""
    if os.geteuid() != 0:
        pytest.fail("these tests make network namespaces: run them as root (or with `sudo -E`)")
    made = Namespace(f"pantau-{os.getpid()}-{next(_numbers)}")
    _run("ip", "netns", "add", made.name)
    try:
        made.ip("link", "set", "lo", "up")
        yield made
    finally:
        _run("ip", "netns", "del", made.name)


@contextmanager
def client_and_peer() -> Iterator[tuple[Namespace, Namespace]]:
    """Two namespaces joined by a cable; ``LIVE``, ``DEAD`` and ``REJECTED`` lie behind the peer."""
    with ExitStack() as stack:
        client, peer = stack.enter_context(namespace()), stack.enter_context(namespace())
        client.ip("link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", peer.name)
        for side, address in ((client, "10.99.0.1/24"), (peer, "10.99.0.2/24")):
            side.ip("addr", "add", address, "dev", "cable")
            side.ip("link", "set", "cable", "up")
        client.ip("route", "add", "10.99.0.0/16", "via", "10.99.0.2")
        peer.sysctl("net.ipv4.ip_forward", "1")
        peer.ip("route", "add", "local", f"{LIVE}.0/24", "dev", "lo")
        peer.ip("route", "add", "blackhole", f"{DEAD}.0/24")
        peer.ip("route", "add", "unreachable", f"{REJECTED}.0/24")
        yield client, peer
