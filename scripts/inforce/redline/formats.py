"""Words that stay and look or lead otherwise: the elements that both revisions have around them, each as what it was."""

from __future__ import annotations

from inforce.text.tokens import Mark, Token, cut, edges, letters

_MORE = "\x1f"  # before what else an element says
OURS = frozenset(
    "+-~"
)  # before the meaning of an element that only the new, only the old, or both revisions have, to lead elsewhere


def same_parts(old: Token, new: Token) -> list[tuple[Token, Token]]:
    """A word of both revisions in parts, so that no element begins or ends inside of one."""
    if not (old.parts or new.parts) or old.marks == new.marks or letters(old) != letters(new):
        return [(old, new)]
    ends = sorted({*edges(old), *edges(new)})
    return list(zip(cut(old, ends), cut(new, ends), strict=True))


def both(old: Token, new: Token) -> Token | None:
    """A word as the new revision has it, in elements that say what the old one had; None if these cannot say it: an element
    ends inside the word, or something is said beside it.
    """
    if old.marks == new.marks:
        return new
    if old.parts or new.parts:
        return None
    was, now = ({mark.meaning for mark in token.chain} for token in (old, new))
    gone = [mark for mark in old.chain if mark.meaning and mark.meaning not in now]
    if any(mark.tag == "span" or mark.meaning.partition(_MORE)[0] in ("", "bdo") for mark in gone):
        return None
    link = next((mark for mark in gone if mark.meaning.startswith("a:")), None)
    chain: list[Mark] = []
    for mark in new.chain:
        if not mark.meaning or mark.meaning in was:
            chain.append(mark)
        elif "data-as" in mark.html:
            return None
        elif mark.meaning.startswith("a:") and link and _beside(link) == _beside(mark):
            gone.remove(link)
            chain.append(_with(mark, "~", _target(link).strip()))
        else:
            chain.append(_with(mark, "+", 'data-format="added"'))
    for mark in gone:
        if _beside(mark):
            return None
        html = f'<span data-format="removed" data-was-tag="{mark.tag}"{_target(mark)}>'
        chain.append(Mark("span", html, f"-{mark.meaning}", mark.serial))
    return new._replace(chain=tuple(chain))


def _with(mark: Mark, sign: str, attribute: str) -> Mark:
    return mark._replace(html=f"{mark.html[:-1]} {attribute}>", meaning=sign + mark.meaning)


def _beside(mark: Mark) -> str:
    """What its attributes say beside where it leads."""
    return mark.meaning.partition(_MORE)[2]


def _target(mark: Mark) -> str:
    """An attribute that tells where a link led."""
    return f' data-was-href="{mark.meaning[2:].partition(_MORE)[0]}"' if mark.meaning.startswith("a:") else ""
