"""Office files (``data/offices/*.yaml``): what one kabupaten has, validated as a whole.

The one place that other rooms import offices from. The models (``dashboard.office_model``) are the shape;
``load_offices`` reads every file and names all mistakes at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from dashboard import office_checks, office_periodic_checks, office_source_checks
from dashboard.office_draft import Draft, Known, draft_of
from dashboard.office_files import Document, OfficeProblem, read_document
from dashboard.office_model import (
    TICKET_FIELDS,
    TICKET_REQUIRED,
    WEEKDAYS,
    BackupSource,
    Calendar,
    CalendarSpan,
    CounterSource,
    Disabled,
    Every,
    Kecamatan,
    Link,
    Maintenance,
    Office,
    OwnHoliday,
    PeriodicRun,
    Probe,
    Role,
    Schedule,
    SopInForce,
    SpecialDay,
    Target,
    Target90,
    TicketSource,
    default_schedule,
)
from dashboard.office_shape import complain_of_shape

__all__ = [
    "EXAMPLE_FILE",
    "TICKET_FIELDS",
    "TICKET_REQUIRED",
    "WEEKDAYS",
    "BackupSource",
    "Calendar",
    "CalendarSpan",
    "CounterSource",
    "Disabled",
    "Every",
    "Kecamatan",
    "Link",
    "Maintenance",
    "Office",
    "OfficeErrors",
    "OfficeProblem",
    "OwnHoliday",
    "PeriodicRun",
    "Probe",
    "Role",
    "Schedule",
    "SopInForce",
    "SpecialDay",
    "Target",
    "Target90",
    "TicketSource",
    "check_path",
    "default_schedule",
    "load_offices",
    "problems_json",
]

EXAMPLE_FILE = Path(__file__).resolve().parent.parent / "data" / "contoh-kantor.yaml"
"""A complete commented office file that passes every check."""

_CHECKS = (
    office_checks.check_codes,
    office_checks.check_repeated,
    office_checks.check_kecamatan_known,
    office_checks.check_calendar,
    office_checks.check_sops,
    office_checks.check_compliance_targets,
    office_periodic_checks.check_periodic,
    office_source_checks.check_probes,
    office_source_checks.check_targets,
    office_source_checks.check_backups,
    office_source_checks.check_counters,
    office_source_checks.check_tickets,
)


class OfficeErrors(Exception):  # noqa: N818  (it carries several)
    """Every mistake of every office file; ``str`` gives one line each."""

    def __init__(self, problems: Iterable[OfficeProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    office: Office | None
    code: str


def load_offices(path: Path, env: Mapping[str, str], sop_ids: Collection[str] | None = None) -> tuple[Office, ...]:
    """Read one office file, or every ``*.yaml`` and ``*.yml`` of a folder in order of name.

    ``env`` fills ``${NAME}`` and ``${NAME:-default}``; the caller adds PANTAU_DATA (``Settings.expansion`` does).
    ``sop_ids``: ids of the catalogue (None: not checked); as a mapping its values are the codes of the kabupaten whose
    documents they are, and ``adopted`` is checked too. Relative folders and files are taken from the office file's own
    folder. Raises OfficeErrors with all mistakes of all files.
    """
    offices, problems = _read_all(path, Known(env, sop_ids))
    if problems:
        raise OfficeErrors(problems)
    return offices


def check_path(path: Path, env: Mapping[str, str], sop_ids: Collection[str] | None = None) -> list[OfficeProblem]:
    """All mistakes that ``load_offices`` would raise; empty where there are none."""
    return _read_all(path, Known(env, sop_ids))[1]


def problems_json(problems: Iterable[OfficeProblem]) -> list[dict[str, str]]:
    """The rows of ``check --json``."""
    return [
        {"file": problem.file, "path": problem.path, "message": problem.message, "fix": problem.fix}
        for problem in problems
    ]


def _read_all(path: Path, known: Known) -> tuple[tuple[Office, ...], list[OfficeProblem]]:
    if not path.exists():
        fix = "periksa PANTAU_OFFICES atau jalur yang diberikan"
        return (), [OfficeProblem(str(path), "", "berkas atau folder tidak ada", fix)]
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and file.name[0] != ".")
    if not files:
        fix = "letakkan berkas kantor di sana; contoh: python -m dashboard check --example"
        return (), [OfficeProblem(str(path), "", "folder tidak memuat berkas .yaml", fix)]
    read = [_read(file, known) for file in files]
    _complain_of_repeated_codes(read)
    problems = [problem for each in read for problem in sorted(each.document.problems, key=lambda one: one.line)]
    return tuple(each.office for each in read if each.office is not None), problems


def _read(path: Path, known: Known) -> _Read:
    document = read_document(path, known.env)
    if document.data is None:
        return _Read(document, None, "")
    office = None
    try:
        office = _anchored(Office.model_validate(document.data), path.absolute().parent)
    except ValidationError as error:
        complain_of_shape(document, error)
    draft = draft_of(document, known)
    _cross_check(document, draft)
    return _Read(document, office, draft.code)


def _cross_check(document: Document, draft: Draft) -> None:
    for check in _CHECKS:
        for loc, message, fix in check(draft):
            if loc not in document.reported:
                document.complain(loc, message, fix)


def _complain_of_repeated_codes(read: list[_Read]) -> None:
    first: dict[str, str] = {}
    for each in read:
        if each.code in first:
            each.document.complain(
                ("code",), f"kode {each.code} sudah dipakai berkas {first[each.code]}", "satu kabupaten satu berkas"
            )
        elif each.code:
            first[each.code] = each.document.file


def _anchored(office: Office, folder: Path) -> Office:
    """Relative paths hang on the office file, wherever the process was started."""

    def full(text: str) -> str:
        return str(folder / text) if text else text

    return office.model_copy(
        update={
            "backups": [one.model_copy(update={"folder": full(one.folder)}) for one in office.backups],
            "counters": [one.model_copy(update={"path": full(one.path)}) for one in office.counters],
            "tickets": [one.model_copy(update={"path": full(one.path)}) for one in office.tickets],
        }
    )
