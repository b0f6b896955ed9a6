"""Celery's way in, where ``PANTAU_REDIS_URL`` names a Redis: ``celery -A worker worker`` makes the reports.

It is the web application without its server, for the jobs are the application's own callbacks. It needs the same
settings, and the same ``PANTAU_DATA`` as a shared folder.
"""

from __future__ import annotations

from app import create_app
from dashboard.settings import load_settings
from dashboard.store import prepare_store

_settings = load_settings()
prepare_store(_settings).close()
dash_app = create_app(_settings)
celery = dash_app._background_manager.handle
