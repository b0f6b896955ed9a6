"""Signing in and out, and the gate before every request.

Sessions are rows of the database (revocable at once, in every worker); the signed cookie holds only their random name.
Flask-Login keeps it, Flask-WTF guards each change against forged requests, Flask-Limiter slows guessing down.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, abort, current_app, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web_guessing
from dashboard.access import Act, Principal, Role
from dashboard.services import people
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.people import LoginError
from dashboard.settings import Settings
from dashboard.store import Store, User
from dashboard.web_access import DASHS_OWN, MARK, QUIET, principal
from dashboard.web_guessing import slow_down
from dashboard.web_limits import SparingLimiter
from dashboard.web_log import with_code
from dashboard.web_payload import CALLBACKS, callback_entry, callback_payload, install_payload_guard
from dashboard.web_proxy import ProxyGate, vouched_name
from dashboard.web_rates import QUESTIONS, count_question, install_api_rate
from dashboard.web_session import KeptSessions

log = logging.getLogger("pantau.web")

Clock = Callable[[], datetime]
SIGN_IN, SIGN_OUT, ACCOUNT, DISPLAY = "/masuk", "/keluar", "/akun", "/dinding"
_OPEN = ("/assets/", "/_dash-component-suites/", f"{DISPLAY}/")
OPEN_EXACTLY = {"/healthz", SIGN_IN, "/_favicon.ico", "/favicon.ico"}
"""What is answered without knowing who asks."""
COOKIE = "pantau_sesi"
_TOKEN = "token"  # noqa: S105  (a name in the session, no secret)
_ZONE = "Asia/Jakarta"
"""Where no office is known that could tell its own."""
_LOCKS_TOLD = timedelta(days=30)
_TRUSTED_S = 2.0
"""Screens that ask again within this time are known without a look into the database; whoever writes never is."""
_REMEMBERED_S, _REMEMBERED_MOST = 600.0, 10_000
"""How long, and how many, somebody recognised counts as such while the database is away."""
_FOR_PROGRAMS = ("/api/", "/feed/", "/_dash")
"""What is never answered by a page."""
_AWAY = "Basis data sedang tidak dapat dipakai."


class SignedIn:
    """What Flask-Login knows of somebody: the name of the session and whose it is."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, name: str, user: User) -> None:
        self.name, self.user = name, user

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.name


def install_login(server: Flask, settings: Settings, store: Store, clock: Clock) -> None:
    """Give the Flask server its sessions, its guard against forged requests, its limits and its gate."""
    server.config.update(
        SECRET_KEY=settings.secret_key or secrets.token_urlsafe(48),
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_CHECK_DEFAULT=False,  # see _refuse_forged
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
    )
    server.session_interface = KeptSessions()
    known = Acquaintances()
    server.config.setdefault(
        "IDENTIFY", lambda: known.recall(_credentials(settings), lambda: identify(settings, store, clock))
    )
    if settings.https:
        server.wsgi_app = ProxyGate(server.wsgi_app, settings.proxies)  # type: ignore[method-assign]
    manager = LoginManager()
    manager.session_protection = None  # officers change networks; the session's own row is what counts
    manager.init_app(server)

    def load(name: str) -> SignedIn | None:
        user = people.who(
            store,
            str(name),
            clock(),
            idle=timedelta(minutes=settings.idle_minutes),
            longest=timedelta(hours=settings.session_hours),
            is_use=not _is_quiet(),
        )
        return None if user is None else SignedIn(name, user)

    manager.user_loader(load)
    # The gate stands first: who is not known is told so before anything of his request is looked at.
    server.before_request(_gate)
    guard = CSRFProtect(server)
    server.before_request(lambda: _refuse_forged(guard))
    install_payload_guard(server)
    server.register_error_handler(CSRFError, _forged)
    server.register_error_handler(SQLAlchemyError, _database_away)
    server.register_error_handler(503, _database_away)
    limiter = SparingLimiter(
        get_remote_address,
        app=server,
        storage_uri=settings.redis_url or "memory://",
        # a Redis that is away must not keep anybody out: each worker then counts by itself
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        strategy="fixed-window",
    )
    blueprint = _blueprint(store, clock)
    slow_down(limiter, blueprint)
    blueprint.register_error_handler(429, _too_often)
    server.register_blueprint(blueprint)
    install_api_rate(server, limiter)


