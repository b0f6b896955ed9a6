"""The tile of a kecamatan, or of the Dinas: which sources stand behind each of its four indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import EllipsisType

from dashboard.formats import short_date, since
from dashboard.model import CollectorName, Indicator, RunState, SeriesState, Verdict
from dashboard.offices import CounterSource, Kecamatan, Office, Role, Schedule, Target
from dashboard.rulebook import schedule_at
from dashboard.views.context import local_day_start
from dashboard.views.indicators import Sight, combine, from_office, not_applicable, sight, trouble
from dashboard.views.rows import IndicatorRow, TileRow
from dashboard.views.verdicts import OpenTicket

_ROLES = {
    Role.MODEM: "Modem",
    Role.AFIS: "Server AFIS",
    Role.PUSAT_DATA: "Pusat Data",
    Role.NID: "Server NID",
    Role.PC_CLIENT: "PC client",
    Role.ROUTER: "Router",
}
_METRIC = {CollectorName.NETWORK: "rtt_ms", CollectorName.BACKUP: "age_s", CollectorName.RECORDS: "records"}
"""The series of a source that carries its state; a source has others beside it (size, pending)."""

_Place = str | EllipsisType | None
"""A kecamatan, the Dinas (None), or every place of the office (...)."""

STALE_POLLS = 3
SOURCE_STALE_S = 180.0
"""Files, counters and books are read at least every minute: three missed readings."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of one office at ``now``; ``poll_s`` is the interval of the network polls in seconds."""

    office: Office
    now: datetime
    poll_s: float
    is_open: bool
    """Whether the office's hours (with the grace after opening) run now."""
    states: Mapping[tuple[CollectorName, str], SeriesState]
    open_tickets: Sequence[OpenTicket]
    pressing_since: Mapping[Verdict, datetime]
    """Since when each pressing run of the open tickets is so."""
    waived: Mapping[CollectorName, str]
    """Kinds of sources that the office's own decision makes tidak berlaku, with its reason."""

    def tell(self, at: datetime) -> str:
        """A moment in the office's zone, for a reason line."""
        return since(at, self.office.zone, self.now)

    def counts(self, source: Target | CounterSource) -> bool:
        """Whether a target or counter counts now, by the schedule that it has today."""
        return self.is_open or schedule_at(self.office, source, self.now) is Schedule.SEMUA


def state_by_source(states: Sequence[SeriesState]) -> dict[tuple[CollectorName, str], SeriesState]:
    """The series that carries the state of each source, by collector and source id."""
    found: dict[tuple[CollectorName, str], SeriesState] = {}
    for each in states:
        wanted = _METRIC.get(each.series.collector, each.series.metric)
        if each.series.metric == wanted:
            found[each.series.collector, each.series.target] = each
    return found


def tile(scene: Scene, kecamatan: Kecamatan | None) -> TileRow:
    """The four indicators of a kecamatan (None: of the Dinas)."""
    code = None if kecamatan is None else kecamatan.code
    rows = (_jaringan(scene, code), _cadangan(scene, code), _pengiriman(scene, code), _tiket(scene, code))
    return TileRow(
        code,
        "Dinas" if kecamatan is None else kecamatan.name,
        *rows,
        trouble=trouble(rows),
        lat=None if kecamatan is None else kecamatan.lat,
        lon=None if kecamatan is None else kecamatan.lon,
    )


def office_tile(scene: Scene) -> TileRow:
    """The four indicators of an office as a whole: of all its sources, wherever they stand."""
    rows = (_jaringan(scene, ...), _cadangan(scene, ...), _pengiriman(scene, ...), _tiket(scene, ...))
    return TileRow(None, scene.office.name, *rows, trouble=trouble(rows))


def target_sights(scene: Scene) -> list[Sight]:
    """What is known of each network target of the office."""
    return [target_sight(scene, each) for each in scene.office.targets]


def _stands(source: str | None, code: _Place) -> bool:
    """Whether a source that belongs to a kecamatan (None: the Dinas) stands at this place."""
    return code is ... or source == code


def _jaringan(scene: Scene, code: _Place) -> IndicatorRow:
    targets = [each for each in scene.office.targets if _stands(each.kecamatan, code)]
    sights = [target_sight(scene, each) for each in targets]
    return combine(sights, scene.now, noun="sasaran", missing="belum ada sasaran jaringan")


