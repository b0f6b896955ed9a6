"""Every kind of source that the shape of an office file knows, read off the shape itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any, get_args

import fsspec
from pydantic import BaseModel

from dashboard.office_draft import Draft, Known, Part
from dashboard.office_folder_checks import check_folders
from dashboard.offices import BackupSource, Office, Probe
from tests.collectors.sources import BACKUP

AT = time(22)


def kinds_of_the_office_file() -> set[str]:
    """``<key>:<kind>``, as ``tests.collectors.kinds.Kind`` names them."""
    found = {f"targets:{kind}" for kind in _values(Probe, "type")} | {"targets:https"}
    found |= {"backups:local"} | {f"backups:{scheme}" for scheme in fsspec.available_protocols() if _is_taken(scheme)}
    for section, field in Office.model_fields.items():
        for model in _models(field.annotation):
            found |= {f"{section}:{kind}" for kind in _values(model, "kind")}
    return found


def _is_taken(scheme: str) -> bool:
    """Whether an office file may name a folder by this scheme."""
    source = BackupSource(
        id="siak", name="SIAK", sop=BACKUP, folder=f"{scheme}://10.0.0.5/cadangan", pattern="*", log_pattern="*", at=AT
    )
    draft = Draft(Known({}), {}, backups=[Part(("backups", 0), source)])
    return not any("tidak dikenal" in message for _, message, _ in check_folders(draft))


def _values(model: type[BaseModel], name: str) -> tuple[str, ...]:
    return get_args(model.model_fields[name].annotation) if name in model.model_fields else ()


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a list, a union or an annotated type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
