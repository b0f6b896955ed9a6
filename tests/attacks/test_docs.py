"""The table of ``docs/keamanan.md`` is the tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHERE = [*(ROOT / "tests" / "attacks").glob("test_*.py"), ROOT / "tests" / "browser" / "test_hostile_texts.py"]


def test_every_attack_of_the_docs_is_a_test_and_every_test_an_attack_of_the_docs() -> None:
    told = re.findall(r"\| `(test_\w+)` \|$", (ROOT / "docs" / "keamanan.md").read_text(encoding="utf-8"), re.MULTILINE)
    there = [
        name for path in WHERE if path.name != Path(__file__).name
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]  # fmt: skip
    assert sorted(told) == sorted(there)
