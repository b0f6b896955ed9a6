"""\"Ping sekarang\": one target, one at a time, not again at once."""

from __future__ import annotations

import threading

import pytest

from collectors.pinging import EVERY_S, PingDesk
from tests.collectors.network.netns import DEAD, client_and_peer
from tests.collectors.network.offices import http, icmp, target, tcp


def test_an_answer_is_told_with_its_time_in_indonesian() -> None:
    row = PingDesk().ping(target("modem", icmp("127.0.0.1")))
    assert (row.ok, row.host, row.target) == (True, "127.0.0.1", "modem")
    assert row.rtt_ms is not None
    assert row.message == f"Modem menjawab dalam {row.rtt_ms:.1f} milidetik".replace(".", ",")


@pytest.mark.parametrize("probe", [tcp("127.0.0.2", 9), http("http://localhost:8080/")])
def test_the_host_of_any_kind_of_probe_is_pinged(probe: object) -> None:
    assert PingDesk().ping(target("server", probe)).ok is True  # type: ignore[arg-type]


def test_the_same_host_is_not_asked_again_at_once_but_another_one_is() -> None:
    clock = iter([0.0, 1.0, 1.5, EVERY_S + 0.1])
    desk = PingDesk(lambda: next(clock))
    first, again = desk.ping(target("a", icmp("127.0.0.1"))), desk.ping(target("b", icmp("127.0.0.1")))
    other, later = desk.ping(target("c", icmp("127.0.0.2"))), desk.ping(target("a", icmp("127.0.0.1")))
    assert [first.ok, again.ok, other.ok, later.ok] == [True, None, True, True]
    assert again.message == "baru saja diperiksa; coba lagi 4 detik lagi"


def test_one_ping_at_a_time_and_the_other_is_not_kept_waiting() -> None:
    entered, leave = threading.Event(), threading.Event()

    def clock() -> float:
        entered.set()
        leave.wait(5)
        return 0.0

    desk = PingDesk(clock)
    first = threading.Thread(target=desk.ping, args=(target("a", icmp("127.0.0.1")),))
    first.start()
    entered.wait(5)
    row = desk.ping(target("b", icmp("127.0.0.2")))
    leave.set()
    first.join()
    assert (row.ok, row.message) == (None, "ping lain sedang berjalan; coba lagi sebentar")


def test_an_ipv6_address_and_an_unreadable_one_are_refused_in_words() -> None:
    rows = [PingDesk().ping(target("a", probe)) for probe in (icmp("::1"), http("ftp://x/"))]
    assert [(row.ok, "bukan alamat IPv4" in row.message) for row in rows] == [(None, True)] * 2


def test_a_dead_target_does_not_answer_and_an_unknown_name_says_nothing_of_it() -> None:
    code = f"""
import json
from collectors.pinging import PingDesk
from tests.collectors.network.offices import icmp, target
desk = PingDesk()
rows = [desk.ping(target("modem", icmp(host))) for host in ("{DEAD}.1", "modem.invalid")]
print(json.dumps([[row.ok, row.message] for row in rows]))
"""
    with client_and_peer() as (client, _):
        dead, nameless = client.python(code)
    assert dead == [False, "Modem tidak menjawab ping dalam 1 detik"]
    assert (nameless[0], "modem.invalid" in nameless[1]) == (None, True)
