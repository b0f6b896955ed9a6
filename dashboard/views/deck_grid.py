"""Slides of places by steps: one grid an SOP, version and kind; small grids share a slide, long ones take several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import formats
from dashboard.model import Compliance, Kind, Scope
from dashboard.views.deck_rows import Body, Cell, Column, Grid, Grids, Nothing, Slide, Table, paged
from dashboard.views.deck_words import first_letter, interim_word, joined, share, when_empty
from dashboard.views.report_rows import ReportRow, ReportView, SopRow
from dashboard.views.standing import FEW, judge

ROWS_A_SLIDE, SILENT_A_SLIDE = 18, 8
SMALL, SMALL_LINES = 4, 17
"""Grids of so few rows share a slide of so many lines."""
COLUMNS_A_SLIDE = 12
KEY = (
    "✓ mencapai target · ! sampai 10 poin di bawahnya · ✕ lebih rendah · — tidak terukur · angka kedua: n · "
    "° pucat: n kurang dari 5"
)
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
        return (Slide("langkah", "Kepatuhan tiap langkah tidak terukur", interim_word(view), body), *silent)
    versions = {key[0] for key in judged if sum(other[0] == key[0] for other in judged) > 1}
    order = list(view.sops)
    keys = sorted(judged, key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    # The large ones first: small grids lie side by side in the order then, and share slides.
    keys.sort(key=lambda key: len({row.place for row in judged[key]}) <= SMALL)
    parts = [part for key in keys for part in _parts(key, judged[key], view.totals.target, key[0] in versions)]
    return (*(_slide(view, page) for page in _packed(parts)), *silent)


def _silent(view: ReportView, judged: Iterable[_Subject]) -> tuple[Slide, ...]:
    """A slide of the SOPs with something recorded of which nothing was judged."""
    known = {key[0] for key in judged}
    found = [row for row in view.by_sop if row.sop not in known]
    if not found:
        return ()
    columns = (
        Column("SOP", 5),
        Column("Di luar hitungan", 1.6, is_number=True),
        Column("Tidak terpantau", 1.6, is_number=True),
        Column("Dikecualikan", 1.6, is_number=True),
    )
    rows = tuple((Cell(row.title), *_heaps(row)) for row in found)
    title = f"{formats.number(len(found))} SOP belum ada yang dinilai: tidak terukur, bukan nol"
    pages: list[Body] = [Table(columns, rows[at : at + SILENT_A_SLIDE]) for at in range(0, len(rows), SILENT_A_SLIDE)]
    return paged(Slide("langkah", title, interim_word(view), pages[0]), pages)


def _heaps(row: SopRow) -> tuple[Cell, ...]:
    figures = [each for each in (row.pelaksanaan or row.sop_totals, row.pengukuran) if each is not None]
    counts = (
        sum(each.outside for each in figures),
        sum(each.unmonitored for each in figures),
        sum(each.excused for each in figures),
    )
    return tuple(Cell(formats.number(count)) for count in counts)


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
    said, n = share(worst.figures.compliance, target, 0), formats.number(worst.figures.n)
    where = f"{worst.place} {worst.step[0].lower()}{worst.step[1:]}, {said} (n{formats.NBSP}{n})"
    return f"terendah: {worst.sop_title}, {where}" if names_sop else f"terendah {where}"


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
    said, n = share(figures.compliance, target, 0), formats.number(figures.n) + ("°" if weak else "")
    return Cell(f"{said} · n{formats.NBSP}{n}", state, weak, short=f"{said} {n}")


def _packed(parts: Iterable[_Part]) -> Iterable[list[_Part]]:
    """Small neighbours that fit on one slide together; a large grid has a slide of its own."""
    page: list[_Part] = []
    for part in parts:
        is_small = len(part.grid.rows) <= SMALL
        if page and (not is_small or sum(each.lines for each in page) + part.lines > SMALL_LINES):
            yield page
            page = []
        page.append(part)
        if not is_small:
            yield page
            page = []
    if page:
        yield page
