from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.model import Grain, State
from tests.collectors.records.test_http import own_certificate
from tests.collectors.sources import NOW, minutes
from tests.collectors.ticketsources.helpdesks import ENV, USER_TOKEN, Reply, ZammadDesk, source_of, utc, zammad_row
from tests.collectors.ticketsources.reading import Reader

CLOSED = {
    "state_id": 4,
    "state": "closed",
    "close_at": "2026-11-18T02:00:00.500Z",
    "last_close_at": "2026-11-18T02:00:00.500Z",
    "updated_at": "2026-11-18T02:00:00.501Z",
}


def test_a_ticket_is_opened_when_created_and_solved_when_closed_in_utc(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(3, **CLOSED)]
    ticket = Reader(source_of(zammad)).one()
    assert (ticket.id, ticket.kecamatan, ticket.grain, ticket.source) == (
        "meja:21003",
        "51.08.02",
        Grain.TICKET,
        "zammad:meja",
    )
    assert ticket.solved is not None
    assert (ticket.opened.at, ticket.solved.at) == (utc(2026, 11, 18), utc(2026, 11, 18, 2))
    assert (ticket.opened.resolution_s, ticket.opened.typed) == (1, False)


def test_closed_twice_the_last_time_counts(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(3, **CLOSED | {"last_close_at": "2026-11-19T05:00:00Z"})]
    solved = Reader(source_of(zammad)).one().solved
    assert solved is not None
    assert solved.at == utc(2026, 11, 19, 5)


def test_an_older_zammad_knows_only_the_first_closing(zammad: ZammadDesk) -> None:
    row = zammad_row(3, **CLOSED)
    del row["last_close_at"]
    zammad.rows = [row]
    solved = Reader(source_of(zammad)).one().solved
    assert solved is not None
    assert solved.at == utc(2026, 11, 18, 2)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ((1, "new"), "terbuka"),
        ((2, "open"), "terbuka"),
        ((3, "pending reminder"), "tertunda"),
        ((7, "pending close"), "tertunda"),
        ((4, "closed"), "selesai"),
        ((5, "merged"), "batal"),
        ((8, "menunggu suku cadang"), "tertunda"),
    ],
)
def test_the_type_of_a_state_counts_unless_the_office_says_otherwise(
    zammad: ZammadDesk, state: tuple[int, str], told: str
) -> None:
    zammad.rows = [zammad_row(3, **CLOSED | {"state_id": state[0], "state": state[1]})]
    ticket = Reader(source_of(zammad, states={"Menunggu suku cadang": "tertunda"})).one()
    assert ticket.details["status_sumber"] == told
    assert (ticket.solved is not None) == (told == "selesai")
    assert (ticket.cancelled_at is not None) == (told == "batal")


def test_a_merged_ticket_is_cancelled_with_the_reason(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(3, state_id=5, state="merged")]
    ticket = Reader(source_of(zammad)).one()
    assert (ticket.cancelled_at, ticket.cancel_reason) == (utc(2026, 11, 18, 0, 5), "digabung ke tiket lain di Zammad")


def test_a_ticket_closed_without_a_time_is_judged_only_where_either_way_is_the_same(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(3, state_id=4, state="closed", updated_at="2026-11-18T10:00:00Z")]
    harvest = Reader(source_of(zammad)).read()
    (ticket,) = harvest.tickets
    assert ticket.solved is not None
    assert (ticket.solved.at, ticket.solved.resolution_s) == (utc(2026, 11, 18, 10), 36_000)
    assert harvest.notes == ("meja: tiket 21003: selesai tanpa waktu selesai; isi waktunya di sumbernya",)


def test_all_pages_are_read_until_one_brings_nothing_new(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(number) for number in range(250)]
    assert len(Reader(source_of(zammad)).tickets()) == 250
    asked = zammad.lists("tickets")
    assert [each.params["page"] for each in asked] == ["1", "2", "3", "4"]
    assert {each.params["expand"] for each in asked} == {"true"}


def test_an_empty_helpdesk_is_readable_and_holds_nothing(zammad: ZammadDesk) -> None:
    sample = Reader(source_of(zammad)).sample()
    assert (sample.value, sample.state) == (0, State.READABLE)


