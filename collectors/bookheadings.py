"""The rows of a log book below its headings, by our field names, wherever the columns stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from dashboard.offices import TicketSource

EXAMPLE = "contoh"
"""A row whose number begins so explains how to fill in the book; it is no report."""
_WITHIN_ROWS = 20
_LONGEST_HEADING = 200

Cells = tuple[object, ...]
Numbered = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class BookRow:
    """One row of a book: its number as the program that shows it counts, and its cells by our field names."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands below the headings, and what was odd about them (Indonesian)."""

    rows: list[BookRow]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Openings:
    """The first rows of what was searched in vain, for the message that names the missing headings."""

    rows: list[list[str]] = field(default_factory=list)


def below_headings(source: TicketSource, rows: Iterable[Numbered], openings: Openings) -> Found | None:
    """The rows below the one that bears all mapped headings; None (and the first rows kept) where there is none.

    Headings may take two rows (a blank in the lower one is read from the upper one). Left out below them: headings
    printed again, the row of column numbers, examples, and rows in which nothing but the number stands.
    """
    wanted = {name: heading for name, heading in source.columns.items() if heading.strip()}
    rows, above = iter(rows), list[str]()
    for seen, (_, cells) in enumerate(rows, start=1):
        headings = [plain(cell) for cell in cells]
        joined = [each or (above[i] if i < len(above) else "") for i, each in enumerate(headings)]
        for candidate in (headings, joined):
            at = _places(wanted, candidate)
            if len(at) == len(wanted):
                return Found(_reports(rows, at, candidate), _twice(wanted, candidate))
        openings.rows.append(headings)
        above = headings
        if seen >= _WITHIN_ROWS:
            break
    return None


def _places(wanted: Mapping[str, str], headings: Sequence[str]) -> dict[str, int]:
    """Column of each field: of the same heading, else of the only one that differs in signs and blanks alone."""
    bare = [_bare(heading) for heading in headings]
    found = {}
    for name, heading in wanted.items():
        if plain(heading) in headings:
            found[name] = headings.index(plain(heading))
        elif bare.count(_bare(heading)) == 1:
            found[name] = bare.index(_bare(heading))
    return found


def _reports(rows: Iterable[Numbered], at: Mapping[str, int], headings: Sequence[str]) -> list[BookRow]:
    found: list[BookRow] = []
    for number, cells in rows:
        row = {name: cells[place] if place < len(cells) else None for name, place in at.items()}
        stated = [name for name, cell in row.items() if filled(cell)]
        if not stated or stated == ["nomor"] or plain(row.get("nomor")).startswith(EXAMPLE):
            continue
        if all(plain(cell) == headings[at[name]] for name, cell in row.items()):
            continue
        if not found and _is_numbering(cells):
            continue
        found.append(BookRow(number, row))
    return found


def _is_numbering(cells: Cells) -> bool:
    """Whether this is the row (1) (2) (3) that office forms have below their headings."""
    told = [str(cell).strip(" ().") for cell in cells if filled(cell)]
    return len(told) > 2 and told == [str(i) for i in range(1, len(told) + 1)]


def _twice(wanted: Mapping[str, str], headings: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        f"judul kolom {heading} ada {headings.count(plain(heading))} kali; kolom yang pertama dipakai, ganti yang lain"
        for heading in dict.fromkeys(wanted.values())
        if headings.count(plain(heading)) > 1
    )


def missing_headings(source: TicketSource, openings: Openings) -> str:
    """The headings that are missing in the row that has most of them, with what might be meant."""
    wanted = {name: heading for name, heading in source.columns.items() if heading.strip()}
    best: list[str] = max(openings.rows, key=lambda row: len(_places(wanted, row)), default=[])
    lost = [heading for name, heading in wanted.items() if name not in _places(wanted, best)]
    meant = {heading: get_close_matches(plain(heading), filter(None, best), n=1, cutoff=0.7) for heading in lost}
    hints = [f"{heading} mungkin {near[0]!r}" for heading, near in meant.items() if near]
    return ", ".join(lost) + (f" ({'; '.join(hints)})" if hints else "")


def plain(cell: object) -> str:
    """A heading as it is compared: without case and spare blanks."""
    return " ".join(str(cell)[:_LONGEST_HEADING].split()).casefold() if cell is not None else ""


def _bare(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.casefold()))


def filled(cell: object) -> bool:
    """Whether anything stands in a cell."""
    return cell is not None and str(cell).strip() != ""
