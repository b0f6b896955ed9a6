from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api import api_blueprint
from dashboard.api_feed import SharedWalls
from dashboard.api_health import Health
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.services.own_copies import LastCopy, note
from dashboard.store import Holder, Store, save_ticket, take_lease
from dashboard.views.context import Context
from tests.offices_factory import CATALOGUE, CODE, FIRST, REPAIR, SECOND, THIRD
from tests.people import SOMEBODY
from tests.views.samples import poll, record

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NO_COPY = {"backup": "never", "backup_age_s": None}
PERIOD = {"office": CODE, "from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def client(context: Context) -> FlaskClient:
    app = Flask(__name__)
    app.config["IDENTIFY"] = lambda: SOMEBODY
    app.register_blueprint(api_blueprint(context, lambda: NOW))
    return app.test_client()


def stamp(at: datetime) -> Stamp:
    return Stamp(at, 1, at)


@pytest.fixture
def repaired(store: Store) -> None:
    """Yesterday's repair at Seririt: the first step in time."""
    begun = NOW - timedelta(days=1)
    run = StepRun(1, 1, stamp(begun), stamp(begun + timedelta(seconds=60)))
    version = CATALOGUE.get(REPAIR).effective
    save_ticket(store, Ticket("T-1", CODE, SECOND, REPAIR, version, stamp(begun), "buku", (run,)), by="uji", at=NOW)


def test_health_tells_that_it_is_well_and_how_old_the_last_copy_is(client: FlaskClient, context: Context) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "backup": "never", "backup_age_s": None})
    note(context.settings.data, LastCopy(NOW - timedelta(days=2), "satu", 1, 0.1, NOW))
    assert client.get("/healthz").json == {"status": "ok", "backup": "late", "backup_age_s": 2 * 86_400}
    note(context.settings.data, LastCopy())


def test_health_is_503_while_the_database_cannot_be_read(client: FlaskClient, store: Store) -> None:
    with store.writing.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE collector_runs RENAME TO lost")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "error", "reason": "basis data tidak terbaca"})


def test_health_names_kinds_of_trouble_and_nobody(client: FlaskClient, store: Store) -> None:
    silent = NOW - timedelta(hours=1)
    assert take_lease(store, CODE, Holder("a", "server-rahasia", 7), "antrean", silent, None)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "degraded", "troubles": ["collectors"]} | NO_COPY)


def test_health_tells_of_a_clock_that_was_set_back(client: FlaskClient, store: Store) -> None:
    assert take_lease(store, CODE, Holder("a", "server", 7), "antrean", NOW + timedelta(hours=1), None)
    assert client.get("/healthz").json == {"status": "degraded", "troubles": ["collectors", "clock"]} | NO_COPY


def test_health_waits_for_a_silent_database_in_bounded_time_and_once(context: Context) -> None:
    answers, asked = threading.Event(), []

    def hang(*_: object) -> tuple[str, ...]:
        asked.append(1)
        answers.wait(10)
        return ()

    health = Health(context, lambda: NOW, patience_s=0.05, find=hang)
    assert [health.answer()[1] for _ in range(3)] == [503, 503, 503]
    assert len(asked) == 1
    answers.set()
    health._look.result(5)  # type: ignore[union-attr]
    assert health.answer() == ({"status": "ok"} | NO_COPY, 200)


