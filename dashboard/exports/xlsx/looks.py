"""How cells of the workbook look: one font, the palette of the states, Indonesian numbers, dates and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "Arial"
INK, SOFT, LINE, HEAD, PALE = "#16202B", "#525D69", "#D5DAE0", "#1F3A5F", "#EEF2F7"
ACCENT = "#1F5F9E"
GOOD, GOOD_FILL = "#00563F", "#E3F2EC"
NEAR, NEAR_FILL = "#6B4300", "#FDF0D3"
BAD, BAD_FILL = "#96170F", "#FBE3E0"
NONE, NONE_FILL = "#4A525B", "#E8EAED"
BARS = {"baik": "#8FCDB6", "waspada": "#F3C86B", "gangguan": "#E58A7B", "tidak_terukur": "#CDD3DA"}
"""As the charts of the pages are filled; texts on them are ink."""

_ID = "[$-421]"
_NUMBERS = {
    "whole": f"{_ID}#,##0",
    "decimal": f"{_ID}#,##0.0",
    "percent": f"{_ID}0.0\\ %",
    "percent2": f"{_ID}0.00\\ %",
    "day": f"{_ID}dd mmmm yyyy",
    "moment": f'{_ID}dd mmm yyyy hh"."mm',
    # hours may pass 24
    "duration": "[h]:mm:ss",
}
_DATES = {"day", "moment"}
_FROM_LEFT = {"align": "left", "indent": 1}


@dataclass(frozen=True, slots=True)
class Looks:
    """Formats by name; ``cell`` gives the one of a column's kind."""

    known: dict[str, Format]

    def __getitem__(self, name: str) -> Format:
        return self.known[name]


def looks_of(book: Workbook) -> Looks:
    """Every format of a workbook."""
    base = {"font_name": FONT, "font_size": 9, "font_color": INK, "valign": "top"}
    lined = {**base, "bottom": 1, "bottom_color": LINE}
    wanted: dict[str, dict[str, Any]] = {
        "text": {**lined, "text_wrap": True, **_FROM_LEFT},
        "brief": {**lined, "text_wrap": True, **_FROM_LEFT},
        "short": {**lined, **_FROM_LEFT},
        "none": {**lined, "font_color": SOFT, "align": "right", "indent": 1},
        "strong": {**lined, "bold": True, "text_wrap": True, **_FROM_LEFT},
        "head": {
            **base,
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": HEAD,
            "text_wrap": True,
            "valign": "vcenter",
            "align": "left",
            "indent": 1,
            "border": 1,
            "border_color": HEAD,
        },
        "head_number": {},
        "step": {
            **base,
            "font_size": 8,
            "font_color": SOFT,
            "bg_color": PALE,
            "text_wrap": True,
            "bottom": 1,
            "bottom_color": LINE,
        },
        "title": {**base, "font_size": 14, "bold": True, "valign": "vcenter"},
        "subtitle": {**base, "font_color": SOFT, "valign": "vcenter"},
        "band": {**base, "bold": True, "font_color": BAD, "valign": "vcenter"},
        "section": {**base, "font_size": 11, "bold": True, "font_color": ACCENT, "valign": "bottom"},
        "note": {**base, "font_color": SOFT, "italic": True},
        "long_note": {**base, "font_color": SOFT, "italic": True, "text_wrap": True},
        "plain": base,
        "wrapped": {**base, "text_wrap": True},
        "label": {**base, "bold": True, "font_color": SOFT, "text_wrap": True},
        "link": {**base, "font_color": ACCENT, "underline": 1},
        "kop": {**base, "font_size": 12, "bold": True, "align": "center", "valign": "vcenter"},
        "kop_small": {**base, "font_size": 10, "align": "center", "valign": "vcenter"},
        "kop_line": {**base, "top": 5},
        "cover_title": {**base, "font_size": 20, "bold": True, "text_wrap": True, "valign": "vcenter"},
        "cover_office": {**base, "font_size": 12, "text_wrap": True, "valign": "vcenter"},
        "simulated": {
            **base,
            "font_size": 11,
            "bold": True,
            "font_color": BAD,
            "bg_color": BAD_FILL,
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
        },
    }
    wanted["head_number"] = {**wanted["head"], "align": "right"}
    for name, pattern in _NUMBERS.items():
        shape = {**lined, "num_format": pattern, "align": "left" if name in _DATES else "right", "indent": 1}
        wanted[name] = shape
        wanted[f"strong_{name}"] = {**shape, "bold": True, "bg_color": PALE}
    wanted["strong_text"] = {**wanted["strong"], "bg_color": PALE}
    wanted["strong_none"] = {**wanted["none"], "bg_color": PALE}
    wanted["few"] = {**wanted["whole"], "font_size": 8, "font_color": SOFT, "indent": 0}
    return Looks({name: book.add_format(shape) for name, shape in wanted.items()})


@dataclass(frozen=True, slots=True)
class Shades:
    """The grounds of conditional formats, by how a figure stands to the target."""

    good: Format
    near: Format
    bad: Format
    weak: Format
    missing: Format


def shades_of(book: Workbook) -> Shades:
    """Formats that only colour a cell; a number below its target is bold too, so that grey paper still tells."""
    return Shades(
        good=book.add_format({"bg_color": GOOD_FILL, "font_color": GOOD}),
        near=book.add_format({"bg_color": NEAR_FILL, "font_color": NEAR}),
        bad=book.add_format({"bg_color": BAD_FILL, "font_color": BAD, "bold": True}),
        weak=book.add_format(
            {"pattern": 14, "fg_color": "#C3C9D0", "bg_color": "#FFFFFF", "font_color": INK, "italic": True}
        ),
        missing=book.add_format({"bg_color": NONE_FILL, "font_color": NONE}),
    )
