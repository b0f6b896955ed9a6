"""``make audit``: whether a known vulnerability is told of a package that the locks name. No part of CI.

pip-audit asks a service on the internet. What it could not look up was not audited, and that is a failure too: a
machine without internet must not give a clean bill of health. Exit code 0: every package was looked up, and none is
known to be vulnerable.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-test.txt")
WITHIN_S = 600
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\#]+)")


@dataclass
class Findings:
    """What came of one lock: packages by name, with what was found or why they were not looked up."""

    clean: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)
    not_audited: list[str] = field(default_factory=list)


def pins(lock: str) -> dict[str, str]:
    """Version by name (as the index writes names) of every package that a lock names."""
    found = (_PIN.match(line.strip()) for line in lock.splitlines())
    return {_name(each[1]): each[2] for each in found if each is not None}


def judge(pinned: Mapping[str, str], told: Mapping[str, Any] | None, why: str) -> Findings:
    """What pip-audit's JSON says of each pinned package; ``told`` None: nothing, because of ``why``."""
    found = Findings()
    by_name = {_name(each["name"]): each for each in (told or {}).get("dependencies", ())}
    for name, version in sorted(pinned.items()):
        said = by_name.get(name)
        if said is None or "skip_reason" in said or said.get("version") != version:
            reason = why if told is None else (said or {}).get("skip_reason") or "pip-audit does not mention it"
            found.not_audited.append(f"{name} {version} ({reason})")
        elif said["vulns"]:
            found.vulnerable.append(f"{name} {version}: {'; '.join(map(_vulnerability, said['vulns']))}")
        else:
            found.clean.append(f"{name} {version}")
    return found


def audit(lock: Path, options: Sequence[str]) -> Findings:
    """Ask pip-audit about every pin of a lock; nothing is installed or resolved for it."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", *options]
    pinned = pins(lock.read_text(encoding="utf-8"))
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    except subprocess.TimeoutExpired:
        return judge(pinned, None, f"pip-audit was not done after {WITHIN_S} s")
    try:
        return judge(pinned, json.loads(done.stdout), "")
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or [f"pip-audit ended with {done.returncode} and no answer"])[-1]
        return judge(pinned, None, last)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 1 where anything was found, or anything was not looked up."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("locks", nargs="*", type=Path, default=[ROOT / each for each in LOCKS])
    parser.add_argument("--osv-url", help="ask this OSV service instead of the package index")
    options = parser.parse_args(arguments)
    asked = ("--vulnerability-service", "osv", "--osv-url", options.osv_url) if options.osv_url else ()
    every = [audit(lock, asked) for lock in options.locks]
    vulnerable, not_audited, clean = (
        sorted({line for each in every for line in getattr(each, kind)})
        for kind in ("vulnerable", "not_audited", "clean")
    )
    for line in vulnerable:
        print(f"vulnerable: {line}")
    for line in not_audited:
        print(f"not audited: {line}")
    print(f"{len(clean)} without a known vulnerability, {len(vulnerable)} vulnerable, {len(not_audited)} not audited")
    return 1 if vulnerable or not_audited else 0


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _vulnerability(told: Mapping[str, Any]) -> str:
    fixed = ", ".join(told.get("fix_versions") or ()) or "no version yet"
    return f"{told['id']} (fixed in: {fixed})"


if __name__ == "__main__":
    sys.exit(main())