def target_sight(scene: Scene, target: Target) -> Sight:
    """What is known of one network target now."""
    known = scene.states.get((CollectorName.NETWORK, target.id))
    name = target.name if target.kecamatan is None else _ROLES[target.role]
    in_schedule = scene.counts(target)
    off = target.disabled
    if off is not None and (began := local_day_start(off.since, scene.office.zone)) <= scene.now:
        seen = None if known is None else known.observed_at
        reason = f"{name} dinonaktifkan sejak {short_date(off.since)} ({off.letter})"
        return Sight(Indicator.DINONAKTIFKAN, began, seen, reason, in_schedule)
    return sight(name, known, scene.now, STALE_POLLS * scene.poll_s, scene.tell, in_schedule=in_schedule)


def _cadangan(scene: Scene, code: _Place) -> IndicatorRow:
    own = [each for each in scene.office.backups if _stands(each.kecamatan, code)]
    if not own and code is not None and any(each.kecamatan is None for each in scene.office.backups):
        return from_office(_cadangan(scene, None))
    if not own and (reason := scene.waived.get(CollectorName.BACKUP)):
        return not_applicable(reason)
    sights = [_source_sight(scene, CollectorName.BACKUP, each.id, each.name) for each in own]
    return combine(sights, scene.now, noun="cadangan", missing="belum ada sumber cadangan")


def _pengiriman(scene: Scene, code: _Place) -> IndicatorRow:
    own = [each for each in scene.office.counters if _stands(each.kecamatan, code)]
    if not own and code is not None and any(each.kecamatan is None for each in scene.office.counters):
        return from_office(_pengiriman(scene, None))
    if not own and (reason := scene.waived.get(CollectorName.RECORDS)):
        return not_applicable(reason)
    sights = [
        _source_sight(
            scene,
            CollectorName.RECORDS,
            each.id,
            "Rekaman terkirim",
            in_schedule=scene.counts(each),
            # What people enter speaks for its window; what is read by machine must come every minute.
            stale_after_s=each.window_minutes * 60 if each.kind == "manual" else SOURCE_STALE_S,
        )
        for each in own
    ]
    return combine(sights, scene.now, noun="pencacah", missing="belum ada sumber pengiriman")


def _source_sight(
    scene: Scene,
    collector: CollectorName,
    source: str,
    name: str,
    *,
    in_schedule: bool = True,
    stale_after_s: float = SOURCE_STALE_S,
) -> Sight:
    known = scene.states.get((collector, source))
    return sight(name, known, scene.now, stale_after_s, scene.tell, in_schedule=in_schedule)


def _tiket(scene: Scene, code: _Place) -> IndicatorRow:
    """Open tickets of this kecamatan judged now; without trouble among them, whether their source can be read."""
    mine = [each for each in scene.open_tickets if _stands(each.ticket.kecamatan, code) and not each.is_machine_run]
    books = [_source_sight(scene, CollectorName.TICKETS, each.id, "Buku tiket") for each in scene.office.tickets]
    source = combine(books, scene.now, noun="buku tiket", missing="belum ada sumber tiket")
    pressing = [run for each in mine for run in each.pressing]
    for state in (RunState.OVERDUE, RunState.AT_RISK):
        if found := [run for run in pressing if run.state is state]:
            return _pressing_row(scene, source, found)
    if source.state is Indicator.BAIK or (mine and not scene.office.tickets):
        reason = f"{len(mine)} tiket terbuka, tidak ada yang lewat waktu" if mine else "tidak ada tiket terbuka"
        return replace(source, state=Indicator.BAIK, reason=reason)
    return source


def _pressing_row(scene: Scene, source: IndicatorRow, found: Sequence[Verdict]) -> IndicatorRow:
    """Tickets past due, or near it, since the first of their steps came to be so."""
    overdue = found[0].state is RunState.OVERDUE
    starts = [scene.pressing_since[run] for run in found if run in scene.pressing_since]
    return replace(
        source,
        state=Indicator.GANGGUAN if overdue else Indicator.WASPADA,
        since=min(starts, default=None),
        reason=f"{len({run.ticket for run in found})} tiket {'lewat waktu' if overdue else 'mendekati batas'}",
    )