class Acquaintances:
    """Who was recognised lately, for as long as the database cannot be asked: an outage throws nobody out."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Principal, float]] = {}

    def recall(self, key: bytes, ask: Callable[[], Principal | None]) -> Principal | None:
        """The answer of ``ask``; where the database fails, the last one to the same credentials. Else 503."""
        then, at_s = self._known.get(key, (None, 0.0))
        age_s = time.monotonic() - at_s
        if then is not None and age_s < _TRUSTED_S and request.method == "GET":
            return then
        try:
            found = ask()
        except SQLAlchemyError:
            if then is None or age_s > _REMEMBERED_S:
                log.exception("siapa yang bertanya tidak dapat diperiksa")
                abort(503)
            return then
        if found is None:
            self._known.pop(key, None)
            return None
        if len(self._known) >= _REMEMBERED_MOST and key not in self._known:
            self._known.pop(next(iter(self._known)))
        self._known[key] = (found, time.monotonic())
        return found


def _credentials(settings: Settings) -> bytes:
    """What somebody is known by. A name in a header is none, but for the proxy that vouches for it."""
    said = (request.headers.get("Authorization", ""), request.cookies.get(COOKIE, ""), vouched_name(settings))
    return hashlib.sha256("\n".join(said).encode()).digest()


def identify(settings: Settings, store: Store, clock: Clock) -> Principal | None:
    """Who is asking: the bearer of a token, whom the named proxy vouches for, a wall display, or a session's user."""
    if secret := _bearer_secret():
        return people.bearer(store, secret, clock())
    if named := vouched_name(settings):  # the proxy may have asked for a password by Authorization: Basic
        return people.vouched(store, named)
    if request.headers.get("Authorization"):
        return None
    if session.get(_TOKEN):
        return people.bearer(store, str(session[_TOKEN]), clock())
    return current_user.user.principal if current_user.is_authenticated else None


def _bearer_secret() -> str:
    """What the header shows as a token; empty where it shows something else, or nothing."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def _gate() -> ResponseReturnValue | None:
    path = request.path
    if path.startswith(QUESTIONS):
        count_question()
    if path in OPEN_EXACTLY or _rule().startswith(_OPEN):
        return None
    found = principal()
    if found is None:
        return _stranger()
    if path == CALLBACKS:
        act = DASHS_OWN.get(str(callback_payload().get("output", ""))) or _callback_attribute(MARK, None)
        if not isinstance(act, Act) or not found.may(act):
            abort(403)
    return None


def _refuse_forged(guard: CSRFProtect) -> None:
    """A change must carry the word of its page; a token in a header is never sent by a browser on its own.

    Only a token that was recognised frees from that: browsers do send names and passwords of an address by themselves,
    and whoever signs in is nobody yet.
    """
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    if request.path != SIGN_IN and _bearer_secret() and principal() is not None:
        return
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        guard.protect()


def _rule() -> str:
    """Of the address: what it matches, not what it begins with; empty for one that there is not."""
    return "" if request.url_rule is None else str(request.url_rule.rule)


def _stranger() -> ResponseReturnValue:
    wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if wants_page and not request.path.startswith(_FOR_PROGRAMS):
        whole = request.full_path.rstrip("?")
        return redirect(SIGN_IN if whole == "/" else f"{SIGN_IN}?lanjut={quote(whole)}")
    said = {"error": "belum masuk, atau sesi sudah berakhir", "fix": "buka /masuk, atau kirim Authorization: Bearer"}
    return with_code(said), 401, {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}


def _forged(_: CSRFError) -> ResponseReturnValue:
    said = {"error": "permintaan ini tidak datang dari halaman kami", "fix": "muat ulang halaman, lalu coba lagi"}
    return with_code(said), 400, {"Cache-Control": "no-store"}


def _database_away(error: Exception) -> ResponseReturnValue:
    """Wherever the database failed and nothing nearer said so: one sentence, never the server's own words."""
    if isinstance(error, SQLAlchemyError):
        log.error("basis data tidak dapat dipakai", exc_info=error)
    head = {"Cache-Control": "no-store", "Retry-After": "15"}
    if request.path.startswith(_FOR_PROGRAMS) or "Authorization" in request.headers:
        return {"error": _AWAY, "fix": "coba lagi sebentar lagi"}, 503, head
    said = f"{_AWAY} Yang sudah tersimpan tidak berubah. Coba lagi sebentar lagi."
    return _page("masuk.html", onward=_onward(), refused=said, typed=request.form.get("pengguna", "")), 503, head


def _callback_attribute(name: str, otherwise: object) -> object:
    return getattr(callback_entry().get("callback"), name, otherwise)


def _is_quiet() -> bool:
    if request.path.startswith(("/feed/", "/assets/", "/_dash-component-suites/")):
        return True
    return request.path == CALLBACKS and bool(_callback_attribute(QUIET, False))


