"""Where long work of a page is done: processes of this machine, or Celery workers where a Redis is named."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

from dash import CeleryManager, DiskcacheManager
from dash.background_callback.managers import BaseBackgroundCallbackManager

from dashboard.logs import bind, new_code, request_id
from dashboard.settings import Settings, SettingsErrors, SettingsProblem, hide_password

KEPT_S = 3600
"""How long an answer that nobody fetched is kept."""
REDIS_PATIENCE_S = 5.0
"""A thread of the web server waits no longer than that for a Redis that keeps silent."""
FEW_RETRIES = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}
"""Celery's own twenty would hold a thread of the web server for 20 s at each question about a job."""
_CODE = "pantau_request_id"
LOST = {"background_callback_error": {"msg": "the process that did the work is gone", "tb": ""}}
"""What Dash hands to a callback's ``on_error``. Left to itself it ends such a job without a word."""


class _LateCache:
    """A diskcache that is made when it is first used: an app that makes no report writes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _cache(self) -> Any:
        import diskcache

        return diskcache.Cache(str(self._folder))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def set(self, key: str, value: Any) -> None:
        """As diskcache's own, but what is never fetched goes away by itself."""
        self._cache.set(key, value, expire=KEPT_S)


class LocalManager(DiskcacheManager):
    """Dash's own manager of processes, with its cache under our data folder."""

    def __init__(self, folder: Path) -> None:
        # First: the base class asks for it, for every callback that it knows already.
        self.handle = _LateCache(folder)
        self.expire = None
        super(DiskcacheManager, self).__init__(None)

    def call_job_fn(self, key: str, job_fn: Callable[..., None], args: Any, context: Any) -> Any:
        """As Dash's own, in a child that has let go of the web server; its process id."""
        job = super().call_job_fn(key, partial(_without_connections, job_fn), args, context)
        self.handle.delete(_stopped(job))  # of an earlier process with this number
        return job

    def terminate_job(self, job: Any) -> None:
        """As Dash's own, and remembered: who was told to end is not lost."""
        if job is not None:
            self.handle.set(_stopped(job), True)
        super().terminate_job(job)

    def get_result(self, key: str, job: Any) -> Any:
        """As Dash's own; ``LOST`` where the process ended by itself (killed, out of memory) and left no answer."""
        # Asked first: whoever ends between the two questions has left its answer before.
        is_gone = job is not None and not self.job_running(job)
        found = super().get_result(key, job)
        is_lost = found is self.UNDEFINED and is_gone and not self.handle.get(_stopped(job))
        return LOST if is_lost else found


class ThreadManager(LocalManager):
    """The same where no process can be forked (Windows): threads of this one, which end when their order is stopped."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._numbers = count(1)
        self._threads: dict[int, Thread] = {}

    def call_job_fn(self, key: str, job_fn: Callable[..., None], args: Any, context: Any) -> Any:
        """Begin the work; its number."""
        thread = Thread(target=job_fn, args=(key, self._make_progress_key(key), args, context), daemon=True)
        number = next(self._numbers)
        self.handle.delete(_stopped(number))  # of an earlier process
        self._threads = {job: each for job, each in self._threads.items() if each.is_alive()} | {number: thread}
        thread.start()
        return number

    def job_running(self, job: Any) -> bool:
        """Whether the work goes on."""
        thread = self._threads.get(int(job))
        return thread is not None and thread.is_alive()

    def terminate_job(self, job: Any) -> None:
        """Remember that nobody waits for it; a thread cannot be killed, and looks by itself whether it was stopped."""
        if job is not None:
            self.handle.set(_stopped(job), True)

    def terminate_unhealthy_job(self, job: Any) -> bool:
        """Nothing is to be done for a thread that is gone."""
        return False


class SharedManager(CeleryManager):
    """Dash's own manager of Celery tasks, for several web servers and for tasks whose worker is killed."""

    def get_or_create_signing_secret(self, generate: Callable[[], bytes]) -> bytes:
        """One for all web servers on this Redis. Dash's own would go away after ``KEPT_S``, and servers disagree."""
        client = self.handle.backend.client
        client.set(self.SIGNING_SECRET_KEY, generate(), nx=True)
        return bytes(client.get(self.SIGNING_SECRET_KEY))

    def get_result(self, key: str, job: Any) -> Any:
        """As Dash's own; ``LOST`` where the task failed by itself (its process killed, out of memory)."""
        is_gone = job is not None and self.get_task(job).status == "FAILURE"
        found = super().get_result(key, job)
        return LOST if is_gone and found is self.UNDEFINED else found


