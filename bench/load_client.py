"""Wall screens as one asyncio process: ``python -m bench.load_client``, told what to ask by JSON on standard input.

Each client keeps one connection, as a browser does, and asks as ``assets/feed.js`` does: with the last answer's tag
(If-None-Match) and the tags of the walls it has (``tanda``), again a poll after each answer. The result is JSON on
standard output: milliseconds of each answer after the warm-up, counts by status, this process's own CPU seconds.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import brotli

from bench import passes

TIMEOUT_S = 8.0
"""As the screens' own."""


@dataclass
class Load:
    """What is asked for and what came of it. ``paths`` are dealt out to the clients in turn."""

    url: str
    paths: list[str]
    clients: int
    every_s: float
    seconds: float
    warm_s: float
    is_wall: bool
    ms: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    came: int = 0
    late_ms: list[float] = field(default_factory=list)
    """How long after its time a question was put: what the client itself adds."""
    began: float = 0.0


class Screen:
    """One client and its connection."""

    def __init__(self, load: Load, path: str) -> None:
        self.load, self.path = load, path
        self.where = urlsplit(load.url)
        self.etag, self.tags = "", ""
        self.pipes: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def live(self, first_s: float) -> None:
        """Ask until the time is over."""
        load = self.load
        due = load.began + first_s
        while due < load.began + load.seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            late_ms = (time.perf_counter() - due) * 1000
            status, took_ms = await self.ask()
            if due - load.began >= load.warm_s:
                load.ms.append(took_ms)
                load.late_ms.append(late_ms)
                load.statuses[status] += 1
            due = time.perf_counter() + load.every_s
        if self.pipes is not None:
            self.pipes[1].close()

    async def ask(self) -> tuple[str, float]:
        """One question; its status ("error" where there was no answer) and the milliseconds until its last byte."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status, headers, body = await self._answer()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            if self.pipes is not None:
                self.pipes[1].close()
            self.pipes = None
            return "error", (time.perf_counter() - began) * 1000
        took_ms = (time.perf_counter() - began) * 1000
        if headers.get("connection", "") == "close":
            self.pipes = None
        if self.load.is_wall and status == "200":
            self._remember(headers, body)
        return status, took_ms

    async def _answer(self) -> tuple[str, dict[str, str], bytes]:
        if self.pipes is None or self.pipes[0].at_eof():
            self.pipes = await asyncio.open_connection(self.where.hostname, self.where.port)
        reader, writer = self.pipes
        writer.write(self._question())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = (line.split(":", 1) for line in head[1:] if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in named}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.load.came += sum(map(len, head)) + len(body)
        return head[0].split()[1], headers, body

    def _question(self) -> bytes:
        tags = f"&tanda={self.tags}" if self.tags else ""
        lines = [
            f"GET {self.path}{tags} HTTP/1.1",
            f"Host: {self.where.netloc}",
            "Accept: */*",
            "Accept-Encoding: gzip, deflate, br",
            "Accept-Language: id",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) layar pantau",
            "Connection: keep-alive",
        ]
        lines += [f"{name}: {value}" for name, value in passes.headers().items()]
        if self.etag:
            lines.append(f"If-None-Match: {self.etag}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _remember(self, headers: dict[str, str], body: bytes) -> None:
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(headers.get("content-encoding", ""), bytes)
        feed: Any = json.loads(unpack(body))
        self.etag = headers.get("etag", "")
        tags = [f"{wall['office']}:{wall['tag']}" for wall in feed["walls"]]
        self.tags = ",".join([*tags, f"troubles:{feed['troubles_tag']}"])


async def run(load: Load) -> None:
    """All clients at once; their first questions are spread over one poll."""
    rng = random.Random(7)
    load.began = time.perf_counter()
    screens = [Screen(load, load.paths[number % len(load.paths)]) for number in range(load.clients)]
    await asyncio.gather(*(screen.live(rng.uniform(0, load.every_s)) for screen in screens))


def main() -> None:
    """Read the order, put it through, tell what came of it."""
    load = Load(**json.load(sys.stdin))
    asyncio.run(run(load))
    told = {"ms": load.ms, "late_ms": load.late_ms, "statuses": load.statuses, "bytes": load.came}
    json.dump(told | {"cpu_s": time.process_time()}, sys.stdout)


if __name__ == "__main__":
    main()
