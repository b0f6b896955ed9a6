"""The command group ``python -m dashboard ticket``: every audited act of an officer, and reading what they made."""

from __future__ import annotations

import argparse

from dashboard import cli_ticket_acts as acts
from dashboard import cli_ticket_show as reading
from dashboard.cli_base import Command, in_one_line, moment, whole

_PERFORMED = "nama pelaksana, bila bukan yang mencatat"
_SECOND = "petugas kedua yang menyetujui waktu yang dimundurkan jauh"
_SEEN = "waktu diubah menurut ticket show; ditolak bila sejak itu diubah orang lain"
_AT = "waktu kejadian menurut jam kantor, misalnya 2026-11-20T09:00"


def add_ticket(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group to the command line."""
    text = "catat dan baca tiket: buka, tandai langkah, jeda, kecualikan dan seterusnya"
    group = commands.add_parser("ticket", help=text, description=text)
    found = group.add_subparsers(dest="act", required=True, metavar="TINDAKAN")
    _add_opening(found)
    _add_steps(found)
    _add_pauses(found)
    _add_ends(found)
    _add_excuses(found)
    _add_reading(found)


Acts = argparse._SubParsersAction


def _add(found: Acts[argparse.ArgumentParser], name: str, run: Command, text: str) -> argparse.ArgumentParser:
    act = found.add_parser(name, help=text, description=text)
    act.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
    act.set_defaults(run=in_one_line(run))
    return act


def _on_ticket(found: Acts[argparse.ArgumentParser], name: str, run: Command, text: str) -> argparse.ArgumentParser:
    act = _add(found, name, run, text)
    act.add_argument("ticket", metavar="TIKET")
    act.add_argument("--seen", type=moment, metavar="WAKTU", help=_SEEN)
    return act


def _reason(act: argparse.ArgumentParser) -> None:
    act.add_argument("--reason", required=True, metavar="ALASAN")


def _at(act: argparse.ArgumentParser, *, second: bool = True, required: bool = False) -> None:
    text = _AT if required else f"{_AT}; tanpa ini: sekarang"
    act.add_argument("--at", type=moment, required=required, metavar="WAKTU", help=text)
    if second:
        act.add_argument("--second", metavar="PETUGAS", help=_SECOND)


def _step(act: argparse.ArgumentParser) -> None:
    act.add_argument("step", type=whole, metavar="LANGKAH")


def _event(act: argparse.ArgumentParser) -> None:
    act.add_argument("event", choices=list(acts.EVENTS), metavar="mulai|selesai")


def _run(act: argparse.ArgumentParser) -> None:
    act.add_argument("--attempt", type=whole, default=1, metavar="N", help="percobaan keberapa (bawaan 1)")


def _add_opening(found: Acts[argparse.ArgumentParser]) -> None:
    act = _add(found, "open", acts.open_, "buka tiket")
    act.add_argument("--sop", required=True, metavar="ID")
    act.add_argument("--kecamatan", metavar="KODE", help="tanpa ini: tiket Dinas")
    act.add_argument("--title", default="", metavar="JUDUL")
    act.add_argument("--number", metavar="NOMOR", help="nomor tiket; tanpa ini diberi sendiri")
    _at(act)


def _add_steps(found: Acts[argparse.ArgumentParser]) -> None:
    act = _on_ticket(found, "tick", acts.tick, "tandai langkah mulai atau selesai")
    _step(act)
    _event(act)
    act.add_argument("--performer", metavar="NAMA", help=_PERFORMED)
    _at(act)
    _on_ticket(found, "confirm", acts.confirm, "benarkan waktu selesai yang hampir bersamaan")
    act = _on_ticket(found, "correct", acts.correct, "betulkan waktu langkah")
    _step(act)
    _event(act)
    _run(act)
    act.add_argument("--reason", default="", metavar="ALASAN")
    _at(act, required=True)
    act = _on_ticket(found, "correct-opening", acts.correct_opening, "betulkan waktu lapor tiket")
    _reason(act)
    _at(act, required=True)
    act = _on_ticket(found, "branch", acts.branch, "jawab langkah yang bercabang")
    _step(act)
    act.add_argument("answer", metavar="JAWABAN")
    act = _on_ticket(found, "skip", acts.skip, "lewati langkah")
    _step(act)
    _reason(act)


def _add_pauses(found: Acts[argparse.ArgumentParser]) -> None:
    act = _on_ticket(found, "pause", acts.pause, "jeda langkah")
    _step(act)
    _reason(act)
    act.add_argument("--waiting-on", metavar="SIAPA", help="pihak yang ditunggu")
    _at(act)
    act = _on_ticket(found, "resume", acts.resume, "lanjutkan langkah yang dijeda")
    _step(act)
    _at(act, second=False)


def _add_ends(found: Acts[argparse.ArgumentParser]) -> None:
    _reason(_on_ticket(found, "cancel", acts.cancel, "batalkan tiket"))
    act = _on_ticket(found, "transfer", acts.transfer, "alihkan ke tiket lain")
    act.add_argument("next_ticket", metavar="TIKET_LANJUTAN")
    act = _on_ticket(found, "reopen", acts.reopen, "buka kembali tiket yang selesai")
    _step(act)
    _reason(act)
    _at(act)


def _add_excuses(found: Acts[argparse.ArgumentParser]) -> None:
    excuse = _on_ticket(found, "excuse", acts.excuse, "kecualikan pelaksanaan dari hitungan")
    withdraw = _add(found, "withdraw", acts.withdraw, "cabut pengecualian")
    withdraw.add_argument("ticket", metavar="TIKET")
    for act in (excuse, withdraw):
        _step(act)
        _run(act)
        act.add_argument("--scope", choices=list(acts.SCOPES), help="tanpa ini langkah atau rentangnya")
        _reason(act)


def _add_reading(found: Acts[argparse.ArgumentParser]) -> None:
    act = _add(found, "show", reading.show, "satu tiket dan setiap langkahnya")
    act.add_argument("ticket", metavar="TIKET")
    act.add_argument("--json", action="store_true")
    act = _add(found, "list", reading.list_, "tiket yang terbuka")
    act.add_argument("--sop", metavar="ID")
    act.add_argument("--all", action="store_true", help="juga yang selesai dan dibatalkan")
    act.add_argument("--json", action="store_true")
