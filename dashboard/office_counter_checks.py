"""What must hold for counters of sent records: each kind has what it needs, and no secret stands in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

from dashboard.office_checks import meant
from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_sources import COUNTER_FIELDS, CounterSource, TicketSource

_OWN_KEYS = {
    "log": ("path", "pattern", "pending_pattern"),
    "csv": ("path", "delimiter", "columns", "row"),
    "sql": ("url", "url_env", "query"),
    "http": ("url", "url_env", "value", "pending", "token_env", "token_header", "ca_file"),
    "manual": (),
}
"""The keys that each kind reads; those of another kind are a mistake and not silently left out."""
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET_ARGUMENTS = {"password", "passwd", "pwd", "token", "access_token", "key", "apikey", "api_key", "secret", "sig"}


def check_counters(draft: Draft) -> Iterator[Finding]:
    """Each kind has what it needs and nothing of another kind; addresses hold no secret."""
    people: dict[str | None, str] = {}
    for part in draft.counters:
        source = part.item
        yield from _BY_KIND[source.kind](part, draft)
        for key in sorted(source.model_fields_set & {key for keys in _OWN_KEYS.values() for key in keys}):
            if key not in _OWN_KEYS[source.kind] and getattr(source, key):
                yield part.find(key, f"isian {key} tidak dipakai sumber {source.kind}", "hapus, atau betulkan kind")
        if source.window_minutes < 1:
            yield part.find("window_minutes", "jendela pengamatan di bawah satu menit", "isi menit, misalnya 60")
        if source.kind == "manual" and people.setdefault(source.kecamatan, source.id) != source.id:
            fix = "cukup satu sumber manual tiap kecamatan; hapus salah satunya"
            yield part.find("kecamatan", f"sumber manual {people[source.kecamatan]} sudah untuk kecamatan ini", fix)


def _log(part: Part[CounterSource], _: Draft) -> Iterator[Finding]:
    if not part.item.path:
        yield part.find("path", "sumber log perlu path", "isi jalur berkas log")
    if not part.item.pattern:
        fix = r"isi pattern, misalnya 'No\.of Records sent after Restart : (\d+)'"
        yield part.find("pattern", "sumber log perlu pattern", fix)
    for key, text in (("pattern", part.item.pattern), ("pending_pattern", part.item.pending_pattern)):
        if not text:
            continue
        try:
            groups = re.compile(text).groups
        except re.error as error:
            where = f" pada huruf ke-{error.pos + 1}" if error.pos is not None else ""
            yield part.find(key, f"pola tidak terbaca{where}", "perbaiki ekspresi reguler; kurung harus berpasangan")
            continue
        if groups != 1:
            fix = r"kurung angkanya saja, misalnya (\d+); kurung lain tulis (?:...)"
            yield part.find(key, f"pola harus mempunyai tepat satu kelompok tangkapan, bukan {groups}", fix)


def _csv(part: Part[CounterSource], _: Draft) -> Iterator[Finding]:
    source = part.item
    if not source.path:
        yield part.find("path", "sumber csv perlu path", "isi jalur berkas csv")
    for field in source.columns:
        if field not in COUNTER_FIELDS:
            yield (*part.loc, "columns", field), f"isian {field!r} tidak dikenal", meant(field, COUNTER_FIELDS)
    if not source.columns.get("jumlah", "").strip():
        yield part.find("columns", "kolom untuk jumlah belum dipetakan", "tambahkan jumlah: Judul Kolom di Berkas")
    if len(source.delimiter) > 1:
        fix = 'isi satu tanda saja, misalnya ";", atau hapus agar dikenali sendiri'
        yield part.find("delimiter", f"pemisah {source.delimiter!r} lebih dari satu tanda", fix)
    if source.row and not source.columns.get("kecamatan"):
        yield part.find("row", "row tanpa kolom kecamatan", "petakan kecamatan pada columns, atau hapus row")
    if source.columns.get("kecamatan") and source.kecamatan is None and not source.row:
        fix = "isi kecamatan sumber ini, atau row dengan tulisan pada kolom itu"
        yield part.find("row", "tidak diketahui baris mana yang dibaca", fix)


def _sql(part: Part[CounterSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    if not source.query.strip():
        fix = "isi perintah SELECT dengan jumlah terkirim di kolom pertama"
        yield part.find("query", "sumber sql perlu query", fix)
    elif source.query.split(maxsplit=1)[0].upper() not in ("SELECT", "WITH"):
        yield part.find("query", "query bukan perintah baca", "awali dengan SELECT atau WITH")
    yield from check_address(part, draft, "basis data")
    if source.url and "://" not in source.url:
        yield part.find("url", "url bukan alamat basis data", "tulis misalnya sqlite:////folder/penghitung.sqlite3")


def _http(part: Part[CounterSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    if not source.value:
        yield part.find("value", "sumber http perlu value", "isi jalan ke jumlahnya dalam JSON, misalnya data.sent")
    for key, way in (("value", source.value), ("pending", source.pending)):
        if way and not all(way.split(".")):
            yield part.find(key, f"jalan {way!r} memuat bagian kosong", "tulis seperti data.sent atau rows.0.sent")
    yield from check_address(part, draft, "halaman")
    if source.url and not is_page(source.url):
        fix = "tulis alamat lengkap berawal http:// atau https://, port 1 sampai 65535"
        yield part.find("url", "url tidak terbaca", fix)
    if source.token_env and not draft.known.env.get(source.token_env):
        fix = f"isi variabel {source.token_env} dengan token sebelum menjalankan"
        yield part.find("token_env", f"variabel lingkungan {source.token_env} belum diisi", fix)
    if not _HEADER.fullmatch(source.token_header):
        fix = "isi misalnya Authorization atau X-Api-Key"
        yield part.find("token_header", f"nama header {source.token_header!r} tidak sah", fix)


def _manual(_: Part[CounterSource], __: Draft) -> Iterator[Finding]:
    yield from ()


_BY_KIND: dict[str, Callable[[Part[CounterSource], Draft], Iterator[Finding]]] = {
    "log": _log,
    "csv": _csv,
    "sql": _sql,
    "http": _http,
    "manual": _manual,
}


def check_address(part: Part[CounterSource] | Part[TicketSource], draft: Draft, what: str) -> Iterator[Finding]:
    """One address, in the file only where it holds no secret."""
    source = part.item
    if bool(source.url) == bool(source.url_env):
        one_only = "isi salah satu saja dari url dan url_env"
        message = one_only if source.url else f"sumber {source.kind} perlu url_env atau url"
        yield part.find("url_env", message, f"isi url_env dengan nama variabel yang memuat alamat {what}")
    if source.url_env and not draft.known.env.get(source.url_env):
        fix = f"isi variabel {source.url_env} dengan alamat {what} sebelum menjalankan"
        yield part.find("url_env", f"variabel lingkungan {source.url_env} belum diisi", fix)
    if source.url and _holds_password(source.url):
        fix = "pindahkan alamat itu ke variabel lingkungan dan isi namanya pada url_env"
        yield part.find("url", "url memuat sandi (isinya tidak ditampilkan)", fix)


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
        arguments = {key.lower() for key, _ in parse_qsl(parts.query)}
        return parts.password is not None or bool(arguments & _SECRET_ARGUMENTS)
    except ValueError:  # a password full of brackets breaks the parser: then there is one
        return True


def is_page(url: str) -> bool:
    """Whether an address is of a page: scheme, host, and no port that is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
