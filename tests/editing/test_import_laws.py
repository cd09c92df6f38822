"""Laws of importing, over generated policies and edits: what is written reads as the Word file does, and the rest stays."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from counsel import document, word_file
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from inforce.editing.from_word.import_edits import Text, bring_in
from inforce.editing.same_edits import Hunk, agreed, with_hunks
from inforce.editing.three_way import carried
from inforce.source import front_matter
from inforce.text import markdown as text_markdown
from inforce.text.rich_text import Word, block, from_text, words
from inforce.word.read.file import WordFile

PATH = "policies/rules.md"
HEAD = "---\ntitle: Rules\neffective_date: 2018-02-01\n---\n\n"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~&=:^-])")
WORDS = st.sampled_from(
    "fees days refund “terms” don’t agreement notice party shall 14 30% privacy café 料金 a*b x_y 1. # - <b> &amp; [Company] "
    "~~ > | ` a|b (c) !".split()
)
PLAIN_WORDS = st.sampled_from("fees days refund agreement notice party shall privacy".split())


@dataclass(frozen=True)
class Part:
    """A generated block: its kind, its lines of words with marks, and how it is laid out."""

    kind: str
    lines: tuple[tuple[tuple[str, str], ...], ...]
    wrapped: bool = False

    @property
    def bold(self) -> bool:
        """Whether its first line is bold by its place, in Word too, so that no emphasis is told there."""
        return self.kind.startswith("#") or self.kind == "table"

    def markdown(self) -> str:
        """The block as Markdown."""
        space = "\n" if self.wrapped and self.kind in ("p", "> ") else " "
        texts = [_inline(line, space, bold=self.bold and k == 0) for k, line in enumerate(self.lines)]
        if self.kind == "table":
            rows = [f"| {text} | {k} |" for k, text in enumerate(texts)]
            return "\n".join([rows[0], "|---|:-:|", *rows[1:]])
        if self.kind in ("- ", "1. "):
            marks = ["- " if self.kind == "- " else f"{k}. " for k in range(1, len(texts) + 1)]
            return ("\n\n" if self.wrapped else "\n").join(m + text for m, text in zip(marks, texts, strict=True))
        if self.kind == "code":
            return "```\n" + "\n".join(" ".join(word for word, _ in line) for line in self.lines) + "\n```"
        prefix = "" if self.kind == "p" else self.kind
        return prefix + texts[0].replace("\n", "\n> " if prefix == "> " else "\n")


def _inline(line: tuple[tuple[str, str], ...], space: str, *, bold: bool) -> str:
    out = []
    for word, mark in line:
        mark = "" if bold and mark == "**" else mark
        text = _SPECIAL.sub(r"\\\1", word)
        out.append({"": text, "`": f"`{word}`", "[": f"[{text}](https://a.example/{len(word)})"}.get(mark, mark + text + mark))
    return space.join(out)


MARKED = st.one_of(
    st.tuples(WORDS, st.just("")), st.tuples(WORDS, st.just("")), st.tuples(PLAIN_WORDS, st.sampled_from(["**", "*", "`", "["]))
)
LINE = st.lists(MARKED, min_size=1, max_size=9).map(tuple)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """One block."""
    kind = draw(st.sampled_from(["p", "p", "## ", "### ", "- ", "1. ", "> ", "table", "code"]))
    size = 3 if kind in ("- ", "1. ", "table") else 1
    lines = tuple(draw(st.lists(LINE, min_size=1, max_size=size)))
    if kind == "code":
        lines = tuple(tuple((word, "") for word, _ in line if "`" not in word) or (("x", ""),) for line in lines)
    return Part(kind, lines, draw(st.booleans()))


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[Part], list[Part]]:
    """A policy and what became of it."""
    old = draw(st.lists(parts(), min_size=1, max_size=7))
    new: list[Any] = list(old)
    for _ in range(draw(st.integers(1, 3))):
        what = draw(st.sampled_from(["word", "word", "more", "fewer", "line"]))
        k = draw(st.integers(0, len(new) - 1)) if new else 0
        if what == "more":
            new.insert(k, draw(parts()))
        elif what == "fewer" and len(new) > 1:
            del new[k]
        elif new:
            new[k] = _changed(draw, new[k], what)
    return old, new


def _changed(draw: st.DrawFn, part: Part, what: str) -> Part:
    lines = list(part.lines)
    at = draw(st.integers(0, len(lines) - 1))
    if what == "line" and part.kind in ("- ", "1. ", "table"):
        lines.insert(at + 1, draw(LINE))
    else:
        words = list(lines[at])
        marked = draw(MARKED) if part.kind != "code" else (draw(PLAIN_WORDS), "")
        words[draw(st.integers(0, len(words) - 1))] = marked
        lines[at] = tuple(words)
    return Part(part.kind, tuple(lines), part.wrapped)


def _html(text: str) -> str:
    read = front_matter.read(text.encode(), PATH)
    return text_markdown.render(read.body, path=PATH, title=read.meta.title).html


def _file(blocks: list[Part]) -> str:
    """A policy with lists of its own signs, a comment and trailing spaces, which no Word file tells of."""
    text = "\n\n".join(part.markdown() for part in blocks)
    return HEAD + text + "\n\n<!-- end -->  \n"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(edited(), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_reads_as_the_word_file(pair: tuple[list[Part], list[Part]], end: str) -> None:
    """Importing what the edited policy looks like gives a file that looks the same, in which untouched blocks kept their
    bytes."""
    assume(not any(a.kind == b.kind == "code" for blocks in pair for a, b in pairwise(blocks)))  # one piece in Word
    old, new = (_file(blocks) for blocks in pair)
    wanted = _html(new)
    found = bring_in(WordFile(word_file(wanted), "a.docx"), old.replace("\n", end).encode(), PATH, {})
    assert not found.refused, found.refused
    made = found.data.decode()
    assert _paper(_html(made)) == _paper(wanted)
    assert made.startswith(HEAD.replace("\n", end)) and made.endswith(f"<!-- end -->  {end}")
    assert end == "\n" or not re.search(r"[^\r]\n", made)
    before, after = (Counter(part.markdown() for part in blocks) for blocks in pair)
    reads = Counter(" ".join(part.markdown().split()) for part in pair[0])
    common = before & after
    order = [[text for text in (part.markdown() for part in blocks) if text in common] for blocks in pair]
    for text in common if order[0] == order[1] else ():  # what moved is written anew
        if reads[" ".join(text.split())] == before[text]:  # else another block reads the same, and may be the one that stayed
            assert text.replace("\n", end) in made


@st.composite
def relooked(draw: st.DrawFn) -> tuple[list[Part], list[Part]]:
    """A policy, and the same with marks on words that had none, and links that lead elsewhere."""
    old = draw(st.lists(parts().filter(lambda part: part.kind != "code"), min_size=1, max_size=5))

    def look(word: str, mark: str) -> tuple[str, str]:
        if mark or not word.isalpha() or not word.isascii():
            return word, mark
        return word, draw(st.sampled_from(["", "", "", "**", "*", "`", "["]))

    new = [Part(part.kind, tuple(tuple(look(*pair) for pair in line) for line in part.lines), part.wrapped) for part in old]
    return old, new


@settings(max_examples=60, deadline=None, derandomize=True)
@given(relooked(), PLAIN_WORDS)
def test_what_is_not_tracked_counts_beside_a_tracked_change(pair: tuple[list[Part], list[Part]], word: str) -> None:
    """New marks without tracking, and one tracked word: what is written reads as the Word file with that accepted."""
    old, new = (_file([*blocks, Part("p", ((("Tracked", ""), (word, "")),))]) for blocks in pair)
    wanted = _html(new.replace(f"Tracked {word}", f"Tracked {word} more"))
    tracked = _html(new).replace(f"Tracked {word}", f"Tracked {word}<ins> more</ins>")
    found = bring_in(WordFile(word_file(tracked), "a.docx"), old.encode(), PATH, {})
    assert not found.refused, found.refused
    assert _paper(_html(found.data.decode())) == _paper(wanted)


def _paper(html: str) -> list[str]:
    """The text as a Word file holds it, sign by sign with its look; the look of spaces, and whether a paragraph below a list
    belongs to its last item, cannot be told."""
    body, links, _ = document(html)
    out, link = [], ""
    for tag in re.findall(
        r"<w:(?:p|tr|tc|hyperlink|numPr|pStyle|r)\b.*?(?:</w:r>|>)|</w:(?:hyperlink|numPr)>|<w:numId.*?>", body
    ):
        target = re.search(r'r:id="link(\d+)"', tag)
        if tag.startswith("<w:hyperlink"):
            link = links[int(target[1]) - 1] if target else tag
        elif tag == "</w:hyperlink>":
            link = ""
        elif tag.startswith("<w:r>"):
            look = "".join(re.findall(r"<w:rPr>(.*?)</w:rPr>", tag))
            text = re.sub(r"<w:rPr>.*?</w:rPr>|</?w:(?:r|t)\b.*?>", "", tag)
            out += [sign if sign == " " else f"{sign}{look}{link}" for sign in text]
        elif "Quote" not in tag:
            out.append(tag)
    return out


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(LINE, min_size=2, max_size=7), st.data())
def test_edits_of_different_passages_are_joined(lines: list[tuple[tuple[str, str], ...]], data: st.DataObject) -> None:
    """Counsel edits some paragraphs of a revision, somebody edits others of the policy: both edits come out."""
    lines = [(("clause", ""), (str(k), ""), ("of", ""), ("the", ""), ("rules", ""), *line) for k, line in enumerate(lines)]
    at = data.draw(st.integers(0, len(lines) - 2))
    mine, other = list(lines), list(lines)
    mine[at] = (*lines[at], ("mine", ""))
    other[at + 1] = (("other", ""), *lines[at + 1])
    both = [*mine[: at + 1], other[at + 1], *mine[at + 2 :]]
    texts = [HEAD + "\n\n".join(Part("p", (line,)).markdown() for line in text) + "\n" for text in (lines, mine, other, both)]
    read = front_matter.read(texts[0].encode(), PATH)
    base = Text(body=read.body, title=read.meta.title)
    for present, edited in ((texts[1], texts[2]), (texts[2], texts[1])):
        found = bring_in(WordFile(word_file(_html(edited)), "a.docx"), present.encode(), PATH, {}, base=base)
        assert (found.data.decode(), found.refused) == (texts[3], ())


FEW = st.lists(st.sampled_from("a b , . the".split()), max_size=9).map(lambda found: words(tuple(from_text(" ".join(found)))))


@st.composite
def told(draw: st.DrawFn, old: list[Word], new: list[Word]) -> list[Hunk]:
    """One of the ways to tell what became of words, with as many of them kept as can be."""
    kept = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]  # how many can be kept from here on
    for i, j in ((i, j) for i in reversed(range(len(old))) for j in reversed(range(len(new)))):
        kept[i][j] = max(kept[i + 1][j], kept[i][j + 1], (old[i].key == new[j].key) + kept[i + 1][j + 1])
    hunks, i, j = [], 0, 0
    while i < len(old) or j < len(new):
        left = [(a, b) for a in range(i, len(old)) for b in range(j, len(new)) if old[a].key == new[b].key]
        ends = [(a, b) for a, b in left if kept[a + 1][b + 1] + 1 == kept[i][j]]
        a, b = draw(st.sampled_from(ends)) if ends else (len(old), len(new))
        if (a, b) != (i, j):
            hunks.append((i, a, tuple(new[j:b])))
        i, j = a + 1, b + 1
    return hunks


@settings(max_examples=150, deadline=None, derandomize=True)
@given(FEW, FEW, st.data())
def test_the_same_change_is_one_however_it_is_told(old: list[Word], new: list[Word], data: st.DataObject) -> None:
    """Both sides did the same: in any alignment nothing is left that only one of them did, and it comes out once."""
    here, there = agreed(old, data.draw(told(old, new)), data.draw(told(old, new)))
    assert [(a, b, [w.key for w in made]) for a, b, made in here] == [(a, b, [w.key for w in made]) for a, b, made in there]
    assert [word.key for word in with_hunks(old, here, (0, len(old)))] == [word.key for word in new]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(FEW, FEW, FEW, st.booleans())
def test_a_change_of_both_sides_and_one_of_counsels_are_no_conflict(
    old: list[Word], new: list[Word], own: list[Word], first: bool
) -> None:
    """A paragraph that a draft changes, and counsel elsewhere in it: the change of both is there once, beside counsel's."""
    apart = "and so that nobody is in doubt of what follows here"
    texts = ["".join(word.text for word in made) for made in (old, new, new)]
    ends = ["days", "days", f"days {''.join(word.text for word in own)} more"]
    blocks = [
        [block("p", [from_text(f"{end} {apart} {text}" if first else f"{text} {apart} {end}")])]
        for text, end in zip(texts, ends, strict=True)
    ]
    for present, edited in ((blocks[1], blocks[2]), (blocks[2], blocks[1])):
        out, conflicts = carried(blocks[0], present, edited)
        assert not conflicts, conflicts
        assert [made.key for made in out] == [made.key for made in blocks[2]]


SENTENCES = st.lists(
    st.sampled_from(["Pay the fee within 14 days.", "If you pay, we wait.", "You can ask us in writing at any time."])
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SENTENCES, SENTENCES.filter(bool), st.data())
def test_no_passage_comes_out_twice(old: list[str], new: list[str], data: st.DataObject) -> None:
    """Both sides took over the same sentences, among alike ones, and each changed a word in them: both changes come out once,
    or it is a conflict."""
    told = " ".join(new).split()
    at = data.draw(st.tuples(*[st.integers(0, len(told) - 1)] * 2).filter(lambda drawn: drawn[0] != drawn[1]))
    ours, theirs = ({at[0]: "ours"}, {at[1]: "theirs"})
    base, mine, other, both = (
        [block("p", [from_text(text)])]
        for text in (
            " ".join(old),
            *(" ".join(made.get(k, w) for k, w in enumerate(told)) for made in (ours, theirs, ours | theirs)),
        )
    )
    out, conflicts = carried(base, mine, other)
    assert conflicts or [made.text for made in out] == [made.text for made in both]
