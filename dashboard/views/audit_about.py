"""What a file of the trail says of itself, and ``/sistem`` of a trail that is broken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dashboard import formats
from dashboard.store.audit_check import last_check
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


def trail_findings(context: Context) -> Iterator[str]:
    """For ``/sistem``: that the last check of the trail found it broken."""
    kept = last_check(context.store)
    if kept is not None and not kept.check.is_whole:
        at = formats.date_clock(kept.at, zone_of(context, None))
        mend = "Jangan ubah apa pun; minta auditor membuka halaman Jejak audit"
        yield f"Jejak audit tidak utuh lagi (diperiksa {at}). {mend}"
