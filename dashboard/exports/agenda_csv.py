"""The list of ``/tiket`` as a file for a spreadsheet: semicolons, UTF-8 with a mark, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from dashboard import formats
from dashboard.exports.formulas import guarded
from dashboard.views.ticket_rows import ListRow

_HEADINGS = (
    "Nomor",
    "Kecamatan",
    "SOP",
    "Uraian",
    "Dibuka",
    "Selesai atau batal",
    "Tiket",
    "Langkah sekarang",
    "Keadaan",
    "Sumber",
    "ID",
)


def agenda_csv(rows: Sequence[ListRow], zone: str, *, simulated: bool, about: Sequence[str] = ()) -> str:
    """All rows as text; times on the office's clock. The first line says so where the data are simulated.

    ``about``: a line above the headings that says whose rows they are and when they were taken.
    """
    made = io.StringIO()
    made.write("\ufeff")
    write = csv.writer(made, delimiter=";", lineterminator="\r\n")
    if simulated:
        write.writerow(["DATA SIMULASI"])
    if about:
        write.writerow([guarded(each.replace(formats.NBSP, " ")) for each in about])
    write.writerow(_HEADINGS)
    for row in rows:
        at = [formats.date_clock(each, zone).replace(formats.NBSP, " ") for each in (row.opened_at, row.ended_at)]
        cells = (
            row.number,
            row.place,
            row.sop_title,
            row.title,
            *at,
            row.standing,
            row.turn,
            row.state_words,
            row.source,
            row.id,
        )
        write.writerow([guarded(cell) for cell in cells])
    return made.getvalue()
