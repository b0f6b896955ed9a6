"""Where the demo keeps its sources and its switches, all below PANTAU_DATA/demo."""

from __future__ import annotations

from pathlib import Path


def switch_folder(data: Path) -> Path:
    """A file ``<target id>.mati`` in here keeps that target's listener down until the file is removed."""
    return data / "demo" / "saklar"


def switched_off(data: Path) -> frozenset[str]:
    """Ids of the targets that somebody switched off by hand."""
    folder = switch_folder(data)
    return frozenset(path.stem for path in folder.glob("*.mati")) if folder.is_dir() else frozenset()


def switch(data: Path, target: str, *, off: bool) -> None:
    """Switch a target's listener off or on again."""
    folder = switch_folder(data)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target}.mati"
    if off:
        path.touch()
    else:
        path.unlink(missing_ok=True)
