"""Where the parts of the wall lead, for those who stand at the keyboard. One place for each address.

The feed's script fills the same templates (``data-words``) when a tile's trouble or a list's row changes.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

TICKET = "/tiket/lihat?kantor={kantor}&nomor={ticket}"
"""A ticket as the script can name it, whatever signs its number has; ``ticket_href`` is the readable way."""
PAGES = {"jaringan": "/jaringan", "cadangan": "/cadangan", "pengiriman": "/pengiriman", "tiket": "/terlambat"}
"""The page that tells more of each indicator."""


def office_wall(office: str) -> str:
    """The wall of one office."""
    return "/?" + urlencode({"kantor": office})


def tile_page(office: str, kecamatan: str | None, indicator: str) -> str:
    """The page of the indicator that decides a tile, for its kecamatan."""
    asked = {"kantor": office} | ({"kecamatan": kecamatan} if kecamatan else {})
    return f"{PAGES[indicator]}?{urlencode(asked)}"


def compliance_page(office: str, start: date, end: date) -> str:
    """Compliance of a period."""
    return "/kepatuhan?" + urlencode({"kantor": office, "dari": start.isoformat(), "sampai": end.isoformat()})
