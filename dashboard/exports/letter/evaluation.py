"""VI. Evaluasi SOP: the table that an office signs. What was not judged is left blank for whoever assesses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dashboard import formats
from dashboard.exports.letter.blocks import Block, Cell, Column, Heading, Paragraph, Row, Table
from dashboard.exports.letter.words import lowered, raised
from dashboard.exports.report_text import plain, printable, shortened
from dashboard.model import Compliance, Scope
from dashboard.views.report_rows import (
    AT_RISK,
    COVERAGE,
    OVERDUE,
    UNMEASURED,
    ReportAction,
    ReportRow,
    ReportView,
    SopRow,
)
from dashboard.views.report_words import step_range
from dashboard.views.standing import FEW

WELL, NOT_WELL = "Berjalan dengan baik", "Tidak berjalan dengan baik"
_KEGIATAN_LETTERS = 170
_PLACES_NAMED = 4
_DO = {OVERDUE: "selesaikan {} tunggakan", AT_RISK: "dahulukan {} yang mendekati batas"}

_Steps = tuple[int, int]


def evaluation_part(view: ReportView) -> Iterator[Block]:
    """The rule, then the table."""
    yield Heading(1, "VI. Evaluasi SOP")
    if not view.by_sop:
        yield Paragraph("Tidak ada SOP yang terhitung pada periode ini; tidak ada yang dievaluasi.", "note")
        return
    yield Paragraph(rule_of(view), "note", keep_with_next=True)
    columns = (
        Column("No", 10),
        Column("Prosedur", 60),
        Column("Penilaian", 26),
        Column("Catatan", 42),
        Column("Tindakan", 42),
        Column("Paraf penilai", 16),
    )
    rows = tuple(row for number, sop in enumerate(view.by_sop, 1) for row in _sop_rows(view, number, sop))
    yield Table("Evaluasi pelaksanaan SOP", columns, rows, is_small=True)


def rule_of(view: ReportView) -> str:
    """By what a figure becomes an assessment."""
    target = plain(formats.percent(view.totals.target))
    return (
        f"Penilaian diturunkan dari kepatuhan semua tempat: mencapai sasaran {target} berarti berjalan dengan baik, di "
        f"bawahnya tidak. Bila tidak ada yang dinilai, atau n di bawah {FEW}, penilaian dikosongkan untuk diisi "
        "penilai. "
        "Tindakan berasal dari daftar tindak lanjut; paraf diisi penilai."
    )


def assessment(met: int, n: int, target: float) -> str:
    """How a procedure ran; blank where too little was judged to say so."""
    if n < FEW:
        return ""
    return WELL if met / n >= target else NOT_WELL


def _sop_rows(view: ReportView, number: int, sop: SopRow) -> Iterator[Row]:
    own = sop.pelaksanaan or sop.pengukuran
    counted = [own] if own is not None else []
    actions = [each for each in view.actions if each.sop == sop.sop]
    named = view.sops[sop.sop]
    title = printable(sop.title) + (f" (SOP nomor {printable(named.number)})" if named.number else "")
    general = [each for each in actions if each.steps is None]
    yield _row(f"{number}", title, counted, general, view.totals.target, is_strong=True)
    found: defaultdict[_Steps, list[ReportRow]] = defaultdict(list)
    for row in view.rows:
        if row.figures.sop == sop.sop and row.figures.scope is not Scope.TOTAL:
            first = row.figures.from_step or 0
            found[first, row.figures.to_step or first].append(row)
    for place, steps in enumerate(_procedures(found, named.kegiatan), 1):
        doing = _doing(named.kegiatan, steps)
        words = f"{step_range(*steps)}: {doing}" if doing else step_range(*steps)
        asked = [each for each in actions if each.steps == steps]
        figures = [row.figures for row in found.get(steps, ())]
        yield _row(f"{number}.{place}", words, figures, asked, view.totals.target)


def _procedures(found: Iterable[_Steps], kegiatan: Mapping[int, str]) -> list[_Steps]:
    """Steps and spans that have figures, and the steps of the SOP that are in none of them."""
    known = set(found)
    within = {step for first, last in known for step in range(first, last + 1)}
    return sorted(known | {(step, step) for step in kegiatan if step not in within})


def _doing(kegiatan: Mapping[int, str], steps: _Steps) -> str:
    """What a step does; of a span its first and its last one."""
    ends = dict.fromkeys(steps)
    told = [printable(kegiatan[step]) for step in ends if kegiatan.get(step)]
    return ", sampai ".join(shortened(each, _KEGIATAN_LETTERS // len(told)) for each in told)


def _row(
    number: str,
    words: str,
    figures: Sequence[Compliance],
    actions: Sequence[ReportAction],
    target: float,
    *,
    is_strong: bool = False,
) -> Row:
    met, n = sum(each.met for each in figures), sum(each.n for each in figures)
    cells = (number, words, assessment(met, n, target), _remark(figures, met, n), _to_do(actions), "")
    return Row(tuple(Cell(each) for each in cells), is_strong)


def _remark(figures: Sequence[Compliance], met: int, n: int) -> str:
    said = [f"Kepatuhan {formats.percent(met / n)} ({formats.number(met)} dari {formats.number(n)} tepat)"] if n else []
    if not n:
        said.append("Tidak ada yang dinilai")
    elif n < FEW:
        said.append(f"n di bawah {FEW}")
    for name, word in (("excused", "dikecualikan"), ("unmonitored", "tidak terpantau")):
        total = sum(getattr(each, name) for each in figures)
        if total:
            said.append(f"{formats.number(total)} {word}")
    return "; ".join(said) + "."


def _to_do(actions: Sequence[ReportAction]) -> str:
    said = []
    for kind, words in _DO.items():
        own = [each.place for each in actions if each.kind == kind]
        if own:
            said.append(f"{words.format(formats.number(len(own)))} ({_where(own)})")
    gaps = [each.place for each in actions if each.kind == COVERAGE]
    if gaps:
        said.append(f"lengkapi data yang tidak terpantau ({_where(gaps)})")
    said += [lowered(printable(each.text)) for each in actions if each.kind == UNMEASURED]
    return f"{raised('; '.join(said))}." if said else ""


def _where(places: Sequence[str]) -> str:
    counts = Counter(places).most_common()
    told = [f"{printable(name)} {formats.number(times)}" if times > 1 else printable(name) for name, times in counts]
    more = len(told) - _PLACES_NAMED
    return ", ".join(told[:_PLACES_NAMED]) + (f", dan {formats.number(more)} tempat lagi" if more > 0 else "")
