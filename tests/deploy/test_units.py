"""The other files of ``deploy/``, tried with the programs that read them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from dashboard.serving import NOT_LOADED
from dashboard.settings import describe_settings, load_settings
from tests.deploy.front import DEPLOY, put

ROOT = DEPLOY.parent
UNITS = sorted((DEPLOY / "systemd").iterdir())
EXAMPLE = (DEPLOY / "pantau.env.example").read_text(encoding="utf-8")
LOGROTATE = (DEPLOY / "logrotate" / "pantau").read_text(encoding="utf-8")
PYTHON = "/opt/pantau/kini/.venv/bin/python"


def unit(name: str) -> ConfigParser:
    """A unit file; of a key that stands twice the last one."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "systemd" / name, encoding="utf-8")
    return parser


def test_systemd_has_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    for each in UNITS:
        (tmp_path / each.name).write_text(each.read_text(encoding="utf-8").replace(PYTHON, sys.executable))
    # In a folder of its own: the machine's own units are none of our business.
    kept = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:/lib/systemd/system"}
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / each.name) for each in UNITS)]
    done = subprocess.run(command, env=kept, capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "pantau" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize(("name", "rights"), [("web", ""), ("collectors", "CAP_NET_RAW")])
def test_a_service_may_no_more_than_it_needs(name: str, rights: str) -> None:
    service = unit(f"pantau-{name}.service")["Service"]
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == ("pantau", "yes", "strict")
    assert (service["CapabilityBoundingSet"], service["AmbientCapabilities"]) == (rights, rights)
    assert service["ReadWritePaths"] == "/var/lib/pantau"


def test_a_wrong_configuration_is_not_tried_again_and_again() -> None:
    assert unit("pantau-web.service")["Service"]["RestartPreventExitStatus"].split() == ["2", str(NOT_LOADED)]
    assert unit("pantau-collectors.service")["Service"]["RestartPreventExitStatus"] == "2"


def test_the_template_names_every_setting_but_the_demos_and_no_other() -> None:
    named = re.findall(r"^((?:PANTAU_|DATABASE_)\w+)=", EXAMPLE, re.MULTILINE)
    assert sorted(named) == sorted({name for name, _, _ in describe_settings()} - {"PANTAU_DEMO_PORT"})


def test_the_template_is_a_good_configuration_and_holds_no_key(tmp_path: Path) -> None:
    env = dict(line.split("=", 1) for line in EXAMPLE.splitlines() if re.match(r"\w+=", line))
    settings = load_settings({**env, "PANTAU_OFFICES": str(tmp_path)})
    assert (settings.secret_key, settings.https, settings.host, settings.port) == ("", True, "127.0.0.1", 8050)
    assert str(settings.data) in unit("pantau-web.service")["Service"]["ReadWritePaths"]


def test_a_full_log_is_put_away_and_the_service_writes_on_into_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir(mode=0o750)
    log, rules = tmp_path / "log" / "web.log", tmp_path / "rules"
    rules.write_text(put(LOGROTATE, ("/var/log/pantau/", f"{log.parent}/")))
    rules.chmod(0o644)
    with log.open("a", encoding="utf-8") as service:  # as systemd holds it open
        service.write("lama\n")
        service.flush()
        path = str(shutil.which("logrotate", path="/usr/sbin:/usr/bin"))
        done = subprocess.run([path, "-f", "-s", str(tmp_path / "s"), str(rules)], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        service.write("baru\n")
    (old,) = log.parent.glob("web.log-*")
    assert (old.read_text(), log.read_text()) == ("lama\n", "baru\n")


def test_the_command_for_administrators_reads_the_settings_as_they_are_written(tmp_path: Path) -> None:
    settings = tmp_path / "pantau.env"
    trap = f"PANTAU_OFFICER=$(touch {tmp_path}/dijalankan) 'Petugas; PIAK'"
    settings.write_text(f"# catatan\n\n{trap}\nPANTAU_DATA={tmp_path}\nPANTAU_PORT=x", encoding="utf-8")
    script = tmp_path / "pantau"
    text = (DEPLOY / "bin" / "pantau").read_text(encoding="utf-8")
    places = (("home=/opt/pantau/kini", f"home={ROOT}"), ("/etc/pantau/pantau.env", str(settings)))
    users = (
        ("--reuid=pantau --regid=pantau --init-groups", f"--reuid={os.getuid()} --regid={os.getgid()} --keep-groups"),
    )
    script.write_text(put(text, *places, *users), encoding="utf-8")
    done = subprocess.run(["sh", script, "check"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, "PANTAU_PORT=x: bukan bilangan bulat" in done.stderr) == (2, True)
    assert not (tmp_path / "dijalankan").exists()
