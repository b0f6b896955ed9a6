"""Reading one office file: YAML to plain data, with ``${NAME}`` filled in and every place remembered.

YAML reads more into a bare value than an office means (``51.10`` a number, ``no`` a truth value, ``21:00`` a number of
minutes). Here each value keeps its text and its line, so that a complaint can quote what stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Loc = tuple[str | int, ...]
"""A place in the data: keys and positions from the top."""

_TAG = "tag:yaml.org,2002:"
_VARIABLE = re.compile(r"\$(?:\$|\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})")
_UNFINISHED = re.compile(r"\$\{")
_Quick: Any = getattr(yaml, "CSafeLoader", None)
_DEEP = 10_000
"""Signs that can open a level: libyaml's binding ends the process where some 20,000 stand in each other."""
_LARGEST_BYTES = 8 * 2**20
"""A kabupaten with thousands of addresses takes a tenth of it."""
_MOST_VALUES = 200_000
"""Anchors that stand in each other's lists make billions of values of a few lines."""
_SYNTAX = {
    "mapping values are not allowed": "titik dua tidak boleh di sini, atau teksnya perlu tanda kutip",
    "could not find expected ':'": "titik dua setelah kunci tidak ditemukan",
    "'\\t'": "tab tidak boleh dipakai",
    "expected <block end>": "indentasi tidak sejajar dengan baris di atasnya",
    "end of stream": "tanda kutip belum ditutup",
    "flow": "kurung [ ] atau { } belum ditutup, atau koma tertinggal",
    "undefined alias": "jangkar yang ditunjuk tidak ada",
    "duplicate anchor": "jangkar ditulis dua kali",
    "special characters": "ada huruf kendali yang tidak terlihat",
}
"""Parts of the parser's English reasons, and what we say instead."""


class _TooMuchError(Exception):
    """The file says more than any office has."""


@dataclass(frozen=True, slots=True)
class OfficeProblem:
    """One mistake of one office file. ``path`` is like ``targets[3].parent`` ("" for the file as a whole).

    ``message`` and ``fix`` are Indonesian; ``line`` is counted from 1 (0: not known).
    """

    file: str
    path: str
    message: str
    fix: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}: {self.path}" if self.path else self.file
        return f"{place}: {self.message}. Perbaikan: {self.fix}"


@dataclass
class Document:
    """A file as read: ``data`` with variables filled in; ``texts`` holds each scalar as it stands in the file."""

    file: str
    data: object = None
    lines: dict[Loc, int] = field(default_factory=dict)
    texts: dict[Loc, str] = field(default_factory=dict)
    problems: list[OfficeProblem] = field(default_factory=list)
    reported: set[Loc] = field(default_factory=set)
    """Places already complained of, so that nothing is said twice of one value."""

    def complain(self, loc: Loc, message: str, fix: str) -> None:
        """Note a mistake at ``loc``; its line is that of the nearest place that stands in the file."""
        known = loc
        while known and known not in self.lines:
            known = known[:-1]
        self.problems.append(OfficeProblem(self.file, path_text(loc), message, fix, self.lines.get(known, 0)))
        self.reported.add(loc)


