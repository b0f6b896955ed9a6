"""Who is asking, and may he: every layout, callback and route asks here by itself; a gate before all asks once more."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import dash
from flask import abort, current_app, g, has_request_context

from dashboard.access import Act, Principal
from dashboard.api_feed import SharedWalls
from dashboard.components.question import BadQuestion
from dashboard.components.sending_typed import BadTyped
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.views.context import Context, narrowed
from dashboard.web_payload import unreadable

_F = TypeVar("_F", bound=Callable[..., Any])
MARK = "pantau_act"
"""Attribute of a guarded callback: the act that it needs. A test walks all of them."""
QUIET = "pantau_quiet"
"""Attribute of a callback that a page asks by itself: it keeps no session awake."""

DASHS_OWN: dict[str, Act] = {
    # the router of pages; the layouts that it calls ask by themselves
    ".._pages_content.children..._pages_store.data..": Act.WALL,
    # the end of a background job, whose maker asks for the same act
    "laporan-batal.id": Act.EXPORT,
}
"""Outputs that Dash answers with functions of its own, and what they need."""

PAGE_ACTS = {
    "/": Act.WALL,
    "/kepatuhan": Act.READ,
    "/terlambat": Act.READ,
    "/tiket": Act.READ,
    "/jaringan": Act.READ,
    "/cadangan": Act.READ,
    "/pengiriman": Act.READ,
    "/sop": Act.READ,
    "/laporan": Act.EXPORT,
    "/presentasi": Act.EXPORT,
    "/peringatan": Act.TOLD,
    "/provinsi": Act.MANY,
    "/nasional": Act.MANY,
    "/jejak": Act.AUDIT,
    "/sistem": Act.SYSTEM,
    "/pengguna": Act.PEOPLE,
    "/galeri": Act.READ,
    "/not-found-404": Act.WALL,
}
"""What the layout of each page needs; a page that is not named here is shown to nobody."""


def principal() -> Principal | None:
    """Who is asking; None for somebody unknown. Asked once a request."""
    if "principal" not in g:
        g.principal = current_app.config["IDENTIFY"]()
    found: Principal | None = g.principal
    return found


def officer() -> Officer:
    """Who is asking, as he stands under what he writes. 401 for somebody unknown."""
    found = principal()
    if found is None:
        abort(401)
    return Officer(found.id, found.name)


def scoped(found: Context) -> Context:
    """What is known of the places of who is asking; everything where there is no request (jobs, tests of a layout)."""
    who = principal() if has_request_context() else None
    if who is None or who.office is None:
        return found
    kept: dict[tuple[str, str | None], Context] = current_app.config.setdefault("NARROWED", {})
    place = (who.office, who.kecamatan)
    if place not in kept:
        kept[place] = narrowed(found, *place)
    return kept[place]


def walls(shared: SharedWalls) -> SharedWalls:
    """The walls of who is asking: those that everybody shares, or those of his one kecamatan."""
    who = principal() if has_request_context() else None
    if who is None or who.kecamatan is None:
        return shared
    kept: dict[str, SharedWalls] = current_app.config.setdefault("NARROWED_WALLS", {})
    if who.kecamatan not in kept:
        kept[who.kecamatan] = shared.over(scoped(current_app.config["CONTEXT"]))
    return kept[who.kecamatan]


def may(act: Act) -> bool:
    """Whether who is asking may do that."""
    found = principal()
    return found is not None and found.may(act)


def require(act: Act) -> None:
    """401 for somebody unknown, 403 for somebody who may not. In the process of a background job: checked before."""
    if not has_request_context():
        return
    found = principal()
    if found is None:
        abort(401)
    if not found.may(act):
        abort(403)


def may_see(path: str) -> bool:
    """Whether who is asking may see the page of this path (``/tiket/<id>`` counts as ``/tiket``)."""
    act = PAGE_ACTS.get(f"/{path.strip('/').split('/')[0]}")
    return act is not None and may(act)


def callback(act: Act, *args: Any, quiet: bool = False, **kwargs: Any) -> Callable[[_F], _F]:
    """``dash.callback`` that asks for ``act`` before it does anything. ``quiet``: a page asks it by itself."""

    def register(function: _F) -> _F:
        @functools.wraps(function)
        def guarded(*given: Any, **named: Any) -> Any:
            require(act)
            try:
                return function(*given, **named)
            except (BadQuestion, BadTyped, DeskError) as no:  # what people type is answered on its page, this is none
                if not has_request_context():
                    raise
                abort(unreadable(str(no)))

        setattr(guarded, MARK, act)
        setattr(guarded, QUIET, quiet)
        dash.callback(*args, **kwargs)(guarded)
        return function

    return register