def _stopped(job: Any) -> str:
    return f"dihentikan-{int(job)}"


def _without_connections(job_fn: Callable[..., None], *args: Any) -> None:
    let_go_of_connections()
    job_fn(*args)


def let_go_of_connections() -> None:
    """For a forked child: give up every TCP socket that came along, whatever server (or database) it belongs to.

    A child that kept them would hold the port of a web server that is long gone, and the connections of its visitors.
    The numbers stay taken, by the null device: an object of the parent that still knows one and closes it must not
    close a file that the child opened meanwhile.
    """
    folder = Path("/dev/fd")
    if not folder.is_dir():  # no fork there either
        return
    null = os.open(os.devnull, os.O_RDWR)
    for number in [int(each.name) for each in folder.iterdir()]:
        with suppress(OSError):  # the folder's own number is gone by now
            if _is_tcp(number):
                os.dup2(null, number, inheritable=False)
    os.close(null)


def _is_tcp(number: int) -> bool:
    if not stat.S_ISSOCK(os.fstat(number).st_mode):
        return False
    known = socket.socket(fileno=number)
    try:
        return known.family in (socket.AF_INET, socket.AF_INET6) and known.type == socket.SOCK_STREAM
    finally:
        known.detach()


def background_manager(settings: Settings) -> BaseBackgroundCallbackManager:
    """The manager that the settings ask for. Raises SettingsErrors where Redis is named but Celery is not installed."""
    if not settings.redis_url:
        kind = LocalManager if hasattr(os, "fork") else ThreadManager
        return kind(settings.data / "pekerjaan")
    return SharedManager(celery_app(settings), expire=KEPT_S)


def _hand_on_codes() -> None:
    """Let a task's lines in the log carry the code of the request that asked for it."""
    from celery import signals

    signals.before_task_publish.connect(_give_code, weak=False)
    signals.task_prerun.connect(_take_code, weak=False)
    signals.setup_logging.connect(_leave_logs_alone, weak=False)


def _give_code(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and request_id():
        headers[_CODE] = request_id()


def _take_code(task: Any = None, **_: Any) -> None:
    bind(request_id=getattr(task.request, _CODE, None) or new_code())


def _leave_logs_alone(**_: Any) -> None:
    """Celery sets logging up by itself unless somebody says that he does (``dashboard/logs.py``)."""


def celery_app(settings: Settings) -> Any:
    """The Celery application around the Redis that the settings name. Raises SettingsErrors."""
    try:
        import redis  # noqa: F401
        from celery import Celery
    except ImportError as error:
        problem = SettingsProblem(
            "PANTAU_REDIS_URL",
            hide_password(settings.redis_url),
            f"pustaka {error.name} belum dipasang",
            "pasang dengan pip install celery redis, atau kosongkan agar laporan dibuat di komputer ini",
        )
        raise SettingsErrors((problem,)) from error
    app = Celery("pantau", broker=settings.redis_url, backend=settings.redis_url)
    _hand_on_codes()
    app.conf.update(
        result_expires=KEPT_S,
        result_backend_transport_options={"retry_policy": FEW_RETRIES},
        redis_socket_connect_timeout=REDIS_PATIENCE_S,
        redis_socket_timeout=REDIS_PATIENCE_S,
        broker_transport_options={"socket_connect_timeout": REDIS_PATIENCE_S},
        broker_connection_retry_on_startup=True,
    )
    return app
