"""Whatever shows words in a Word file is read, written as text, or named: nothing vanishes without a word."""

from __future__ import annotations

import pytest
from counsel import R, W, package
from inforce.editing.from_word.import_edits import Edits, bring_in
from inforce.source import front_matter
from inforce.word.read.file import WordFile

PATH = "policies/rules.md"
HEAD = "---\ntitle: Rules\neffective_date: 2018-02-01\n---\n\n"
OLD = f"{HEAD}Pay now.\n".encode()
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="{M}" xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml" ' + (
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:new="urn:example:not-yet-known" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
MARK = 'w:id="7" w:author="Kim" w:date="2026-11-20T10:00:00Z"'


def came_in(body: str, parts: dict[str, str] | None = None, relations: str = "") -> Edits:
    """What a Word file with this body makes of the policy."""
    whole = f"<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    held = {"word/document.xml": whole, **(parts or {})}
    return bring_in(WordFile(package("", parts=held, relations=relations), "a.docx"), OLD, PATH, {}, sure=False)


def read(inside: str, properties: str = "") -> tuple[str, tuple[str, ...]]:
    """What stands between "Pay" and "now." in the policy after an import, and what is said."""
    found = came_in(f"<w:p>{run('Pay')}{inside}{run('now.')}</w:p>{properties}")
    assert found.refused == ()
    text = front_matter.read(found.data, PATH).body.strip()
    assert text.startswith("Pay") and text.endswith("now.")
    return text.removeprefix("Pay").removesuffix("now."), found.notes


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def field(instruction: str, result: str = "", form: str = "") -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'
        for kind, inside in (("begin", form), ("separate", ""), ("end", ""))
    )
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate if result else ''}{result}{end}"


