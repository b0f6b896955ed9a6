"""The one pinger of a process: sweeps of many threads through one socket, each given what is its own."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from collectors import icmp
from collectors.icmp import IcmpNotPermittedError, Pinger, SweepResult

HOSTS = [[f"127.{office}.8.{number}" for number in range(1, 41)] for office in range(1, 6)]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    sockets: list[Any] = []

    def counted() -> Any:
        sockets.append(real())
        return sockets[-1]

    real = icmp.open_icmp_socket
    monkeypatch.setattr(icmp, "open_icmp_socket", counted)
    return sockets


def test_sweeps_at_the_same_time_share_a_socket_which_is_closed_when_the_last_has_ended(opened: list[Any]) -> None:
    pinger = Pinger()
    begun = [pinger.sweep([*hosts, "127.0.0.1"], retries=1) for hosts in HOSTS]
    results: list[SweepResult] = [each.result(10) for each in begun]
    for hosts, result in zip(HOSTS, results, strict=True):
        assert list(result.responses) == [*hosts, "127.0.0.1"]
        assert all(result.rtt_ms(host) is not None for host in result.responses)
    assert all(sock.fileno() == -1 for sock in opened)
    assert len(opened) < len(HOSTS)


def test_a_refused_socket_is_told_to_each_sweep_and_the_next_one_asks_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused() -> Any:
        raise IcmpNotPermittedError

    pinger = Pinger()
    with monkeypatch.context() as patch:
        patch.setattr(icmp, "open_icmp_socket", refused)
        begun: list[Future[SweepResult]] = [pinger.sweep(["127.0.0.1"]) for _ in range(2)]
        for each in begun:
            with pytest.raises(IcmpNotPermittedError):
                each.result(10)
    assert pinger.sweep(["127.0.0.1"]).result(10).rtt_ms("127.0.0.1") is not None
