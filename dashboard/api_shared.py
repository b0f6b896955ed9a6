"""Answers that many ask for alike, worked out once: by the question and by the version of the office's data."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import brotli  # type: ignore[import-untyped]
from flask import Response, request

from dashboard.store import Store, feed_version

SHARED_S = 5.0
"""An answer says of what moment it is (``now``); what only time changes in it may come so much later."""
_KEPT = 256
_LARGEST = 1_000_000
_WORTH_PACKING = 500
"""Bytes below which compression wins nothing."""
_QUALITY = 2
"""Of brotli: a feed is packed anew at each change while a screen waits; 5 takes three times as long for a tenth."""
JSON_TYPE = "application/json; charset=utf-8"


class Body:
    """Bytes of an answer; compressed at most once."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain

    @cached_property
    def packed(self) -> bytes:
        """By brotli."""
        return bytes(brotli.compress(self.plain, quality=_QUALITY))

    def response(self) -> Response:
        """As JSON to the request at hand, compressed where its reader can read that."""
        if len(self.plain) < _WORTH_PACKING or not request.accept_encodings["br"]:
            return Response(self.plain, content_type=JSON_TYPE)
        headers = {"Content-Encoding": "br", "Vary": "Accept-Encoding"}
        return Response(self.packed, headers=headers, content_type=JSON_TYPE)


@dataclass(slots=True)
class _Place:
    """One question; the lock lets others wait for the answer instead of working it out as well."""

    lock: Lock = field(default_factory=Lock)
    at_s: float = 0.0
    version: int = -1
    body: Body | None = None


class SharedAnswers:
    """The last answers by question. Nothing but a memory: another worker works the same out from the same data.

    ``shared_s``: how long an answer serves others while the office's data do not change; 0 shares nothing.
    """

    def __init__(self, store: Store, shared_s: float = 0.0, tick: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._shared_s = shared_s
        self._tick = tick
        self._lock = Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def recall(self, question: Hashable, office: str, work_out: Callable[[], Body]) -> Body:
        """The answer to ``question`` about ``office``; whatever ``work_out`` raises is raised."""
        if not self._shared_s:
            return work_out()
        asked_s, place = self._tick(), self._place(question)
        with place.lock:
            if place.body is not None and place.at_s > asked_s:
                return place.body  # begun after the question was put
            at_s, version = self._tick(), feed_version(self._store, office)
            if place.body is not None and place.version == version and at_s - place.at_s < self._shared_s:
                return place.body
            body = work_out()
            if len(body.plain) <= _LARGEST:
                place.at_s, place.version, place.body = at_s, version, body
            return body

    def _place(self, question: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(question, _Place())
            self._places.move_to_end(question)
            while len(self._places) > _KEPT:
                self._places.popitem(last=False)
            return place
