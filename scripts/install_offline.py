#!/usr/bin/env python3
"""Makes ``.venv`` from a wheelhouse that lies here, without any network: ``scripts/install-offline.sh`` (or ``.cmd``).

Runs with a bare Python (no pip, no ensurepip): pip comes out of the wheelhouse. Every wheel is held to its SHA-256.
Exit code 3: no wheelhouse here that fits this machine; 1: it fits, but is damaged.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"
STAMP = VENV / ".installed-runtime"
NOT_HERE, DAMAGED = 3, 1


class RefusedError(Exception):
    """Why nothing was installed: exit code and one Indonesian sentence."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def find(root: Path = ROOT) -> Path:
    """The wheelhouse for this machine, in an unpacked archive or where ``make wheelhouse`` made it."""
    found = [house for house in (root / "wheelhouse", root / "dist" / "wheelhouse") if (house / "INFO").is_file()]
    if not found:
        raise RefusedError(NOT_HERE, "Tidak ada folder wheelhouse di sini. Buat arsipnya dengan: make wheelhouse")
    why = [_misfit(house) for house in found]
    if all(why):
        raise RefusedError(NOT_HERE, "\n".join(why))
    return next(house for house, unfit in zip(found, why, strict=True) if not unfit)


def _misfit(house: Path) -> str:
    """Why a wheelhouse is not for this machine; empty where it is."""
    facts = dict(line.split("=", 1) for line in (house / "INFO").read_text(encoding="utf-8").splitlines())
    here = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "platform": sysconfig.get_platform().replace("-", "_"),
        "lock": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
    }
    other = [name for name, value in here.items() if facts.get(name) != value]
    if "lock" in other:
        return f"{house}: dibuat untuk requirements.txt yang lain. Buat lagi: make wheelhouse"
    said = ", ".join(f"{name} {facts.get(name, '?')} (di sini {here[name]})" for name in other)
    mend = f"make wheelhouse PLATFORM={here['platform']} PYTHON={here['python']}"
    return f"{house}: untuk {said}. Pakai Python itu, atau buat lagi: {mend}" if other else ""


def check(house: Path) -> None:
    """Raise RefusedError for a wheel that is missing or is not what was packed."""
    lines = (line.split("  ", 1) for line in (house / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    bad = [name for digest, name in lines if not _is_whole(house / name, digest)]
    if bad:
        raise RefusedError(DAMAGED, f"Rusak atau hilang saat disalin: {', '.join(bad)}. Salin arsipnya sekali lagi")


def _is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def install(house: Path) -> None:
    """Make ``.venv`` where there is none and install every wheel. Raises RefusedError."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(VENV)
    (pip,) = house.glob("pip-*.whl")
    # A wheel of pip runs as it lies there.
    command = [str(python), str(pip / "pip"), "--isolated", "--disable-pip-version-check", "install", "-q"]
    command += ["--no-index", "--find-links", str(house), "--no-deps", "--require-hashes"]
    command += ["--root-user-action", "ignore", "-r", str(house / "requirements.txt")]
    if subprocess.run(command, check=False).returncode:
        raise RefusedError(DAMAGED, "Pemasangan gagal; sebabnya tercetak di atas")
    shutil.copyfile(LOCK, STAMP)


def is_installed() -> bool:
    """Whether ``.venv`` already holds what the lock names."""
    return STAMP.is_file() and STAMP.read_bytes() == LOCK.read_bytes()


def main(arguments: list[str] | None = None) -> int:
    """Install, unless it is done already."""
    parser = argparse.ArgumentParser(description="Siapkan .venv dari folder wheelhouse, tanpa internet")
    parser.add_argument("--quiet", action="store_true", help="hanya kesalahan yang dicetak")
    asked = parser.parse_args(arguments)
    os.umask(0o022)  # the service's user reads what an administrator installs
    try:
        house = find()
        if not is_installed():
            print("Memasang dari wheelhouse, tanpa internet ...", file=sys.stderr)
            check(house)
            install(house)
    except RefusedError as no:
        # A developer's dist/ may well hold one for another machine.
        if not (asked.quiet and no.code == NOT_HERE and not (ROOT / "wheelhouse").is_dir()):
            print(no, file=sys.stderr)
        return no.code
    if not asked.quiet:
        print(f"Siap di {VENV}. Selanjutnya: docs/panduan/pemasangan.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
