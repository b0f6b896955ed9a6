"""The collectors' process as a whole: one an office, followed when it dies, able without a database, ended in time."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from collectors.lease import BEAT_S, LEASE_S
from collectors.process import TAKEN
from dashboard.store import StoreError, held_leases, open_store, settle_office
from tests.live_office import CODE, ROOT, LiveOffice

STOP_S = 10
"""What a service manager grants before it kills."""


class Bureau:
    """A live office whose collectors the test starts, in one or another data folder, all with one database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office = LiveOffice(folder)
        self.office._port = 0
        self.database = f"sqlite:///{folder}/pusat.sqlite3"

    def start(self, *options: str, data: str = "data", database: str = "") -> subprocess.Popen[str]:
        env = self.office.env | {"PANTAU_DATA": str(self.folder / data), "DATABASE_URL": database or self.database}
        command = [sys.executable, "-m", "collectors", *options]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        self.office.processes.append(process)  # type: ignore[arg-type]  (stopped by id whatever the test does)
        return process

    def runs(self) -> int:
        try:
            with closing(sqlite3.connect(f"file:{self.folder}/pusat.sqlite3?mode=ro", uri=True)) as file:
                return int(file.execute("SELECT count(*) FROM collector_runs").fetchone()[0])
        except sqlite3.Error:
            return 0

    def holder_pid(self) -> int:
        with closing(open_store(self.database)) as store:
            return held_leases(store)[CODE].holder.pid

    def wait_for_runs(self, more: int = 1) -> None:
        wanted = self.runs() + more
        until(lambda: self.runs() >= wanted, 30)


def until(is_so: Callable[[], bool], seconds: float) -> float:
    """Wait for something; gives how long it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(tmp_path)
    yield made
    for process in made.office.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
    made.office.close()
    for process in made.office.processes:
        if process.stderr is not None:
            process.stderr.close()


def test_a_second_process_refuses_in_one_line_and_the_first_ends_cleanly(bureau: Bureau) -> None:
    first = bureau.start()
    bureau.wait_for_runs()
    same_folder = bureau.start()
    other_folder = bureau.start(data="lain")
    for refused in (same_folder, other_folder):
        assert refused.wait(20) == TAKEN
        assert refused.stderr is not None
        (line,) = [each for each in refused.stderr.read().splitlines() if "Perbaikan" in each]
        assert line.startswith(
            f"kantor {CODE} sudah dikerjakan kolektor lain di {os.uname().nodename} (pid {first.pid} "
        )
        assert " sejak " in line
    first.terminate()
    assert first.wait(STOP_S) == 0
    third = bureau.start(data="lain")
    until(lambda: bureau.holder_pid() == third.pid, 15)


def test_after_a_kill_the_next_process_in_the_folder_works_at_once(bureau: Bureau) -> None:
    first = bureau.start()
    bureau.wait_for_runs()
    first.kill()
    first.wait(5)
    second = bureau.start()
    assert until(lambda: bureau.holder_pid() == second.pid, LEASE_S) < LEASE_S
    bureau.wait_for_runs()


def test_a_standby_follows_a_stalled_process_which_then_writes_nothing_more_and_ends(bureau: Bureau) -> None:
    first = bureau.start()
    bureau.wait_for_runs()
    standby = bureau.start("--wait", data="cadangan")
    time.sleep(2 * BEAT_S)
    assert bureau.holder_pid() == first.pid
    first.send_signal(signal.SIGSTOP)
    until(lambda: bureau.holder_pid() == standby.pid, LEASE_S + 2 * BEAT_S + 5)
    bureau.wait_for_runs(2)
    first.send_signal(signal.SIGCONT)
    assert first.wait(STOP_S + BEAT_S) == TAKEN
    assert first.stderr is not None
    assert "diambil alih" in first.stderr.read()
    assert (standby.poll(), bureau.holder_pid()) == (None, standby.pid)
    with closing(open_store(bureau.database)) as store:
        settle_office(store, CODE)
    with closing(sqlite3.connect(bureau.folder / "pusat.sqlite3")) as file:
        polls = file.execute("SELECT series_id, sum(polls) FROM rollups_hourly GROUP BY 1 ORDER BY 1").fetchall()
        assert polls == file.execute("SELECT series_id, count(*) FROM samples GROUP BY 1 ORDER BY 1").fetchall()


def test_a_stop_does_not_wait_for_a_source_that_hangs_and_names_it(bureau: Bureau) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        office = yaml.safe_load((bureau.folder / "office.yaml").read_text(encoding="utf-8"))
        url = f"postgresql+psycopg://siapa@127.0.0.1:{silent.getsockname()[1]}/siak"
        office["counters"] = [{"id": "kirim", "kecamatan": "51.08.01", "kind": "sql", "url": url, "query": "SELECT 1"}]
        (bureau.folder / "office.yaml").write_text(yaml.safe_dump(office, allow_unicode=True), encoding="utf-8")
        process = bureau.start()
        asked, _ = silent.accept()
        with asked:
            process.terminate()
            assert process.wait(STOP_S) == 0
    assert process.stderr is not None
    assert f"tanpa menunggu sumber yang menggantung: {CODE} records" in process.stderr.read()


def test_without_a_database_the_samples_are_gathered_and_brought_by_the_next_start(bureau: Bureau) -> None:
    gone = "postgresql+psycopg://pantau@127.0.0.1:1/pantau"
    first = bureau.start(database=gone)
    spool = bureau.folder / "data" / f"spool-{CODE}.sqlite3"

    def gathered() -> int:
        try:
            with closing(sqlite3.connect(f"file:{spool}?mode=ro", uri=True)) as file:
                return int(file.execute("SELECT count(*) FROM parcels WHERE samples > 0").fetchone()[0])
        except sqlite3.Error:
            return 0

    until(lambda: gathered() >= 3, 30)
    first.terminate()
    assert first.wait(STOP_S) == 0
    assert first.stderr is not None
    assert len([each for each in first.stderr.read().splitlines() if "sampel ditampung di antrean" in each]) == 1
    waiting = gathered()
    bureau.start()
    until(lambda: gathered() == 0, 30)
    assert bureau.runs() >= waiting


def test_an_address_that_is_no_database_ends_with_its_mend(bureau: Bureau) -> None:
    refused = bureau.start(database="mysql://pantau@db/pantau")
    assert refused.wait(15) == 2
    assert refused.stderr is not None
    assert "DATABASE_URL" in refused.stderr.read()
    with pytest.raises(StoreError):
        open_store("mysql://pantau@db/pantau")
