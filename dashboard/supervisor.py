"""``python -m dashboard run``: web and collectors together on one machine, and the demo's sources where wanted.

Each part is a process of its own; one that falls is started again, and a stop ends all of them by process id.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboard.access import Role
from dashboard.catalogue import load_catalogue
from dashboard.logs import JsonLines, redacted, set_up_logs
from dashboard.offices import load_offices
from dashboard.services import people
from dashboard.services.identity import current_officer
from dashboard.settings import BACKUP_FOLDER, Settings, load_settings
from dashboard.store import make_ready, prepare_store
from dashboard.store.people import users_of
from dashboard.store.soundness import LOOK_S
from dashboard.store.usage import mark_in_use

log = logging.getLogger("pantau.jalan")

ROOT = Path(__file__).resolve().parent.parent
RESTART_PAUSE_S = 2.0
STOP_WAIT_S = 10.0
DEMO_HOST = "127.11.1.1"
"""An address of the demo's first modem, where a rival demo would listen too."""


@dataclass
class Part:
    """One process of the whole: what it is called on screen, and the command that starts it."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None

    def start(self, env: Mapping[str, str]) -> None:
        """Start the process in a group of its own, so that the terminal's Ctrl-C reaches only this one."""
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and modules)
            self.command, cwd=ROOT, env=dict(env), start_new_session=True
        )


def run_all(settings: Settings) -> int:
    """Check the configuration, prepare the database, start every part and wait for a stop. Returns an exit code.

    Raises what the settings, the office files and the database complain of, before anything is started.
    """
    set_up_logs(settings)
    env = dict(os.environ)
    if settings.is_demo:
        env["PANTAU_DEMO_PORT"] = str(_free_port(DEMO_HOST, settings.demo_port))
        settings = load_settings(env)
    env["PANTAU_DATA"] = str(settings.data)
    if settings.port == 0:  # picked here, so that a web process started again keeps its address
        env["PANTAU_PORT"] = str(_free_port(settings.host, 0))
    # All mistakes of the configuration are named here, before anything is started.
    load_offices(settings.offices, settings.expansion(env), load_catalogue().versions())
    mark_in_use(settings)
    make_ready(settings, LOOK_S)
    env.setdefault("PANTAU_SECRET_KEY", secrets.token_urlsafe(48))
    parts = []
    if settings.is_demo:
        _say("Menyiapkan sumber dan riwayat 90 hari demo (DATA SIMULASI) ...")
        prepared = subprocess.run([sys.executable, "-m", "demo", "prepare"], cwd=ROOT, env=env, check=False)
        if prepared.returncode:
            return prepared.returncode
        parts.append(Part("sumber demo", [sys.executable, "-m", "demo", "serve"]))
    _greet(settings)
    parts.append(Part("kolektor", [sys.executable, "-m", "collectors", "--wait"]))
    parts.append(Part("web", [sys.executable, "app.py"]))
    return _keep_running(parts, env)


def _greet(settings: Settings) -> None:
    """Prepare the database; the demo gets its users once, anybody else is told how to make the first one."""
    store = prepare_store(settings)
    try:
        if users_of(store):
            return
        if not settings.is_demo:
            _say("Belum ada pengguna. Buat yang pertama: python -m dashboard user add NAMA --role admin")
            return
        now = datetime.now(UTC)
        for user_id, name, role in (("demo", "Petugas Demo", Role.KASI), ("admin", "Admin Demo", Role.ADMIN)):
            password = people.make_password()
            people.add_user(store, user_id, name, role, password, current_officer(settings), now)
            _show(f"Masuk sebagai {user_id} (peran {role}), sandi {password}   (hanya ditampilkan sekali ini)")
        _say("Sandi lain: python -m dashboard user password demo --generate")
    finally:
        store.close()


def reset_demo(settings: Settings) -> int:
    """Remove the demo's sources and its embedded database; refuses where an office of one's own is configured."""
    if not settings.is_demo:
        _say("PANTAU_OFFICES diisi: ini bukan demo, tidak ada yang dihapus")
        return 2
    for folder in ("demo", "beku", BACKUP_FOLDER):
        shutil.rmtree(settings.data / folder, ignore_errors=True)
    for pattern in ("pantau.sqlite3*", "spool-*", f"{BACKUP_FOLDER}.*"):
        for path in settings.data.glob(pattern):
            path.unlink()
    _say("Data demo dihapus; `make run` menyiapkannya lagi")
    return 0


def _free_port(host: str, wanted: int) -> int:
    """``wanted`` where it is free on ``host``, else one that the system picks (another checkout may hold it)."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"tidak ada port bebas di {host}")


def _keep_running(parts: list[Part], env: Mapping[str, str]) -> int:
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):  # the third is unknown to Windows, the fourth to others
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    try:
        for part in parts:
            part.start(env)
        while not stop.wait(0.5):
            for part in parts:
                if part.process is not None and part.process.poll() is not None:
                    log.error("%s berhenti (kode %s); dijalankan lagi", part.name, part.process.returncode)
                    stop.wait(RESTART_PAUSE_S)
                    if not stop.is_set():
                        part.start(env)
        return 0
    finally:
        _stop(parts)


def _stop(parts: list[Part]) -> None:
    alive = [part.process for part in parts if part.process is not None and part.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + STOP_WAIT_S
    for process in alive:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _say(text: str) -> None:
    """A sentence for whoever started us; a line of the log where programs read along."""
    if any(isinstance(each.formatter, JsonLines) for each in logging.getLogger().handlers):
        log.info("%s", text)
    else:
        _show(redacted(text))


def _show(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  (the terminal is this command's screen)
