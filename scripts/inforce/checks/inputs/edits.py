"""What a redline changes, passage by passage: the words that went and came at each place, and the links beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from inforce.checks.inputs import legal_words
from inforce.redline.items import Item, Words
from inforce.redline.plan import make_plan
from inforce.redline.sequences import changed
from inforce.source.policy_file import Content
from inforce.text import stated_dates
from inforce.text.html_tree import Leaf, read_document
from inforce.text.tokens import Token, tokenize

_EMAIL = r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_PAGE = r"(?:https?://|www\.)\S+|\S{1,200}\.(?:pdf|html?|md)\b"  # what is shown of an address is no word
_WORD = re.compile(
    rf"(?P<page>{_PAGE})|{_EMAIL}|{legal_words.MONTH}|{legal_words.NUMBER}|[^\W_]+(?:['’-][^\W_]+)*|{legal_words.SIGN}"
)
_SHORT = re.compile(r"(?i)(?P<stem>\w+?)(?:(?P<no>n['’]t)|['’](?P<other>ll|re|ve))")
_LONG = {"ll": "will", "re": "are", "ve": "have"}
_BARE = frozenset("dont doesnt didnt isnt arent cant wont shouldnt couldnt wouldnt mustnt havent hasnt".split())
_NOT = {"can": ["can", "not"], "ca": ["can", "not"], "wo": ["will", "not"], "sha": ["shall", "not"]}
_STRUCK = frozenset(("s", "del"))
_RAISED = {"sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), "sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")}
_ALONE = re.compile(r"<p>.*</p>")  # a paragraph on a line
# A list of one item, as Markdown makes of a line that begins with a day: "14. Mai 2018".
_LISTED_DAY = re.compile(r'<ol(?: start="(\d+)")?>\s*<li>((\w+)(?:(?!<li\b).)*)</li>\s*</ol>', re.S)
_TAG = re.compile(r"<[^<>]*>")
_LABEL = 3  # words that announce a date
_APART = 1  # words between two edits that are one: also may, may also
_SRC = re.compile(r'<img\b[^>]*\ssrc="([^"]*)"')
_PARTS = re.compile("[\x1d\x1e\x1f]")
_OPEN = re.compile(r'<[a-z]\w*(?:\s[\w-]+="[^"]*")+\s*>')
_ASIDE = "\ue000"  # the title of words that are said beside others, here
_BESIDE = re.compile(r'\s(?:title|summary|datetime|alt)="([^"]+)"')  # what is said beside the words


class Passage(NamedTuple):
    """The words of a passage before and after, the targets of its links with their words, and its images; `struck` are the
    words that stand there still, but are struck through only now, `place` the new words but for those beside them. A passage
    that one side has is empty on the other."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    old_links: tuple[tuple[str, str], ...]
    new_links: tuple[tuple[str, str], ...]
    old_images: tuple[str, ...]
    new_images: tuple[str, ...]
    struck: tuple[str, ...]
    place: tuple[str, ...]


class Edit(NamedTuple):
    """Words that gave way to others at one place of a passage; empty where words only came or only went."""

    old: tuple[str, ...]
    new: tuple[str, ...]


def passages(old: Content, new: Content) -> tuple[Passage, ...]:
    """The passages in which two texts differ, in order; what moved as a whole is one passage.

    The date that a text states for itself is left out: it tells of the text. What is said beside words, such as what a short
    form stands for, is read with them.
    """
    return _passages((old.html, old.body), (new.html, new.body))


@lru_cache(maxsize=1024)  # several rules look at what one edit changes
def _passages(old: tuple[str, str], new: tuple[str, str]) -> tuple[Passage, ...]:
    here, there = (read_document(_LISTED_DAY.sub(_day, _OPEN.sub(_read, _undated(*text)))) for text in (old, new))
    plan = make_plan(here, there)
    groups = _Groups()
    for item in plan.items:
        groups.add(item)
    found = (group.passage() for group in groups.order)
    return tuple(p for p in found if p.old != p.new or p.old_links != p.new_links or p.old_images != p.new_images)


def _read(tag: re.Match[str]) -> str:
    """An open tag, with what it says beside the words before them."""
    said = " ".join(_BESIDE.findall(tag[0]))
    return f'{tag[0]} <span title="{_ASIDE}">{escape(unescape(said))}</span> ' if said else tag[0]


def _day(item: re.Match[str]) -> str:
    """An item that begins with a month, with the day before it; any other as it is."""
    return f"<p>{item[1] or 1}. {item[2]}</p>" if item[3].casefold() in stated_dates.months() else item[0]


def _undated(html: str, body: str) -> str:
    stated = stated_dates.find(body)
    if not stated or not stated.words or stated.words not in html:
        return html
    before, _, behind = html.partition(stated.words)
    alone = _ALONE.fullmatch(f"{before[before.rfind(chr(10)) + 1 :]}{behind.partition(chr(10))[0]}")
    if alone and len([*words(_TAG.sub(" ", alone[0]))]) <= _LABEL:  # "Last updated:", without any words of the text
        return before[: before.rfind("\n") + 1] + behind.partition("\n")[2]
    return f"{before}{behind}"


def edits(passage: Passage) -> Iterator[Edit]:
    """What differs in a passage, place by place; capitals make no difference, nor does a word that stood there twice."""
    old, new = passage.old, passage.new
    was, now = ([word.casefold() for word in words] for words in (old, new))
    places: list[tuple[int, int, int, int]] = []
    for a, b, c, d in changed(was, now):
        if c == d and _is_doubled(was, a, b):
            continue
        if places and a - places[-1][1] <= _APART and c - places[-1][3] <= _APART:
            a, c = places[-1][0], places[-1][2]
            places.pop()
        places.append((a, b, c, d))
    yield from (Edit(old[a:b], new[c:d]) for a, b, c, d in places)


