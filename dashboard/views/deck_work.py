"""Slides of what people and scheduled runs did: the worst steps, backups night by night, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dashboard import formats
from dashboard.model import Heap, Indicator
from dashboard.views.check_words import check_names
from dashboard.views.deck_rows import Body, Cell, Column, Grid, Grids, Lines, Nothing, Series, Slide, Table, paged
from dashboard.views.deck_words import interim_word, joined, share, share_words, when_empty
from dashboard.views.report_rows import ReportBackup, ReportRow, ReportView
from dashboard.views.standing import FEW

ROWS_A_SLIDE = 8
MOST_ROWS = 24
"""More actions than these are counted and left to the workbook: nobody reads on."""
NIGHTS_A_SLIDE = 31
BAD_NIGHTS = 6
SOURCES_WITH_LIST, CALENDAR_ROWS = 6, 16
_PRESSING = {"tunggakan": Indicator.GANGGUAN, "mendekati batas": Indicator.WASPADA}
"""By the kinds of ``ReportAction``."""
_STATES = {Heap.MET: Indicator.BAIK, Heap.MISSED: Indicator.GANGGUAN, Heap.UNMONITORED: Indicator.TIDAK_TERUKUR}
_NIGHT_KEY = (
    "✓ tepat · ✕ tidak tepat · — tidak terpantau · D dikecualikan · B belum dihitung · kosong: tidak ada catatan"
)


def worst_slides(view: ReportView) -> tuple[Slide, ...]:
    """Steps that missed most often, with the place where each is weakest."""
    if not view.worst:
        judged = view.totals.pelaksanaan is not None and view.totals.pelaksanaan.n > 0
        if judged:
            text = f"Tidak ada langkah dengan n {FEW} atau lebih yang tidak tepat."
            body = Nothing(text, "Langkah dengan n kecil ada pada slide kecamatan × langkah.")
            return (Slide("terburuk", "Tidak ada langkah yang menonjol buruk", "", body),)
        body = Nothing("Tidak terukur: belum ada pelaksanaan yang dinilai.", when_empty(view))
        return (Slide("terburuk", "Langkah terburuk tidak terukur", "", body),)
    columns = (
        Column("SOP", 2.3),
        Column("Langkah", 3.2),
        Column("Kepatuhan", 1.2, is_number=True),
        Column("n", 0.6, is_number=True),
        Column("Median / p90", 1.3, is_number=True),
        Column("Terlemah di", 2.4),
    )
    rows = tuple(_worst_row(view, row) for row in view.worst)
    first = view.worst[0]
    step = f"{first.step[0].lower()}{first.step[1:]}"
    title = f"Paling sering tidak tepat: {first.sop_title}, {step}, {share_words(first.figures, view.totals.target)}"
    lead = joined("Pelaksanaan semua kecamatan; median dan p90 dari waktu baku", interim_word(view))
    pages: list[Body] = [
        Table(columns, rows[at : at + ROWS_A_SLIDE + 2]) for at in range(0, len(rows), ROWS_A_SLIDE + 2)
    ]
    return paged(Slide("terburuk", title, lead, pages[0]), pages)


def _worst_row(view: ReportView, row: ReportRow) -> tuple[Cell, ...]:
    figures = row.figures
    used = f"{formats.percent(figures.median_share, 0)} / {formats.percent(figures.p90_share, 0)}"
    step = f"{row.step}: {row.kegiatan}" if row.kegiatan else row.step
    return (
        Cell(row.sop_title),
        Cell(step),
        Cell(share(figures.compliance, view.totals.target), row.standing),
        Cell(formats.number(figures.n)),
        Cell(used),
        Cell(_weakest(view.rows, row)),
    )


def _weakest(rows: Sequence[ReportRow], wanted: ReportRow) -> str:
    """The place where a step is lowest, among those with five runs or more."""
    step = wanted.figures
    own = [
        row
        for row in rows
        if (row.figures.sop, row.figures.from_step, row.figures.to_step, row.figures.scope, row.figures.kind)
        == (step.sop, step.from_step, step.to_step, step.scope, step.kind)
        and row.figures.n >= FEW
    ]
    if not own:
        return f"n < {FEW} di tiap tempat"
    worst = min(own, key=lambda row: (row.figures.compliance or 0.0, -row.figures.n))
    said = formats.percent(worst.figures.compliance, 0)
    return f"{worst.place} {said} (n{formats.NBSP}{formats.number(worst.figures.n)})"


def backup_slides(view: ReportView) -> tuple[Slide, ...]:
    """Nights of every source, then how long its backups took."""
    if not view.backups:
        body = Nothing("Tidak terukur: tidak ada cadangan terjadwal yang tercatat.", when_empty(view))
        return (Slide("cadangan", "Cadangan data tidak terukur", "", body),)
    counted = [each for each in view.backups if each.heap in (Heap.MET, Heap.MISSED)]
    missed = [each for each in counted if each.heap is Heap.MISSED]
    if not counted:
        title = "Belum ada malam cadangan yang dihitung"
    elif not missed:
        title = f"Semua {formats.number(len(counted))} cadangan yang dihitung tepat"
    else:
        title = f"{formats.number(len(missed))} dari {formats.number(len(counted))} cadangan tidak tepat"
    pages = _night_pages(view, missed)
    lead = joined("Tiap malam menurut jadwalnya", interim_word(view))
    return (*paged(Slide("cadangan", title, lead, pages[0]), pages), *_durations(view))


def _night_pages(view: ReportView, missed: Sequence[ReportBackup]) -> list[Body]:
    """A calendar with what went wrong; of a long period one a month, several on a slide."""
    nights = _nights(view)
    sources = list(dict.fromkeys(each.name for each in view.backups))
    if len(nights) <= NIGHTS_A_SLIDE and len(sources) <= SOURCES_WITH_LIST:
        return [Grids((_calendar(view, nights, sources),), _NIGHT_KEY, _bad_nights(view, missed))]
    months = list(dict.fromkeys((night.year, night.month) for night in nights))
    grids = [
        _calendar(
            view, [night for night in nights if (night.year, night.month) == month], sources[at : at + CALENDAR_ROWS]
        )
        for month in months
        for at in range(0, len(sources), CALENDAR_ROWS)
    ]
    each_page = max(1, CALENDAR_ROWS // (min(len(sources), CALENDAR_ROWS) + 2))
    return [Grids(tuple(grids[at : at + each_page]), _NIGHT_KEY) for at in range(0, len(grids), each_page)]


def _night(view: ReportView, backup: ReportBackup) -> date:
    return formats.local(backup.scheduled_at, view.office.zone).date()


def _nights(view: ReportView) -> list[date]:
    """Every night of the period that was over when it was frozen, also those without a backup."""
    known = [_night(view, each) for each in view.backups]
    yesterday = formats.local(view.as_of, view.office.zone).date() - timedelta(days=1)
    last = max(*known, min(view.end, yesterday))
    return [view.start + timedelta(days=day) for day in range((last - view.start).days + 1)]


def _bad_nights(view: ReportView, missed: Sequence[ReportBackup]) -> Table | None:
    """What went wrong, the newest first."""
    if not missed:
        return None
    columns = (
        Column("Malam", 1.6),
        Column("Cadangan", 3),
        Column("Keadaan", 2),
        Column("Lama", 1.3),
        Column("Pemeriksaan yang gagal", 3),
    )
    newest = sorted(missed, key=lambda each: each.scheduled_at, reverse=True)
    rows = [
        (
            Cell(formats.short_date(_night(view, each))),
            Cell(each.name),
            Cell(each.words, Indicator.GANGGUAN),
            Cell(formats.duration(each.duration_s)),
            Cell(check_names(each.failed) or formats.NONE),
        )
        for each in newest[:BAD_NIGHTS]
    ]
    if len(newest) > BAD_NIGHTS:
        more = formats.number(len(newest) - BAD_NIGHTS + 1)
        rows[-1] = (Cell(f"dan {more} lagi"), Cell(""), Cell(""), Cell(""), Cell(""))
    return Table(columns, tuple(rows))


def _calendar(view: ReportView, nights: Sequence[date], sources: Sequence[str]) -> Grid:
    known: dict[tuple[str, date], list[ReportBackup]] = {}
    for each in view.backups:
        known.setdefault((each.name, _night(view, each)), []).append(each)
    rows = tuple((name, tuple(_night_cell(known.get((name, night), [])) for night in nights)) for name in sources)
    months = list(dict.fromkeys(formats.month_year(night) for night in nights))
    return Grid(
        " – ".join((months[0], months[-1]) if len(months) > 1 else months), "Malam", tuple(map(_day, nights)), rows
    )


def _day(night: date) -> str:
    return str(night.day)


def _night_cell(found: Sequence[ReportBackup]) -> Cell:
    """The worst of a source's backups in a night."""
    if not found:
        return Cell("")
    heaps = [each.heap for each in found]
    for heap in (Heap.MISSED, Heap.UNMONITORED, Heap.MET):
        if heap in heaps:
            return Cell("", _STATES[heap])
    return Cell("D" if Heap.EXCUSED in heaps else "B")


