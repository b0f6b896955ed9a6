"""What must hold for tickets of other systems: each kind has what it needs, kecamatan and SOPs exist, no secret."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.office_checks import meant
from dashboard.office_counter_checks import check_address, is_page
from dashboard.office_draft import Draft, Finding, Part
from dashboard.office_sources import OFFICE_ITSELF, TicketSource

_BOOK = ("path", "share", "sheet", "columns", "nomor_per_tahun")
_HELPDESK = (
    "url",
    "url_env",
    "token_env",
    "ca_file",
    "place_field",
    "places",
    "place_default",
    "sop_field",
    "sops",
    "titles",
    "start",
)
_OWN_KEYS = {
    "xlsx": _BOOK,
    "csv": _BOOK,
    "sql": ("columns", "nomor_per_tahun", "url", "url_env", "query"),
    "glpi": (*_HELPDESK, "app_token_env"),
    "zammad": (*_HELPDESK, "states"),
}
"""The keys that each kind reads beside those that all do; one of another kind is a mistake, not silently left out."""
_ALL_KEYS = {key for keys in _OWN_KEYS.values() for key in keys}
_WITHOUT_ZONE = ("zammad",)


def check_ticket_services(draft: Draft) -> Iterator[Finding]:
    """Each kind of ticket source has what it needs and nothing of another kind."""
    for part in draft.tickets:
        source = part.item
        for key in sorted(source.model_fields_set & _ALL_KEYS):
            if key not in _OWN_KEYS[source.kind] and getattr(source, key):
                yield part.find(key, f"isian {key} tidak dipakai sumber {source.kind}", "hapus, atau betulkan kind")
        if source.zone and source.kind in _WITHOUT_ZONE:
            yield part.find("zone", f"zone tidak dipakai sumber {source.kind}", "hapus; waktunya sudah UTC")
        if source.kind == "sql":
            yield from _sql(part, draft)
        elif source.kind in ("glpi", "zammad"):
            yield from _helpdesk(part, draft)


def _sql(part: Part[TicketSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    if not source.query.strip():
        yield part.find("query", "sumber sql perlu query", "isi perintah SELECT yang memberi satu baris tiap tiket")
    elif source.query.split(maxsplit=1)[0].upper() not in ("SELECT", "WITH"):
        yield part.find("query", "query bukan perintah baca", "awali dengan SELECT atau WITH")
    yield from check_address(part, draft, "basis data")
    if source.url and "://" not in source.url:
        yield part.find("url", "url bukan alamat basis data", "tulis misalnya sqlite:////folder/tiket.sqlite3")


def _helpdesk(part: Part[TicketSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    yield from check_address(part, draft, "layanan")
    if source.url and not is_page(source.url):
        yield part.find("url", "url tidak terbaca", "tulis alamat lengkap berawal http:// atau https://")
    if not source.token_env:
        fix = "isi token_env dengan nama variabel yang memuat token akun baca"
        yield part.find("token_env", f"sumber {source.kind} perlu token_env", fix)
    for key, name in (("token_env", source.token_env), ("app_token_env", source.app_token_env)):
        if name and not draft.known.env.get(name):
            fix = f"isi variabel {name} dengan token sebelum menjalankan"
            yield part.find(key, f"variabel lingkungan {name} belum diisi", fix)
    yield from _places(part, draft)
    yield from _sops(part, draft)


def _places(part: Part[TicketSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    named = [((*part.loc, "places", written), code) for written, code in source.places.items()]
    if source.place_default:
        named.append(((*part.loc, "place_default"), source.place_default))
    for loc, code in named:
        if code.casefold() != OFFICE_ITSELF and not draft.has("kecamatan", code):
            fix = meant(code, [*draft.ids["kecamatan"], OFFICE_ITSELF])
            yield loc, f"kecamatan {code} tidak ada dalam berkas ini", fix


def _sops(part: Part[TicketSource], draft: Draft) -> Iterator[Finding]:
    source = part.item
    for written, sop in source.sops.items():
        if not draft.sop_in_force(sop):
            fix = "tambahkan pada sops kantor, atau pakai SOP yang berlaku di kantor ini"
            yield (*part.loc, "sops", written), f"SOP {sop} tidak berlaku di kantor ini", fix
    if source.sops and not source.sop_field:
        fix = "isi sop_field dengan nama isian, misalnya itilcategories_id, atau hapus sops"
        yield part.find("sop_field", "ada sops, tetapi sop_field kosong", fix)
    if source.sop_field and not source.sops:
        yield part.find("sops", "sop_field tanpa sops", "petakan isinya, misalnya Jaringan: <id SOP>, atau hapus")
    if not source.sops and not source.sop_default:
        yield part.find("sop_default", "SOP tiket tidak diketahui", "isi sop_default, atau sop_field dan sops")
