"""A policy file's bytes with other values in its front matter; every other byte stays, and what was done is proved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml

from inforce.editing import yaml_writer
from inforce.editing.yaml_writer import Value
from inforce.keys import OURS, CorrectionNote, Keys
from inforce.problems import UserError
from inforce.source import front_matter

_BOM = "\ufeff"
_OPENING = re.compile(r"---[ \t]*(\r\n|\r|\n)")
_CLOSING = re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
# A key that is new stands below the first of these that is there, else below all keys.
_BELOW: Mapping[str, tuple[str, ...]] = {
    "effective_date": ("title",),
    "retroactive": ("effective_date", "title"),
    "change_note": ("effective_date", "title"),
    "summary": ("change_note", "effective_date", "title"),
    "corrections": ("change_note", "effective_date", "title"),
    "retired": ("change_note", "effective_date", "title"),
    "retired_note": ("retired", "change_note", "effective_date", "title"),
    "superseded_by": ("retired", "change_note", "effective_date", "title"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be different: keys with their new values, None to delete one, and a correction to add to the list."""

    values: Mapping[str, Value | None] = field(default_factory=dict)
    correction: CorrectionNote | None = None


def changed(data: bytes, path: str, changes: Changes, keys: Keys = OURS, *, date_required: bool = True) -> bytes:
    """The file with these changes and otherwise the same bytes; `keys`: what the site calls those of front matter. Where
    the date may stand elsewhere (not `date_required`), a file without front matter gets one.

    Raises UserError where the front matter cannot be read, or is written in a way that forbids such an edit.
    """
    source = front_matter.read(data, path, date_required=date_required, keys=keys)
    if source.damaged:
        raise UserError("\n".join(str(problem) for problem in source.problems))
    if not date_required:
        data = _begun(data)
    wanted = {key: value for key, value in changes.values.items() if value is not None or key in source.meta.lines}
    edit = _Edit(data.decode("utf-8"), path, source.meta.keys)
    for key, value in wanted.items():
        edit.set(key, value)
    if changes.correction:
        edit.correct(changes.correction)
    made = edit.text().encode("utf-8")
    _prove((data, made), path, wanted, changes.correction, keys)
    return made


def _begun(data: bytes) -> bytes:
    """A sound file with an empty front matter, where it has none."""
    text = data.decode("utf-8")
    mark, text = (_BOM, text.removeprefix(_BOM)) if text.startswith(_BOM) else ("", text)
    end = _LINE_END.search(text)
    newline = end[0] if end else "\n"
    return data if _OPENING.match(text) else f"{mark}---{newline}---{newline}{newline}{text}".encode()


