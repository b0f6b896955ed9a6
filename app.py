"""The web application: ``create_app`` builds and wires, nothing else. ``python app.py`` serves it with waitress."""

from __future__ import annotations

import gc
import logging
import sys
from pathlib import Path

from dash import Dash, html, page_container
from waitress.server import create_server

from dashboard import web
from dashboard.api import api_blueprint
from dashboard.background import background_manager
from dashboard.catalogue import CatalogueErrors
from dashboard.metrics import metrics_blueprint
from dashboard.offices import OfficeErrors
from dashboard.settings import Settings, SettingsErrors, load_settings
from dashboard.store import prepare_store
from dashboard.views.context import Context, open_context
from dashboard.web_reports import reports_blueprint

ROOT = Path(__file__).resolve().parent
NOT_LOADED_AT_START = r"^(boot\.js|plotly-cartesian\.min\.js|bootstrap\.min\.css)$"
"""Served, but placed by hand: boot.js and Bootstrap stand first in the head, charts are fetched where there are any."""

INDEX = """<!DOCTYPE html>
<html lang="id">
  <head>
    {%metas%}
    <title>{%title%}</title>
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


def create_app(settings: Settings, context: Context | None = None, clock: web.Clock = web.system_clock) -> Dash:
    """Build the app. ``context`` is opened from the settings unless given; the schema must be up to date.

    Raises what ``open_context`` raises (CatalogueErrors, OfficeErrors), each naming every mistake, and SettingsErrors
    where the background work that the settings ask for cannot be done.
    """
    context = open_context(settings) if context is None else context
    app = Dash(
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
        suppress_callback_exceptions=True,
        serve_locally=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    build = web.build_fingerprint(ROOT, context.app_version)
    web.install(app.server, context, build, clock)
    app.server.register_blueprint(api_blueprint(context, clock, build, app.server.config["WALLS"]))
    app.server.register_blueprint(metrics_blueprint(context, clock, build))
    app.server.register_blueprint(reports_blueprint(context))
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


def _spare_collector() -> None:
    """A full collection walks everything that is kept for later answers, a quarter of a second: make them rare.

    What the libraries brought along stays for good and is not walked at all.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def main() -> int:
    """Serve by the environment's settings; the address is printed alone on one line. Exit code 2: bad configuration."""
    try:
        settings = load_settings()
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        logging.getLogger("alembic").setLevel(logging.WARNING)
        prepare_store(settings).close()
        app = create_app(settings)
    except (SettingsErrors, CatalogueErrors, OfficeErrors) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    _spare_collector()
    server = create_server(app.server, host=settings.host, port=settings.port, threads=8)
    port = getattr(server, "effective_port", settings.port)  # a server on several sockets has no single port
    print(f"http://{settings.host}:{port}/", flush=True)  # noqa: T201  (the one line people look for)
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
