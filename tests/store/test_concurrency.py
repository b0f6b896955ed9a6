"""Many at once, and one that dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Thread

from sqlalchemy import text

from dashboard.store import Store, feed_version, latest, open_store, record_batch, rollups
from dashboard.store.engine import read
from tests.store.measured import OFFICE, OK, T0, key, poll, record, run, sample

WRITER = """
import sys, time
from sqlalchemy import text
from dashboard.store import open_store
from dashboard.store.engine import write
store = open_store(sys.argv[1])
with write(store, "51.08") as connection:
    connection.execute(text("DELETE FROM samples"))
    connection.execute(text("UPDATE latest SET state = 'down'"))
    print("mid", flush=True)
    time.sleep(60)
"""


def test_sweeps_of_four_threads_are_all_counted(store: Store) -> None:
    def sweep(thread: int) -> None:
        for number in range(10):
            record_batch(store, run(number, 2), [sample(number), sample(number, OK, key(f"t{thread}"))])

    threads = [Thread(target=sweep, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = rollups(store, OFFICE, T0, poll(1), step="hour")
    assert sorted(one.polls for one in found) == [10] * 5
    assert feed_version(store, OFFICE) == 40


def test_a_reader_sees_one_picture_while_a_sweep_is_written(store: Store) -> None:
    record(store, sample(0))
    count = text("SELECT count(*) FROM samples")
    with read(store) as connection:
        before = connection.scalar(count)
        writer = Thread(target=record, args=(store, sample(1)))
        writer.start()
        writer.join(timeout=5)
        assert not writer.is_alive()
        assert before == 1
    with read(store) as connection:
        assert connection.scalar(count) == 2


def test_a_writer_that_is_killed_leaves_the_state_before(store: Store) -> None:
    record(store, sample(0))
    before = latest(store, OFFICE)
    url = store.engine.url.render_as_string(hide_password=False)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "mid\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    reopened = open_store(url)
    assert latest(reopened, OFFICE) == before
    record(reopened, sample(1))
    reopened.close()
    assert rollups(store, OFFICE, T0, poll(1), step="hour")[0].polls == 2


def test_ids_of_a_rolled_back_sweep_are_not_remembered(store: Store) -> None:
    try:
        record(store, sample(0), sample(1, OK, value=float("inf")))
    except ValueError:
        assert store.offices == {}
    record(store, sample(0))
    assert list(store.offices[OFFICE].ids) == [key()]
