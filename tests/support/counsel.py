"""Word files for tests: written from the HTML of a text, with `<ins>` and `<del>` in it as tracked changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol li table blockquote pre dl dt dd div section hr details summary".split())
_BARE = "<w:p/>"


def _styles() -> str:
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        for n in range(1, 7)
    )
    made += '<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Source Code"/></w:style>'
    made += '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:rPr><w:i/></w:rPr></w:style>'
    made += '<w:style w:type="character" w:styleId="CodeChar"><w:name w:val="Verbatim Char"/></w:style>'
    return f'<w:styles xmlns:w="{W}">{made}</w:styles>'


def _numbering() -> str:
    made = ""
    for number, form, text in ((1, "bullet", "•"), (2, "decimal", "%{}.")):
        levels = "".join(
            f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text.format(k + 1)}"/>'
            f'<w:pPr><w:ind w:left="{720 * (k + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for k in range(9)
        )
        made += f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
    made += "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    return f'<w:numbering xmlns:w="{W}">{made}</w:numbering>'


@dataclass(slots=True)
class _Writer:
    links: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    notes: Mapping[str, LexborNode] = field(default_factory=dict)
    author: str = "Counsel"
    changes: int = 0

    def blocks(self, parent: LexborNode, properties: str = "", depth: int = -1) -> str:
        out, run = "", ""
        for node in parent.iter(include_text=True):
            tag = node.tag or "-text"
            if tag not in _BLOCKS:
                run += node.html or ""
                continue
            out += self.loose(run, properties)
            run = ""
            out += self.block(node, tag, properties, depth)
        return out + self.loose(run, properties)

    def loose(self, html: str, properties: str) -> str:
        if not html.strip():
            return ""
        body = LexborHTMLParser(f"<body><p>{html}</p></body>").css_first("p")
        return self.paragraph(body, properties)

    def block(self, node: LexborNode, tag: str, properties: str, depth: int) -> str:
        if re.fullmatch("h[1-6]", tag):
            name = node.attributes.get("id") or ""
            self.changes += 1
            mark = f'<w:bookmarkStart w:id="{self.changes}" w:name="{escape(name.replace("-", "_")[:40])}"/>'
            mark += f'<w:bookmarkEnd w:id="{self.changes}"/>'
            return self.paragraph(node, f'<w:pStyle w:val="Heading{tag[1]}"/>', mark)
        if tag in ("ul", "ol"):
            return "".join(self.item(li, tag, depth + 1) for li in node.iter() if li.tag == "li")
        if tag == "table":
            return self.table(node)
        if tag == "pre":
            text = node.text().rstrip("\n")
            return "".join(
                f'<w:p><w:pPr><w:pStyle w:val="Code"/></w:pPr><w:r>{_text(line)}</w:r></w:p>' for line in text.split("\n")
            )
        if tag == "hr":
            return _BARE
        if tag == "section" and "footnotes" in (node.attributes.get("class") or ""):
            return ""
        if tag == "blockquote":
            return self.blocks(node, '<w:pStyle w:val="Quote"/>', depth)
        if tag in ("p", "dt", "summary"):
            return self.paragraph(node, properties)
        return self.blocks(node, properties, depth)

    def item(self, li: LexborNode, tag: str, depth: int) -> str:
        number = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{1 if tag == "ul" else 2}"/></w:numPr>'
        whole = self.blocks(li, "<<>>", depth)
        whole = whole.replace("<<>>", number, 1)
        return whole.replace("<<>>", f'<w:ind w:left="{720 * (depth + 1)}"/>')

    def table(self, node: LexborNode) -> str:
        rows = ""
        for row in node.css("tr"):
            cells = "".join(f"<w:tc>{self.paragraph(cell, '')}</w:tc>" for cell in row.iter() if cell.tag in ("td", "th"))
            rows += f"<w:tr>{cells}</w:tr>"
        return f"<w:tbl><w:tblPr/>{rows}</w:tbl>" + _BARE

    def paragraph(self, node: LexborNode, properties: str, before: str = "") -> str:
        head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
        return f"<w:p>{head}{before}{self.inline(node, '', '')}</w:p>"

    def inline(self, parent: LexborNode, marks: str, edit: str) -> str:
        return "".join(self.piece(node, marks, edit) for node in parent.iter(include_text=True))

    def piece(self, node: LexborNode, marks: str, edit: str) -> str:
        tag = node.tag or "-text"
        if tag == "-text":
            return self.run(_text(" ".join(f"-{node.text(deep=True)}-".split())[1:-1], edit == "del"), marks, edit)
        if tag == "br":
            return self.run("<w:br/>", marks, edit)
        if tag == "img":
            return self.run("<w:drawing/>", marks, edit)
        if tag in ("ins", "del"):
            return self.inline(node, marks, tag)
        if tag == "a" and "footnote-backref" in (node.attributes.get("class") or ""):
            return ""
        if tag == "sup" and node.attributes.get("class") == "footnote-ref":
            target = (node.css_first("a").attributes.get("href") or "")[1:]
            self.footnotes.append(self.blocks(self.notes[target]))
            return self.run(f'<w:footnoteReference w:id="{len(self.footnotes) + 1}"/>', marks, edit)
        if tag == "a" and node.attributes.get("href"):
            return self.link(node, str(node.attributes["href"]), marks, edit)
        added = {"strong": "<w:b/>", "b": "<w:b/>", "em": "<w:i/>", "i": "<w:i/>", "s": "<w:strike/>"}.get(tag, "")
        added = '<w:rStyle w:val="CodeChar"/>' if tag == "code" else added
        return self.inline(node, added + marks if tag == "code" else marks + added, edit)

    def link(self, node: LexborNode, target: str, marks: str, edit: str) -> str:
        inside = self.inline(node, marks, edit)
        if target.startswith("#"):
            return f'<w:hyperlink w:anchor="{escape(target[1:].replace("-", "_")[:40])}">{inside}</w:hyperlink>'
        if target.startswith("policy:"):
            path, _, anchor = target.removeprefix("policy:").partition("#")
            target = f"https://policies.example/{path.removeprefix('policies/')}/" + (f"#{anchor}" if anchor else "")
        self.links.append(target)
        return f'<w:hyperlink r:id="link{len(self.links)}">{inside}</w:hyperlink>'

    def run(self, inside: str, marks: str, edit: str) -> str:
        if not inside:
            return ""
        made = f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{inside}</w:r>"
        if edit:
            self.changes += 1
            mark = f'w:id="{900 + self.changes}" w:author="{self.author}" w:date="2026-11-20T10:00:00Z"'
            made = f"<w:{edit} {mark}>{made}</w:{edit}>"
        return made


def _text(text: str, deleted: bool = False) -> str:
    name = "delText" if deleted else "t"
    return f'<w:{name} xml:space="preserve">{escape(text)}</w:{name}>' if text else ""


def document(html: str, author: str = "Counsel") -> tuple[str, list[str], list[str]]:
    """The body of a document in XML for the HTML of a text, the targets of its links, and its footnotes."""
    root = LexborHTMLParser(f"<body>{html}</body>").body
    assert root is not None
    notes = {str(li.attributes.get("id")): li for li in root.css("li.footnote-item")}
    writer = _Writer(notes=notes, author=author)
    return writer.blocks(root), writer.links, writer.footnotes


def word_file(html: str, author: str = "Counsel") -> bytes:
    """A Word file for the HTML of a text; `author` made its tracked changes."""
    return package(*document(html, author))


def package(
    body: str,
    links: list[str] | None = None,
    footnotes: list[str] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    relations: str = "",
) -> bytes:
    """A Word file with this body; `parts` are added or put in the place of others, `relations` those of the document."""
    kinds = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}
    notes = "".join(f'<w:footnote w:id="{k}">{text or _BARE}</w:footnote>' for k, text in enumerate(footnotes or [], start=2))
    related = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}{name}" Target="{name}.xml"/>' for name in kinds) + "".join(
        f'<Relationship Id="link{k}" Type="{_OFFICE}hyperlink" Target="{escape(target)}" TargetMode="External"/>'
        for k, target in enumerate(links or [], start=1)
    )
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}{name}+xml"/>' for name in kinds)
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_KIND}document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}relationships">{related}{relations}</Relationships>',
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}" xmlns:r="{R}">{notes}</w:footnotes>',
    } | dict(parts or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
