"""The network collector as the runner sees it: one office in, samples and notes out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from collectors.base import Collector
from collectors.network import METRIC, NetworkCollector, series_key
from collectors.probes import ProbeResult
from dashboard.model import CollectorName, SampleStatus, SeriesKey
from dashboard.offices import Disabled, Link, Maintenance, Target
from tests.collectors.network.netns import DEAD, LIVE, OPEN_TO_NOBODY, client_and_peer, namespace
from tests.collectors.network.offices import NOW, by_target, http, icmp, office, target, tcp
from tests.listeners import HttpListener, TcpListener

OK, DEGRADED, FAILED, UNKNOWN = (
    SampleStatus.OK,
    SampleStatus.DEGRADED,
    SampleStatus.FAILED,
    SampleStatus.UNKNOWN,
)
HOST = "127.0.0.6"


def poll(*targets: Target, interval_s: float = 1.5) -> dict[str, tuple[SampleStatus, float | None]]:
    harvest = NetworkCollector(office(*targets), interval_s=interval_s).collect(NOW)
    return {name: (sample.status, sample.value) for name, sample in by_target(harvest.samples).items()}


def statuses(*targets: Target, interval_s: float = 1.5) -> dict[str, SampleStatus]:
    return {name: status for name, (status, _) in poll(*targets, interval_s=interval_s).items()}


@pytest.fixture
def modem() -> Iterator[TcpListener]:
    with TcpListener(HOST) as listener:
        yield listener


@pytest.fixture
def server() -> Iterator[HttpListener]:
    with HttpListener(HOST) as listener:
        yield listener


def test_all_three_kinds_are_measured_in_one_poll(modem: TcpListener, server: HttpListener) -> None:
    found = poll(target("a", icmp(HOST)), target("b", tcp(HOST, modem.port)), target("c", http(server.url)))
    assert {name: status for name, (status, _) in found.items()} == {"a": OK, "b": OK, "c": OK}
    assert all(value is not None and 0 < value < 300 for _, value in found.values())


def test_one_that_is_down_takes_nothing_from_the_others(modem: TcpListener) -> None:
    assert statuses(target("up", tcp(HOST, modem.port)), target("down", tcp(HOST, 9))) == {"up": OK, "down": FAILED}


def test_a_failed_probe_has_no_value() -> None:
    assert poll(target("down", tcp(HOST, 9))) == {"down": (FAILED, None)}


def test_a_listener_that_comes_back_within_the_poll_is_not_failed(server: HttpListener) -> None:
    server.delay_s = 5  # the first attempt hangs for its 0.8 s
    waker = threading.Timer(0.3, setattr, (server, "delay_s", 0.0))
    waker.start()
    found = statuses(target("siak", http(server.url)), interval_s=3)
    waker.join()
    assert (found, len(server.hosts)) == ({"siak": OK}, 2)


def test_a_wrong_http_status_is_a_failure_and_noted_once(server: HttpListener) -> None:
    server.status = 503
    harvest = NetworkCollector(office(target("siak", http(server.url))), interval_s=1).collect(NOW)
    assert [sample.status for sample in harvest.samples] == [FAILED]
    assert harvest.notes == ("Siak: HTTP menjawab 503, yang diharapkan 200",)


@pytest.mark.parametrize("url", ["", "http://127.0.0.6:satu/", "ftp://127.0.0.6/"])
def test_an_unreadable_address_is_unknown_and_named(url: str) -> None:
    harvest = NetworkCollector(office(target("siak", http(url))), interval_s=1).collect(NOW)
    assert [sample.status for sample in harvest.samples] == [UNKNOWN]
    assert harvest.notes[0].startswith("Siak: alamat pada berkas kantor tidak terbaca")


def test_an_address_of_two_targets_is_probed_once(server: HttpListener) -> None:
    found = statuses(target("afis", http(server.url)), target("nid", http(server.url)))
    assert (found, len(server.hosts)) == ({"afis": OK, "nid": OK}, 1)


@pytest.mark.parametrize(
    ("link", "rtt_ms", "attempts", "expected"),
    [
        ("serat", 299.9, 1, OK),
        ("serat", 300.0, 1, DEGRADED),
        ("satelit", 650.0, 1, OK),
        ("satelit", 800.0, 1, DEGRADED),
        ("serat", 2.0, 2, OK),
    ],
)
def test_slow_is_degraded_by_the_kind_of_link_and_one_lost_packet_is_not(
    link: str, rtt_ms: float, attempts: int, expected: SampleStatus
) -> None:
    links = (Link(id="serat", type="fiber"), Link(id="satelit", type="vsat"))
    one = target("modem", icmp(HOST), link=link)
    collector = NetworkCollector(office(one, links=links))
    (sample,) = collector._samples(one, NOW, ProbeResult(OK, rtt_ms, attempts))
    assert sample.status is expected


def test_a_sample_carries_its_series_its_parent_and_the_moment_of_the_poll() -> None:
    afis = target("afis", icmp(HOST))
    client = target("pc", icmp(HOST), parent="afis", kecamatan="51.08.01")
    sample = by_target(NetworkCollector(office(client, afis)).collect(NOW).samples)["pc"]
    assert sample.series == SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "pc", METRIC, "ms")
    assert sample.series.unit == "ms"
    assert (sample.parent, sample.observed_at) == (series_key(office(afis), afis), NOW)


def test_parents_come_before_what_hangs_on_them() -> None:
    chain = [target("pc", icmp(HOST), parent="modem"), target("modem", icmp(HOST), parent="pusat")]
    collector = NetworkCollector(office(*chain, target("pusat", icmp(HOST))))
    assert [key.target for key in collector.series()] == ["pusat", "modem", "pc"]
    assert [sample.series for sample in collector.collect(NOW).samples] == list(collector.series())


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), OK),  # 23.59 WITA the day before
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), SampleStatus.DISABLED),
    ],
)
def test_a_target_is_disabled_from_the_day_of_the_letter_in_the_offices_zone(
    now: datetime, expected: SampleStatus
) -> None:
    off = target("modem", icmp(HOST), disabled=Disabled(since=date(2026, 3, 2), letter="470/1/2026"))
    (sample,) = NetworkCollector(office(off)).collect(now).samples
    assert sample.status is expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-1, OK), (0, SampleStatus.MAINTENANCE), (59, SampleStatus.MAINTENANCE), (60, OK)],
)
def test_maintenance_holds_from_its_start_until_its_end(minutes: int, expected: SampleStatus) -> None:
    work = Maintenance(start="2026-03-02T10:00+08:00", end="2026-03-02T11:00+08:00", reason="ganti modem")
    planned = target("modem", icmp(HOST), maintenance=[work])
    (sample,) = NetworkCollector(office(planned)).collect(NOW + timedelta(minutes=minutes)).samples
    assert sample.status is expected


def test_overlapping_windows_hold_until_the_last_one_ends_and_a_zoneless_time_is_the_offices() -> None:
    works = [
        Maintenance(start="2026-03-02T10:00", end="2026-03-02T11:00", reason="ganti modem"),  # 02:00 to 03:00 UTC
        Maintenance(start="2026-03-02T02:30+00:00", end="2026-03-02T04:00+00:00", reason="listrik"),
    ]
    collector = NetworkCollector(office(target("modem", icmp(HOST), maintenance=works)))
    found = [collector.collect(NOW + timedelta(minutes=after)).samples[0].status for after in (-1, 0, 45, 75, 120)]
    assert found == [OK, *[SampleStatus.MAINTENANCE] * 3, OK]


def test_a_decision_goes_before_planned_work() -> None:
    work = Maintenance(start="2026-03-02T09:00+08:00", end="2026-03-02T11:00+08:00", reason="ganti modem")
    off = Disabled(since=date(2026, 3, 1), letter="470/1/2026")
    (sample,) = NetworkCollector(office(target("a", icmp(HOST), disabled=off, maintenance=[work]))).collect(NOW).samples
    assert sample.status is SampleStatus.DISABLED


def test_the_same_note_of_many_targets_is_told_once(server: HttpListener) -> None:
    server.status = 503
    many = [target(f"siak-{n}", http(f"{server.url}?{n}")) for n in range(4)]
    harvest = NetworkCollector(office(*many), interval_s=1).collect(NOW)
    assert harvest.notes == ("4 sasaran: HTTP menjawab 503, yang diharapkan 200",)


def test_a_target_under_maintenance_is_not_probed(server: HttpListener) -> None:
    work = Maintenance(start="2026-03-02T09:00+08:00", end="2026-03-02T11:00+08:00", reason="ganti modem")
    assert poll(target("siak", http(server.url), maintenance=[work])) == {"siak": (SampleStatus.MAINTENANCE, None)}
    assert server.hosts == []


def test_an_office_without_targets_has_nothing_to_say() -> None:
    harvest = NetworkCollector(office()).collect(NOW)
    assert (harvest.samples, harvest.notes) == ((), ())


def test_a_poll_of_dead_targets_ends_before_the_next_is_due() -> None:
    with TcpListener(HOST) as hanging:
        started_s = time.monotonic()
        found = statuses(target("siak", http(f"http://{HOST}:{hanging.port}/")), interval_s=2)
    assert (found, time.monotonic() - started_s < 2) == ({"siak": FAILED}, True)


def test_it_is_a_collector_whose_timeout_leaves_room_for_a_whole_poll() -> None:
    collector: Collector = NetworkCollector(office(target("siak", http("http://127.0.0.1/"))), interval_s=30)
    assert (collector.name, collector.office, collector.interval_s) == (CollectorName.NETWORK, "51.08", 30)
    assert 15 < collector.timeout_s < 30


def test_what_a_busy_machine_measures_slowly_still_counts_until_the_next_poll_is_near() -> None:
    pings = office(target("modem", icmp(HOST)))
    assert NetworkCollector(pings, interval_s=30).timeout_s == 24
    assert NetworkCollector(pings, interval_s=5).timeout_s == 0.5 + 3 + 2  # the attempts alone need more


THREE_POLLS = f"""
import json
from datetime import timedelta
from collectors.network import NetworkCollector
from dashboard.states import advance
from tests.collectors.network.offices import NOW, icmp, office, target
there = office(target("dropped", icmp("{DEAD}.1")), target("ignoring", icmp("{LIVE}.1")))
collector, states, found = NetworkCollector(there, interval_s=0.75), {{}}, []
for number in range(3):
    for sample in collector.collect(NOW + timedelta(seconds=30 * number)).samples:
        name = sample.series.target
        states[name], _ = advance(states.get(name), sample, None, stale_after_s=90)
        found.append([name, sample.status.name, sample.value, states[name].state.value])
