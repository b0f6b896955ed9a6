"""Answers kept in one process: bounded, shared by the web server's threads, never the only copy of anything."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Memory:
    """The last ``size`` answers by key; the key must name everything that the answer depends on."""

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, work_out: Callable[[], Answer]) -> Answer:
        """The answer kept under ``key``, worked out now where there is none.

        Two threads may work the same answer out at once: that costs time, and holding the lock meanwhile would
        make every other question wait.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[return-value]
        answer = work_out()
        self.keep(key, answer)
        return answer

    def known(self, key: Hashable) -> Any:
        """The answer kept under ``key``; None where there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Hashable, answer: object) -> None:
        """Keep an answer; the one that was not asked for longest goes."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
