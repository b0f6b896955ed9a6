"""``/tiket``: the list, its blocks and file, and a new ticket by the form's own callback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.access import Role
from dashboard.components.question import BadQuestion
from dashboard.components.sending_typed import BadTyped
from dashboard.components.ticket_question import read_agenda, ticket_href, ticket_of
from dashboard.components.ticket_typed import choose, need_when, read_when
from dashboard.exports.agenda_csv import agenda_csv
from dashboard.model import Indicator, Stamp, Ticket
from dashboard.settings import load_settings
from dashboard.store import open_store, save_ticket, ticket, upgrade
from dashboard.views.context import Context, build_context
from dashboard.views.ticket_rows import ListRow
from tests.pages.tree import find, text
from tests.people import add_somebody, signed_app

NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)  # 10.05 WITA, a Friday
CODE = "51.08"
REPAIR = "buleleng-01-perbaikan-perangkat"
FIELDS = ("open-place", "open-sop", "open-title", "open-at", "open-second")


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path), "PANTAU_OFFICER": "Ni Luh"})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.ticket"]["layout"](**query)


def keep(context: Context, number: str, hours_ago: float, **more: Any) -> None:
    sop = context.catalogue.get(REPAIR)
    opened = Stamp(NOW - timedelta(hours=hours_ago))
    given = {"kecamatan": "51.08.01", "source": "dasbor", "title": "Modem mati"} | more
    made = Ticket(number, CODE, sop=REPAIR, version=sop.effective, opened=opened, **given)
    save_ticket(context.store, made, by="sari", at=NOW)


def call(app: Dash, outputs: list[str], inputs: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    """One callback as the browser calls it; what each output becomes (ids and properties joined by a dot)."""
    split = [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in outputs]
    named = "..".join(["", "...".join(outputs), ""]) if len(outputs) > 1 else outputs[0]

    def given(props: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"id": key.rsplit(".", 1)[0], "property": key.rsplit(".", 1)[1], "value": value}
            for key, value in props.items()
        ]

    body = {
        "output": named,
        "outputs": split if len(split) > 1 else split[0],
        "inputs": given(inputs),
        "changedPropIds": list(inputs),
        "state": given(state),
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)
    response: dict[str, Any] = answer.get_json()["response"] if answer.status_code == 200 else {}
    return {f"{name}.{prop}": value for name, props in response.items() for prop, value in props.items()}


def block(app: Dash, start: int = 0, **query: str) -> dict[str, Any]:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    state = {"agenda-question.data": f"/tiket?kantor={CODE}{asked}"}
    request = {"agenda-grid.getRowsRequest": {"startRow": start, "endRow": start + 100}}
    found: dict[str, Any] = call(app, ["agenda-grid.getRowsResponse"], request, state)["agenda-grid.getRowsResponse"]
    return found


def send(app: Dash, *typed: str) -> dict[str, Any]:
    state = {f"{name}.value": value for name, value in zip(FIELDS, (*typed, "", "", "", "", "")[:5], strict=True)}
    outputs = ["open-answer.children", "open-second-block.hidden", "agenda-go.href"]
    return call(
        app, outputs, {"open-form.n_submit": 1}, state | {"agenda-question.data": f"/tiket?kantor={CODE}&baru=1"}
    )


def test_the_page_is_served_and_an_empty_office_says_how_to_begin(app: Dash) -> None:
    assert app.server.test_client().get("/tiket").status_code == 200
    made = page(app, kantor=CODE)
    assert "belum punya tiket" in text(made)
    assert "DATA SIMULASI" in text(made)
    assert find(made, id="agenda-csv")[0]["props"]["disabled"]


def test_rows_come_in_blocks_the_newest_first_with_the_total(app: Dash, context: Context) -> None:
    for number in range(105):
        keep(context, f"T-{number:03d}", 200 - number)
    first, second = block(app), block(app, 100)
    assert (first["rowCount"], len(first["rowData"]), len(second["rowData"])) == (105, 100, 5)
    assert (first["rowData"][0]["number"], second["rowData"][-1]["number"]) == ("T-104", "T-000")


def test_a_row_says_whose_turn_it_is_and_how_it_stands(app: Dash, context: Context) -> None:
    keep(context, "buku:1/2", 1, source="logbook:buku")
    [row] = block(app)["rowData"]
    assert row["turn"].startswith("langkah 1: ")
    assert (row["number"], row["state_words"], row["source"]) == ("1/2", "lewat waktu", "buku agenda")
    assert row["href"] == "/tiket/buku-1-2?kantor=51.08&nomor=buku%3A1%2F2"


def test_filters_of_the_address_hold_for_rows_and_count(app: Dash, context: Context) -> None:
    keep(context, "A-1", 30)
    keep(context, "A-2", 2, kecamatan=None)
    keep(context, "B-1", 1, cancelled_at=NOW, cancel_reason="ganda")
    assert [row["id"] for row in block(app, cari="a-")["rowData"]] == ["A-2", "A-1"]
    assert [row["id"] for row in block(app, kecamatan="dinas")["rowData"]] == ["A-2"]
    assert [row["turn"] for row in block(app, keadaan="batal")["rowData"]] == ["batal 20 Nov 2026 10.05"]
    assert [row["id"] for row in block(app, dari="2026-11-19", sampai="2026-11-19")["rowData"]] == ["A-1"]
    assert "1  tiket cocok" in text(page(app, kantor=CODE, keadaan="batal"))
    assert "Tidak ada tiket yang cocok" in text(page(app, kantor=CODE, cari="zzz"))


def test_nightly_runs_of_machines_are_one_click_away_and_do_not_drown_the_agenda(app: Dash, context: Context) -> None:
    keep(context, "A-1", 30)
    keep(context, "backup-siak-2026-11-20", 2, source="backup:siak", kecamatan=None)
    assert [row["number"] for row in block(app)["rowData"]] == ["A-1"]
    made = page(app, kantor=CODE)
    assert "1 pelaksanaan otomatis" in text(made).replace("  ", " ")
    assert find(made, href="/tiket?kantor=51.08&sumber=otomatis")
    assert [row["number"] for row in block(app, sumber="otomatis")["rowData"]] == ["cadangan 20 Nov 08.05"]
    assert block(app, sumber="semua")["rowCount"] == 2
    assert "Pilih Sumber semua" in text(page(app, kantor=CODE, cari="backup")).replace("pilih", "Pilih")
    assert "Pakai salah satu: agenda, dasbor" in text(page(app, kantor=CODE, sumber="entah"))


def test_the_file_holds_every_row_and_no_formula(app: Dash, context: Context) -> None:
    keep(context, "A-1", 2, title="=HYPERLINK(1)")
    answer = call(
        app, ["agenda-file.data"], {"agenda-csv.n_clicks": 1}, {"agenda-question.data": f"/tiket?kantor={CODE}"}
    )
    made = answer["agenda-file.data"]
    lines = made["content"].splitlines()
    assert lines[0] == "\ufeffDATA SIMULASI"
    assert lines[1] == "Tiket Buleleng;diambil 20 Nov 2026 10.05 WITA"
    assert lines[3].startswith(
        "A-1;Gerokgak;Perbaikan perangkat SIAK dan KTP-el;'=HYPERLINK(1);20 Nov 2026 08.05 WITA;—;"
    )
    assert made["filename"] == "tiket-51.08-2026-11-20.csv"


def test_a_file_of_real_data_has_no_band() -> None:
    row = ListRow("x", "x", "Dinas", "SOP", "", NOW, None, "terbuka", "", Indicator.BAIK, "berjalan", "dasbor")
    assert agenda_csv([row], "Asia/Makassar", simulated=False).startswith("\ufeffNomor;")


def test_four_fields_and_enter_open_a_ticket_and_lead_to_it(app: Dash, context: Context) -> None:
    told = send(app, "ban", "perangkat siak", "Modem mati")
    assert told["agenda-go.href"] == "/tiket/A-2026-0001?kantor=51.08"
    made = ticket(context.store, CODE, "A-2026-0001")
    assert made is not None
    assert (made.title, made.opened.at, made.opened.by, made.opened.typed) == ("Modem mati", NOW, "Ni Luh", False)


def test_a_report_dated_back_asks_for_the_second_officer(app: Dash, context: Context) -> None:
    add_somebody(context.store, Role.ADB, "made")
    told = send(app, "banjar", "perangkat siak", "Modem mati", "19/11/2026 09.00")
    assert "petugas kedua" in text(told["open-answer.children"])
    assert told["open-second-block.hidden"] is False
    assert "agenda-go.href" not in told
    told = send(app, "banjar", "perangkat siak", "Modem mati", "19/11/2026 09.00", "Made")
    assert "/tiket/A-2026-" in told["agenda-go.href"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("xyz", "perangkat siak"), 'kecamatan "xyz" tidak ada'),
        (("banjar", ""), "SOP belum dipilih"),
        (("banjar", "perangkat siak", "NIK 5108" + "0" * 12), "16 angka seperti NIK"),
        (("banjar", "perangkat siak", "x", "besok"), "tidak terbaca"),
        (("banjar", "perangkat siak", "x", "21/11/2026 09.00"), "belum terjadi"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_leaves_the_form(
    app: Dash, context: Context, typed: tuple[str, ...], said: str
) -> None:
    told = send(app, *typed)
    assert said in text(told["open-answer.children"])
    assert "agenda-go.href" not in told
    assert block(app)["rowCount"] == 0


def test_the_form_begins_at_the_kecamatan_and_suggests_what_is_in_force(app: Dash, context: Context) -> None:
    made = page(app, kantor=CODE, baru="1")
    assert find(made, id="open-place")[0]["props"]["autofocus"]
    [listed] = find(made, id="open-place-list")
    assert "Dinas" in [each["props"]["value"] for each in listed["props"]["children"]]
    assert "tanpa nama atau NIK" in text(made)
    assert not find(page(app, kantor=CODE), id="open-place")


@pytest.mark.parametrize("number", ["A-2026-0001", "agenda:AGD/261127/35.03.14/paused", "a//b", "100%", ".."])
def test_an_address_names_every_ticket_and_no_path_is_bent(number: str) -> None:
    href = ticket_href(CODE, number)
    in_path, query = href.removeprefix("/tiket/").split("?")
    assert "/" not in in_path
    assert in_path.strip(".")
    nomor = dict(part.split("=") for part in query.split("&")).get("nomor")
    assert ticket_of(in_path, unquote(nomor) if nomor else None) == number


def test_a_number_that_stands_quoted_in_the_path_is_understood() -> None:
    assert ticket_of("TRE%2F26%3A1", None) == "TRE/26:1"


def test_moments_are_read_as_people_write_them() -> None:
    zone = "Asia/Makassar"
    assert read_when("", zone, NOW) is None
    assert read_when("09.30", zone, NOW) == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert read_when("19/11/2026 pukul 09.30", zone, NOW) == datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
    with pytest.raises(BadTyped, match="belum diisi"):
        need_when(" ", zone, NOW)


def test_a_name_is_found_by_its_beginning_or_a_part_that_only_it_has() -> None:
    choices = [("1", "Banjar"), ("2", "Banjarangkan"), ("", "Dinas")]
    assert [choose(each, choices, "kecamatan") for each in ("banjar", "BANJARA", "din", "angkan", "2")] == [
        "1",
        "2",
        "",
        "2",
        "2",
    ]
    with pytest.raises(BadTyped, match="cocok dengan 2 pilihan"):
        choose("banj", choices, "kecamatan")


def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash) -> None:
    assert "Tampilkan semua tiket" in text(page(app, kantor=CODE, keadaan="hilang"))
    with pytest.raises(BadQuestion, match="tidak dikenal"):
        read_agenda([CODE], NOW.date(), kantor="99.99")
    assert read_agenda([CODE], NOW.date(), sampai="2026-11-10").start is not None