class _Edit:
    """One front matter, the places of its values, and what goes to which place."""

    def __init__(self, text: str, path: str, keys: Keys) -> None:
        """`keys` are those of the file."""
        self._keys = keys
        self._text = text
        self._path = path
        self._pieces: list[tuple[int, int, str]] = []
        begin = len(_BOM) if text.startswith(_BOM) else 0
        opening = _OPENING.match(text, begin)
        closing = _CLOSING.search(text, opening.end()) if opening else None
        if not opening or not closing:
            mend = keys.said("Begin the file with ---, title: ..., effective_date: ..., ---")
            raise UserError(f"{path}: there is no front matter. {mend}")
        self._newline = opening[1]
        self._base, self._end = opening.end(), closing.start()
        root = yaml.compose(text[self._base : self._end], Loader=yaml.SafeLoader)
        if root is not None and (not isinstance(root, yaml.MappingNode) or root.flow_style):
            raise self._refusal()
        self._nodes: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in root.value if root is not None else ():
            own = keys.own(key.value)
            if own in self._nodes:
                raise UserError(f"{path}: the key {key.value} is there twice. Keep one.")
            if own:
                self._nodes[own] = key, value

    def text(self) -> str:
        """The whole file with all pieces put in."""
        made, done = [], 0
        for start, end, piece in sorted(self._pieces, key=lambda piece: piece[:2]):
            made += [self._text[done:start], piece]
            done = end
        return "".join([*made, self._text[done:]])

    def set(self, key: str, value: Value | None) -> None:
        """Give a key its value: in its place, or on a line of its own; None takes its lines away."""
        if key not in self._nodes:
            assert value is not None, "only what is there is deleted"
            self._add(key, self._written(value))
            return
        name, node = self._nodes[key]
        if value is None:
            self._put(self._line_start(self._at(name.start_mark)), self._below(node), "")
        elif not isinstance(node, yaml.ScalarNode):
            raise self._refusal()
        else:
            start, end = self._at(node.start_mark), self._content_end(node)
            gap = " " if start == end and self._text[start - 1] == ":" else ""
            self._put(start, end, gap + self._rewritten(node, value))

    def correct(self, note: CorrectionNote) -> None:
        """Add an entry to the list of corrections, written as the entries before it are."""
        if "corrections" not in self._nodes:
            self._add("corrections", f"{self._newline}  - {yaml_writer.correction(note)}".removeprefix(" "), gap="")
            return
        _, node = self._nodes["corrections"]
        if not isinstance(node, yaml.SequenceNode):
            raise self._refusal()
        last = node.value[-1] if node.value else None
        if node.flow_style or last is None:
            place = self._at(last.end_mark) if last else self._at(node.start_mark) + 1
            self._put(place, place, (", " if last else "") + yaml_writer.correction(note))
            return
        first = node.value[0].start_mark.column
        dash = " " * node.start_mark.column + "-".ljust(first - node.start_mark.column)
        entry = yaml_writer.correction(note)
        if isinstance(last, yaml.MappingNode) and not last.flow_style:
            entry = f"date: {note.date}{self._newline}{' ' * first}note: {yaml_writer.scalar(note.note)}"
        place = self._below(node)
        self._put(place, place, f"{dash}{entry}{self._newline}")

    def _add(self, key: str, written: str, gap: str = " ") -> None:
        above = next((name for name in _BELOW[key] if name in self._nodes), None)
        place = self._below(self._nodes[above][1]) if above else self._end
        self._put(place, place, f"{self._keys.called(key)}:{gap}{written}{self._newline}")

    def _written(self, value: Value, style: str | None = None) -> str:
        if isinstance(value, str) and "\n" in value:
            return yaml_writer.block(value, self._newline)
        return yaml_writer.scalar(value, style)

    def _rewritten(self, node: yaml.ScalarNode, value: Value) -> str:
        """A value in the style of the one in its place."""
        if node.style in ("|", ">") and isinstance(value, str):
            header, *below = self._text[self._at(node.start_mark) : self._at(node.end_mark)].splitlines()
            indent = next((line[: len(line) - len(line.lstrip())] for line in below if line.strip()), "  ")
            sign = "|" + header[1:] if "\n" in value else header
            return self._newline.join([sign, *yaml_writer.lines(value, indent)])
        return self._written(value, node.style if node.style in ("'", '"') else None)

    def _put(self, start: int, end: int, piece: str) -> None:
        self._pieces.append((start, end, piece))

    def _at(self, mark: yaml.Mark) -> int:
        return self._base + int(mark.index)

    def _content_end(self, node: yaml.Node) -> int:
        """Where a value ends, without line breaks and comments behind it."""
        if isinstance(node, yaml.ScalarNode):
            start, end = self._at(node.start_mark), self._at(node.end_mark)
            return start + len(self._text[start:end].rstrip("\r\n")) if node.style in ("|", ">") else end
        assert isinstance(node, yaml.CollectionNode), "YAML knows nothing else"
        if node.flow_style or not node.value:
            return self._at(node.end_mark)
        last = node.value[-1]
        return self._content_end(last[1] if isinstance(last, tuple) else last)

    def _below(self, node: yaml.Node) -> int:
        """The beginning of the line below a value, and below the comment behind it."""
        line = _LINE.match(self._text, self._content_end(node))
        assert line, "the pattern matches nothing, too"
        return line.end()

    def _line_start(self, place: int) -> int:
        return max(self._text.rfind("\n", 0, place), self._text.rfind("\r", 0, place)) + 1

    def _refusal(self) -> UserError:
        return UserError(f"{self._path}: {_BY_HAND}")


_BY_HAND = "its front matter is written in a way that cannot be changed safely by a program. Edit it by hand."


def _prove(
    files: tuple[bytes, bytes], path: str, wanted: Mapping[str, Value | None], correction: CorrectionNote | None, keys: Keys
) -> None:
    """Read both files: they may differ in what was asked for, and in nothing else. Raises UserError where they do."""
    before, after = files
    old, new = (front_matter.read(data, path, keys=keys) for data in files)
    if new.damaged:
        raise UserError(f"{path}: {_BY_HAND}")
    touched = {new.meta.keys.called(key) for key in (*wanted, *(("corrections",) if correction else ()))}
    touched |= {old.meta.keys.called(key) for key in wanted}
    kept = [(key, value) for key, value in _plain(before) if key not in touched]
    same = kept == [(key, value) for key, value in _plain(after) if key not in touched] and old.body == new.body
    known = {(problem.field, problem.message) for problem in old.problems}
    sound = all((problem.field, problem.message) in known for problem in new.problems)
    stated = all(
        key not in new.meta.lines if value is None else getattr(new.meta, key) == _normal(value)
        for key, value in wanted.items()
    )
    if correction:
        note = replace(correction, note=str(_normal(correction.note)))
        stated = stated and new.meta.corrections == (*old.meta.corrections, note)
    if not (same and sound and stated):
        raise UserError(f"{path}: {_BY_HAND}")


def _normal(value: Value) -> Value:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _plain(data: bytes) -> list[tuple[str, object]]:
    """Every key with its value as YAML reads it, before any check, in the order of the file."""
    text = data.decode("utf-8-sig")
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    assert opening and closing, "the front matter was there before"
    root = yaml.compose(text[opening.end() : closing.start()], Loader=yaml.SafeLoader)
    return [(key.value, list(_shape(value))) for key, value in (root.value if root is not None else ())]


def _shape(node: yaml.Node) -> Iterator[object]:
    yield node.tag
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    for part in node.value if not isinstance(node, yaml.ScalarNode) else ():
        for inner in part if isinstance(part, tuple) else (part,):
            yield list(_shape(inner))
