"""What still goes wrong inside one policy, though nothing should: caught here and nowhere else, and said with its file."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from inforce.problems import Problem, UserError

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
_MEND = (
    "Change what was written last, and report it with this file to those who keep Inforce: no text should be able to do this."
)
_MOST = 200  # signs of what an error says


def contained(make: Callable[[], _Made], path: str, what: str) -> _Made | Problem:
    """What is made of the policy at a path, or the Problem that something cannot be done (`what`) with it.

    Raises UserError and OSError as they come: those are faults of the surroundings, such as a full disk, and no policy's.
    """
    try:
        return make()
    except UserError:
        raise
    except Exception as error:  # of any kind: what is foreseen has a Problem of its own
        if isinstance(error, OSError) and error.errno is not None:  # templates that are not there are none of the system's
            raise
        return Problem(path=path, message=f"{what} ({_said(error)}).", mend=_MEND)


def of_many(
    make: Callable[[Sequence[_Item]], _Made], items: Sequence[_Item], path_of: Callable[[_Item], str], what: str
) -> tuple[_Made | None, Sequence[Problem]]:
    """What is made of many items: of those alone of which it can be made, None for none; and a Problem for each of the others.

    Raises what goes wrong with all of them and with none by itself.
    """
    made = contained(lambda: make(items), "", what)
    if not isinstance(made, Problem):
        return made, ()
    tried = [(item, contained(partial(make, [item]), path_of(item), what)) for item in items]
    faults = [found for _, found in tried if isinstance(found, Problem)]
    left = [item for item, found in tried if not isinstance(found, Problem)]
    return (make(left) if left else None), faults


def _said(error: Exception) -> str:
    """An error and its place, on one line."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if "inforce" in Path(frame.filename).parts), frames[-1])
    words = " ".join(f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode("utf-8").split())
    return f"{words[:_MOST].rstrip('.: ')}, at {Path(last.filename).name}:{last.lineno}"
