"""What must hold for what is measured: targets and their probes, backups, counters and log books."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from dashboard.office_checks import meant
from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_model import TICKET_FIELDS, TICKET_REQUIRED, CounterSource, Probe, Target, TicketSource


def check_probes(draft: Draft) -> Iterator[Finding]:
    """A probe has what its type needs."""
    for part in draft.probes:
        probe = part.item
        if probe.type in ("icmp", "tcp") and not probe.host.strip():
            yield part.find("host", f"probe {probe.type} perlu host", "isi alamat IP atau nama, misalnya 10.0.0.1")
        if probe.type == "tcp" and probe.port is None:
            yield part.find("port", "probe tcp perlu port", "isi nomor port, misalnya 443")
        if probe.port is not None and not 1 <= probe.port <= 65535:
            yield part.find("port", f"port {probe.port} di luar batas", "isi 1 sampai 65535")
        if probe.type == "http":
            yield from _http(part)


def _http(part: Part[Probe]) -> Iterator[Finding]:
    if not part.item.url:
        yield part.find("url", "probe http perlu url", "isi alamat lengkap, misalnya http://10.0.0.1/")
        return
    try:
        url = urlsplit(part.item.url)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        fix = "tulis alamat lengkap berawal http:// atau https://, port 1 sampai 65535"
        yield part.find("url", "url tidak terbaca", fix)
    elif url.username is not None or url.password is not None:
        yield part.find("url", "url memuat pengguna atau sandi", "hapus; pakai halaman yang terbuka tanpa login")
    if not 100 <= part.item.expect_status <= 599:
        yield part.find("expect_status", f"status HTTP {part.item.expect_status} tidak ada", "isi misalnya 200")


def check_targets(draft: Draft) -> Iterator[Finding]:
    """Parents and links exist, hang together without a ring, and belong to the same kecamatan."""
    for key, section, word in (("parent", "targets", "induk"), ("link", "links", "jalur")):
        for loc, name in draft.named("targets", key):
            if not draft.has(section, name):
                yield loc, f"{word} {name} tidak ada", meant(name, draft.ids[section])
    links = {part.item.id: part.item for part in draft.links}
    for part in draft.targets:
        link = links.get(part.item.link or "")
        if link is not None and link.kecamatan != part.item.kecamatan:
            owner = link.kecamatan or "Dinas"
            yield part.find("link", f"jalur {link.id} milik {owner}", "pakai jalur dari kecamatan yang sama")
        yield from _maintenance(part)
    yield from _rings(draft)


def _rings(draft: Draft) -> Iterator[Finding]:
    parents = {part.item.id: part.item.parent for part in draft.targets}
    told: set[str] = set()
    for part in draft.targets:
        way = [part.item.id]
        while (above := parents.get(way[-1])) is not None and above not in way:
            way.append(above)
        if above == part.item.id and above not in told:
            told.update(way)
            ring = " -> ".join([*way, above])
            yield part.find("parent", f"induk melingkar: {ring}", "putuskan lingkaran: yang paling atas tanpa parent")


def _maintenance(part: Part[Target]) -> Iterator[Finding]:
    for index, planned in enumerate(part.item.maintenance):
        place = (*part.loc, "maintenance", index)
        moments: list[datetime] = []
        for key, text in (("start", planned.start), ("end", planned.end)):
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                moment = None
            if moment is None or moment.tzinfo is None:
                fix = 'tulis dengan selisih zona, misalnya "2026-08-10T08:00:00+08:00"'
                yield (*place, key), f"waktu {text!r} tidak terbaca atau tanpa zona", fix
            else:
                moments.append(moment)
        if len(moments) == 2 and moments[1] <= moments[0]:
            yield (*place, "end"), "pemeliharaan selesai sebelum mulai", "perbaiki start atau end"


def check_backups(draft: Draft) -> Iterator[Finding]:
    """Patterns are names of files, the log's encoding is known."""
    for part in draft.backups:
        source = part.item
        for key, text in (("pattern", source.pattern), ("log_pattern", source.log_pattern)):
            if not text or "/" in text or "\\" in text:
                yield part.find(
                    key, f"pola {text!r} bukan pola nama berkas", "tulis nama dengan *, misalnya siak_*.dmp"
                )
        if source.grace_minutes < 0:
            yield part.find("grace_minutes", "tenggang di bawah nol", "isi menit, misalnya 60")
        try:
            codecs.lookup(source.encoding)
        except LookupError:
            yield part.find(
                "encoding", f"pengodean {source.encoding!r} tidak dikenal", "isi utf-8, cp1252 atau latin-1"
            )


