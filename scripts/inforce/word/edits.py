"""What the edits of a Word file make of a policy's Markdown: their starting point, what they change, what stands against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inforce.word import doubts
from inforce.word.carrying import Carried, carry, source_of
from inforce.word.joining import Conflict, carried
from inforce.word.matching import (
    targets,
    with_code_parted,
    with_images,
    with_levels,
    with_own_links,
    with_targets,
)
from inforce.word.reading import WordFile
from inforce.word.signs import Block, folded
from inforce.word.sources import Source, read_source

_MOST_AUTHORS = 12  # whose changes are tried one by one
PRESENT = "the policy as it lies here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of the policy that the edits may have started from."""

    body: str
    title: str

    def source(self) -> Source:
        """The text as blocks with their places."""
        return read_source(self.body, self.body, self.title)


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
) -> Edits:
    """Carry the edits of a Word file over to the policy file at `path`.

    `texts` are other texts of the policy by name, which ends with what the command line calls them; `base` is the text that
    the edits started from, where that is known, `base_name` what to call it where the user did not name it, and `sure` whether
    the user did; `maker` is in whose name our own redlines are made; `addresses` are where policies are on the site, by the
    path of their file without .md.
    """
    source = source_of(data, path)
    present = _blocks(source)
    known = {} if base else {name: _blocks(text.source()) for name, text in texts.items()}
    origin = base.source() if base else source
    first = _blocks(origin)
    reading = _Reading(word, origin, (present, *known.values()), path, addresses or {})
    edited: Sequence[Block] = reading.state(frozenset(word.authors))
    notes: list[str] = []
    doubted: list[str] = []
    start: Sequence[Block]
    if base:
        start = next((state for _, state in _same(reading.states, {"": first})), first)
        notes = [_carried_from(base_name)] if base_name and _keys(first) != _keys(present) else []
    elif word.authors:
        start, notes = _start(reading, present, known, maker)
    else:
        start = present
    told = min(reading.states, key=lambda state: doubts.distance(state, start), default=edited)
    if not base or not sure:
        doubted += doubts.of_shape(told, start, path)
    if not base and start not in reading.states:
        doubted += doubts.of_origin(told, start, {} if word.authors else known, path)
    if doubted:
        return Edits(data=data, refused=(), notes=(), doubted=_shown(doubted))
    edited, conflicts, more = _joined(start, present, edited, known)
    made = Carried(data=data) if conflicts else carry(data, path, edited)
    refused = (*map(_sentence, conflicts), *made.refused)
    said = (*(more or notes), *word.notes, *_comments(word))
    return Edits(data=data if refused else made.data, refused=_shown(refused), notes=_shown(said))


def _shown(sentences: Sequence[str]) -> tuple[str, ...]:
    """Sentences with words of a file in them, without what would steer a terminal."""
    return tuple(re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", sentence) for sentence in sentences)


class _Reading:
    """States of a Word file, told as the Markdown is that it was made from, as far as that is known."""

    def __init__(
        self,
        word: WordFile,
        origin: Source,
        others: Iterable[Sequence[Block]],
        path: str,
        addresses: Mapping[str, str],
    ) -> None:
        self.word, self.images, self.path, self.addresses = word, origin.images, path, addresses
        self.origin = _blocks(origin)
        self._known = list(dict.fromkeys(target for text in (self.origin, *others) for target in targets(text)))
        self._states: list[Sequence[Block]] | None = None

    @property
    def states(self) -> Sequence[Sequence[Block]]:
        """The texts that tracked changes may have started from; none without such changes.

        A redline that was exported holds tracked changes of its own: so the changes of one author may be accepted in it.
        """
        if self._states is None:
            some = self.word.authors[:_MOST_AUTHORS]
            accepted = (frozenset[str](), *(frozenset({name}) for name in some)) if some else ()
            self._states = [self.state(names) for names in accepted]
        return self._states

    def state(self, accepted: frozenset[str]) -> list[Block]:
        """The text with the tracked changes of some authors accepted and all others rejected."""
        read = with_targets(self.word.blocks(accepted.__contains__), self._known, self.path, self.addresses)
        read = with_levels(with_images(read, self.images, self.origin), self.origin)
        read = with_code_parted(read, self.origin)
        read = with_own_links(read, self.origin)
        first = self.origin[0] if self.origin else None
        if first and first.kind == "h1" and not (read and read[0].kind == "h1"):
            return [first, *read]
        return read


def _same(states: Sequence[Sequence[Block]], known: Mapping[str, Sequence[Block]]) -> Iterator[tuple[str, Sequence[Block]]]:
    """The names of texts that a state of the file is, and that state; the best one first.

    By words alone where it has to be: another program may lose the style of a heading, which is no edit then.
    """
    for told in (_keys, _texts):
        for name, blocks in known.items():
            for state in states:
                if told(state) == told(blocks):
                    yield name, state


def _start(
    reading: _Reading, present: Sequence[Block], known: Mapping[str, Sequence[Block]], maker: str
) -> tuple[Sequence[Block], list[str]]:
    """The text that tracked edits started from, and what must be said of it."""
    ours = [reading.state(frozenset({maker}))] if maker in reading.word.authors else []
    for states in (ours, reading.states):  # of a redline of ours, counsel edited the newer text
        for texts in ({PRESENT: present}, known):
            for name, state in _same(states, texts):
                return state, [_carried_from(name)] if name != PRESENT else []
    states = reading.states
    distances = {name: min(doubts.distance(state, text) for state in states) for name, text in known.items()}
    nearest = min(distances, key=distances.__getitem__, default=PRESENT)
    if nearest == PRESENT or 2 * distances[nearest] > min(doubts.distance(state, present) for state in states):
        nearest = PRESENT  # held against that, no edit can be missed
    return known.get(nearest, present), [
        f"The text before the tracked changes is neither {PRESENT} nor a revision, nor in a commit: somebody edited the policy "
        f"meanwhile, or the file without tracking it. It is held against what is nearest to it, {nearest}; name another text "
        "with --base."
    ]


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
