"""A redline as pages show it: in the site's language, each block in its own direction, hidden signs named."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import escape, unescape

from markupsafe import Markup

from inforce.i18n import Words
from inforce.languages import RIGHT_TO_LEFT, direction
from inforce.redline import revealed
from inforce.render import redline_html
from inforce.text.sameness import VOID

_NOTE = re.compile(r' data-note="([^"]*)"')
_QUOTED = re.compile(r'([^"]+) "(.*)"(?: added| removed)?', re.S)  # a text beside the words
_SEVERAL = re.compile(r'; (?=(?:[^"]*"[^"]*")*[^"]*$)')  # between the parts of a note, not inside a text
_LABEL = re.compile(r'(data-link="" aria-label=")([^"]*)"')


@cache
def names(words: Words) -> Mapping[str, str]:
    """Every kind of change, in the order in which a legend lists them."""
    _ = words.gettext
    return {
        "inserted": _("Inserted"),
        "deleted": _("Deleted"),
        "replaced": _("Replaced"),
        "moved": _("Moved"),
        "split": _("Paragraph split"),
        "joined": _("Paragraphs joined"),
        "table row": _("Table rows"),
        "table column": _("Table columns"),
        "renumbered": _("New number"),
        "link target": _("The link leads elsewhere"),
        "title": _("Details behind the words"),
        "formatting": _("Formatting only"),
        "heading level": _("Level of the heading"),
    }


@cache
def legend(words: Words) -> Mapping[str, Markup]:
    """What stands in a legend for every kind of change: a sample that is marked as the text is, then its name."""
    old, new, word = words.gettext("old"), words.gettext("new"), words.gettext("word")
    replaced = Markup("<del>{}</del> <ins>{}</ins>")
    block = Markup('<span class="inforce-block" data-change="inserted"><ins>{}</ins></span> ').format(new)
    block += Markup('<span class="inforce-block" data-change="deleted"><del>{}</del></span>').format(old)
    sign = Markup('<span class="inforce-sign">{}</span>')
    samples = {
        "replaced": replaced.format(old, new),
        "moved": sign.format("\u2192 \u2190"),
        "split": sign.format("\u00b6+"),
        "joined": sign.format("\u00b6\u2212"),
        "table row": block,
        "table column": block,
        "renumbered": replaced.format("1", "2"),
        "link target": Markup("{}").format(word) + sign.format(" (\u2026)"),
        "title": Markup("{}").format(word) + sign.format(" (\u2026)"),
        "formatting": Markup("<strong>{}</strong>").format(word) + sign.format(" (\u2026)"),
        "heading level": Markup("{}").format(word) + sign.format(" (\u2026)"),
    }
    itself = {"inserted": Markup("<ins>{}</ins>"), "deleted": Markup("<del>{}</del>")}
    named = Markup('<span class="inforce-sample" aria-hidden="true">{}</span> <span>{}</span>')
    return {
        kind: itself[kind].format(name) if kind in itself else named.format(samples[kind], name)
        for kind, name in names(words).items()
    }


@lru_cache(maxsize=1024)
def note(words: Words, text: str) -> str:
    """A note of the engine in the site's language; what it does not know stays as it is."""
    return "; ".join(_told(words, piece) for piece in _SEVERAL.split(text))


def _told(words: Words, text: str) -> str:
    _ = words.gettext
    if text.startswith("link was "):
        return _("link was %(target)s", target=text.removeprefix("link was ").replace(" and ", ", "))
    typed, _as, number = text.partition("typed as ")
    if _as and typed in ("", "was "):
        return _("was typed as %(number)s", number=number) if typed else _("typed as %(number)s", number=number)
    now, was, before = text.partition(", was ")
    if was:
        same = re.fullmatch(r"\d", before) and now.startswith("heading level")
        before = f"heading level {before}" if same else before
        return _("%(now)s, was %(before)s", now=_thing(words, now), before=_thing(words, before))
    quoted = _QUOTED.fullmatch(text)
    return _piece(words, text) if quoted else ", ".join(_piece(words, piece) for piece in text.split(", "))


@cache
def signs(words: Words) -> Callable[[str], str]:
    """What puts the name of a sign that nobody sees, or of a script, into the site's language; that of a rare one stays."""
    _ = words.gettext
    known = {
        "right-to-left override": _("right-to-left override"),
        "left-to-right override": _("left-to-right override"),
        "right-to-left embedding": _("right-to-left embedding"),
        "left-to-right embedding": _("left-to-right embedding"),
        "right-to-left isolate": _("right-to-left isolate"),
        "left-to-right isolate": _("left-to-right isolate"),
        "first strong isolate": _("first strong isolate"),
        "pop directional formatting": _("pop directional formatting"),
        "pop directional isolate": _("pop directional isolate"),
        "right-to-left mark": _("right-to-left mark"),
        "left-to-right mark": _("left-to-right mark"),
        "zero width space": _("zero width space"),
        "zero width joiner": _("zero width joiner"),
        "zero width non-joiner": _("zero width non-joiner"),
        "zero width no-break space": _("zero width no-break space"),
        "word joiner": _("word joiner"),
        "soft hyphen": _("soft hyphen"),
        "no-break space": _("no-break space"),
        "non-breaking hyphen": _("non-breaking hyphen"),
        "combining acute accent": _("combining acute accent"),
        "combining diaeresis": _("combining diaeresis"),
        "Cyrillic": _("Cyrillic"),
        "Greek": _("Greek"),
    }
    return lambda name: known.get(name, name)


