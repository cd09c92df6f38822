"""A policy's Markdown -> blocks that know where they stand in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import accumulate

from markdown_it.token import Token

from inforce.editing.markdown.inline_map import Positions, Scanner
from inforce.text import github_blocks, markdown, parsing
from inforce.text.dialect import COMMONMARK, Dialect
from inforce.text.html_tree import Element as HtmlElement
from inforce.text.html_tree import Leaf, Node, read_document
from inforce.text.rich_text import BREAK, IMAGE, LINK, PLAIN, Block, Sign, Signs, block, from_text
from inforce.text.tokens import tokenize

_MARKER = re.compile(r"(?:[-+*]|(\d{1,9})[.)])[ \t]+$")
_ALT = re.compile(r"""<img\b[^>]*?\balt\s*=\s*["']([^"']*)""", re.I)
_LISTS = {"bullet_list_open": "ul", "ordered_list_open": "ol"}
_HTML_MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "s": "s", "code": "code", "sup": "sup", "sub": "sub"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Inline content as the file writes it: its signs, and where it begins and ends."""

    signs: Signs
    start: int
    stop: int


@dataclass(slots=True, kw_only=True)
class Item:
    """A list item: `indent` stands before its marker, `lead` before its further lines; `number` is where its number stands."""

    list: int  # which list of the file
    kind: str
    depth: int
    indent: str = ""
    marker: str = ""
    lead: str = ""
    number: tuple[int, int] | None = None
    fresh: bool = True  # none of its content was read yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A block and where it stands: lines[first:last] of the file. `cells` are None where their words have no known place."""

    block: Block
    first: int
    last: int
    cells: tuple[Written | None, ...] = ()
    lead: str = ""  # what stands before further lines of the same container
    items: tuple[Item, ...] = ()  # the list items around it, innermost last
    table: int = 0  # which table of the file a row belongs to
    fixed: bool = False  # not written in the text, or as HTML: cannot be edited
    box: str = ""  # the indent of the boxes around it, which the Markdown of a site has


@dataclass(slots=True)
class Source:
    """The whole file: its text (LF, NFC), its lines, the line on which its body begins, and its blocks as they are read."""

    text: str
    lines: list[str]
    top: int
    places: list[Place] = field(default_factory=list)
    images: list[str] = field(default_factory=list)  # the words that stand for its images

    @property
    def starts(self) -> list[int]:
        """Where each line begins in the text, and where the text ends."""
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))


def read_source(text: str, body: str, title: str, dialect: Dialect = COMMONMARK) -> Source:
    """The blocks of a file whose text ends with `body`; `title` is read first where the body does not begin with it."""
    prose = dialect.as_commonmark(body)
    tokens, kept = parsing.rendered(prose)
    source = Source(text=text, lines=text.split("\n"), top=text.count("\n", 0, len(text) - len(body)))
    reader = _Reader(source, kept, [] if prose is body else prose.split("\n"))
    if title and not markdown.begins_with_title(tokens, title):
        heading = block("h1", [from_text(title)])
        source.places.append(Place(block=heading, first=source.top, last=source.top, fixed=True))
    reader.read(tokens)
    source.images += [child.content for token in tokens for child in token.children or () if child.type == "image"]
    raw = (child.content for token in tokens for child in (token, *(token.children or ())) if child.type.startswith("html_"))
    source.images += [unescape(alt) for html in raw for alt in _ALT.findall(html)]
    return source


