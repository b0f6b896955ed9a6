"""Where the parts of the wall lead, for those who stand at the keyboard. One place for each address.

The feed's script fills the same templates (``data-words``) when a tile's trouble or a list's row changes.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

TICKET = "/tiket/{ticket}?kantor={kantor}"
PAGES = {"jaringan": "/jaringan", "cadangan": "/cadangan", "pengiriman": "/pengiriman", "tiket": "/terlambat"}
"""The page that tells more of each indicator."""


def office_wall(office: str) -> str:
    """The wall of one office."""
    return "/?" + urlencode({"kantor": office})


def tile_page(office: str, kecamatan: str | None, indicator: str) -> str:
    """The page of the indicator that decides a tile, for its kecamatan."""
    asked = {"kantor": office} | ({"kecamatan": kecamatan} if kecamatan else {})
    return f"{PAGES[indicator]}?{urlencode(asked)}"


def ticket_page(office: str, ticket: str) -> str:
    """One ticket; its id can hold any sign."""
    return TICKET.format(ticket=quote(ticket, safe=""), kantor=quote(office, safe=""))


def compliance_page(office: str, start: date, end: date) -> str:
    """Compliance of a period."""
    return "/kepatuhan?" + urlencode({"kantor": office, "dari": start.isoformat(), "sampai": end.isoformat()})
