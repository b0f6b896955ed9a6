"""Reports that were made: files on a shelf under PANTAU_DATA, each whole and with a note of what it is. Audited.

A report is a folder ``laporan/<office>/<id>/`` with the file and ``keterangan.json``. It is prepared in
``laporan/.kerja/<order>/`` and moved to its place in one step, so that the shelf never holds half of one, whenever
whoever makes it is killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from pathlib import Path

from dashboard.kept_reports import KeptReport
from dashboard.model import Compliance
from dashboard.reported import frozen
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import AuditEntry, Store, append_audit

NOTE = "keterangan.json"
_WORK = ".kerja"
_OWNER = "pemilik"
_STOP = ".berhenti"
_ABANDONED_S = 24 * 3600.0
"""Work of another machine cannot be looked at; after so long nobody waits for it."""
_ID = re.compile(r"[0-9a-z-]{1,80}")
_CHUNK = 1 << 20


def shelf_of(data: Path) -> Path:
    """The folder of all reports below the product's data folder."""
    return data / "laporan"


def new_id(form: str, as_of: datetime) -> str:
    """A name that nobody guesses, in the order in which reports were made: ``20261129t060500-xlsx-1f2e3d4c5b6a``."""
    return f"{as_of:%Y%m%dt%H%M%S}-{form}-{uuid.uuid4().hex[:12]}"


def fingerprint(figures: Sequence[Compliance]) -> str:
    """The same for the same rows, whatever their order; of no use but to compare. Totals follow from the rows."""
    kept = (replace(frozen(row), median_permille=None, p90_permille=None) for row in figures)
    rows = sorted(repr(row) for row in kept if not row.is_total)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def kept_reports(shelf: Path, office: str) -> tuple[KeptReport, ...]:
    """Every report of an office, the newest first. A folder whose note cannot be read is no report."""
    try:
        folders = sorted((each for each in (shelf / office).iterdir() if each.is_dir()), reverse=True)
    except OSError:
        return ()
    return tuple(kept for folder in folders if (kept := _read(folder, office)) is not None)


def find_report(shelf: Path, offices: Sequence[str], report_id: str) -> tuple[KeptReport, Path] | None:
    """A report by its id, and where its file lies; None for anything that the lists of ``offices`` do not know."""
    if not _ID.fullmatch(report_id):
        return None
    for office in offices:
        kept = _read(shelf / office / report_id, office)
        if kept is not None:
            return kept, shelf / office / kept.id / kept.name
    return None


def _read(folder: Path, office: str) -> KeptReport | None:
    try:
        told = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        told = {each.name: told[each.name] for each in fields(KeptReport)}
        for name in ("start", "end"):
            told[name] = date.fromisoformat(told[name])
        told["as_of"] = datetime.fromisoformat(told["as_of"])
        kept = KeptReport(**told)
        is_here = kept.id == folder.name and kept.office == office and Path(kept.name).name == kept.name
        return kept if is_here and (folder / kept.name).is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def workplace(shelf: Path, order: str) -> Iterator[Path]:
    """A folder to prepare one order in; gone afterwards, whatever happened. FileExistsError while it is in use."""
    sweep(shelf)
    folder = _work(shelf, order)
    folder.mkdir(parents=True)
    try:
        (folder / _OWNER).write_text(f"{socket.gethostname()} {os.getpid()}", encoding="utf-8")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            _mark(shelf, order).unlink()


def is_stopped(shelf: Path, order: str) -> bool:
    """Whether somebody asked for the order to stop."""
    return _mark(shelf, order).exists()


def stop(shelf: Path, order: str, patience_s: float = 3.0) -> None:
    """Ask for an order to stop and clear away what its killed maker left. It is gone once this returns, or gives up
    by itself at its next step."""
    mark = _mark(shelf, order)
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    had_begun, deadline = _work(shelf, order).exists(), time.monotonic() + patience_s
    while _work(shelf, order).exists() and time.monotonic() < deadline:
        sweep(shelf)
        time.sleep(0.05)
    if had_begun and not _work(shelf, order).exists():
        mark.unlink(missing_ok=True)


def sweep(shelf: Path) -> None:
    """Throw away the work of makers that are no more."""
    with suppress(OSError):
        for folder in (shelf / _WORK).iterdir():
            if folder.is_dir() and _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)
            elif folder.name.endswith(_STOP) and _age_s(folder) > _ABANDONED_S:
                folder.unlink(missing_ok=True)


def _is_abandoned(folder: Path) -> bool:
    try:
        host, _, pid = (folder / _OWNER).read_text(encoding="utf-8").partition(" ")
        if host == socket.gethostname():
            return not _is_alive(int(pid))
    except (OSError, ValueError):
        pass
    return _age_s(folder) > _ABANDONED_S


def _is_alive(pid: int) -> bool:
    try:
        # a killed child of a living process stays listed until it is waited for
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        if Path("/proc/self/stat").exists():
            return False
    import psutil  # os.kill(pid, 0), which others use, would end a process of Windows

    return bool(psutil.pid_exists(pid))


def _age_s(path: Path) -> float:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime
    return 0.0


def _work(shelf: Path, order: str) -> Path:
    if not _ID.fullmatch(order):
        raise DeskError("pesanan laporan tidak terbaca", "muat ulang halaman")
    return shelf / _WORK / order


def _mark(shelf: Path, order: str) -> Path:
    return _work(shelf, order).with_name(f"{order}{_STOP}")


def keep(store: Store, shelf: Path, made: KeptReport, file: Path, officer: Officer, now: datetime) -> KeptReport:
    """Put a finished ``file``, alone in a folder of its own in the workplace, on the shelf. Audited. Raises OSError."""
    size, digest = _measured(file)
    told = asdict(made) | {"size_bytes": size, "sha256": digest}
    kept = KeptReport(**told)
    folder, place = file.parent, shelf / kept.office / kept.id
    note = folder / NOTE
    with note.open("w", encoding="utf-8") as out:
        json.dump(told, out, ensure_ascii=False, indent=1, default=lambda value: value.isoformat())
        out.flush()
        os.fsync(out.fileno())
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(folder, place)
    try:
        append_audit(store, AuditEntry(now, officer.id, "laporan dibuat", kept.subject, None, _told(kept)))
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return kept


def delete(store: Store, shelf: Path, offices: Sequence[str], report_id: str, officer: Officer, now: datetime) -> str:
    """Throw a report away for good and give the name of its file. Audited. Raises DeskError where it is not there."""
    found = find_report(shelf, offices, report_id)
    if found is None:
        raise DeskError("berkas laporan itu sudah tidak ada", "muat ulang daftarnya")
    kept, file = found
    append_audit(store, AuditEntry(now, officer.id, "laporan dihapus", kept.subject, _told(kept), None))
    try:
        (file.parent / NOTE).unlink()  # from here on no list knows it
        shutil.rmtree(file.parent)
    except OSError as error:
        raise DeskError(f"{kept.name} tidak dapat dihapus ({error.strerror})", "periksa izin folder laporan") from error
    return kept.name


def _told(kept: KeptReport) -> dict[str, object]:
    return {
        "bentuk": kept.form,
        "berkas": kept.name,
        "dari": kept.start.isoformat(),
        "sampai": kept.end.isoformat(),
        "cakupan": kept.scope,
        "dibekukan": kept.as_of.isoformat(),
        "sha256": kept.sha256,
    }


def _measured(file: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with file.open("r+b") as read:  # Windows flushes no file that was opened for reading alone
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
        os.fsync(read.fileno())
    return size, digest.hexdigest()
