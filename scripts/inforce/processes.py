"""Other processes of this machine that share the work, and end when the one that started them does, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread
from typing import Any


@contextmanager
def processes(begin: Callable[..., object] | None = None, *given: Any, fork: bool = False) -> Iterator[Executor]:
    """A pool of processes, in each of which `begin` is called first with what it is `given`; with `fork`, that is handed over
    as it lies in memory. Whatever breaks off the work also ends them, and what is under way in them."""
    context = multiprocessing.get_context("fork" if fork else None)
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(mp_context=context, initializer=_begin, initargs=(begin, given))
    try:
        yield pool
    except BaseException:  # an interruption too: waiting for what is under way would take minutes
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin(begin: Callable[..., object] | None, given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of them; the first one answers it
    Thread(target=_end_together, daemon=True).start()
    if begin:
        begin(*given)


def _end_together() -> None:
    """A process that is killed can tell nobody, but the system closes its end of a pipe."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)
