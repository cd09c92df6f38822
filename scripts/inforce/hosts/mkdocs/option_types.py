"""The options as MkDocs knows them."""

from __future__ import annotations

from typing import Any

from mkdocs.config import base
from mkdocs.config import config_options as c

from inforce import settings
from inforce.option_kinds import Option

_TYPES = {"string": str, "array": list, "object": dict, "integer": int, "boolean": bool}  # as JSON Schemas name them


def _checked(option: Option) -> c.Type[Any]:
    """The type of an option, which MkDocs checks; whether its value can be used, `settings.of` says."""
    named = option.values.schema["type"]
    types = [_TYPES[name] for name in ([named] if isinstance(named, str) else named)] if option.values.typed else [object]
    return c.Type(types[0] if len(types) == 1 else tuple(types), default=option.default)


class InforceConfig(base.Config):
    """All options that are declared."""

    _schema = tuple((name, _checked(option)) for name, option in settings.OPTIONS.items())