class _Reader:
    """Reads block tokens in order."""

    def __init__(self, source: Source, kept: Sequence[int], prose: Sequence[str]) -> None:
        self.source, self.kept, self.prose = source, kept, prose
        self.starts = source.starts
        self.around: list[str] = []  # open containers
        self.items: list[Item] = []
        self.lists = self.tables = 0
        self.row: list[tuple[Signs, Written | None]] = []  # of the table's row that is open
        self.row_line = 0

    def line(self, number: int) -> int:
        """The file's line for a line that the tokens count; the one after the last for what is behind the end."""
        if number < len(self.kept):
            return self.source.top + self.kept[number]
        return len(self.source.lines)

    def span(self, token: Token) -> tuple[int, int]:
        """The file's lines of a block, without empty ones at its end."""
        assert token.map is not None
        first, last = self.line(token.map[0]), self.line(token.map[1] - 1) + 1
        while last > first + 1 and not self.source.lines[last - 1].strip():
            last -= 1
        return first, last

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all blocks."""
        opened = tokens[0] if tokens else None
        for token in tokens:
            kind = token.type
            if kind == "inline":
                assert opened is not None
                self._inline(opened, token)
            elif kind in ("fence", "code_block"):
                self._code(token)
            elif kind == "html_block":
                self._html(token)
            elif kind == "tr_close":
                self._row(opened)
            elif kind.endswith("_open"):
                self._open(token)
            elif kind.endswith("_close"):
                self._close(kind)
            opened = token if kind.endswith("_open") else opened

    def _open(self, token: Token) -> None:
        kind = token.type
        if kind in _LISTS:
            self.lists += 1
            self.around.append(f"{_LISTS[kind]} {self.lists}")
        elif kind == "list_item_open":
            name, number = next(entry for entry in reversed(self.around) if entry[:2] in ("ul", "ol")).split()
            self.items.append(Item(list=int(number), kind=name, depth=len(self.items)))
        elif kind in ("blockquote_open", "footnote_open", "dt_open", "dd_open"):
            self.around.append(kind.removesuffix("_open"))
        elif kind == "table_open":
            self.tables += 1

    def _close(self, kind: str) -> None:
        if kind == "list_item_close":
            self.items.pop()
        elif kind in (
            "bullet_list_close",
            "ordered_list_close",
            "blockquote_close",
            "footnote_close",
            "dt_close",
            "dd_close",
        ):
            self.around.pop()

    def _inline(self, opened: Token, token: Token) -> None:
        if opened.type in ("th_open", "td_open"):
            assert token.map is not None
            number, self.row_line = len(self.row), self.line(token.map[0])
            self.row.append(self._scanned(token, self._cell_positions(token, number), heading=False))
            return
        assert token.map is not None
        if opened.attrs.get("class") == github_blocks.TITLE:
            self._title(token)
            return
        heading = opened.type == "heading_open"
        positions = self._positions(token, heading)
        signs, written = self._scanned(token, positions, heading=heading and not opened.level)
        first, last = self.span(opened if heading else token)
        column = self._column(first, positions)
        before = self.source.lines[first][:column]
        item = self.items[-1] if self.items else None
        kind, depth = ("h" + opened.tag[1], 0) if heading else ("p", 0)
        if item and item.fresh:
            self._describe(item, first, column)
            if not heading:
                kind, depth = item.kind, item.depth
            item.fresh = False
        elif not heading:
            kind = self._kind()
        read = block(kind, [signs], depth=depth, indented=bool(item) and kind == "p", bold=self.around[-1:] == ["dt"])
        lead = "    " if "footnote" in self.around else re.sub(r"[^>\s]", " ", before if not heading else before.rstrip("# \t"))
        if signs or written:
            self._add(read, first, last, (written,), lead)

    def _title(self, token: Token) -> None:
        """The title of an alert, which is the name of its kind."""
        first, last = self.span(token)
        lead = re.match(r"[ \t>]*", self.source.lines[first])[0]  # type: ignore[index]
        read = block(self._kind(), [from_text(token.content)])
        self.source.places.append(Place(block=read, first=first, last=last, cells=(None,), lead=lead, fixed=True))

    def _kind(self) -> str:
        for around in reversed(self.around):
            if around in ("blockquote", "footnote"):
                return {"blockquote": "quote", "footnote": "note"}[around]
        return "p"

    def _add(self, read: Block, first: int, last: int, cells: tuple[Written | None, ...], lead: str, table: int = 0) -> None:
        settled = tuple(written and _without_ends(written, signs) for written, signs in zip(cells, read.cells, strict=True))
        if not any(read.cells):
            return
        fixed = bool(self.prose) and None in settled and read.kind != "code"
        box = self._box(first)
        items = tuple(self.items)
        self.source.places.append(
            Place(block=read, first=first, last=last, cells=settled, lead=lead, items=items, table=table, fixed=fixed, box=box)
        )

    def _box(self, line: int) -> str:
        """The indent of a line of the file that its prose has not."""
        number = line - self.source.top
        if number >= len(self.prose):
            return ""
        whole, inside = self.source.lines[line], self.prose[number]
        deeper = len(whole) - len(whole.lstrip()) - (len(inside) - len(inside.lstrip()))
        return whole[: max(deeper, 0)]

    def _describe(self, item: Item, first: int, column: int) -> None:
        line = self.source.lines[first]
        found = _MARKER.search(line[:column])
        if found:
            item.indent, item.marker = line[: found.start()], found[0]
            item.lead = re.sub(r"[^>\s]", " ", line[:column])
            if found[1]:
                begin = self.starts[first] + found.start(1)
                item.number = (begin, begin + len(found[1]))

    def _column(self, line: int, positions: Positions) -> int:
        return positions.starts[0] - self.starts[line] if positions.starts else 0

    def _positions(self, token: Token, heading: bool) -> Positions:
        """Each line of the content is the end of a line of the file."""
        assert token.map is not None
        positions = Positions(self.source.text)
        parts = token.content.split("\n")
        for k, part in enumerate(parts):
            number = self.line(token.map[0] + k)
            line = self.source.lines[number] if number < len(self.source.lines) else ""
            begin = len(re.match(r"[ \t>]*(?:#+[ \t]+)?", line)[0]) if heading and k == 0 else 0  # type: ignore[index]
            at = line.find(part, begin) if heading else len(line) - len(part) if line.endswith(part) else line.rfind(part)
            if k == 0 and (box := github_blocks.BOX.match(token.meta.get(github_blocks.WRITTEN, ""))):  # its sign stands for it
                at = line.find(f"{box[0]}{part[1:]}")
                if at >= 0:
                    positions.add_wide(self.starts[number] + at, self.starts[number] + at + box.end())
                    at, part = at + box.end(), part[1:]
            if at < 0 or not part:
                return Positions(self.source.text)
            positions.add(self.starts[number] + at, len(part) + (k < len(parts) - 1))
        return positions

    def _cell_positions(self, token: Token, number: int) -> Positions:
        assert token.map is not None
        positions = Positions(self.source.text)
        line = self.line(token.map[0])
        regions = list(_regions(self.source.lines[line]))
        if number >= len(regions):
            return positions
        first, last = regions[number]
        text = self.source.lines[line]
        while first < last and text[first] in " \t":
            first += 1
        while first < last and text[last - 1] in " \t":
            last -= 1
        if text[first:last].replace("\\|", "|") != token.content:
            return positions
        at, start = first, self.starts[line]
        while at < last:
            wide = text[at : at + 2] == "\\|"
            positions.add_wide(start + at, start + at + 1 + wide)
            at += 1 + wide
        return positions

    def _scanned(self, token: Token, positions: Positions, *, heading: bool) -> tuple[Signs, Written | None]:
        scanner = Scanner(token.content, positions, heading=heading)
        signs = tuple(scanner.scan(token.children or []))
        if scanner.lost or not signs or not positions.starts:
            return tuple(Sign(sign.text, sign.marks) for sign in signs), None
        return signs, Written(signs=signs, start=positions.starts[0], stop=positions.stops[-1])

    def _row(self, opened: Token | None) -> None:
        cells, self.row = self.row, []
        assert opened is not None
        header = opened.type == "th_open"
        first = self.row_line
        lead = re.match(r"[ \t>]*", self.source.lines[first])[0]  # type: ignore[index]
        read = block("head" if header else "row", [signs for signs, _ in cells])
        self._add(read, first, first + 1 + header, tuple(written for _, written in cells), lead, self.tables)

    def _code(self, token: Token) -> None:
        first, last = self.span(token)
        text = "\n".join(line.rstrip() for line in token.content.split("\n")).strip("\n")
        lead = re.match(r"[ \t>]*", self.source.lines[first])[0]  # type: ignore[index]
        if self.items:
            self.items[-1].fresh = False
        self._add(block("code", [from_text(text)]), first, last, (None,), lead)

    def _html(self, token: Token) -> None:
        first, last = self.span(token)
        rendered = markdown.render(token.content, path="").html
        for kind, cells in _html_blocks(read_document(rendered).nodes):
            read = block(kind, cells)
            if any(read.cells):
                box = self._box(first)
                place = Place(block=read, first=first, last=last, cells=(None,) * len(read.cells), fixed=True, box=box)
                self.source.places.append(place)


def _without_ends(written: Written, settled: Signs) -> Written:
    """Content with its signs settled: white space at its ends, with what hangs on it, stays in the file as it is."""
    signs, start, stop = written.signs, written.start, written.stop
    for sign in signs:
        if not sign.text.isspace() or sign.chain:
            break
        start = sign.stop
    for sign in reversed(signs):
        if not sign.text.isspace() or sign.chain:
            break
        stop = sign.start
    return Written(signs=settled, start=start, stop=stop)


def _regions(line: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a table's row lie between its bars."""
    begin = len(line) - len(line.lstrip(" \t>"))
    end = len(line.rstrip())
    edges = [k for k in range(begin, end) if line[k] == "|" and line[k - 1 : k] != "\\"]
    if edges and edges[0] == begin:
        begin = begin + 1
        edges = edges[1:]
    for edge in edges:
        yield begin, edge
        begin = edge + 1
    if begin < end:
        yield begin, end


