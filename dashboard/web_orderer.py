"""Who ordered work that a page has done outside of his request: a signed note that goes along with the job.

The web server knows who presses a button, however he was recognised (a session, or a proxy that vouches for him); the
job, in a process of its own, knows only what it is handed. A queue may be another program's (Redis), so the note is
signed; what the orderer may do is looked up anew when the job begins.
"""

from __future__ import annotations

from typing import Any

import dash
from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from dashboard.access import Principal
from dashboard.services import people
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web_access import principal
from dashboard.web_payload import callback_entry

_NAME = "pemesan"
_KEPT_S = 24 * 3600
"""A job that waited longer for a worker is nobody's any more."""


def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=_NAME)


def note(_: Any) -> str | None:
    """What goes along with a job of a page; None with every other callback, which answers its own request."""
    if not callback_entry().get("background"):
        return None
    who = principal()
    return None if who is None else str(_signer(current_app.config["SECRET_KEY"]).dumps(who.id))


dash.hooks.custom_data(_NAME)(note)


def orderer(settings: Settings, store: Store) -> Principal | None:
    """Who ordered the running job, with the rights of now; None for a forged or old note, and for no user of ours."""
    sent = dash.ctx.custom_data.get(_NAME)
    if not sent or not settings.secret_key:
        return None
    try:
        named = _signer(settings.secret_key).loads(sent, max_age=_KEPT_S)
    except BadData:
        return None
    return people.vouched(store, str(named))
