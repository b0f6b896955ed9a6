"""How the web application is put on a port: waitress in one process, or gunicorn with any number of them."""

from __future__ import annotations

import argparse
import os
import select
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server

from dashboard.settings import Settings
from dashboard.web_payload import LONGEST_BODY

THREADS = 8
CONNECTIONS = 1_000
"""Each screen keeps one open. Waitress takes no more than a hundred unless told, and the others wait for ever."""
KEEP_ALIVE_S = 75
"""Longer than screens take between two questions: else each question begins with a new connection."""
TIMEOUT_S = 60
"""A worker that gave no sign of life for so long is replaced."""
APPLICATION = "app:make_server_app()"
NOT_LOADED = 4
"""Gunicorn's own exit code for an application that cannot be loaded: after any other it starts the worker again."""
_MOST_WORKERS = 64


class OneLengthParser(HTTPRequestParser):
    """Waitress' own, but a request that says its length in two ways is refused.

    A proxy before it may believe the other way, and take for a second request what was the body of the first.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """As waitress' own. Raises ParsingError."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding")


class NoWorkersError(Exception):
    """Several processes are asked for where they cannot be had. Message in Indonesian, one line."""


def workers(text: str) -> int:
    """The number of ``--workers``."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text}: bukan jumlah proses, tulis bilangan dari 1 sampai {_MOST_WORKERS}")
    return int(text)


def waitress_of(server: Flask, settings: Settings) -> Any:
    """Waitress on the settings' address, ready to run."""
    HTTPChannel.parser_class = OneLengthParser
    return create_server(
        server,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        ident=None,  # no header that names the server
        max_request_body_size=LONGEST_BODY,  # else it stores a gigabyte before anybody can refuse it
        # else it throws away what the proxy says; whom to believe is decided in dashboard/web_proxy.py
        clear_untrusted_proxy_headers=False,
        asyncore_use_poll=hasattr(select, "poll"),  # select knows no more than 1,024 files
    )


def serve(server: Flask, settings: Settings) -> None:
    """Serve with waitress until the process is told to end; the address is printed alone on one line."""
    made = waitress_of(server, settings)
    _say(settings.host, getattr(made, "effective_port", settings.port))  # one on several sockets has no single port
    made.run()


def become_gunicorn(settings: Settings, count: int, root: Path, application: str = APPLICATION) -> NoReturn:
    """Replace this process by gunicorn with ``count`` workers. Raises NoWorkersError where there is none."""
    if not hasattr(os, "fork") or find_spec("gunicorn") is None:
        raise NoWorkersError(
            f"--workers {count}: gunicorn tidak ada di komputer ini (Windows tidak mengenalnya). "
            "Perbaikan: jalankan python app.py tanpa --workers"
        )
    port = settings.port or _free_port(settings.host)
    _say(settings.host, port)
    command = [sys.executable, "-m", "gunicorn", *_options(settings.host, port, count, root), application]
    os.execv(sys.executable, command)  # noqa: S606  (our own interpreter)


def _options(host: str, port: int, count: int, root: Path) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    given = {
        "--workers": count,
        "--worker-class": "gthread",
        "--threads": THREADS,
        "--worker-connections": CONNECTIONS,
        "--keep-alive": KEEP_ALIVE_S,
        "--timeout": TIMEOUT_S,
        "--bind": address,
        "--chdir": root,
        "--logger-class": "dashboard.gunicorn_log.GunicornLog",
    }
    return ["--no-control-socket", *(str(each) for pair in given.items() for each in pair)]


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _say(host: str, port: int) -> None:
    print(f"http://{host}:{port}/", flush=True)  # noqa: T201  (the one line people look for)
