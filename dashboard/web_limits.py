"""Flask-Limiter that asks only where a limit was set: screens ask every few seconds for what has none."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_limiter import Limiter


class SparingLimiter(Limiter):
    """Finds out once for each endpoint whether any limit can hold there. Limits are set before the first question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._unlimited: set[str | None] = set()
        super().__init__(*args, **kwargs)

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware or request.endpoint not in self._unlimited:
            super()._check_request_limit(callable_name, in_middleware)
            if in_middleware and self._is_unlimited(request.endpoint):
                self._unlimited.add(request.endpoint)

    def _is_unlimited(self, endpoint: str | None) -> bool:
        """Whether neither the whole application, nor the blueprint, nor the view has a limit of any kind."""
        if self._meta_limits or self._in_memory_fallback:
            return False
        limits = self.limit_manager.resolve_limits(current_app, endpoint, request.blueprint, None, True)
        return not any(limits)
