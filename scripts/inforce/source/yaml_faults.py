"""What is wrong with YAML that cannot be read: the line where the fault lies and the mend, in words for an author."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import yaml

from inforce.keys import OURS, Keys
from inforce.source import yaml_quotes
from inforce.source.yaml_quotes import quoted

_NO_BREAK = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"  # spaces that YAML takes for letters
_KEY = r"[ ]*(?:- +)?[\w-]+"
_STRANGE_SPACE = re.compile(rf"[ ]*(?:- *)?[{_NO_BREAK}]|{_KEY}[{_NO_BREAK}]*:[ ]*[{_NO_BREAK}]")
_NO_SPACE = re.compile(r"[A-Za-z_][\w-]*:(?=[^\s:/])[^:]*$")
_TAB = re.compile(rf" *\t|{_KEY}:\t")
_OPENED = re.compile(rf"{_KEY}: +([\"'])(.*)$")
_TEXT_BELOW = re.compile(r":[ ]+[|>][-+0-9]*[ ]*(?:#.*)?$")
_TWO_COLONS = re.compile(r"(?P<key>.*?:[ ]+)(?P<value>(?:\S.*?)?:(?:[ ].*?)?)(?P<comment>[ ]*(?:[ ]#.*)?)")
_PAIR = re.compile(rf"{_KEY}:(?: |$)")
_FENCE_LIKE = re.compile(r"[ \t\ufeff]*[-–—−_=~*]{2,}[ \t]*|[–—−][ \t]*")
_OPENING_LIKE = re.compile(rf"{_FENCE_LIKE.pattern}|[-_=~*][ \t]*")
_HEAD = 20  # lines at the top of a file in which a front matter is looked for
_EDGE_KEY = re.compile(r"([A-Za-z][\w-]*):(?:\s|$)")
_ON_LINES_BELOW = re.compile(r":[ ]*(?P<bar>[|>][-+0-9]*)?[ ]*(?:#.*)?")
_HASH = re.compile(r"\s#")
_FENCE_MEND = "Write --- there, at the edge and alone on its line."
SUMMARY_MEND = "Write summary: | and begin each line below it with two spaces."
_GENERAL = "Write one key a line, as key: value; put a value that holds a colon or begins with a sign in quotes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A fault of YAML: its line, counted from 0, what is wrong ("" if there is nothing more to say), and the mend.

    `mended` is the line as it was meant, "" where that would be a guess.
    """

    line: int
    what: str
    mend: str
    mended: str = ""


def _to_copy(line: str) -> str:
    """A line that a mend gives to copy: no sign in it is another than it looks."""
    return re.sub(rf"[ ]*[{_NO_BREAK}][ {_NO_BREAK}]*", " ", line).strip()


