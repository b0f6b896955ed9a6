"""How long work tells how far it is, and how it is stopped. Shared by the view and by everything that writes it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Told how far the work is (0..1) and what is done now (Indonesian). Raising Cancelled from it stops the work."""


class Cancelled(Exception):  # noqa: N818  (nothing went wrong)
    """Somebody does not want the result any more; nothing of it is kept."""


def no_progress(_done: float, _words: str) -> None:
    """Tells nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """The same progress for a part of the work that fills ``start`` to ``end`` of the whole."""

    def told(done: float, words: str) -> None:
        progress(start + (end - start) * done, words)

    return told
