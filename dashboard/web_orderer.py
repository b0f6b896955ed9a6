"""Who ordered work that a page has done outside of his request: a signed note that goes along with the job.

The web server knows who presses a button, however he was recognised (a session, or a proxy that vouches for him); the
job, in a process of its own, knows only what it is handed. A queue may be another program's (Redis), so the note is
signed; what the orderer may do is looked up anew when the job begins.
"""

from __future__ import annotations

from typing import Any

import dash
from flask import current_app, has_request_context
from itsdangerous import BadData, URLSafeTimedSerializer

from dashboard.access import Principal
from dashboard.services import people
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web_access import principal

_NAME = "pemesan"
_KEPT_S = 24 * 3600
"""A job that waited longer for a worker is nobody's any more."""


def _signer(key: str | bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=_NAME)


def note(_: Any) -> str | None:
    """What goes along with each callback of a page; None where nobody is known."""
    if not has_request_context() or "IDENTIFY" not in current_app.config or not current_app.secret_key:
        return None
    who = principal()
    return None if who is None else str(_signer(current_app.secret_key).dumps(who.id))


dash.hooks.custom_data(_NAME)(note)


def orderer(settings: Settings, store: Store) -> Principal | None:
    """Who ordered the running job, with the rights of now; None for a forged or old note, and for no user of ours."""
    try:
        named = _signer(settings.secret_key or "").loads(dash.ctx.custom_data.get(_NAME) or "", max_age=_KEPT_S)
    except BadData:
        return None
    return people.vouched(store, str(named)) if settings.secret_key else None
