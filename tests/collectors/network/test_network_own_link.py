"""The collector's own link: cut off it blames nobody; an office's router that is down stays down."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.own_link import OWN_LINK_OUT, cut_off
from tests.collectors.network.netns import DEAD, LIVE, Namespace, client_and_peer

CODE = """
import json
from collectors.network import NetworkCollector
from tests.collectors.network.offices import NOW, icmp, office, target, tcp
there = office(*TARGETS, self_check=SELF)
harvest = NetworkCollector(there, interval_s=1.2).collect(NOW)
print(json.dumps([{sample.series.target: sample.status.name for sample in harvest.samples}, list(harvest.notes)]))
"""
ROUTER_AND_MODEM = f"""[
    target("router", icmp("{LIVE}.1")), target("modem", icmp("{LIVE}.2"), parent="router"),
    target("server", tcp("{LIVE}.3", 443)), target("here", icmp("127.0.0.1")),
]"""
ROUTER_ALONE = f'[target("router", icmp("{LIVE}.1")), target("modem", icmp("{LIVE}.2"), parent="router")]'


def polled(client: Namespace, targets: str, self_check: tuple[str, ...] = ()) -> tuple[dict[str, str], list[str]]:
    found: list[Any] = client.python(CODE.replace("TARGETS", targets).replace("SELF", repr(list(self_check))))
    return found[0], found[1]


def test_a_cable_pulled_out_of_the_collector_makes_unknown_with_one_note() -> None:
    with client_and_peer() as (client, peer):
        peer.ip("link", "set", "cable", "down")
        states, notes = polled(client, ROUTER_AND_MODEM)
    assert states == {"router": "UNKNOWN", "modem": "UNKNOWN", "server": "UNKNOWN", "here": "OK"}
    assert notes == [f"{OWN_LINK_OUT} (cable tanpa sinyal), sehingga tidak terukur"]


def test_an_interface_switched_off_makes_unknown_too() -> None:
    with client_and_peer() as (client, _):
        client.ip("link", "set", "cable", "down")
        states, notes = polled(client, ROUTER_ALONE)
    assert (set(states.values()), notes) == ({"UNKNOWN"}, [f"{OWN_LINK_OUT} (tanpa rute), sehingga tidak terukur"])


def test_a_router_that_is_truly_down_has_failed_with_everything_behind_it() -> None:
    with client_and_peer() as (client, peer):
        peer.sysctl("net.ipv4.icmp_echo_ignore_all", "1")
        states, notes = polled(client, ROUTER_ALONE)
    assert (states, notes) == ({"router": "FAILED", "modem": "FAILED"}, [])


def test_silent_neighbours_of_the_collector_prove_its_own_outage() -> None:
    with client_and_peer() as (client, peer):
        peer.sysctl("net.ipv4.icmp_echo_ignore_all", "1")
        states, notes = polled(client, ROUTER_ALONE, (f"{DEAD}.1", "10.99.0.2"))
    assert set(states.values()) == {"UNKNOWN"}
    assert notes == [f"{OWN_LINK_OUT} (alamat self_check pun tidak menjawab), sehingga tidak terukur"]


@pytest.mark.parametrize("neighbours", [("10.99.0.2",), (f"{DEAD}.1", "10.99.0.2")])
def test_one_neighbour_that_answers_leaves_the_router_down(neighbours: tuple[str, ...]) -> None:
    with client_and_peer() as (client, _):
        states, notes = polled(client, f'[target("router", icmp("{DEAD}.9"))]', neighbours)
    assert (states, notes) == ({"router": "FAILED"}, [])


def test_one_target_that_answers_leaves_the_others_down_although_the_neighbours_are_silent() -> None:
    with client_and_peer() as (client, _):
        states, _ = polled(client, f'[target("a", icmp("{DEAD}.9")), target("b", icmp("{LIVE}.1"))]', (f"{DEAD}.1",))
    assert states == {"a": "FAILED", "b": "OK"}


def test_loopback_needs_no_link_of_ours() -> None:
    assert cut_off(["127.0.0.77"]) == {}
