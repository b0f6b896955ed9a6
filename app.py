"""The web application: ``create_app`` builds and wires, nothing else.

``python app.py`` serves it with waitress in one process, ``python app.py --workers 4`` with gunicorn in several.
"""

from __future__ import annotations

import argparse
import gc
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dash import Dash, html, page_container
from flask import Flask
from flask_wtf.csrf import generate_csrf

from dashboard import web
from dashboard.access import Principal
from dashboard.api import api_blueprint
from dashboard.api_shared import SHARED_S
from dashboard.background import background_manager
from dashboard.catalogue import CatalogueErrors
from dashboard.logs import catch_uncaught, keep_secret, redacted, set_up_logs
from dashboard.metrics import metrics_blueprint
from dashboard.office_secrets import office_secrets
from dashboard.offices import OfficeErrors
from dashboard.serving import NOT_LOADED, NoWorkersError, become_gunicorn, serve, workers
from dashboard.settings import Settings, SettingsErrors, load_settings
from dashboard.store import StoreError, prepare_store
from dashboard.store.soundness import LOOK_S
from dashboard.store.usage import mark_in_use
from dashboard.views.context import Context, open_context
from dashboard.web_audit import audit_blueprint
from dashboard.web_log import install_request_log
from dashboard.web_login import install_login
from dashboard.web_reports import reports_blueprint

ROOT = Path(__file__).resolve().parent
NOT_LOADED_AT_START = r"^(boot\.js|plotly-cartesian\.min\.js|bootstrap\.min\.css)$"
"""Served, but placed by hand: boot.js and Bootstrap stand first in the head, charts are fetched where there are any."""
_REFUSED = (SettingsErrors, CatalogueErrors, OfficeErrors, NoWorkersError, StoreError)

INDEX = """<!DOCTYPE html>
<html lang="id">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <meta name="csrf-token" content="CSRF_WORD">
    {%favicon%}
    <script src="BOOT_URL" data-plotly="PLOTLY_URL"></script>
    <link rel="stylesheet" href="BOOTSTRAP_URL">
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <noscript>Halaman ini memerlukan JavaScript.</noscript>
    <footer>
      {%config%}
      {%scripts%}
      {%renderer%}
    </footer>
  </body>
</html>"""


class PantauDash(Dash):
    """Dash, whose page carries the word that guards changes against forged requests."""

    def interpolate_index(self, **kwargs: Any) -> str:
        """The page's skeleton for one reader."""
        page: str = super().interpolate_index(**kwargs)
        return page.replace("CSRF_WORD", generate_csrf())


def create_app(
    settings: Settings,
    context: Context | None = None,
    clock: web.Clock = web.system_clock,
    identify: Callable[[], Principal | None] | None = None,
) -> Dash:
    """Build the app. ``context`` is opened from the settings unless given; the schema must be up to date.

    ``identify`` tells who asks; unless given, by session, token or proxy (``dashboard/web_login.py``).

    Raises what ``open_context`` raises (CatalogueErrors, OfficeErrors), each naming every mistake, and SettingsErrors
    where the background work that the settings ask for cannot be done.
    """
    context = open_context(settings) if context is None else context
    keep_secret(office_secrets(context.offices.values(), os.environ))
    app = PantauDash(
        __name__,
        title="Pantau PIAK",
        update_title=None,
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        assets_ignore=NOT_LOADED_AT_START,
        use_async=False,
        background_callback_manager=background_manager(settings),
        compress=True,
        add_log_handler=False,  # lines go one way, see dashboard/logs.py
        suppress_callback_exceptions=True,
        serve_locally=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    build = web.build_fingerprint(ROOT, context.app_version)
    install_request_log(app.server, settings)
    web.install(app.server, context, build, clock)
    app.server.config["DASH"] = app
    if identify is not None:
        app.server.config["IDENTIFY"] = identify
    install_login(app.server, settings, context.store, clock)
    app.server.register_blueprint(api_blueprint(context, clock, build, app.server.config["WALLS"], shared_s=SHARED_S))
    app.server.register_blueprint(metrics_blueprint(context, clock, build))
    app.server.register_blueprint(reports_blueprint(context))
    app.server.register_blueprint(audit_blueprint(context, clock))
    app.index_string = _index(app, build)
    app.layout = html.Div(page_container)
    # Asked at each page: Dash knows all of its inline scripts only once the first one was served.
    app.server.config["SCRIPT_HASHES"] = app.csp_hashes
    return app


def _index(app: Dash, build: str) -> str:
    """The page's skeleton with the addresses of what it loads by hand; a new build has new addresses."""
    files = {
        "BOOT_URL": "boot.js",
        "PLOTLY_URL": "vendor/plotly-cartesian.min.js",
        "BOOTSTRAP_URL": "vendor/bootstrap.min.css",
    }
    page = INDEX
    for mark, name in files.items():
        page = page.replace(mark, f"{app.get_asset_url(name)}?v={build}")
    return page


def settle(app: Dash) -> None:
    """Make ready for many small questions at once. Once a process, when everything is in place.

    Dash sets itself up at its first question, and pages that are asked for meanwhile lack their styles: after a restart
    every screen asks at once. A full garbage collection walks everything that is kept for later answers, a quarter of a
    second: make them rare; what the libraries brought along stays for good and is not walked at all. And a thread that
    works something out gives way after 1 ms, not 5, to one that only has to send an answer and takes several turns.
    """
    with app.server.test_request_context():
        app.server.preprocess_request()
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def make_server_app() -> Flask:
    """The WSGI application by the environment's settings: ``gunicorn --no-control-socket 'app:make_server_app()'``.

    Each worker makes its own and keeps nothing that another one would need. A bad configuration is said on standard
    error and ends the process with gunicorn's own code for an application that cannot be loaded: it would start the
    worker again for ever after any other.
    """
    catch_uncaught()
    try:
        settings = _prepared()
        made = create_app(settings)
    except _REFUSED as error:
        print(redacted(str(error)), file=sys.stderr)  # noqa: T201
        sys.exit(NOT_LOADED)
    settle(made)
    return made.server


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve by the environment's settings; the address is printed alone on one line. Exit code 2: bad configuration."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Pantau PIAK: halaman web")
    parser.add_argument("--workers", type=workers, default=0, metavar="N", help="N proses gunicorn (Linux)")
    count = parser.parse_args(arguments).workers
    try:
        settings = _prepared()
        if count:
            open_context(settings).store.close()  # every mistake of the office files is named here, once
            become_gunicorn(settings, count, ROOT)
        app = create_app(settings)
    except _REFUSED as error:
        print(redacted(str(error)), file=sys.stderr)  # noqa: T201
        return 2
    settle(app)
    serve(app.server, settings)
    return 0


def _prepared() -> Settings:
    """The environment's settings, their database brought up to date."""
    settings = load_settings()
    set_up_logs(settings)
    mark_in_use(settings)
    prepare_store(settings, LOOK_S).close()
    if not settings.secret_key:  # one for this process and those that it starts
        os.environ["PANTAU_SECRET_KEY"] = secrets.token_urlsafe(48)
        settings = load_settings()
    return settings


if __name__ == "__main__":
    catch_uncaught()
    sys.exit(main())
