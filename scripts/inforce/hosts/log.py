"""The log of a build, in which what policies and git say is no command to a terminal."""

from __future__ import annotations

import logging

from mkdocs.plugins import get_plugin_logger

from inforce.hidden_signs import printable

log = get_plugin_logger("inforce")


def _printed(record: logging.LogRecord) -> bool:
    record.msg, record.args = printable(record.getMessage()), ()
    return True


log.logger.addFilter(_printed)
