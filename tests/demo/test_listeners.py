"""Listeners on real sockets: open and closed as told, by chance and by hand; an address in use stops no other."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing
from datetime import timedelta
from urllib.request import urlopen

import pytest

from demo.listeners import OUTAGE_CHANCE, Address, Listeners, addresses, is_out_by_chance
from demo.sources import OfficeSources
from tests.demo.conftest import NOW, PORT

MODEM = Address("modem", "127.93.1.1", PORT, is_http=False)
AFIS = Address("afis", "127.93.1.2", PORT, is_http=True)


def answers(address: Address) -> bool:
    with closing(socket.socket()) as client:
        client.settimeout(1)
        return client.connect_ex((address.host, address.port)) == 0


def nobody(_: str) -> bool:
    return False


def test_listeners_open_and_close_as_they_are_told() -> None:
    async def play() -> list[tuple[bool, bool]]:
        listeners, seen = Listeners([MODEM, AFIS]), []
        for down in ({"modem"}, set(), {"modem", "afis"}):
            await listeners.settle(down.__contains__)
            seen.append((answers(MODEM), answers(AFIS)))
        return seen

    assert asyncio.run(play()) == [(False, True), (True, True), (False, False)]


def test_the_stand_in_for_the_afis_server_answers_http() -> None:
    async def ask() -> tuple[int, bytes]:
        listeners = Listeners([AFIS])
        await listeners.settle(nobody)
        reply = await asyncio.to_thread(_get, f"http://{AFIS.host}:{AFIS.port}/")
        await listeners.close()
        return reply

    assert asyncio.run(ask()) == (200, b"AFIS\n")


def _get(url: str) -> tuple[int, bytes]:
    with urlopen(url, timeout=2) as reply:
        return reply.status, reply.read()


def test_closing_leaves_no_listener_behind() -> None:
    async def play() -> None:
        listeners = Listeners([MODEM, AFIS])
        await listeners.settle(nobody)
        await listeners.close()

    asyncio.run(play())
    assert not answers(MODEM)
    assert not answers(AFIS)


def test_an_address_in_use_is_said_with_its_mend_and_tried_again_while_others_go_on() -> None:
    async def play() -> tuple[list[set[str]], list[str]]:
        listeners, open_ids, said = Listeners([MODEM, AFIS]), [], []
        with socket.create_server((MODEM.host, MODEM.port)):
            open_ids.append(set(await listeners.settle(nobody)))
            said.append(listeners.trouble())
        open_ids.append(set(await listeners.settle(nobody)))
        said.append(listeners.trouble())
        await listeners.close()
        return open_ids, said

    open_ids, said = asyncio.run(play())
    assert open_ids == [{"afis"}, {"modem", "afis"}]
    assert f"modem di {MODEM.host}:{PORT}" in said[0]
    assert "sudah dipakai" in said[0]
    assert "PANTAU_DEMO_PORT" in said[0]
    assert said[1] == ""


def test_a_refused_address_that_should_be_down_is_no_trouble() -> None:
    async def play() -> str:
        listeners = Listeners([MODEM])
        with socket.create_server((MODEM.host, MODEM.port)):
            await listeners.settle(nobody)
            await listeners.settle({"modem"}.__contains__)
            return listeners.trouble()

    assert asyncio.run(play()) == ""


def test_chance_gives_the_same_answer_for_the_same_moment() -> None:
    moments = [NOW + timedelta(seconds=30 * step) for step in range(2000)]
    first = [is_out_by_chance("modem-51.08.01", at) for at in moments]
    assert first == [is_out_by_chance("modem-51.08.01", at) for at in moments]
    assert 0 < sum(first) / len(first) < 2 * OUTAGE_CHANCE


@pytest.mark.parametrize("target", ["modem-51.08.01", "pc-13.01.04"])
def test_an_outage_by_chance_lasts_from_45_seconds_to_seven_minutes(target: str) -> None:
    states = [is_out_by_chance(target, NOW + timedelta(seconds=second)) for second in range(60_000)]
    lengths = [len(run) for run in "".join("x" if out else " " for out in states).split()]
    assert lengths
    assert all(45 <= length <= 2 * 420 for length in lengths)


def test_every_tcp_and_http_target_of_the_five_offices_has_an_address_of_its_own(
    offices: list[OfficeSources],
) -> None:
    found = addresses(sources.office for sources in offices)
    assert len(found) == len({(each.host, each.port) for each in found}) == 121
    assert {each.port for each in found} == {PORT}
    assert all(each.host.startswith("127.") for each in found)
