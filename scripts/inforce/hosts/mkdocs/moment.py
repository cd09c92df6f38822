"""One moment for the whole site, wherever MkDocs and themes ask for it, so that it can be made again as of then."""

from __future__ import annotations

import os
import time

_NAME = "SOURCE_DATE_EPOCH"


class Moment:
    """The moment of a build, where nobody outside has set one."""

    def __init__(self) -> None:
        self._set = False

    def fix(self) -> None:
        """Set it."""
        if not os.environ.get(_NAME):
            os.environ[_NAME], self._set = str(int(time.time())), True

    def forget(self) -> None:
        """Take it back, if it was set here."""
        if self._set:
            self._set = False
            os.environ.pop(_NAME, None)
