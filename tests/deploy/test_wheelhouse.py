"""Installing without any network, from a small wheelhouse made as ``make wheelhouse`` makes the large one."""

from __future__ import annotations

import ensurepip
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from dashboard.release import VERSION, release

ROOT = Path(__file__).resolve().parents[2]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
PLATFORM = sysconfig.get_platform().replace("-", "_")


def script(name: str) -> ModuleType:
    """A program of ``scripts/`` as a module of its own."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def pack(root: Path, python: str = PYTHON) -> Path:
    """A checkout with one product, and a wheelhouse beside it that holds it and pip."""
    house = root / "wheelhouse"
    for folder in (house, root / "scripts"):
        folder.mkdir(parents=True)
    for name in ("install_offline.py", "install-offline.sh", "setup.sh"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts")
    (root / "requirements.txt").write_text("contoh==1.0\n", encoding="utf-8")
    with zipfile.ZipFile(house / "contoh-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("contoh.py", "JAWAB = 42\n")
        wheel.writestr("contoh-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: contoh\nVersion: 1.0\n")
        wheel.writestr("contoh-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("contoh-1.0.dist-info/RECORD", "")
    (pip,) = (Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl")
    shutil.copy(pip, house)
    maker = script("wheelhouse")
    maker.HOUSE, maker.ROOT = house, root
    maker.describe(PLATFORM, python)
    return root


def install(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """As on a server: no network device is up, and there is no pip beside the one that was brought along."""
    kept = {"PATH": "/usr/bin:/bin", "PYTHON": sys.executable}
    there = ["unshare", "-n", "sh", *(command or ("scripts/install-offline.sh",))]
    return subprocess.run(there, cwd=root, env=kept, capture_output=True, text=True)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By what ``make run`` begins with."""
    root = pack(tmp_path_factory.mktemp("server"))
    done = install(root, "scripts/setup.sh", "runtime")
    assert (done.returncode, "Memasang dari wheelhouse" in done.stderr) == (0, True), done.stderr
    return root


def test_what_was_packed_runs_from_an_environment_of_its_own(installed: Path) -> None:
    asked = [str(installed / ".venv" / "bin" / "python"), "-c", "import contoh, pip; print(contoh.JAWAB)"]
    assert subprocess.run(asked, capture_output=True, text=True).stdout == "42\n"


def test_a_second_time_there_is_nothing_to_do(installed: Path) -> None:
    (installed / "wheelhouse" / "SHA256SUMS").rename(installed / "SHA256SUMS")  # it would be read
    assert install(installed).returncode == 0
    (installed / "SHA256SUMS").rename(installed / "wheelhouse" / "SHA256SUMS")


def test_a_wheel_that_was_damaged_on_the_way_is_named_and_nothing_is_installed(tmp_path: Path) -> None:
    root = pack(tmp_path / "server")
    with (root / "wheelhouse" / "contoh-1.0-py3-none-any.whl").open("ab") as wheel:
        wheel.write(b"x")
    done = install(root)
    assert (done.returncode, (root / ".venv").exists()) == (1, False)
    assert "contoh-1.0-py3-none-any.whl. Salin arsipnya sekali lagi" in done.stderr


def test_a_wheelhouse_for_another_python_says_which(tmp_path: Path) -> None:
    done = install(pack(tmp_path / "server", "3.99"))
    assert (done.returncode, f"python 3.99 (di sini {PYTHON})" in done.stderr) == (3, True)


def test_what_the_lock_needs_on_windows_beside_that_is_kept_apart() -> None:
    there, here = ((ROOT / f"requirements{name}.txt").read_text().split() for name in ("-windows", ""))
    assert there
    assert not set(there) & set(here)


def test_the_version_names_the_commit_where_the_source_came_as_an_archive() -> None:
    assert (release(), release("1a2b3c4")) == (VERSION, f"{VERSION}-1a2b3c4")
    packed = subprocess.run(
        ["git", "archive", "--worktree-attributes", "HEAD", "dashboard/release.py"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, check=True)
    assert b'_COMMIT = "' + commit.stdout.strip() in packed.stdout
