"""The trail as a file for a spreadsheet, line by line as it is read: semicolons, UTF-8 with a mark, no formulas.

``nomor``, ``detik``, ``petugas``, ``tindakan``, ``tentang``, ``sebelum_json`` and ``sesudah_json`` are what was hashed,
so that the chain can be followed from the file alone. The last row says how many there are: without it the file is not
whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from dashboard import formats
from dashboard.exports.formulas import guarded
from dashboard.exports.report_text import SIMULATED
from dashboard.views.audit_rows import AuditRow, Change

HEADINGS = (
    "nomor",
    "waktu",
    "detik",
    "kantor",
    "nama_petugas",
    "petugas",
    "tindakan",
    "tentang",
    "sebelum",
    "sesudah",
    "sebelum_json",
    "sesudah_json",
    "hash_sebelumnya",
    "hash",
)
_EVERY = 200


def audit_csv(rows: Iterable[AuditRow], about: Sequence[str], *, simulated: bool) -> Iterator[str]:
    """The file in pieces. ``about``: what stands above the headings; the state of the chain belongs there."""
    text, count = io.StringIO(), 0
    write = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write("\ufeff")
    if simulated:
        write.writerow([SIMULATED])
    write.writerow([guarded(_shown(each)) for each in about])
    write.writerow(HEADINGS)
    for row in rows:
        write.writerow([guarded(cell) for cell in _cells(row)])
        count += 1
        if count % _EVERY == 0:
            yield _taken(text)
    write.writerow(["akhir berkas", f"{formats.number(count)} baris"])
    yield _taken(text)


def _taken(text: io.StringIO) -> str:
    made = text.getvalue()
    text.seek(0)
    text.truncate()
    return made


def _cells(row: AuditRow) -> Iterator[str]:
    yield str(row.id)
    yield _shown(formats.date_clock(row.at, row.zone))
    yield str(int(row.at.timestamp()))
    yield row.office or ""
    yield row.officer_name
    yield from (row.officer, row.action, row.subject)
    yield from (_told(row.changes, is_before=True), _told(row.changes, is_before=False))
    yield from (row.before or "", row.after or "", row.previous or "", row.chain or "")


def _told(changes: Sequence[Change], *, is_before: bool) -> str:
    values = [(each.field, each.before if is_before else each.after) for each in changes]
    return _shown("; ".join(f"{field}: {value}" for field, value in values if value != formats.NONE))


def _shown(text: str) -> str:
    return text.replace(formats.NBSP, " ")
