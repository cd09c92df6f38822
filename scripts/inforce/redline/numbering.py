"""Tells numbers that order clauses from values: only an enumerator is renumbered, and only in step with its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from inforce.redline.items import Label, Plan, Words
from inforce.redline.words import BREAK, CHANGED, Run
from inforce.text import heading_numbers
from inforce.text.sameness import HEADINGS, TAG
from inforce.text.tokens import Token

KIND = "renumbered"
_FAR = 3  # tokens between the beginning of a line and a number: Section (4
_LONG = 4  # tokens of a number that changes
_HEAD = 80  # characters of a line that are read
_EDGE = re.compile(r"<(?P<close>/?)(?P<tag>p|li|h[1-6]|t[dhr]|d[dt]|div|blockquote|pre|[uod]l|table|section|br)\b[^>]*>")
_EMPHASIS = re.compile(r"\s*<(b|strong|em|i)>(?P<words>[^<]*)</\1>")
_BARE = re.compile(r"\d{1,3}(?:\.\d+)*|[IVXLC]+|[A-Za-z]")  # the number of a heading, or one that is emphasised
_COUNTS = re.compile(r"(?:[A-Za-z]\.)?\d")  # 1.1, A.1: no sign need close them
_CLOSED = re.compile(r".*[.)\]:\u3001\uff0e\uff09]|[\u00a7\u7b2c\uc81c].*", re.S)
_HAN = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341"
_PART = re.compile(rf"\d+|(?<![^\W\d_])(?:[A-Za-z]|[ivxlc]{{1,7}}|[IVXLC]{{1,7}})(?![^\W_])|[{_HAN}]+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def may_be(run: Run, old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether words gave way to others where a line has its number; `settle` decides, when all lines are known."""
    short = 0 < run.a1 - run.a0 <= _LONG and 0 < run.b1 - run.b0 <= _LONG
    return run.kind == CHANGED and short and _begins_line(old, run.a0) and _begins_line(new, run.b0)


def _begins_line(tokens: Sequence[Token], k: int) -> bool:
    return k <= _FAR or any(token is BREAK or token.text == "\n" for token in tokens[k - _FAR - 1 : k])


def settle(plan: Plan) -> None:
    """Let a change be a new number only where that of a line changed, and both go on from their neighbours."""
    waiting = {item.label for item in plan.items if item.label and item.label.kind == KIND}
    if not waiting:
        return
    old, new = ({number.label: number for number in _numbers(plan, side)} for side in ("old", "new"))
    for label in waiting:
        was, now = old.get(label), new.get(label)
        # One that its signs close, and that goes on from its neighbours only now, was a slip.
        if not (was and now and was.form == now.form and now.follows and (was.follows or was.is_closed)):
            label.kind = ""


@dataclass(slots=True)
class _Line:
    """The beginning of a line: its words, how many signs of them are emphasised, and the changes with their ends in it."""

    tag: str
    text: str = ""
    emphasis: int = 0
    changed: list[tuple[Label, int]] = field(default_factory=list)


class _Number(NamedTuple):
    """The number before a line. `level` and `form` are those of its neighbours; `follows`: it goes on from one."""

    level: str
    form: str
    parts: tuple[str, ...]
    is_closed: bool
    label: Label | None
    follows: bool = False


def _numbers(plan: Plan, side: str) -> Iterator[_Number]:
    """The numbers that changed on a side."""
    found = [number for number in map(_number, _lines(plan, side)) if number]
    last: dict[tuple[str, str], int] = {}
    follows = [False] * len(found)
    for k, number in enumerate(found):
        before = last.get((number.level, number.form))
        if before is not None and _is_next(found[before].parts, number.parts):
            follows[before] = follows[k] = True
        if k and number.parts[:-1] == found[k - 1].parts and 1 in _values(number.parts[-1]):
            follows[k] = True  # 3.1 below 3
        last[number.level, number.form] = k
    yield from (number._replace(follows=is_next) for number, is_next in zip(found, follows, strict=True) if number.label)


def _number(line: _Line) -> _Number | None:
    """The number before a line, if it is no value: words follow it, or it is that of a heading."""
    found = _read(line.text, line.tag in HEADINGS, line.emphasis)
    if not found:
        return None
    number, end = found
    inside = {label for label, at in line.changed if at <= end}
    label = inside.pop() if len(inside) == 1 else None
    if any(other is label and at > end for other, at in line.changed):
        label = None
    return number._replace(level=line.tag if line.tag in HEADINGS else "", label=label)


