"""Each request has a code, and leaves one line in the log; what goes wrong is told with that code, in our words."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from dashboard.logs import bind, new_code, request_id
from dashboard.settings import Settings
from dashboard.web_rates import wait_s

log = logging.getLogger("pantau.akses")

HEADER = "X-Request-ID"
SLOW_S = 1.0
_CODE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_OFFICE = re.compile(r"\d\d\.\d\d")
_QUIET = ("/feed/", "/assets/", "/_dash-component-suites/", "/_favicon.ico", "/healthz")
"""Asked all day long by every screen: told only where they fail or take long, or at DEBUG."""
_PROGRAMS = ("/api/", "/feed/", "/_dash")
_SAID = {
    400: ("Permintaan ini tidak dapat dibaca.", "Muat ulang halaman, lalu coba lagi."),
    401: ("Anda belum masuk, atau sesi sudah berakhir.", "Masuk dahulu."),
    403: ("Ini tidak termasuk peran Anda.", "Minta admin bila Anda memerlukannya."),
    404: ("Alamat ini tidak ada.", "Periksa alamatnya, atau mulai dari layar pantau."),
    405: ("Alamat ini tidak menerima permintaan seperti itu.", "Mulai dari layar pantau."),
    413: ("Kiriman terlalu besar.", "Kirim berkas yang lebih kecil."),
    429: ("Terlalu banyak permintaan.", "Tunggu sebentar, lalu coba lagi."),
    503: ("Basis data tidak dapat dibaca.", "Yang sudah tersimpan tidak berubah. Coba lagi sebentar lagi."),
}
_FAILED = (
    "Permintaan ini gagal dikerjakan.",
    "Data yang tersimpan tidak berubah. Coba lagi sebentar lagi; bila tetap begini, sebutkan kode ini kepada admin.",
)


def install_request_log(server: Flask, settings: Settings) -> None:
    """Give the Flask server codes of requests, their lines and its answers to what goes wrong. To be called first."""

    def begin() -> None:
        bind(request_id=_code_of_proxy(settings) or new_code())
        g.began_s = time.perf_counter()

    # before Dash's own, so that those carry the code too
    server.before_request_funcs.setdefault(None, []).insert(0, begin)
    server.after_request(_end)
    server.teardown_request(lambda _: bind())
    server.register_error_handler(HTTPException, told)


def _code_of_proxy(settings: Settings) -> str:
    """The code that a proxy gave to the request, where the settings name one; empty for one not to be trusted."""
    replaced = request.environ.get("werkzeug.proxy_fix.orig")  # there where a proxy was believed
    peer = (replaced or request.environ).get("REMOTE_ADDR")
    if replaced is None and (not peer or peer != settings.proxy_login):
        return ""
    given = request.headers.get(HEADER, "")
    return given if _CODE.fullmatch(given) else ""


def _end(answer: Response) -> Response:
    code = request_id()
    if code:
        answer.headers[HEADER] = code
    took_s = time.perf_counter() - g.get("began_s", time.perf_counter())
    is_quiet = request.path.startswith(_QUIET) and answer.status_code < 400 and took_s < SLOW_S
    level = logging.DEBUG if is_quiet else logging.ERROR if answer.status_code >= 500 else logging.INFO
    if log.isEnabledFor(level):
        facts = {"method": request.method, "path": request.path, "status": answer.status_code}
        facts |= {"duration_ms": round(took_s * 1000, 1)} | _whose()
        log.log(level, "%s %s", request.method, request.path, extra={"facts": facts})
    return answer


def _whose() -> dict[str, str]:
    """Office and user, where they are known already; nobody is looked up for a log."""
    found: dict[str, str] = {}
    office = request.args.get("kantor") or request.args.get("office") or ""
    if _OFFICE.fullmatch(office):
        found["office"] = office
    who = g.get("principal")
    if who is not None:
        found["user"] = who.id
    return found


def with_code(said: Mapping[str, object]) -> dict[str, object]:
    """An error's answer with the code of the request, for programs."""
    return {**said, "request_id": request_id()} if request_id() else dict(said)


def told(error: HTTPException) -> ResponseReturnValue:
    """What went wrong, as a page or as JSON."""
    if error.response is not None:
        return error.response
    status = error.code or 500
    said, mend = _SAID.get(status, _FAILED)
    headers = {"Cache-Control": "no-store"}
    headers |= {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    if status == 429:
        headers["Retry-After"] = str(wait_s())
        mend = f"Coba lagi {wait_s()} detik lagi."
    if request.path.startswith(_PROGRAMS):
        return jsonify(with_code({"error": said, "fix": mend})), status, headers
    build = current_app.config["APP_BUILD"]
    return render_template("gagal.html", said=said, mend=mend, code=request_id(), build=build), status, headers
