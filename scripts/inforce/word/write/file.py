"""A redline as a Word file with tracked changes: accept all to get the new text, reject all to get the old one.

The parts are written with lxml rather than python-docx, which knows no tracked changes and stamps its files with the clock.
The same input gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from lxml import etree

from inforce.redline.revealed import is_plain, naming
from inforce.word.provenance import Origin, properties
from inforce.word.write.runs import Number
from inforce.word.write.sides import read
from inforce.word.write.tracked import BY_US, STEP, WIDTH, Parts, R, W, add, stamp, write_body

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LEVELS = 9  # of a list in Word
_BULLETS = "•◦▪"
_PARTS = ("styles", "settings", "numbering", "header", "footer")  # beside the document
_PAGE = {"w": 11906, "h": 16838}  # A4, in twentieths of a point
_MARGIN = (_PAGE["w"] - WIDTH) // 2
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows: no clock in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the file says about the redline; `moment`: when its changes were made."""

    title: str
    author: str
    moment: datetime
    origin: Origin


def write(html: str, facts: Facts) -> bytes:
    """The Word file of a finished redline, whose links lead to where they shall lead from anywhere."""
    parts = Parts(author=facts.author, moment=facts.moment, naming=None if is_plain(html) else naming(html))
    document = etree.Element(f"{{{W}}}document", nsmap={"w": W, "r": R})
    body = add(document, "body")
    write_body(body, read(html), parts)
    _section(body)
    held = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _fixed("relationships"),
        "docProps/core.xml": _bytes(_core(facts)),
        "docProps/custom.xml": _bytes(properties(facts.origin)),
        "word/document.xml": _bytes(document),
        "word/_rels/document.xml.rels": _bytes(_relationships(parts)),
        "word/styles.xml": _fixed("styles"),
        "word/settings.xml": _fixed("settings"),
        "word/numbering.xml": _bytes(_numbering(parts)),
        "word/header.xml": _bytes(_header(facts)),
        "word/footer.xml": _fixed("footer"),
    }
    if parts.comments:
        held["word/comments.xml"] = _bytes(_comments(parts, facts))
    return _zipped(held)


def plain(html: str) -> bytes:
    """The Word file of a text that is to be read only: it says nothing of itself."""
    nothing = Origin(policy="", older="", newer="", older_text="", newer_text="")
    return write(html, Facts(title="", author="", moment=datetime(*_ZIP_DAY, tzinfo=UTC), origin=nothing))


def _fixed(name: str) -> bytes:
    return files("inforce").joinpath("word", "parts", f"{name}.xml").read_bytes()


def _content_types(parts: Parts) -> bytes:
    """What each part is; that of the comments only where there are any."""
    data = _fixed("content-types")
    if not parts.comments:
        return data
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    return data.replace(b"</Types>", b'  <Override PartName="/word/comments.xml" ContentType="%s"/>\n</Types>' % kind)


def _comments(parts: Parts, facts: Facts) -> etree._Element:
    """What is said beside the text of what nobody sees in it."""
    root = etree.Element(f"{{{W}}}comments", nsmap={"w": W})
    for identity, said in enumerate(parts.comments):
        comment = add(root, "comment", id=identity, author=facts.author, date=stamp(facts.moment), initials=BY_US)
        add(add(add(comment, "p"), "r"), "t").text = said
    return root


def _bytes(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _zipped(held: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in held.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, data)
    return out.getvalue()


def _section(body: etree._Element) -> None:
    """The page: its size, header and footer."""
    section = add(body, "sectPr")
    for name in ("header", "footer"):
        add(section, f"{name}Reference", type="default").set(f"{{{R}}}id", name)
    add(section, "pgSz", **_PAGE)
    add(section, "pgMar", top=1440, right=_MARGIN, bottom=1300, left=_MARGIN, header=640, footer=640, gutter=0)


def _header(facts: Facts) -> etree._Element:
    """The policy's title, and what is compared."""
    root = etree.Element(f"{{{W}}}hdr", nsmap={"w": W})
    paragraph = add(root, "p")
    add(add(paragraph, "pPr"), "pStyle", val="Header")
    run = add(paragraph, "r")
    add(run, "t").text = facts.title
    add(run, "tab")
    add(run, "t").text = facts.origin.compared
    return root


def _core(facts: Facts) -> etree._Element:
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DUBLIN, "dcterms": _TERMS, "xsi": _INSTANCE})
    etree.SubElement(root, f"{{{_DUBLIN}}}title").text = f"{facts.title}: {facts.origin.compared}"
    etree.SubElement(root, f"{{{_DUBLIN}}}creator").text = facts.author
    for name in ("created", "modified"):
        element = etree.SubElement(root, f"{{{_TERMS}}}{name}", {f"{{{_INSTANCE}}}type": "dcterms:W3CDTF"})
        element.text = stamp(facts.moment)
    return root


def _relationships(parts: Parts) -> etree._Element:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    for name in (*_PARTS, "comments") if parts.comments else _PARTS:
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=name, Type=f"{R}/{name}", Target=f"{name}.xml")
    for target, name in parts.links.items():
        etree.SubElement(
            root, f"{{{_RELATIONS}}}Relationship", Id=name, Type=f"{R}/hyperlink", Target=target, TargetMode="External"
        )
    return root


def _numbering(parts: Parts) -> etree._Element:
    """A numbering of its own for each list: no list goes on with the numbers of another."""
    root = etree.Element(f"{{{W}}}numbering", nsmap={"w": W})
    for (number, level), identity in parts.numbers.items():
        abstract = add(root, "abstractNum", abstractNumId=identity)
        add(abstract, "nsid", val=f"{identity:08X}")
        add(abstract, "multiLevelType", val="hybridMultilevel")
        for k in range(_LEVELS):
            _level(abstract, k, number, number.start if k == level else 1)
    for identity in parts.numbers.values():
        add(add(root, "num", numId=identity), "abstractNumId", val=identity)
    return root


def _level(parent: etree._Element, level: int, number: Number, start: int) -> None:
    bullet = number.kind == "bullet"
    element = add(parent, "lvl", ilvl=level)
    add(element, "start", val=start)
    add(element, "numFmt", val=number.kind)
    add(element, "lvlText", val=_BULLETS[level % len(_BULLETS)] if bullet else f"%{level + 1}.")
    add(element, "lvlJc", val="left")
    add(add(element, "pPr"), "ind", left=STEP * (level + 1), hanging=STEP)
