"""How the checks of a dump are called, on pages and in exports alike."""

from __future__ import annotations

from collections.abc import Iterable

CHECK_NAMES = {
    "present": "keberadaan berkas",
    "header": "kepala berkas",
    "text_mode": "mode teks",
    "file_end": "ujung berkas",
    "log_match": "kesesuaian log",
    "log_end": "penutup log",
    "log_errors": "galat ORA-/EXP-",
    "stable_size": "kestabilan ukuran",
    "size": "ukuran terhadap pendahulu",
}


def check_names(checks: Iterable[str]) -> str:
    """The names of some checks, in the order given; one that has no name keeps its own."""
    return ", ".join(CHECK_NAMES.get(each, each) for each in checks)
