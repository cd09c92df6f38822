"""Makes a policy's Markdown read as wanted: changes the lines that must change, leaves every other byte, and proves it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from inforce.editing.excerpts import named
from inforce.editing.from_word.dialect import pairs
from inforce.editing.markdown import site_reading
from inforce.editing.markdown.inline_writer import Style, UnwrittenError, flat, habits, plainer, rewritten, wrapped
from inforce.editing.markdown.list_items import is_tight, new_item, renumbered
from inforce.editing.markdown.patch import Changes, Chunk, assembled
from inforce.editing.markdown.source_map import Item, Place, Source, Written, read_source
from inforce.source import front_matter
from inforce.text.dialect import COMMONMARK, Dialect
from inforce.text.rich_text import ROWS, Block, Signs

_ATX = re.compile(r"(#{1,6})(?=\s|$)")
_DELIMITER = re.compile(r"[^|]*-[^|]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The new bytes of the file; or, in `refused`, which passages could not be carried over, as sentences."""

    data: bytes
    refused: tuple[str, ...] = ()


def source_of(data: bytes, path: str, title: str = "", dialect: Dialect = COMMONMARK) -> Source:
    """A policy's file as blocks with their places; `title` is what it is called. The file must be readable."""
    read = front_matter.read(data, path)
    text, _ = front_matter.decode(data, path)
    return read_source(text, read.body, title or read.meta.title, dialect)


def carry(data: bytes, path: str, wanted: Sequence[Block], title: str = "", dialect: Dialect = COMMONMARK) -> Carried:
    """The file with as few lines changed as make it read as `wanted`; nothing where that cannot be proved."""
    source = source_of(data, path, title, dialect)
    target, reason = _with_title(source, wanted)
    if reason:
        return Carried(data=data, refused=(reason,))
    styles = list(plainer(habits(source)))
    tries = [0] * len(target)
    while True:
        work = _Work(data, source, target, [styles[k] for k in tries])
        made = work.run()
        if work.refused:
            return Carried(data=data, refused=tuple(dict.fromkeys(work.refused)))
        missed = _missed(source_of(made, path, title, dialect), target)
        if missed is None:
            if others := site_reading.other_than_before(_body(data, path), _body(made, path), path, dialect):
                return Carried(data=data, refused=tuple(map(_unread, others)))
            return Carried(data=made)
        again = [k for k in missed if k < len(target) and tries[k] < len(styles) - 1]
        if not again:
            told = [f"{named(target[k])} {target[k].shown}" for k in missed if k < len(target)]
            return Carried(data=data, refused=tuple(map(_unwritable, told or ["what stands where a passage was deleted"])))
        for k in again:
            tries[k] += 1


def _body(data: bytes, path: str) -> str:
    return front_matter.read(data, path).body


def _unread(passage: str) -> str:
    return (
        f"In the Markdown of the site, “{passage}” would not be shown as it is in the file. Give it a simpler form in Word, or "
        "write it in the Markdown file."
    )


def _unwritable(passage: str) -> str:
    return (
        f"Written as Markdown, {passage} would read as something else than in the file: Markdown has no writing for it as it "
        "is formatted there, or beside what stands around it. Give it a simpler form in Word, or write it in the Markdown file."
    )


def _with_title(source: Source, wanted: Sequence[Block]) -> tuple[list[Block], str]:
    """What is wanted, below the title that the front matter gives, which a Word file need not show; and why it cannot be, if
    the file shows another one."""
    first = source.places[0] if source.places else None
    if not first or not first.fixed or first.block.kind != "h1":
        return list(wanted), ""
    if not wanted or wanted[0].kind != "h1":
        return [first.block, *wanted], ""
    if wanted[0].key == first.block.key:
        return list(wanted), ""
    return list(wanted), (
        f"The title of the Word file is {wanted[0].shown}, that of the policy is {first.block.shown}. If it is to change, "
        "write it into the first lines of the Markdown file (title: ...); if not, give the Word file the policy's title."
    )


