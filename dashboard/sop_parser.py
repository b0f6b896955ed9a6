"""Plain data of one SOP file -> ``Sop``, or a refusal that names file, step and reason.

The keys are Indonesian because an office edits these files itself; ``data/sop/BACA-SAYA.md`` explains each of them.
Nothing here opens a file: ``dashboard.catalogue`` reads the YAML and passes the mapping in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from dashboard.sop import Branch, Clock, Measure, Sop, Standard, StartRule, Step, Substep, Unit
from dashboard.waktu import Waktu, WaktuError, parse_waktu

HEADER_KEYS = (
    *("kantor", "sumber", "nomor", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "disahkan_oleh"),
    *("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan"),
)
"""Keys that several SOPs of one document may share in a ``_<document>.yaml``."""
SOP_KEYS = ("id", "judul", "pembacaan", *HEADER_KEYS, "pelaksana", "langkah")
STEP_KEYS = (
    *("nomor", "kegiatan", "pelaksana", "kelengkapan", "waktu", "output", "keterangan", "rincian"),
    *("sampai_langkah", "hitungan", "mulai", "ukur", "output_dari", "lanjut", "pembacaan", "tersimpul"),
)
MEASURES: Mapping[str, frozenset[str]] = {
    "network": frozenset({"modem", "afis", "pusat_data", "nid", "pc_client", "router"}),
    "backup": frozenset({"script", "saved"}),
    "records": frozenset({"counter"}),
}
"""What a step can be measured by: collector -> roles."""
OUTPUTS: Mapping[str, str | None] = {"jaringan": "network"}
"""Whose figures can be attached as output of a person's step: word of the file -> collector."""

_LISTS = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan", "pelaksana")
_DATES = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif")
_CLOCKS = {"kerja": Clock.WORKING, "kalender": Clock.CALENDAR}
_STARTS = {"otomatis": StartRule.PREDECESSOR, "dicatat": StartRule.RECORDED}
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*-\d{2}-[a-z0-9]+(-[a-z0-9]+)*")
_OFFICE = re.compile(r"\d{2}\.\d{2}")
_Choice = TypeVar("_Choice")
_NIP = re.compile(r"\b\d{8}[ -]?\d{6}[ -]?\d?[ -]?\d{3}\b")


