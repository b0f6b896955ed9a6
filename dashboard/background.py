"""Where long work of a page is done: processes of this machine, or Celery workers where a Redis is named."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from dash import CeleryManager, DiskcacheManager
from dash.background_callback.managers import BaseBackgroundCallbackManager

from dashboard.settings import Settings, SettingsErrors, SettingsProblem, hide_password

KEPT_S = 3600
"""How long an answer that nobody fetched is kept."""


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
        return super().call_job_fn(key, partial(_without_connections, job_fn), args, context)


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
        return LocalManager(settings.data / "pekerjaan")
    return CeleryManager(celery_app(settings), expire=KEPT_S)


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
    return Celery("pantau", broker=settings.redis_url, backend=settings.redis_url)
