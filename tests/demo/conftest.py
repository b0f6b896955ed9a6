"""The demo's five offices with their sources in a folder of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import load_settings
from demo.__main__ import build_sources
from demo.sources import OfficeSources

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""Friday 20 November 2026, 10:00 WIB."""
PORT = 17311
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


def sources_below(folder: Path, catalogue: Catalogue, offices: str = "data/offices") -> list[OfficeSources]:
    """The demo's offices with their sources below ``folder``, nothing written yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANTAU_DATA", str(folder))
        patch.setenv("PANTAU_DEMO_PORT", str(PORT))
        patch.setenv("PANTAU_OFFICES", str(ROOT / offices))
        patch.delenv("DATABASE_URL", raising=False)
        return build_sources(load_settings(), catalogue)


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> list[OfficeSources]:
    """For tests that write nothing: loading the five calendars takes half a second."""
    return sources_below(tmp_path_factory.mktemp("kantor"), catalogue)


@pytest.fixture
def all_sources(tmp_path: Path, catalogue: Catalogue) -> list[OfficeSources]:
    """For tests that write sources."""
    return sources_below(tmp_path, catalogue)


@pytest.fixture
def sukamara(tmp_path: Path, catalogue: Catalogue) -> OfficeSources:
    """The smallest office: five kecamatan, its log book in CSV."""
    (sources,) = sources_below(tmp_path, catalogue, "data/offices/sukamara.yaml")
    return sources


def demo_env(folder: Path, port: int) -> dict[str, str]:
    """The environment of a demo of Sukamara alone, everything below ``folder``."""
    return {
        "PANTAU_DATA": str(folder),
        "PANTAU_DEMO_PORT": str(port),
        "PANTAU_OFFICES": str(ROOT / "data/offices/sukamara.yaml"),
        "DATABASE_URL": f"sqlite:///{folder}/uji.sqlite3",
    }


def demo_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "demo", *arguments]


def run_demo(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """``python -m demo ...`` to its end."""
    return subprocess.run(
        demo_command(*arguments),
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
