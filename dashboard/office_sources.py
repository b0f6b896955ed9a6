"""The shape of an office's sources: folders of backups, counters of records sent, books of repairs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from dashboard.office_types import (
    DatedOrOne,
    Day,
    Filled,
    Schedule,
    Strict,
    TimeOfDay,
    schedule_on,
)

TICKET_FIELDS = (
    "nomor",
    "kecamatan",
    "sop",
    "judul",
    "dibuka",
    "selesai",
    "langkah",
    "mulai",
    "selesai_langkah",
    "keterangan",
)
"""Our names of what a log book can tell; keys of ``TicketSource.columns``."""

TICKET_REQUIRED = ("nomor", "kecamatan", "dibuka")
"""Without these a row of a book is no ticket. ``sop`` too, unless the source has ``sop_default``."""

OFFICE_ITSELF = "dinas"
"""Stands in ``TicketSource.places`` where a kecamatan could: the ticket is the office's own."""


class FolderPlace(Strict):
    """A folder and how it is reached: a path of this machine, ``smb://host/share/folder`` or ``sftp://host/folder``.

    ``*_env`` name environment variables (secrets stay out of the file); with a key file the password opens the key.
    ``host_key`` is the SFTP server's fingerprint (``SHA256:...``), ``known_hosts`` a file that holds its key.
    """

    folder: Filled
    user_env: str = ""
    password_env: str = ""
    key_file_env: str = ""
    host_key: str = ""
    known_hosts: str = ""


class SecondCopy(FolderPlace):
    """Where the copy of each dump is kept (hardisk eksternal); missing is told after ``grace_minutes``."""

    grace_minutes: int = 1440


class BackupSource(FolderPlace):
    """A folder into which a dump is written by schedule. ``pattern`` and ``log_pattern`` are globs of file names."""

    id: Filled
    name: Filled
    kecamatan: str | None = None
    sop: str
    pattern: str
    log_pattern: str
    at: TimeOfDay
    days: Literal["setiap_hari", "hari_kerja"] = "setiap_hari"
    grace_minutes: int = 60
    encoding: str = "utf-8"
    second_copy: SecondCopy | None = None

    @property
    def run_title(self) -> str:
        """``Cadangan data SIAK``: what one run is called; a name that says so itself is left as it is."""
        return self.name if self.name.casefold().startswith("cadangan") else f"Cadangan {self.name}"


COUNTER_FIELDS = ("jumlah", "tertunda", "kecamatan", "waktu")
"""Our names of what a CSV table of counters can tell; keys of ``CounterSource.columns``."""


class CounterSource(Strict):
    """Where "No. of Records sent after Restart" is read.

    ``log``: the end of a text file, by pattern; ``csv``: the last row of a table; ``sql``: a query whose first column
    is the count sent and whose second (if any) is the count pending; ``http``: a JSON answer; ``manual``: what people
    enter.
    """

    id: Filled
    kecamatan: str | None = None
    kind: Literal["log", "csv", "sql", "http", "manual"]
    path: str = ""
    pattern: str = ""
    pending_pattern: str = ""
    delimiter: str = ""
    """Between the columns of a CSV file; found out where it is left out."""
    columns: dict[str, str] = {}
    """Our field (``COUNTER_FIELDS``) to the table's heading. ``waktu``: the youngest row counts, else the last one."""
    row: str = ""
    """What the column ``kecamatan`` says of this counter; the kecamatan's code or name where it is left out."""
    url_env: str = ""
    """Name of the environment variable that holds the address (a secret) of the database or page."""
    url: str = ""
    """The address itself, only where it holds no secret."""
    query: str = ""
    value: str = ""
    """Way to the count in a JSON answer, as ``data.sent`` or ``rows.0.sent``."""
    pending: str = ""
    """Way to the count pending, if the answer tells it."""
    token_env: str = ""
    """Name of the environment variable that holds the token (a secret)."""
    token_header: str = "Authorization"  # noqa: S105  (the header's name)
    """Header that carries the token; ``Authorization`` as ``Bearer``, any other one as it is."""
    ca_file: str = ""
    """PEM file of the office's own certificate authority."""
    window_minutes: int = 60
    """No growth for this long counts as stuck, idle or quiet; a manual reading speaks for this long."""
    schedule: DatedOrOne = Schedule.JAM_KERJA

    def schedule_on(self, day: date) -> Schedule:
        """The schedule on an office-local day; opening hours before the first of a dated list."""
        return schedule_on(self.schedule, day, Schedule.JAM_KERJA)

    def address(self, env: Mapping[str, str]) -> str:
        """Where an ``sql`` or ``http`` source is read: ``url``, else the variable of ``url_env`` (KeyError without)."""
        return self.url or env[self.url_env]


class TicketSource(Strict):
    """Where repairs are written down: a log book, a database, or a helpdesk.

    ``xlsx``, ``csv``: a file; ``sql``: a query. Of these ``columns`` maps our field (``TICKET_FIELDS``) to a heading
    or column. ``glpi``, ``zammad``: the REST API of a helpdesk, which knows only opened and solved.
    """

    id: Filled
    kind: Literal["xlsx", "csv", "sql", "glpi", "zammad"]
    path: str = ""
    sheet: str = ""
    columns: dict[str, str] = {}
    sop_default: str = ""
    zone: str = ""
    nomor_per_tahun: bool = False
    """Whether the numbers begin again every year: the year of the opening is then part of a ticket's id."""
    share: FolderPlace | None = None
    """Of a book: the folder in which ``path`` is the name of a file; without it ``path`` is a file of this machine."""
    query: str = ""
    url: str = ""
    """Address of the helpdesk (GLPI: up to ``apirest.php``) or database, only where it holds no secret."""
    url_env: str = ""
    """Name of the environment variable that holds the address."""
    token_env: str = ""
    """Name of the environment variable that holds the token of the account that reads (GLPI: user_token)."""
    app_token_env: str = ""
    """GLPI alone: name of the variable that holds the App-Token, where the API asks for one."""
    ca_file: str = ""
    """PEM file of the office's own certificate authority."""
    place_field: str = ""
    """Field of the helpdesk that tells the kecamatan; GLPI ``entities_id``, Zammad ``group`` where it is left out."""
    places: dict[str, str] = {}
    """What stands in that field to the code of a kecamatan, or ``dinas``; names of kecamatan need no entry."""
    place_default: str = ""
    """Code, or ``dinas``, of tickets whose field is blank or names no kecamatan; without it they are left out."""
    sop_field: str = ""
    """Field of the helpdesk that tells the SOP (a category); without it every ticket is of ``sop_default``."""
    sops: dict[str, str] = {}
    """What stands in that field to the id of an SOP; of anything else ``sop_default``, or no ticket of ours."""
    states: dict[str, Literal["terbuka", "tertunda", "selesai", "batal"]] = {}
    """Zammad alone: states of the office's own making."""
    titles: bool = False
    """Whether titles of the helpdesk are kept; free text can name a resident, so by default the SOP field is told."""
    start: Day | None = None
    """Tickets opened before this day are left where they are."""

    def address(self, env: Mapping[str, str]) -> str:
        """Where it is read: ``url``, else the variable of ``url_env`` (KeyError if not set)."""
        return self.url or env[self.url_env]
