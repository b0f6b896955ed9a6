"""What every answer tells the browser about its own safety."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

_BUFFERED = frozenset({"text/css", "text/javascript", "application/javascript"})
_SHARED = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")
"""The same for everybody; caches may keep them as they are told."""
_NEVER = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": _NEVER,
    "Cross-Origin-Resource-Policy": "same-origin",
}
_BARE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
"""For what is no page: whoever gets one of our files or answers shown as a page can do nothing with it."""


def install_headers(server: Flask) -> None:
    """Give every answer of the Flask server its headers."""
    server.after_request(_headers)


def _headers(answer: Response) -> Response:
    if answer.is_streamed and answer.mimetype in _BUFFERED:
        # Compressed as a stream, the file behind it is never closed; whole, it is.
        answer.direct_passthrough = False
        answer.make_sequence()
    if answer.status_code == 304:  # the browser keeps those that it was told with the answer itself
        return answer
    answer.headers.extend(_ALWAYS)
    answer.headers["Content-Security-Policy"] = _page() if answer.mimetype == "text/html" else _BARE
    if request.is_secure:  # elsewhere browsers ignore it, and complain on each page
        answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not request.path.startswith(_SHARED):
        answer.headers.setdefault("Cache-Control", "no-store")  # what one person was told stays out of caches
    return answer


def _page() -> str:
    hashes = " ".join(sorted(set(current_app.config.get("SCRIPT_HASHES", tuple)())))
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    )
