"""What must hold for what is measured: targets, backups and log books."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from dashboard.office_checks import meant
from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_model import Target
from dashboard.office_sources import TICKET_FIELDS, TICKET_REQUIRED, TicketSource


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


def check_tickets(draft: Draft) -> Iterator[Finding]:
    """A book's columns hold what makes a ticket; its SOP is known from a column or by default."""
    for part in draft.tickets:
        source = part.item
        if source.kind in ("xlsx", "csv", "sql"):
            yield from _columns(part)
        suffix = PurePath(source.path).suffix.lower()
        if not source.path and source.kind in ("xlsx", "csv"):
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
