"""The checks by which a dump is found good (sla-rules, measured steps, backup)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from collectors.dumplogs import LogReading
from collectors.dumps import Body
from collectors.folders import SeenFile
from dashboard.model import Stamp

PREDECESSORS = 10
FEWEST_PREDECESSORS = 3
"""With fewer there is no usual size, and the size is not judged."""
SMALLEST_SHARE = 0.5
_LOG_OLDER = timedelta(hours=12)
"""A dump last written so long after the end of its log is that of another run (or a copy made much later)."""
_LOG_NEWER = timedelta(minutes=10)
"""A log begun so long after the dump was last written tells of an export that left no dump."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one dump. ``ok`` None: it could not be decided or does not apply. ``message`` is for people."""

    name: str
    ok: bool | None
    message: str

    def as_detail(self) -> dict[str, object]:
        """For ``Ticket.details``."""
        return {"check": self.name, "ok": self.ok, "message": self.message}


@dataclass(frozen=True, slots=True)
class Finding:
    """One dump as it was found, with its log and its checks. ``running``: it is still being written.

    Its times are whole seconds, as logs give them and tickets keep them.
    """

    file: SeenFile
    log_file: SeenFile | None
    log: LogReading | None
    begun: Stamp | None
    running: bool
    checks: tuple[Check, ...]
    trouble: str = ""
    """What kept it from being read; it counts as still being written until it can be."""

    @property
    def is_good(self) -> bool:
        """Written to its end, and no check failed."""
        return not self.running and all(check.ok is not False for check in self.checks)

    @property
    def begun_at(self) -> datetime:
        """When the dump was begun, as well as it is known (its last modification where nothing else is)."""
        return self.begun.at if self.begun else self.file.modified_at

    @property
    def written_at(self) -> datetime:
        """End of step 2: the log's last line, else the last modification."""
        return (self.log.last_line_at if self.log else None) or self.file.modified_at.replace(microsecond=0)

    @property
    def stored_at(self) -> datetime:
        """End of step 3: the last modification, never before the log's last line."""
        return max(self.written_at, self.file.modified_at.replace(microsecond=0))

    @property
    def duration_s(self) -> float | None:
        """Seconds from begin to the end of the writing; None while unknown or running."""
        if self.begun is None or self.running:
            return None
        return (self.written_at - self.begun.at).total_seconds()


def all_checks(
    file: SeenFile, body: Body, log: LogReading | None, wants_log: bool, predecessors: Sequence[int]
) -> tuple[Check, ...]:
    """Every check of a dump that is written to its end; ``log`` is the one found, whether it fits or not."""
    fits = log_check(file, log)
    return (
        Check("present", True, f"Berkas {file.path.name} ada"),
        header_check(body, file),
        *body_checks(body),
        fits,
        *log_checks(log, wants_log, fits.ok is not False),
        Check("stable_size", True, "Ukuran tidak berubah lagi"),
        size_check(file.size_bytes, predecessors),
    )


def writing_checks(file: SeenFile) -> tuple[Check, ...]:
    """The checks of a dump that is still being written: there is nothing to judge yet."""
    return (
        Check("present", True, f"Berkas {file.path.name} ada"),
        Check("stable_size", None, "Sedang berjalan: berkas masih ditulis"),
    )


def header_check(body: Body, file: SeenFile) -> Check:
    """A real export begins like one."""
    if body.kind:
        return Check("header", True, f"Kepala berkas: ekspor {body.kind}")
    return Check("header", False, f"{file.path.name} bukan berkas ekspor Oracle (kepala berkas tidak dikenal)")


def body_checks(body: Body) -> tuple[Check, Check]:
    """No transfer in text mode damaged it, and its end is there where the format has one to look for."""
    if body.kind is None:
        return Check("text_mode", None, "Tidak diperiksa"), Check("file_end", None, "Tidak diperiksa")
    text = Check("text_mode", True, "Tidak tampak rusak oleh pemindahan mode teks")
    if body.damage:
        text = Check(
            "text_mode", False, f"Rusak oleh pemindahan mode teks: {body.damage}; salin ulang dalam mode biner"
        )
    if body.ended is None:
        return text, Check("file_end", None, "Tidak dapat diketahui dari berkas ini; bergantung pada log dan ukuran")
    if body.ended:
        return text, Check("file_end", True, "Tanda akhir ekspor ada di ujung berkas")
    return text, Check("file_end", False, "Tanda akhir ekspor (EXIT) tidak ada di ujung berkas; mungkin terpotong")


def log_check(file: SeenFile, log: LogReading | None) -> Check:
    """The log tells of the run that wrote this dump, not of another day's."""
    ended_at, begun_at = (log.last_line_at, log.started_at) if log else (None, None)
    if ended_at is not None and file.modified_at - ended_at > _LOG_OLDER:
        return Check("log_match", False, "Log berasal dari pelaksanaan lain (jauh lebih tua daripada berkasnya)")
    if begun_at is not None and begun_at - file.modified_at > _LOG_NEWER:
        return Check("log_match", False, "Log dimulai sesudah berkas terakhir ditulis; ekspor itu tidak menulis berkas")
    if ended_at is None:
        return Check("log_match", None, "Tidak diperiksa: tidak ada waktu dalam log")
    return Check("log_match", True, "Waktu dalam log sesuai dengan berkasnya")


def log_checks(log: LogReading | None, wanted: bool, fits: bool) -> tuple[Check, Check]:
    """The ending and the errors of the log. ``wanted`` False: the office keeps no logs, nothing to check."""
    if log is None:
        ok = False if wanted else None
        message = "Log tidak ditemukan" if wanted else "Tidak diperiksa: kantor tidak menyimpan log"
        return Check("log_end", ok, message), Check("log_errors", None, message)
    if not fits:
        message = "Tidak diperiksa: log milik pelaksanaan lain"
        return Check("log_end", None, message), Check("log_errors", None, message)
    end = "Log berakhir dengan baik" if log.ended_well else "Log tidak memuat akhir yang baik (terminated successfully)"
    errors = f"Log memuat galat: {', '.join(log.errors)}" if log.errors else "Log tanpa galat ORA-/EXP-/UDE-/LRM-"
    return Check("log_end", log.ended_well, end), Check("log_errors", not log.errors, errors)


def size_check(size_bytes: int, predecessors: Sequence[int]) -> Check:
    """Not below half of the median of the last ten ``predecessors`` (bytes, oldest first; empty ones do not count)."""
    if size_bytes == 0:
        return Check("size", False, "Berkas kosong")
    known = [size for size in predecessors if size][-PREDECESSORS:]
    if len(known) < FEWEST_PREDECESSORS:
        few = f"baru {len(known)} dari {FEWEST_PREDECESSORS} cadangan sebelumnya yang diperlukan"
        return Check("size", None, f"Ukuran belum dinilai: {few}")
    share = size_bytes / median(known)
    if share < SMALLEST_SHARE:
        return Check("size", False, f"Ukuran hanya {share:.0%} dari ukuran biasanya; mungkin terpotong")
    return Check("size", True, f"Ukuran wajar ({share:.0%} dari ukuran biasanya)")
