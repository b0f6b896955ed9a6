"""The checks by which a dump is found good (sla-rules, measured steps, backup)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from collectors.dumplogs import LogReading
from collectors.dumps import SeenFile
from dashboard.model import Stamp

PREDECESSORS = 10
SMALLEST_SHARE = 0.5


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
    file: SeenFile, kind: str | None, log: LogReading | None, wants_log: bool, predecessors: Sequence[int]
) -> tuple[Check, ...]:
    """Every check of a dump that is written to its end. ``kind``: of ``export_kind``; see the single checks."""
    return (
        Check("present", True, f"Berkas {file.path.name} ada"),
        header_check(kind, file),
        *log_checks(log, wants_log),
        Check("stable_size", True, "Ukuran tidak berubah lagi"),
        size_check(file.size_bytes, predecessors),
    )


def writing_checks(file: SeenFile) -> tuple[Check, ...]:
    """The checks of a dump that is still being written: there is nothing to judge yet."""
    return (
        Check("present", True, f"Berkas {file.path.name} ada"),
        Check("stable_size", None, "Sedang berjalan: berkas masih ditulis"),
    )


def header_check(kind: str | None, file: SeenFile) -> Check:
    """A real export begins like one."""
    if kind:
        return Check("header", True, f"Kepala berkas: ekspor {kind}")
    return Check("header", False, f"{file.path.name} bukan berkas ekspor Oracle (kepala berkas tidak dikenal)")


def log_checks(log: LogReading | None, wanted: bool) -> tuple[Check, Check]:
    """The ending and the errors of the log. ``wanted`` False: the office keeps no logs, nothing to check."""
    if log is None:
        ok = False if wanted else None
        message = "Log tidak ditemukan" if wanted else "Tidak diperiksa: kantor tidak menyimpan log"
        return Check("log_end", ok, message), Check("log_errors", None, message)
    end = "Log berakhir dengan baik" if log.ended_well else "Log tidak memuat akhir yang baik (terminated successfully)"
    errors = f"Log memuat galat: {', '.join(log.errors)}" if log.errors else "Log tanpa galat ORA-/EXP-"
    return Check("log_end", log.ended_well, end), Check("log_errors", not log.errors, errors)


def size_check(size_bytes: int, predecessors: Sequence[int]) -> Check:
    """Not below half of the median of the last ten ``predecessors`` (bytes, oldest first)."""
    if size_bytes == 0:
        return Check("size", False, "Berkas kosong")
    if not predecessors:
        return Check("size", True, "Belum ada cadangan sebelumnya untuk dibandingkan")
    usual = median(predecessors[-PREDECESSORS:])
    share = size_bytes / usual if usual else 1.0
    if share < SMALLEST_SHARE:
        return Check("size", False, f"Ukuran hanya {share:.0%} dari ukuran biasanya; mungkin terpotong")
    return Check("size", True, f"Ukuran wajar ({share:.0%} dari ukuran biasanya)")
