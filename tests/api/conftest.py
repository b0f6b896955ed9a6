"""The same real store and context as the views' tests."""

from __future__ import annotations

from tests.views.conftest import context, empty_database, store

__all__ = ["context", "empty_database", "store"]