def explain(text: str, error: yaml.YAMLError | RecursionError | None, keys: Keys = OURS) -> Unreadable:
    """The fault for which a text could not be read, or (None) was read as something else than keys and values.

    What people mistype is looked for first: a parser notices it only lines later, if at all.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.split("\n")
    last = mark.line if mark else len(lines) - 1
    found = next(_mistyped(lines[: last + 1]), None)
    if found:
        return found
    if isinstance(error, yaml.reader.ReaderError):
        at = text.count("\n", 0, error.position)
        return Unreadable(line=at, what="there is a control character.", mend="Delete it.")
    if isinstance(error, yaml.MarkedYAMLError):
        return _by_parser(lines, error, keys)
    return Unreadable(line=0, what="" if error is None else "it is nested too deep.", mend=_GENERAL)


def _mistyped(lines: list[str]) -> Iterator[Unreadable]:
    for k in outside_of_texts(lines):
        line = lines[k]
        if _FENCE_LIKE.fullmatch(line):
            what = f"“{line.strip()}” stands in the place of the three hyphens that end it."
            yield Unreadable(line=k, what=what, mend=_FENCE_MEND)
        elif strange := _STRANGE_SPACE.match(line):
            code = f"U+{ord(strange[0][-1]):04X}"
            what = f"the line holds a no-break space or another special space ({code})."
            yield Unreadable(line=k, what=what, mend="Replace it by an ordinary space.")
        elif line.strip() and _TAB.match(line):
            yield _tab(k)
        elif _is_left_open(lines, k):
            yield _open_quote(k)
        elif _NO_SPACE.match(line):
            yield Unreadable(line=k, what="there is no space behind the colon.", mend="Write key: value.")


def outside_of_texts(lines: Sequence[str]) -> Iterator[int]:
    """The lines that are no part of a text set out below its key (`summary: |`), where anything may stand."""
    inside = False
    for k, line in enumerate(lines):
        inside = inside and (not line.strip() or line.startswith(" "))
        if not inside:
            yield k
        inside = inside or bool(_TEXT_BELOW.search(line))


def _is_left_open(lines: list[str], k: int) -> bool:
    """Whether the value on a line opens a quotation mark, and what follows is the next key, or nothing."""
    opened = _OPENED.match(lines[k])
    if not opened:
        return False
    sign, rest = opened[1], opened[2]
    plain = re.sub(r"\\.", "", rest) if sign == '"' else rest.replace("''", "")
    after = next((line for line in lines[k + 1 :] if line.strip()), "")
    return sign not in plain and bool(not after or _PAIR.match(after))


def _open_quote(line: int) -> Unreadable:
    what = "the quotation mark that opens on this line is not closed."
    return Unreadable(line=line, what=what, mend="Close it at the end of the value.")


def _tab(line: int) -> Unreadable:
    return Unreadable(line=line, what="there is a tab, which is not allowed here.", mend="Use spaces in its place.")


def _by_parser(lines: list[str], error: yaml.MarkedYAMLError, keys: Keys) -> Unreadable:
    """What the parser noticed, in plain words; it knows best where brackets and quotation marks were opened."""
    context, problem = error.context or "", error.problem or ""
    here = error.problem_mark.line if error.problem_mark else 0
    start = error.context_mark.line if error.context_mark else here
    if "escape" in problem:
        mend = "Write \\\\ for a backslash, or put the value in single quotation marks."
        return Unreadable(line=here, what="a backslash in quotation marks begins a sign that does not exist.", mend=mend)
    if "quoted scalar" in context:
        return _open_quote(start)
    if "'\\t'" in problem:
        return _tab(here)
    if found := _in_summary(lines, here, keys) or _unquoted(lines, start) or _unquoted(lines, here):
        return found
    if "flow" in context:
        return _open_bracket(lines, start)
    if "mapping values are not allowed" in problem:
        return _colon(here, lines[here] if here < len(lines) else "")
    if "expected ':'" in problem:
        what, mend = "there is a line without a key.", _GENERAL
        if start and not lines[start - 1].strip():
            mend = "If the text of the policy begins here, write --- above it, below the last key."
        return Unreadable(line=start, what=what, mend=mend)
    if re.search(r"that cannot start|undefined alias", problem) or re.search(r"an (alias|anchor)|a (tag|directive)", context):
        return Unreadable(line=here, what="a value cannot begin with this sign as it is.", mend="Put the value in quotes.")
    if "block" in context:
        what = "the line fits neither as a key nor as a part of the value before it."
        mend = "Begin every key at the edge, and put a value that holds quotation marks in others."
        return Unreadable(line=here, what=what, mend=mend)
    return _somewhere(here)


def _in_summary(lines: list[str], here: int, keys: Keys) -> Unreadable | None:
    """A summary of several lines whose first has no |, or whose lines are not indented."""
    key = next((k for k in range(min(here, len(lines) - 1), -1, -1) if _EDGE_KEY.match(lines[k])), 0)
    name = keys.called("summary")
    match = _ON_LINES_BELOW.fullmatch(lines[key], len(name)) if lines[key].startswith(name) else None
    below = next((k for k in range(key + 1, len(lines)) if lines[k].strip()), len(lines))
    if not match or below > here:
        return None
    if not match["bar"]:
        what = f"there is no | behind {name}:, which has several lines."
        return Unreadable(line=key, what=what, mend=keys.said(SUMMARY_MEND))
    if lines[below].startswith(" "):
        return None
    return Unreadable(line=below, what="the lines of the summary are not indented.", mend=keys.said(SUMMARY_MEND))


def _unquoted(lines: list[str], k: int) -> Unreadable | None:
    """A line whose value must stand in quotation marks, where nothing below goes on with it."""
    line = lines[k] if k < len(lines) else ""
    if mended := yaml_quotes.entries(line):
        what = "a note in braces cannot hold a colon, brackets or quotation marks as they are."
        if _HASH.search(line):
            what = "a # after a space begins a comment, so the bracket that opens on this line is not closed."
        return Unreadable(line=k, what=what, mend=f"Put the note in quotes: {_to_copy(mended)}", mended=mended)
    goes_on = k + 1 < len(lines) and lines[k + 1].startswith(" ") and bool(lines[k + 1].strip())
    mended = "" if goes_on else yaml_quotes.mended(line)
    if not mended or _is_bracket(line):
        return None
    what = "a value cannot begin with this sign as it is."
    if line.partition(": ")[2].lstrip()[0] in "\"'":
        what = "the value begins with a quotation mark, and goes on behind the one that closes it."
    return Unreadable(line=k, what=what, mend=f"Put the value in quotes: {_to_copy(mended)}", mended=mended)


def _is_bracket(line: str) -> bool:
    """Whether the value on a line opens more brackets than it closes, so that it may be a list as well as a text."""
    value = line.partition(": ")[2].lstrip()
    return value[:1] in ("[", "{") and value.count("[") + value.count("{") > value.count("]") + value.count("}")


def _open_bracket(lines: list[str], k: int) -> Unreadable:
    line = lines[k] if k < len(lines) else ""
    what = "a bracket that opens on this line is not closed"
    if mended := yaml_quotes.closed(line):
        return Unreadable(line=k, what=f"{what}.", mend=f"Close it: {_to_copy(mended)}", mended=mended)
    in_quotes = yaml_quotes.mended(line)
    mend = "Close it; or put the value in quotes, if it is a text" + (f": {_to_copy(in_quotes)}" if in_quotes else ".")
    return Unreadable(line=k, what=f"{what}, or a comma is missing.", mend=mend)


def _colon(line: int, text: str) -> Unreadable:
    parts = _TWO_COLONS.fullmatch(text)
    if parts:
        return _in_quotes(line, "there is a second colon on this line.", parts["key"], parts["value"], parts["comment"])
    what = "the line is indented, and so belongs to the value before it."
    return Unreadable(line=line, what=what, mend="Begin every key at the edge.")


def _in_quotes(line: int, what: str, key: str, value: str, rest: str = "") -> Unreadable:
    """A fault that is mended by quotation marks around the value, with the line ready to be copied."""
    mended = f"{key}{quoted(value)}{rest}"
    return Unreadable(line=line, what=what, mend=f"Put the value in quotes: {_to_copy(mended)}", mended=mended)


def cut_entry(item: yaml.Node) -> tuple[str, str] | None:
    """What is wrong with an entry of `corrections` whose note ends at a comma, and the mend; None where it is not that."""
    pairs = [(str(k.value), v) for k, v in item.value] if isinstance(item, yaml.MappingNode) else []
    if [key for key, _ in pairs[:2]] != ["date", "note"] or len(pairs) < 3 or any(v.value != "" for _, v in pairs[2:]):
        return None
    note = ", ".join([str(pairs[1][1].value), *(key for key, _ in pairs[2:])])
    what = "the comma ends the note: behind it, another key is expected."
    return what, f"Put the note in quotes: {{date: {pairs[0][1].value}, note: {_to_copy(quoted(note))}}}"


def unseen(text: str, keys: Collection[str]) -> Unreadable | None:
    """Why a front matter is there and not seen: what stands above it, or in the place of one of its two lines with three
    hyphens."""
    lines = text.split("\n")
    first = next((k for k, line in enumerate(lines[:_HEAD]) if (key := _EDGE_KEY.match(line)) and key[1] in keys), None)
    if first is None:
        return None
    opening = first - 1 if first and _OPENING_LIKE.fullmatch(lines[first - 1]) else None
    closing = next((k for k in range(first + 1, len(lines)) if _FENCE_LIKE.fullmatch(lines[k])), None)
    above = first if opening is None else opening
    is_opened = opening is not None and lines[opening].rstrip() == "---"
    has_text = any(line.strip() for line in lines[:above])
    if (has_text or opening is None) and not _are_front(lines[first:closing] if closing else ()):
        return None
    if has_text:
        mend = "Begin the file with ---, and move what stands above the front matter below it, or delete it."
        return Unreadable(line=0, what="a text stands above the front matter.", mend=mend)
    if opening is None:
        mend = f"Begin the file with ---, alone on its line, above {lines[first].strip()}"
        return Unreadable(line=first, what="there is no line with --- above the front matter.", mend=mend)
    if is_opened and above:
        return Unreadable(line=0, what="an empty line stands before the front matter.", mend="Begin the file with ---.")
    wrong = closing if is_opened else opening
    return None if wrong is None else _no_fence(wrong, lines[wrong], "ends" if is_opened else "begins")


def _are_front(lines: Sequence[str]) -> bool:
    """Whether lines can be those of a front matter: keys, more than one, and what belongs to them."""
    keys = [line for line in lines if _EDGE_KEY.match(line)]
    return len(keys) > 1 and all(line in keys or not line.strip() or line.startswith((" ", "- ", "#")) for line in lines)


def _no_fence(k: int, line: str, where: str) -> Unreadable:
    what = f"the front matter {where} with “{line.strip()}”, which is not three hyphens."
    return Unreadable(line=k, what=what, mend=_FENCE_MEND)


def _somewhere(line: int) -> Unreadable:
    return Unreadable(line=line, what="it cannot be read.", mend=_GENERAL)


def special_space(text: str) -> str:
    """The first special space of a text, as U+00A0; "" if there is none."""
    found = re.search(rf"[{_NO_BREAK}]", text)
    return f"U+{ord(found[0]):04X}" if found else ""
