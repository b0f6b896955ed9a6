"""What is refused before anything looks at it: bodies that are too long, texts that no database takes, and payloads of
callbacks that no page of ours has sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import dash
from dash.exceptions import DependencyException
from flask import Flask, Response, current_app, make_response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.web_shapes import wrong_shape

CALLBACKS = "/_dash-update-component"
LONGEST_BODY = 16 * 1024 * 1024
"""Bytes of what anybody may send; a page's largest callback sends a few kilobytes."""
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that no database takes: the zero, and halves of others."""
_MAYBE_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\x00")


def install_payload_guard(server: Flask) -> None:
    """Refuse what cannot be read or stored with 400, and what is too long with 413."""
    server.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    server.before_request(_refuse_unreadable)
    server.register_error_handler(RequestEntityTooLarge, _too_long)
    server.register_error_handler(DependencyException, _no_such_script)


def callback_payload() -> dict[str, Any]:
    """What was sent to a callback; empty for what is no JSON object."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets
        return {}
    return body if isinstance(body, dict) else {}


def callback_entry() -> Mapping[str, Any]:
    """The callback that was asked for, as Dash knows it; empty for one that is not there."""
    output = str(callback_payload().get("output", ""))
    app = current_app.config["DASH"]
    return app.callback_map.get(output) or dash._callback.GLOBAL_CALLBACK_MAP.get(output) or {}


def unreadable(why: str, field: str = "") -> Response:
    """The answer to what no page of ours has sent."""
    error = f"permintaan ini tidak terbaca: {why}"
    said = {"error": error, "field": field, "fix": "muat ulang halaman, lalu coba lagi"}
    return make_response(said, 400, {"Cache-Control": "no-store"})


def why_no_text(raw: bytes, body: Any) -> str:
    """Whether a text in ``body`` cannot be stored; ``raw`` saves the search where none can be in it."""
    if _MAYBE_UNSTORABLE.search(raw) is None:
        return ""
    open_parts = [body]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, str) and UNSTORABLE.search(part):
            return "teks memuat huruf yang tidak dapat disimpan"
        if isinstance(part, dict):
            open_parts += [*part, *part.values()]
        elif isinstance(part, list):
            open_parts += part
    return ""


def _refuse_unreadable() -> Response | None:
    texts = (request.path, *request.args, *(each for every in request.args.listvalues() for each in every))
    if any(map(UNSTORABLE.search, texts)):
        return unreadable("alamat memuat huruf yang tidak dapat disimpan")
    if request.path != CALLBACKS or request.method != "POST":
        return None
    body = callback_payload()
    why = why_no_text(request.get_data(), body) or _wrong_shape(body)
    return unreadable(why) if why else None


def _no_such_script(_: DependencyException) -> Response:
    """A script of no library of ours: Dash itself would call that an error of the server."""
    return make_response({"error": "berkas itu tidak ada", "fix": "muat ulang halaman"}, 404)


def _wrong_shape(body: dict[str, Any]) -> str:
    """What work in the background is asked with is read by that work itself, and refused in its own words."""
    entry = callback_entry()
    return "" if entry.get("background") else wrong_shape(entry, body)


def _too_long(_: RequestEntityTooLarge) -> Response:
    said = {
        "error": f"kiriman lebih dari {LONGEST_BODY // 1024**2} MB",
        "fix": "kirim lebih sedikit; buku dibaca dari foldernya",
    }
    return make_response(said, 413, {"Cache-Control": "no-store", "Connection": "close"})
