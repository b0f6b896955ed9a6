"""Who stands at the other end of the connection, and what a reverse proxy may say of somebody else.

Anybody can send ``X-Forwarded-For`` and ``X-Pantau-User``: they count from the addresses that the settings name alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

USER_HEADER = "X-Pantau-User"
_ORIGINAL = "werkzeug.proxy_fix.orig"
"""Where ProxyFix keeps what it replaced."""


class ProxyGate:
    """Takes address, scheme and host of the client from ``X-Forwarded-*`` where a named proxy says so."""

    def __init__(self, application: WSGIApplication, proxies: Iterable[str]) -> None:
        self._plain = application
        self._told = ProxyFix(application, x_for=1, x_proto=1, x_host=1)
        self._proxies = frozenset(proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        environ.pop(_ORIGINAL, None)
        is_proxy = environ.get("REMOTE_ADDR") in self._proxies
        return (self._told if is_proxy else self._plain)(environ, start_response)


def peer_address() -> str:
    """The address that the connection comes from, whatever a proxy says of its client."""
    kept = request.environ.get(_ORIGINAL) or request.environ
    return str(kept.get("REMOTE_ADDR") or "")


def vouched_name(settings: Settings) -> str:
    """Whom the proxy that checks users names; empty where none is named, or somebody else says so."""
    if not settings.proxy_login or peer_address() != settings.proxy_login:
        return ""
    return request.headers.get(USER_HEADER, "").strip()
