"""One way of logging for web, collectors, supervisor, workers and commands: plain lines for people, or JSON.

Lines go to standard error; standard output belongs to what was asked for (the address, a command's answer). What hangs
together carries the same code: ``request_id`` of a request and of all work that it set off, ``run_id`` of one round of
a collector. No line tells a secret (``dashboard/redaction.py``), and none can be forged by what is logged: whatever
cannot be printed is escaped.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any, TextIO

from dashboard.redaction import Redactor, secrets_of_url
from dashboard.settings import Settings
from dashboard.settings_values import JSON_LOG

log = logging.getLogger("pantau")

OURS = ("pantau", "app", "dash", "celery", "gunicorn.error")
"""Loggers that follow the level of the settings. Others only warn: at DEBUG they would tell what they carry."""
_CODE_LETTERS = 12
_ALPHABET = bytes(b"abcdefghjkmnpqrstuvwxyz23456789x"[byte % 32] for byte in range(256))
"""No letters that look alike. One stands twice, so that a random byte gives a letter at once: no code is a secret."""
_LONGEST, _LONGEST_TRACE = 4_000, 40_000
"""Whoever sends a long address or text must not fill the disk, nor keep the search for secrets busy."""
_CUT_AT_BEGIN, _CUT_AT_END = re.compile(r"^\S{1,200}"), re.compile(r"\S{1,200}\Z")
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_NOTHING: Mapping[str, object] = MappingProxyType({})
_bound: ContextVar[Mapping[str, object]] = ContextVar("pantau_log", default=_NOTHING)
_redactor = Redactor()


def new_code() -> str:
    """A code by which what belongs together is found again; can be read aloud."""
    drawn = os.urandom(_CODE_LETTERS).translate(_ALPHABET).decode()
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def bind(**facts: object) -> None:
    """Let every line of this thread (and of work sent out from here) carry exactly these facts from now on."""
    _bound.set(facts)


@contextmanager
def bound(**facts: object) -> Iterator[None]:
    """Let every line within carry these facts too."""
    token = _bound.set({**_bound.get(), **facts})
    try:
        yield
    finally:
        _bound.reset(token)


def request_id() -> str:
    """The code of the request that is answered here; empty where there is none."""
    return str(_bound.get().get("request_id", ""))


def keep_secret(values: Iterable[str]) -> None:
    """No line of this process tells these from now on."""
    _redactor.keep(values)


def redacted(text: str) -> str:
    """A text as it may be printed."""
    return _redactor(text)


class Lines(logging.Formatter):
    """For people: time, level, logger, message, and the facts as ``name=value``; a trace stands indented below."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one for each line of a trace."""
        facts = "".join(f" {name}={_printable(_told(str(value)))}" for name, value in _facts(record).items())
        said = _printable(_told(record.getMessage()))
        lines = [f"{_time(record)} {record.levelname} {record.name}: {said}{facts}"]
        lines += [f"    | {_printable(line)}" for line in _trace(record).splitlines()]
        return "\n".join(lines)


class JsonLines(logging.Formatter):
    """For programs: one JSON object a line, ASCII only."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _whole(_told(record.getMessage())),
            "process": record.process,
        }
        for name, value in _facts(record).items():
            line[name] = value if isinstance(value, int | float) else _whole(_told(str(value)))
        trace = _trace(record)
        if trace:
            line["trace"] = _whole(trace)
        return json.dumps(line)


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {**_bound.get(), **getattr(record, "facts", _NOTHING)}


def _trace(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    return _told("".join(traceback.format_exception(*record.exc_info)), _LONGEST_TRACE)


def _told(text: str, most: int = _LONGEST) -> str:
    """The text without its secrets; of a very long one the beginning and the end, no secret cut in two."""
    text = _redactor.without_values(text)
    if len(text) > most:
        text = f"{_CUT_AT_END.sub('', text[: most // 2])} [...] {_CUT_AT_BEGIN.sub('', text[-most // 2 :])}"
    return _redactor.without_ways(text)


def _printable(text: str) -> str:
    """The text in one line: what breaks a line, steers a terminal or turns the direction of writing is escaped."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == _NO_BREAK_SPACE else each.encode("unicode_escape").decode()
        for each in text
    )


def _whole(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()  # half a character is no JSON


class _Output(logging.StreamHandler[TextIO]):
    """Writes to standard error, whatever that is at the moment; a line that cannot be made tells no more than where."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Standard error."""
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's own name)
        """Logging's own way would print the values of the line as they are."""
        kind = sys.exc_info()[0]
        try:
            self.stream.write(f"baris log gagal ditulis: {record.pathname}:{record.lineno} ({kind})\n")
        except (OSError, ValueError):
            return  # nobody reads any more


def formatter_of(settings: Settings) -> logging.Formatter:
    """The form of the lines that the settings ask for."""
    return JsonLines() if settings.log_form == JSON_LOG else Lines()


def handler_of(settings: Settings) -> logging.Handler:
    """Where lines go, in the form that the settings ask for."""
    made = _Output()
    made.setFormatter(formatter_of(settings))
    return made


def set_up_logs(settings: Settings, *, least: str = "DEBUG") -> None:
    """Once a process, before anything else. ``least``: nothing below it is told, whatever the settings say."""
    keep_secret(settings_secrets(settings))
    root = logging.getLogger()
    root.handlers[:] = [*(each for each in root.handlers if not isinstance(each, _Output)), handler_of(settings)]
    level = max(_number(settings.log_level), _number(least))
    root.setLevel(max(level, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line each time two screens ask at once


def catch_uncaught() -> None:
    """Let what nobody catches be told as a line of the log too. For a process of ours, before anything else."""
    sys.excepthook = _tell_uncaught
    threading.excepthook = _tell_uncaught_in_thread


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level]


def settings_secrets(settings: Settings) -> set[str]:
    """What of the settings no line may tell."""
    urls = (settings.database_url, settings.read_url, settings.redis_url)
    return {settings.secret_key, *(secret for url in urls for secret in secrets_of_url(url))}


def _tell_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("proses berhenti karena galat: %s", kind.__name__, exc_info=(kind, error, trace))


def _tell_uncaught_in_thread(given: Any) -> None:
    if given.exc_type is SystemExit or given.exc_value is None:
        return
    name = given.thread.name if given.thread is not None else ""
    told = (given.exc_type, given.exc_value, given.exc_traceback)
    log.error("utas %s berhenti karena galat: %s", name, given.exc_type.__name__, exc_info=told)
