"""Outages poll by poll: real pings between namespaces, through the real store, up to the judged slot."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.calendars import build_calendar
from dashboard.catalogue import load_catalogue
from dashboard.model import Heap, State, StateInterval
from dashboard.offices import Office, Role, SopInForce
from dashboard.services.slots import judge_hours
from dashboard.store import Store, intervals, open_store, slots, upgrade
from tests.collectors.network.netns import LIVE, OPEN_TO_ALL, OPEN_TO_NOBODY, Namespace, client_and_peer
from tests.collectors.network.offices import NOW, icmp, office, target
from tests.collectors.network.test_network_sweep import BESIDE_A_RIVAL

KINDS = {"datagram": OPEN_TO_ALL, "raw": OPEN_TO_NOBODY}
POLL = timedelta(seconds=30)
SLOT = "trenggalek-13-pengiriman-online"

POLLS = """
import json
from datetime import timedelta
from collectors.network import NetworkCollector
from dashboard.model import CollectorRun, RunOutcome
from dashboard.store import latest, open_store, record_batch
from tests.collectors.network.offices import NOW
from tests.collectors.network.test_network_outages import there
store, found = open_store(URL), []
collector = NetworkCollector(there(), interval_s=INTERVAL)
for number in range(FIRST, LAST):
    at = NOW + timedelta(seconds=30 * number)
    harvest = collector.collect(at)
    run = CollectorRun("51.08", collector.name, at, at, at, RunOutcome.OK, len(harvest.samples))
    record_batch(store, run, harvest.samples, stale_after_s=90)
    found.append({each.series.target: each.state.value for each in latest(store, "51.08")})
print(json.dumps(found))
"""


def there() -> Office:
    router = target("router", icmp("10.99.0.2")).model_copy(update={"role": Role.ROUTER})
    modem = target("modem", icmp(f"{LIVE}.1"), parent="router", kecamatan="51.08.01")
    return office(router, modem, sops=[SopInForce(id=SLOT, start=date(2025, 1, 2), adopted=True)])


class Story:
    """Polls of 30 s (told, not waited for) written into one database; numbers go on from poll to poll."""

    def __init__(self, client: Namespace, peer: Namespace, url: str) -> None:
        self._client, self._peer, self._url = client, peer, url
        self._number = 0

    def silence(self, *, on: bool) -> None:
        self._peer.sysctl("net.ipv4.icmp_echo_ignore_all", str(int(on)))

    def pull_cable(self, *, out: bool) -> None:
        self._peer.ip("link", "set", "cable", "down" if out else "up")

    def poll(self, times: int, interval_s: float = 1.2) -> list[dict[str, str]]:
        values = {"URL": repr(self._url), "INTERVAL": str(interval_s)}
        values |= {"FIRST": str(self._number), "LAST": str(self._number + times)}
        self._number += times
        code = POLLS
        for name, value in values.items():
            code = code.replace(name, value)
        found: list[dict[str, Any]] = self._client.python(code)
        return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{tmp_path / 'pantau.db'}")
    upgrade(made)
    yield made
    made.close()


@pytest.fixture(params=sorted(KINDS))
def story(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Story]:
    with client_and_peer() as (client, peer):
        client.allow_datagram_icmp(KINDS[request.param])
        yield Story(client, peer, f"sqlite:///{tmp_path / 'pantau.db'}")


def history(store: Store) -> dict[str, list[tuple[State, float]]]:
    """States of each target with the number of the poll that they began at."""
    found: dict[str, list[StateInterval]] = defaultdict(list)
    for each in intervals(store, "51.08", NOW, NOW + timedelta(hours=2)):
        found[each.series.target].append(each)
    return {name: [(each.state, (each.start - NOW) / POLL) for each in listed] for name, listed in found.items()}


def test_a_fallen_parent_is_down_its_child_unreachable_and_the_slot_is_the_parents(store: Store, story: Story) -> None:
    assert story.poll(3) == [{"router": "up", "modem": "up"}] * 3
    story.silence(on=True)
    assert story.poll(3) == [{"router": "up", "modem": "up"}] * 2 + [{"router": "down", "modem": "unreachable"}]
    story.poll(64, interval_s=0.15)
    story.silence(on=False)
    assert story.poll(2) == [{"router": "down", "modem": "unreachable"}, {"router": "up", "modem": "up"}]
    story.poll(49)
    expected = [(State.UP, 0), (State.DOWN, 3), (State.UP, 70)]
    assert history(store) == {
        "router": expected,
        "modem": [(State.UP, 0), (State.UNREACHABLE, 3), (State.UP, 70)],
    }
    now = NOW + timedelta(hours=1, minutes=5)
    judge_hours(
        store, there(), load_catalogue(), build_calendar(there()), now, stale_after_s=90, raw_kept=timedelta(days=30)
    )
    judged = {each.target: each.heap for each in slots(store, "51.08", NOW, NOW + timedelta(hours=1))}
    assert judged == {"router": Heap.MISSED, "modem": Heap.OUTSIDE}


def test_our_own_cable_out_is_unknown_from_the_first_poll_and_never_down(store: Store, story: Story) -> None:
    story.poll(2)
    story.pull_cable(out=True)
    assert story.poll(4) == [{"router": "unknown", "modem": "unknown"}] * 4
    story.pull_cable(out=False)
    assert story.poll(1) == [{"router": "up", "modem": "up"}]
    assert history(store)["router"] == [(State.UP, 0), (State.UNKNOWN, 2), (State.UP, 6)]


RIVAL = """
import threading, pythonping
from tests.collectors.network.netns import DEAD, LIVE
hosts = [f"{net}.{n}" for net in (LIVE, DEAD) for n in range(1, 17)]
def ping(host):
    while True:
        try:
            pythonping.ping(host, count=1, timeout=1)
        except Exception:
            pass
for host in hosts:
    threading.Thread(target=ping, args=(host,)).start()
"""


def test_pythonpings_own_threads_beside_it_make_no_dead_host_alive() -> None:
    with client_and_peer() as (client, _):
        rival = subprocess.Popen(client.command(sys.executable, "-c", RIVAL))
        try:
            found = client.python(BESIDE_A_RIVAL)
        finally:
            rival.kill()
            rival.wait()
    assert found == {"exact": [True, True], "up": [100, 100]}