def _durations(view: ReportView) -> tuple[Slide, ...]:
    timed = [each for each in view.backups if each.duration_s is not None]
    if not timed:
        body = Nothing("Lama cadangan tidak terukur.", "Log ekspor tidak memuat waktu mulai dan selesai.")
        return (Slide("cadangan", "Lama cadangan tidak terukur", "", body),)
    limit_s = _standard(view)
    sources = list(dict.fromkeys(each.name for each in view.backups))
    nights = _nights(view)
    is_one_month = len({night.month for night in nights}) == 1
    known = {(each.name, _night(view, each)): each.duration_s for each in timed}
    longest = max(timed, key=lambda each: each.duration_s or 0.0)
    said = (
        f"terlama {formats.duration(longest.duration_s)} ({longest.name}, {formats.short_date(_night(view, longest))})"
    )
    if limit_s is None:
        title, name = f"Lama cadangan: {said}", ""
    else:
        over = sum((each.duration_s or 0.0) > limit_s for each in timed)
        name = f"waktu baku {formats.duration(limit_s)}"
        found = f"{formats.number(over)} dari {formats.number(len(timed))}" if over else "Tidak ada"
        title = f"{found} cadangan melebihi {name}; {said}"
    lines = Lines(
        labels=tuple(f"{night.day}" if is_one_month else f"{night.day}/{night.month}" for night in nights),
        series=tuple(
            Series(source, tuple(_minutes(known.get((source, night))) for night in nights)) for source in sources
        ),
        limit=_minutes(limit_s),
        limit_name=name,
        is_share=False,
        unit="menit",
    )
    lead = (
        f"Menurut catatan mulai dan selesai; {formats.number(len(view.backups) - len(timed))} tanpa lama yang terukur"
    )
    return (Slide("cadangan", title, lead, lines),)


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def _standard(view: ReportView) -> float | None:
    """The budget of the backups' steps; None where none or several are in force."""
    tickets = {each.ticket for each in view.backups}
    budgets = {run.verdict.budget_s for run in view.runs if run.verdict.ticket in tickets and run.verdict.budget_s}
    return budgets.pop() if len(budgets) == 1 else None


