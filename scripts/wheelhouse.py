#!/usr/bin/env python3
"""Everything that an office server without internet needs, in one archive.

``make wheelhouse``, or for another machine ``make wheelhouse PLATFORM=win_amd64 PYTHON=3.12``. Downloads the wheels of
``requirements.txt`` and pip itself into ``dist/wheelhouse`` with their SHA-256, and packs them with the source of the
last commit. ``scripts/install_offline.py`` installs from it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
HOUSE = DIST / "wheelhouse"
PIP = "pip==25.3"
GLIBC_MINORS = range(5, 35)
"""Servers have at least glibc 2.34 (Debian 12, Ubuntu 22.04): wheels for that and for older ones run there."""
PLATFORMS = {
    "linux_x86_64": [f"manylinux_2_{minor}_x86_64" for minor in GLIBC_MINORS] + ["manylinux2014_x86_64"],
    "linux_aarch64": [f"manylinux_2_{minor}_aarch64" for minor in GLIBC_MINORS] + ["manylinux2014_aarch64"],
    "win_amd64": ["win_amd64"],
}
HERE = sysconfig.get_platform().replace("-", "_")


def download(platform: str, python: str) -> None:
    """Fill ``dist/wheelhouse`` anew. Ends the program where a wheel cannot be had."""
    shutil.rmtree(HOUSE, ignore_errors=True)
    HOUSE.mkdir(parents=True)
    lists = ["requirements.txt", *(["requirements-windows.txt"] if platform.startswith("win") else [])]
    tags = [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", python, *tags]
    command += ["-d", str(HOUSE), PIP, *(word for each in lists for word in ("-r", str(ROOT / each)))]
    if subprocess.run(command, check=False).returncode:
        sys.exit(
            f"Tidak semua roda (wheel) ada untuk {platform}, Python {python}. Periksa sambungan, atau pilih yang lain."
        )


def describe(platform: str, python: str) -> None:
    """Write what belongs to the wheels: their sums, their lock with hashes, and which machine they are for."""
    sums = {path.name: _sha256(path.read_bytes()) for path in sorted(HOUSE.glob("*.whl"))}
    pins = [f"{'=='.join(name.split('-')[:2])} --hash=sha256:{digest}" for name, digest in sums.items()]
    (HOUSE / "requirements.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
    (HOUSE / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()), encoding="utf-8")
    facts = {
        "python": python,
        "platform": platform,
        "lock": _sha256((ROOT / "requirements.txt").read_bytes()),
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    (HOUSE / "INFO").write_text("".join(f"{name}={value}\n" for name, value in facts.items()), encoding="utf-8")


def pack(platform: str, python: str) -> Path:
    """The archive: the last commit's source with the wheelhouse in it, under one folder named after the version."""
    commit = _git("rev-parse", "--short", "HEAD").decode().strip()
    version = next(
        line for line in _git("show", "HEAD:dashboard/release.py").decode().splitlines() if "VERSION =" in line
    )
    folder = f"pantau-piak-{version.split(chr(34))[1]}-{commit}"
    source = _git("archive", "--format=tar", f"--prefix={folder}/", "HEAD")
    wheels = sorted(path for path in HOUSE.iterdir() if path.is_file())
    name = f"{folder}-{platform}-py{python}"
    if platform.startswith("win"):
        path = DIST / f"{name}.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
            tarfile.open(fileobj=io.BytesIO(source)) as tar,
        ):
            for each in tar:
                if (held := tar.extractfile(each)) is not None:
                    packed.writestr(each.name, held.read())
            for wheel in wheels:
                packed.write(wheel, f"{folder}/wheelhouse/{wheel.name}", zipfile.ZIP_STORED)
        return path
    path = DIST / f"{name}.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as packed, tarfile.open(fileobj=io.BytesIO(source)) as tar:
        for each in tar:
            packed.addfile(_roots(each), tar.extractfile(each) if each.isfile() else None)
        for wheel in wheels:
            packed.add(wheel, f"{folder}/wheelhouse/{wheel.name}", filter=_roots)
    return path


def _roots(each: tarfile.TarInfo) -> tarfile.TarInfo:
    """As it should lie on the server: root's, written by nobody else, whoever packed it."""
    each.uid = each.gid = 0
    each.uname = each.gname = "root"
    each.mode &= ~0o022
    return each


def _git(*words: str) -> bytes:
    git = ["git", *words]
    done = subprocess.run(git, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"Arsip dibuat dari git, dan git menolak: {done.stderr.decode().strip()}")
    return done.stdout


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Download, describe, pack; prints the archive's path and its SHA-256."""
    parser = argparse.ArgumentParser(description="Semua yang diperlukan server tanpa internet, dalam satu arsip")
    parser.add_argument("--platform", choices=PLATFORMS, default=HERE if HERE in PLATFORMS else "linux_x86_64")
    parser.add_argument("--python", default=f"{sys.version_info.major}.{sys.version_info.minor}", metavar="3.11")
    asked = parser.parse_args(arguments)
    if changed := _git("status", "--porcelain", "--untracked-files=no").decode():
        print(f"Perubahan yang belum di-commit tidak ikut:\n{changed}", file=sys.stderr)
    print(f"Mengunduh roda untuk {asked.platform}, Python {asked.python} ...", file=sys.stderr)
    download(asked.platform, asked.python)
    describe(asked.platform, asked.python)
    path = pack(asked.platform, asked.python)
    digest = _sha256(path.read_bytes())
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}\t{path.stat().st_size / 1e6:.0f} MB\tsha256 {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