class SopError(Exception):
    """One SOP file is refused: ``file``, ``step`` (None: its head), ``reason`` (Indonesian, with a mend)."""

    def __init__(self, file: str, step: int | None, reason: str) -> None:
        super().__init__(file, step, reason)
        self.file = file
        self.step = step
        self.reason = reason

    def __str__(self) -> str:
        """One line for people: file, step, reason."""
        place = self.file if self.step is None else f"{self.file}: langkah {self.step}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class _Fields:
    """One mapping of the file with the place it stands in; every reader refuses with that place."""

    data: Mapping[str, Any]
    file: str
    step: int | None = None

    def refuse(self, reason: str) -> SopError:
        return SopError(self.file, self.step, reason)

    def allow(self, known: tuple[str, ...]) -> None:
        for key in self.data:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f'; maksudnya "{near[0]}"?' if near else f"; pakai salah satu: {', '.join(known)}"
                raise self.refuse(f'kunci "{key}" tidak dikenal{hint}')

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.data.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise self.refuse(f"{key}: {value!r} bukan teks; apit dengan tanda kutip")
        if required and not value.strip():
            raise self.refuse(f"{key} belum diisi; lengkapi {key}")
        if _NIP.search(value):
            raise self.refuse(f"{key} memuat NIP; hapus nama dan NIP, cukup tulis jabatannya")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.refuse(f"{key} harus berupa daftar; tulis tiap butir pada baris baru yang diawali tanda -")
        return tuple(_Fields({f"{key} butir {i}": v}, self.file, self.step)._item() for i, v in enumerate(value, 1))

    def _item(self) -> str:
        (key,) = self.data
        return self.text(key, required=True)

    def day(self, key: str) -> date | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.refuse(f"{key}: {value!r} bukan tanggal; tulis tahun-bulan-hari, misalnya 2017-12-20")
        return value

    def number(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.refuse(f"{key}: {value!r} bukan nomor langkah; tulis bilangan bulat, misalnya 4")
        return value

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(f"{key}: {value!r} tidak dikenal; tulis true, atau hapus barisnya")
        return value


def check_header(data: object, file: str) -> None:
    """Refuse a shared document file that holds anything but well-formed header keys. Raises SopError."""
    fields = _Fields(_mapping(data, file), file)
    fields.allow(HEADER_KEYS)
    for key in HEADER_KEYS:
        if key in _LISTS:
            fields.texts(key)
        elif key in _DATES:
            fields.day(key)
        else:
            fields.text(key)


def parse_sop(data: object, file: str) -> Sop:
    """Build one SOP from the mapping that ``file`` held (document header merged in). Raises SopError."""
    fields = _Fields(_mapping(data, file), file)
    fields.allow(SOP_KEYS)
    effective = fields.day("tanggal_efektif")
    if effective is None:
        raise fields.refuse("tanggal_efektif belum diisi; tulis tahun-bulan-hari, misalnya 2017-12-20")
    columns = fields.texts("pelaksana")
    if not columns:
        raise fields.refuse("pelaksana belum diisi; tulis kolom pelaksana dari tabel SOP sebagai daftar")
    return Sop(
        id=_matching(fields, "id", _SLUG, "buleleng-01-perbaikan-perangkat"),
        office=_matching(fields, "kantor", _OFFICE, '"51.08"'),
        number=fields.text("nomor", required=True),
        title=fields.text("judul", required=True),
        created=fields.day("tanggal_pembuatan"),
        revised=fields.day("tanggal_revisi"),
        effective=effective,
        source=fields.text("sumber", required=True),
        reading=fields.text("pembacaan"),
        legal_bases=fields.texts("dasar_hukum"),
        qualifications=fields.texts("kualifikasi_pelaksana"),
        linked=fields.texts("keterkaitan"),
        equipment=fields.texts("peralatan"),
        warnings=fields.texts("peringatan"),
        records=fields.texts("pencatatan"),
        approved_by=fields.text("disahkan_oleh", required=True),
        pelaksana=columns,
        steps=_steps(fields, columns),
    )


def _mapping(data: object, file: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise SopError(file, None, 'isi berkas bukan pasangan "kunci: nilai"; contoh bentuknya ada di BACA-SAYA.md')
    return data


def _matching(fields: _Fields, key: str, pattern: re.Pattern[str], example: str) -> str:
    value = fields.text(key, required=True)
    if pattern.fullmatch(value) is None:
        raise fields.refuse(f'{key} "{value}" salah bentuk; contoh yang benar: {example}')
    return value


def _steps(fields: _Fields, columns: tuple[str, ...]) -> tuple[Step, ...]:
    """All steps, numbered 1..n, each with its standard or the step whose time covers it."""
    listed = fields.data.get("langkah")
    if not isinstance(listed, list) or not listed:
        raise fields.refuse('langkah belum diisi; tulis sebagai daftar yang tiap butirnya diawali "- nomor:"')
    rows: list[_Fields] = []
    for number, data in enumerate(listed, 1):
        row = _Fields(data if isinstance(data, Mapping) else {}, fields.file, number)
        if row.number("nomor") != number:
            raise row.refuse(
                f"nomor langkah ke-{number} harus {number}; beri nomor 1, 2, 3 dan seterusnya tanpa lompat"
            )
        row.allow(STEP_KEYS)
        rows.append(row)
    covered = _covered(rows)
    steps = tuple(_step(row, columns, len(rows), covered) for row in rows)
    _check_path(steps, rows)
    return steps


def _covered(rows: list[_Fields]) -> dict[int, int]:
    """Covered step -> the step where its time is printed. Refuses malformed and overlapping spans."""
    covered: dict[int, int] = {}
    for first, row in enumerate(rows, 1):
        last = row.number("sampai_langkah")
        if last is None:
            continue
        if not first < last <= len(rows):
            raise row.refuse(f"sampai_langkah {last} salah; isi nomor langkah antara {first + 1} dan {len(rows)}")
        if not _printed(row):
            raise row.refuse("sampai_langkah tanpa waktu; tulis di langkah tempat waktunya tercetak")
        for number in range(first + 1, last + 1):
            if _printed(rows[number - 1]):
                raise rows[number - 1].refuse(
                    f"waktu terisi, padahal tercakup waktu langkah {first}; kosongkan waktunya atau ubah sampai_langkah"
                )
            covered[number] = first
    return covered


def _printed(row: _Fields) -> str:
    """The raw waktu. A bare 0 is the one number that YAML may have read as such."""
    value = row.data.get("waktu")
    return "0" if value == 0 and isinstance(value, int) and not isinstance(value, bool) else row.text("waktu")


def _step(row: _Fields, columns: tuple[str, ...], count: int, covered: Mapping[int, int]) -> Step:
    number = row.step or 0
    performers = row.texts("pelaksana")
    for name in performers:
        if name not in columns:
            raise row.refuse(
                f'pelaksana "{name}" bukan kolom pelaksana SOP ini; pakai salah satu: {", ".join(columns)}'
            )
    return Step(
        number=number,
        kegiatan=row.text("kegiatan", required=True),
        pelaksana=performers,
        kelengkapan=row.text("kelengkapan"),
        output=row.text("output"),
        keterangan=row.text("keterangan"),
        waktu_raw=_printed(row),
        standard=_standard(row, number),
        covered_by=covered.get(number),
        next=_arrows(row, number, count),
        substeps=_substeps(row),
        start=_choice(row, "mulai", _STARTS, StartRule.PREDECESSOR),
        measure=_measure(row),
        output_from=_output_from(row),
        reading=row.text("pembacaan"),
        inferred=_inferred(row),
    )


def _output_from(row: _Fields) -> str | None:
    found = _choice(row, "output_dari", OUTPUTS, None)
    if found is not None and row.data.get("ukur") is not None:
        raise row.refuse("output_dari bersama ukur; langkah yang diukur alat sudah membawa angkanya, hapus output_dari")
    return found


def _inferred(row: _Fields) -> bool:
    inferred = row.flag("tersimpul")
    if inferred and not row.text("pembacaan"):
        raise row.refuse("tersimpul tanpa pembacaan; tulis di pembacaan mengapa dibaca demikian")
    return inferred


def _standard(row: _Fields, number: int) -> Standard | None:
    try:
        waktu = parse_waktu(_printed(row))
    except WaktuError as error:
        raise row.refuse(str(error)) from None
    if waktu is None:
        for key in ("hitungan", "ukur"):
            if row.data.get(key) is not None:
                raise row.refuse(f"{key} tanpa waktu; isi waktunya atau hapus {key}")
        return None
    last = row.number("sampai_langkah") or number
    return Standard(_printed(row), waktu.minimum, waktu.maximum, waktu.unit, _clock(row, waktu), number, last)


def _clock(row: _Fields, waktu: Waktu) -> Clock:
    """Working hours unless written otherwise; a year always runs on the calendar."""
    usual = Clock.CALENDAR if waktu.unit is Unit.TAHUN else Clock.WORKING
    clock = _choice(row, "hitungan", _CLOCKS, usual)
    if waktu.unit is Unit.TAHUN and clock is Clock.WORKING:
        raise row.refuse("waktu dalam tahun selalu dihitung kalender; hapus hitungan")
    return clock


def _choice(row: _Fields, key: str, choices: Mapping[str, _Choice], usual: _Choice) -> _Choice:
    word = row.text(key)
    if word and word not in choices:
        raise row.refuse(f'{key} "{word}" tidak dikenal; pakai {" atau ".join(choices)}')
    return choices[word] if word else usual


def _substeps(row: _Fields) -> tuple[Substep, ...]:
    parts = row.data.get("rincian") or {}
    if not isinstance(parts, Mapping):
        raise row.refuse('rincian harus berupa huruf dan teks, misalnya "a: Membuka command prompt"')
    fields = _Fields(parts, row.file, row.step)
    for place, letter in enumerate(parts):
        if letter != chr(ord("a") + place):
            raise row.refuse(f'rincian "{letter}" tidak urut; pakai huruf a, b, c dan seterusnya')
    return tuple(Substep(letter, fields.text(letter, required=True)) for letter in parts)


def _measure(row: _Fields) -> Measure | None:
    word = row.text("ukur")
    if not word:
        return None
    collector, _, role = word.partition("/")
    if role not in MEASURES.get(collector, frozenset()):
        known = ", ".join(f"{name}/{each}" for name, roles in MEASURES.items() for each in sorted(roles))
        raise row.refuse(f'ukur "{word}" tidak dikenal; pakai salah satu: {known}')
    return Measure(collector, role)


def _arrows(row: _Fields, number: int, count: int) -> tuple[Branch, ...]:
    """Where the step leads: written under ``lanjut``, else the following step, after the last one the end."""
    written = row.data.get("lanjut")
    if written is None:
        return (Branch(None, number + 1 if number < count else None),)
    if not isinstance(written, list):
        return (Branch(None, _target(row, written, count)),)
    arrows = tuple(_arrow(row, arrow, count) for arrow in written)
    answers = [arrow.when for arrow in arrows]
    if len(arrows) < 2 or None in answers or len(set(answers)) < len(answers):
        raise row.refuse("lanjut bercabang perlu dua jawaban atau lebih yang berlainan; isi jika pada tiap cabang")
    return arrows


def _arrow(row: _Fields, arrow: object, count: int) -> Branch:
    if not isinstance(arrow, Mapping):
        raise row.refuse('cabang pada lanjut harus berisi "jika" dan "ke"')
    fields = _Fields(arrow, row.file, row.step)
    fields.allow(("jika", "ke"))
    return Branch(fields.text("jika", required=True), _target(row, arrow.get("ke"), count))


def _target(row: _Fields, value: object, count: int) -> int | None:
    if value == "selesai":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= count:
        raise row.refuse(f'lanjut ke {value!r}: langkah itu tidak ada; pakai 1 sampai {count} atau "selesai"')
    return value


def _check_path(steps: tuple[Step, ...], rows: list[_Fields]) -> None:
    """Refuse steps that no arrow reaches, and a path without an end."""
    reached: set[int | None] = set()
    waiting: list[int | None] = [1]
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            waiting += [arrow.to for arrow in steps[number - 1].next] if number is not None else []
    for row in rows:
        if row.step not in reached:
            raise row.refuse("tidak tercapai dari langkah 1; periksa lanjut pada langkah-langkah sebelumnya")
    if None not in reached:
        raise SopError(rows[0].file, None, 'alur tidak pernah berakhir; tulis "lanjut: selesai" pada akhirnya')
