"""The gate before a database: so many at once, nobody for ever, and no place is ever lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import wait

import pytest

from collectors import spool
from collectors.spool import Gate


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_GATE_LOOK_S", 0.005)


def never() -> bool:
    return False


def test_who_finds_no_place_waits_for_one_and_goes_in_when_somebody_leaves() -> None:
    gate, got = Gate(1), []
    assert gate.enter(0, never)
    waiting = threading.Thread(target=lambda: got.append(gate.enter(10, never)))
    waiting.start()
    time.sleep(0.02)
    assert got == []
    gate.leave()
    waiting.join(10)
    assert got == [True]


def test_nobody_waits_longer_than_he_may_or_once_it_is_vain() -> None:
    gate = Gate(1)
    assert gate.enter(0, never)
    assert not gate.enter(0.01, never)
    began_s = time.monotonic()
    assert not gate.enter(60, lambda: True)
    assert time.monotonic() - began_s < 5


def test_no_more_than_the_places_are_at_work_at_once_and_all_get_through() -> None:
    gate, lock = Gate(3), threading.Lock()
    inside, most = [0], [0]

    def work() -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.001)
        with lock:
            inside[0] -= 1

    sent = [gate.send(work, "uji", 10, never) for _ in range(30)]
    wait([each for each in sent if each is not None], timeout=10)
    assert (most[0], None in sent) == (3, False)


def test_work_that_fails_gives_its_place_back() -> None:
    gate = Gate(1)
    failed = gate.send(lambda: 1 // 0, "uji", 1, never)
    assert failed is not None
    assert isinstance(failed.exception(10), ZeroDivisionError)
    assert gate.enter(1, never)


def test_a_machine_without_a_thread_left_loses_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    gate = Gate(1)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert gate.send(lambda: None, "uji", 1, never) is None
    assert gate.enter(0, never)
