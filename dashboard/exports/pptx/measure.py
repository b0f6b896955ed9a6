"""How wide a text is on a slide, and how much of it fits. The server has no Segoe UI, so its widths stand here."""

from __future__ import annotations

from pptx.util import Emu, Length, Pt

ELLIPSIS = "…"
_WIDTHS = {  # thousandths of the font's size, the wider of Segoe UI and Arial
    **dict.fromkeys("ijl'|", 260),
    **dict.fromkeys(" \N{NO-BREAK SPACE}.,:;I!·", 285),
    **dict.fromkeys("ft()[]/-r°", 375),
    **dict.fromkeys("sJckxzvy", 520),
    **dict.fromkeys("0123456789_", 560),
    **dict.fromkeys("abdeghnopqu?*", 595),
    **dict.fromkeys("FELTSXYPBKRZ+<>=", 690),
    **dict.fromkeys("ACDUVwH&", 750),
    **dict.fromkeys("GNOQ–", 795),
    **dict.fromkeys("mM%✓✕", 900),
    **dict.fromkeys("W@—…×≥≤", 1000),
}
_OTHER = 680
_BOLD = 1.07
_LINE = 1.36
"""Height of a line by the font's size (Segoe UI's own)."""


def width_of(text: str, size: Length, *, bold: bool = False) -> Emu:
    """Width of a text on one line."""
    thousandths = sum(_WIDTHS.get(letter, _OTHER) for letter in text)
    return Emu(int(thousandths / 1000 * size * (_BOLD if bold else 1.0)))


def line_height(size: Length) -> Emu:
    """Height of one line."""
    return Emu(int(size * _LINE))


def lines_of(text: str, width: Length, size: Length, *, bold: bool = False) -> list[str]:
    """The text broken into lines as an office program does; a word that is too long is broken anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in paragraph.split(" "):
            tried = f"{current} {word}" if current else word
            if width_of(tried, size, bold=bold) <= width:
                current = tried
                continue
            if current:
                lines.append(current)
            current = word
            while width_of(current, size, bold=bold) > width and len(current) > 1:
                head = _head(current, width, size, bold=bold)
                lines.append(head)
                current = current[len(head) :]
        lines.append(current)
    return lines


def _head(word: str, width: Length, size: Length, *, bold: bool) -> str:
    """As many letters as fit, at least one."""
    count = len(word)
    while count > 1 and width_of(word[:count], size, bold=bold) > width:
        count -= 1
    return word[:count]


def cut(text: str, width: Length, size: Length, *, lines: int = 1, bold: bool = False) -> str:
    """The text if it fits in so many lines, else as much of it as does, with an ellipsis."""
    broken = lines_of(text, width, size, bold=bold)
    if len(broken) <= lines:
        return text
    kept = "\n".join(broken[:lines]) if "\n" in text else " ".join(broken[:lines])
    while kept and len(lines_of(kept.rstrip() + ELLIPSIS, width, size, bold=bold)) > lines:
        kept = kept[:-1]
    return kept.rstrip(" ,;:·\n") + ELLIPSIS


def fitting(text: str, width: Length, sizes: tuple[Pt, ...], *, lines: int, bold: bool = False) -> tuple[str, Pt]:
    """The text in the largest of ``sizes`` in which it needs the fewest lines; in the last one it is cut."""
    for allowed in range(1, lines + 1):
        for size in sizes:
            if len(lines_of(text, width, size, bold=bold)) <= allowed:
                return text, size
    return cut(text, width, sizes[-1], lines=lines, bold=bold), sizes[-1]
