"""What belongs to the web server and to no page: the context, the clock, headers, compression."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from dash import html, page_registry
from dash.development.base_component import Component
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import web_access
from dashboard.api_feed import BEHIND_S, SharedWalls
from dashboard.components import shell
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion, Question, read_question
from dashboard.components.shell import NEVER_TEXT, NOTHING_KEPT, PAGES, Frame, Kept, OfficeChoice
from dashboard.formats import local
from dashboard.logs import request_id
from dashboard.offices import Office
from dashboard.store import must_see, seen_position
from dashboard.views.context import Context
from dashboard.views.nation import offices_known
from dashboard.views.rows import WallView
from dashboard.web_headers import install_headers

FEED_PATH = "/feed/wall"
ALL_OFFICES = "semua"
DEMO_POLL_MS = 2_000
POLL_MS = 5_000
FASTEST_POLL_MS = 1_000
_RETRY_S = 15
_OWN_ACTS, _OWN_ACTS_S = "pantau_posisi", 600
"""Cookie with the position of the last own write, for longer than any replica that is still asked can be behind."""
_MOST_WAYS = 6
_NO_OFFICE_ZONE = "Asia/Jakarta"
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present, aware UTC: the one place where pages get it from."""
    return datetime.now(UTC)


def context() -> Context:
    """The context of the running app, for layouts and callbacks, as far as who is asking may know it."""
    found: Context = current_app.config["CONTEXT"]
    return web_access.scoped(found)


def now() -> datetime:
    """The present by the running app's clock."""
    clock: Clock = current_app.config["CLOCK"]
    return clock()


def wall_views(codes: Sequence[str]) -> list[WallView]:
    """The walls of these offices as of now, shared with the feed that keeps them up to date on the screens."""
    walls = web_access.walls(current_app.config["WALLS"])
    return walls.views(codes, now())


def app_version() -> str:
    """What a page was built from; a screen loaded from another version reloads itself."""
    return str(current_app.config["APP_BUILD"])


def poll_ms(views: Sequence[WallView], poll_s: float) -> int:
    """How often a screen asks, in milliseconds: twice a network poll, so that no state is over before it was seen.

    Never more than once a second and never less than every five; the demo shows changes sooner.
    """
    if any(view.simulated for view in views):
        return DEMO_POLL_MS
    return round(min(max(poll_s * 500, FASTEST_POLL_MS), POLL_MS))


