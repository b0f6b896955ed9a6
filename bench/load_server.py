"""The product's web server with one route more, for ``bench.load``: ``/kosong`` does nothing, whatever serves it.

``python -m bench.load_server`` serves with waitress, ``python -m bench.load_server --workers 1`` with gunicorn: by the
product's own hand, with its own options.
"""

from __future__ import annotations

import sys

from flask import Flask

import app
from dashboard import web_login
from dashboard.serving import become_gunicorn, serve
from dashboard.settings import load_settings

EMPTY = "/kosong"


def wsgi() -> Flask:
    """The application, as waitress and gunicorn ask for it."""
    web_login.OPEN_EXACTLY.add(EMPTY)  # the floor asks nobody who he is
    made = app.make_server_app()
    made.config["API_RATE"] = "1000000 per minute"  # two hundred clients show one pass here
    made.add_url_rule(EMPTY, "kosong", lambda: "")
    return made


if __name__ == "__main__":
    if sys.argv[1:2] == ["--workers"]:
        become_gunicorn(load_settings(), int(sys.argv[2]), app.ROOT, "bench.load_server:wsgi()")
    serve(wsgi(), load_settings())
