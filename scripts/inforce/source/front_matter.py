"""A policy file's bytes -> its front matter as checked values, and its text; every fault as a Problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import yaml

from inforce.keys import KEYS, MISTYPED, OURS, THEME, Keys, Meta
from inforce.problems import Problem
from inforce.source import days, theme_keys, yaml_faults, yaml_values
from inforce.source.values import KINDS, Reader, line_of
from inforce.source.whole_text import oversize, unfinished

_LINE_END = re.compile(rb"\r\n|\r|\n")
_FENCE = re.compile(r"---[ \t]*\n")
_CLOSED = re.compile(rb"[\r\n](?:---|\.\.\.)[ \t]*[\r\n]")
_ODD_KEY = re.compile(
    r"\\.*[\"'][ \t]*:|(?:^|\s)\?\s|\*[^\s*]+\s*:"
)  # one that is written with escapes, behind ?, or as an alias
_FENCE_END = re.compile(r"^(---|\.\.\.)[ \t]*$", re.M)
_MENDED = 20  # lines that are taken as they were meant, to read on below them


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
    block, body, body_line = split(text)
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


def may_have(data: bytes, names: Sequence[str]) -> bool:
    """Whether one of these keys may stand in the front matter of a file, told without reading that: never False for one that
    does."""
    end = _CLOSED.search(data, 3)
    block = unicodedata.normalize("NFC", (data[: end.start()] if end else data).decode("utf-8", "replace"))
    if _ODD_KEY.search(block) or not all(map(str.isascii, names)):
        return True
    return any(re.search(rf"(?<![\w-]){re.escape(name)}[\"']?\s*:", block) for name in names)


def split(text: str) -> tuple[str | None, str, int]:
    """The front matter of a text without its fences (None for none), what is below, and the line on which that begins."""
    opening = _FENCE.match(text)
    closing = _FENCE_END.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return None, text, 1
    body = text[closing.end() :].removeprefix("\n")
    return text[opening.end() : closing.start()], body, text.count("\n", 0, closing.end()) + 2


class _Reader(Reader):
    """Reads the keys of one front matter."""

    def meta(self, nodes: Mapping[str, yaml.Node], date_required: bool) -> Meta:
        self.keys = self.keys.in_file(nodes)
        values: dict[str, object] = {}
        passed_on: dict[str, object] = {}
        lines: dict[str, int] = {}
        for name, node in nodes.items():
            key = self.keys.own(name)
            lines[key or name] = line_of(node)
            if not key:
                self._of_others(name, node, passed_on)
                continue
            value = KINDS[KEYS[key].kind].read(self, name, node)
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
        for key, declared in KEYS.items():
            if declared.only_with == "retired" and key in lines and "retired" not in lines:
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
            self.fault(line_of(odd), "", "there is a control character in the front matter, or half a sign.", "Delete it.")
        nodes: dict[str, yaml.Node] = {}
        for key_node, node in root.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in nodes:
                if self.keys.own(key):
                    mend = f"Keep one of the two; the first stands in line {line_of(nodes[key])}."
                    self.fault(line_of(key_node), key, "the key is there twice.", mend)
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
            self.fault(line_of(node), name.strip(), message, "Replace it by an ordinary space, or delete it.")
        elif near := self.keys.near(name):
            mend = f"Did you mean {near}? If it is a key of your own, nothing needs to be done."
            self.fault(line_of(node), name, "the key is not known.", mend, rule=MISTYPED)
        try:
            value = yaml_values.plain(node)
        except yaml_values.OddValueError as odd:
            self.fault(line_of(node), name, odd.message, odd.mend, rule=THEME)
            return
        if mend := theme_keys.mend(name, value):
            message = "no theme can use this value, so the key is not used."
            self.fault(line_of(node), name, message, mend, rule=THEME)
        else:
            passed_on[name] = value
