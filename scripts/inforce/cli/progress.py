"""What a command is doing that takes long, on standard error; nothing of one that is short."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

_FIRST = 3.0  # seconds before anything is said
_ON_A_TERMINAL, _IN_A_LOG = 1.0, 30.0  # between one line and the next


@contextmanager
def shown(step: str) -> Iterator[Callable[[str], None]]:
    """Say what is done while it lasts: on a terminal in one line, elsewhere a line now and then; gives what names the next."""
    steps, done = [step], Event()
    teller = Thread(target=tell, args=(steps, done.wait), daemon=True)
    teller.start()
    try:
        yield steps.append
    finally:
        done.set()
        teller.join()


def tell(steps: Sequence[str], waited: Callable[[float], bool]) -> None:
    """Name the last of the steps until there is nothing to wait for; `waited` waits for some seconds and tells whether so."""
    began, terminal = time.monotonic(), sys.stderr.isatty()
    pause, width = _FIRST, 0
    while not waited(pause):
        line = f"{steps[-1]} ... {time.monotonic() - began:.0f} s"
        print(f"\r{line.ljust(width)}" if terminal else line, end="" if terminal else "\n", file=sys.stderr, flush=True)
        pause, width = (_ON_A_TERMINAL, max(width, len(line))) if terminal else (_IN_A_LOG, 0)
    if width:
        print(f"\r{' ' * width}", end="", file=sys.stderr)
        print("\r", end="", file=sys.stderr, flush=True)
