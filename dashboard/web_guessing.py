"""Guessing passwords is slow: limits by address, and a lock by user that keeps nobody from his own desk.

Whoever has signed in from a browser is known by it (a signed cookie), so that strangers who lock a user by guessing do
not lock him out there. Guesses from a known browser are counted by that browser instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from itsdangerous import BadData, URLSafeTimedSerializer

from dashboard.store import User

LOGIN_RATE = "20 per minute"
"""Posts to the forms of sign-in and account, by address."""
WRONG_RATE = "30 per 15 minutes"
"""Wrong passwords, by address or by known browser: so few users can be locked from one place."""
COOKIE = "pantau_kenal"
KNOWN_S = 90 * 24 * 3600
"""How long a browser stays known to a user."""


def slow_down(limiter: Limiter, blueprint: Blueprint) -> None:
    """Set the limits on the forms that take passwords."""
    limiter.limit(LOGIN_RATE, methods=["POST"])(blueprint)
    limiter.limit(WRONG_RATE, key_func=_guesser, methods=["POST"], deduct_when=_is_wrong)(blueprint)


def is_known(typed: str, user_of: Callable[[str], User]) -> bool:
    """Whether this user has signed in from this browser before, since his password or role last changed."""
    user_id = _signed_for()
    return bool(user_id) and user_id == typed.strip().lower() and _said() == _words(user_of(user_id))


def make_known(answer: Response, user: User) -> None:
    """Let the browser be known to the user who just signed in with it."""
    answer.set_cookie(
        COOKIE,
        _serializer().dumps(_words(user)),
        max_age=KNOWN_S,
        path="/masuk",
        httponly=True,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
    )


def _guesser() -> str:
    """Who guesses: a known browser at its own user's name, else whoever is at the address."""
    if _signed_for() and _signed_for() == request.form.get("pengguna", "").strip().lower():
        return "peramban:" + hashlib.sha256(request.cookies[COOKIE].encode()).hexdigest()
    return f"alamat:{get_remote_address()}"


def _is_wrong(answer: Response) -> bool:
    return answer.status_code in (400, 401)


def _signed_for() -> str:
    said = _said()
    return said[0] if said else ""


def _said() -> list[str]:
    try:
        found = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=KNOWN_S)
    except BadData:
        return []
    return [str(each) for each in found] if isinstance(found, list) else []


def _words(user: User) -> list[str]:
    return [user.id, user.changed_at.isoformat()]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="peramban yang dikenal")