def test_status_has_the_envelope_and_a_row_a_kecamatan(client: FlaskClient, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    body = client.get("/api/v1/status", query_string={"office": CODE}).get_json()
    assert body["office"] == CODE
    assert body["now"] == "2026-11-20T10:00:00+08:00"
    assert (body["rule_version"], body["simulated"]) == ("1", True)
    assert [row["kecamatan"] for row in body["rows"]] == [FIRST, SECOND, THIRD]
    assert (body["dinas"]["kecamatan"], body["dinas"]["name"]) == (None, "Dinas")


def test_an_indicator_tells_state_since_and_age(client: FlaskClient, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    body = client.get("/api/v1/status", query_string={"office": CODE}).get_json()
    found = body["rows"][1]["jaringan"]
    assert found["state"] == "baik"
    assert found["since"] == found["observed_at"] == "2026-11-20T09:59:55+08:00"
    assert found["age_s"] == 5


def test_what_was_never_measured_is_null_and_not_green(client: FlaskClient) -> None:
    found = client.get("/api/v1/status", query_string={"office": CODE}).get_json()["rows"][2]["jaringan"]
    assert (found["state"], found["since"], found["age_s"]) == ("tidak_terukur", None, None)


def test_compliance_counts_the_period_s_runs(client: FlaskClient, repaired: None) -> None:
    body = client.get("/api/v1/compliance", query_string={**PERIOD, "sop": REPAIR}).get_json()
    first = next(row for row in body["rows"] if row["from_step"] == 1 and row["scope"] == "step")
    assert (first["kecamatan"], first["kind"], first["met"], first["n"]) == (SECOND, "pelaksanaan", 1, 1)
    assert (first["compliance"], first["coverage"]) == (1.0, 1.0)
    assert first["version"] == CATALOGUE.get(REPAIR).effective.isoformat()


def test_both_days_of_a_period_are_included(client: FlaskClient, repaired: None) -> None:
    one_day = {"office": CODE, "from": "2026-11-19", "to": "2026-11-19"}
    rows = client.get("/api/v1/compliance", query_string=one_day).get_json()["rows"]
    assert [row["met"] for row in rows if row["from_step"] == 1 and row["scope"] == "step"] == [1]


def test_a_period_without_runs_has_no_made_up_figures(client: FlaskClient, repaired: None) -> None:
    rows = client.get("/api/v1/compliance", query_string={**PERIOD, "to": "2026-11-18"}).get_json()["rows"]
    assert all(row["n"] == 0 and row["compliance"] is None for row in rows)


def test_now_in_the_query_is_what_is_judged_by(client: FlaskClient, repaired: None) -> None:
    body = client.get("/api/v1/compliance", query_string={**PERIOD, "now": "2026-11-18T08:00:00+08:00"}).get_json()
    assert body["now"] == "2026-11-18T08:00:00+08:00"
    assert sum(row["n"] for row in body["rows"]) == 0


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/api/v1/status", {}, "office"),
        ("/api/v1/status", {"office": "99.99"}, "office"),
        ("/api/v1/status", {"office": CODE, "kecamatan": FIRST}, "kecamatan"),
        ("/api/v1/compliance", {"office": CODE, "to": "2026-11-30"}, "from"),
        ("/api/v1/compliance", {"office": CODE, "from": "2026-11-01"}, "to"),
        ("/api/v1/compliance", {**PERIOD, "from": "1 November"}, "from"),
        ("/api/v1/compliance", {**PERIOD, "to": "2026-11-31"}, "to"),
        ("/api/v1/compliance", {**PERIOD, "from": "2026-12-01"}, "from"),
        ("/api/v1/compliance", {**PERIOD, "sop": "tidak-ada"}, "sop"),
        ("/api/v1/compliance", {**PERIOD, "sop": ""}, "sop"),
        ("/api/v1/compliance", {**PERIOD, "now": "2026-11-20T10:00:00"}, "now"),
        ("/feed/wall", {}, "kantor"),
        ("/feed/wall", {"kantor": "99.99"}, "kantor"),
    ],
)
def test_a_bad_parameter_is_400_with_its_field(
    client: FlaskClient, path: str, query: dict[str, str], field: str
) -> None:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 400
    assert answer.get_json()["field"] == field
    assert answer.get_json()["error"].endswith(".")


TEXT = st.text(max_size=20) | st.sampled_from([CODE, REPAIR, "2026-11-01", "2026-11-30", "semua", "2026-11-20T01:00Z"])
NAMES = st.sampled_from(["office", "sop", "from", "to", "now", "kantor"]) | st.text(max_size=6)


@given(path=st.sampled_from(["status", "compliance"]), query=st.lists(st.tuples(NAMES, TEXT), max_size=6))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_string_breaks_the_api(client: FlaskClient, path: str, query: list[tuple[str, str]]) -> None:
    encoded = urlencode(query, errors="surrogatepass")
    answer = client.get(f"/api/v1/{path}?{encoded}")
    assert answer.status_code in (200, 400)
    assert "rows" in answer.get_json() or {"error", "field"} == set(answer.get_json())


