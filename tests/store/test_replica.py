"""Reads from a real streaming replica: which server answered, and when the primary must."""

from __future__ import annotations

import contextvars
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pgserver._commands import POSTGRES_BIN_PATH, pg_basebackup, pg_ctl
from sqlalchemy import make_url, text

from dashboard import web
from dashboard.store import Store, StoreError, append_audit, audit, must_see, open_store, seen_position
from dashboard.store.audit import AuditEntry
from dashboard.store.engine import read
from dashboard.store.replica import BEHIND_MOST_S, LOOK_S, Replica
from tests.offices_factory import make_context
from tests.stores import Databases

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


class Follower:
    """A second server that streams from the first; reached by a socket only."""

    def __init__(self, primary_url: str, user: Any) -> None:
        self._user = user
        self.folder = Path(tempfile.mkdtemp(prefix="pr-", dir="/tmp"))
        self.folder.chmod(0o777)
        self.data = self.folder / "data"
        address = make_url(primary_url)
        where = ["-h", str(address.query["host"]), "-U", str(address.username)]
        pg_basebackup([*where, "-D", str(self.data), "-R", "-c", "fast", "-X", "stream"], user=user, timeout=60)
        self.url = str(address.update_query_dict({"host": str(self.folder)}))
        self.start()

    def start(self) -> None:
        options = ["-o", '-h ""', "-o", f"-k {self.folder}", "-l", str(self.folder / "log")]
        pg_ctl(["-w", *options, "start"], pgdata=self.data, user=self._user, timeout=30)

    def stop(self) -> None:
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.data, user=self._user, timeout=30)


@pytest.fixture(scope="module")
def primary_url(handed_out: Databases) -> str:
    return handed_out.migrated("postgresql")


@pytest.fixture(scope="module")
def follower(handed_out: Databases, primary_url: str) -> Iterator[Follower]:
    assert POSTGRES_BIN_PATH.exists()
    server = handed_out._server
    assert server is not None
    made = Follower(primary_url, server.system_user)
    yield made
    made.stop()
    shutil.rmtree(made.folder)


class Offices:
    """A store with its replica, and a clock of its own for what is known of it."""

    def __init__(self, store: Store) -> None:
        assert store.replica is not None
        self.store, self.replica = store, store.replica
        self.now_s = 0.0
        self.replica._tick = lambda: self.now_s
        self.look()

    def look(self) -> None:
        self.now_s += LOOK_S
        self.replica.look()

    def act(self, detail: str) -> str:
        """What an officer does; the position that his browser then holds."""
        append_audit(self.store, AuditEntry(NOW, "Ni Luh", "uji", detail, {}))
        return seen_position()

    def acts(self) -> set[str]:
        return {entry.subject for entry in audit(self.store)}

    def is_read_from_replica(self) -> bool:
        with read(self.store) as connection:
            return bool(connection.scalar(text("SELECT pg_is_in_recovery()")))

    def on_replica(self, statement: str) -> Any:
        with self.replica.engine.connect() as connection:
            return connection.scalar(text(statement))

    def catch_up(self, position: str) -> None:
        """Wait until the replica has replayed so much; a second is long."""
        for _ in range(500):
            if self.on_replica(f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"):
                return
            self.on_replica("SELECT pg_sleep(0.01)")
        raise AssertionError("the replica does not follow")


@pytest.fixture
def offices(primary_url: str, follower: Follower) -> Iterator[Offices]:
    store = open_store(primary_url, follower.url)
    yield Offices(store)
    store.close()


def of_another(ask: Callable[[], Any]) -> Any:
    """What somebody is told who has written nothing."""
    return contextvars.Context().run(ask)


def test_whoever_wrote_sees_his_act_while_others_read_the_replica(offices: Offices) -> None:
    offices.on_replica("SELECT pg_wal_replay_pause()::text")
    try:
        position = offices.act("satu")
        assert not offices.is_read_from_replica()
        assert "satu" in offices.acts()
        assert of_another(offices.is_read_from_replica)
        assert "satu" not in of_another(offices.acts)
    finally:
        offices.on_replica("SELECT pg_wal_replay_resume()::text")
    offices.catch_up(position)
    assert offices.is_read_from_replica()
    assert "satu" in of_another(offices.acts)


def test_the_browser_carries_the_position_to_whichever_worker(offices: Offices) -> None:
    server = Flask("uji")
    web.install(server, make_context(offices.store), "uji")
    server.add_url_rule("/tulis", "tulis", lambda: offices.act("dua"), methods=["POST"])
    server.add_url_rule("/baca", "baca", lambda: str(offices.is_read_from_replica()))
    officer, visitor = server.test_client(), server.test_client()
    offices.on_replica("SELECT pg_wal_replay_pause()::text")
    try:
        position = officer.post("/tulis").text
        assert (officer.get("/baca").text, visitor.get("/baca").text) == ("False", "True")
    finally:
        offices.on_replica("SELECT pg_wal_replay_resume()::text")
    offices.catch_up(position)
    assert officer.get("/baca").text == "True"


def test_a_replica_that_is_far_behind_is_left_out_until_it_has_caught_up(offices: Offices) -> None:
    offices.on_replica("SELECT pg_wal_replay_pause()::text")
    try:
        position = of_another(lambda: offices.act("tiga"))
        offices.look()
        assert of_another(offices.is_read_from_replica)
        offices.now_s += BEHIND_MOST_S
        offices.look()
        assert not of_another(offices.is_read_from_replica)
    finally:
        offices.on_replica("SELECT pg_wal_replay_resume()::text")
    offices.catch_up(position)
    offices.look()
    assert of_another(offices.is_read_from_replica)


def test_a_replica_that_is_away_costs_one_log_line_and_comes_back(
    offices: Offices, follower: Follower, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "pantau.replika")
    follower.stop()
    try:
        assert [of_another(offices.is_read_from_replica) for _ in range(3)] == [False] * 3
        offices.look()
        assert offices.replica.look().behind_s is None
    finally:
        follower.start()
    offices.look()
    assert of_another(offices.is_read_from_replica)
    assert len(caplog.records) == 2
    assert "tidak terjangkau" in caplog.messages[0]


def test_a_server_that_follows_nobody_is_no_replica(primary_url: str) -> None:
    store = open_store(primary_url, primary_url)
    assert isinstance(store.replica, Replica)
    assert not store.replica.look().up
    store.close()


@pytest.mark.parametrize("position", ["", "0", "x/y", "0/1; DROP", "123456789/0", "0/1\n"])
def test_what_is_no_position_asks_for_nothing(position: str) -> None:
    must_see(position)
    assert seen_position() == ""


def test_an_sqlite_file_has_no_replica(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="PANTAU_READ_URL hanya untuk PostgreSQL"):
        open_store(f"sqlite:///{tmp_path}/uji.db", "postgresql+psycopg://siapa@server/pantau")