def _is_doubled(words: Sequence[str], start: int, end: int) -> bool:
    """Whether the words stand right before or behind themselves."""
    size, gone = end - start, words[start:end]
    return words[end : end + size] == gone or words[max(0, start - size) : start] == gone


class _Group:
    """A passage that is being gathered."""

    def __init__(self) -> None:
        self.sides: tuple[list[Token], list[Token]] = ([], [])
        self.paths: list[object] = [None, None]

    def add(self, side: int, path: object, tokens: Sequence[Token]) -> None:
        """Add tokens to the old (0) or the new (1) side; those of another block do not run into the ones before."""
        if tokens and self.sides[side] and path != self.paths[side]:
            tokens = [tokens[0]._replace(space=" "), *tokens[1:]]
        self.sides[side].extend(tokens)
        self.paths[side] = path

    def passage(self) -> Passage:
        was, now = ([token for token in side if not _is_struck(token)] for side in self.sides)
        gone = [token for token in self.sides[1] if _is_struck(token)]
        stood = {token.text for token in was}
        return Passage(
            tuple(_words(was)),
            tuple(_words(now)),
            tuple(_links(was)),
            tuple(_links(now)),
            tuple(_images(was)),
            tuple(_images(now)),
            tuple(_words([token for token in gone if token.text in stood])),
            tuple(_words([token for token in now if _ASIDE not in token.marks])),
        )


class _Groups:
    """Joins the items of a redline that belong to one passage: by the blocks that they lie in, and by their change."""

    def __init__(self) -> None:
        self.groups: dict[object, _Group] = {}
        self.order: list[_Group] = []

    def add(self, item: Item) -> None:
        content, label = item.content, item.label
        if (isinstance(content, str) and label is None) or (label and label.kind == "renumbered"):
            return  # the same in both, or a number that orders and counts nothing
        group = self._of([*_keys(item)])
        if content is None:
            return  # a cell that both have, and whose words follow
        if isinstance(content, Words):
            was, now, side = content.on("old"), content.on("new"), content.side
        else:
            was = now = tokenize(Leaf(inner=content, key=content, verbatim=False))
            side = "del" if item.new is None else "ins"
        if side != "ins":
            group.add(0, item.old, was)
        if side != "del":
            group.add(1, item.new, now)

    def _of(self, keys: Sequence[object]) -> _Group:
        known = list(dict.fromkeys(self.groups[key] for key in keys if key in self.groups))
        group = known[0] if known else _Group()
        if not known:
            self.order.append(group)
        for other in known[1:]:
            for mine, theirs in zip(group.sides, other.sides, strict=True):
                mine.extend(theirs)
            self.order.remove(other)
            self.groups = {key: group if found is other else found for key, found in self.groups.items()}
        self.groups |= dict.fromkeys(keys, group)
        return group


def _keys(item: Item) -> Iterator[object]:
    """What an item is known by: the blocks around it on either side, and its change."""
    if item.old is not None:
        yield "old", item.old
    if item.new is not None:
        yield "new", item.new
    if item.label is not None:
        yield item.label


def _is_struck(token: Token) -> bool:
    return bool(_STRUCK & set(_PARTS.split(token.marks)))


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    yield from words("".join(f"{token.space and ' '}{_text(token)}" for token in tokens))


def _text(token: Token) -> str:
    """The text of a token, in which digits above or below the line are no digits on it: 1<sub>4</sub> is not 14."""
    if token.text[:1] == chr(0xFFFC):
        return " "
    if "su" not in token.marks:
        return token.text
    # The marks of a word that has several are those of each stretch, behind its text.
    stretches = token.marks.split("\x1e") if "\x1e" in token.marks else [f"{token.text}\x1d{token.marks}"]
    return "".join(_raised(*stretch.partition("\x1d")[::2]) for stretch in stretches)


def _raised(text: str, marks: str) -> str:
    found = _RAISED.keys() & set(_PARTS.split(marks))
    return text.translate(_RAISED[min(found)]) if found else text


def _images(tokens: Sequence[Token]) -> Iterator[str]:
    """The address of each image."""
    return (address for token in tokens for address in _SRC.findall(token.html))


def words(text: str) -> Iterator[str]:
    """The words of a text: short forms in full, addresses of pages left out."""
    for match in _WORD.finditer(text):
        if not match["page"]:
            yield from _in_full(match[0])


def _in_full(word: str) -> Sequence[str]:
    word = f"{word[:-1]}'{word[-1]}" if word.casefold() in _BARE else word
    short = _SHORT.fullmatch(word)
    if not short:
        return ["can", "not"] if word.casefold() == "cannot" else [word]
    if short["no"]:
        return _NOT.get(short["stem"].casefold(), [short["stem"], "not"])
    return [short["stem"], _LONG[short["other"].casefold()]]


def _links(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The target of each link, with its words."""
    last = ""
    words: list[str] = []
    for token in (*tokens, None):
        marks = _PARTS.split(token.marks) if token else ()
        target = next((mark[2:] for mark in marks if mark.startswith("a:")), "")
        if last and target != last:
            yield unescape(last), " ".join(words)
        words = words if target == last else []
        words += [token.text] if token else []
        last = target
