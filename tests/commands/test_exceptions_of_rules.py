"""Whatever is let off a rule of security says why."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("dashboard", "collectors", "pages", "demo", "bench", "scripts", "tests")
EXCEPTION = re.compile(r"#\s*noqa:[ A-Z0-9,]*\bS\d{3}(?P<rest>.*)$", re.MULTILINE)
REASON = re.compile(r"[ ,A-Z0-9]*\s+\([^)]*\w+ [^)]*\w+.*\)")


def test_every_exception_in_a_line_gives_its_reason_there() -> None:
    sources = [*ROOT.glob("*.py"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]
    silent = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in sources
        for found in EXCEPTION.finditer(path.read_text(encoding="utf-8"))
        if path != Path(__file__) and not REASON.fullmatch(found["rest"].rstrip())
    ]
    assert silent == []


def test_every_exception_of_a_folder_gives_its_reason_and_none_lets_off_all() -> None:
    whole = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    part = whole.split("[tool.ruff.lint.per-file-ignores]")[1].split("\n[")[0]
    rules = [line for line in part.splitlines() if re.search(r'"S\d*"', line)]
    assert len(rules) > 5
    assert [line for line in rules if not re.search(r"# \S.{10,}$", line) or '"S"' in line] == []


def test_the_rules_of_security_are_on() -> None:
    whole = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    select = re.search(r"^select = (\[.*?\])", whole, re.MULTILINE | re.DOTALL)
    ignore = re.search(r"^ignore = (\[.*?\])", whole, re.MULTILINE | re.DOTALL)
    assert select is not None
    assert ignore is not None
    assert '"S"' in select[1]
    assert not re.search(r'"S\d', ignore[1])
