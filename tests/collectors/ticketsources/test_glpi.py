from __future__ import annotations

from datetime import timedelta

import pytest

from collectors import glpi as reading
from dashboard.model import Grain, SampleStatus, State
from tests.collectors.sources import NOW, minutes
from tests.collectors.ticketsources.helpdesks import APP_TOKEN, USER_TOKEN, GlpiDesk, Reply, glpi_row, source_of, utc
from tests.collectors.ticketsources.reading import Reader

SOLVED = {"status": 5, "solvedate": "2026-11-18 11:30:00", "date_mod": "2026-11-18 11:30:00"}
CLOSED = SOLVED | {"status": 6, "closedate": "2026-11-19 11:30:00", "date_mod": "2026-11-19 11:30:00"}


def test_a_ticket_is_opened_by_date_and_solved_by_solvedate_in_the_servers_zone(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(7, **CLOSED)]
    ticket = Reader(source_of(glpi)).one()
    assert (ticket.id, ticket.kecamatan, ticket.grain) == ("meja:7", "51.08.02", Grain.TICKET)
    assert ticket.opened.at == utc(2026, 11, 18, 0, 0)
    assert ticket.solved is not None
    assert ticket.solved.at == utc(2026, 11, 18, 3, 30)
    assert (ticket.opened.resolution_s, ticket.source, ticket.runs) == (60, "glpi:meja", ())


def test_the_zone_of_the_source_wins_over_that_of_the_office(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(7)]
    assert Reader(source_of(glpi, zone="Asia/Jakarta")).one().opened.at == utc(2026, 11, 18, 1, 0)


@pytest.mark.parametrize(
    ("status", "said"),
    [(1, "terbuka"), (2, "terbuka"), (3, "terbuka"), (4, "tertunda"), (5, "selesai"), (6, "selesai")],
)
def test_each_status_is_told_and_only_the_last_two_are_solved(glpi: GlpiDesk, status: int, said: str) -> None:
    glpi.rows = [glpi_row(7, **SOLVED | {"status": status})]
    ticket = Reader(source_of(glpi)).one()
    assert ticket.details["status_sumber"] == said
    assert (ticket.solved is not None) == (said == "selesai")


def test_no_text_that_people_wrote_is_kept_unless_the_office_wants_titles(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(7, name="KTP 5108010101900001 atas nama Ni Luh")]
    by_category = source_of(glpi, sop_field="itilcategories_id", sops={"Printer": "buleleng-01-perbaikan-perangkat"})
    told = Reader(by_category).one()
    assert told.title == "Printer"
    assert "Ni Luh" not in repr(told)
    assert "petugas.loket" not in repr(told)
    assert Reader(source_of(glpi)).one().title == ""
    assert Reader(source_of(glpi, titles=True)).one().title == "KTP [NIK disamarkan] atas nama Ni Luh"


def test_all_pages_are_read_once_and_the_session_is_closed(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(number) for number in range(1, 251)]
    assert len(Reader(source_of(glpi)).tickets()) == 250
    ranges = [each.params["range"] for each in glpi.lists("Ticket") if each.params["is_deleted"] == "0"]
    assert ranges == ["0-99", "100-199", "200-299"]
    assert (glpi.begun, glpi.sessions) == (1, set())


def test_the_session_is_closed_also_where_the_list_cannot_be_read(glpi: GlpiDesk) -> None:
    glpi.instead["Ticket"] = [Reply(403, ["ERROR_RIGHT_MISSING", "no"])]
    assert Reader(source_of(glpi)).sample().status is SampleStatus.UNKNOWN
    assert (glpi.begun, glpi.sessions) == (1, set())


def test_a_session_that_ends_between_two_pages_is_begun_again_and_nothing_is_lost(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(number) for number in range(1, 251)]
    glpi.ends_after = 2
    assert len(Reader(source_of(glpi)).tickets()) == 250
    assert glpi.begun == 2


def test_a_session_that_ends_at_once_again_and_again_is_told_as_it_is(glpi: GlpiDesk) -> None:
    glpi.instead["Ticket"] = [Reply(401, ["ERROR_SESSION_TOKEN_INVALID", ""])] * 2
    (note,) = Reader(source_of(glpi)).read().notes
    assert "HTTP 401 (ERROR_SESSION_TOKEN_INVALID)" in note
    assert glpi.begun == 2


def test_a_list_that_shrinks_while_it_is_read_is_read_again(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(number) for number in range(1, 151)]
    first = Reply(206, glpi.rows[:100], {"Content-Range": "0-99/151"})
    glpi.instead["Ticket"] = [first]
    assert len(Reader(source_of(glpi)).tickets()) == 150
    ranges = [each.params["range"] for each in glpi.lists("Ticket") if each.params["is_deleted"] == "0"]
    assert ranges == ["0-99", "100-199", "0-99", "100-199"]


