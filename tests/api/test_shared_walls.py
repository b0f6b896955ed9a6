"""The wall's page and the feed that keeps it up to date tell the same figures, worked out once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

import dashboard.api_feed
from dashboard import web
from dashboard.api_feed import BEHIND_S, LOOK_S, SharedWalls
from dashboard.api_shared import Body, SharedAnswers
from dashboard.store import Store
from dashboard.views.context import Context
from tests.offices_factory import CODE, SECOND
from tests.people import signed_app
from tests.views.samples import poll, record

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


def test_a_page_takes_the_figures_of_the_month_where_the_feed_has_them(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    real = dashboard.api_feed.wall_view

    def counting(*asked: object, **known: object) -> object:
        counted.append(known.get("figures"))
        return real(*asked, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(dashboard.api_feed, "wall_view", counting)
    app = signed_app(context.settings, context, lambda: NOW)
    app.server.test_client().get("/feed/wall?kantor=semua")
    with app.server.test_request_context("/"):
        views = web.wall_views(tuple(context.offices))
    assert counted.count(None) == len(context.offices)
    assert [view.office for view in views] == list(context.offices)


class Screens:
    """Walls that may be behind, the clock of their process, and the thread that makes the next view."""

    def __init__(self, context: Context, store: Store) -> None:
        self.now_s = 100.0
        self._store = store
        self.walls = SharedWalls(context, lambda: self.now_s, behind_s=BEHIND_S)
        self.ask(is_first=True)

    def ask(self, *, is_first: bool = False) -> str:
        """State of the second kecamatan's network, as a screen is told it."""
        (wall,) = self.walls.answer([CODE], NOW, is_first=is_first).feed["walls"]
        return next(tile["jaringan"]["state"] for tile in wall["tiles"] if tile["kecamatan"] == SECOND)

    def change(self, after_s: float) -> None:
        self.now_s += after_s
        record(self._store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])

    def work_off(self) -> None:
        for thread in threading.enumerate():
            if thread.name == "dinding":
                thread.join(10)


@pytest.fixture
def screens(context: Context, store: Store) -> Iterator[Screens]:
    made = Screens(context, store)
    yield made
    made.work_off()


def test_a_screen_that_asks_again_does_not_wait_for_the_next_view(screens: Screens) -> None:
    screens.change(after_s=LOOK_S + 0.1)
    with screens.walls._lock:  # the next view cannot be ready before the answer
        assert screens.ask() == "tidak_terukur"
    screens.work_off()
    assert screens.ask() == "baik"


def test_a_screen_is_never_further_behind_than_said(screens: Screens) -> None:
    screens.change(after_s=BEHIND_S + 0.1)
    assert screens.ask() == "baik"


def test_a_page_that_was_just_opened_is_not_behind_at_all(screens: Screens) -> None:
    screens.change(after_s=LOOK_S + 0.1)
    assert screens.ask(is_first=True) == "baik"


def test_a_crowd_that_waits_shares_what_was_begun_after_it_asked(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s, made = [0.0], []
    real = dashboard.api_feed.wall_view

    def slow(*asked: object, **known: object) -> object:
        made.append(asked)
        waiting.wait(10)
        now_s[0] += 60
        return real(*asked, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(dashboard.api_feed, "wall_view", slow)
    walls, waiting = SharedWalls(context, lambda: now_s[0]), threading.Event()
    walls._lock.acquire()
    crowd = [threading.Thread(target=walls.views, args=([CODE], NOW)) for _ in range(5)]
    for each in crowd:
        each.start()
    now_s[0] = 1.0  # all of them have asked before
    walls._lock.release()
    waiting.set()
    for each in crowd:
        each.join(10)
    assert len(made) == 1


def test_an_answer_of_the_api_serves_others_until_the_data_change_or_it_is_old(store: Store) -> None:
    now_s, made = [0.0], []
    shared = SharedAnswers(store, shared_s=5.0, tick=lambda: now_s[0])

    def ask(question: str = "a") -> None:
        shared.recall(question, CODE, lambda: made.append(question) or Body(b"{}"))  # type: ignore[func-returns-value]

    ask(), ask(), ask("b")
    assert made == ["a", "b"]
    record(store, [poll("modem-2", SECOND, NOW)])
    ask()
    now_s[0] = 5.1
    ask()
    assert made == ["a", "b", "a", "a"]
