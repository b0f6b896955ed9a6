"""Work that may hang: each in a thread of its own that never keeps the process from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TypeVar

_T = TypeVar("_T")


def send_out(work: Callable[[], _T], name: str) -> Future[_T]:
    """Begin ``work`` and give the future of its outcome at once.

    The threads of a ThreadPoolExecutor are waited for when the interpreter ends; one that hangs in a dead network share
    would keep a stopped process alive for ever. Its lines in the log carry what the sender's carry.
    """
    future: Future[_T] = Future()

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            future.set_exception(error)
        except BaseException as error:  # a source's library may call sys.exit; that ends its run and nothing else
            future.set_exception(RuntimeError(f"{type(error).__name__}: {error}"))
        else:
            future.set_result(result)

    threading.Thread(target=copy_context().run, args=(run,), name=name, daemon=True).start()
    return future