def build_fingerprint(root: Path, version: str) -> str:
    """Version with a short hash of what the browser gets and what renders it (equal in every worker)."""
    digest = hashlib.sha256()
    for folder, pattern in (("assets", "*"), ("pages", "*.py"), ("dashboard/components", "*.py")):
        for path in sorted((root / folder).glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return f"{version}-{digest.hexdigest()[:8]}"


def knows_many() -> bool:
    """Whether more than one office is known here: by its file, or by what its own collectors tell the database."""
    found = context()
    if len(found.offices) > 1:
        return True
    minute = now().replace(second=0, microsecond=0)
    with contextlib.suppress(SQLAlchemyError):
        return found.memory.recall(("offices known", minute), lambda: offices_known(found)) > 1
    return False


def choose_offices(found: Context, kantor: str | None) -> tuple[str, ...]:
    """Codes of the offices that ``?kantor=`` asks for; none given or ``semua``: all. KeyError for an unknown one."""
    if not kantor or kantor == ALL_OFFICES:
        return tuple(found.offices)
    return (found.offices[kantor].code,)


def shorts(found: Context) -> dict[str, str]:
    """Short name of each office, by code."""
    return {code: office.short for code, office in found.offices.items()}


def never_text(found: Context, codes: Sequence[str]) -> str:
    """What to do while nothing was ever measured: an office without any source cannot be helped by a collector."""
    offices = [found.offices[code] for code in codes]
    without = [each.short for each in offices if not (each.targets or each.backups or each.counters or each.tickets)]
    if not offices or len(without) < len(offices):
        return NEVER_TEXT
    return (
        f" {', '.join(without)} belum punya sumber data; isi targets, backups, counters atau tickets di berkas kantor"
    )


def feed_url(kantor: str | None) -> str:
    """Where a screen of this office (None, ``semua``: all) asks for news."""
    return f"{FEED_PATH}?{urlencode({'kantor': kantor or ALL_OFFICES})}"


def pulse_ms(simulated: bool) -> int:
    """How often at most a page of figures is drawn anew, in milliseconds."""
    return 15_000 if simulated else 60_000


def hidden_pages() -> frozenset[str]:
    """Pages of the navigation that who is asking may not see."""
    return frozenset(path for path, _ in PAGES if not web_access.may_see(path))


def kept_of(kantor: str | None, asked: Mapping[str, str | None]) -> Kept:
    """Office and period of an address, to go along to other pages; what cannot be read is left behind."""
    office = kantor if kantor and (kantor in context().offices or kantor == ALL_OFFICES) else ""
    try:
        start, end = (date.fromisoformat(asked.get(name) or "") for name in ("dari", "sampai"))
    except ValueError:
        return Kept(office)
    if start > end:
        return Kept(office)
    with contextlib.suppress(ValueError):  # the period was longer before a page shortened it
        start = min(start, date.fromisoformat(asked.get("semula") or ""))
    return Kept(office, start, end)


def office_choices(
    found: Context, path: str, kantor: str | None, *, everyone: bool, kept: Kept = NOTHING_KEPT
) -> list[OfficeChoice]:
    """The office picker of a page, its period kept; ``everyone`` adds all offices on one screen, and in turn."""
    if len(found.offices) < 2:
        return []
    named = {code: replace(kept, office=code).href(path) for code in (*found.offices, ALL_OFFICES, "")}
    choices = [OfficeChoice(short, named[code], code == kantor) for code, short in shorts(found).items()]
    if everyone:
        choices.insert(0, OfficeChoice("Semua kabupaten", named[""], not kantor))
        choices.append(OfficeChoice("Bergantian", named[ALL_OFFICES], kantor == ALL_OFFICES))
    return choices


def office_of(kantor: str | None) -> Office | None:
    """The office that an address names, else the first one; None where there is none at all."""
    offices = context().offices
    return offices[kantor] if kantor and kantor in offices else next(iter(offices.values()), None)


def today(office: Office | None) -> date:
    """The office's calendar day."""
    return local(now(), office.zone if office else _NO_OFFICE_ZONE).date()


def desk_frame(
    path: str,
    title: str,
    kantor: str | None,
    asked: Mapping[str, str | None],
    *,
    trail: Sequence[tuple[str, str]] = (),
) -> Frame:
    """The frame of a page about one office: its name in the title, its zone, and the way to the other offices.

    ``asked``: the rest of the address; its period (``dari``, ``sampai``) goes along to other pages.
    """
    found, office, kept = context(), office_of(kantor), kept_of(kantor, asked)
    code = office.code if office else None
    return Frame(
        path=path,
        title=f"{title} {office.short}" if office else title,
        officer=web_access.officer().name,
        hidden=hidden_pages(),
        now=now(),
        zones=(office.zone if office else _NO_OFFICE_ZONE,),
        simulated=bool(office and office.simulated),
        choices=office_choices(found, path, code, everyone=False, kept=kept),
        kept=kept,
        show_age=False,
        never_text=never_text(found, [code] if code else []),
        trail=trail,
        many=knows_many(),
    )


def house_frame(path: str, title: str, kantor: str | None, asked: Mapping[str, str | None]) -> Frame:
    """The frame of a page about the house, or one office of it: the picker's first choice is all of them."""
    found, kept = context(), kept_of(kantor, asked)
    chosen = kantor if kantor in found.offices else None
    choices = office_choices(found, path, chosen, everyone=False, kept=kept)
    if choices:
        choices.insert(0, OfficeChoice("Semua kabupaten", replace(kept, office="").href(path), chosen is None))
    offices = [found.offices[code] for code in ((chosen,) if chosen else found.offices)]
    zones = tuple(dict.fromkeys(office.zone for office in offices)) or (_NO_OFFICE_ZONE,)
    return Frame(
        path=path,
        title=title,
        officer=web_access.officer().name,
        hidden=hidden_pages(),
        now=now(),
        zones=zones[:1],
        simulated=any(office.simulated for office in offices),
        choices=choices,
        kept=kept,
        show_age=False,
        many=knows_many(),
    )


def broken_store(address: str) -> Component:
    """What a page shows where the database cannot be read; ``assets/8-retry.js`` looks whether it can be again."""
    kept = "Yang sudah tersimpan tidak berubah. Periksa basis data dan log aplikasi; halaman ini mencoba lagi sendiri."
    said = error("Basis data tidak dapat dibaca.", f"{kept}{_code()}", [way_out("Muat ulang", address)])
    return html.Div(said, **{"data-retry-s": str(_RETRY_S)})


def _code() -> str:
    """By which the log's lines about this request are found."""
    return f" Kode kejadian: {request_id()}." if request_id() else ""


def asked_of(href: str, *, everywhere: bool = False) -> dict[str, str]:
    """What the address that a page was made for asks for, by name. Raises BadQuestion for an office that is not there.

    ``everywhere``: the page may be about all offices, or about none.
    """
    asked = dict(parse_qsl(urlsplit(href).query))
    kantor = asked.get("kantor", "")
    if kantor not in context().offices and not (everywhere and kantor in ("", ALL_OFFICES)):
        raise BadQuestion(f'Kantor "{kantor}" tidak dikenal. Muat ulang halaman.')
    return asked


def question_of(href: str) -> Question:
    """The question that a page of figures was made for, read again from its own address."""
    found = context()
    asked = asked_of(href)
    zone = found.offices[asked["kantor"]].zone
    known = {key: asked.get(key) for key in ("kantor", "dari", "sampai", "jenis", "tampil", "banding", "sop")}
    return read_question(list(found.offices), local(now(), zone).date(), **known)


def shows_errors(layout: Callable[..., Component]) -> Callable[..., Component]:
    """What every page refuses alike: an office that is not there, a database that cannot be read.

    Any other failure is logged whole and shown as one sentence: a wall display has nobody to read a trace.
    """

    @functools.wraps(layout)
    def shown(*args: Any, **kwargs: Any) -> Component:
        try:
            if not web_access.may_see(_path(shown)):
                return _not_allowed()
            if _is_unknown(kwargs.get("kantor")) and _template(shown):
                return _told(_unknown_office(_top(shown), kwargs), _top(shown), kwargs)
            return layout(*args, **kwargs)
        except SQLAlchemyError:
            current_app.logger.exception("Basis data tidak dapat dibaca")
            return _told(broken_store(_address(_template(shown), kwargs)), _top(shown), kwargs)
        except Exception:
            current_app.logger.exception("Halaman gagal disusun")
            return error(
                "Halaman ini belum dapat disusun.",
                "Data yang tersimpan tidak berubah. Muat ulang sebentar lagi; bila tetap begini, lihat log aplikasi."
                f"{_code()}",
            )

    return shown


def _not_allowed() -> Component:
    """The answer to somebody whose role does not hold what the page needs."""
    found = web_access.principal()
    if found is None:
        return error("Anda belum masuk, atau sesi sudah berakhir.", "Masuk dahulu.", [way_out("Masuk", "/masuk")])
    return error(
        "Halaman ini tidak termasuk peran Anda.",
        f"Anda masuk sebagai {found.name} ({found.role}). Minta admin bila Anda memerlukannya.",
        [way_out("Layar pantau", "/")],
    )


def _is_unknown(kantor: str | None) -> bool:
    return bool(kantor) and kantor != ALL_OFFICES and kantor not in context().offices


def _path(layout: Callable[..., Component]) -> str:
    """The path of a layout, also of a page outside the navigation; that of "not found" is anybody's."""
    mine = (page for page in page_registry.values() if page["layout"] is layout)
    return next((page["path_template"] or page["path"] or "/" for page in mine), "/")


def _template(layout: Callable[..., Component]) -> str:
    """The path that a layout is registered for, ``/sop/<sop_id>``; empty for one that answers any address."""
    mine = (page for page in page_registry.values() if page["layout"] is layout)
    found = next((page["path_template"] or page["path"] for page in mine), "")
    return found if f"/{found.strip('/').split('/')[0]}" in dict(PAGES) else ""


def _top(layout: Callable[..., Component]) -> str:
    """The page of the navigation that a layout stands under."""
    return f"/{_template(layout).strip('/').split('/')[0]}"


def _address(template: str, asked: Mapping[str, str | None]) -> str:
    """The address that was asked for, whole."""
    rest = {name: value for name, value in asked.items() if value and f"<{name}>" not in template}
    path = re.sub(r"<(\w+)>", lambda found: quote(asked.get(found[1]) or "", safe=""), template) or "/"
    return f"{path}?{urlencode(rest)}" if rest else path


def _unknown_office(top: str, asked: Mapping[str, str | None]) -> Component:
    """Names the mend: the same page, its period kept, of an office that is there."""
    found, kept = context(), kept_of(None, asked)
    named = [(f"{short} ({code})", replace(kept, office=code).href(top)) for code, short in shorts(found).items()]
    more = ", atau yang lain dari daftar Kantor di atas" if len(named) > _MOST_WAYS else ""
    said = f'Kantor "{asked["kantor"]}" tidak dikenal.'
    return error(said, f"Pilih kantor yang ada{more}.", [way_out(*each) for each in named[:_MOST_WAYS]])


def _told(said: Component, top: str, asked: Mapping[str, str | None]) -> Component:
    """An error inside the frame of its page, so that every way on is still there."""
    kantor = asked.get("kantor")
    frame = desk_frame(top, dict(PAGES)[top], kantor, {name: asked.get(name) for name in ("dari", "sampai", "semula")})
    if _is_unknown(kantor) or not kantor:
        choices = office_choices(context(), top, None, everyone=False, kept=frame.kept)
        frame = replace(frame, title=dict(PAGES)[top], choices=choices)
    return shell.page(frame, [said])


def install(server: Flask, found: Context, build: str, clock: Clock = system_clock) -> None:
    """Give the Flask server its context, its clock, compression and the security headers."""
    walls = SharedWalls(found, build=build, behind_s=BEHIND_S)
    server.config.update(CONTEXT=found, CLOCK=clock, APP_BUILD=build, WALLS=walls)
    server.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5, COMPRESS_MIN_SIZE=500)
    if found.store.replica is not None:
        server.before_request(_remember_own_acts)
        server.after_request(_hand_out_own_acts)
    install_headers(server)


def _remember_own_acts() -> None:
    """Whoever wrote something lately is not shown a state before it; see ``dashboard/store/replica.py``."""
    must_see(request.cookies.get(_OWN_ACTS, ""))


def _hand_out_own_acts(answer: Response) -> Response:
    position = seen_position()
    if position and position != request.cookies.get(_OWN_ACTS):
        answer.set_cookie(
            _OWN_ACTS, position, max_age=_OWN_ACTS_S, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return answer