def _html_blocks(nodes: Sequence[Node]) -> Iterator[tuple[str, list[list[Sign]]]]:
    """The blocks of raw HTML."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield "p", [list(_html_signs(node))]
        elif node.tag == "table":
            for k, row in enumerate(_html_rows(node)):
                yield "row" if k else "head", [_html_words(cell) for cell in row.children]
        elif re.fullmatch("h[1-6]", node.tag):
            yield node.tag, [_html_words(node)]
        else:
            yield from _html_blocks(node.children)


def _html_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for node in table.children:
        if isinstance(node, HtmlElement):
            yield from [node] if node.tag == "tr" else _html_rows(node)


def _html_words(node: Node) -> list[Sign]:
    return [sign for leaf in _leaves(node) for sign in _html_signs(leaf)]


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, HtmlElement):
        for child in node.children:
            yield from _leaves(child)
    else:
        yield node


def _html_signs(leaf: Leaf) -> Iterator[Sign]:
    for token in tokenize(leaf):
        marks = frozenset(filter(None, (_html_mark(mark.meaning) for mark in token.chain)))
        yield from from_text(token.space, marks)
        thing = IMAGE if token.html.startswith("<img") else ""
        text = BREAK if token.html == "<br>" else thing if token.text.startswith("\ufffc") else token.text
        yield from from_text(unescape(text), marks or PLAIN)


def _html_mark(meaning: str) -> str:
    tag, _, target = meaning.partition(":")
    return LINK + unescape(target) if tag == "a" and target else _HTML_MARKS.get(tag, "")