print(json.dumps(found))
"""


ECHO_REQUESTS = """
lines = [line.split() for line in open("/proc/net/snmp") if line.startswith("IcmpMsg:")]
print(dict(zip(*lines))["InType8"])
"""


def test_a_dropped_target_fails_three_polls_and_is_down() -> None:
    with client_and_peer() as (client, peer):
        peer.sysctl("net.ipv4.icmp_echo_ignore_all", "1")
        found, asked = client.python(THREE_POLLS), peer.python(ECHO_REQUESTS)
    assert asked == 3 * 3  # three polls of one attempt and two retries; the other target's are dropped on the way
    assert [row[1:3] for row in found] == [["FAILED", None]] * 6
    assert [row[3] for row in found[-2:]] == ["down", "down"]
    assert "down" not in [row[3] for row in found[:-2]]


WITHOUT_THE_RIGHT = """
import json, os
from collectors.icmp import IcmpNotPermittedError, open_icmp_socket
from collectors.network import NetworkCollector
from tests.collectors.network.offices import NOW, icmp, office, target, tcp
there = office(target("a", icmp("127.0.0.1")), target("b", icmp("127.0.0.2")), target("c", tcp("127.0.0.1", 9)))
def poll():
    harvest = NetworkCollector(there, interval_s=1).collect(NOW)
    return [[sample.status.name for sample in harvest.samples], list(harvest.notes)]
