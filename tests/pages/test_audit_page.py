"""``/jejak``: the page of a real app over a real store, its file, and its parts in each state."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dash import Dash, page_registry

from app import create_app
from dashboard.access import Principal, Role
from dashboard.components.audit import chain_card, lines_table, opened_card
from dashboard.components.audit_question import AuditQuestion, read_audit
from dashboard.components.question import BadQuestion
from dashboard.exports.audit_csv import HEADINGS
from dashboard.services.audit_chain import chain_state
from dashboard.store import AuditEntry, Store, append_audit, check_audit
from dashboard.views.audit_rows import AuditRow, AuditView, ChainRow, Change
from tests.offices_factory import CODE, make_context
from tests.pages.tree import find, nodes, text
from tests.people import AUDITOR
from tests.sla.factories import wita
from tests.store.test_audit_chain import tamper

NOW = wita("2026-11-20 10:30")
DAY = date(2026, 11, 20)
QUESTION = AuditQuestion(DAY, DAY)
CHAIN = ChainRow(NOW, 1_200, 3, None, 0, "ab" * 32)
ROW = AuditRow(
    7, NOW, "Asia/Makassar", CODE, "Buleleng", "sari", "Sari", "langkah dijeda", f"tiket {CODE}/T-1", "tiket T-1",
    "T-1", (Change("alasan", "—", "menunggu suku cadang " * 8), Change("langkah", "3", "3", is_changed=False)),
    None, "{}", "cd" * 32, "ab" * 32, True,
)  # fmt: skip
MANY = tuple(Change(f"isian {number}", "lama", "baru") for number in range(6))


def view(*rows: AuditRow, **more: Any) -> AuditView:
    made = AuditView(None, "Asia/Makassar", DAY, DAY, True, rows, len(rows), 0, (("sari", "Sari"),), ("masuk",), CHAIN)
    return replace(made, **more)


@pytest.fixture
def who() -> list[Principal]:
    return [AUDITOR]


@pytest.fixture
def app(sqlite_store: Store, who: list[Principal]) -> Dash:
    context = make_context(sqlite_store)
    entries = [
        AuditEntry(NOW, "sari", "tiket dibuka", f"tiket {CODE}/T-1", None, {"uraian": "=1+1 <script>"}),
        AuditEntry(NOW, "sari", "catatan ditulis", f"tiket {CODE}/T-1", None, {"teks": "2026-99-99Tbukan waktu"}),
        *(AuditEntry(NOW, "budi", "masuk", "pengguna budi") for _ in range(55)),
    ]
    for entry in entries:
        append_audit(sqlite_store, entry)
    return create_app(context.settings, context, lambda: NOW, identify=lambda: who[0])


def page(app: Dash, **query: str) -> str:
    with app.server.test_request_context():
        return " ".join(text(page_registry["pages.audit"]["layout"](**query)).split())


def test_the_page_shows_the_newest_fifty_and_the_next_ones_are_a_page_away(app: Dash) -> None:
    shown = page(app)
    assert "Rantai utuh" in shown
    assert "57 baris" in shown
    assert "1–50 dari 57" in shown
    assert "51–57 dari 57" in page(app, hal="2")
    assert "tiket T-1" in page(app, hal="2")


def test_the_filters_of_the_address_choose_the_lines(app: Dash) -> None:
    assert "1 baris cocok" in page(app, petugas="sari", tindakan="tiket dibuka")
    assert "1 baris cocok" in page(app, cari="script")
    assert "Tidak ada baris yang cocok" in page(app, cari="tidak ada di mana pun")
    assert "2 baris" in page(app, kantor=CODE)


def test_a_line_is_opened_with_both_sides_and_both_hashes(app: Dash, sqlite_store: Store) -> None:
    shown = page(app, baris="1")
    for word in ("Baris 1: tiket dibuka", "Sebelum", "=1+1 <script>", "cocok dengan isinya", "Hash baris sebelumnya"):
        assert word in shown
    assert "Baris nomor 999 tidak ada" in page(app, baris="999")


def test_who_was_given_one_office_sees_its_lines_and_no_others(app: Dash, who: list[Principal]) -> None:
    who[0] = replace(AUDITOR, office=CODE)
    assert "2 baris" in page(app)
    assert "2 baris" in page(app, kantor="semua")
    assert "Baris nomor 3 tidak ada" in page(app, baris="3")
    assert "budi" not in app.server.test_client().get("/jejak/unduh").text
    assert [row["id"] for row in app.server.test_client().get("/api/v1/audit").json["rows"]] == [2, 1]


@pytest.mark.parametrize("role", [Role.KASI, Role.KEPALA])
def test_only_who_may_read_it_finds_it_in_the_navigation(app: Dash, who: list[Principal], role: Role) -> None:
    with app.server.test_request_context():
        assert find(page_registry["pages.system"]["layout"](), href="/jejak")
    who[0] = replace(AUDITOR, role=role)
    with app.server.test_request_context():
        assert not find(page_registry["pages.system"]["layout"](), href="/jejak")


def rows(answer: str) -> list[dict[str, str]]:
    lines = list(csv.reader(io.StringIO(answer.removeprefix("\ufeff")), delimiter=";"))
    assert lines[2] == list(HEADINGS)
    assert lines[-1] == ["akhir berkas", f"{len(lines) - 4} baris"]
    return [dict(zip(HEADINGS, line, strict=True)) for line in lines[3:-1]]


def test_the_file_holds_every_line_of_the_filters_and_its_chain_can_be_followed(app: Dash) -> None:
    answer = app.server.test_client().get("/jejak/unduh?dari=2026-11-01&sampai=2026-11-20")
    assert answer.is_streamed
    assert answer.headers["Content-Disposition"] == 'attachment; filename="jejak-semua-2026-11-01-2026-11-20.csv"'
    assert "rantai utuh, 57 baris" in answer.text
    found = rows(answer.text)
    assert [row["nomor"] for row in found] == [str(number) for number in range(57, 0, -1)]
    for row, before in zip(found, [*found[1:], {"hash": found[-1]["hash_sebelumnya"]}], strict=True):
        said = [row[name] for name in ("nomor", "detik", "petugas", "tindakan", "tentang")]
        said += [row[name] or "\0" for name in ("sebelum_json", "sesudah_json")]
        packed = before["hash"].encode() + b"\x1e" + "\x1f".join(said).encode()
        assert (row["hash"], row["hash_sebelumnya"]) == (hashlib.sha256(packed).hexdigest(), before["hash"])


def test_no_cell_of_the_file_is_a_formula(app: Dash, sqlite_store: Store) -> None:
    append_audit(sqlite_store, AuditEntry(NOW, "=cmd()", "@SUM(1)", "-2+3", None, None))
    (row,) = rows(app.server.test_client().get("/jejak/unduh?petugas=%3Dcmd()").text)
    assert (row["petugas"], row["tindakan"], row["tentang"]) == ("'=cmd()", "'@SUM(1)", "'-2+3")


def test_an_address_that_cannot_be_answered_says_so(app: Dash) -> None:
    assert "tidak dikenal" in page(app, baris="satu")
    assert app.server.test_client().get("/jejak/unduh?hal=x").status_code == 400
    assert app.server.test_client().get("/jejak/unduh?kantor=99.99").status_code == 400
    for text_of in ("0", "-1", "9" * 18, "\u0664"):
        with pytest.raises(BadQuestion):
            read_audit([CODE], DAY, hal=text_of)


def test_a_broken_chain_is_told_and_found_again_by_the_button(app: Dash, sqlite_store: Store) -> None:
    assert "Rantai utuh" in page(app)
    tamper(sqlite_store, "UPDATE audit SET officer = 'lain' WHERE id = 3")
    assert "Rantai utuh" in page(app)  # what was read an hour ago is told with its time
    assert not chain_state(sqlite_store, NOW + timedelta(minutes=1), anew=True).check.is_whole
    assert "Rantai putus" in page(app)
    with app.server.test_request_context():
        assert "Jejak audit tidak utuh lagi" in text(page_registry["pages.system"]["layout"]())
    assert "hash tidak cocok" in page(app, cari="lain", petugas="lain")


def test_all_lines_are_read_again_after_a_day(sqlite_store: Store) -> None:
    append_audit(sqlite_store, AuditEntry(NOW, "sari", "masuk", "pengguna sari"))
    assert chain_state(sqlite_store, NOW).at == NOW
    append_audit(sqlite_store, AuditEntry(NOW, "sari", "masuk", "pengguna sari"))
    later = chain_state(sqlite_store, NOW + timedelta(hours=1))
    assert (later.at, later.check.lines, later.newer) == (NOW, 1, 1)
    tamper(sqlite_store, "UPDATE audit SET officer = 'lain' WHERE id = 1")
    assert chain_state(sqlite_store, NOW + timedelta(hours=25)).check.broken_at == 1


def test_what_went_since_the_last_check_is_found_at_the_next_look(sqlite_store: Store) -> None:
    for _ in range(3):
        append_audit(sqlite_store, AuditEntry(NOW, "sari", "masuk", "pengguna sari"))
    assert chain_state(sqlite_store, NOW).check == check_audit(sqlite_store)
    tamper(sqlite_store, "DELETE FROM audit WHERE id = 3")
    assert chain_state(sqlite_store, NOW + timedelta(minutes=1)).check.missing == 1


@pytest.mark.parametrize(
    ("chain", "state", "said"),
    [
        (CHAIN, "baik", "1.200 baris diperiksa 20 Nov 2026 10.30 WITA, dan 3 baris baru"),
        (replace(CHAIN, broken_at=12), "gangguan", "isi baris nomor 12 tidak cocok"),
        (replace(CHAIN, broken_at=0), "gangguan", "baris sebelum rantai dimulai"),
        (replace(CHAIN, missing=2), "gangguan", "2 baris pernah ditulis"),
    ],
)
def test_the_chain_says_what_was_checked_and_when(chain: ChainRow, state: str, said: str) -> None:
    made = chain_card(chain, "Asia/Makassar")
    assert {node["props"]["data-state"] for node in nodes(made) if "data-state" in node["props"]} == {state}
    assert said in text(made).replace("\N{NO-BREAK SPACE}", " ")


def test_only_what_changed_is_listed_and_long_values_are_folded() -> None:
    made = lines_table(QUESTION, view(ROW))
    assert [node["type"] for node in nodes(made) if node["type"] == "Details"] == ["Details"]
    assert "langkah: " not in text(made)
    assert "dan 2 isian lain" in text(lines_table(QUESTION, view(replace(ROW, fields=MANY))))
    assert "hash tidak cocok" in text(lines_table(QUESTION, view(replace(ROW, fits=False))))


def test_an_empty_list_says_what_to_do() -> None:
    assert "Tidak ada yang tercatat" in text(lines_table(QUESTION, view()))
    assert "Kurangi saringannya" in text(lines_table(replace(QUESTION, text="x"), view()))
    assert "Halaman itu tidak ada" in text(lines_table(replace(QUESTION, page=9), view(total=3)))


def test_a_line_from_before_the_chain_says_so() -> None:
    opened = opened_card(replace(QUESTION, line=7), replace(ROW, chain=None, previous=None, fits=None))
    assert "sebelum rantai dimulai" in text(opened)
    assert not nodes_of(opened_card(QUESTION, ROW))


def nodes_of(made: Any) -> list[Any]:
    return [node for node in nodes(made) if node["type"] != "Div"]