def action_slides(view: ReportView) -> tuple[Slide, ...]:
    """What waits for somebody, most pressing first."""
    found = view.actions
    if not found:
        if view.is_empty:
            body = Nothing("Tidak terukur: tidak ada tiket maupun pengukuran dalam periode ini.", when_empty(view))
            return (Slide("tunggakan", "Tindak lanjut tidak dapat disusun", "", body),)
        body = Nothing(
            "Tidak ada tunggakan dan tidak ada cakupan yang bolong.", "Tidak ada yang perlu ditindaklanjuti."
        )
        return (Slide("tunggakan", "Tidak ada tunggakan", interim_word(view), body),)
    kinds = list(dict.fromkeys(each.kind for each in found))
    title = "Tindak lanjut: " + ", ".join(
        f"{formats.number(sum(each.kind == kind for each in found))} {kind}" for kind in kinds
    )
    more = len(found) - MOST_ROWS
    left = (
        f"{formats.number(MOST_ROWS)} yang pertama; {formats.number(more)} lagi ada di buku kerja" if more > 0 else ""
    )
    lead = joined("Yang paling mendesak di atas", left)
    columns = (Column("Jenis", 1.6), Column("Tempat", 1.5), Column("Yang menunggu", 6.1), Column("Batas waktu", 1.6))
    rows = tuple(
        (
            Cell(each.kind, _PRESSING.get(each.kind, Indicator.TIDAK_TERUKUR)),
            Cell(each.place),
            Cell(each.text),
            Cell(formats.date_clock(each.due_at, view.office.zone)),
        )
        for each in found[:MOST_ROWS]
    )
    pages: list[Body] = [Table(columns, rows[at : at + ROWS_A_SLIDE]) for at in range(0, len(rows), ROWS_A_SLIDE)]
    return paged(Slide("tunggakan", title, lead, pages[0]), pages)