def path_text(loc: Loc) -> str:
    """``("targets", 3, "parent")`` as ``targets[3].parent``."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_document(path: Path, env: Mapping[str, str]) -> Document:
    """Read one file. Never raises for a bad file: its mistakes are in ``problems``, ``data`` is None if unreadable."""
    document = Document(path.name)
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            most = f"{_LARGEST_BYTES // 2**20} MB"
            document.complain((), f"berkas lebih besar dari {most}", "satu berkas hanya untuk satu kantor")
            return document
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        document.complain((), "berkas bukan teks UTF-8", "simpan ulang dengan pengodean UTF-8")
        return document
    except OSError as error:
        document.complain((), f"berkas tidak dapat dibaca ({error.strerror})", "periksa nama berkas dan hak bacanya")
        return document
    try:
        node = _composed(text)
        if node is not None:
            document.data = _Reading(document, env).value(node, (), ())
        if document.data is None and not document.problems:
            document.complain((), "berkas kosong", "mulai dari contoh: python -m dashboard check --example")
    except _TooMuchError:
        fix = "tulis isinya tanpa jangkar YAML (&, *) yang saling melipatgandakan"
        document.complain((), f"isinya lebih dari {_MOST_VALUES:,} nilai".replace(",", "."), fix)
    except (yaml.YAMLError, RecursionError) as error:
        _complain_of_syntax(document, text, error)
    return document


def _composed(text: str) -> yaml.Node | None:
    """The file as nodes: by libyaml, ten times as quick; a file that it refuses again in Python, for its reasons."""
    if _Quick is not None and sum(map(text.count, "[{-?")) < _DEEP:
        try:
            return _Quick(text).get_single_node()  # type: ignore[no-any-return]
        except yaml.YAMLError:
            pass
    return yaml.SafeLoader(text).get_single_node()


def _complain_of_syntax(document: Document, text: str, error: Exception) -> None:
    mark = getattr(error, "problem_mark", None)
    position = mark.index if mark else getattr(error, "position", 0)
    line = text.count("\n", 0, position) + 1
    said = str(getattr(error, "problem", error))
    reason = next((ours for theirs, ours in _SYNTAX.items() if theirs in said), "susunan tidak terbaca")
    fix = "periksa indentasi (spasi, bukan tab), titik dua dan tanda kutip pada atau tepat sebelum baris itu"
    if "single document" in str(error):
        fix = "satu berkas hanya untuk satu kantor: hapus baris --- kedua dan isinya"
    document.lines[()] = line
    document.complain((), f"kesalahan penulisan YAML pada baris {line} ({reason})", fix)


class _Reading:
    def __init__(self, document: Document, env: Mapping[str, str]) -> None:
        self.document = document
        self.env = env
        self.loader = yaml.SafeLoader("")
        self.left = _MOST_VALUES
        self.sizes: dict[int, int] = {}

    def value(self, node: yaml.Node, loc: Loc, above: tuple[yaml.Node, ...]) -> object:
        """The plain value of ``node``; ``above`` are the nodes that it stands in."""
        self.left -= 1
        if self.left < 0:
            raise _TooMuchError
        self.document.lines.setdefault(loc, node.start_mark.line + 1)
        if any(node is outer for outer in above):
            self.document.complain(loc, "jangkar YAML menunjuk dirinya sendiri", "tulis isinya tanpa jangkar")
            return None
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, loc, above))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, index), (*above, node)) for index, item in enumerate(node.value)]
        return self._scalar(node, loc)

    def _pairs(self, node: yaml.MappingNode, loc: Loc, above: tuple[yaml.Node, ...]) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                continue
            if key.value in seen:
                place = (*loc, key.value)
                self.document.lines[place] = key.start_mark.line + 1
                self.document.complain(place, "kunci ini ditulis dua kali", "gabungkan atau hapus salah satunya")
            seen.add(key.value)
        if self._size(node) > _MOST_VALUES:
            raise _TooMuchError
        self.loader.flatten_mapping(node)
        for key, item in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            self.document.lines[(*loc, name)] = key.start_mark.line + 1
            yield name, self.value(item, (*loc, name), (*above, node))

    def _size(self, node: yaml.Node) -> int:
        """Of how many values a node is made once each anchor in it is written out; merging keys writes them out."""
        known = self.sizes.get(id(node))
        if known is not None or isinstance(node, yaml.ScalarNode):
            return known or 1
        self.sizes[id(node)] = 1  # for those below that point back here
        inner = (part for pair in node.value for part in pair) if isinstance(node, yaml.MappingNode) else node.value
        size = 1 + sum(map(self._size, inner))
        self.sizes[id(node)] = size
        return size

    def _scalar(self, node: yaml.Node, loc: Loc) -> object:
        text = str(node.value)
        self.document.texts[loc] = text
        kind = node.tag.removeprefix(_TAG)
        if kind in ("str", "timestamp"):  # a date stays text: the field that wants one reads it
            return self._expanded(text, loc)
        if kind in ("int", "float") and ":" in text:
            self.document.complain(
                loc, f"{text} tanpa tanda kutip dibaca YAML sebagai bilangan, bukan jam", f'tulis "{text}"'
            )
            return text
        if kind == "int":
            return self._number(loc, text, int)
        if kind == "float":
            return self._number(loc, text, float)
        if kind == "bool":
            return text.lower() in ("yes", "true", "on")
        if kind == "null":
            return None
        self.document.complain(loc, f"tanda YAML {node.tag} tidak dikenal", "hapus tanda itu dan tulis nilainya saja")
        return None

    def _number(self, loc: Loc, text: str, kind: type[int] | type[float]) -> object:
        try:
            return kind(text)
        except ValueError:
            self.document.complain(loc, f"{text} bukan bilangan biasa", f'tulis bilangan desimal, atau "{text}"')
            return text

    def _expanded(self, text: str, loc: Loc) -> str:
        if "$" not in text:
            return text
        missing = []

        def fill(found: re.Match[str]) -> str:
            name, default = found.groups()
            if name is None:
                return "$"
            # As in a shell: an empty variable counts as not set.
            if value := self.env.get(name):
                return value
            if default is None:
                missing.append(name)
                return found.group()
            return str(default)

        filled = _VARIABLE.sub(fill, text)
        for name in missing:
            self.document.complain(
                loc,
                f"variabel lingkungan {name} belum diisi",
                f"isi {name} sebelum menjalankan, atau beri nilai bawaan: ${{{name}:-nilai}}",
            )
        if not missing and _UNFINISHED.search(_VARIABLE.sub("", text)):
            self.document.complain(
                loc, f"{text}: penulisan ${{...}} tidak lengkap", "tulis ${NAMA} atau ${NAMA:-bawaan}; $$ untuk tanda $"
            )
        return filled
