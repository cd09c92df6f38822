"""A policy file's bytes -> its front matter as checked values, and its text; every fault as a Problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import yaml

from inforce.keys import MISTYPED, OURS, THEME, Keys
from inforce.problems import Problem
from inforce.source import days, theme_keys, yaml_faults, yaml_values
from inforce.source.whole_text import oversize, unfinished
from inforce.source.yaml_quotes import quoted
from inforce.text import languages

_LINE_END = re.compile(rb"\r\n|\r|\n")
_FENCE = re.compile(r"---[ \t]*\n")
_FENCE_END = re.compile(r"^(---|\.\.\.)[ \t]*$", re.M)
_LONGEST_LINE = 2_000  # signs of a title, a note or another text of one line
_LONGEST = {"summary": 20_000, "id": 5_000}  # the register of addresses bounds the latter
_MENDED = 20  # lines that are taken as they were meant, to read on below them
_ADDRESS = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    """One entry of `corrections`: the day of a correction and what was put right."""

    date: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The front matter of one version of a policy. Absent texts are "", absent dates None."""

    title: str = ""
    effective_date: date | None = None
    wrong_date: str = ""  # what stands at effective_date and is no date
    change_note: str = ""
    summary: str = ""
    id: str = ""
    retroactive: bool = False
    replaces: date | None = None
    retired: date | None = None
    superseded_by: str = ""
    retired_note: str = ""
    last_reviewed: date | None = None
    corrections: tuple[CorrectionNote, ...] = ()
    lang: str = ""
    notice_days: int | None = None
    checks: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))  # switches of `inforce check`
    passed_on: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # key -> line in the file, from 1
    keys: Keys = OURS  # what they are called in the file

    def line(self, key: str) -> int:
        """The line on which a key stands, or 1, where it would be added."""
        return self.lines.get(key, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A policy file taken apart: its front matter, the Markdown below it, and the line on which that begins.

    `damaged`: the text or the front matter as a whole cannot be read, so that nothing of the file can be published.
    """

    meta: Meta
    body: str
    body_line: int
    problems: tuple[Problem, ...]
    damaged: bool = False


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Text of a file: UTF-8 without its byte order mark, LF line ends, Unicode NFC. Anything else is a Problem.

    What is not UTF-8, and NUL, come back as U+FFFD so that the rest of the file can still be checked.
    """
    problems = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data, 0, error.start)) + 1
        mend = "Save the file with the encoding UTF-8."
        problems.append(Problem(path=path, line=line, message="the text is not valid UTF-8.", mend=mend))
        text = data.decode("utf-8-sig", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        mend = "Delete it; a file saved as UTF-16 shows the same fault: save it as UTF-8."
        problems.append(Problem(path=path, line=line, message="there is a NUL character in the text.", mend=mend))
        text = text.replace("\0", "\ufffd")
    return unicodedata.normalize("NFC", text), problems


def read(data: bytes, path: str, *, date_required: bool = True, keys: Keys = OURS) -> Source:
    """Take a policy file apart and check its front matter; never raises for any content.

    `date_required`: whether a missing `effective_date` is a Problem (it is unless the site takes dates from elsewhere). `keys`:
    what the site calls its keys.
    """
    text, problems = decode(data, path)
    block, body, body_line = _split(text)
    if whole := unfinished(text, path) or oversize(body, path, body_line):
        return Source(meta=Meta(keys=keys), body=body, body_line=body_line, problems=(*problems, whole), damaged=True)
    if block is None:
        reader = _Reader(path, keys)
        unseen = yaml_faults.unseen(text, keys.known())
        if unseen:
            reader.fault(unseen.line + 1, "", unseen.what, unseen.mend)
        elif _FENCE.match(text):
            reader.fault(1, "", "the front matter is not closed.", "Add a line with --- below the last key.")
        elif date_required:
            mend = f"Begin the file with ---, title: ..., effective_date: ... ({days.EXAMPLE}) and --- again."
            reader.fault(1, "", "there is no front matter.", keys.said(mend))
        damaged = bool(problems) or (bool(reader.problems) and not date_required)
        return Source(meta=Meta(keys=keys), body=body, body_line=1, problems=(*problems, *reader.problems), damaged=damaged)
    damaged = bool(problems)
    reader = _Reader(path, keys)
    nodes = reader.nodes(block)
    meta = reader.meta(nodes, date_required) if nodes is not None else Meta(keys=keys)
    damaged = damaged or bool(reader.unreadable)
    return Source(
        meta=Meta(keys=keys) if reader.unreadable else meta,
        body=body,
        body_line=body_line,
        problems=(*problems, *reader.problems),
        damaged=damaged,
    )


def is_address(text: str) -> bool:
    """Whether a text can be the address of a policy."""
    return _ADDRESS.fullmatch(text) is not None


def _split(text: str) -> tuple[str | None, str, int]:
    opening = _FENCE.match(text)
    closing = _FENCE_END.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return None, text, 1
    body = text[closing.end() :].removeprefix("\n")
    return text[opening.end() : closing.start()], body, text.count("\n", 0, closing.end()) + 2


class _Reader:
    """Reads the keys of one front matter and keeps what is wrong with them."""

    def __init__(self, path: str, keys: Keys) -> None:
        self.path = path
        self.keys = keys  # once the keys are known: as the file calls them
        self.problems: list[Problem] = []
        self.unreadable: set[int] = set()  # lines for which the front matter as a whole cannot be read

    def fault(self, line: int, key: str, message: str, mend: str, rule: str = "record") -> None:
        if line in self.unreadable:
            return  # what it says is read only to get at the lines below
        problem = Problem(path=self.path, line=line, field=key, message=message, mend=mend, rule=rule, key=self.keys.own(key))
        self.problems.append(problem)

    def meta(self, nodes: Mapping[str, yaml.Node], date_required: bool) -> Meta:
        self.keys = self.keys.in_file(nodes)
        values: dict[str, object] = {}
        passed_on: dict[str, object] = {}
        lines: dict[str, int] = {}
        for name, node in nodes.items():
            key = self.keys.own(name)
            lines[key or name] = _line(node)
            if not key:
                self._of_others(name, node, passed_on)
                continue
            value = _READERS[key](self, name, node)
            if value is not None:
                values[key] = value
            elif key == "effective_date":
                values["wrong_date"] = str(node.value)
        self._required(lines, date_required)
        return Meta(
            passed_on=MappingProxyType(passed_on),
            lines=MappingProxyType(lines),
            keys=self.keys,
            **values,  # type: ignore[arg-type]
        )

    def _required(self, lines: Mapping[str, int], date_required: bool) -> None:
        if "effective_date" not in lines and date_required:
            key = self.keys.called("effective_date")
            mend = f"Add the first day on which this text is in force: {key}: 2018-03-26"
            self.fault(1, key, "the effective date is missing.", mend)
        for key in ("superseded_by", "retired_note"):
            if key in lines and "retired" not in lines:
                name, retired = self.keys.called(key), self.keys.called("retired")
                mend = f"Add {retired}: with the first day on which the policy is no longer offered, or delete {name}."
                self.fault(lines[key], name, "the policy is not retired.", mend)

    def nodes(self, block: str) -> dict[str, yaml.Node] | None:
        root = None
        for _ in range(_MENDED):
            try:
                root = yaml.compose(block, Loader=yaml.SafeLoader)
                break
            except yaml.reader.ReaderError as error:
                line = block.count("\n", 0, error.position) + 2
                self.fault(line, "", "there is a control character in the front matter.", "Delete it.")
                self.unreadable.add(line)
                return None
            except (yaml.YAMLError, RecursionError) as error:
                block = self._unreadable(block, error)
                if not block:
                    return None
        else:
            return None
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._unreadable(block, None)
            return None
        for odd in yaml_values.unsound(root):
            self.fault(_line(odd), "", "there is a control character in the front matter, or half a sign.", "Delete it.")
        nodes: dict[str, yaml.Node] = {}
        for key_node, node in root.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in nodes:
                if self.keys.own(key):
                    mend = f"Keep one of the two; the first stands in line {_line(nodes[key])}."
                    self.fault(_line(key_node), key, "the key is there twice.", mend)
                continue
            nodes[key] = node
        return nodes

    def _unreadable(self, block: str, error: yaml.YAMLError | RecursionError | None) -> str:
        """Report why a front matter cannot be read; gives it with that line mended, so that faults below it come to light, ""
        where the mend would be a guess."""
        found = yaml_faults.explain(block, error, self.keys)
        line = found.line + 2
        again = line in self.unreadable
        what = "not valid YAML" if error else "not a list of keys"
        message = f"the front matter is {what}: {found.what}" if found.what else f"the front matter is {what}."
        self.fault(line, "", message, found.mend)
        self.unreadable.add(line)
        lines = block.split("\n")
        return "\n".join([*lines[: found.line], found.mended, *lines[found.line + 1 :]]) if found.mended and not again else ""

    def _of_others(self, name: str, node: yaml.Node, passed_on: dict[str, object]) -> None:
        """A key of the site's own, handed on as it is, unless it looks like one that was mistyped."""
        if (code := yaml_faults.special_space(name)) and self.keys.near(name):
            message = f"the key holds a no-break space or another special space ({code})."
            self.fault(_line(node), name.strip(), message, "Replace it by an ordinary space, or delete it.")
        elif near := self.keys.near(name):
            mend = f"Did you mean {near}? If it is a key of your own, nothing needs to be done."
            self.fault(_line(node), name, "the key is not known.", mend, rule=MISTYPED)
        try:
            value = yaml_values.plain(node)
        except yaml_values.OddValueError as odd:
            self.fault(_line(node), name, odd.message, odd.mend, rule=THEME)
            return
        if mend := theme_keys.mend(name, value):
            message = "no theme can use this value, so that the key counts for nothing."
            self.fault(_line(node), name, message, mend, rule=THEME)
        else:
            passed_on[name] = value

    def _text(self, key: str, node: yaml.Node, name: str = "") -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(_line(node), key, "this must be a text, not a list.", self._as_text(name or key, node))
            return None
        text = str(node.value).strip()
        most = _LONGEST.get(self.keys.own(key) or name or key, _LONGEST_LINE)
        if len(text) > most:
            mend = f"Shorten it to at most {most:,} signs; what is long belongs in the text."
            self.fault(_line(node), key, f"this has {len(text):,} signs, more than anyone reads here.", mend)
            return None
        if not text or node.tag == "tag:yaml.org,2002:null":
            self.fault(_line(node), key, "there is no text.", "Write the text behind the colon, or delete the key.")
            return None
        return text

    def _as_text(self, key: str, node: yaml.Node) -> str:
        """How a text is written that was read as a list: brackets belong to it, and hyphens are lines of a summary."""
        source = str(node.start_mark.buffer or "")[node.start_mark.pointer : node.end_mark.pointer].rstrip("\0")
        if getattr(node, "flow_style", False) and "\n" not in source:
            return f"Write {key}: {quoted(source)}"
        if self.keys.own(key) == "summary":
            return self.keys.said(yaml_faults.SUMMARY_MEND)
        return f'Write {key}: "..." on one line.'

    def _line_of_text(self, key: str, node: yaml.Node, name: str = "") -> str | None:
        text = self._text(key, node, name)
        if text and "\n" in text:
            summary = self.keys.called("summary")
            self.fault(_line(node), key, "this must be one line.", f"Shorten it to one line; details belong in {summary}.")
            return " ".join(text.split())
        return text

    def _date(self, key: str, node: yaml.Node) -> date | None:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(_line(node), key, "this must be a date.", f"Write it as year-month-day, {days.EXAMPLE}.")
            return None
        try:
            return days.read(str(node.value).strip(), self.keys.timezone)
        except days.NotADayError as fault:
            self.fault(_line(node), key, fault.message, fault.mend)
            return None

    def _flag(self, key: str, node: yaml.Node) -> bool | None:
        value = str(node.value).lower() if isinstance(node, yaml.ScalarNode) else ""
        if value in ("true", "false"):
            return value == "true"
        self.fault(_line(node), key, "this must be true or false.", f"Write {key}: true, or delete the line.")
        return None

    def _address(self, key: str, node: yaml.Node) -> str | None:
        text = self._text(key, node)
        if text is not None and not _ADDRESS.fullmatch(text):
            mend = "Use lower-case letters, digits, hyphens, dots and underscores, with / between folders: terms/refund-policy"
            self.fault(_line(node), key, f'"{text}" cannot be an address.', mend)
            return None
        return text

    def _language(self, key: str, node: yaml.Node) -> str | None:
        text = self._text(key, node)
        found = languages.tag(text) if text is not None else ""
        if text is not None and not found:
            mend = "Write the language's code (BCP 47), for example ar, ja, pt-BR or zh-Hant, or delete the line."
            self.fault(_line(node), key, f'"{text}" is not a language.', mend)
        return found or None

    def _days(self, key: str, node: yaml.Node) -> int | None:
        value = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
        if value.isascii() and value.isdigit() and len(value) < 5:
            return int(value)
        self.fault(_line(node), key, "this must be a number of days.", f"Write it in digits: {key}: 15")
        return None

    def _switches(self, key: str, node: yaml.Node) -> Mapping[str, object] | None:
        value: object = None
        with suppress(yaml_values.OddValueError):
            value = yaml_values.plain(node)
        if isinstance(value, dict):
            return MappingProxyType({str(name): setting for name, setting in value.items()})
        self.fault(_line(node), key, "this must be a list of rules.", f"Write it as: {key}: {{term-unused: off}}")
        return None

    def _corrections(self, key: str, node: yaml.Node) -> tuple[CorrectionNote, ...] | None:
        mend = f"Write it as: {key}: [{{date: 2018-03-28, note: Fixed a typo.}}]"
        if not isinstance(node, yaml.SequenceNode):
            self.fault(_line(node), key, "this must be a list.", mend)
            return None
        notes = []
        for item in node.value:
            parts = {str(k.value): v for k, v in item.value} if isinstance(item, yaml.MappingNode) else {}
            if set(parts) != {"date", "note"} or len(item.value) != 2:
                why = yaml_faults.cut_entry(item) or ("each correction has a date and a note, nothing else.", mend)
                self.fault(_line(item), key, *why)
                continue
            day, note = self._date(key, parts["date"]), self._line_of_text(key, parts["note"], "note")
            if day and note:
                notes.append(CorrectionNote(date=day, note=note))
        return tuple(notes)


_READERS: Mapping[str, Callable[[_Reader, str, yaml.Node], object]] = {
    "title": _Reader._line_of_text,
    "effective_date": _Reader._date,
    "change_note": _Reader._line_of_text,
    "summary": _Reader._text,
    "id": _Reader._address,
    "retroactive": _Reader._flag,
    "replaces": _Reader._date,
    "retired": _Reader._date,
    "superseded_by": _Reader._line_of_text,
    "retired_note": _Reader._line_of_text,
    "last_reviewed": _Reader._date,
    "corrections": _Reader._corrections,
    "lang": _Reader._language,
    "notice_days": _Reader._days,
    "checks": _Reader._switches,
}


def _line(node: yaml.Node) -> int:
    """A node's line in the file: marks count from 0, below the opening fence."""
    return int(node.start_mark.line) + 2
