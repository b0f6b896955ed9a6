"""The forms in which a report can leave, and how a file comes to lie where it is wanted: whole, or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dashboard.views.progress import Progress, no_progress
from dashboard.views.report_rows import ReportError, ReportView

Writer = Callable[[ReportView, Path, Progress], None]
"""Writes one report to a path. OSErrors may pass; ExportError says what else cannot be written."""


class ExportError(ReportError):
    """A file that cannot be written: what is wrong and the mend, both Indonesian. Nothing was left behind."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: ``name`` as ``--form`` takes it, ``title`` for people, ``suffix`` with its dot."""

    name: str
    title: str
    suffix: str
    media_type: str
    write: Writer


FORMS: dict[str, Form] = {}
"""Every form by name, in the order in which they are offered."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NOT_IN_NAMES = re.compile(r"[^0-9a-z]+")


def register(form: Form) -> None:
    """Offer one more form. ValueError where its name is taken."""
    if form.name in FORMS:
        raise ValueError(form.name)
    FORMS[form.name] = form


def form_of(name: str) -> Form:
    """The form of a name. Raises ExportError with the names that there are."""
    if name not in FORMS:
        raise ExportError(f"bentuk {name} belum ada", f"pakai salah satu: {', '.join(FORMS)}")
    return FORMS[name]


def file_name(view: ReportView, form: Form) -> str:
    """``laporan-buleleng-2026-11-01-2026-11-30.xlsx``: short, plain letters, the same for the same question."""
    short = _NOT_IN_NAMES.sub("-", view.office.short.lower()).strip("-")[:40] or view.office.code
    narrowed = "" if view.scope.is_whole else "-sebagian"
    return f"laporan-{short}-{view.start}-{view.end}{narrowed}{form.suffix}"


def export(name: str, view: ReportView, path: Path, progress: Progress = no_progress, *, replace: bool = False) -> Path:
    """Write a report in one form to ``path``. Raises ExportError; Cancelled from ``progress`` passes.

    A file that lies there already stays unless ``replace``. Whatever happens, no half file is left.
    """
    form = form_of(name)
    try:
        if path.exists() and not replace:
            raise ExportError(f"{path.name} sudah ada", "pakai nama lain, supaya isinya tidak hilang")
        unfinished = _beside(path)
    except OSError as error:
        raise refusal(error, path) from error
    try:
        form.write(view, unfinished, progress)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except OSError as error:
        raise refusal(error, path) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    progress(1.0, "berkas siap")
    return path


def _beside(path: Path) -> Path:
    if len(os.fsencode(path.name)) > os.pathconf(path.parent, "PC_NAME_MAX"):
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    handle, name = tempfile.mkstemp(suffix=".sebagian", prefix=".laporan-", dir=path.parent)
    os.close(handle)
    return Path(name)


def refusal(error: OSError, path: Path) -> ExportError:
    """What the machine refused, in words that an officer can act on."""
    place = path.parent.absolute()
    if error.errno in _NO_ROOM:
        return ExportError(f"tidak ada ruang tersisa untuk {path.name} di {place}", "kosongkan ruang, lalu ulangi")
    if error.errno == errno.ENAMETOOLONG:
        return ExportError(f"nama berkas terlalu panjang ({len(path.name)} huruf)", "pakai nama yang lebih pendek")
    if isinstance(error, FileNotFoundError):
        return ExportError(f"folder {place} tidak ada", "buat foldernya dahulu, atau pilih folder lain")
    if isinstance(error, PermissionError):
        return ExportError(f"{place} tidak boleh ditulisi", "pilih folder lain, atau minta izin menulis")
    return ExportError(f"{path.name} tidak dapat ditulis ({error.strerror or error})", "periksa folder dan cakramnya")
