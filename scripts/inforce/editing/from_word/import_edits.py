"""What the edits of a Word file make of a policy's Markdown: their starting point, what they change, what stands against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from inforce.editing.from_word import doubts
from inforce.editing.from_word.dialect import (
    pairs,
    targets,
    uncarried,
    with_code_parted,
    with_images,
    with_own_links,
    with_targets,
)
from inforce.editing.from_word.heading_levels import with_levels, with_title
from inforce.editing.from_word.untracked import Left, left, told_back
from inforce.editing.markdown import site_reading
from inforce.editing.markdown.apply import Carried, carry, source_of
from inforce.editing.markdown.source_map import Source, read_source
from inforce.editing.three_way import Conflict, carried
from inforce.source import front_matter
from inforce.text.dialect import COMMONMARK, Dialect
from inforce.text.rich_text import Block, folded
from inforce.word.read.file import WordFile
from inforce.word.write.file import plain

_MOST_AUTHORS = 12  # whose changes are tried one by one
PRESENT = "the policy as it lies here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of the policy that the edits may have started from."""

    body: str
    title: str
    dialect: Dialect = COMMONMARK

    def source(self) -> Source:
        """The text as blocks with their places."""
        return read_source(self.body, self.body, self.title, self.dialect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """The new bytes of the policy's file, or why it cannot be written; and what the user should know. `doubted`: why the file
    may be no edit of the policy at all, so that nothing was tried."""

    data: bytes
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    doubted: tuple[str, ...] = ()


def bring_in(
    word: WordFile,
    data: bytes,
    path: str,
    texts: Mapping[str, Text],
    *,
    base: Text | None = None,
    base_name: str = "",
    sure: bool = True,
    maker: str = "",
    addresses: Mapping[str, str] | None = None,
    led_out: Callable[[str], str] = lambda html: html,
    step: Callable[[str], None] = lambda _: None,
    title: str = "",
    dialect: Dialect = COMMONMARK,
) -> Edits:
    """Carry the edits of a Word file over to the policy file at `path`.

    `texts` are other texts of the policy by name, which ends with what the command line calls them; `base` is the text that
    the edits started from, where that is known, `base_name` what to call it where the user did not name it, and `sure` whether
    the user did; `maker` is in whose name our own redlines are made; `addresses` are where policies are on the site, by the
    path of their file without .md; `led_out` gives the HTML of a text the links that it has in our own Word files; `step` is
    told what is being done; `title` is what the policy is called, where its front matter has no key title; `dialect` is the
    Markdown in which the file is written.
    """
    held = front_matter.read(data, path)
    here = Text(body=held.body, title=title or held.meta.title, dialect=dialect)
    present = _blocks(source_of(data, path, title, dialect))
    known = {} if base else {name: _blocks(text.source()) for name, text in texts.items()}
    reading = _Reading(word, base or here, (present, *known.values()), path, addresses or {}, led_out)
    step("Looking for the text that the file was made from")
    start = _Start(name=PRESENT, sure=base is not None, notes=())
    if base:
        went_on = base_name and _keys(reading.origin) != _keys(present)
        start = replace(start, notes=(_carried_from(base_name),) if went_on else ())
    elif word.authors:
        start = _start(reading, present, known, maker)
    if start.name != PRESENT:
        reading = reading.of(texts[start.name])
    edited, found = reading.state(frozenset(word.authors)), reading.left
    doubted: list[str] = []
    if not base or not sure:
        doubted += doubts.of_shape(reading.told, found.blocks, path)
    if not start.sure:
        doubted += doubts.of_origin(reading.told, found.blocks, {} if word.authors else known, path)
    if doubted:
        return Edits(data=data, refused=(), notes=(), doubted=_shown(doubted))
    step("Finding the edits")
    edited = told_back(edited, found.blocks, reading.origin)
    edited, conflicts, more = _joined(reading.origin, present, edited, known)
    step("Writing the edits and proving them")
    made = Carried(data=data) if conflicts else carry(data, path, edited, title, dialect)
    refused = (*map(_sentence, conflicts), *made.refused)
    margins = word.margins({text.title for text in (here, *texts.values(), *((base,) if base else ()))})
    said = (*(more or start.notes), *doubts.of_look(found), *word.notes, *margins, *_comments(word))
    return Edits(data=data if refused else made.data, refused=_shown(refused), notes=_shown(said))


def _shown(sentences: Sequence[str]) -> tuple[str, ...]:
    """Sentences with words of a file in them, without what would steer a terminal."""
    return tuple(re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", sentence) for sentence in sentences)


class _Reading:
    """States of a Word file, told as the Markdown is that it may have been made from.

    `origin` are the blocks of that Markdown, `own` those of our own Word file of it, told in the same way.
    """

    def __init__(
        self,
        word: WordFile,
        text: Text,
        others: Sequence[Sequence[Block]],
        path: str,
        addresses: Mapping[str, str],
        led_out: Callable[[str], str],
    ) -> None:
        source = text.source()
        self.origin, self._images = _blocks(source), source.images
        self.word, self._others, self._path, self._addresses, self._led_out = word, others, path, addresses, led_out
        self._known = list(dict.fromkeys(target for told in (self.origin, *others) for target in targets(told)))
        html = led_out(text.dialect.render(text.body, path=path, title=text.title).html)
        ours = WordFile(plain(html), path).blocks(lambda _: True)
        self._ours = with_targets(ours, self._known, path, addresses)
        self._shown = self._told(ours, made_here=True)
        self._otherwise = [] if text.dialect == COMMONMARK else site_reading.apart(self._shown, self.origin)
        self.own = self._as_written(self._shown)

    def of(self, text: Text) -> _Reading:
        """The same file, as one that may have been made from another text."""
        return _Reading(self.word, text, self._others, self._path, self._addresses, self._led_out)

    @cached_property
    def states(self) -> Sequence[Sequence[Block]]:
        """The texts that tracked changes may have started from; none without such changes.

        A redline that was exported holds tracked changes of its own: so the changes of one author may be accepted in it.
        """
        some = self.word.authors[:_MOST_AUTHORS]
        return [self.state(names) for names in (frozenset[str](), *(frozenset({name}) for name in some))] if some else []

    @cached_property
    def told(self) -> Sequence[Block]:
        """The text before its tracked changes; without any, as it is."""
        edited = self.state(frozenset(self.word.authors))
        return min(self.states, key=self._apart, default=edited)

    def _apart(self, state: Sequence[Block]) -> tuple[int, int]:
        """How far a state is from our own Word file: by its blocks, then by their order, in which alone a move shows."""
        return doubts.distance(state, self.own), -len(pairs(self.own, state))

    @cached_property
    def left(self) -> Left:
        """What is left in the file of the text that it was made from, where nobody edited it."""
        return left(self.own, self.told, tracked=bool(self.word.authors))

    def state(self, accepted: frozenset[str]) -> Sequence[Block]:
        """The text with the tracked changes of some authors accepted and all others rejected."""
        read = self._told(self.word.blocks(accepted.__contains__), made_here=self.word.origin is not None)
        return self._as_written(read)

    def _as_written(self, read: Sequence[Block]) -> Sequence[Block]:
        """What the site reads otherwise than the Markdown was read here, where nobody edited it, as it was read here."""
        return site_reading.told_back(read, self._shown, self.origin, self._otherwise) if self._otherwise else read

    def _told(self, read: Sequence[Block], *, made_here: bool) -> Sequence[Block]:
        read = with_images(with_targets(read, self._known, self._path, self._addresses), self._images, self.origin)
        read = with_title(read, self.origin)
        read = with_code_parted(read if made_here else with_levels(read, self.origin), self.origin)
        return with_own_links(read, self.origin, uncarried(read, self.origin, self._ours, made_here=made_here))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """The name of the text that edits are held against, whether they started from it for sure, and what must be said of it."""

    name: str
    sure: bool
    notes: tuple[str, ...]


def _start(reading: _Reading, present: Sequence[Block], known: Mapping[str, Sequence[Block]], maker: str) -> _Start:
    """The text that tracked edits started from."""
    texts = {PRESENT: present, **known}
    ours = [reading.state(frozenset({maker}))] if maker in reading.word.authors else []
    for states in (ours, reading.states):  # of a redline of ours, counsel edited the newer text
        for told in (_keys, _texts):  # by words alone: more than words may have changed without being tracked
            same = {name: text for name, text in texts.items() if told(text) in map(told, states)}
            if same:
                name, _ = _nearest(states, same)
                return _Start(name=name, sure=True, notes=(_carried_from(name),) if name != PRESENT else ())
    nearest, apart = _nearest(reading.states, known or texts)
    if 2 * apart > _nearest(reading.states, {PRESENT: present})[1]:
        nearest = PRESENT  # held against that, no edit can be missed
    said = (
        f"The text before the tracked changes is neither {PRESENT} nor a revision, nor in a commit: somebody edited the policy "
        f"meanwhile, or the file without tracking it. It is held against what is nearest to it, {nearest}; name another text "
        "with --base."
    )
    return _Start(name=nearest, sure=False, notes=(said,))


def _nearest(states: Sequence[Sequence[Block]], texts: Mapping[str, Sequence[Block]]) -> tuple[str, int]:
    """Which text is nearest to one of the states, and how many blocks are between them."""
    distances = {name: min(doubts.distance(state, text) for state in states) for name, text in texts.items()}
    name = min(distances, key=distances.__getitem__)
    return name, distances[name]


def _joined(
    start: Sequence[Block], present: Sequence[Block], edited: Sequence[Block], known: Mapping[str, Sequence[Block]]
) -> tuple[Sequence[Block], Sequence[Conflict], list[str]]:
    """The edits carried over to the present text, and where that cannot be done. Where they conflict and may have started from
    another known text that is nearer, as from a draft whose changes count as counsel's in a file that lost its authors, they
    are held against that, which is said."""
    if _keys(start) == _keys(present):
        return edited, (), []
    out, conflicts = carried(start, present, edited)
    distances = {name: doubts.distance(edited, text) for name, text in known.items()} if conflicts else {}
    nearest = min(distances, key=distances.__getitem__, default="")
    if nearest and distances[nearest] < doubts.distance(edited, start):
        again, left = carried(known[nearest], present, edited)
        if not left:
            return again, (), [f"The file is nearest to {nearest}. {_carried_from(nearest)}"]
    return out, conflicts, []


def _carried_from(name: str) -> str:
    """What is said where the edits did not start from the present text."""
    return f"The edits started from {name}, not from {PRESENT}; they are carried over to that."


def _blocks(source: Source) -> list[Block]:
    return [place.block for place in source.places]


def _keys(blocks: Sequence[Block]) -> list[str]:
    return [b.key for b in blocks]


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [folded(b.text) for b in blocks]


def _sentence(conflict: Conflict) -> str:
    if not conflict.base:
        return f"New at the same place: {conflict.present} in the policy, {conflict.edited} in the file."
    return f"Changed on both sides: {conflict.base} is {conflict.present} in the policy, {conflict.edited} in the file."


def _comments(word: WordFile) -> Iterator[str]:
    for comment in word.comments:
        where = f" on “{comment.passage}”" if comment.passage else ""
        yield f"Comment of {comment.author}{where}: {comment.text}"