def check_counters(draft: Draft) -> Iterator[Finding]:
    """A log has a path and patterns that read a number; a query has a database whose password stays outside."""
    for part in draft.counters:
        yield from _log(part) if part.item.kind == "log" else _sql(part, draft)
        if part.item.window_minutes < 1:
            yield part.find("window_minutes", "jendela pengamatan di bawah satu menit", "isi menit, misalnya 60")


def _log(part: Part[CounterSource]) -> Iterator[Finding]:
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


def _sql(part: Part[CounterSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    if not source.query.strip():
        fix = "isi perintah SELECT dengan jumlah terkirim di kolom pertama"
        yield part.find("query", "sumber sql perlu query", fix)
    elif source.query.split(maxsplit=1)[0].upper() not in ("SELECT", "WITH"):
        yield part.find("query", "query bukan perintah baca", "awali dengan SELECT atau WITH")
    if bool(source.url) == bool(source.url_env):
        message = "isi salah satu saja dari url dan url_env" if source.url else "sumber sql perlu url_env atau url"
        yield part.find("url_env", message, "isi url_env dengan nama variabel yang memuat alamat basis data")
    if source.url_env and not draft.known.env.get(source.url_env):
        fix = f"isi variabel {source.url_env} dengan alamat basis data sebelum menjalankan"
        yield part.find("url_env", f"variabel lingkungan {source.url_env} belum diisi", fix)
    if source.url and _holds_password(source.url):
        fix = "pindahkan alamat itu ke variabel lingkungan dan isi namanya pada url_env"
        yield part.find("url", "url memuat sandi (isinya tidak ditampilkan)", fix)
    elif source.url and "://" not in source.url:
        yield part.find("url", "url bukan alamat basis data", "tulis misalnya sqlite:////folder/penghitung.sqlite3")


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
        arguments = {key.lower() for key, _ in parse_qsl(parts.query)}
        return parts.password is not None or bool(arguments & {"password", "passwd", "pwd"})
    except ValueError:  # a password full of brackets breaks the parser: then there is one
        return True


def check_tickets(draft: Draft) -> Iterator[Finding]:
    """A book's columns hold what makes a ticket; its SOP is known from a column or by default."""
    for part in draft.tickets:
        source = part.item
        yield from _columns(part)
        suffix = PurePath(source.path).suffix.lower()
        if not source.path:
            yield part.find("path", "path kosong", "isi jalur buku agenda")
        elif source.kind == "xlsx" and suffix not in (".xlsx", ".xlsm"):
            yield part.find(
                "path", f"berkas {suffix or 'tanpa akhiran'} bukan buku .xlsx", "simpan ulang sebagai .xlsx"
            )
        if source.zone:
            try:
                ZoneInfo(source.zone)
            except (LookupError, ValueError, OSError):
                fix = "isi Asia/Jakarta, Asia/Makassar atau Asia/Jayapura, atau hapus"
                yield part.find("zone", f"zona {source.zone!r} tidak dikenal", fix)


def _columns(part: Part[TicketSource]) -> Iterator[Finding]:
    columns = part.item.columns
    for field in columns:
        if field not in TICKET_FIELDS:
            loc = (*part.loc, "columns", field)
            yield loc, f"isian {field!r} tidak dikenal", meant(field, TICKET_FIELDS)
    for field in TICKET_REQUIRED:
        if not columns.get(field, "").strip():
            yield part.find(
                "columns", f"kolom untuk {field} belum dipetakan", f"tambahkan {field}: Judul Kolom di Buku"
            )
    if not columns.get("sop") and not part.item.sop_default:
        yield part.find("columns", "SOP tiket tidak diketahui", "petakan kolom sop, atau isi sop_default")
    if columns.get("langkah"):
        for field in ("mulai", "selesai_langkah"):
            if not columns.get(field):
                fix = f"tambahkan {field}: Judul Kolom di Buku, atau hapus langkah"
                yield part.find("columns", f"kolom langkah ada, tetapi kolom {field} belum dipetakan", fix)
