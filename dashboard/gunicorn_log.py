"""Gunicorn's own lines in the form of all others. It has no lines of requests: the application writes those."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from dashboard.logs import handler_of, keep_secret, settings_secrets
from dashboard.settings import SettingsErrors, load_settings


class GunicornLog(Logger):  # type: ignore[misc]
    """As gunicorn's own; where its options send lines elsewhere (``--error-logfile``), they are left as they are."""

    def setup(self, cfg: Any) -> None:
        """Begin, and begin again when the configuration was read anew."""
        super().setup(cfg)
        if cfg.errorlog != "-":
            return
        try:
            settings = load_settings()
        except SettingsErrors:
            return  # the workers say what is wrong
        keep_secret(settings_secrets(settings))
        handler = handler_of(settings)
        handler._gunicorn = True  # type: ignore[attr-defined]
        self.error_log.handlers[:] = [handler]
