"""The command group ``python -m dashboard reading``: what counters of sent records show, entered by people."""

from __future__ import annotations

import argparse

from dashboard import formats
from dashboard.cli_base import Command, Refused, Work, in_one_line, moment, print_json, print_rows, whole, work_of
from dashboard.growth import ManualReading
from dashboard.services import readings_manual as desk
from dashboard.services.readings_manual import ConfirmationNeededError, manual_source
from dashboard.store import manual_readings

_FLAGS = {"restart": "--restart", "jump": "--sure"}
_SHOWN = 20


def add(options: argparse.Namespace) -> int:
    """Record what a counter shows."""
    work = work_of(options)
    source = manual_source(work.office, options.source)
    try:
        kept = desk.enter(
            work.context.store,
            work.office,
            source,
            options.value,
            work.officer,
            work.now,
            pending=options.pending,
            observed_at=work.moment(options.at),
            restarted=options.restart,
            sure=options.sure,
            note=options.note,
        )
    except ConfirmationNeededError as error:
        raise _with_flag(options, error) from error
    print(f"dicatat: {_sentence(work, kept)}")
    return 0


def correct(options: argparse.Namespace) -> int:
    """Put a reading right; the one before stays in the history."""
    work = work_of(options)
    source = manual_source(work.office, options.source)
    observed_at = work.moment(options.at)
    assert observed_at is not None  # noqa: S101  (the option is required)
    try:
        kept = desk.correct(
            work.context.store,
            work.office,
            source,
            observed_at,
            work.officer,
            work.now,
            reason=options.note,
            value=options.value,
            pending=... if options.pending is None else options.pending,
            restarted=options.restart,
            sure=options.sure,
            version=options.version,
        )
    except ConfirmationNeededError as error:
        raise _with_flag(options, error) from error
    print(f"dibetulkan ({kept.version - 1} kali): {_sentence(work, kept)}")
    return 0


def list_(options: argparse.Namespace) -> int:
    """The latest readings of a counter, every correction below what it corrects."""
    work = work_of(options)
    source = manual_source(work.office, options.source)
    lines = manual_readings(work.context.store, work.office.code, source.id)
    if options.json:
        print_json([_json(each) for each in lines])
        return 0
    if not lines:
        print("belum ada pembacaan")
        return 0
    moments = sorted({each.observed_at for each in lines})[-_SHOWN:]
    newest = {each.observed_at: each.version for each in lines}
    print_rows(
        ("dibaca", "jumlah", "antrean", "mulai ulang", "petugas", "dicatat", "versi", "berlaku", "catatan"),
        [
            (
                formats.date_clock(each.observed_at, work.office.zone),
                each.value,
                each.pending,
                "ya" if each.restarted else "tidak",
                each.officer,
                formats.date_clock(each.recorded_at, work.office.zone),
                each.version,
                "ya" if each.version == newest[each.observed_at] else "tidak",
                each.note,
            )
            for each in lines
            if each.observed_at in moments
        ],
    )
    return 0


def _sentence(work: Work, reading: ManualReading) -> str:
    at = formats.date_clock(reading.observed_at, work.office.zone).replace("\N{NO-BREAK SPACE}", " ")
    waiting = "" if reading.pending is None else f", antrean {reading.pending}"
    return f"{reading.source} {at}: {reading.value}{waiting}{', mulai ulang' if reading.restarted else ''}"


def _json(reading: ManualReading) -> dict[str, object]:
    return {
        "source": reading.source,
        "observed_at": reading.observed_at.isoformat(),
        "value": reading.value,
        "pending": reading.pending,
        "restarted": reading.restarted,
        "officer": reading.officer,
        "recorded_at": reading.recorded_at.isoformat(),
        "version": reading.version,
        "note": reading.note,
    }


def _with_flag(options: argparse.Namespace, error: ConfirmationNeededError) -> Refused:
    return Refused(f"reading {options.act} {options.source}", error.message, f"{error.fix} ({_FLAGS[error.what]})")


def add_reading(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group to the command line."""
    text = "jumlah rekaman terkirim yang dibaca petugas dari layar"
    group = commands.add_parser("reading", help=text, description=text)
    found = group.add_subparsers(dest="act", required=True, metavar="TINDAKAN")

    def act(name: str, run: Command, words: str) -> argparse.ArgumentParser:
        made = found.add_parser(name, help=words, description=words)
        made.set_defaults(run=in_one_line(run))
        made.add_argument("source", metavar="PENCACAH", help="id pencacah manual, atau kode kecamatannya")
        made.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
        return made

    record = act("add", add, "catat satu pembacaan")
    record.add_argument("value", type=whole, metavar="JUMLAH")
    record.add_argument("--at", type=moment, metavar="WAKTU", help="waktu baca, bawaan sekarang")
    record.add_argument("--restart", action="store_true", help="penghitung mulai dari awal sejak pembacaan sebelumnya")
    change = act("correct", correct, "betulkan satu pembacaan; yang lama tetap tersimpan")
    change.add_argument("--at", type=moment, required=True, metavar="WAKTU", help="waktu baca yang dibetulkan")
    change.add_argument("--value", type=whole, metavar="JUMLAH")
    change.add_argument(
        "--restart", action=argparse.BooleanOptionalAction, default=None, help="penghitung mulai dari awal, atau tidak"
    )
    change.add_argument("--version", type=whole, metavar="NOMOR", help="versi yang Anda lihat pada daftar")
    for each, needed in ((record, False), (change, True)):
        each.add_argument("--pending", type=whole, metavar="JUMLAH", help="yang masih menunggu dikirim")
        each.add_argument("--sure", action="store_true", help="angka yang melonjak memang begitu")
        each.add_argument("--note", default="", required=needed, metavar="TEKS", help="alasan" if needed else "catatan")
    shown = act("list", list_, f"{_SHOWN} pembacaan terakhir dan pembetulannya; --json semuanya")
    shown.add_argument("--json", action="store_true")