before = poll()
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    refused = bool(open_icmp_socket())
except IcmpNotPermittedError as error:
    refused = str(error)
print(json.dumps([before, poll(), refused]))
"""


def test_without_the_right_to_ping_the_targets_are_unknown_and_it_is_said_once() -> None:
    with namespace() as made:
        made.allow_datagram_icmp(OPEN_TO_NOBODY)
        before, after, refused = made.python(WITHOUT_THE_RIGHT)
    assert before == [["OK", "OK", "FAILED"], []]
    assert after == [["UNKNOWN", "UNKNOWN", "FAILED"], [refused]]
    assert "net.ipv4.ping_group_range" in refused
    assert "CAP_NET_RAW" in refused


OWN_SIDE = """
import json
from collectors.network import NetworkCollector
from tests.collectors.network.offices import NOW, http, icmp, office, target, tcp
there = office(
    target("a", icmp("10.1.2.3")), target("b", tcp("10.1.2.3", 80)), target("c", http("http://siak.example/"))
)
harvest = NetworkCollector(there, interval_s=3).collect(NOW)
print(json.dumps([[sample.status.name for sample in harvest.samples], list(harvest.notes)]))
"""


def test_our_own_network_and_resolver_failing_blames_nobody_and_is_said_once() -> None:
    with namespace() as made:
        found, notes = made.python(OWN_SIDE)
    assert found == ["UNKNOWN", "UNKNOWN", "UNKNOWN"]
    assert [note[:37] for note in notes] == [
        "sambungan pengukur sendiri terputus (",
        "C: nama siak.example tidak dapat diter"[:37],
    ]
