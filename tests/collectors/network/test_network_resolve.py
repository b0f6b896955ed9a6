"""Names are looked up without holding a poll up."""

from __future__ import annotations

import threading
import time

import pytest

from collectors import resolve
from collectors.resolve import Resolver
from tests.collectors.network.netns import namespace


def test_an_address_stands_for_itself() -> None:
    assert Resolver().resolve(["127.0.0.9"], 0) == {"127.0.0.9": "127.0.0.9"}


def test_a_name_of_the_hosts_file_is_found() -> None:
    assert Resolver().resolve(["localhost"], 1) == {"localhost": "127.0.0.1"}


@pytest.mark.parametrize("name", ["", "kantor..example", "a" * 300])
def test_a_name_that_is_none_is_not_found(name: str) -> None:
    assert Resolver().resolve([name], 1) == {name: None}


def test_a_name_without_any_dns_is_not_found() -> None:
    code = """
import json
from collectors.resolve import Resolver
print(json.dumps(Resolver().resolve(["kantor.example", "127.0.0.9"], 3)))
"""
    with namespace() as made:
        assert made.python(code) == {"kantor.example": None, "127.0.0.9": "127.0.0.9"}


def test_a_hanging_look_up_holds_one_poll_briefly_and_serves_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, asked = threading.Event(), []

    def slow(name: str) -> str:
        asked.append(name)
        gate.wait(5)
        return "127.0.0.8"

    monkeypatch.setattr(resolve, "_look_up", slow)
    resolver, started_s = Resolver(), time.monotonic()
    first = resolver.resolve(["lambat.example"], 0.05)
    assert time.monotonic() - started_s < 1
    gate.set()
    assert (first, resolver.resolve(["lambat.example"], 5)) == (
        {"lambat.example": None},
        {"lambat.example": "127.0.0.8"},
    )
    assert asked == ["lambat.example"]