def _missed(made: Source, target: Sequence[Block]) -> list[int] | None:
    """Which of the wanted blocks the file does not have; None if it reads exactly as wanted."""
    keys, wanted = [place.block.key for place in made.places], [b.key for b in target]
    if keys == wanted:
        return None
    found: list[int] = []
    for kind, _, _, b0, b1 in SequenceMatcher(None, keys, wanted, autojunk=False).get_opcodes():
        if kind != "equal":
            found += range(b0, b1) if b1 > b0 else [b0]
    return found


@dataclass(slots=True)
class _Ground:
    """Where new blocks stand: the list items around the block before them, and what that is."""

    path: tuple[Item, ...]
    kind: str
    table: int
    lead: str
    box: str = ""


@dataclass(slots=True)
class _Work:
    """One attempt."""

    data: bytes
    source: Source
    target: Sequence[Block]
    styles: Sequence[Style]
    refused: list[str] = field(default_factory=list)
    lines: Changes = field(default_factory=Changes)

    def run(self) -> bytes:
        """The file's bytes with all changes in them."""
        old = [place.block for place in self.source.places]
        found = dict(pairs(old, self.target))
        owners = {j: i for i, j in found.items()}
        for i in range(len(old)):
            if i not in found:
                self._delete(i, found)
        moved = {old[i].key: self.source.places[i].cells for i in range(len(old)) if i not in found}
        anchor = -1
        following = _following(owners, len(self.target), len(old))
        ground: _Ground | None = None
        for j in range(len(self.target)):
            if j in owners:
                anchor, ground = owners[j], None
                self._change(anchor, j)
            else:
                ground = self._insert(anchor, following[j], j, ground, moved.get(self.target[j].key, ()))
        self.lines.edits += renumbered(self.source, found)
        return assembled(self.data, self.source, self.lines)

    def _refuse(self, what: str) -> None:
        self.refused.append(what)

    def _refuse_unwritten(self, error: UnwrittenError, new: Block) -> None:
        self._refuse(f"{str(error)[0].upper()}{str(error)[1:]}: {new.shown}")

    # blocks that stay

    def _change(self, i: int, j: int) -> None:
        place, new = self.source.places[i], self.target[j]
        old = place.block
        if old.key == new.key:
            return
        if place.fixed:
            self._refuse(f"This passage is written as HTML. Change it in the Markdown file: {new.shown}")
            return
        try:
            if old.kind == new.kind and old.kind in ROWS:
                self._change_row(i, j)
            elif old.kind == new.kind == "code":
                self._change_code(place, new)
            elif self._keeps_frame(place, new):
                self._change_words(place, new, 0, j)
            else:
                self._replace(i, j)
        except UnwrittenError as error:
            self._refuse_unwritten(error, new)

    def _keeps_frame(self, place: Place, new: Block) -> bool:
        """Whether only the words of a block change, or the level of a heading with them."""
        if place.cells[0] is None:
            return False
        if place.block.form == new.form:
            return True
        return place.block.level > 0 and new.level > 0 and self._change_level(place, new)

    def _change_words(self, place: Place, new: Block, cell: int, j: int) -> None:
        written = place.cells[cell]
        assert written is not None
        if place.block.cells[cell] == new.cells[cell]:
            return
        style = self._style(new, place.lead, j)
        made = self._content(written, new.cells[cell], style)
        if style.width and not style.cell and not style.heading:
            old = self.source.text[written.start : written.stop]
            made = wrapped(made, old, written.start - self.source.starts[place.first], style)
        if made != self.source.text[written.start : written.stop]:
            self.lines.edits.append((written.start, written.stop, made))

    def _content(self, written: Written | None, signs: Signs, style: Style) -> str:
        return rewritten(self.source.text, written, signs, style)

    def _style(self, new: Block, lead: str, j: int) -> Style:
        return replace(self.styles[j], cell=new.kind in ROWS, heading=new.level > 0, lead=lead)

    def _change_level(self, place: Place, new: Block) -> bool:
        """Write the level of a heading anew; False for one that is underlined."""
        found = _ATX.search(self.source.lines[place.first])
        if not found:
            return False
        start = self.source.starts[place.first]
        self.lines.edits.append((start + found.start(), start + found.end(), "#" * new.level))
        return True

    def _change_row(self, i: int, j: int) -> None:
        place, new = self.source.places[i], self.target[j]
        changed = [k for k in range(len(new.cells)) if k >= len(place.cells) or not _same(place.block, new, k)]
        if len(new.cells) == len(place.cells) and all(place.cells[k] is not None and new.cells[k] for k in changed):
            for k in changed:
                self._change_words(place, new, k, j)
            return
        origin = _cells_from(place.block, new)
        style = self._style(new, place.lead, j)
        made = [
            self._content(None if origin[k] is None else place.cells[origin[k]], cell, style)  # type: ignore[index]
            for k, cell in enumerate(new.cells)
        ]
        self.lines.rows[place.first] = [place.lead + _row(made)]
        if place.last == place.first + 2 and len(new.cells) != len(place.cells):
            self.lines.rows[place.first + 1] = [place.lead + _delimiter(self.source.lines[place.first + 1], origin)]

    def _change_code(self, place: Place, new: Block) -> None:
        lines = self.source.lines[place.first : place.last]
        fenced = re.match(r"[ \t>]*(?:[-+*]|\d+[.)])?[ \t]*(`{3,}|~{3,})", lines[0])
        text = [sign.text for sign in new.cells[0]]
        inner = [place.lead + line if line else line for line in "".join(text).split("\n")]
        if not fenced:
            self._replace_lines(place, inner)
            return
        closed = len(lines) > 1 and fenced[1] in lines[-1] and not lines[-1].strip(f" \t>{fenced[1][0]}")
        self._replace_lines(place, [lines[0], *inner, *(lines[-1:] if closed else [])])

    def _replace_lines(self, place: Place, lines: list[str]) -> None:
        self.lines.rows[place.first] = lines
        for number in range(place.first + 1, place.last):
            self.lines.rows[number] = []

    def _replace(self, i: int, j: int) -> None:
        """A block of another kind in the place of one: its words keep their writing where they stay."""
        self._delete(i, {})
        self._insert(i, i + 1, j, None, self.source.places[i].cells)

    # blocks that go and come

    def _delete(self, i: int, found: Mapping[int, int]) -> None:
        place = self.source.places[i]
        beside = [k for k, other in enumerate(self.source.places) if other.fixed and other.first == place.first]
        if place.fixed and (place.first == place.last or any(k in found for k in beside)):
            self._refuse(f"This passage is written as HTML. Delete it in the Markdown file: {place.block.shown}")
        for number in range(place.first, place.last):
            self.lines.deleted[number] = place.block.kind not in ("ul", "ol", *ROWS)

    def _insert(
        self, anchor: int, following: int, j: int, ground: _Ground | None, cells: tuple[Written | None, ...] = ()
    ) -> _Ground:
        """Put a block in behind the block `anchor`; `following` is the next old block that stays."""
        places, new = self.source.places, self.target[j]
        before = places[anchor] if anchor >= 0 else None
        after = places[following] if following < len(places) else None
        if ground is None:
            ground = _ground(before) if before else _Ground((), "", 0, "")
        line = before.last if before else self.source.top
        try:
            chunk, ground = self._written(new, j, ground, after, cells)
        except UnwrittenError as error:
            self._refuse_unwritten(error, new)
            return ground
        self.lines.chunks.setdefault(line, []).append(chunk)
        return ground

    def _written(
        self, new: Block, j: int, ground: _Ground, after: Place | None, cells: tuple[Written | None, ...]
    ) -> tuple[Chunk, _Ground]:
        old = list(cells) + [None] * len(new.cells)
        if new.kind in ("ul", "ol"):
            return self._written_item(new, j, ground, after, old[0])
        inside = bool(ground.path) and (new.indented or _shares_list(ground.path, after)) and new.kind in ("p", "code", *ROWS)
        path = ground.path if inside else ()
        lead = path[-1].lead if path else f"{ground.box}> " if new.kind == "quote" else ground.box
        style = self._style(new, lead, j)
        if new.kind == "note":
            raise UnwrittenError("a new footnote: write it in the Markdown file as [^name], and import the rest")
        if new.kind in ROWS:
            return self._written_row(new, style, ground, after, lead, path, old)
        if new.kind == "code":
            text = "".join(sign.text for sign in new.cells[0])
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            made = "\n".join([fence, text, fence])
        else:
            hashes = "#" * new.level + " " if new.level else ""
            made = hashes + flat(self._content(old[0], new.cells[0], style))
            made = wrapped(made, "", len(lead), style) if style.width and not hashes else made
        lines = [lead + line if k == 0 or new.kind == "code" else line for k, line in enumerate(made.split("\n"))]
        blank = ">" if new.kind == "quote" and ground.lead.startswith(">") else ""
        return Chunk(lines=lines, blank=blank), _Ground(path, new.kind, 0, lead, ground.box)

    def _written_row(
        self, new: Block, style: Style, ground: _Ground, after: Place | None, lead: str, path: tuple[Item, ...],
        old: Sequence[Written | None],
    ) -> tuple[Chunk, _Ground]:  # fmt: skip
        line = lead + _row([self._content(old[k], cell, style) for k, cell in enumerate(new.cells)])
        grows = new.kind == "row" and ground.kind in ROWS
        lines = [line] if grows else [line, lead + _row(["---"] * len(new.cells))]
        table = ground.table if grows else -1
        tight_after = after is not None and after.block.kind == "row" and after.table == table
        return Chunk(lines=lines, tight=grows, tight_after=tight_after), _Ground(path, "row", table, lead, ground.box)

    def _written_item(
        self, new: Block, j: int, ground: _Ground, after: Place | None, old: Written | None
    ) -> tuple[Chunk, _Ground]:
        item, tight = new_item(self.source, new, ground.path, after)
        style = self._style(new, item.lead, j)
        made = flat(self._content(old, new.cells[0], style))
        made = wrapped(made, "", len(item.lead), style) if style.width else made
        line = item.indent + item.marker + made
        joined = after is not None and any(other.list == item.list for other in after.items)
        chunk = Chunk(lines=line.split("\n"), tight=tight, tight_after=joined and is_tight(self.source, item.list))
        return chunk, _Ground((*ground.path[: item.depth], item), new.kind, 0, item.lead, ground.box)


