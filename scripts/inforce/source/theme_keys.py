"""Keys of front matter that are handed on to the theme: which values it can use, and whether it has what they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from inforce.keys import THEME
from inforce.problems import Problem

_FILES = {"template": ("", "{}"), "icon": (".icons", "{}.svg")}  # the file that a value names, and where themes keep such
_Value = Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_word(value: object) -> bool:
    return isinstance(value, (str, int, float, date))


def _is_search(value: object) -> bool:
    known: dict[str, tuple[type, ...]] = {"exclude": (bool,), "boost": (int, float)}
    return isinstance(value, dict) and all(isinstance(part, known.get(name, ())) for name, part in value.items())


def _are(one: _Value) -> _Value:
    return lambda value: isinstance(value, list) and all(one(item) for item in value)


_TAKEN: Mapping[str, tuple[_Value, str]] = {  # key -> what MkDocs and its themes can use, and an example
    "template": (lambda value: _is_text(value) and str(value).endswith(".html"), "template: main.html"),
    "icon": (_is_text, "icon: material/scale-balance"),
    "hide": (lambda value: _is_text(value) or _are(_is_text)(value), "hide: [navigation, toc]"),
    "tags": (_are(lambda value: _is_word(value) and not isinstance(value, date)), "tags: [buyers, sellers]"),
    "search": (_is_search, "search: {exclude: true} or search: {boost: 2}"),
    "status": (_is_word, "status: new"),
    "description": (_is_word, "description: What buyers may return."),
    "author": (lambda value: _is_word(value) or _are(_is_word)(value) or isinstance(value, dict), "author: Legal team"),
    "subtitle": (_is_word, "subtitle: For buyers"),
    "social": (lambda value: isinstance(value, dict), "social: {cards: false}"),
}


def mend(key: str, value: object) -> str:
    """How a key is written whose value no theme can use; "" where it is sound, or the key has no meaning there."""
    is_taken, example = _TAKEN.get(key, (lambda _: True, ""))
    return "" if value is None or is_taken(value) else f"Write {example}, or delete the line."


def usable(passed_on: Mapping[str, object], theme: Sequence[str]) -> dict[str, object]:
    """The keys that the theme with templates in these folders can use; without folders, nothing is known of it."""
    return {key: value for key, value in passed_on.items() if value is not None and not _lacks(key, value, theme)}


def lacking(path: str, passed_on: Mapping[str, object], lines: Mapping[str, int], theme: Sequence[str]) -> Iterator[Problem]:
    """What the keys of the text at a path name, which stand on these lines, and the theme does not have."""
    for key, value in passed_on.items():
        if _lacks(key, value, theme):
            message = f"the theme has no {key} {value}, so the key is not used."
            mend = "Correct the name, or delete the line."
            yield Problem(path=path, line=lines.get(key, 1), field=key, message=message, mend=mend, rule=THEME)


def _lacks(key: str, value: object, theme: Sequence[str]) -> bool:
    if key not in _FILES or value is None:
        return False
    below, form = _FILES[key]
    name = form.format(value)
    inside = not name.startswith("/") and ".." not in name.split("/") and "\\" not in name
    places = [Path(folder) / below for folder in theme if (Path(folder) / below).is_dir()]
    return bool(places) and not (inside and any(_is_file(place / name) for place in places))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
