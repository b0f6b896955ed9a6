"""The real nginx by the configuration of ``deploy/``, on ports of 127.0.0.1, before the real web application."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import httpx
from flask import Flask, request

from app import create_app
from dashboard.serving import waitress_of
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.views.context import build_context
from dashboard.web_proxy import peer_address

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CONFIGURATION = (DEPLOY / "nginx" / "pantau.conf").read_text(encoding="utf-8")
PATIENCE_S = 10
CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
    "-subj /CN=pantau.kantor.example -addext subjectAltName=IP:127.0.0.1"
)
_MAIN = """daemon off; master_process off; user root; pid {folder}/pid; error_log {folder}/main.log;
events {{ worker_connections 100; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; gzip on; gzip_proxied any; gzip_types *;
    include {folder}/pantau.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def put(text: str, *pairs: tuple[str, str]) -> str:
    """``text`` with each first replaced by each second; it must stand there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


class Behind:
    """The web application by waitress, as ``python app.py`` serves it, with routes that tell what it was asked with."""

    def __init__(self, store: Store, folder: Path, **env: str) -> None:
        settings = load_settings({"PANTAU_DATA": str(folder), "PANTAU_PORT": "0", "PANTAU_HTTPS": "ya", **env})
        self.application: Flask = create_app(settings, build_context(settings, store, {})).server
        self._tell()
        self._server = waitress_of(self.application, settings)
        self.port = int(self._server.effective_port)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _tell(self) -> None:
        def told() -> dict[str, object]:
            given = {name: value for name, value in request.headers if name.startswith(("X-", "Forwarded"))}
            return {"client": request.remote_addr, "peer": peer_address(), "url": request.url, "headers": given}

        self.application.add_url_rule("/assets/siapa", "siapa", told)
        limiter = self.application.extensions["pantau_limiter"]
        self.application.add_url_rule("/assets/dua", "dua", limiter.limit("2 per hour")(lambda: "boleh"))

    def _serve(self) -> None:
        self._server.asyncore.loop(timeout=0.05, map=self._server._map, use_poll=True)

    def close(self) -> None:
        for each in list(self._server._map.values()):
            each.socket.close()
        self._server._map.clear()
        self._thread.join(PATIENCE_S)
        self._server.task_dispatcher.shutdown()


class Front:
    """nginx before ``behind``; ``changes`` are made to its configuration as an administrator makes them."""

    def __init__(self, folder: Path, behind: int, *changes: tuple[str, str]) -> None:
        self.folder, self.plain, self.port = folder, free_port(), free_port()
        certificate = f"{CERTIFICATE} -keyout {folder}/pantau.key -out {folder}/pantau.crt"
        subprocess.run(certificate.split(), check=True, capture_output=True)
        places = (
            ("127.0.0.1:8050", f"127.0.0.1:{behind}"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "),
            ("/etc/pantau/tls/", f"{folder}/"),
            ("/etc/pantau/pengguna", f"{folder}/pengguna"),
            ("/var/log/nginx/", f"{folder}/"),
        )
        (folder / "pantau.conf").write_text(put(CONFIGURATION, *places, *changes), encoding="utf-8")
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder), encoding="utf-8")
        command = [str(shutil.which("nginx", path="/usr/sbin:/usr/bin")), "-c", str(folder / "nginx.conf")]
        subprocess.run([*command, "-t", "-q"], check=True)
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self._process.poll() is None, (self.folder / "main.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.02)

    def client(self, address: str = "127.0.0.1", **options: object) -> httpx.Client:
        """A browser at ``address`` that knows the certificate."""
        trust = ssl.create_default_context(cafile=self.folder / "pantau.crt")
        carrier = httpx.HTTPTransport(verify=trust, local_address=address)
        return httpx.Client(base_url=f"https://127.0.0.1:{self.port}", transport=carrier, **options)

    def log(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_S)
