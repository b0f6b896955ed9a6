"""The real app at DEBUG, with every line that it writes in both forms."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from dashboard.logs import OURS, JsonLines, Lines, set_up_logs
from dashboard.settings import Settings, load_settings


@dataclass
class Written:
    """What was written since the beginning of a test, as lines for people and as JSON."""

    plain: io.StringIO = field(default_factory=io.StringIO)
    json: io.StringIO = field(default_factory=io.StringIO)

    def lines(self, logger: str = "") -> list[dict[str, object]]:
        """The JSON lines of a logger (all of them unless one is named)."""
        every = [json.loads(line) for line in self.json.getvalue().splitlines()]
        return [line for line in every if not logger or line["logger"] == logger]


def settings_of(**env: str) -> Settings:
    return load_settings({"PANTAU_LOG_LEVEL": "DEBUG", **env})


@pytest.fixture
def written() -> Iterator[Written]:
    made, root = Written(), logging.getLogger()
    before = (root.level, root.handlers[:], {name: logging.getLogger(name).level for name in OURS})
    set_up_logs(settings_of())
    handlers = []
    for stream, form in ((made.plain, Lines()), (made.json, JsonLines())):
        handlers.append(logging.StreamHandler(stream))
        handlers[-1].setFormatter(form)
        root.addHandler(handlers[-1])
    yield made
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)
