"""The catalogue as rows: ``sop --json``, the list on ``/sop`` and the detail on ``/sop/<id>``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dashboard.catalogue import Catalogue
from dashboard.offices import Office
from dashboard.rulebook import sop_at
from dashboard.sop import Branch, Clock, Measure, Sop, Standard, StartRule, Step, Unit
from dashboard.views.office_rules import rules_of_steps, rules_of_whole

_MEASURED = {
    Measure("network", "modem"): "ping ke modem",
    Measure("network", "afis"): "ping ke server AFIS",
    Measure("network", "pusat_data"): "ping ke Pusat Data",
    Measure("network", "nid"): "ping ke server NID (alamat AFIS bila kantor tidak menyebutnya)",
    Measure("network", "pc_client"): "ping PC client ke server AFIS",
    Measure("network", "router"): "ping ke router",
    Measure("backup", "script"): "lamanya backup berjalan",
    Measure("backup", "saved"): "berkas backup tersimpan dan lolos pemeriksaan",
    Measure("records", "counter"): "kenaikan angka record terkirim",
}


@dataclass(frozen=True, slots=True)
class SopRow:
    """One SOP in the list. ``judged``: standards that are judged; ``measured``: steps that a collector measures."""

    id: str
    office: str
    number: str
    title: str
    effective: date
    source: str
    steps: int
    judged: int
    measured: int
    versions: int


@dataclass(frozen=True, slots=True)
class SopStepRow:
    """One step as printed, and how it was read (Indonesian words). ``waktu`` is raw; empty where nothing is printed."""

    number: int
    kegiatan: str
    substeps: tuple[tuple[str, str], ...]
    pelaksana: tuple[str, ...]
    kelengkapan: str
    waktu: str
    output: str
    keterangan: str
    standard: str
    clock: str
    start: str
    next: str
    measured_by: str
    reading: str
    inferred: bool
    office_rule: str = ""
    """What the chosen office sets for this step, with date and reason; the row is then as the office reads it."""


@dataclass(frozen=True, slots=True)
class SopDetail:
    """Everything that one version of an SOP says, with the effective dates of all versions (oldest first)."""

    sop: Sop
    steps: tuple[SopStepRow, ...]
    versions: tuple[date, ...]
    office_rules: tuple[str, ...] = ()
    """Rules of the chosen office that bear on the whole SOP."""


def sop_json(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The newest version of every SOP in the stable shape of ``python -m dashboard sop --json``."""
    return [
        {
            "id": sop.id,
            "office": sop.office,
            "number": sop.number,
            "title": sop.title,
            "effective": sop.effective.isoformat(),
            "source": sop.source,
            "reading": reading_of(sop),
            "steps": [_step_json(step) for step in sop.steps],
        }
        for sop in catalogue.sops
    ]


def reading_of(sop: Sop) -> str:
    """How the whole SOP was read: the document's own reading, then every step's, in order."""
    parts = [sop.reading] if sop.reading else []
    parts += [
        f"Langkah {step.number}{' (tersimpul)' if step.inferred else ''}: {step.reading}"
        for step in sop.steps
        if step.reading
    ]
    return "\n".join(parts)


def sop_rows(catalogue: Catalogue, office: str | None = None) -> tuple[SopRow, ...]:
    """One row an SOP, newest versions; only one kabupaten's document where ``office`` is given."""
    return tuple(
        SopRow(
            id=sop.id,
            office=sop.office,
            number=sop.number,
            title=sop.title,
            effective=sop.effective,
            source=sop.source,
            steps=len(sop.steps),
            judged=sum(step.standard is not None for step in sop.steps),
            measured=sum(step.measure is not None for step in sop.steps),
            versions=len(catalogue.history[sop.id]),
        )
        for sop in catalogue.sops
        if office in (None, sop.office)
    )


