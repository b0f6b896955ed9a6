"""What must hold between the parts of an office file: codes, calendar, SOPs in force, compliance targets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import combinations, pairwise

from dashboard.boundaries import LATITUDE, LONGITUDE
from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_files import Loc, path_text
from dashboard.office_sops import SopInForce

_OFFICE_CODE = re.compile(r"\d{2}\.\d{2}")
_KECAMATAN_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}")
_NAMES_OF_SOPS = (("links", "opens"), ("backups", "sop"), ("tickets", "sop_default"), ("periodic", "sop"))


def meant(text: str, known: Collection[str]) -> str:
    """A mend that offers the nearest known word, or the first few."""
    near = get_close_matches(text, list(known), n=1, cutoff=0.6)
    if near:
        return f"maksud Anda {near[0]}?"
    return f"pakai salah satu: {', '.join(sorted(known)[:8])}" if known else "tambahkan dahulu"


def check_codes(draft: Draft) -> Iterator[Finding]:
    """Codes of the kabupaten and its kecamatan, and where they lie."""
    if draft.code and not _OFFICE_CODE.fullmatch(draft.code):
        yield ("code",), f"kode kabupaten {draft.code!r} tidak benar", 'tulis kode Kemendagri seperti "51.08"'
    for part in draft.kecamatan:
        code = part.item.code
        if not _KECAMATAN_CODE.fullmatch(code):
            yield part.find("code", f"kode kecamatan {code!r} tidak benar", 'tulis kode Kemendagri seperti "51.08.01"')
        elif _OFFICE_CODE.fullmatch(draft.code) and not code.startswith(draft.code + "."):
            fix = f"kode harus berawal {draft.code}. (kode Kemendagri, bukan BPS)"
            yield part.find("code", f"kecamatan {code} bukan bagian kabupaten {draft.code}", fix)
        if not LATITUDE[0] <= part.item.lat <= LATITUDE[1]:
            yield part.find("lat", f"lintang {part.item.lat:g} di luar Indonesia", "isi lintang -11.5 sampai 6.5")
        if not LONGITUDE[0] <= part.item.lon <= LONGITUDE[1]:
            yield part.find("lon", f"bujur {part.item.lon:g} di luar Indonesia", "isi bujur 94 sampai 142")


def check_repeated(draft: Draft) -> Iterator[Finding]:
    """Ids and codes that stand twice. SOPs may: they are dated."""
    for loc, text in draft.repeated:
        section = str(loc[0])
        if section != "sops":
            first = path_text(draft.ids[section][text])
            yield loc, f"{text} sudah dipakai di {first}", "beri nama lain yang belum dipakai, atau hapus salah satu"


def check_kecamatan_known(draft: Draft) -> Iterator[Finding]:
    """Whatever names a kecamatan names one of this office."""
    codes = draft.ids["kecamatan"]
    for section in ("links", "targets", "backups", "counters"):
        for loc, code in draft.named(section, "kecamatan"):
            if not draft.has("kecamatan", code):
                yield loc, f"kecamatan {code} tidak ada dalam berkas ini", meant(code, codes)


def check_calendar(draft: Draft) -> Iterator[Finding]:
    """Periods leave no day without hours; a day is named once among holidays and once among special days."""
    for part in draft.periods:
        if part.item.end is not None and part.item.end < part.item.start:
            yield part.find("end", "periode berakhir sebelum mulai", "perbaiki start atau end")
        if not any(part.item.hours.values()):
            yield part.find("hours", "tidak ada hari kerja", 'isi misalnya senin: ["07:30-12:00", "13:00-16:00"]')
    if draft.periods_complete:
        yield from _gaps(draft)
    for days in (draft.own_holidays, draft.special_days):
        seen: set[date] = set()
        for day in days:
            if day.item.date in seen:
                yield day.find("date", f"tanggal {day.item.date} ditulis dua kali", "hapus salah satu")
            seen.add(day.item.date)


def _gaps(draft: Draft) -> Iterator[Finding]:
    place: Loc = ("calendar", "periods")
    if not draft.periods:
        yield place, "belum ada periode jam kerja", "isi sekurang-kurangnya satu periode dengan start dan hours"
        return
    ordered = sorted((part.item for part in draft.periods), key=lambda period: period.start)
    covered: date | None = ordered[0].start - timedelta(days=1)
    for period in ordered:
        if covered is None:
            break
        if period.start > covered + timedelta(days=1):
            first, last = covered + timedelta(days=1), period.start - timedelta(days=1)
            yield place, f"tidak ada jam kerja dari {first} sampai {last}", "sambung tanggal end dan start antarperiode"
        covered = None if period.end is None else max(covered, period.end)
    if covered is not None:
        yield place, f"tidak ada jam kerja setelah {covered}", "kosongkan end pada periode yang masih berlaku"
    begin = ordered[0].start
    early = min((part.item.start for part in draft.sops), default=begin)
    if early < begin:
        fix = f"majukan start periode pertama ke {early} atau sebelumnya"
        yield place, f"ada SOP berlaku sejak {early}, sedangkan jam kerja baru ada sejak {begin}", fix


def check_sops(draft: Draft) -> Iterator[Finding]:
    """SOPs named anywhere are in force; those in force are known, rightly adopted, and in force once at a time."""
    known = draft.known.sops
    for loc, name in draft.named("sops", "id"):
        if known is not None and name not in known:
            yield loc, f"SOP {name} tidak ada dalam katalog", meant(name, known)
    for section, key in _NAMES_OF_SOPS:
        for loc, name in draft.named(section, key):
            if not draft.sop_in_force(name):
                fix = "tambahkan pada sops, atau pakai SOP yang berlaku di kantor ini"
                yield loc, f"SOP {name} tidak berlaku di kantor ini", fix
    for part in draft.sops:
        sop = part.item
        if sop.end is not None and sop.end < sop.start:
            yield part.find("end", "masa berlaku berakhir sebelum mulai", "perbaiki start atau end")
        if isinstance(known, Mapping) and sop.id in known and _OFFICE_CODE.fullmatch(draft.code):
            yield from _adoption(draft, part, str(known[sop.id]))
    for one, other in combinations(draft.sops, 2):
        if one.item.id == other.item.id and _overlap(one.item, other.item):
            message = f"SOP {other.item.id} berlaku dua kali pada masa yang sama ({path_text(one.loc)})"
            yield other.find("start", message, "beri end pada yang lama, sehari sebelum start yang baru")


def _adoption(draft: Draft, part: Part[SopInForce], owner: str) -> Iterator[Finding]:
    if owner != draft.code and not part.item.adopted:
        yield part.find("adopted", f"SOP {part.item.id} adalah dokumen kabupaten {owner}", "tulis adopted: true")
    elif owner == draft.code and part.item.adopted:
        yield part.find("adopted", f"SOP {part.item.id} adalah dokumen kantor ini sendiri", "hapus adopted: true")


def _overlap(one: SopInForce, other: SopInForce) -> bool:
    return one.start <= (other.end or date.max) and other.start <= (one.end or date.max)


def check_compliance_targets(draft: Draft) -> Iterator[Finding]:
    """A target in percent, once a year."""
    for part in draft.compliance_targets:
        if not 0 < part.item.percent <= 100:
            yield part.find("percent", f"sasaran {part.item.percent:g} % di luar batas", "isi di atas 0 sampai 100")
        if not 2000 <= part.item.year <= 2100:
            yield part.find("year", f"tahun {part.item.year} tidak wajar", "isi tahun empat angka")
    ordered = sorted(draft.compliance_targets, key=lambda part: part.item.year)
    for one, other in pairwise(ordered):
        if one.item.year == other.item.year:
            yield other.find("year", f"sasaran tahun {other.item.year} ditulis dua kali", "hapus salah satu")
