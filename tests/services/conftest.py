"""The same real store and context as in tests of the views."""

from __future__ import annotations

from tests.views.conftest import context, empty_database, store

__all__ = ["context", "empty_database", "store"]
