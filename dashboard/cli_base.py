"""What the commands of ``python -m dashboard`` share: the context, the clock, and a refusal in one line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dashboard.logs import redacted
from dashboard.offices import Office
from dashboard.services.desk import DeskError
from dashboard.services.identity import Officer, current_officer
from dashboard.services.receipts import ReceiptError
from dashboard.settings import load_settings
from dashboard.store import prepare_store
from dashboard.views.context import Context, build_context

Command = Callable[[argparse.Namespace], int]
Clock = Callable[[], datetime]

_EARLIEST_YEAR, _FIRST_YEAR_BEYOND = 2000, 2100


class Refused(Exception):  # noqa: N818  (named after what it says)
    """Bad input of a command: the place, what is wrong and the mend (Indonesian). Nothing was done."""

    def __init__(self, place: str, message: str, fix: str) -> None:
        super().__init__(f"{place}: {message}. Perbaikan: {fix}")


@dataclass(frozen=True, slots=True)
class Work:
    """Where and when an officer types a command: the context, the office named by ``--office``, who, and now (UTC)."""

    context: Context
    office: Office
    officer: Officer
    now: datetime

    def moment(self, given: datetime | None) -> datetime | None:
        """A typed time as aware UTC; without an offset it is on the office's clock."""
        if given is None:
            return None
        local = given if given.tzinfo is not None else given.replace(tzinfo=ZoneInfo(self.office.zone))
        return local.astimezone(UTC)


def prepared_context() -> Context:
    """The context over the store that the settings name, its schema brought up to date."""
    settings = load_settings()
    return build_context(settings, prepare_store(settings))


def office_of(context: Context, code: str) -> Office:
    """The office of ``--office``. Raises Refused with the codes that there are."""
    if code not in context.offices:
        known = ", ".join(sorted(context.offices))
        raise Refused(f"--office {code}", "tidak ada", f"pakai salah satu: {known}")
    return context.offices[code]


def work_of(options: argparse.Namespace) -> Work:
    """Who works where, by the settings, ``--office`` and the command's clock."""
    context = prepared_context()
    clock: Clock = options.clock
    return Work(context, office_of(context, options.office), current_officer(context.settings), clock())


def in_one_line(run: Command) -> Command:
    """The command with every refusal as one line on standard error and exit code 2."""

    def guarded(options: argparse.Namespace) -> int:
        place = " ".join(filter(None, (options.command, options.act, getattr(options, "ticket", None))))
        try:
            return run(options)
        except DeskError as error:
            _say(Refused(place, error.message, error.fix))
        except ReceiptError as error:
            message, _, fix = str(error).rpartition(": ")
            _say(Refused(place, message, fix))
        except Refused as error:
            _say(error)
        return 2

    return guarded


def _say(refusal: Refused) -> None:
    print(redacted(str(refusal)), file=sys.stderr)


def print_json(data: object) -> None:
    """JSON as people can read it."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def print_rows(headings: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """A table with tabs between its columns; what is not known is empty."""
    for row in (headings, *rows):
        # the no-break spaces of dates are for the browser; a terminal's grep looks for plain ones
        print("\t".join("" if value is None else str(value).replace("\N{NO-BREAK SPACE}", " ") for value in row))


def moment(text: str) -> datetime:
    """``2026-11-20T09:00``, on the office's clock, or with an offset; between 2000 and 2099."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    # a day alone would be read as its midnight, when nobody is at work
    if at is None or ":" not in text or not _is_near(at):
        raise argparse.ArgumentTypeError(f"{text}: bukan waktu, tulis seperti 2026-11-20T09:00")
    return at


def month(text: str) -> date:
    """``2026-11`` as the first day of that month; between 2000 and 2099."""
    try:
        first = date.fromisoformat(f"{text}-01") if len(text) == len("2026-11") else None
    except ValueError:
        first = None
    if first is None or not _is_near(first):
        raise argparse.ArgumentTypeError(f"{text}: bukan bulan, tulis seperti 2026-11")
    return first


def whole(text: str) -> int:
    """A whole number, of a step or an attempt."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text}: bukan bilangan bulat, tulis seperti 3")
    return int(text)


def _is_near(day: date) -> bool:
    # Other years are typing errors, and run out of the calendar when moved to UTC.
    return _EARLIEST_YEAR <= day.year < _FIRST_YEAR_BEYOND