def test_after_the_first_look_the_newest_changes_are_searched_for(zammad: ZammadDesk) -> None:
    zammad.rows = [
        zammad_row(number, updated_at=f"2026-11-18T{number // 60:02d}:{number % 60:02d}:00.000Z")
        for number in range(250)
    ]
    reader = Reader(source_of(zammad))
    reader.read()
    zammad.asked.clear()
    zammad.rows[5] |= CLOSED | {"updated_at": "2026-11-20T01:00:00.000Z"}
    tickets = reader.tickets(NOW + minutes(1))
    assert len(tickets) == 250
    assert tickets["meja:21005"].solved is not None
    assert [each.params["page"] for each in zammad.lists("search")] == ["1"]
    assert zammad.lists("tickets") == []


def test_a_search_that_does_not_sort_is_not_trusted_and_everything_is_read(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(1), zammad_row(2, updated_at="2026-11-19T00:00:00Z"), zammad_row(3)]
    reader = Reader(source_of(zammad))
    reader.read()
    zammad.orders = False
    zammad.rows[2] |= CLOSED
    assert reader.tickets(NOW + minutes(1))["meja:21003"].solved is not None


def test_a_day_later_the_list_is_read_and_not_the_search(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(1)]
    reader = Reader(source_of(zammad))
    reader.read()
    zammad.asked.clear()
    reader.read(NOW + timedelta(days=1))
    assert (len(zammad.lists("tickets")), zammad.lists("search")) == (2, [])


@pytest.mark.parametrize(("field", "value"), [("organization", "Kec. Seririt"), ("lokasi", "51.08.02")])
def test_another_field_or_an_own_attribute_can_tell_the_kecamatan(zammad: ZammadDesk, field: str, value: str) -> None:
    zammad.rows = [zammad_row(1, group="Loket", **{field: value})]
    assert Reader(source_of(zammad, place_field=field)).one().kecamatan == "51.08.02"


def test_the_token_goes_in_its_header_and_nobody_is_named(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(1)]
    harvest = Reader(source_of(zammad)).read()
    assert {each.headers["Authorization"] for each in zammad.asked} == {f"Token token={USER_TOKEN}"}
    assert "warga@contoh.id" not in repr(harvest)
    refused = Reader(source_of(zammad), env=ENV | {"TOKEN": "salah-token"}).read()
    assert refused.notes[0].endswith("menjawab HTTP 401; periksa token: masih berlaku dan disalin utuh")
    assert "salah-token" not in repr(refused)


def test_what_is_known_comes_home_in_every_round_even_while_the_source_is_away(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(1)]
    reader = Reader(source_of(zammad))
    first = reader.read()
    zammad.instead["ticket_states"] = [Reply(502)] * 3
    second = reader.read(NOW + minutes(1))
    assert second.tickets == first.tickets
    assert [sample.state for sample in second.samples] == [State.UNKNOWN]


def test_an_offices_own_authority_is_trusted_where_the_file_names_it(zammad: ZammadDesk, tmp_path: Path) -> None:
    certificate = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    zammad.socket = context.wrap_socket(zammad.socket, server_side=True)
    zammad.rows = [zammad_row(1)]
    url = zammad.url.replace("http", "https")
    assert Reader(source_of(zammad, url=url, ca_file=str(certificate))).sample().value == 1
    (note,) = Reader(source_of(zammad, url=url)).read().notes
    assert "sertifikat yang ditolak" in note
    (unread,) = Reader(source_of(zammad, url=url, ca_file=str(tmp_path / "tiada.pem"))).read().notes
    assert "tidak terbaca sebagai sertifikat PEM" in unread


def test_a_redirect_within_the_service_is_followed_with_the_token(zammad: ZammadDesk) -> None:
    zammad.rows = [zammad_row(1)]
    zammad.instead["tickets"] = [Reply(302, None, {"Location": "/api/v1/tickets?expand=true&page=1&per_page=100"})]
    assert Reader(source_of(zammad)).sample().value == 1
    assert {each.headers["Authorization"] for each in zammad.asked} == {f"Token token={USER_TOKEN}"}
