"""Slides of places by steps: one grid an SOP, version and kind; small grids share a slide, long ones take several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import formats
from dashboard.model import Compliance, Kind, Scope
from dashboard.views.deck_rows import Cell, Grid, Grids, Nothing, Slide
from dashboard.views.deck_words import first_letter, interim_word, joined, when_empty
from dashboard.views.report_rows import ReportRow, ReportView
from dashboard.views.standing import FEW, judge

ROWS_A_SLIDE = 15
COLUMNS_A_SLIDE = 13
KEY = "✓ mencapai target · ! sampai 10 poin di bawahnya · ✕ lebih rendah · — tidak terukur · (n) kurang dari 5"
_Subject = tuple[str, date | None, Kind]


@dataclass(frozen=True, slots=True)
class _Part:
    """A grid that fits a slide, with its weakest row that can be compared, and how many lines it takes."""

    grid: Grid
    rows: tuple[ReportRow, ...]

    @property
    def lines(self) -> int:
        return len(self.grid.rows) + 2


def grid_slides(view: ReportView) -> tuple[Slide, ...]:
    """Every SOP with something judged; those without are named."""
    subjects: dict[_Subject, list[ReportRow]] = {}
    for row in view.rows:
        subjects.setdefault((row.figures.sop, row.figures.version, row.figures.kind), []).append(row)
    judged = {key: rows for key, rows in subjects.items() if any(row.figures.n for row in rows)}
    silent = _silent(view, judged)
    if not judged:
        body = Nothing("Tidak terukur: belum ada langkah yang dinilai.", when_empty(view))
        return (Slide("langkah", "Kepatuhan tiap langkah tidak terukur", silent, body),)
    versions = {key[0] for key in judged if sum(other[0] == key[0] for other in judged) > 1}
    order = list(view.sops)
    keys = sorted(judged, key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    parts = [part for key in keys for part in _parts(key, judged[key], view.totals.target, key[0] in versions)]
    pages = list(_packed(parts))
    slides = [_slide(view, page) for page in pages]
    last = slides[-1]
    slides[-1] = Slide("langkah", last.title, joined(last.lead, silent), last.body, last.notes)
    return tuple(slides)


def _silent(view: ReportView, judged: Iterable[_Subject]) -> str:
    """SOPs in force in which nothing was judged."""
    known = {key[0] for key in judged}
    names = [view.sops[row.sop].short if row.sop in view.sops else row.sop for row in view.by_sop if row.sop not in known]
    return f"belum ada yang dinilai: {'; '.join(names)}" if names else ""


def _slide(view: ReportView, page: Sequence[_Part]) -> Slide:
    rows = [row for part in page for row in part.rows]
    own = page[0].grid.title if len({part.grid.title for part in page}) == 1 else ""
    notes = tuple(dict.fromkeys(f"{row.sop_title}, {row.step}: {row.kegiatan}" for row in rows if row.kegiatan))
    lead = joined(own and "kecamatan × langkah", interim_word(view))
    said = _finding(rows, view.totals.target, names_sop=not own)
    title = f"{own}: {said}" if own else first_letter(said)
    return Slide("langkah", title, lead, Grids(tuple(part.grid for part in page), KEY), notes)


def _finding(rows: Sequence[ReportRow], target: float, *, names_sop: bool) -> str:
    strong = [row for row in rows if row.figures.n >= FEW and row.figures.compliance is not None]
    if not strong:
        return f"n tiap sel kurang dari {FEW}, belum dapat dibandingkan"
    worst = min(strong, key=lambda row: (row.figures.compliance or 0.0, -row.figures.n))
    if (worst.figures.compliance or 0.0) >= target:
        return f"semua sel yang dapat dibandingkan mencapai target {formats.percent(target)}"
    share = formats.percent(worst.figures.compliance, 0)
    where = f"{worst.place} {worst.step[0].lower()}{worst.step[1:]}, {share} (n {formats.number(worst.figures.n)})"
    return f"terendah {worst.sop_title}, {where}" if names_sop else f"terendah {where}"


def _parts(key: _Subject, rows: Sequence[ReportRow], target: float, has_versions: bool) -> list[_Part]:
    title = rows[0].sop_title
    if has_versions and key[1] is not None:
        title += f" (berlaku {formats.long_date(key[1])})"
    if key[2] is Kind.PENGUKURAN:
        title += " (pengukuran)"
    columns = sorted({_column(row.figures) for row in rows})
    places = list(dict.fromkeys(row.place for row in rows))
    return [
        _part(title, rows, columns[left : left + COLUMNS_A_SLIDE], places[top : top + ROWS_A_SLIDE], target)
        for left in range(0, len(columns), COLUMNS_A_SLIDE)
        for top in range(0, len(places), ROWS_A_SLIDE)
    ]


def _column(row: Compliance) -> tuple[bool, int, int]:
    return row.scope is Scope.TOTAL, row.from_step or 0, row.to_step or 0


def _label(column: tuple[bool, int, int]) -> str:
    is_total, first, last = column
    return "Total" if is_total else f"{first}" if first == last else f"{first}–{last}"


def _part(
    title: str,
    rows: Sequence[ReportRow],
    columns: Sequence[tuple[bool, int, int]],
    places: Sequence[str],
    target: float,
) -> _Part:
    known = {(row.place, _column(row.figures)): row for row in rows}
    kept = tuple(row for row in rows if row.place in places and _column(row.figures) in columns)
    lines = tuple((place, tuple(_cell(known.get((place, each)), target) for each in columns)) for place in places)
    return _Part(Grid(title, "Langkah", tuple(map(_label, columns)), lines), kept)


def _cell(row: ReportRow | None, target: float) -> Cell:
    figures = None if row is None else row.figures
    state = judge(None if figures is None else figures.compliance, target)
    if figures is None or figures.compliance is None:
        missing = figures.unmonitored if figures is not None else 0
        return Cell(f"? {formats.number(missing)}" if missing else "", state)
    weak = figures.n < FEW
    n = formats.number(figures.n)
    return Cell(f"{formats.percent(figures.compliance, 0)} {f'({n})' if weak else n}", state, weak)


def _packed(parts: Iterable[_Part]) -> Iterable[list[_Part]]:
    """Neighbours that fit on one slide together."""
    page: list[_Part] = []
    for part in parts:
        if page and sum(each.lines for each in page) + part.lines > ROWS_A_SLIDE + 2:
            yield page
            page = []
        page.append(part)
    if page:
        yield page
