"""Office files (``data/offices/*.yaml``): what one kabupaten has, validated as a whole.

The one place that other rooms import offices from. The models (``dashboard.office_model``) are the shape;
``load_offices`` reads every file and names all mistakes at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from dashboard import (
    office_alert_checks,
    office_checks,
    office_counter_checks,
    office_folder_checks,
    office_map_checks,
    office_network_checks,
    office_periodic_checks,
    office_report_checks,
    office_rule_checks,
    office_source_checks,
    office_ticket_checks,
)
from dashboard.office_alerts import AlertKind, AlertRules, Receiver
from dashboard.office_draft import Draft, Known, draft_of
from dashboard.office_files import Document, OfficeProblem, read_document
from dashboard.office_model import (
    Calendar,
    CalendarSpan,
    Disabled,
    Kecamatan,
    Link,
    Maintenance,
    Office,
    OwnHoliday,
    Probe,
    Role,
    SpecialDay,
    Target,
    Target90,
    Thresholds,
    default_schedule,
)
from dashboard.office_report import BLANK, ReportHead, Signatory, letter_number
from dashboard.office_shape import complain_of_shape
from dashboard.office_sops import Every, OfficeRule, PeriodicRun, SopInForce, StepRule
from dashboard.office_sources import (
    OFFICE_ITSELF,
    TICKET_FIELDS,
    TICKET_REQUIRED,
    BackupSource,
    CounterSource,
    FolderPlace,
    SecondCopy,
    TicketSource,
)
from dashboard.office_types import WEEKDAYS, DatedSchedule, Schedule
from dashboard.sop import Sop

__all__ = [
    "BLANK",
    "EXAMPLE_FILE",
    "OFFICE_ITSELF",
    "TICKET_FIELDS",
    "TICKET_REQUIRED",
    "WEEKDAYS",
    "AlertKind",
    "AlertRules",
    "BackupSource",
    "Calendar",
    "CalendarSpan",
    "CounterSource",
    "DatedSchedule",
    "Disabled",
    "Every",
    "FolderPlace",
    "Kecamatan",
    "Link",
    "Maintenance",
    "Office",
    "OfficeErrors",
    "OfficeProblem",
    "OfficeRule",
    "OwnHoliday",
    "PeriodicRun",
    "Probe",
    "Receiver",
    "ReportHead",
    "Role",
    "Schedule",
    "SecondCopy",
    "Signatory",
    "SopInForce",
    "SpecialDay",
    "StepRule",
    "Target",
    "Target90",
    "Thresholds",
    "TicketSource",
    "check_path",
    "default_schedule",
    "letter_number",
    "load_offices",
    "problems_json",
]

KnownSops = Collection[str] | Mapping[str, str] | Mapping[str, tuple[Sop, ...]]
"""Ids of SOPs, with the kabupaten whose document each is, or with every version of each."""

_Place = TypeVar("_Place", bound=FolderPlace)

EXAMPLE_FILE = Path(__file__).resolve().parent.parent / "data" / "contoh-kantor.yaml"
"""A complete commented office file that passes every check."""

_CHECKS = (
    office_checks.check_codes,
    office_checks.check_repeated,
    office_checks.check_kecamatan_known,
    office_map_checks.check_map,
    office_checks.check_calendar,
    office_checks.check_sops,
    office_checks.check_compliance_targets,
    office_periodic_checks.check_periodic,
    office_report_checks.check_report,
    office_rule_checks.check_rules,
    office_rule_checks.check_schedules,
    office_network_checks.check_probes,
    office_network_checks.check_thresholds,
    office_network_checks.check_self_check,
    office_source_checks.check_targets,
    office_source_checks.check_backups,
    office_folder_checks.check_folders,
    office_counter_checks.check_counters,
    office_source_checks.check_tickets,
    office_ticket_checks.check_ticket_services,
    office_alert_checks.check_alerts,
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


def load_offices(path: Path, env: Mapping[str, str], sop_ids: KnownSops | None = None) -> tuple[Office, ...]:
    """Read one office file, or every ``*.yaml`` and ``*.yml`` of a folder in order of name.

    ``env`` fills ``${NAME}`` and ``${NAME:-default}``; the caller adds PANTAU_DATA (``Settings.expansion`` does).
    ``sop_ids``: ids of the catalogue (None: not checked); as a mapping its values are the codes of the kabupaten whose
    documents they are, and ``adopted`` is checked too; with ``Catalogue.versions`` the steps of ``rules`` are as well.
    Relative folders and files are taken from the office file's own folder.
    Raises OfficeErrors with all mistakes of all files.
    """
    offices, problems = _read_all(path, _known(env, sop_ids))
    if problems:
        raise OfficeErrors(problems)
    return offices


def check_path(path: Path, env: Mapping[str, str], sop_ids: KnownSops | None = None) -> list[OfficeProblem]:
    """All mistakes that ``load_offices`` would raise; empty where there are none."""
    return _read_all(path, _known(env, sop_ids))[1]


def problems_json(problems: Iterable[OfficeProblem]) -> list[dict[str, str]]:
    """The rows of ``check --json``."""
    return [
        {"file": problem.file, "path": problem.path, "message": problem.message, "fix": problem.fix}
        for problem in problems
    ]


def _known(env: Mapping[str, str], sops: KnownSops | None) -> Known:
    if not isinstance(sops, Mapping):
        return Known(env, sops)
    owners = {name: value if isinstance(value, str) else value[-1].office for name, value in sops.items()}
    versions = {name: value for name, value in sops.items() if not isinstance(value, str)}
    return Known(env, owners, versions or None)


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
    document, folder = read_document(path, known.env), path.absolute().parent
    if document.data is None:
        return _Read(document, None, "")
    office = None
    try:
        office = _anchored(Office.model_validate(document.data), folder)
    except ValidationError as error:
        complain_of_shape(document, error)
    draft = draft_of(document, replace(known, folder=folder))
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
            "map": full(office.map),
            "targets": [_anchored_target(one, folder) for one in office.targets],
            "backups": [_anchored_backup(one, folder) for one in office.backups],
            "counters": [
                one.model_copy(update={"path": full(one.path), "ca_file": full(one.ca_file)}) for one in office.counters
            ],
            "tickets": [_anchored_tickets(one, folder) for one in office.tickets],
            "report": office.report.model_copy(update={"logo": full(office.report.logo)}),
        }
    )


def _anchored_target(target: Target, folder: Path) -> Target:
    authority = target.probe.verify
    if isinstance(authority, bool):
        return target
    return target.model_copy(update={"probe": target.probe.model_copy(update={"verify": str(folder / authority)})})


def _anchored_backup(source: BackupSource, folder: Path) -> BackupSource:
    anchored = _anchored_place(source, folder)
    if source.second_copy is None:
        return anchored
    return anchored.model_copy(update={"second_copy": _anchored_place(source.second_copy, folder)})


def _anchored_tickets(source: TicketSource, folder: Path) -> TicketSource:
    update: dict[str, object] = {"ca_file": str(folder / source.ca_file) if source.ca_file else ""}
    if source.share is not None:  # the path is then a name in that folder
        update["share"] = _anchored_place(source.share, folder)
    elif source.path:
        update["path"] = str(folder / source.path)
    return source.model_copy(update=update)


def _anchored_place(place: _Place, folder: Path) -> _Place:
    """A relative folder hangs on the office file, an address (``smb://...``) stays as it is."""
    update = {} if "://" in place.folder else {"folder": str(folder / place.folder)}
    if place.known_hosts:
        update["known_hosts"] = str(folder / place.known_hosts)
    return place.model_copy(update=update)
