"""The log of a build, in which what policies and git say is no command to a terminal."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

from inforce.hidden_signs import printable


class _Log(logging.LoggerAdapter[logging.Logger]):
    """Begins each line with the name of who speaks, and goes through the log of the generator that is at work."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger("inforce"), {})
        self.through(self.logger)

    def through(self, logger: logging.Logger) -> None:
        """From now on, write into that log."""
        self.logger = logger
        if _printed not in logger.filters:
            logger.addFilter(_printed)

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        """The line as it is written."""
        return f"inforce: {msg}", kwargs


def _printed(record: logging.LogRecord) -> bool:
    record.msg, record.args = printable(record.getMessage()), ()
    return True


log = _Log()
