"""How processes connect to PostgreSQL: bounded in number and in time, known by name, the address's own wishes kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from dashboard.store import StoreError, is_out_of_reach, open_store
from dashboard.store.engine import POOL_KEPT, POOL_MOST, unhurried
from dashboard.store.silence import IDLE_S, SILENT_S, PatientConnection
from tests.stores import Databases

SERVER = "postgresql+psycopg://piak@db.dinas.example/piak"


def arguments(url: str) -> dict[str, Any]:
    engine = open_store(url).engine
    _, given = engine.dialect.create_connect_args(engine.url)
    return dict(given)


def test_wishes_of_the_address_for_tls_and_names_reach_the_driver() -> None:
    given = arguments(f"{SERVER}?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=kolektor-5108")
    assert (given["sslmode"], given["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert given["application_name"] == "kolektor-5108"
    assert "statement_timeout" in given["options"]


def test_a_server_behind_a_pool_of_transactions_gets_no_prepared_statements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, Any] = {}

    def connect(*_: object, **given: Any) -> None:
        seen.update(given)
        raise ConnectionError

    store = open_store(f"{SERVER}?prepare_threshold=none")
    monkeypatch.setattr(PatientConnection, "connect", connect)
    with pytest.raises(ConnectionError):
        store.engine.connect()
    assert seen["prepare_threshold"] is None
    with pytest.raises(StoreError, match="prepare_threshold tidak terbaca"):
        open_store(f"{SERVER}?prepare_threshold=sering")


def test_a_process_has_a_known_number_of_connections() -> None:
    pool = open_store(SERVER).engine.pool
    assert isinstance(pool, QueuePool)
    assert (pool.size(), pool.size() + pool._max_overflow) == (POOL_KEPT, POOL_MOST)


def test_the_server_knows_who_asks_and_for_how_long(handed_out: Databases) -> None:
    store = open_store(handed_out.empty("postgresql"))
    with store.engine.connect() as connection:
        told = connection.execute(
            text("SELECT current_setting('application_name'), current_setting('statement_timeout')")
        )
        assert tuple(told.one()) == ("pantau-piak", "1min")
        unhurried(connection)
        assert connection.scalar(text("SHOW statement_timeout")) == "0"
        connection.rollback()
        assert connection.scalar(text("SHOW statement_timeout")) == "1min"
    store.close()


def test_a_server_that_says_nothing_is_out_of_reach_and_the_next_question_gets_a_new_connection(
    handed_out: Databases,
) -> None:
    store = open_store(handed_out.empty("postgresql"))
    with store.engine.connect() as connection:
        connection.connection.driver_connection.silence_s = 0.2  # type: ignore[union-attr]
        with pytest.raises(OperationalError, match="tidak menjawab") as refused:
            connection.execute(text("SELECT pg_sleep(5)"))
    assert is_out_of_reach(refused.value)
    with store.engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    store.close()


def test_work_that_takes_its_time_is_waited_for(handed_out: Databases) -> None:
    store = open_store(handed_out.empty("postgresql"))
    with store.engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, PatientConnection)
        assert driver.silence_s == SILENT_S
        unhurried(connection)
        assert driver.silence_s is None
    assert driver.silence_s == IDLE_S
    store.close()
