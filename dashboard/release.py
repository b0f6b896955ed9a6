"""Which version this is: the number, and in an archive that ``git archive`` made its commit too."""

from __future__ import annotations

VERSION = "0.1.0"
_COMMIT = "$Format:%h$"
"""Written by ``git archive`` (``.gitattributes``); in a checkout it stays as it stands here."""


def release(commit: str = _COMMIT) -> str:
    """``0.1.0`` in a checkout, ``0.1.0-1a2b3c4`` in an archive."""
    return VERSION if commit.startswith("$") else f"{VERSION}-{commit}"
