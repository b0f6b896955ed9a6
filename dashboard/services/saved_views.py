"""Keeping the filters of a page under a name, one officer's own: saved, replaced, deleted, audited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import AuditEntry, SavedView, Store, delete_saved_view, save_view

LONGEST_NAME, LONGEST_QUERY, MOST = 60, 1_000, 30


def keep_view(store: Store, page: str, name: str, query: str, officer: Officer, now: datetime) -> SavedView:
    """Save ``query`` (of the page's address) under ``name``; the officer's view of that name is replaced.

    Raises DeskError for a name that is empty or too long, and for more views than anybody finds anything in.
    """
    called = " ".join(name.split())
    if not called:
        raise DeskError("tampilan tanpa nama", "beri nama, misalnya Lewat waktu minggu ini")
    if len(called) > LONGEST_NAME:
        raise DeskError(f"nama {len(called)} huruf terlalu panjang", f"pakai paling banyak {LONGEST_NAME} huruf")
    if len(query) > LONGEST_QUERY:
        raise DeskError("saringan terlalu panjang untuk disimpan", "pakai lebih sedikit saringan")
    view = SavedView(officer.id, page, called, query, now)

    def audited(known: Sequence[SavedView]) -> AuditEntry:
        old = _named(known, called)
        if old is None and len(known) >= MOST:
            raise DeskError(f"sudah ada {len(known)} tampilan tersimpan", "hapus yang tidak dipakai lagi")
        before = None if old is None else {"saringan": old.query}
        return AuditEntry(now, officer.id, "tampilan disimpan", _subject(page, called), before, {"saringan": query})

    save_view(store, view, audited)
    return view


def drop_view(store: Store, page: str, name: str, officer: Officer, now: datetime) -> None:
    """Delete the officer's view of that name. Raises DeskError where there is none."""

    def audited(known: Sequence[SavedView]) -> AuditEntry:
        old = _named(known, name)
        if old is None:
            raise DeskError(f'tampilan "{name}" tidak ada lagi', "muat ulang")
        before = {"saringan": old.query}
        return AuditEntry(now, officer.id, "tampilan dihapus", _subject(page, name), before, None)

    delete_saved_view(store, officer.id, page, name, audited)


def _named(known: Sequence[SavedView], name: str) -> SavedView | None:
    return next((view for view in known if view.name == name), None)


def _subject(page: str, name: str) -> str:
    return f"tampilan {page}/{name}"
