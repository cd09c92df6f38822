"""Opens a Word file without trusting it: what may harm is refused, what is fetched from elsewhere is left out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from inforce.problems import UserError

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# Word writes the strict form of the format with other names for the same things.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": WORD[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": RELATION[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": MATH[1:-1].encode(),
}
_CUSTOM = ("custom-properties", "customProperties")  # the latter in the strict form
_READ = ("styles", "numbering", "footnotes", "endnotes", "comments")  # parts beside the document
_MARGINS = ("header", "footer")
MOST = 64 * 1024 * 1024  # bytes of all parts unpacked: a long policy has less than one megabyte
MOST_PACKED = 32 * 1024 * 1024
RATIO = 200  # unpacked to packed: text of Word files lies below 40
MOST_XML = 24 * 1024 * 1024  # of one part that is read: a policy of one megabyte has ten
MOST_PARTS = 4000
DEEPEST = 250  # elements inside each other
MOST_OF = {"p": (10_000, "paragraphs and cells"), "r": (50_000, "pieces of text with a format of their own")}
MOST_SIGNS = 500_000  # of text: a long policy has 100,000
_SAVE = "Save it as .docx (Word: Save As, Word Document)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a document names elsewhere: its kind, its target, and whether that lies outside of the file."""

    kind: str
    target: str
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of a Word file as XML, by what they are (styles, numbering, footnotes, endnotes, comments, custom); `margins`
    are its headers and footers by the id of their relation, as there may be several."""

    document: etree._Element
    parts: Mapping[str, etree._Element]
    margins: Mapping[str, etree._Element]
    relations: Mapping[str, Mapping[str, Relation]]  # of the document and of each part, by the name of the part
    notes: tuple[str, ...]  # what was left out, as sentences


def open_package(data: bytes, name: str) -> Package:
    """The parts of a file; raises UserError for whatever is no Word file, or may harm."""
    _look_at_head(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _package(archive, name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UserError(
            f"{name}: the file is damaged and cannot be opened. Ask for it again, or save it anew in Word."
        ) from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise UserError(f"{name}: the file is protected by a password. Save it without one.") from error


def _look_at_head(data: bytes, name: str) -> None:
    if len(data) > MOST_PACKED:
        raise UserError(f"{name}: the file is larger than {MOST_PACKED // 2**20} MB. Save it without pictures.")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UserError(f"{name}: the file is protected by a password. Save it without one.")
        raise UserError(f"{name}: this is a file of an old Word (.doc). {_SAVE}")
    if data[:5] == b"{\\rtf":
        raise UserError(f"{name}: this is a file in Rich Text Format (.rtf). {_SAVE}")
    if data[:4] == b"%PDF":
        raise UserError(f"{name}: this is a PDF file, which cannot be read back. Ask for the Word file.")
    if data[:2] != b"PK":
        raise UserError(f"{name}: this is no Word file. {_SAVE}")


def _package(archive: zipfile.ZipFile, name: str) -> Package:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    _check_entries(entries, name)
    if "mimetype" in names and "content.xml" in names:
        raise UserError(f"{name}: this is a file in OpenDocument format (.odt). {_SAVE}")
    if "[Content_Types].xml" not in names:
        raise UserError(f"{name}: this is no Word file. {_SAVE}")
    reader = _Parts(archive, name)
    notes = _without_macros(reader, names, name)
    top = reader.relations("")
    main = next((relation.target for relation in top.values() if relation.kind == "officeDocument"), "")
    document = reader.xml(main.lstrip("/")) if main else None
    if document is None or document.tag != f"{WORD}document":
        raise UserError(f"{name}: there is no text of Word in this file. {_SAVE}")
    part = main.lstrip("/")
    relations = {"document": reader.relations(part)}
    parts: dict[str, etree._Element] = {}
    for relation in top.values():
        if relation.kind in _CUSTOM and not relation.outside:
            own = reader.xml(relation.target.lstrip("/"))
            parts |= {"custom": own} if own is not None else {}
    margins: dict[str, etree._Element] = {}
    for identity, relation in list(relations["document"].items()):
        if relation.kind in (*_READ, *_MARGINS) and not relation.outside:
            path = _joined(part, relation.target)
            found = reader.xml(path)
            if found is not None and relation.kind in _MARGINS:
                margins[identity] = found
            elif found is not None:
                parts[relation.kind] = found
                relations[relation.kind] = reader.relations(path)
    notes += _outside(relations["document"])
    return Package(document=document, parts=parts, margins=margins, relations=relations, notes=tuple(notes))


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST:
        raise UserError(f"{name}: unpacked, the file would be larger than any policy. It is refused.")
    for entry in entries:
        if entry.flag_bits & 1:
            raise UserError(f"{name}: the file is protected by a password. Save it without one.")
        if entry.file_size > 100_000 and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise UserError(f"{name}: {entry.filename[:80]} is packed as no Word file is (a zip bomb). It is refused.")
        if ".." in entry.filename.split("/") or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
            raise UserError(f"{name}: a part of the file has the path {entry.filename[:80]}, outside of it. It is refused.")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise UserError(f"{name}: a part of the file is there twice, so that it may be read in two ways. It is refused.")


def _without_macros(reader: _Parts, names: list[str], name: str) -> list[str]:
    kinds = reader.bytes("[Content_Types].xml") or b""
    if b"macroEnabled" in kinds:
        raise UserError(f"{name}: the file may run macros (.docm). Save it as .docx, which holds none.")
    found = [part for part in names if part.lower().endswith("vbaproject.bin")]
    return ["The file holds macros; they were not read."] if found else []


def _outside(relations: Mapping[str, Relation]) -> list[str]:
    named = {
        "image": "a picture that lies elsewhere",
        "attachedTemplate": "a template that lies elsewhere",
        "subDocument": "a document that lies elsewhere",
        "oleObject": "an object that lies elsewhere",
        "frame": "a frame that lies elsewhere",
    }
    found = [relation for relation in relations.values() if relation.outside and relation.kind != "hyperlink"]
    return [
        f"The file names {named.get(relation.kind, 'something elsewhere')} ({relation.target[:200]}); it was not fetched."
        for relation in found
    ]


def _joined(part: str, target: str) -> str:
    """The path of a target inside the file; targets are relative to the folder of the part that names them."""
    if target.startswith("/"):
        return target[1:]
    path = part.split("/")[:-1]
    for piece in target.split("/"):
        if piece == ".." and path:
            path.pop()
        elif piece not in ("", ".", ".."):
            path.append(piece)
    return "/".join(path)


class _Parts:
    """Reads parts, and counts what they unpack to, whatever the file says of their size."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name = archive, name
        self.left = MOST
        self.counted: Counter[str] = Counter()

    def bytes(self, path: str) -> bytes | None:
        """The content of a part, None where there is none."""
        try:
            with self.archive.open(path) as part:
                data = part.read(min(self.left, MOST_XML) + 1)
        except KeyError:
            return None
        self.left -= len(data)
        if self.left < 0 or len(data) > MOST_XML:
            raise UserError(f"{self.name}: unpacked, the file would be larger than any policy. It is refused.")
        return data

    def xml(self, path: str) -> etree._Element | None:
        """A part as XML. Nothing that it names is fetched or put in its place, and a DTD is refused."""
        data = self.bytes(path)
        if data is None:
            return None
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise UserError(f"{self.name}: {path} inside the file is damaged. Open it in Word and save it anew.") from error
        if root.getroottree().docinfo.doctype:
            raise UserError(f"{self.name}: {path} inside the file declares a DTD, as no Word file does. It is refused.")
        if _depth(root) > DEEPEST:
            raise UserError(f"{self.name}: {path} inside the file is nested deeper than any Word file. It is refused.")
        self._count(root)
        return root

    def _count(self, root: etree._Element) -> None:
        """Refuse what would take minutes to read, however small its bytes are."""
        for element in root.iter(*(f"{WORD}{name}" for name in (*MOST_OF, "t", "delText"))):
            name = str(element.tag).removeprefix(WORD)
            if name in MOST_OF:
                self.counted[name] += 1
            else:
                self.counted["signs"] += len(element.text or "")
        for name, (most, what) in {**MOST_OF, "signs": (MOST_SIGNS, "signs of text")}.items():
            if self.counted[name] > most:
                raise UserError(
                    f"{self.name}: the file has {self.counted[name]:,} {what}, and more than {most:,} are not read. "
                    "Delete what is no part of the policy, and save it anew in Word; or edit the Markdown file."
                )

    def relations(self, path: str) -> Mapping[str, Relation]:
        """What a part names, by id; of the file as a whole for ""."""
        folder, _, last = path.rpartition("/")
        root = self.xml(f"{folder}/_rels/{last}.rels".lstrip("/"))
        if root is None:
            return {}
        return {
            str(item.get("Id")): Relation(
                kind=str(item.get("Type", "")).rpartition("/")[2],
                target=re.sub(r"[\x00-\x1f]", "", str(item.get("Target", ""))),
                outside=item.get("TargetMode") == "External",
            )
            for item in root.iter(f"{_PACKAGE}Relationship")
        }


def _depth(root: etree._Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
