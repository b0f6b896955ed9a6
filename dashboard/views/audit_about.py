"""What a file of the trail says of itself."""

from __future__ import annotations

from datetime import datetime

from dashboard import formats
from dashboard.views.audit import AuditFilter, chain_row, zone_of
from dashboard.views.audit_rows import ChainRow
from dashboard.views.context import Context


def about_file(context: Context, asked: AuditFilter, now: datetime) -> list[str]:
    """What the file says of itself: whose lines, of when, and the state of the chain when it was taken."""
    zone, chain = zone_of(context, asked.office), chain_row(context, now)
    office = context.offices.get(asked.office or "")
    narrowed = [each for each in (asked.officer, asked.action, asked.text) if each]
    return [
        f"Jejak audit {office.short if office else 'semua kantor'}",
        formats.period(asked.start, asked.end),
        *([f"saringan: {', '.join(narrowed)}"] if narrowed else []),
        f"diambil {formats.date_clock(now, zone)}",
        chain_told(chain, zone),
        f"hash terakhir {chain.head}",
    ]


def chain_told(chain: ChainRow, zone: str) -> str:
    """The state of the chain in one sentence."""
    at = formats.date_clock(chain.checked_at, zone)
    if chain.broken_at is not None:
        return f"rantai putus pada baris {chain.broken_at} (diperiksa {at})"
    if chain.missing:
        return f"rantai putus: {chain.missing} baris hilang di akhir (diperiksa {at})"
    return f"rantai utuh, {formats.number(chain.lines + chain.newer)} baris (diperiksa {at})"
