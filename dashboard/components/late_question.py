"""What the address of ``/terlambat`` asks: offices, filters and the row that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion
from dashboard.model import RunState
from dashboard.views.late_rows import LateRow

PATH = "/terlambat"
ALL_OFFICES = "semua"
DINAS = "dinas"
PAUSED = "dijeda"
EVERY = "semua"
"""Of a list: no filter. A list cannot offer an empty value, and an address need not name it."""
STATES = {
    "": "Semua yang berjalan",
    "lewat": "Lewat waktu",
    "mendekati": "Mendekati batas",
    "berjalan": "Berjalan",
    PAUSED: "Dijeda",
    "belum-mulai": "Belum mulai",
}
"""As they stand in the address, and as people read them."""
_OF_STATE = {
    "lewat": RunState.OVERDUE,
    "mendekati": RunState.AT_RISK,
    "berjalan": RunState.RUNNING,
    "belum-mulai": RunState.NOT_STARTED,
}


@dataclass(frozen=True, slots=True)
class LateQuestion:
    """All of the page's state. ``state`` is a key of STATES; ``picked`` the key of the open row."""

    office: str
    kecamatan: str = ""
    sop: str = ""
    state: str = ""
    unacknowledged: bool = False
    text: str = ""
    picked: str = ""

    def query(self) -> str:
        """The filters behind the ``?`` of the address, as they are saved under a name: without the open row."""
        values = {
            "kantor": self.office,
            "kecamatan": self.kecamatan,
            "sop": self.sop,
            "keadaan": self.state,
            "belum": "1" if self.unacknowledged else "",
            "cari": self.text,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def href(self, anchor: str = "") -> str:
        """The address of this very view."""
        picked = f"&{urlencode({'pilih': self.picked})}" if self.picked else ""
        return f"{PATH}?{self.query()}{picked}" + (f"#{anchor}" if anchor else "")

    @property
    def is_everywhere(self) -> bool:
        """Whether all offices are asked for."""
        return self.office == ALL_OFFICES

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the office narrows the list."""
        return self != LateQuestion(self.office, picked=self.picked)

    def without_filters(self) -> LateQuestion:
        """The same office with everything that runs."""
        return LateQuestion(self.office)

    def narrows(self, row: LateRow) -> bool:
        """Whether a row is of the place, the SOP and the words asked for, in whatever state."""
        place = row.kecamatan or DINAS
        return (
            (not self.kecamatan or place == self.kecamatan)
            and (not self.sop or row.sop == self.sop)
            and all(word in _words_of(row) for word in self.text.casefold().split())
        )

    def fits(self, row: LateRow) -> bool:
        """Whether a row is shown."""
        return self.narrows(row) and self._fits_state(row) and (not self.unacknowledged or row.needs_acknowledgement)

    def _fits_state(self, row: LateRow) -> bool:
        if self.state == PAUSED:
            return row.is_paused
        if not self.state:
            return row.state is not RunState.NOT_STARTED
        return row.state is _OF_STATE[self.state]


def _words_of(row: LateRow) -> str:
    notes = (note.text for note in row.notes)
    parts = (row.ticket, row.kecamatan_name, row.office_short, row.sop_title, row.kegiatan, row.pelaksana, *notes)
    return " ".join(parts).casefold()


def read_late(
    offices: Sequence[str],
    *,
    kantor: str | None = None,
    kecamatan: str | None = None,
    sop: str | None = None,
    keadaan: str | None = None,
    belum: str | None = None,
    cari: str | None = None,
    pilih: str | None = None,
) -> LateQuestion:
    """Read the address; what is missing is everything that runs in the first office. Raises BadQuestion."""
    if not offices:
        raise BadQuestion("Belum ada kantor. Tambahkan berkas kantor di folder PANTAU_OFFICES.")
    office = kantor or offices[0]
    if office not in (*offices, ALL_OFFICES):
        raise BadQuestion(f'Kantor "{office}" tidak dikenal. Pilih kantor dari daftar di atas.')
    if keadaan and keadaan not in STATES:
        known = ", ".join(name for name in STATES if name)
        raise BadQuestion(f'Keadaan "{keadaan}" tidak dikenal. Pakai salah satu: {known}.')
    place, of = ("" if each in (None, EVERY) else str(each) for each in (kecamatan, sop))
    asked = LateQuestion(office, place, of, keadaan or "", belum == "1", (cari or "").strip()[:100])
    return replace(asked, picked=pilih or "")