def test_after_the_first_look_only_changes_are_asked_for_and_the_others_stay(glpi: GlpiDesk) -> None:
    glpi.rows = [
        glpi_row(number, date_mod=f"2026-11-18 08:{number // 60:02d}:{number % 60:02d}") for number in range(250)
    ]
    reader = Reader(source_of(glpi))
    assert len(reader.tickets()) == 250
    glpi.asked.clear()
    glpi.rows[17] |= SOLVED
    again = reader.tickets(NOW + minutes(1))
    assert len(again) == 250
    assert again["meja:17"].solved is not None
    asked = [each.params for each in glpi.lists("Ticket") if each.params["is_deleted"] == "0"]
    assert {(each["sort"], each["order"]) for each in asked} == {("date_mod", "DESC")}
    assert len(asked) == 3  # every change lies within the overlap
    glpi.asked.clear()
    reader.read(NOW + minutes(2))
    assert [each.params["range"] for each in glpi.lists("Ticket") if each.params["is_deleted"] == "0"] == ["0-99"]


def test_a_day_later_everything_is_looked_at_again_and_what_went_away_is_noted_but_kept(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1), glpi_row(2)]
    reader = Reader(source_of(glpi))
    reader.read()
    del glpi.rows[0]
    assert set(reader.tickets(NOW + minutes(1))) == {"meja:1", "meja:2"}
    harvest = reader.read(NOW + timedelta(days=1, minutes=2))
    assert {ticket.id for ticket in harvest.tickets} == {"meja:1", "meja:2"}
    (note,) = harvest.notes
    assert note.startswith("meja: tiket 1 tidak terlihat lagi di sumbernya")


def test_where_no_change_can_be_read_everything_is_looked_at(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1, date=None)]
    reader = Reader(source_of(glpi))
    first = reader.read()
    assert reader.read(NOW + minutes(1)).notes == first.notes
    assert {each.params["sort"] for each in glpi.lists("Ticket")} == {"id"}


def test_a_clock_that_was_set_back_begins_with_everything(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1)]
    reader = Reader(source_of(glpi))
    reader.read()
    glpi.asked.clear()
    reader.read(NOW - timedelta(hours=3))
    assert {each.params["sort"] for each in glpi.lists("Ticket")} == {"id"}


def test_a_ticket_in_the_dustbin_is_cancelled_and_can_come_back(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1)]
    reader = Reader(source_of(glpi))
    reader.read()
    glpi.rows[0] |= {"is_deleted": 1, "date_mod": "2026-11-18 09:00:00"}
    gone = reader.one(NOW + minutes(1))
    assert (gone.cancelled_at, gone.cancel_reason) == (utc(2026, 11, 18, 1, 0), "dihapus di GLPI")
    glpi.rows[0] |= {"is_deleted": 0, "date_mod": "2026-11-18 09:10:00"}
    assert reader.one(NOW + minutes(2)).cancelled_at is None


def test_categories_tell_the_sop_and_what_is_of_none_is_left_out(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1), glpi_row(2, itilcategories_id="Akun"), glpi_row(3, itilcategories_id="&nbsp;")]
    source = source_of(
        glpi, sop_field="itilcategories_id", sops={"Perangkat > Printer": "buleleng-01-perbaikan-perangkat"}
    )
    source["sop_default"] = ""
    harvest = Reader(source).read()
    assert [ticket.id for ticket in harvest.tickets] == ["meja:1"]
    assert harvest.notes == ()


def test_a_ticket_that_is_moved_to_another_category_is_not_left_open(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1)]
    source = source_of(glpi, sop_field="itilcategories_id", sops={"Printer": "buleleng-01-perbaikan-perangkat"})
    source["sop_default"] = ""
    reader = Reader(source)
    reader.read()
    glpi.rows[0] |= {"itilcategories_id": "Akun", "date_mod": "2026-11-18 09:00:00"}
    moved = reader.one(NOW + minutes(1))
    assert (moved.cancelled_at, moved.cancel_reason) == (
        utc(2026, 11, 18, 1, 0),
        "bukan lagi tiket SOP kantor ini di sumbernya",
    )


@pytest.mark.parametrize(
    ("entity", "more", "code"),
    [
        ("Root &#62; Kec. Gerokgak", {}, "51.08.01"),
        ("51.08.02", {}, "51.08.02"),
        ("Dinas", {}, None),
        ("Pos Barat", {"places": {"Pos Barat": "51.08.01"}}, "51.08.01"),
        ("Root &gt; Pos Barat", {"places": {"Root > Pos Barat": "dinas"}}, None),
        ("", {"place_default": "dinas"}, None),
        ("Gudang", {"place_default": "51.08.02"}, "51.08.02"),
    ],
)
def test_an_entity_tells_the_kecamatan(glpi: GlpiDesk, entity: str, more: dict[str, object], code: str | None) -> None:
    glpi.rows = [glpi_row(1, entities_id=entity)]
    assert Reader(source_of(glpi, **more)).one().kecamatan == code