def _blueprint(store: Store, clock: Clock) -> Blueprint:
    pages = Blueprint("masuk", __name__, template_folder="templates")
    routes: tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...] = (
        (SIGN_IN, "GET", _show_form),
        (SIGN_IN, "POST", lambda: _sign_in(store, clock())),
        (SIGN_OUT, "POST", lambda: _sign_out(store, clock())),
        (ACCOUNT, "GET", lambda: _account(store, clock())),
        (ACCOUNT, "POST", lambda: _change_password(store, clock())),
        (f"{DISPLAY}/<secret>", "GET", lambda secret: _let_display_in(store, secret, clock())),
    )
    for path, method, view in routes:
        pages.add_url_rule(path, f"{method} {path}", view, methods=[method])
    return pages


def _show_form() -> ResponseReturnValue:
    return _page("masuk.html", onward=_onward()) if principal() is None else redirect(_onward())


def _sign_in(store: Store, now: datetime) -> ResponseReturnValue:
    typed, address = request.form.get("pengguna", ""), get_remote_address()
    is_known = web_guessing.is_known(typed, lambda user_id: people.known_user(store, user_id))
    try:
        opened = people.sign_in(store, typed, request.form.get("sandi", ""), now, address=address, is_known=is_known)
    except LoginError as no:
        log.warning("masuk ditolak dari %s", address)
        return _page("masuk.html", onward=_onward(), refused=str(no), typed=typed), 401
    session.clear()  # nothing that was there before signing in lives on
    login_user(SignedIn(opened.name, opened.user))
    # Whoever was locked by somebody's guessing is told so before he goes on.
    answer = make_response(redirect(ACCOUNT if opened.was_locked else _onward()))
    web_guessing.make_known(answer, opened.user)
    return answer


def _too_often(_: Exception) -> ResponseReturnValue:
    said = "Terlalu banyak percobaan dari tempat ini."
    return _page("masuk.html", onward=_onward(), refused=said, wait=True), 429, {"Retry-After": "900"}


def _sign_out(store: Store, now: datetime) -> ResponseReturnValue:
    if current_user.is_authenticated:
        people.sign_out(store, current_user.name, current_user.user.id, now)
    logout_user()
    session.clear()
    return redirect(SIGN_IN)


def _account(store: Store, now: datetime, **said: object) -> str:
    """The page of one's own account, with what somebody's guessing did to it lately."""
    who = principal()
    locked = [] if who is None else people.locks(store, now - _LOCKS_TOLD, who.id)
    told = [(formats.date_clock(each.at, _zone_of(who)), each.address) for each in locked[:5]]
    return _page("akun.html", who=who, has_password=current_user.is_authenticated, locks=told, **said)


def _zone_of(who: Principal | None) -> str:
    """Of his office; of the first one here where he belongs to none."""
    offices = current_app.config["CONTEXT"].offices
    own = offices.get(who.office) if who is not None and who.office else next(iter(offices.values()), None)
    return _ZONE if own is None else str(own.zone)


def _change_password(store: Store, now: datetime) -> ResponseReturnValue:
    who = principal()
    if who is None or not current_user.is_authenticated:
        abort(403)
    try:
        _set_password(store, who, now)
    except LoginError as no:
        return _account(store, now, refused=str(no)), 400
    except DeskError as no:
        return _account(store, now, refused=f"{no.message}: {no.fix}."), 400
    user = people.known_user(store, who.id)
    session.clear()
    login_user(SignedIn(people.open_session(store, user, now), user))
    answer = make_response(_account(store, now, done="Sandi diganti. Sesi lain sudah diakhiri."))
    web_guessing.make_known(answer, user)
    return answer


def _set_password(store: Store, who: Principal, now: datetime) -> None:
    old, new, again = (request.form.get(name, "") for name in ("lama", "baru", "ulang"))
    if new != again:
        raise DeskError("sandi baru dan ulangannya tidak sama", "tulis dua kali sama")
    people.check_password(store, who.id, old, now)
    people.change_password(store, who.id, new, Officer(who.id, who.name), now)


def _let_display_in(store: Store, secret: str, now: datetime) -> ResponseReturnValue:
    """A wall display's own way in; the token leaves the address at once."""
    found = people.bearer(store, secret, now)
    if found is None or found.role is not Role.WALL:  # another token opens no browser
        return _page("masuk.html", onward="/", refused="Token layar ini tidak berlaku (lagi)."), 401
    session.clear()
    session[_TOKEN] = secret
    session.permanent = True
    return redirect(f"/?kantor={quote(found.office)}" if found.office else "/")


def _page(template: str, **given: object) -> str:
    return render_template(template, csrf=generate_csrf, build=current_app.config["APP_BUILD"], **given)


def _onward() -> str:
    """Where somebody wanted to go: a path of ours, never another place."""
    asked = request.values.get("lanjut") or "/"
    parts = urlsplit(asked)
    is_ours = not parts.scheme and not parts.netloc and asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if is_ours and asked.isprintable() and "\\" not in asked else "/"
