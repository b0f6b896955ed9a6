"""Tickets of databases and helpdesks in an office file."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.offices import load_offices
from tests.offices.conftest import GOOD, SOPS, Check, Only

BOOK = """    kind: xlsx
    path: buku.xlsx
    sop_default: buleleng-01
    columns: {nomor: No. Agenda, kecamatan: Kecamatan, dibuka: Lapor}
"""
GLPI = "    kind: glpi\n    url: https://127.0.0.1/apirest.php\n    token_env: TOKEN\n    sop_default: buleleng-01\n"
ZAMMAD = "    kind: zammad\n    url: https://127.0.0.1\n    token_env: TOKEN\n    sop_default: buleleng-01\n"
SQL = """    kind: sql
    url: sqlite:////srv/t.db
    query: SELECT * FROM t
    sop_default: buleleng-01
    columns: {nomor: nomor, kecamatan: kec, dibuka: lapor}
"""
ENV = {"TOKEN": "x", "APP": "y", "ALAMAT": "https://127.0.0.1"}

GOOD_ONES = {
    "sql": SQL,
    "sql by variable": SQL.replace("url: sqlite:////srv/t.db", "url_env: ALAMAT"),
    "glpi": GLPI,
    "glpi with everything": GLPI + "    app_token_env: APP\n    zone: Asia/Jakarta\n    place_field: locations_id\n"
    '    places: {Pos: "51.08.01", Pusat: dinas}\n    place_default: dinas\n    sop_field: itilcategories_id\n'
    "    sops: {Jaringan: trenggalek-11}\n    titles: true\n    start: 2026-01-01\n    ca_file: kantor.pem\n",
    "zammad": ZAMMAD,
    "zammad with states": ZAMMAD + "    states: {menunggu: tertunda}\n",
}
BAD = {
    "no query": (SQL.replace("    query: SELECT * FROM t\n", ""), "query", "sumber sql perlu query"),
    "a query that writes": (SQL.replace("SELECT *", "DELETE"), "query", "bukan perintah baca"),
    "no database": (SQL.replace("    url: sqlite:////srv/t.db\n", ""), "url_env", "sumber sql perlu url_env"),
    "a database that is none": (SQL.replace("sqlite:////", ""), "url", "url bukan alamat basis data"),
    "a password in the file": (
        SQL.replace("sqlite:////srv/t.db", "postgresql://a:rahasia@127.0.0.1/t"),
        "url",
        "url memuat sandi",
    ),
    "a query without mapping": (SQL.replace("dibuka: lapor", "judul: u"), "columns", "kolom untuk dibuka"),
    "no token": (GLPI.replace("    token_env: TOKEN\n", ""), "token_env", "sumber glpi perlu token_env"),
    "a token that is not set": (GLPI.replace("TOKEN", "LAIN"), "token_env", "LAIN belum diisi"),
    "an app token that is not set": (GLPI + "    app_token_env: LAIN\n", "app_token_env", "LAIN belum diisi"),
    "no address": (ZAMMAD.replace("    url: https://127.0.0.1\n", ""), "url_env", "sumber zammad perlu url_env"),
    "two addresses": (ZAMMAD + "    url_env: ALAMAT\n", "url_env", "salah satu saja"),
    "an address that is none": (ZAMMAD.replace("https://127", "127"), "url", "url tidak terbaca"),
    "a place that is none of ours": (GLPI + '    places: {Pos: "51.08.09"}\n', "places.Pos", "51.08.09 tidak ada"),
    "a default place that is none": (GLPI + "    place_default: kota\n", "place_default", "kota tidak ada"),
    "a category of an SOP that is not in force": (
        GLPI + "    sop_field: itilcategories_id\n    sops: {Jaringan: trenggalek-12}\n",
        "sops.Jaringan",
        "trenggalek-12 tidak berlaku",
    ),
    "categories without their field": (GLPI + "    sops: {Jaringan: trenggalek-11}\n", "sop_field", "kosong"),
    "a field without categories": (GLPI + "    sop_field: itilcategories_id\n", "sops", "sop_field tanpa sops"),
    "no SOP at all": (GLPI.replace("    sop_default: buleleng-01\n", ""), "sop_default", "SOP tiket tidak diketahui"),
    "a key of books": (GLPI + "    path: buku.xlsx\n", "path", "isian path tidak dipakai sumber glpi"),
    "a key of helpdesks": (SQL + "    titles: true\n", "titles", "isian titles tidak dipakai sumber sql"),
    "a zone for Zammad": (ZAMMAD + "    zone: Asia/Jakarta\n", "zone", "zone tidak dipakai sumber zammad"),
    "a zone that is none": (GLPI + "    zone: Bali\n", "zone", "zona 'Bali' tidak dikenal"),
    "states of GLPI": (GLPI + "    states: {a: selesai}\n", "states", "isian states tidak dipakai sumber glpi"),
    "a state that is none": (ZAMMAD + "    states: {a: beres}\n", "states.a", "nilai 'beres' tidak dikenal"),
    "a kind that is none": (GLPI.replace("kind: glpi", "kind: glp"), "kind", "nilai 'glp' tidak dikenal"),
}


@pytest.mark.parametrize("written", GOOD_ONES.values(), ids=GOOD_ONES.keys())
def test_a_source_that_is_right_passes(check: Check, written: str) -> None:
    assert check((BOOK, written), env=ENV) == []


@pytest.mark.parametrize(("written", "key", "message"), BAD.values(), ids=BAD.keys())
def test_a_mistake_is_named_with_its_place_and_mend(only: Only, written: str, key: str, message: str) -> None:
    path, told, fix = only((BOOK, written), env=ENV)
    assert path == f"tickets[0].{key}"
    assert message in told
    assert fix
    assert "rahasia" not in told + fix


def test_a_certificate_beside_the_file_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "kantor.yaml").write_text(GOOD.replace(BOOK, GLPI + "    ca_file: kantor.pem\n"))
    (office,) = load_offices(tmp_path / "kantor.yaml", ENV, SOPS)
    assert office.tickets[0].ca_file == str(tmp_path / "kantor.pem")
    assert office.tickets[0].path == ""
