"""The code of a request goes along into the processes and tasks of its long work; a round has one of its own."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from collectors.base import CollectorError, Harvest
from collectors.runner import Runner
from dashboard import background
from dashboard.background import LocalManager
from dashboard.logs import bind, bound, request_id
from dashboard.store import Store
from tests.collectors.test_runner import Clock, Source
from tests.logs.conftest import Written
from tests.pages.test_background import wait_until

CODE = "abcd-efgh-jkmn"


def test_a_process_that_makes_a_report_carries_the_code_of_who_asked(tmp_path: Path) -> None:
    told = tmp_path / "kode"

    def job(*_: Any) -> None:
        told.write_text(request_id(), encoding="utf-8")

    with bound(request_id=CODE):
        manager = LocalManager(tmp_path / "pekerjaan")
        manager.call_job_fn("kunci", job, (), {})
    wait_until(lambda: told.exists() and bool(told.read_text(encoding="utf-8")), "no job")
    assert told.read_text(encoding="utf-8") == CODE


def test_a_task_of_celery_carries_the_code_of_who_asked() -> None:
    headers: dict[str, Any] = {}
    with bound(request_id=CODE):
        background._give_code(headers=headers)
    try:
        background._take_code(task=SimpleNamespace(request=SimpleNamespace(**headers)))
        assert request_id() == CODE
        background._take_code(task=SimpleNamespace(request=SimpleNamespace()))
        assert request_id() not in ("", CODE)
    finally:
        bind()


def test_every_round_of_a_collector_has_a_code_of_its_own(sqlite_store: Store, written: Written) -> None:
    def look(_now: datetime) -> Harvest:
        logging.getLogger("pantau.uji").info("melihat")
        raise CollectorError("folder tidak terbaca")

    clock = Clock()
    runner = Runner(sqlite_store, [Source(look)], clock)
    runner.run(0)
    clock.pass_s(30)
    runner.run(0)
    looked = [(line["run_id"], line["office"]) for line in written.lines("pantau.uji")]
    (trouble,) = written.lines("pantau.collectors")
    assert len(set(looked)) == 2
    assert (trouble["run_id"], trouble["office"]) == looked[0]
