"""Values some fields of which are made only when somebody asks for them, and then kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

_Kind = TypeVar("_Kind", bound="Later")
Made = Callable[[], Mapping[str, object]]  # several fields at once


class Later:
    """The base of data classes with such fields. To whoever reads, compares, copies or prints one, it is as any other."""

    __slots__ = ("_makers",)

    if not TYPE_CHECKING:  # or every name would be one of a field

        def __getattr__(self, name: str) -> object:
            """A field that nobody asked for yet: Python looks here only for what it finds nowhere else."""
            make = {} if name == "_makers" else getattr(self, "_makers", {})
            if name not in make:
                raise AttributeError(f"{type(self).__name__} has no {name}")
            for field, value in make[name]().items():
                object.__setattr__(self, field, value)
            return object.__getattribute__(self, name)


def later(kind: type[_Kind], makers: Mapping[str, Made], **known: object) -> _Kind:
    """A value of a class, of which some fields are known; the others are made when they are asked for. Each of `makers` stands
    under the names of all fields that it makes."""
    value = object.__new__(kind)
    object.__setattr__(value, "_makers", makers)
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name in known:
            object.__setattr__(value, field.name, known[field.name])
        elif field.name not in makers:
            object.__setattr__(value, field.name, _default(field))
    return value


def but(value: _Kind, makers: Mapping[str, Made] = MappingProxyType({}), **known: object) -> _Kind:
    """The same value with other fields, as `dataclasses.replace` gives it; what nobody asked for yet still waits."""
    made: dict[str, object] = {}
    waiting: dict[str, Made] = {}
    for name in (field.name for field in fields(value) if field.init):  # type: ignore[arg-type]
        try:
            made[name] = object.__getattribute__(value, name)
        except AttributeError:
            waiting[name] = _of(value, name)
    return later(type(value), {**waiting, **makers}, **{k: v for k, v in made.items() if k not in makers} | known)


def _of(value: Later, name: str) -> Made:
    return lambda: {name: getattr(value, name)}


def _default(field: Any) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    if field.default is not MISSING:
        return field.default
    raise TypeError(f"{field.name} is neither known nor made")
