"""What must hold for the map of an office: the kecamatan that the Dinas lies in, and the file of boundaries."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.boundaries import BoundaryError, read_boundaries
from dashboard.office_checks import meant
from dashboard.office_draft import Draft, Finding


def check_map(draft: Draft) -> Iterator[Finding]:
    """``seat`` is a kecamatan of the office; ``map`` can be read and holds at least one of them."""
    seat, path = draft.data.get("seat"), draft.data.get("map")
    if isinstance(seat, str) and seat and not draft.has("kecamatan", seat):
        yield ("seat",), f"kecamatan {seat} tidak ada", meant(seat, draft.ids["kecamatan"])
    if isinstance(path, str) and path and draft.known.folder is not None and draft.ids["kecamatan"]:
        try:
            read_boundaries(draft.known.folder / path, draft.ids["kecamatan"])
        except BoundaryError as bad:
            yield ("map",), bad.message, bad.fix
