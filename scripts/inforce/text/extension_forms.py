"""What extensions of Markdown write for a browser to operate, or as a picture, in forms whose words stand in every medium.

Tabs need inputs, tasks are boxes to tick, signs and formulas are pictures and scripts. A redline, a Word file and a terminal
have none of these: each tab becomes a block headed by its label, a box the sign ☐ or ☑, a picture of a sign that sign. The
result is not sanitised yet.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Only a text with one of these is looked at element by element.
_SIGNS = (
    *("<input", "<svg", "tabbed-set", "emojione", "gemoji", "twemoji", "headerlink", 'class="footnote"', "math/tex"),
    *("style=", "target"),
)
CHECKED, UNCHECKED = "☑", "☐"
_ALIGNED = re.compile(r"text-align:\s*(left|center|right)\s*(?:;|$)")
_MADE_NAME = re.compile(r"__tabbed_\d+_\d+")
_LETTER = re.compile(r"\w")
_TAB_PARTS = frozenset(["tabbed-labels", "tabbed-content"])


def settled(dirty: str) -> str:
    """HTML with the forms of extensions written so that nothing has to be operated; all else as it was."""
    lowered = dirty.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return dirty
    parser = LexborHTMLParser(f"<!doctype html><html><head></head><body>{dirty}")
    body = parser.body
    if body is None:
        return dirty
    for node in reversed(body.css("div.tabbed-set")):  # those inside others first
        _as_blocks(node, parser)
    for node in body.css("div.footnote"):
        _as_footnotes(node, parser)
    for node in body.css("sup > a.footnote-ref"):
        if node.parent:
            node.parent.attrs["class"] = "footnote-ref"
    for node in body.css("a.footnote-backref[title]"):
        del node.attrs["title"]  # it counts the notes: one note more would be a change of all that follow
    for node in body.css('script[type^="math/tex"]'):
        _as_formula(node)
    for node in body.css('input[type="checkbox" i]'):
        _as_sign(node)
    for node in body.css("img.emojione, img.gemoji, img.twemoji, svg"):
        node.replace_with(_words_of(node))
    for node in body.css("a.headerlink"):
        if not _LETTER.search(node.text()):
            node.decompose()
    for node in body.css("th[style], td[style]"):
        if aligned := _ALIGNED.search(node.attributes["style"] or ""):
            node.attrs["class"] = f"{node.attributes.get('class') or ''} align-{aligned[1]}".strip()
    for node in body.css('a[target="_blank"]'):
        node.attrs["rel"] = "noopener"
    return body.inner_html or ""


def _classes(node: LexborNode) -> set[str]:
    return set((node.attributes.get("class") or "").split())


def _as_blocks(tabs: LexborNode, parser: LexborHTMLParser) -> None:
    """A set of tabs as a block for each, headed by its label; one that is not as the extension writes it stays."""
    parts = list(tabs.iter())
    if any(part.tag not in ("input", "label") and not _classes(part) & _TAB_PARTS for part in parts):
        return
    names = [part.attributes.get("id") or "" for part in parts if part.tag == "input"]
    labels = [label for part in parts for label in ([part] if part.tag == "label" else part.iter()) if label.tag == "label"]
    blocks: list[LexborNode] = []
    for content in (part for part in parts if "tabbed-content" in _classes(part)):
        blocks += [block for block in content.iter() if "tabbed-block" in _classes(block)] or [content]
    if not len(names) == len(labels) == len(blocks):
        return
    for name, label, block in zip(names, labels, blocks, strict=True):
        made = parser.create_node("div")
        made.attrs["class"] = "admonition tab"
        if name and not _MADE_NAME.fullmatch(name):
            made.attrs["id"] = name
        title = parser.create_node("p")
        title.attrs["class"] = "admonition-title"
        _copy(label, title)
        made.insert_child(title)
        _copy(block, made)
        tabs.insert_before(made)
    tabs.decompose()


def _as_footnotes(notes: LexborNode, parser: LexborHTMLParser) -> None:
    """The footnotes of Python-Markdown in the form of those of CommonMark."""
    found = [part for part in notes.iter() if part.tag == "ol"]
    if len(found) != 1 or any(part.tag not in ("hr", "ol") for part in notes.iter()):
        return
    made = parser.create_node("section")
    made.attrs["class"] = "footnotes"
    found[0].attrs["class"] = "footnotes-list"
    for item in found[0].iter():
        item.attrs["class"] = "footnote-item"
    rule = parser.create_node("hr")
    rule.attrs["class"] = "footnotes-sep"
    made.insert_child(found[0])
    notes.insert_before(rule)
    notes.insert_before(made)
    notes.decompose()


def _as_sign(box: LexborNode) -> None:
    """A box to tick as its sign, apart from the words behind it."""
    sign = CHECKED if "checked" in box.attributes else UNCHECKED
    around = box.parent
    if around and around.tag == "label" and not around.text().strip():
        box = around
    behind = box.next
    box.replace_with(sign if behind and behind.is_text_node and behind.text()[:1].isspace() else f"{sign} ")


def _as_formula(script: LexborNode) -> None:
    """A formula for a script in the signs that people write it with."""
    begin, end = (r"\[", r"\]") if "mode=display" in (script.attributes["type"] or "") else (r"\(", r"\)")
    for other in script.parent.css(".MathJax_Preview") if script.parent else ():
        other.decompose()
    script.replace_with(f"{begin}{script.text()}{end}")


def _words_of(picture: LexborNode) -> str:
    """What is said of a picture of a sign, or stands in a drawing."""
    told = picture.attributes.get("alt") or picture.attributes.get("aria-label")
    return told or " ".join(picture.text(separator=" ").split())


def _copy(source: LexborNode, target: LexborNode) -> None:
    for child in source.iter(include_text=True):
        target.insert_child(child)