def test_another_field_can_tell_the_kecamatan(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1, entities_id="Kantor", locations_id="Gerokgak")]
    assert Reader(source_of(glpi, place_field="locations_id")).one().kecamatan == "51.08.01"


def test_tickets_from_before_the_start_are_left_where_they_are(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1, date="2025-12-31 23:59:59"), glpi_row(2, date="2026-01-01 00:00:00")]
    assert set(Reader(source_of(glpi, start="2026-01-01")).tickets()) == {"meja:2"}


def test_a_busy_service_is_asked_again_in_the_same_look(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1)]
    glpi.instead["Ticket"] = [Reply(429, None, {"Retry-After": "0"}), Reply(503, None)]
    assert Reader(source_of(glpi)).sample().state is State.READABLE


def test_a_service_that_stays_broken_is_unknown_and_is_asked_three_times_only(glpi: GlpiDesk) -> None:
    glpi.instead["Ticket"] = [Reply(500, ["ERROR_SQL", "SELECT rahasia"])] * 9
    reader = Reader(source_of(glpi))
    (note,) = reader.read().notes
    assert note.endswith("/apirest.php menjawab HTTP 500 (ERROR_SQL); periksa layanannya")
    assert len(glpi.lists("Ticket")) == 3


def test_a_wait_longer_than_the_look_is_not_waited_for(glpi: GlpiDesk) -> None:
    glpi.instead["initSession"] = [Reply(429, None, {"Retry-After": "86400"})] * 3
    (note,) = Reader(source_of(glpi)).read().notes
    assert "HTTP 429 dan minta ditunggu 86400 detik; dicoba lagi pada putaran berikut" in note
    assert len(glpi.lists("initSession")) == 1


def test_tokens_go_in_headers_to_this_address_alone_and_stand_nowhere_else(glpi: GlpiDesk) -> None:
    other = GlpiDesk()
    glpi.rows = [glpi_row(1)]
    reader = Reader(source_of(glpi))
    harvest = reader.read()
    assert glpi.asked[0].headers["Authorization"] == f"user_token {USER_TOKEN}"
    assert all(each.headers["App-Token"] == APP_TOKEN for each in glpi.asked)
    assert all(token not in each.path + str(each.params) for each in glpi.asked for token in (USER_TOKEN, APP_TOKEN))
    glpi.instead["initSession"] = [Reply(302, None, {"Location": f"{other.url}/initSession"})]
    failed = reader.read(NOW + minutes(1))
    assert "mengalihkan ke alamat lain" in failed.notes[0]
    assert all(token not in repr((harvest, failed, reader.collector)) for token in (USER_TOKEN, APP_TOKEN))
    other.server_close()


def test_proxies_of_the_environment_are_not_used(glpi: GlpiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    glpi.rows = [glpi_row(1)]
    assert Reader(source_of(glpi)).sample().value == 1


def test_a_service_that_answers_drop_by_drop_is_given_up(glpi: GlpiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.ticketservices.WHOLE_LOOK_S", 0.3)
    glpi.drip_s = 0.05
    (note,) = Reader(source_of(glpi)).read().notes
    assert "tidak selesai menjawab dalam 0 detik" in note or "tidak menjawab tepat waktu" in note


def test_more_pages_than_any_office_has_are_refused(glpi: GlpiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGES_MOST", 2)
    glpi.rows = [glpi_row(number) for number in range(1, 251)]
    (note,) = Reader(source_of(glpi)).read().notes
    assert "lebih dari 200 tiket" in note


def test_a_source_that_hangs_is_unknown_and_keeps_neither_the_books_nor_the_next_round(glpi: GlpiDesk) -> None:
    glpi.pause_s = 30.0
    reader = Reader(source_of(glpi), patience_s=0.1)
    assert reader.sample().state is State.UNKNOWN
    (note,) = reader.read(NOW + minutes(1)).notes
    assert "tidak selesai dibaca dalam 60 detik" in note
    assert len(glpi.asked) == 1  # nobody asks again while the first still hangs


def test_a_ticket_that_cannot_be_read_any_more_stays_as_it_was_until_it_is_mended(glpi: GlpiDesk) -> None:
    glpi.rows = [glpi_row(1)]
    reader = Reader(source_of(glpi))
    first = reader.one()
    glpi.rows[0] |= {"entities_id": "Serirrit", "date_mod": "2026-11-18 09:00:00"}
    broken = reader.read(NOW + minutes(1))
    assert broken.tickets == (first,)
    assert "mungkin Seririt" in broken.notes[0]
    glpi.rows[0] |= {"entities_id": "Gerokgak", "date_mod": "2026-11-18 09:10:00"}
    mended = reader.read(NOW + minutes(2))
    assert [ticket.kecamatan for ticket in mended.tickets] == ["51.08.01"]
    assert mended.notes == ()