@lru_cache(maxsize=1 << 14)
def _read(line: str, is_heading: bool, emphasis: int) -> tuple[_Number, int] | None:
    """The number that a line begins with, and where it ends."""
    text = line.lstrip()
    shift = len(line) - len(text)
    number, title = heading_numbers.split(text)
    is_closed = bool(_CLOSED.fullmatch(number))
    if not (number and (is_closed or is_heading or _COUNTS.match(number)) and (title or is_heading)):
        bare = _BARE.match(text)
        if not bare or not (text[bare.end() :].strip() and (is_heading or bare.end() == emphasis - shift)):
            return None
        if not text[bare.end()].isspace():
            return None
        number, is_closed = bare[0], False
    parts = _PART.findall(number)
    if not parts:
        return None
    form = _PART.sub(lambda part: "1" if part[0].isdigit() else "a", number).lower()
    return _Number("", form, tuple(parts), is_closed, None), shift + len(number)


def _is_next(before: Sequence[str], number: Sequence[str]) -> bool:
    """Whether a number of the same form is the next one: 2.4 after 2.3, 3.1 after 2.9, (d) after (c)."""
    first = next((k for k, (a, b) in enumerate(zip(before, number, strict=True)) if a != b), None)
    if first is None:
        return False
    one_more = any(value + 1 in _values(number[first]) for value in _values(before[first]))
    return one_more and all(1 in _values(part) for part in number[first + 1 :])


def _values(part: str) -> set[int]:
    """What a part of a number may count: "i" is 1 or 9."""
    if part.isdigit():
        return {int(part)}
    if part[0] in _HAN:
        tens, ten, ones = part.rpartition(_HAN[10])
        return {max(_HAN.find(tens), len(ten)) * 10 * len(ten) + max(_HAN.find(ones), 0)}
    small = part.lower()
    values = {ord(small) - ord("a") + 1} if len(small) == 1 else set()
    if set(small) <= _ROMAN.keys():
        signs = [_ROMAN[sign] for sign in small]
        values.add(sum(-a if a < b else a for a, b in zip(signs, [*signs[1:], 0], strict=True)))
    return values


def _lines(plan: Plan, side: str) -> list[_Line]:
    """The lines of a side in order: paragraphs, items, cells, headings, and what stands behind a hard break."""
    elements = (plan.old if side == "old" else plan.new).elements
    lines: list[_Line] = []
    last = None
    for item in plan.items:
        path = item.old if side == "old" else item.new
        if path is None or item.content is None:
            continue
        tag = elements[path[-1]].tag if path else ""
        if isinstance(item.content, str):
            lines += _of_html(item.content, tag)  # nothing is put behind these: words begin a line of their own
            last = None
            continue
        if path != last:
            lines.append(_Line(tag))
        last = path
        _add(lines, item.content.on(side), item.label, _has_lines(item.content))
    return lines


@lru_cache(maxsize=1 << 14)
def _has_lines(words: Words) -> bool:
    return any(token.text == "\n" for token in words.tokens)


def _add(lines: list[_Line], tokens: Sequence[Token], label: Label | None, more: bool) -> None:
    """Put words behind those of the last line; more: others begin among them."""
    for token in tokens:
        line = lines[-1]
        if token.text == "\n":
            lines.append(_Line(line.tag))
        elif len(line.text) < _HEAD:
            is_emphasised = bool(token.marks) and line.emphasis == len(line.text)
            line.text += f"{token.space and ' '}{token.text}" if line.text else token.text
            line.emphasis = len(line.text) if is_emphasised else line.emphasis
            line.changed += [(label, len(line.text))] if label else []
        elif not more:
            return


@lru_cache(maxsize=4096)
def _of_html(html: str, tag: str) -> tuple[_Line, ...]:
    """The lines of what both sides have, or of what came or went as a whole."""
    return tuple(_lines_of(html, tag))


def _lines_of(html: str, tag: str) -> Iterator[_Line]:
    start, around = 0, tag
    for edge in _EDGE.finditer(html):
        yield from _of_words(html[start : edge.start()], around)
        start = edge.end()
        if edge["tag"] != "br":
            around = "" if edge["close"] else edge["tag"]
    yield from _of_words(html[start:], around)


def _of_words(html: str, tag: str) -> Iterator[_Line]:
    text = unescape(TAG.sub("", html[: 4 * _HEAD])).lstrip()
    if text:
        emphasis = _EMPHASIS.match(html)
        yield _Line(tag, " ".join(text.split())[:_HEAD], len(emphasis["words"]) if emphasis else 0)
