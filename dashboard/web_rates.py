"""How often the API may be asked: by each user and each token of his own, by strangers together from one address.

Many screens stand behind one address, so those who are known are never counted by it. The feeds of the screens are not
counted at all: their answers are worked out once for all who ask.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from dashboard.web_access import principal

API_RATE = "1200 per minute"
QUESTIONS = "/api/"
_COUNT = "pantau_api_rate"


def install_api_rate(server: Flask, limiter: Limiter) -> None:
    """Give the Flask server its count of questions to the API; ``server.config["API_RATE"]`` says how many."""
    server.config.setdefault("API_RATE", API_RATE)
    server.extensions["pantau_limiter"] = limiter

    @limiter.shared_limit(lambda: str(current_app.config["API_RATE"]), scope="api", key_func=_asker)
    def count() -> None:
        """Refuses with 429 who asked too often."""

    server.extensions[_COUNT] = count


def count_question() -> None:
    """Count the question at hand; 429 where it is one too many."""
    count: Callable[[], None] = current_app.extensions[_COUNT]
    count()


def _asker() -> str:
    who = principal()
    return f"address {get_remote_address()}" if who is None else f"known {who.id}"


def wait_s() -> int:
    """Whole seconds until who was refused may ask again."""
    broken = current_app.extensions["pantau_limiter"].current_limit
    return 1 if broken is None else max(1, math.ceil(broken.reset_at - time.time()))
