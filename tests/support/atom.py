"""What RFC 4287 asks of a feed, as a grammar (RELAX NG) and as a list of what no grammar can say."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def _element(name: str, content: str) -> str:
    common = '<optional><attribute name="xml:lang"/></optional><optional><attribute name="xml:base"/></optional>'
    return f'<element name="{name}">{common}{content}</element>'


def _some(how: str, content: str) -> str:
    return f"<{how}>{content}</{how}>"


_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+\-]\d\d:\d\d)"
_DATE = f'<data type="dateTime"><param name="pattern">{_INSTANT}</param></data>'
_WORDS = '<data type="string"><param name="minLength">1</param></data>'
_KIND = '<optional><attribute name="type"><choice><value>text</value><value>html</value></choice></attribute></optional>'
_TEXT = f"{_KIND}<text/>"
_MEDIA = '<data type="string"><param name="pattern">.+/.+</param></data>'
_LINK = _element(
    "link",
    '<attribute name="href"><data type="anyURI"/></attribute>'
    f'<optional><attribute name="rel">{_WORDS}</attribute></optional>'
    f'<optional><attribute name="type">{_MEDIA}</attribute></optional>'
    '<optional><attribute name="title"/></optional><empty/>',
)
_PERSON = (
    "<interleave>"
    + _element("name", _WORDS)
    + _some("optional", _element("uri", '<data type="anyURI"/>'))
    + _some("optional", _element("email", '<data type="string"><param name="pattern">.+@.+</param></data>'))
    + "</interleave>"
)
_ID = _element("id", '<data type="anyURI"><param name="minLength">1</param></data>')
_AUTHOR = _element("author", _PERSON)
_CATEGORY = _element("category", f'<attribute name="term">{_WORDS}</attribute><empty/>')
_ENTRY = _element(
    "entry",
    "<interleave>"
    + _ID
    + _element("title", _TEXT)
    + _element("updated", _DATE)
    + _some("optional", _element("published", _DATE))
    + _some("optional", _element("content", _TEXT))
    + _some("optional", _element("summary", _TEXT))
    + _some("zeroOrMore", _AUTHOR)
    + _some("zeroOrMore", _CATEGORY)
    + _some("zeroOrMore", _LINK)
    + "</interleave>",
)
_FEED = _element(
    "feed",
    "<interleave>"
    + _ID
    + _element("title", _TEXT)
    + _element("updated", _DATE)
    + _some("optional", _element("subtitle", _TEXT))
    + _some("optional", _element("generator", _WORDS))
    + _some("zeroOrMore", _AUTHOR)
    + _some("zeroOrMore", _LINK)
    + _some("zeroOrMore", _ENTRY)
    + "</interleave>",
)
_GRAMMAR = etree.RelaxNG(
    etree.fromstring(
        '<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom" '
        f'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start>{_FEED}</start></grammar>'
    )
)


def faults(feed: bytes) -> list[str]:
    """What is wrong with a feed."""
    root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False))
    if not _GRAMMAR.validate(root):
        return [str(error) for error in _GRAMMAR.error_log]
    return list(_unwritten(root))


def _unwritten(root: etree._Element) -> Iterator[str]:
    ids = [element.text or "" for element in root.iter(f"{ATOM}id")]
    if len(set(ids)) != len(ids):
        yield "an id stands twice"
    if any(":" not in name for name in ids):
        yield "an id is no IRI"
    for holder in (root, *root.iter(f"{ATOM}entry")):
        links = holder.findall(f"{ATOM}link")
        alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"]
        if len(set(alternates)) != len(alternates):
            yield "two alternates of one type"
        if holder is not root and not alternates and holder.find(f"{ATOM}content") is None:
            yield "an entry has neither content nor an alternate"
        if holder is not root and holder.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            yield "an entry has no author"
    if len([link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]) != 1:
        yield "there is not one link to the feed itself"


def base(feed: bytes, address: str) -> str:
    """What relative links of a feed at an address are resolved against."""
    return urljoin(address, etree.fromstring(feed).get(f"{XML}base") or "")