def formula(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def maths(text: str, name: str = "") -> str:
    inside = f"<m:r><m:t>{text}</m:t></m:r>"
    return f"<m:{name}>{inside}</m:{name}>" if name else inside


CHECKED = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
)
BOX = "<w:ffData><w:checkBox>{}</w:checkBox></w:ffData>"
LIST = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="monthly"/><w:listEntry w:val="yearly"/></w:ddList></w:ffData>'
)
FONT = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'
CHOICE = "<mc:AlternateContent><mc:Choice Requires='x'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
# What comes in, and how the policy's Markdown has it.
TOLD = {
    "a tick": (symbol("Wingdings", "F0FE"), "☑"),
    "an empty box": (symbol("Wingdings", "F0A8"), "☐"),
    "a code without the private part": (symbol("Wingdings", "00FC"), "✓"),
    "Wingdings 2": (symbol("Wingdings 2", "F052"), "☑"),
    "Wingdings 3": (symbol("Wingdings 3", "F070"), "▲"),
    "Webdings": (symbol("Webdings", "F061"), "✔"),
    "Symbol": (symbol("Symbol", "F0A3") + symbol("SymbolMT", "F0B3"), "≤≥"),
    "a sign of a common font": (symbol("MS Gothic", "2612"), "☒"),
    "letters in a symbol font": (run("þ q", FONT.format("Wingdings")), "☑ ❑"),
    "private signs in a symbol font": (run("\uf0e0", FONT.format("Wingdings")), "→"),
    "a field that is a symbol": (field('SYMBOL 254 \\f "Wingdings" \\s 12'), "☑"),
    "superscript": (run("10") + run("3", '<w:vertAlign w:val="superscript"/>'), "10<sup>3</sup>"),
    "subscript": (run("H") + run("2", '<w:vertAlign w:val="subscript"/>') + run("O"), "H<sub>2</sub>O"),
    "capitals": (run("not liable", "<w:caps/>"), "NOT LIABLE"),
    "struck out": (run("never", "<w:dstrike/>"), "~~never~~"),
    "a formula": (formula(maths("fee=2p")), "fee=2p"),
    "a fraction and a power": (
        formula(
            f"<m:f>{maths('a+b', 'num')}{maths('c', 'den')}</m:f>{maths('=')}"
            f"<m:sSup>{maths('x', 'e')}{maths('2', 'sup')}</m:sSup><m:rad><m:deg/>{maths('y', 'e')}</m:rad>"
        ),
        "(a+b)/c=x^2√(y)",
    ),
    "a sum": (
        formula(
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>'
            f"{maths('i=1', 'sub')}{maths('n', 'sup')}{maths('fee', 'e')}</m:nary>"
        ),
        "∑\\_(i=1)^n fee",
    ),
    "a formula on a line of its own": (f"<m:oMathPara>{formula(maths('E=mc'))}</m:oMathPara>", "E=mc"),
    "a ticked box": (CHECKED.format(1, run("☒")), "☒"),
    "a box of which only the state is there": (CHECKED.format(1, "") + CHECKED.format(0, ""), "☒☐"),
    "a box of an old form": (field(" FORMCHECKBOX ", form=BOX.format("<w:default w:val='0'/><w:checked/>")), "☒"),
    "an empty box of an old form": (field("FORMCHECKBOX", form=BOX.format('<w:default w:val="0"/>')), "☐"),
    "a list of an old form": (field(" FORMDROPDOWN ", form=LIST), "yearly"),
    "a field of an old form": (field(" FORMTEXT ", run("Kim"), "<w:ffData/>"), "Kim"),
    "the result of a field": (field("REF _Ref1 \\h", run("section 3")), "section 3"),
    "a simple field": (f'<w:fldSimple w:instr="DATE">{run("1 June")}</w:fldSimple>', "1 June"),
    "a hyphen that does not break": (run("e") + "<w:r><w:noBreakHyphen/></w:r>" + run("mail"), "e\u2011mail"),
    "a tab": (run("a") + "<w:r><w:ptab/></w:r>" + run("b") + "<w:r><w:tab/></w:r>" + run("c"), "a b c"),
    "a word with its reading": (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>",
        "漢(kan)",
    ),
    "another direction": (f'<w:bdo w:val="ltr">{run("a")}</w:bdo><w:dir w:val="rtl">{run("b")}</w:dir>', "ab"),
    "one of two ways": (f"<w:r>{CHOICE.format('<w:t>new</w:t>', '<w:t>old</w:t>')}</w:r>", "new"),
    "one of two runs": (CHOICE.format(run("new"), run("old")), "new"),
    "a smart tag": (f'<w:smartTag w:element="x">{run("Berlin")}</w:smartTag>', "Berlin"),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_shows_signs_is_written_as_text(name: str) -> None:
    """Nothing has to be said of it."""
    inside, told = TOLD[name]
    assert read(run(" ") + inside + run(" ")) == (f" {told} ", ())


BOXED = f"<w:pict><v:shape><w:txbxContent><w:p>{run('Boxed')}</w:p></w:txbxContent></v:shape></w:pict>"
GRAPHIC = (
    '<w:drawing><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/{}"/></a:graphic></w:drawing>'
)
NAMED = {
    "a sign that is not known": (
        run("sign ") + symbol("Bookshelf Symbol 7", "F041"),
        "A sign of the font Bookshelf Symbol 7 (F041) in “Pay sign now.” was not read: nothing here tells what it shows.",
    ),
    "a private sign in a common font": (
        run("\uf0fe"),
        "A sign of a font that is not named (F0FE) in “Pay \uf0fenow.” was not read: nothing here tells what it shows.",
    ),
    "a table of contents": (
        '</w:p><w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Scope 1</w:t></w:r></w:p><w:p>',
        "The table of contents was not read.",
    ),
    "a field without a result": (
        field("EQ \\f(1,2)"),
        "A field of Word that holds no text was not read: “EQ \\f(1,2)”",
    ),
    "hidden words": (
        run("secret ", "<w:vanish/>") + run("clause", "<w:vanish/>"),
        "Hidden text in the file was not read: “secret clause”",
    ),
    "a text box": (f"<w:r>{BOXED}</w:r>", "A text box in the file was not read: “Boxed”"),
    "a text box in two ways": (
        f"<w:r>{CHOICE.format(BOXED, BOXED)}</w:r>",
        "A text box in the file was not read: “Boxed”",
    ),
    "lettering": (
        '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>',
        "Lettering in the file was not read: “DRAFT”",
    ),
    "an object": ("<w:r><w:object/></w:r>", "An embedded object in the file was not read."),
    "a chart": (f"<w:r>{GRAPHIC.format('chart')}</w:r>", "A chart in the file was not read."),
    "SmartArt": (f"<w:r>{GRAPHIC.format('diagram')}</w:r>", "A drawing of shapes (SmartArt) in the file was not read."),
    "the number of the page": ("<w:r><w:pgNum/></w:r>", "A page number in the text of the file was not read."),
    "a date": ("<w:r><w:dayLong/></w:r>", "A date in the file that Word keeps up to date was not read."),
    "another document": ("<w:subDoc/>", "Another document, which the file points to, was not read."),
    "what is not known yet": (
        f"<new:shiny>{run('Words')}</new:shiny>",
        "Something in the file of a kind that is not known here (shiny) was not read: “Words”",
    ),
    "what is not known yet in a run": (
        "<w:r><w:glitter/></w:r>",
        "Something in the file of a kind that is not known here (glitter) was not read.",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_not_read_is_named(name: str) -> None:
    """With its words, where it has any."""
    inside, said = NAMED[name]
    _, notes = read(run(" ") + inside)
    assert notes == (said,)


# Every element of the format that may stand in a run, in a paragraph, or beside paragraphs; those that hold nothing apart.
IN_RUNS = "contentPart delText drawing object pict t".split()
IN_PARAGRAPHS = "bdo customXml del dir fldSimple hyperlink ins moveFrom moveTo r sdt sdtContent smartTag subDoc".split()
BESIDE = "altChunk customXml del ins moveFrom moveTo p sdt sdtContent tbl".split()
EMPTY_IN_RUNS = """annotationRef br commentReference continuationSeparator delInstrText endnoteRef footnoteRef instrText
lastRenderedPageBreak rPr separator softHyphen""".split()
EMPTY = """bookmarkEnd bookmarkStart commentRangeEnd commentRangeStart customXmlDelRangeEnd customXmlDelRangeStart
customXmlInsRangeEnd customXmlInsRangeStart customXmlMoveFromRangeEnd customXmlMoveFromRangeStart customXmlMoveToRangeEnd
customXmlMoveToRangeStart customXmlPr moveFromRangeEnd moveFromRangeStart moveToRangeEnd moveToRangeStart permEnd permStart
proofErr sdtEndPr sdtPr sectPr smartTagPr tblPr""".split()
ROW = "<w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr>"


@pytest.mark.parametrize("name", sorted({*IN_RUNS, *IN_PARAGRAPHS, *BESIDE, *EMPTY, *EMPTY_IN_RUNS} - {"rPr"}))
def test_no_element_hides_words(name: str) -> None:
    """Words inside any element, where the format has them or not, come in or are named; those of deletions are deleted."""
    mark = MARK if name in ("ins", "del", "moveFrom", "moveTo") else ""
    words, bodies = run("Zebra"), []
    if name in IN_RUNS:
        inside = "Zebra" if name in ("t", "delText") else BOXED.replace("Boxed", "Zebra")
        bodies.append(f"<w:p><w:r><w:t>Pay now.</w:t><w:{name}>{inside}</w:{name}></w:r></w:p>")
    if name in (*IN_PARAGRAPHS, *EMPTY):
        inside = "<w:t>Zebra</w:t>" if name == "r" else f"<w:sdtContent>{words}</w:sdtContent>" if name == "sdt" else words
        bodies.append(f"<w:p>{run('Pay now.')}<w:{name} {mark}>{inside}</w:{name}></w:p>")
    if name in (*BESIDE, *EMPTY):
        inside = {"p": words, "tbl": ROW.format(words)}.get(name, f"<w:p>{words}</w:p>")
        bodies.append(f"<w:p>{run('Pay now.')}</w:p><w:{name} {mark}>{inside}</w:{name}>")
        bodies.append(f"<w:p>{run('Pay now.')}</w:p><w:tbl><w:{name} {mark}>{ROW.format(words)}</w:{name}></w:tbl>")
    for body in bodies:
        found = came_in(body)
        told = found.data.decode() + "".join((*found.notes, *found.refused))
        assert ("Zebra" in told) is (name not in ("del", "moveFrom")), body


def test_what_shows_nothing_is_not_named() -> None:
    """Marks of places, properties, and what Word only needs to know."""
    inside = "".join(f"<w:{name}/>" for name in EMPTY_IN_RUNS)
    beside = "".join(f"<w:{name}/>" for name in EMPTY)
    found = came_in(f"<w:p>{beside}{run('Pay now.')}<w:r>{inside}</w:r></w:p>{beside}")
    assert (found.data, found.refused, found.notes) == (OLD, (), ())


def test_a_superscript_goes_out_and_comes_back() -> None:
    """It is a change of its own, and words around it can be edited."""
    old = f"{HEAD}Pay 10<sup>3</sup> pounds, and H<sub>2</sub>O.\n".encode()
    raised, lowered = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    for power, now in (("3", old), ("6", old.replace(b">3<", b">6<"))):
        body = run("Pay 10") + run(power, raised) + run(" pounds, and H") + run("2", lowered) + run("O.")
        assert bring_in(WordFile(package(f"<w:p>{body}</w:p>"), "a.docx"), old, PATH, {}).data == now
    plain = package(f"<w:p>{run('Pay 103 pounds, and H')}{run('2', lowered)}{run('O.')}</w:p>")
    assert bring_in(WordFile(plain, "a.docx"), old, PATH, {}).data == old.replace(b"<sup>3</sup>", b"3")


def test_edits_in_footnotes_alone_are_tracked_changes() -> None:
    """Their authors are those of the file, though its text has no change."""
    old = f"{HEAD}Pay now[^1].\n\n[^1]: In pounds.\n".encode()
    body = f'<w:p>{run("Pay now")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(".")}</w:p>'
    note = f"<w:p>{run('In ')}<w:ins {MARK}>{run('British ')}</w:ins>{run('pounds.')}</w:p>"
    found = bring_in(WordFile(package(body, footnotes=[note]), "a.docx"), old, PATH, {})
    assert (found.data, found.refused) == (old.replace(b"In ", b"In British "), ())