DAYS = st.dates(date(1999, 12, 1), date(2100, 1, 31)).map(str)
MOMENTS = st.datetimes(datetime(1999, 12, 1), datetime(2100, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(start=DAYS, end=DAYS, at=MOMENTS.map(datetime.isoformat))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_period_and_no_now_breaks_the_api(
    client: FlaskClient, repaired: None, start: str, end: str, at: str
) -> None:
    answer = client.get("/api/v1/compliance", query_string={"office": CODE, "from": start, "to": end, "now": at})
    assert answer.status_code in (200, 400)


@given(at=MOMENTS.map(datetime.isoformat))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_open_ticket_can_be_judged_at_any_now(client: FlaskClient, repaired: None, at: str) -> None:
    answer = client.get("/api/v1/compliance", query_string={**PERIOD, "now": at})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "raw", ["office=%ff%fe", "office", "&&&", "=", "%00=%00", "office=" + "9" * 5000, "a;b", "from[]=1"]
)
def test_broken_query_strings_are_refused(client: FlaskClient, raw: str) -> None:
    assert client.get(f"/api/v1/compliance?{raw}").status_code == 400


def test_the_feed_of_one_office_is_small_and_tagged(client: FlaskClient) -> None:
    answer = client.get("/feed/wall", query_string={"kantor": CODE})
    assert [wall["office"] for wall in answer.get_json()["walls"]] == [CODE]
    assert answer.headers["ETag"].startswith('W/"')
    assert len(answer.data) < 20_000


def test_an_unchanged_feed_is_304_without_a_body(client: FlaskClient) -> None:
    tag = client.get("/feed/wall?kantor=semua").headers["ETag"]
    again = client.get("/feed/wall?kantor=semua", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_a_changed_feed_is_sent_whole(client: FlaskClient, store: Store) -> None:
    tag = client.get("/feed/wall?kantor=semua").headers["ETag"]
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    assert client.get("/feed/wall?kantor=semua", headers={"If-None-Match": tag}).status_code == 200


def test_a_wall_that_the_reader_has_comes_back_without_its_content(client: FlaskClient, store: Store) -> None:
    first = client.get("/feed/wall?kantor=semua").get_json()
    has = f"{CODE}:{first['walls'][0]['tag']},troubles:{first['troubles_tag']}"
    again = client.get("/feed/wall", query_string={"kantor": "semua", "tanda": has}).get_json()
    assert set(again["walls"][0]) == {"office", "tag", "now", "data_at", "data_age_s", "stale"}
    assert "troubles" not in again
    record(store, [poll("modem-2", SECOND, NOW - timedelta(seconds=5))])
    news = client.get("/feed/wall", query_string={"kantor": "semua", "tanda": has}).get_json()
    states = {tile["kecamatan"]: tile["jaringan"]["state"] for tile in news["walls"][0]["tiles"]}
    assert states[SECOND] == "baik"


def test_the_tag_of_the_whole_feed_is_the_same_whatever_the_reader_has(client: FlaskClient) -> None:
    whole = client.get("/feed/wall?kantor=semua")
    has = f"{CODE}:{whole.get_json()['walls'][0]['tag']}"
    assert client.get(f"/feed/wall?kantor=semua&tanda={has}").headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize("tags", ["x", "51.08:", "51.08:zz", f"{CODE}:{'a' * 13}", ":::"])
def test_tags_that_cannot_be_read_are_refused(client: FlaskClient, tags: str) -> None:
    answer = client.get("/feed/wall", query_string={"kantor": "semua", "tanda": tags})
    assert (answer.status_code, answer.get_json()["field"]) == (400, "tanda")


def test_the_feed_tells_each_tiles_overall_state_and_what_is_wrong(client: FlaskClient) -> None:
    body = client.get("/feed/wall?kantor=semua").get_json()
    assert {tile["overall"]["state"] for tile in body["walls"][0]["tiles"]} == {"tidak_terukur"}
    assert body["walls"][0]["counts"]["tidak_terukur"] == 3
    assert body["troubles"] == []


def test_the_figures_of_the_month_are_counted_every_ten_seconds_and_anew_in_a_new_month(context: Context) -> None:
    seconds = [0.0]
    walls = SharedWalls(context, lambda: seconds[0])
    figures = []
    for second, now in ((0.0, NOW), (5.0, NOW), (11.0, NOW), (12.0, NOW + timedelta(days=30))):
        seconds[0] = second
        walls.feed([CODE], now)
        figures.append(walls._kept[CODE].view.figures)
    assert figures[0] is figures[1]
    assert figures[1] is not figures[2]
    assert figures[3].period_start > figures[2].period_start


def test_screens_that_ask_together_share_one_view(context: Context) -> None:
    seconds = [0.0]
    walls = SharedWalls(context, lambda: seconds[0])
    first, later = NOW, NOW + timedelta(minutes=5)
    nows = []
    for second, now in ((0.0, first), (0.5, later), (1.5, later)):
        seconds[0] = second
        nows.append(walls.views([CODE], now)[0].now)
    assert nows[0] == nows[1] != nows[2]


def test_the_clocks_of_a_shared_view_go_on(context: Context, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, NOW)])
    walls = SharedWalls(context, lambda: 0.0)
    first, later = (walls.feed([CODE], NOW + timedelta(seconds=age_s))["walls"][0] for age_s in (1, 3600))
    assert (first["data_age_s"], first["stale"]) == (1.0, False)
    assert (later["data_age_s"], later["stale"]) == (3600.0, True)
    assert first["tag"] == later["tag"]
