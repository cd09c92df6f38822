"""Values that are made when somebody asks for them."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from inforce.later import Later, but, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Later):
    """Words, of which the last two fields are made from the first."""

    words: str
    capitals: str = ""
    size: int = 0
    _seen: list[str] = field(default_factory=list, init=False, compare=False)


def text(words: str, asked: list[str]) -> Text:
    def made() -> Mapping[str, object]:
        asked.append(words)
        return {"capitals": words.upper(), "size": len(words)}

    return later(Text, {"capitals": made, "size": made}, words=words)


def test_a_field_is_made_once_and_when_it_is_asked_for() -> None:
    """With those that are made together with it."""
    asked: list[str] = []
    known = text("one", asked)
    assert known.words == "one"
    assert known._seen == []
    assert asked == []
    assert (known.size, known.capitals, known.size) == (3, "ONE", 3)
    assert asked == ["one"]


def test_it_is_as_any_other_value() -> None:
    """It compares, is shown, copied and handed to another process."""
    plain = Text(words="one", capitals="ONE", size=3)
    assert text("one", []) == plain
    assert repr(text("one", [])) == repr(plain)
    assert replace(text("one", []), words="two") == Text(words="two", capitals="ONE", size=3)
    assert pickle.loads(pickle.dumps(text("one", []))) == plain
    with pytest.raises(AttributeError, match="letters"):
        _ = text("one", []).letters  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        plain.words = "two"  # type: ignore[misc]


def test_a_copy_with_other_fields_asks_for_no_more() -> None:
    """What the first one made, the copy has; and what the copy asks for, the first one makes."""
    asked: list[str] = []
    known = text("one", asked)
    other = but(known, words="two")
    third = but(known, {"size": lambda: {"size": 7}})
    assert asked == []
    assert (other.words, other.capitals, third.size, third.words) == ("two", "ONE", 7, "one")
    assert asked == ["one"]
    assert but(known, size=5) == Text(words="one", capitals="ONE", size=5)
    assert asked == ["one"]


def test_a_field_that_nobody_can_make_is_a_mistake_of_the_code() -> None:
    """It is told when the value is made, not when somebody asks."""
    with pytest.raises(TypeError, match="words"):
        later(Text, {})
