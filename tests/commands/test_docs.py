"""The documents keep step with the product: every setting, command, collector and page stands in them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from dashboard.api_document import api_document
from dashboard.cli import build_parser
from dashboard.components.shell import PAGES
from dashboard.model import CollectorName
from dashboard.offices import CounterSource, PeriodicRun
from dashboard.settings import describe_settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CHAPTERS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "panduan").glob("*.md")}
GUIDE = "\n".join(CHAPTERS.values())
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands(parser: argparse.ArgumentParser | None = None, group: str = "") -> dict[str, argparse.ArgumentParser]:
    """Every command that can be typed, those inside a group as ``ticket open``."""
    parser = parser or build_parser()
    groups = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        return {group: parser}
    inner = (commands(each, f"{group} {name}".strip()) for name, each in groups[0].items())
    return {name: each for found in inner for name, each in found.items()}


def options(command: str) -> list[str]:
    """The long options of a command beside --help."""
    found = (text for action in commands()[command]._actions for text in action.option_strings)
    return [text for text in found if text.startswith("--") and text != "--help"]


def contract_of(command: str) -> str:
    """What docs/api.md says of a command: its heading, or its section and row where it is one of a group."""
    sections = API.split("\n### ")[1:]
    (section,) = [each for each in sections if each.startswith(f"`python -m dashboard {command.split()[0]}")]
    if " " not in command:
        return section
    rows = [line for line in section.splitlines() if line.startswith(f"| `python -m dashboard {command} ")]
    assert len(rows) == 1, command
    return section.split("| command |")[0] + rows[0]


@pytest.mark.parametrize("name", [name for name, _, _ in describe_settings()])
def test_every_setting_stands_in_the_readme_and_in_the_contract(name: str) -> None:
    assert f"`{name}`" in README
    assert f"`{name}`" in API


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_readme_and_in_the_contract(command: str) -> None:
    assert f"python -m dashboard {command.split()[0]}" in README
    assert f"python -m dashboard {command}" in API


@pytest.mark.parametrize("command", commands())
def test_every_option_of_a_command_stands_in_its_contract(command: str) -> None:
    said = contract_of(command)
    assert [option for option in options(command) if not re.search(rf"{option}(?![a-z-])", said)] == []


@pytest.mark.parametrize("command", [command for command in commands() if " " in command])
def test_every_command_of_a_group_stands_in_the_guide(command: str) -> None:
    assert f"`{command}`" in GUIDE or f"python -m dashboard {command} " in GUIDE


@pytest.mark.parametrize("chapter", sorted(set(CHAPTERS) - {"README.md"}))
def test_every_chapter_of_the_guide_stands_in_its_index(chapter: str) -> None:
    assert f"]({chapter})" in CHAPTERS["README.md"]


@pytest.mark.parametrize("chapter", sorted(CHAPTERS))
def test_no_link_of_the_guide_leads_nowhere(chapter: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", CHAPTERS[chapter])
    assert [link for link in links if not (ROOT / "docs" / "panduan" / link).exists()] == []


@pytest.mark.parametrize("route", [path for path in api_document("uji")["paths"] if path.startswith("/api/v1/")])
def test_every_route_of_the_api_stands_in_the_contract(route: str) -> None:
    assert f"`GET {route}" in API


@pytest.mark.parametrize("key", sorted(PeriodicRun.model_fields))
def test_every_key_of_a_periodic_run_stands_in_the_guide(key: str) -> None:
    alias = PeriodicRun.model_fields[key].alias or key
    assert re.search(rf"\b{alias}\b", CHAPTERS["berkala.md"])


@pytest.mark.parametrize("key", sorted(CounterSource.model_fields))
def test_every_key_of_a_counter_stands_in_the_guide(key: str) -> None:
    assert re.search(rf"\b{key}\b", CHAPTERS["rekaman-terkirim.md"])


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