def in_language(words: Words, html: str) -> str:
    """A redline whose notes and whose signs for screen readers are in the site's language."""
    if type(words.translations) is gettext.NullTranslations:
        return html
    labels = {
        "moved here from somewhere else": words.gettext("moved here from somewhere else"),
        "moved somewhere else": words.gettext("moved somewhere else"),
    }
    html = _LABEL.sub(lambda match: f'{match[1]}{escape(labels.get(match[2], match[2]))}"', html)
    return _NOTE.sub(lambda match: f' data-note="{escape(note(words, unescape(match[1])))}"', html)


def _piece(words: Words, text: str) -> str:
    if text in _things(words):
        return _things(words)[text]
    thing, _, happened = text.rpartition(" ")
    if happened == "added":
        return words.gettext("%(thing)s added", thing=_thing(words, thing))
    if happened == "removed":
        return words.gettext("%(thing)s removed", thing=_thing(words, thing))
    return _things(words).get(text, text)


def _thing(words: Words, text: str) -> str:
    level = re.fullmatch(r"heading level (\d)", text)
    if level:
        return words.gettext("heading level %(level)s", level=level[1])
    quoted = _QUOTED.fullmatch(text)
    if quoted and quoted[1] in _things(words):
        return f'{_things(words)[quoted[1]]} "{quoted[2]}"'
    start = re.fullmatch(r"start (-?\d+)", text)
    if start:
        return words.gettext("starts at %(number)s", number=start[1])
    return _things(words).get(text, text)


@cache
def _things(words: Words) -> Mapping[str, str]:
    _ = words.gettext
    return {
        "bold": _("bold"),
        "italics": _("italics"),
        "code": _("code"),
        "underline": _("underline"),
        "strikethrough": _("strikethrough"),
        "subscript": _("subscript"),
        "superscript": _("superscript"),
        "small print": _("small print"),
        "highlight": _("highlight"),
        "quotation": _("quotation"),
        "citation": _("citation"),
        "abbreviation": _("abbreviation"),
        "numbered list": _("numbered list"),
        "bulleted list": _("bulleted list"),
        "list of definitions": _("list of definitions"),
        "table": _("table"),
        "folded part": _("folded part"),
        "box": _("box"),
        "link": _("link"),
        "title": _("text shown when you point at it"),
        "text of the image": _("text of the image"),
        "image": _("image"),
        "image replaced": _("image replaced"),
        "size of the image changed": _("size of the image changed"),
        "summary of the table": _("summary of the table"),
        "machine-readable date": _("machine-readable date"),
        "right-to-left text": _("right-to-left text"),
        "aligned left": _("aligned left"),
        "aligned center": _("centred"),
        "aligned right": _("aligned right"),
        "space": _("space"),
        "paragraph": _("paragraph"),
        "list item": _("list item"),
        "code block": _("code block"),
        "table cell": _("table cell"),
        "table heading": _("table heading"),
        "defined term": _("defined term"),
        "definition": _("definition"),
        "text": _("text"),
        "default": _("the usual one"),
        "formatting changed": _("formatting changed"),
    }


_FOLDED = re.compile(r"<details(?![^>]*\sopen\b)")
_NEXT = re.compile(r"(</(?:del|ins)>)<(del|ins)\b")


def shown(words: Words, html: str) -> str:
    """The engine's HTML for readers.

    No part is folded, or a change in it would not be seen. `data-apart` marks words that follow others' mark without a space:
    style sheets, which cannot see spaces, part them.
    """
    html = with_direction(redline_html.in_language(words, html), words.language)
    html = _FOLDED.sub('<details open=""', html)
    return revealed.marked(_NEXT.sub(r'\1<\2 data-apart=""', html), redline_html.signs(words))


_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^>\"]*(?:\"[^\"]*\"[^>\"]*)*)>")
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre div".split())


def with_direction(html: str, language: str) -> str:
    """HTML whose outermost blocks find their own direction, where any may differ from the site's."""
    if direction(language) == "ltr" and not RIGHT_TO_LEFT.search(html):
        return html
    depth = 0

    def tag(match: re.Match[str]) -> str:
        nonlocal depth
        if match[1]:
            depth -= 1
            return match[0]
        if match[2] in VOID:
            return match[0]
        depth += 1
        if depth > 1 or match[2] not in _BLOCKS or " dir=" in match[3]:
            return match[0]
        return f'<{match[2]} dir="auto"{match[3]}>'

    return _TAG.sub(tag, html)
