"""Links, targets, backups, counters and log books of an office file."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.offices import load_offices
from tests.offices.conftest import GOOD, Check, Only

PROBE_TCP = "probe: {type: tcp, host: 127.0.0.2, port: 80}"
PROBE_HTTP = 'probe: {type: http, url: "http://127.0.0.1:8080/"}'
LOG = r"kind: log, path: kirim.log, pattern: 'Sent : (\d+)'"
SQL = "kind: sql, url: sqlite:////srv/a.sqlite3, query: SELECT sent FROM a"
COLUMNS = "columns: {nomor: No. Agenda, kecamatan: Kecamatan, dibuka: Lapor}"

CASES = {
    "an SOP that a link opens but nobody works by": (
        "opens: trenggalek-11",
        "opens: trenggalek-12",
        "links[1].opens",
        "SOP trenggalek-12 tidak berlaku",
    ),
    "a tcp probe without port": (
        PROBE_TCP,
        "probe: {type: tcp, host: 127.0.0.2}",
        "targets[2].probe.port",
        "perlu port",
    ),
    "a tcp probe without host": (PROBE_TCP, "probe: {type: tcp, port: 80}", "targets[2].probe.host", "perlu host"),
    "a port out of range": ("port: 80}", "port: 70000}", "targets[2].probe.port", "port 70000 di luar batas"),
    "an icmp probe without host": (
        "probe: {type: icmp, host: 127.0.0.1}",
        "probe: {type: icmp}",
        "targets[0].probe.host",
        "probe icmp perlu host",
    ),
    "an http probe without url": (PROBE_HTTP, "probe: {type: http}", "targets[1].probe.url", "perlu url"),
    "an http probe without scheme": (
        PROBE_HTTP,
        'probe: {type: http, url: "127.0.0.1/x"}',
        "targets[1].probe.url",
        "url tidak terbaca",
    ),
    "an http probe with a password": (
        PROBE_HTTP,
        'probe: {type: http, url: "http://a:rahasia@127.0.0.1/"}',
        "targets[1].probe.url",
        "pengguna atau sandi",
    ),
    "a status that does not exist": (
        '8080/"}',
        '8080/", expect_status: 20}',
        "targets[1].probe.expect_status",
        "status HTTP 20",
    ),
    "one of several statuses that does not exist": (
        '8080/"}',
        '8080/", expect_status: [200, 700]}',
        "targets[1].probe.expect_status",
        "status HTTP 700",
    ),
    "an empty list of statuses": ('8080/"}', '8080/", expect_status: []}', "targets[1].probe.expect_status", "kosong"),
    "verify without HTTPS": ('8080/"}', '8080/", verify: false}', "targets[1].probe.verify", "hanya untuk https"),
    "verify that is a number": (
        '"http://127.0.0.1:8080/"}',
        '"https://127.0.0.1/", verify: 5}',
        "targets[1].probe.verify",
        "bukan true, false atau berkas",
    ),
    "an IPv6 address to ping": (
        "probe: {type: icmp, host: 127.0.0.1}",
        'probe: {type: icmp, host: "fd00::1"}',
        "targets[0].probe.host",
        "IPv6 fd00::1 tidak diperiksa",
    ),
    "an IPv6 address for TCP": ("host: 127.0.0.2, port", 'host: "::1", port', "targets[2].probe.host", "IPv6 ::1"),
    "an IPv6 address on the web": (
        "http://127.0.0.1:8080/",
        "http://[fd00::2]:8080/",
        "targets[1].probe.url",
        "IPv6 fd00::2",
    ),
    "an own check of a target": (
        "links:",
        "self_check: [10.0.0.9, 127.0.0.2]\nlinks:",
        "self_check[1]",
        "127.0.0.2 adalah sasaran",
    ),
    "an own check by IPv6": ("links:", 'self_check: ["fe80::1"]\nlinks:', "self_check[0]", "IPv6 fe80::1"),
    "a limit of zero": ("links:", "thresholds: {rtt_ms: 0}\nlinks:", "thresholds.rtt_ms", "tidak di atas nol"),
    "a loss beyond everything": (
        "links:",
        "thresholds: {loss_percent: 120}\nlinks:",
        "thresholds.loss_percent",
        "120 % di luar batas",
    ),
    "an unknown parent": ("role: afis, parent: router", "role: afis, parent: ruter", "targets[1].parent", "tidak ada"),
    "an unknown link": ("link: jalur-1", "link: jalur-9", "targets[2].link", "jalur jalur-9 tidak ada"),
    "a link of another kecamatan": ("link: jalur-1", "link: jalur-2", "targets[2].link", "jalur-2 milik 51.08.02"),
    "a target that is its own parent": (
        "role: router,",
        "role: router, parent: router,",
        "targets[0].parent",
        "router -> router",
    ),
    "a ring of parents": (
        "role: router,",
        "role: router, parent: modem-1,",
        "targets[0].parent",
        "router -> modem-1 -> router",
    ),
    "a decision without letter": (
        "role: afis,",
        "role: afis, disabled: {since: 2025-01-01, letter: ''},",
        "targets[1].disabled.letter",
        "isian kosong",
    ),
    "planned work without zone": (
        "role: afis,",
        'role: afis, maintenance: [{start: "2026-01-01T08:00", end: "2026-01-01T09:00+08:00", reason: a}],',
        "targets[1].maintenance[0].start",
        "tanpa zona",
    ),
    "planned work that ends before it starts": (
        "role: afis,",
        "role: afis, maintenance: [{start: 2026-01-01T08:00+08:00, end: 2026-01-01T08:30+09:00, reason: a}],",
        "targets[1].maintenance[0].end",
        "selesai sebelum mulai",
    ),
    "a backup whose SOP is not in force": (
        "sop: trenggalek-08",
        "sop: trenggalek-10",
        "backups[0].sop",
        "SOP trenggalek-10 tidak berlaku",
    ),
    "a backup whose SOP is marked tidak berlaku": (
        "{id: trenggalek-08, start: 2025-01-02, adopted: true}",
        "{id: trenggalek-08, start: 2025-01-02, adopted: true, not_applicable: SIAK terpusat}",
        "backups[0].sop",
        "SOP trenggalek-08 tidak berlaku",
    ),
    "a pattern with a folder": ("pattern: s_*.dmp", "pattern: dump/s_*.dmp", "backups[0].pattern", "bukan pola nama"),
    "an unknown encoding": ('at: "21:00"', 'at: "21:00", encoding: utf-9', "backups[0].encoding", "'utf-9'"),
    "a negative grace": ('at: "21:00"', 'at: "21:00", grace_minutes: -5', "backups[0].grace_minutes", "di bawah nol"),
    "a log without path": (LOG, r"kind: log, pattern: '(\d+)'", "counters[0].path", "perlu path"),
    "a log without pattern": (LOG, "kind: log, path: kirim.log", "counters[0].pattern", "perlu pattern"),
    "a pattern that is no regex": (r"(\d+)'", r"(\d+'", "counters[0].pattern", "pola tidak terbaca pada huruf ke-8"),
    "a pattern without group": (r"(\d+)'", r"\d+'", "counters[0].pattern", "tepat satu kelompok tangkapan, bukan 0"),
    "a pending pattern with two groups": (
        r"(\d+)'",
        r"(\d+)', pending_pattern: '(P) (\d+)'",
        "counters[0].pending_pattern",
        "bukan 2",
    ),
    "a window below a minute": (
        "query: SELECT sent FROM a",
        "query: SELECT sent FROM a, window_minutes: 0",
        "counters[1].window_minutes",
        "di bawah satu menit",
    ),
    "an sql counter without query": (
        SQL,
        "kind: sql, url: sqlite:////srv/a.sqlite3",
        "counters[1].query",
        "perlu query",
    ),
    "an sql counter that would write": (
        "query: SELECT sent",
        "query: DELETE",
        "counters[1].query",
        "bukan perintah baca",
    ),
    "an sql counter without database": (SQL, "kind: sql, query: SELECT 1", "counters[1].url_env", "perlu url_env"),
    "a database variable that is not set": (
        SQL,
        "kind: sql, url_env: KANTOR_URL, query: SELECT 1",
        "counters[1].url_env",
        "variabel lingkungan KANTOR_URL belum diisi",
    ),
    "a url that is no address": (
        "url: sqlite:////srv/a.sqlite3",
        "url: /srv/a.sqlite3",
        "counters[1].url",
        "bukan alamat basis data",
    ),
    "a table without path": (
        SQL,
        "kind: csv, columns: {jumlah: A}",
        "counters[1].path",
        "sumber csv perlu path",
    ),
    "a table whose count is not mapped": (
        SQL,
        "kind: csv, path: a.csv, columns: {tertunda: B}",
        "counters[1].columns",
        "kolom untuk jumlah belum dipetakan",
    ),
    "a table with an unknown field": (
        SQL,
        "kind: csv, path: a.csv, columns: {jumlah: A, jumla: B}",
        "counters[1].columns.jumla",
        "isian 'jumla' tidak dikenal",
    ),
    "a delimiter of two signs": (
        SQL,
        "kind: csv, path: a.csv, columns: {jumlah: A}, delimiter: ';;'",
        "counters[1].delimiter",
        "lebih dari satu tanda",
    ),
    "a row without its column": (
        SQL,
        "kind: csv, path: a.csv, columns: {jumlah: A}, row: Seririt",
        "counters[1].row",
        "row tanpa kolom kecamatan",
    ),
    "a table of many for nobody": (
        f'kecamatan: "51.08.02", {SQL}',
        "kind: csv, path: a.csv, columns: {jumlah: A, kecamatan: K}",
        "counters[1].row",
        "tidak diketahui baris mana",
    ),
    "a service without the way to its count": (
        SQL,
        "kind: http, url: 'http://127.0.0.1/'",
        "counters[1].value",
        "perlu value",
    ),
    "a way with an empty part": (
        SQL,
        "kind: http, url: 'http://127.0.0.1/', value: data..sent",
        "counters[1].value",
        "bagian kosong",
    ),
    "a service without scheme": (
        SQL,
        "kind: http, url: 127.0.0.1/x, value: sent",
        "counters[1].url",
        "url tidak terbaca",
    ),
    "a service without address": (SQL, "kind: http, value: sent", "counters[1].url_env", "sumber http perlu url_env"),
    "a service with a token in its address": (
        SQL,
        "kind: http, url: 'http://127.0.0.1/?token=rahasia', value: sent",
        "counters[1].url",
        "url memuat sandi",
    ),
    "a token variable that is not set": (
        SQL,
        "kind: http, url: 'http://127.0.0.1/', value: sent, token_env: KANTOR_TOKEN",
        "counters[1].token_env",
        "variabel lingkungan KANTOR_TOKEN belum diisi",
    ),
    "a header that is none": (
        SQL,
        "kind: http, url: 'http://127.0.0.1/', value: sent, token_header: 'X Token'",
        "counters[1].token_header",
        "'X Token' tidak sah",
    ),
    "a key of another kind": (
        SQL,
        "kind: manual, query: SELECT 1",
        "counters[1].query",
        "isian query tidak dipakai sumber manual",
    ),
    "two manual counters of one kecamatan": (
        f'kecamatan: "51.08.02", {SQL}}}',
        'kecamatan: "51.08.02", kind: manual}\n  - {id: m-3, kecamatan: "51.08.02", kind: manual}',
        "counters[2].kecamatan",
        "sumber manual sql-2 sudah untuk kecamatan ini",
    ),
    "a book without a needed column": (
        ", dibuka: Lapor}",
        "}",
        "tickets[0].columns",
        "kolom untuk dibuka belum dipetakan",
    ),
    "a book with an unknown field": (
        ", dibuka: Lapor}",
        ", dibuka: Lapor, selesay: Selesai}",
        "tickets[0].columns.selesay",
        "isian 'selesay' tidak dikenal",
    ),
    "a book that does not tell the SOP": (
        "    sop_default: buleleng-01\n",
        "",
        "tickets[0].columns",
        "SOP tiket tidak diketahui",
    ),
    "a book whose SOP is not in force": (
        "sop_default: buleleng-01",
        "sop_default: paser-01",
        "tickets[0].sop_default",
        "SOP paser-01 tidak berlaku",
    ),
    "a book of steps without their start": (
        ", dibuka: Lapor}",
        ", dibuka: Lapor, langkah: L, selesai_langkah: S}",
        "tickets[0].columns",
        "kolom mulai belum dipetakan",
    ),
    "an old Excel file": ("path: buku.xlsx", "path: buku.xls", "tickets[0].path", "bukan buku .xlsx"),
    "a book in an unknown zone": (
        COLUMNS,
        f"{COLUMNS}\n    zone: Asia/Buleleng",
        "tickets[0].zone",
        "'Asia/Buleleng' tidak dikenal",
    ),
}


@pytest.mark.parametrize(("old", "new", "path", "message"), CASES.values(), ids=CASES.keys())
def test_a_mistake_of_a_source_is_named(only: Only, old: str, new: str, path: str, message: str) -> None:
    found = only((old, new))
    assert found[0] == path
    assert message in found[1]
    assert found[2]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://baca:rahasia@db/bioms",
        "mysql+pymysql://db/bioms?user=baca&password=rahasia",
        "postgresql://baca:[rahasia@db/bioms",
    ],
)
def test_a_password_in_a_url_is_refused_and_not_shown(only: Only, url: str) -> None:
    path, message, fix = only(("url: sqlite:////srv/a.sqlite3", f"url: '{url}'"))
    assert (path, "sandi" in message, "url_env" in fix) == ("counters[1].url", True, True)
    assert "rahasia" not in message + fix


def test_a_database_named_by_a_set_variable_passes(check: Check) -> None:
    edit = (SQL, "kind: sql, url_env: KANTOR_URL, query: SELECT 1")
    assert check(edit, env={"KANTOR_URL": "sqlite://"}) == []


def test_probe_mistakes_are_found_in_a_target_with_other_mistakes(check: Check) -> None:
    problems = check(("role: modem", "role: modm"), (PROBE_TCP, "probe: {type: tcp, host: 127.0.0.2}"))
    assert [problem.path for problem in problems] == ["targets[2].role", "targets[2].probe.port"]


def test_the_authority_of_a_probe_is_taken_from_the_office_files_own_folder(tmp_path: Path) -> None:
    file = tmp_path / "kantor.yaml"
    probe = 'url: "https://127.0.0.1:8443/", verify: ca.pem, expect_status: [200, 302]'
    file.write_text(GOOD.replace('url: "http://127.0.0.1:8080/"', probe), encoding="utf-8")
    (office,) = load_offices(file, {})
    assert office.targets[1].probe.verify == str(tmp_path / "ca.pem")
    assert office.targets[1].probe.expect_status == (200, 302)
    assert office.thresholds.rtt_ms == 300
