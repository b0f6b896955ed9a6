"""The documents keep step with the product: every setting, command, collector and page stands in them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from dashboard.cli import build_parser
from dashboard.components.shell import PAGES
from dashboard.model import CollectorName
from dashboard.settings import describe_settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "panduan" / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands() -> list[str]:
    parser = build_parser()
    (choices,) = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return list(choices)


@pytest.mark.parametrize("name", [name for name, _, _ in describe_settings()])
def test_every_setting_stands_in_the_readme_and_in_the_contract(name: str) -> None:
    assert f"`{name}`" in README
    assert f"`{name}`" in API


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_readme_and_in_the_contract(command: str) -> None:
    assert f"python -m dashboard {command}" in README
    assert f"python -m dashboard {command}" in API


@pytest.mark.parametrize("target", re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
def test_every_make_target_stands_in_the_readme(target: str) -> None:
    assert target == "help" or f"make {target}" in README


@pytest.mark.parametrize("path", [path for path, _ in PAGES])
def test_every_page_stands_in_the_guide(path: str) -> None:
    assert f"(`{path}`)" in GUIDE


@pytest.mark.parametrize("collector", [str(name) for name in CollectorName])
def test_every_collector_stands_in_the_readme(collector: str) -> None:
    assert f"`{collector}`" in README


MACHINE_PATH = re.compile(r"/root/|/home/\w")
PERSON_NUMBER = re.compile(r"\b\d{8} \d{6} \d \d{3}\b|\b\d{16}\b")
TEXT = {".py", ".md", ".yaml", ".toml", ".txt", ".css", ".js", ".sh", ".in", ""}
NOT_OURS = {".venv", ".git", "vendor", "var", "node_modules"}


def texts(*left_out: str) -> dict[str, str]:
    files = (path for path in ROOT.rglob("*") if path.is_file() and path.suffix in TEXT)
    names = ((path, path.relative_to(ROOT)) for path in files)
    return {
        str(name): path.read_text(encoding="utf-8", errors="ignore")
        for path, name in names
        if not (NOT_OURS | set(left_out)) & set(name.parts) and "cache" not in str(name)
    }


def test_no_file_names_a_machines_path() -> None:
    own = str(Path(__file__).relative_to(ROOT))
    assert [name for name, text in texts().items() if name != own and MACHINE_PATH.search(text)] == []


def test_no_nip_or_nik_stands_in_the_product() -> None:
    # Tests make up numbers of that shape to see them refused.
    assert [name for name, text in texts("tests").items() if PERSON_NUMBER.search(text)] == []
