"""What the address of ``/tiket`` asks, and the one way in which an address names a ticket.

Numbers of tickets come from books and helpdesks and hold slashes, colons, even two slashes in a row; servers and
proxies read those in a path each in their own way. So a number of plain signs stands in the path
(``/tiket/A-2026-0001``); any other stands there only to be read by people, and whole in ``?nomor=``, which counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import quote, unquote, urlencode

from dashboard.components.question import BadQuestion, read_question
from dashboard.views.ticket_rows import ORIGINS, PEOPLE, STANDINGS

PATH = "/tiket"
EVERY = "semua"
"""The choice of a filter that filters nothing."""
_USUAL_DAYS = 365
"""How far a period reaches back of which only the end is given."""
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class AgendaQuestion:
    """All of the list's state; empty fields do not matter. ``start`` and ``end`` are both set or both None."""

    office: str
    number: str = ""
    kecamatan: str = ""
    sop: str = ""
    standing: str = ""
    start: date | None = None
    end: date | None = None
    origin: str = PEOPLE
    """Where they are kept: a word of ORIGINS; "" for everywhere."""
    opening: bool = False
    """The form for a new ticket is open (``?baru=1``)."""

    def values(self) -> dict[str, str]:
        """What stands in the address, empty ones left out."""
        found = {
            "kantor": self.office,
            "cari": self.number,
            "kecamatan": self.kecamatan,
            "sop": self.sop,
            "keadaan": self.standing,
            "dari": self.start.isoformat() if self.start else "",
            "sampai": self.end.isoformat() if self.end else "",
            "sumber": "" if self.origin == PEOPLE else self.origin or EVERY,
            "baru": "1" if self.opening else "",
        }
        return {name: value for name, value in found.items() if value}

    def href(self) -> str:
        """The address of this very list."""
        return f"{PATH}?{urlencode(self.values())}"

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the office is asked for."""
        return replace(self, opening=False) != AgendaQuestion(self.office)


def read_agenda(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    cari: str | None = None,
    kecamatan: str | None = None,
    sop: str | None = None,
    keadaan: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    sumber: str | None = None,
    baru: str | None = None,
) -> AgendaQuestion:
    """Read the address; without a period all that people keep in the first office is asked for. Raises BadQuestion."""
    cari, kecamatan, sop, keadaan = ("" if each in (None, EVERY) else each for each in (cari, kecamatan, sop, keadaan))
    if keadaan and keadaan not in STANDINGS:
        raise BadQuestion(f'Keadaan "{keadaan}" tidak dikenal. Pilih terbuka, selesai atau batal.')
    if sumber and sumber not in dict(ORIGINS):
        raise BadQuestion(f'Sumber "{sumber}" tidak dikenal. Pakai salah satu: {", ".join(dict(ORIGINS))}.')
    origin = "" if sumber == EVERY else sumber or PEOPLE
    known = read_question(offices, today, kantor=kantor, dari=dari or sampai, sampai=sampai)
    start, end = (known.start, known.end) if dari or sampai else (None, None)
    if end is not None and not dari:
        start = end - timedelta(days=_USUAL_DAYS)
    sought = ((cari or "").strip(), kecamatan or "", sop or "", keadaan or "", start, end, origin)
    return AgendaQuestion(known.office, *sought, opening=baru == "1")


def ticket_href(office: str, ticket: str) -> str:
    """The address of a ticket's page."""
    if _PLAIN.fullmatch(ticket):
        return f"{PATH}/{ticket}?{urlencode({'kantor': office})}"
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", ticket).strip("-.") or "lihat"
    return f"{PATH}/{readable}?{urlencode({'kantor': office, 'nomor': ticket}, quote_via=quote, safe='')}"


def ticket_of(in_path: str | None, nomor: str | None) -> str:
    """The number that an address names; one that stands in the path alone, quoted, is understood as well."""
    return nomor or unquote(in_path or "")
