"""Celery's way in, where ``PANTAU_REDIS_URL`` names a Redis: ``celery -A worker worker`` makes the reports.

It is the web application without its server, for the jobs are the application's own callbacks. It needs the same
settings, and the same ``PANTAU_DATA`` as a shared folder.
"""

from __future__ import annotations

import sys
from typing import Any

from app import create_app
from dashboard.catalogue import CatalogueErrors
from dashboard.logs import catch_uncaught, redacted, set_up_logs
from dashboard.offices import OfficeErrors
from dashboard.settings import SettingsErrors, SettingsProblem, load_settings
from dashboard.store import StoreError, prepare_store
from dashboard.store.usage import mark_in_use


def celery_of_the_app() -> Any:
    """The application whose tasks are the jobs. Raises what ``create_app`` raises."""
    settings = load_settings()
    if not settings.redis_url:
        mend = "isi seperti redis://server:6379/0, sama dengan server web; tanpa Redis pekerja ini tidak diperlukan"
        raise SettingsErrors((SettingsProblem("PANTAU_REDIS_URL", "", "belum diisi", mend),))
    catch_uncaught()
    set_up_logs(settings)
    mark_in_use(settings)
    prepare_store(settings).close()
    return create_app(settings)._background_manager.handle


try:
    celery = celery_of_the_app()
except (SettingsErrors, CatalogueErrors, OfficeErrors, StoreError) as error:
    print(redacted(str(error)), file=sys.stderr)  # noqa: T201
    sys.exit(2)
