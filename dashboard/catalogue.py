"""The SOP catalogue: every ``<id>.yaml`` of ``data/sop`` read once into frozen objects.

``_<document>.yaml`` holds the head that several SOPs of one document share; an SOP takes it with
``dokumen: _<document>`` and its own keys win. A later version of an SOP stands beside the earlier one as
``<id>@<effective date>.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from dashboard.sop import Sop
from dashboard.sop_parser import SopError, check_header, parse_sop

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "data" / "sop"
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueErrors(Exception):  # noqa: N818 - many errors at once
    """Every refused file at once; ``problems`` has one SopError a file."""

    def __init__(self, problems: Sequence[SopError]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Catalogue:
    """All SOPs that were loaded. ``sops`` has the newest version of each, by id; ``history`` every version."""

    sops: tuple[Sop, ...]
    history: Mapping[str, tuple[Sop, ...]] = field(repr=False)
    """Versions of each id, oldest first."""

    def get(self, sop_id: str, version: date | None = None) -> Sop:
        """The newest version, or the one effective from ``version``; KeyError where there is none."""
        for sop in reversed(self.history[sop_id]):
            if version is None or sop.effective == version:
                return sop
        raise KeyError(sop_id, version)

    def find(self, sop_id: str) -> Sop | None:
        """The newest version, or None where the id is unknown."""
        versions = self.history.get(sop_id)
        return versions[-1] if versions else None

    def in_force(self, sop_id: str, on: date) -> Sop | None:
        """The version in force on a day; None before the first one. KeyError where the id is unknown."""
        known = [sop for sop in self.history[sop_id] if sop.effective <= on]
        return known[-1] if known else None

    def versions(self) -> Mapping[str, tuple[Sop, ...]]:
        """Every version of every id, oldest first."""
        return self.history

    def owners(self) -> Mapping[str, str]:
        """Code of the kabupaten by SOP id: whose document each comes from (office files are checked against it)."""
        return {sop.id: sop.office for sop in self.sops}

    def of_office(self, office: str) -> tuple[Sop, ...]:
        """Newest versions of the SOPs that one kabupaten's own document holds."""
        return tuple(sop for sop in self.sops if sop.office == office)


class _TwiceError(yaml.YAMLError):
    """A key written twice in one mapping; the message is Indonesian."""


class _Loader(_SafeLoader):  # type: ignore[misc]
    """YAML without the silent last-one-wins of a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a mapping that holds one key twice."""
        keys = [key.value for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                line = node.value[place][0].start_mark.line + 1
                raise _TwiceError(f'kunci "{key}" ditulis dua kali (baris {line}); hapus salah satu')
        result: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return result

    def day_or_text(self, node: yaml.ScalarNode) -> Any:
        """A date; one that no calendar has (30 February) stays text, for the parser to refuse by its key."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.day_or_text)


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every SOP of ``folder`` (``data/sop`` of the checkout unless given).

    Raises CatalogueErrors that name all bad files at once.
    """
    folder = folder or DEFAULT_FOLDER
    problems: list[SopError] = []
    documents = _documents(folder, problems)
    found: list[tuple[str, Sop]] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith("_"):
            continue
        try:
            data = _with_document(_read(path), path.name, documents)
            if data is not None:
                found.append((path.name, _named(parse_sop(data, path.name), path)))
        except SopError as problem:
            problems.append(problem)
    problems += _twice(found)
    if not found and not problems:
        problems.append(SopError(str(folder), None, "tidak ada berkas SOP (*.yaml) di folder ini; periksa letaknya"))
    if problems:
        raise CatalogueErrors(problems)
    return _catalogue([sop for _, sop in found])


def _catalogue(sops: list[Sop]) -> Catalogue:
    ordered = sorted(sops, key=lambda sop: (sop.id, sop.effective))
    history = {sop_id: tuple(versions) for sop_id, versions in groupby(ordered, key=lambda sop: sop.id)}
    return Catalogue(tuple(versions[-1] for versions in history.values()), MappingProxyType(history))


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a SafeLoader: plain data only)
    except yaml.MarkedYAMLError as error:
        line = f" pada baris {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise SopError(
            path.name, None, f"bentuk YAML salah{line}; periksa lekuk baris, titik dua dan tanda kutip di situ"
        ) from error
    except _TwiceError as error:
        raise SopError(path.name, None, str(error)) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SopError(path.name, None, "tidak dapat dibaca; simpan sebagai teks UTF-8 yang boleh dibaca") from error


def _documents(folder: Path, problems: list[SopError]) -> dict[str, Mapping[str, Any] | None]:
    """Shared heads by name; None for a broken one, which is reported once, not once an SOP."""
    documents: dict[str, Mapping[str, Any] | None] = {}
    for path in sorted(folder.glob("_*.yaml")):
        documents[path.stem] = None
        try:
            data = _read(path)
            check_header(data, path.name)
            documents[path.stem] = data
        except SopError as problem:
            problems.append(problem)
    return documents


def _with_document(data: Any, file: str, documents: Mapping[str, Mapping[str, Any] | None]) -> Any:
    """The SOP's own mapping over its document's head; None where that head is broken."""
    if not isinstance(data, dict) or "dokumen" not in data:
        return data
    own = dict(data)
    name = own.pop("dokumen")
    if not isinstance(name, str) or name not in documents:
        known = ", ".join(documents) or "(tidak ada)"
        raise SopError(file, None, f'dokumen "{name}" tidak ada; buat berkas {name}.yaml atau pakai: {known}')
    head = documents[name]
    return None if head is None else {**head, **own}


def _named(sop: Sop, path: Path) -> Sop:
    expected = (sop.id, f"{sop.id}@{sop.effective.isoformat()}")
    if path.stem not in expected:
        raise SopError(path.name, None, f'nama berkas tidak sama dengan id; ganti menjadi "{expected[0]}.yaml"')
    return sop


def _twice(found: list[tuple[str, Sop]]) -> list[SopError]:
    """Two files that claim the same id from the same day on."""
    first: dict[tuple[str, date], str] = {}
    problems = []
    for file, sop in found:
        earlier = first.setdefault((sop.id, sop.effective), file)
        if earlier != file:
            problems.append(
                SopError(
                    file, None, f"id {sop.id} berlaku {sop.effective} sudah ada di {earlier}; ubah tanggal_efektif"
                )
            )
    return problems