def sop_detail(
    catalogue: Catalogue,
    sop_id: str,
    version: date | None = None,
    *,
    office: Office | None = None,
    at: datetime | None = None,
) -> SopDetail:
    """One SOP with its step rows, the newest version unless another is named. KeyError where there is none.

    With ``office`` and ``at`` as that office reads it for what opens at ``at``.
    """
    sop = catalogue.get(sop_id, version)
    versions = tuple(each.effective for each in catalogue.history[sop_id])
    if office is None or at is None:
        return SopDetail(sop, tuple(_step_row(step, len(sop.steps)) for step in sop.steps), versions)
    read = sop_at(office, sop, at)
    told = rules_of_steps(office, sop, at)
    rows = tuple(replace(_step_row(step, len(sop.steps)), office_rule=told.get(step.number, "")) for step in read.steps)
    return SopDetail(sop, rows, versions, rules_of_whole(office, at))


def standard_words(step: Step) -> str:
    """The standard of a step as people say it: "10–30 menit", "1 hari kerja, satu waktu untuk langkah 4–6"."""
    if step.covered_by is not None:
        return f"ikut waktu langkah {step.covered_by}"
    if step.standard is None:
        return "tanpa standar"
    words = duration_words(step.standard)
    if step.standard.is_span:
        words += f", satu waktu untuk langkah {step.standard.first_step}–{step.standard.last_step}"
    return words


def duration_words(standard: Standard) -> str:
    """Only the time: "10–30 menit", "1 hari kerja", "tanpa waktu tunggu" for the printed 0."""
    if standard.unit is None:
        return "tanpa waktu tunggu"
    count = str(standard.maximum) if standard.minimum is None else f"{standard.minimum}–{standard.maximum}"
    if standard.unit is Unit.HARI:
        return f"{count} hari {'kerja' if standard.clock is Clock.WORKING else 'kalender'}"
    return f"{count} {standard.unit.value}"


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "no": step.number,
        "kegiatan": step.kegiatan,
        "pelaksana": list(step.pelaksana),
        "kelengkapan": step.kelengkapan,
        "output": step.output,
        "substeps": [{"letter": part.letter, "text": part.text} for part in step.substeps],
        "next": [{"when": arrow.when, "to": arrow.to} for arrow in step.next],
        "waktu": _waktu_json(step),
    }


def _waktu_json(step: Step) -> dict[str, Any]:
    standard = step.standard
    if standard is None:
        waktu: dict[str, Any] = {
            "raw": step.waktu_raw,
            **dict.fromkeys(("min_s", "max_s", "min", "max", "unit", "clock")),
        }
        waktu["covers"] = None
        return waktu if step.covered_by is None else {**waktu, "covered_by": step.covered_by}
    return {
        "raw": standard.raw,
        "min_s": standard.min_s,
        "max_s": standard.max_s,
        "min": standard.minimum,
        "max": standard.maximum,
        "unit": standard.unit.value if standard.unit else None,
        "clock": standard.clock.value,
        "covers": [standard.first_step, standard.last_step] if standard.is_span else None,
    }


def _step_row(step: Step, count: int) -> SopStepRow:
    standard = step.standard
    clock = "" if standard is None else {Clock.WORKING: "jam kerja", Clock.CALENDAR: "kalender"}[standard.clock]
    return SopStepRow(
        number=step.number,
        kegiatan=step.kegiatan,
        substeps=tuple((part.letter, part.text) for part in step.substeps),
        pelaksana=step.pelaksana,
        kelengkapan=step.kelengkapan,
        waktu=step.waktu_raw,
        output=step.output,
        keterangan=step.keterangan,
        standard=standard_words(step),
        clock=clock,
        start="mulai dicatat sendiri" if step.start is StartRule.RECORDED else "",
        next=_next_words(step, count),
        measured_by=_MEASURED[step.measure] if step.measure else "",
        reading=step.reading,
        inferred=step.inferred,
    )


def _next_words(step: Step, count: int) -> str:
    """Where the step leads, empty where that is simply the following step or the end after the last."""
    usual = (Branch(None, step.number + 1 if step.number < count else None),)
    if step.next == usual:
        return ""
    words = [f"langkah {arrow.to}" if arrow.to else "selesai" for arrow in step.next]
    return "; ".join(
        f"{arrow.when}: {word}" if arrow.when else f"ke {word}" if arrow.to else word
        for arrow, word in zip(step.next, words, strict=True)
    )
