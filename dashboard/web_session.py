"""Signed cookies as Flask's own, but what screens bring again every few seconds is checked once and not sent back.

A wall asks some 17,000 times a day with the same cookie. Its signature holds until the cookie is too old, so the
answer to "is it ours" may be kept; and a cookie that lasts a month need not be written anew with every answer.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

_KNOWN_MOST = 10_000
_ANEW_S = 24 * 3600.0
"""A cookie that lasts is written anew once it is so old: a screen that is never turned off keeps it."""
_PLAIN = (str, bool, int)


class ClockProofSigner(TimestampSigner):
    """Refuses what is too old, and takes what is of the future: a clock that is set back must throw nobody out.

    How long a session may last stands with its row, not in the cookie.
    """

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: Any = False) -> Any:
        """The value (and when it was signed); SignatureExpired where that is longer ago than ``max_age`` seconds."""
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and time.time() - signed_at.timestamp() > max_age:
            raise SignatureExpired("too old", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


class SignedSession(SecureCookieSession):
    """What a cookie held, and when it was signed."""

    signed_at_s: float = 0.0


class KeptSessions(SecureCookieSessionInterface):
    """Opens and saves sessions; one for each Flask server."""

    session_class = SignedSession

    def __init__(self) -> None:
        self._serializer: tuple[object, URLSafeTimedSerializer | None] = (None, None)
        self._known: dict[bytes, tuple[dict[str, Any], float]] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, made once for a secret."""
        secrets = (app.secret_key, app.config["SECRET_KEY_FALLBACKS"])
        if self._serializer[0] != secrets:
            self._known.clear()
            made = super().get_signing_serializer(app)
            if made is not None:
                made.signer = ClockProofSigner
            self._serializer = (secrets, made)
        return self._serializer[1]

    def open_session(self, app: Flask, request: Request) -> SignedSession | None:
        """The session of a cookie; an empty one where there is none, or it is forged or too old."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return SignedSession()
        key = hashlib.sha256(cookie.encode("utf-8", "replace")).digest()
        longest_s = int(app.permanent_session_lifetime.total_seconds())
        kept = self._known.get(key)
        if kept is None or time.time() - kept[1] > longest_s:
            self._known.pop(key, None)
            kept = self._checked(serializer, cookie, longest_s)
            if kept is None:
                return SignedSession()
            self._remember(key, kept)
        opened = SignedSession(kept[0])
        opened.signed_at_s = kept[1]
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """As Flask does; what need not be sent costs nothing."""
        if session.modified or (session and self.should_set_cookie(app, session)):
            super().save_session(app, session, response)
        elif session.accessed:
            response.vary.add("Cookie")

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the answer carries the cookie: it changed, or one that lasts is a day old."""
        if session.modified or not isinstance(session, SignedSession):
            return super().should_set_cookie(app, session)
        return session.permanent and not 0 <= time.time() - session.signed_at_s < _ANEW_S

    @staticmethod
    def _checked(
        serializer: URLSafeTimedSerializer, cookie: str, longest_s: int
    ) -> tuple[dict[str, Any], float] | None:
        try:
            held, signed_at = serializer.loads(cookie, max_age=longest_s, return_timestamp=True)
        except BadSignature:
            return None
        return dict(held), signed_at.timestamp()

    def _remember(self, key: bytes, kept: tuple[dict[str, Any], float]) -> None:
        """Only what is plain: a list that somebody changed would be changed for the next one too."""
        if not all(isinstance(value, _PLAIN) for value in kept[0].values()):
            return
        while len(self._known) >= _KNOWN_MOST:
            self._known.pop(next(iter(self._known)), None)
        self._known[key] = kept
