"""The looks of the letter on paper, with what runs at the head and foot of each page."""

from __future__ import annotations

from dashboard.exports import paper
from dashboard.exports.letter.blocks import Letter

_FAMILY = f'{paper.FONT}, "Liberation Sans", Helvetica, "DejaVu Sans", sans-serif'
_BODY = """
html { font: 10.5pt/1.38 %(family)s; color: #%(ink)s; }
body, p, h1, h2, h3, ol, figure { margin: 0; padding: 0; }
p { margin: 0 0 2.2mm; }
.across { page: across; }
section { break-before: page; }
section:first-child { break-before: auto; }
.break { break-before: page; }
.kop { text-align: center; padding-bottom: 2mm; position: relative; }
.kop-line { height: 1.2pt; border-top: 2.4pt solid #%(ink)s; border-bottom: .8pt solid #%(ink)s; }
.kop p { margin: 0; line-height: 1.22; overflow-wrap: anywhere; }
.kop.with-logo { padding-left: %(logo)smm; padding-right: %(logo)smm; min-height: %(logo)smm; }
.kop img { position: absolute; left: 0; top: 0; max-width: %(logo)smm; height: %(logo)smm; object-fit: contain; }
.band { margin: 4mm 0 0; padding: 1.4mm 3mm; text-align: center; font-weight: 700; font-size: 9pt;
  color: #%(bad)s; background: #%(bad_fill)s; }
.title { font-size: 15pt; line-height: 1.2; text-align: center; text-transform: uppercase; margin: 7mm 0 2mm;
  bookmark-level: none; }
.below { text-align: center; margin: 0 0 .6mm; }
h2 { font-size: 12pt; line-height: 1.25; margin: 6.5mm 0 2mm; break-after: avoid; bookmark-level: 1; }
h3 { font-size: 10.5pt; margin: 5mm 0 1.5mm; break-after: avoid; bookmark-level: 2; }
.break + h2 { margin-top: 0; }
.kept { break-after: avoid; }
.note { font-size: 8.5pt; line-height: 1.35; color: #%(soft)s; }
.note.under { break-before: avoid; margin: 1mm 0 3mm; font-size: 8pt; }
.warning { color: #%(bad)s; font-weight: 700; }
ol { padding-left: 6.5mm; margin-bottom: 2mm; }
li { margin-bottom: 1mm; }
table { border-collapse: collapse; width: 100%%; }
.facts td { vertical-align: top; padding: .45mm 0; overflow-wrap: anywhere; }
.facts { table-layout: fixed; margin-bottom: 2mm; }
.facts td:first-child { width: 36mm; }
.facts td:nth-child(2) { width: 4mm; }
.facts.head { margin-top: 4mm; }
.facts.head td:first-child { width: 21mm; }
.beside { width: 84mm; text-align: right; white-space: nowrap; }
.caption { font-weight: 700; font-size: 9pt; margin: 3mm 0 1.2mm; break-after: avoid; }
.data { table-layout: fixed; font-size: 9pt; line-height: 1.25; margin-bottom: 3mm; }
.data.small { font-size: 8pt; }
.data thead { display: table-header-group; }
.data th { background: #%(head)s; color: #fff; font-weight: 700; text-align: left; vertical-align: middle;
  padding: 1.1mm 1.2mm; border: .5pt solid #%(head)s; }
.data td { border: .5pt solid #%(rule)s; padding: .8mm 1.2mm; vertical-align: top; overflow-wrap: anywhere; }
.data tr { break-inside: avoid; }
.data .strong td { background: #%(pale)s; }
.data .strong td:nth-child(-n+3) { font-weight: 700; }
.facts.head td[colspan] { white-space: normal; }
.whole { break-inside: avoid; }
.data.small th { font-size: 7.5pt; }
.data .strong { break-after: avoid; }
.data th.right, .data td.right { text-align: right; }
.data th.center, .data td.center { text-align: center; }
.data td.center { padding-left: .4mm; padding-right: .4mm; }
.figures { table-layout: fixed; border-spacing: 0; margin: 1mm 0 3mm; }
.figures td { border: 1.5mm solid #fff; border-width: 0 1.5mm 0 0; padding: 2mm 3mm; }
.figures span { display: block; font-size: 8.5pt; line-height: 1.35; }
.figures .label { font-weight: 700; }
.figures .value { font-size: 17pt; font-weight: 700; line-height: 1.3; }
figure { break-inside: avoid; margin: 1mm 0 2mm; }
figure img { display: block; }
.signature { margin: 7mm 0 0 88mm; break-inside: avoid; }
.signature p { margin: 0; overflow-wrap: anywhere; }
.signature .name { margin-top: 21mm; }
"""


def stylesheet(letter: Letter) -> str:
    """Pages, their head and foot, and the looks of every block."""
    looks = {
        "family": _FAMILY,
        "ink": paper.INK,
        "soft": paper.SOFT,
        "rule": paper.RULE,
        "head": paper.HEAD,
        "pale": paper.PALE,
        "bad": paper.BAD,
        "bad_fill": paper.BAD_FILL,
        "logo": paper.LOGO_MM,
    }
    states = "".join(
        f".{state} {{ background: #{ground}; color: #{words}; }}" for state, (ground, words) in paper.GROUNDS.items()
    )
    weak = f".data td.weak {{ background: #fff; color: #{paper.INK}; font-style: italic; }}"
    return _pages(letter) + _BODY % looks + states + weak


def _pages(letter: Letter) -> str:
    margins = f"{paper.TOP_MM}mm {paper.RIGHT_MM}mm {paper.BOTTOM_MM}mm {paper.LEFT_MM}mm"
    small = f"font: 7.5pt {_FAMILY}; color: #{paper.SOFT};"
    mark = f"font: 700 8pt {_FAMILY}; color: #{paper.BAD}; background: #{paper.BAD_FILL};"
    mark += " text-align: center; vertical-align: middle; margin: 8mm 0;"
    return f"""
@page {{ size: A4; margin: {margins};
  @top-left {{ content: {_string(letter.running)}; {small} vertical-align: middle; width: 75%; }}
  @top-right {{ content: {_string(letter.mark) if letter.mark else "none"}; {mark} width: 25%; }}
  @bottom-left {{ content: {_string(letter.foot)}; {small} width: 75%; }}
  @bottom-right {{ content: "Halaman " counter(page) " dari " counter(pages); {small} width: 25%; }}
}}
@page :first {{ @top-left {{ content: ""; }} }}
@page across {{ size: A4 landscape; }}
"""


def _string(text: str) -> str:
    """A text as CSS writes it; every letter that could end it is a code."""
    return '"' + "".join(f"\\{ord(each):x} " if each in '"\\\n\r\f<' else each for each in text) + '"'
