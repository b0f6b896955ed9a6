"""The guide of the installation names only what is there."""

from __future__ import annotations

import argparse
import re

import pytest

from dashboard.cli import build_parser
from dashboard.settings import describe_settings
from tests.deploy.front import CERTIFICATE, DEPLOY

ROOT = DEPLOY.parent
GUIDE = (ROOT / "docs" / "panduan" / "pemasangan.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
UNITS = {path.name for path in (DEPLOY / "systemd").iterdir()}
INSTALLED = {"/opt/pantau/", "/etc/pantau/", "/var/lib/pantau/", "/var/log/pantau/"}


def commands() -> set[str]:
    (group,) = [each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return set(group.choices)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\b(?:deploy|scripts|docs)[/\\][\w./\\-]*\w", GUIDE))))
def test_every_file_that_it_names_is_there(path: str) -> None:
    assert list(ROOT.glob(f"{path.replace(chr(92), '/')}*"))


def test_every_command_that_it_names_is_there() -> None:
    named = set(re.findall(r"\b(?:sudo pantau|pantau\.cmd) ([a-z][a-z-]*)", GUIDE))
    assert {"user", "token", "check", "backup"} <= named
    assert named <= commands()


def test_every_target_of_make_setting_and_unit_that_it_names_is_there() -> None:
    targets = re.findall(r"(?:`|^    )make ([a-z-]+)", GUIDE, re.MULTILINE)
    assert [name for name in targets if f"\n{name}:" not in MAKEFILE] == []
    assert set(re.findall(r"\bPANTAU_[A-Z_]+", GUIDE)) <= {name for name, _, _ in describe_settings()}
    assert set(re.findall(r"pantau-?\w*\.(?:target|service)", GUIDE)) <= UNITS
    for unit in re.findall(r"systemctl [a-z -]*?((?: ?pantau-\w+)+)", GUIDE):
        assert {f"{name}.service" for name in unit.split()} <= UNITS


def test_every_place_of_the_services_is_told() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir())
    places = set(re.findall(r"(/(?:opt|etc|var/lib|var/log)/pantau)\b", texts))
    assert {f"{place}/" for place in places} == INSTALLED
    assert [place for place in INSTALLED if f"`{place}`" not in GUIDE] == []


def test_its_certificate_is_made_as_the_tried_one() -> None:
    for word in CERTIFICATE.split():
        assert word in GUIDE or word in ("-days", "1") or word.startswith("subjectAltName")