def _ground(before: Place) -> _Ground:
    return _Ground(before.items, before.block.kind, before.table, before.lead, before.box)


def _following(owners: Mapping[int, int], count: int, end: int) -> list[int]:
    """For each wanted block the next old one that stays."""
    out = [end] * count
    for j in range(count - 1, -1, -1):
        out[j] = owners.get(j, out[j + 1] if j + 1 < count else end)
    return out


def _same(old: Block, new: Block, k: int) -> bool:
    return old.key.split("\x1d")[1:][k] == new.key.split("\x1d")[1:][k]


def _cells_from(old: Block, new: Block) -> list[int | None]:
    """For each cell of a row the one it was before; by their words, else by their place where the numbers agree."""
    before, now = old.key.split("\x1d")[1:], new.key.split("\x1d")[1:]
    if len(before) == len(now):
        return list(range(len(now)))
    out: list[int | None] = [None] * len(now)
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and a1 - a0 == b1 - b0):
            out[b0:b1] = range(a0, a1)
    return out


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _delimiter(line: str, origin: Sequence[int | None]) -> str:
    old = [part.strip() for part in _DELIMITER.findall(line)]
    return "|" + "|".join(old[k] if k is not None and k < len(old) else "---" for k in origin) + "|"


def _shares_list(path: tuple[Item, ...], after: Place | None) -> bool:
    return after is not None and bool(after.items) and after.items[0].list == path[0].list
