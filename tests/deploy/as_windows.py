"""``python -m tests.deploy.as_windows FOLDER``: the product in a process from which much that Windows lacks was taken.

An approximation: the libraries, the file system and the kernel stay those of Linux; only our own modules see a "win32"
without fcntl, pwd, fork, signals and Unix sockets. What it found is printed as one line of JSON.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import io
import json
import os
import signal
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
OURS = ("dashboard", "collectors", "demo", "pages")
MODULES = ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog", "posix_ipc", "gunicorn", "uvloop")
OF_OS = (  # noqa: SIM905
    "fork forkpty setsid setpgid setpgrp getpgid getpgrp killpg getuid geteuid getgid getegid setuid setgid "
    "chown fchown lchown chroot mkfifo mknod nice getloadavg uname sync posix_fallocate wait3 wait4"
).split()
OF_SIGNAL = ("SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "SIGPIPE", "SIGQUIT", "alarm")


def files() -> list[Path]:
    """Every module of ours that runs in production."""
    found = [path for room in OURS for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]
    return [*found, ROOT / "app.py"]


def import_libraries() -> None:
    """What our modules ask of others: that is their makers' business, and they have wheels for Windows."""
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for name in names:
                if name.split(".")[0] not in (*OURS, *MODULES, "app", "msvcrt", "celery"):
                    with contextlib.suppress(ImportError):  # for type checkers only, or optional
                        importlib.import_module(name)


def fake_msvcrt() -> ModuleType:
    """Locks as Windows gives them: to one handle at a time."""
    import fcntl

    made = ModuleType("msvcrt")
    made.LK_NBLCK = 2  # type: ignore[attr-defined]
    made.locking = lambda file, *_: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[attr-defined]
    return made


def take_away() -> None:
    """From here on this is Windows, as far as Python can be made to believe it."""
    sys.modules["msvcrt"] = fake_msvcrt()
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    pair, unix = socket.socketpair, socket.AF_UNIX
    socket.socketpair = lambda *_: pair(unix)  # type: ignore[assignment]  # Windows has one by another way
    for module, names in ((os, OF_OS), (signal, OF_SIGNAL), (socket, ["AF_UNIX"])):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    for name in ("add_signal_handler", "add_reader", "add_writer"):
        setattr(asyncio.SelectorEventLoop, name, not_implemented)
    sys.platform = "win32"


def not_implemented(*_: object) -> None:
    """As the event loop of Windows answers."""
    raise NotImplementedError


def import_ours() -> dict[str, str]:
    """Import every module; what went wrong where."""
    wrong = {}
    for path in files():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if name.startswith("pages") or name in ("dashboard.__main__", "dashboard.gunicorn_log"):
            continue  # create_app imports the pages; the second begins at once, the third is gunicorn's to load
        try:
            importlib.import_module(name)
        except Exception as error:
            wrong[name] = repr(error)
    return wrong


def serve() -> dict[str, object]:
    """The web application as ``python app.py`` starts it, asked from outside."""
    app = importlib.import_module("app")
    real = app.serve  # in a thread, so that somebody is left to ask
    app.serve = lambda *given: threading.Thread(target=real, args=given, daemon=True).start()
    assert app.main([]) == 0
    url = f"http://127.0.0.1:{os.environ['PANTAU_PORT']}"
    deadline = time.monotonic() + 60
    while True:
        try:
            return {path: urlopen(url + path, timeout=10).status for path in ("/healthz", "/masuk")}
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def said_by(main: object, *arguments: str) -> tuple[int, str]:
    """Exit code and all output of a command."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(list(arguments))  # type: ignore[operator]
    return code, out.getvalue()


def second_lock(folder: Path) -> list[str]:
    """Two processes for one office: what each is told, and the next one after the first has let go."""
    lock = importlib.import_module("collectors.locks").OfficeLock
    first, second, now = lock(folder / "uji.lock"), lock(folder / "uji.lock"), datetime.now(UTC)
    told = [first.take(now), second.take(now)]
    first.release()
    return [*told, second.take(now)]


def main() -> None:
    """Everything in turn."""
    folder = Path(sys.argv[1])
    import_libraries()
    take_away()
    found: dict[str, object] = {"imports": import_ours(), "lock": second_lock(folder)}
    found["collectors"] = said_by(importlib.import_module("collectors.__main__").main, "--once")
    found["serve"] = serve()
    found["workers"] = said_by(importlib.import_module("app").main, "--workers", "2")
    found["manager"] = type(importlib.import_module("dash").get_app()._background_manager).__name__
    print(json.dumps(found))


if __name__ == "__main__":
    main()
