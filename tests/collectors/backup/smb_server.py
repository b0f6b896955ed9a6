"""A real Samba server on a high loopback port, with its own configuration and folders, stopped by its process id."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

USER = pwd.getpwuid(os.getuid()).pw_name
"""Samba knows only users of the machine; whoever runs the tests is one."""
PASSWORD = "sandi-uji-samba"
SHARE = "cadangan"

CONFIG = """
[global]
    server role = standalone server
    smb ports = {port}
    interfaces = 127.0.0.1/8
    bind interfaces only = yes
    passdb backend = tdbsam:{state}/passdb.tdb
    private dir = {state}
    lock directory = {state}
    state directory = {state}
    cache directory = {state}
    pid directory = {state}
    ncalrpc dir = {state}/ncalrpc
    log file = {state}/log
    map to guest = never
    guest account = {user}
    disable spoolss = yes
    load printers = no
    server min protocol = SMB2
[{share}]
    path = {folder}
    read only = yes
"""


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SmbServer:
    """Serves ``folder`` as the share ``cadangan``."""

    def __init__(self, state: Path, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.env = {"UJI_SMB_PENGGUNA": USER, "UJI_SMB_SANDI": PASSWORD}
        state.mkdir(mode=0o755)
        self._config = state / "smb.conf"
        self._config.write_text(
            CONFIG.format(port=self.port, state=state, user=USER, share=SHARE, folder=folder), encoding="utf-8"
        )
        self._process: subprocess.Popen[bytes] | None = None
        command = [_binary("pdbedit"), "-s", str(self._config), "-a", "-t", "-u", USER]
        subprocess.run(command, input=f"{PASSWORD}\n{PASSWORD}\n".encode(), check=True, capture_output=True)
        self.start()

    def url(self, below: str = "") -> str:
        """The share's address, or that of a folder in it."""
        return f"smb://127.0.0.1:{self.port}/{SHARE}{below}"

    def keys(self, below: str = "") -> dict[str, object]:
        """The keys of a folder in an office file."""
        return {"folder": self.url(below), "user_env": "UJI_SMB_PENGGUNA", "password_env": "UJI_SMB_SANDI"}

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [_binary("smbd"), "--foreground", "--no-process-group", "-s", str(self._config)]
        silent = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("smbd did not start")

    def hang(self) -> None:
        """Answer nothing any more."""
        self._signal(signal.SIGSTOP)

    def stop(self) -> None:
        """End it and the children that serve its connections: its own process group."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        self._process.wait(10)
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, number)


def _binary(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin")
    assert found, f"the tests need {name} (Debian package samba); scripts/setup.sh test installs it"
    return found
