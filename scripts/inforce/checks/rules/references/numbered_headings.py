"""The numbers that headings and paragraphs begin with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from inforce.checks.inputs import markdown_passages
from inforce.checks.inputs.markdown_passages import Passage
from inforce.source.policy_file import Content
from inforce.text import heading_numbers

NUMBER = r"\d{1,3}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})*|[IVX]{1,5}"
_LEADING = re.compile(r"[\s*_]*(?:§+\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})+|(?:\d{1,3}|[A-Z]|[IVX]{1,5})(?=[.):]))")


def titles(text: Content) -> Mapping[str, str]:
    """The titles of numbered headings, by their numbers; not those that stand there twice."""
    found = [
        (number_of(passage), heading_numbers.split(" ".join(re.sub(r"[*_]", "", passage.words).split())).title)
        for passage in markdown_passages.of(text)
        if passage.kind == "heading"
    ]
    counts = (Counter(number for number, _ in found), Counter(title for _, title in found))
    return {number: title for number, title in found if number and counts[0][number] == counts[1][title] == 1}


def renumbered(old: Content, new: Content) -> Mapping[str, str]:
    """The numbers that headings had, each with the one that the same heading has now, where that is another."""
    was, now = titles(old), {title: number for number, title in titles(new).items()}
    return {number: now[title] for number, title in was.items() if now.get(title, number) != number}


def number_of(passage: Passage) -> str:
    """The number that a heading or paragraph begins with."""
    words = re.sub(r"\\(?=[.)])", "", passage.words)
    if passage.kind == "heading":
        written = heading_numbers.split(re.sub(r"[*_]", "", words)).enumerator
        match = re.search(rf"(?<!\w)(?:{NUMBER})(?!\w)", written) if written else _LEADING.match(words)
        return (match["number"] if match and "number" in match.re.groupindex else match[0]) if match else ""
    match = _LEADING.match(words) if passage.kind in ("paragraph", "cell", "html") else None
    return match["number"] if match else ""
