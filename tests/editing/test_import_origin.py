"""Word files made here know their text and their policy; of others, what can be told is said before anything is undone."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from counsel import package, word_file
from histories import file_text, git
from importing import PATH, edit, file, html_of, known
from inforce import cli
from inforce.editing.from_word.import_edits import Text, bring_in
from inforce.word.provenance import other_policy
from inforce.word.read.file import WordFile
from sites import epoch, policy, repository

RULES, FEES = "policies/rules.md", "policies/fees.md"
FIRST = "## Payment\n\nPay in 14 days, as [below](#questions).\n\n## Questions\n\nAsk us, or see [payment](#payment)."
SECOND = FIRST.replace("14", "21") + "\n\nWrite to the desk."
OTHER = "## Charges\n\nA charge of one crown is made for each letter that we have to send by post to your address."
HISTORY = [
    {
        "on": "2018-01-10",
        "write": {RULES: policy("2018-02-01", FIRST), FEES: policy("2018-02-01", OTHER, title="Fees")},
    },
    {"on": "2018-05-10", "write": {RULES: policy("2018-06-01", SECOND)}},
]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two policies, one of two revisions."""
    folder = tmp_path / "company"
    repository(folder, HISTORY, "site_name: Company\nplugins: [inforce]\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    return folder


def exported(name: str, *texts: str, edits: tuple[str, str] = ("", ""), made_here: bool = True) -> None:
    """A Word file of a redline, edited without tracking."""
    assert cli.main(["redline", *texts, "--format", "docx", "-o", name]) == 0
    with zipfile.ZipFile(io.BytesIO(Path(name).read_bytes())) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    document = parts["word/document.xml"]
    assert edits[0].encode() in document
    parts["word/document.xml"] = document.replace(edits[0].encode(), edits[1].encode())
    if not made_here:
        del parts["docProps/custom.xml"]
    Path(name).write_bytes(package("", parts=parts))


def run(*arguments: str) -> int:
    return cli.main(["import", *arguments])


def test_a_plain_file_is_carried_over_from_the_text_that_it_was_made_from(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The policy went on, and the file does not undo that."""
    old = (site / RULES).read_bytes()
    exported("a.docx", "rules", "2018-02-01", "2018-02-01", edits=("Ask us", "Call us"))
    assert run("a.docx", "rules", "--yes") == 0
    assert (site / RULES).read_bytes() == old.replace(b"Ask us", b"Call us")
    assert "The edits started from the revision 2018-02-01" in capsys.readouterr().err


def test_a_plain_file_made_elsewhere_from_an_older_text_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the text that it is nearer to, a revision or a draft, and how to start from it."""
    old = (site / RULES).read_bytes()
    exported("a.docx", "rules", "2018-02-01", "2018-02-01", edits=("Ask us", "Call us"), made_here=False)
    assert run("a.docx", "rules", "--yes") == 1
    assert "nearer to the revision 2018-02-01 than to the policy as it lies here" in (said := capsys.readouterr()).out
    assert "--base 2018-02-01\n" in said.out and said.err == f"{RULES}: nothing was written.\n"
    assert (site / RULES).read_bytes() == old
    assert run("a.docx", "rules", "--yes", "--base", "2018-02-01") == 0
    assert (site / RULES).read_bytes() == old.replace(b"Ask us", b"Call us")
    exported("b.docx", "rules", "2018-06-01", "2018-06-01", made_here=False)
    assert run("b.docx", "rules", "--dry-run", "--base", "2018-06-01") == 0
    assert "nearer" not in capsys.readouterr().out
    (site / RULES).write_bytes(old)
    commit = drafted(site, old, (b"the desk", b"our desk"), (b"in 21", b"within 21"))
    exported("c.docx", "rules", commit, commit, edits=("Ask us", "Call us"), made_here=False)
    (site / RULES).write_bytes(old)
    assert run("c.docx", "rules", "--yes") == 1
    assert f"nearer to the text of the commit {commit[:10]} than" in (said := capsys.readouterr()).out
    assert f"--base {commit[:10]}\n" in said.out
    assert run("c.docx", "rules", "--yes", "--base", commit[:10]) == 0
    assert (site / RULES).read_bytes() == old.replace(b"Ask us", b"Call us")


def drafted(site: Path, old: bytes, *edits: tuple[bytes, bytes]) -> str:
    """The commit of a draft on a branch of its own; the branch before is checked out again."""
    for before, now in edits:
        old = old.replace(before, now)
    git(site, "checkout", "-q", "-b", "draft")
    (site / RULES).write_bytes(old)
    git(site, "commit", "-q", "-am", "Draft")
    git(site, "checkout", "-q", "-")
    return git(site, "rev-parse", "draft").strip()


def test_a_draft_that_was_sent_is_found_in_the_commits(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counsel answers to a draft, with some of its changes left tracked; the branch went on meanwhile."""
    old = (site / RULES).read_bytes()
    draft = old.replace(b"the desk", b"our desk").replace(b"2018-06-01", b"2019-01-01")
    (site / RULES).write_bytes(draft)
    exported("a.docx", "rules", edits=("Ask us", "Call us"))
    assert run("a.docx", "rules", "--dry-run") == 0
    assert "Note" not in capsys.readouterr().err, "made from the file as it lies here"
    git(site, "checkout", "-q", "-b", "draft")
    git(site, "commit", "-q", "-am", "Draft")
    later = draft.replace(b"in 21", b"within 21")
    (site / RULES).write_bytes(later)
    assert run("a.docx", "rules", "--yes") == 0
    said = capsys.readouterr().err
    assert re.search(r"The edits started from the text of the commit [0-9a-f]{10}, not from", said)
    assert "Its date is new already: 2019-01-01." in said
    assert (site / RULES).read_bytes() == later.replace(b"Ask us", b"Call us")


def test_a_draft_that_is_gone_is_said_to_be(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is held against the older text of its redline; where that is gone, too, the user is asked for another one."""
    old = (site / RULES).read_bytes()
    (site / RULES).write_bytes(old.replace(b"the desk", b"our desk"))
    exported("a.docx", "rules", edits=("Ask us", "Call us"))
    (site / RULES).write_bytes(later := old.replace(b"the desk", b"our desk").replace(b"in 21", b"within 21"))
    Path("gone.md").write_bytes(old.replace(b"Write", b"Talk"))
    Path("gone too.md").write_bytes(old.replace(b"Write", b"Speak"))
    exported("b.docx", "rules", "gone.md", "gone too.md")
    Path("gone.md").unlink(), Path("gone too.md").unlink()
    assert run("b.docx", "rules", "--dry-run") == 0
    assert "b.docx was made from a text (gone too.md) that is neither here" in (said := capsys.readouterr().err)
    assert "name it: --base 2018-06-01" in said
    assert run("a.docx", "rules", "--yes") == 0
    assert "the older text of its redline, the revision 2018-06-01" in capsys.readouterr().err
    assert (site / RULES).read_bytes() == later.replace(b"Ask us", b"Call us")


@pytest.mark.parametrize(("made_here", "says"), [(True, "was made from"), (False, "looks like")])
def test_the_file_of_another_policy_is_refused(
    site: Path, capsys: pytest.CaptureFixture[str], made_here: bool, says: str
) -> None:
    """With where to import it, and how to go on if it is meant."""
    old = (site / RULES).read_bytes()
    exported("a.docx", "fees", "2018-02-01", "2018-02-01", edits=("crown", "pound"), made_here=made_here)
    assert run("a.docx", "rules", "--yes") == 2
    said = capsys.readouterr().err
    assert f"a.docx {says} fees, not rules. Import it there: inforce import a.docx fees\n" in said
    assert "--base 2018-06-01" in said
    assert (site / RULES).read_bytes() == old
    assert run("a.docx", "fees", "--yes") == 0
    exported("a.docx", "fees", "2018-02-01", "2018-02-01", made_here=made_here)
    assert run("a.docx", "rules", "--dry-run", "--base", "2018-06-01") in (0, 1)
    assert "Import it there" not in capsys.readouterr().err


def test_a_policy_is_known_by_what_is_left_of_it() -> None:
    """A file that took over much of another policy, or was written anew, is not taken for the other one."""
    own = "We keep what you send us until you ask us to delete it, and then for thirty days at most. " * 2
    assert other_policy(own + OTHER, [own], {"fees": OTHER}) == ""
    assert other_policy("Everything here is written anew, and no policy has any of it.", [own], {"fees": OTHER}) == ""
    assert other_policy(OTHER, [own], {"fees": OTHER}) == "fees"
    assert other_policy(OTHER, [own, OTHER], {"fees": OTHER}) == ""


def test_links_inside_the_text_come_back(site: Path) -> None:
    """As the Markdown has them, also where the redline renumbered their heading, or counsel edits the linked words."""
    old = (site / RULES).read_bytes()
    draft = old.replace(b"Questions", b"More questions").replace(b"#questions", b"#more-questions")
    (site / RULES).write_bytes(draft)
    exported("a.docx", "rules")
    assert run("a.docx", "rules", "--yes") == 0
    assert (site / RULES).read_bytes() == draft
    exported("a.docx", "rules", edits=(">below<", ">further down<"))
    assert run("a.docx", "rules", "--yes") == 0
    assert (site / RULES).read_bytes() == draft.replace(b"[below]", b"[further down]")


@pytest.mark.parametrize("made_here", [True, False])
def test_a_link_that_leads_elsewhere_now_comes_back_from_a_redline(site: Path, made_here: bool) -> None:
    """With nothing else edited, and beside what no Word file of ours holds, which stays as it is."""
    text = "Ask [us](https://a.example/x) or [them](https://b.example/y), press <kbd>K</kbd>, or [call](tel:+1555) in {} days."
    old = file_text(policy("2018-07-01", f"{FIRST}\n\n{text.format(7)}"))
    (site / RULES).write_text(old)
    git(site, "commit", "-q", "-am", "Links")
    (site / RULES).write_text(draft := old.replace("in 7 days", "in 9 days"))
    exported("a.docx", "rules", made_here=made_here)
    assert run("a.docx", "rules", "--yes") == 0
    assert (site / RULES).read_text() == draft
    data = edit(Path("a.docx").read_bytes(), "https://a.example/x", "https://a.example/new", "word/_rels/document.xml.rels")
    Path("a.docx").write_bytes(data)
    assert run("a.docx", "rules", "--yes") == 0
    assert (site / RULES).read_text() == draft.replace("a.example/x", "a.example/new")


def test_the_level_of_the_only_heading_comes_back(site: Path) -> None:
    """Of a file made here: in one made elsewhere all levels may differ by as much."""
    old = (site / FEES).read_bytes()
    exported("a.docx", "fees", edits=('"Heading2"', '"Heading3"'))
    assert run("a.docx", "fees", "--yes") == 0
    assert (site / FEES).read_bytes() == old.replace(b"## Charges", b"### Charges")


def conflict(base: str, present: str, edited: str) -> str:
    """What is said of a passage that was changed on both sides."""
    text = Text(body=base, title="Rules")
    word = WordFile(word_file(html_of(file(edited))), "a.docx")
    found = bring_in(word, file(present), PATH, {}, base=text)
    assert len(found.refused) == 1
    return found.refused[0]


def test_a_conflict_shows_what_differs() -> None:
    """However far from the beginning of the passage, in words, links and kinds."""
    long = (
        "You agree that we may "
        + "keep, use and share what you send us " * 9
        + "for {} days after you ended the contract"
        + (", unless the law asks us to keep it for longer than that, which is for us to tell" * 2)
    )
    around = "“… share what you send us for {} days after you ended the contract …”"
    assert conflict(long.format(30), long.format(14), long.format(60)) == (
        f"Changed on both sides: {around.format(30)} is {around.format(14)} in the policy, {around.format(60)} in the file."
    )
    link = "See [terms](https://{}.example)."
    assert conflict(link.format("a"), link.format("b"), link.format("c")).endswith(
        "is “See [terms](https://b.example).” in the policy, “See [terms](https://c.example).” in the file."
    )
    words = "Some words of ours that nobody changed, so that it is their kind that is quoted, and they from their beginning."
    assert conflict(words, f"## {words}", f"- {words}").endswith(
        f"is the heading of level 2 “{words}” in the policy, the list item “{words}” in the file."
    )
    new = [f"Same.\n\n{'What is new on both sides, ' * 8}at {place}.\n\nEnd." for place in ("home", "work")]
    assert conflict("Same.\n\nEnd.", *new).endswith(
        "“… new on both sides, at home.” in the policy, “… new on both sides, at work.” in the file."
    )


@pytest.mark.parametrize("title", ["Principles of another company", "Rules of 2019"])
def test_another_title_is_said_once(title: str) -> None:
    """With both titles and what to do, whether they are alike or not."""
    old = file("Text.", "", "More.")
    word = WordFile(word_file(html_of(old).replace("Rules", title).replace("More", "Other")), "a.docx")
    found = bring_in(word, old, PATH, {})
    assert found.data == old
    assert found.refused == (
        f"The title of the Word file is “{title}”, that of the policy is “Rules”. If it is to change, write it into the first "
        "lines of the Markdown file (title: ...); if not, give the Word file the policy's title.",
    )


def test_an_image_that_the_repository_lacks(site: Path) -> None:
    """It stands as its words in a Word file, which come back as the image; what nobody sees changes no line."""
    text = policy("2018-07-01", f"![Plan of the desk](plan.png)\n\n{FIRST}\n\nSee ![](gone.png) and ![a picture](lost.png).")
    (site / RULES).write_bytes(file_text(text).encode())
    git(site, "commit", "-qam", "images")
    before = (site / RULES).read_text()
    exported("same.docx", "rules")
    assert run("same.docx", "rules", "--yes") == 0
    assert (site / RULES).read_text() == before
    exported("rules.docx", "rules", edits=("14 days", "15 days"))
    assert run("rules.docx", "rules", "--yes") == 0
    assert (site / RULES).read_text() == before.replace("14 days", "15 days")


def test_what_both_sides_say_alike_is_no_conflict() -> None:
    """Two words came in on both sides, and counsel changed another one behind them; a word kept in the one sentence only."""
    base = "We send the invoice, and you pay the invoice within 14 days of its date, in full, unless we agree otherwise."
    draft = base.replace("the invoice,", "the invoice, and the reminder,").replace("14 days", "21 working days")
    counsel = draft.replace("in full", "in full and in euros").replace("working", "business")
    later = draft.replace("We send", "We shall send")
    word = WordFile(word_file(html_of(file(counsel))), "a.docx")
    found = bring_in(word, file(later), PATH, {}, base=Text(body=base, title="Rules"))
    assert found.refused == (
        "Changed on both sides: “… and you pay the invoice within 14 days of its date, in …” is “… and you pay the invoice "
        "within 21 working days of its date, in …” in the policy, “… and you pay the invoice within 21 business days of its "
        "date, in …” in the file.",
    )
    counsel = counsel.replace("business", "working")
    word = WordFile(word_file(html_of(file(counsel))), "a.docx")
    found = bring_in(word, file(later), PATH, {}, base=Text(body=base, title="Rules"))
    assert (found.data, found.refused) == (file(counsel.replace("We send", "We shall send")), ())


def test_a_draft_is_the_base_of_its_redline_where_the_file_does_not_say_so(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its changes are in the name of the site: with them accepted, the file is a text that only a commit has."""
    old = (site / RULES).read_bytes()
    commit = drafted(site, old, (b"the desk", b"our desk"), (b"in 21", b"within 21"))
    run_of, last = '<w:r><w:t xml:space="preserve">', "Ask us"
    own = f'<w:ins w:id="990" w:author="Counsel" w:date="2026-11-20T10:00:00Z">{run_of}Please. </w:t></w:r></w:ins>'
    typed = (run_of + last, own + run_of + last)
    exported("a.docx", "rules", "2018-06-01", commit, edits=typed, made_here=False)
    with zipfile.ZipFile("a.docx") as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts["word/document.xml"] = re.sub(rb'w:author="[^"]*"', b'w:author="Author"', parts["word/document.xml"])
    Path("b.docx").write_bytes(package("", parts=parts))  # as programs do that take all names out
    later = old.replace(b"the desk", b"our own desk").replace(b"in 21", b"within 21")
    for name, said in (("a.docx", "Note: The edits"), ("b.docx", "Note: The file is nearest to")):
        (site / RULES).write_bytes(later)
        assert run(name, "rules", "--yes") == 0, capsys.readouterr().out
        told = capsys.readouterr().err
        assert told.startswith(said) and f"The edits started from the text of the commit {commit[:10]}" in told
        assert (site / RULES).read_bytes() == later.replace(b"Ask us", b"Please. Ask us")


SECTIONS = tuple(
    f"## {name}\n\n{k}. When {name.lower()} are due, we say so in a letter, and {'give you time to answer it, and ' * 3}wait."
    for k, name in enumerate(("Fees", "Claims", "Refunds", "Notices"), start=1)
)


@pytest.mark.parametrize(
    ("left", "tracked", "refused"), [(1, False, True), (2, False, True), (3, False, False), (1, True, False)]
)
def test_a_file_of_a_part_of_the_policy_is_refused(left: int, tracked: bool, refused: bool) -> None:
    """Unless it has most of the text, tracked changes delete the rest, or the user names what it started from."""
    old = file("\n\n".join(SECTIONS))
    html = html_of(file("\n\n".join(SECTIONS[:left])))
    gone = html_of(old).removeprefix(html) if tracked else ""
    gone = re.sub(r">([^<>\n]+)</", r"><del>\1</del></", gone)
    read = WordFile(word_file(html + gone), "a.docx")
    found = bring_in(read, old, PATH, known({"the revision 2017-01-01": file("Few words, which are nearer to a part.")}))
    assert (found.data == old, len(found.doubted)) == (refused, int(refused))
    base = Text(body="\n\n".join(SECTIONS), title="Rules")
    assert bring_in(read, old, PATH, {}, base=base).data == file("\n\n".join(SECTIONS[:left]))
    assert not bring_in(read, old, PATH, {}, base=base, sure=False).doubted
    if refused:
        assert re.match(r"\d+ of the 137 words of the policy stand in passages that the file does not have", found.doubted[0])
        assert found.doubted[0].endswith(f"name the text that the file started from: --base {PATH}")


def test_a_file_that_lost_its_styles_is_refused() -> None:
    """Also one that says what it was made from; not where the user does, and not where one heading became a paragraph."""
    old = file("\n\n".join(SECTIONS))
    html = html_of(old).replace("wait.", "wait for it.", 1)
    bare = re.sub("<(/?)h2[^>]*>", r"<\1p>", html)
    bare = re.sub("<ol[^>]*>\\s*<li>(.*?)</li>\\s*</ol>", r"<p>1. \1</p>", bare, flags=re.S)
    base = Text(body="\n\n".join(SECTIONS), title="Rules")
    read = WordFile(word_file(bare), "a.docx")
    for found in (bring_in(read, old, PATH, {}), bring_in(read, old, PATH, {}, base=base, sure=False)):
        assert found.data == old
        assert "plain paragraphs in the file, “Fees” for one: it lost its styles" in found.doubted[0]
    assert not bring_in(read, old, PATH, {}, base=base).doubted
    one = re.sub("<h2[^>]*>Fees</h2>", "<p>Fees</p>", html)
    assert bring_in(WordFile(word_file(one), "a.docx"), old, PATH, {}).data.count(b"## ") == 3
    tracked = re.sub("<(/?)h2[^>]*>", r"<\1p>", html_of(old)).replace("wait", "<ins>always </ins>wait", 1)
    found = bring_in(WordFile(word_file(tracked), "a.docx"), old, PATH, {})
    assert (found.data, found.doubted) == (old.replace(b"wait", b"always wait", 1), ())


def test_a_renamed_heading_is_told_with_the_links_to_it(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the policy and of others; nothing is said of one that no link leads to."""
    (site / FEES).write_text(file_text(policy("2018-02-01", f"See [us](rules.md#questions).\n\n{OTHER}", title="Fees")))
    git(site, "commit", "-q", "-am", "Fees")
    exported("a.docx", "rules", "2018-06-01", "2018-06-01", edits=(">Questions<", ">Your questions<"))
    assert run("a.docx", "rules", "--yes") == 0
    said = capsys.readouterr().err
    assert (
        "Note: The heading “Questions” is not there any more under this name, but links lead to #questions: "
        "policies/rules.md:8, policies/fees.md:6. Correct these, or keep the name behind the heading that took its place: "
        "## New heading {#questions}\n"
    ) in said
    exported("a.docx", "fees", edits=(">Charges<", ">What we charge<"))
    assert run("a.docx", "fees", "--yes") == 0
    assert "Note" not in capsys.readouterr().err


def test_links_that_are_no_policies_keep_their_targets(site: Path) -> None:
    """A file, an image, a page of the site: where a Word file has no link or another place for it, the Markdown keeps its
    own, in a passage that counsel edits, too."""
    text = "Fill in [the form](files/form.pdf), see [home](../index.md) or [the plan](plan.png) in 14 days. ![Plan](plan.png)"
    (site / RULES).write_text(file_text(policy("2018-07-01", f"{text}\n\n{FIRST}")))
    (site / "policies/plan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "links")
    before = (site / RULES).read_text()
    for address in ("", "site_url: https://policies.example/law/\n"):
        (site / "mkdocs.yml").write_text(f"site_name: Company\nplugins: [inforce]\n{address}")
        exported("a.docx", "rules", "2018-07-01", "2018-07-01")
        assert run("a.docx", "rules", "--yes") == 0
        assert (site / RULES).read_text() == before
        exported("a.docx", "rules", "2018-07-01", "2018-07-01", edits=("Fill in ", "Complete "))
        assert run("a.docx", "rules", "--yes") == 0
        assert (site / RULES).read_text() == before.replace("Fill in", "Complete")
        (site / RULES).write_text(before)
