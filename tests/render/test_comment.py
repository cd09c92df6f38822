"""The comment on a pull request: what it says, that it fits, and that nothing in a policy breaks out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commented import BASE, OURS, TEXT, branch, elements, rendered, words
from histories import file_text, git
from inforce import cli
from inforce.render.pull_request.escape import JOINER
from sites import epoch, policy

GOLDEN = Path(__file__).parent / "comments"
REFUNDS = "policies/terms/refunds.md"
LONGER = TEXT.replace("| 7 days | none |", "| 14 days | none |").replace("30 days", "60 days").replace(" you began", " began")
LONGER = LONGER.replace("We cannot see", "We can hardly see")
HOSTILE = r"""
## <img src=x onerror=alert(1)> @everyone

Ask @octocat or @all about #12, !34, GH-56 and octo/repo#78, see 0123abcdef12 and $x^2$; 50%off ~bug ^alert#1 :tada:

</blockquote></details><script>alert(1)</script><!-- inforce: redline --> <details open><summary>x</summary>

```suggestion
[click](javascript:alert(1)) `code` | pipe | **bold** {+ in +} [- out -]
```

1. [x] done https://evil.example/ www.evil.example evil@evil.example
2. ![picture](https://evil.example/pixel.png) [link](javascript:alert(1)) [!NOTE]

| A \| B | [text](https://evil.example/a_b) |
|---|---|
| `x \| y` | ‮reversed​ zero |

    /close

Terms\
/merge
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the command said and how it ended."""

    code: int
    out: str
    err: str


Redline = Callable[..., Said]


@pytest.fixture
def redline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Redline:
    """`inforce redline --base main` in a folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())

    def run(folder: Path, *arguments: str) -> Said:
        monkeypatch.chdir(folder)
        try:
            code = cli.main(["redline", "--base", "main", *arguments])
        except SystemExit as stopped:
            code = int(str(stopped.code))
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return run


def refunds(text: str, **keys: Any) -> str:
    return file_text(policy(keys.pop("effective_date", "2018-02-01"), text, title="Refund Policy", **keys))


STORIES: dict[str, dict[str, str | None]] = {
    "revision": {REFUNDS: refunds(LONGER, effective_date="2027-03-01", change_note='"Longer *periods* for #1."')},
    "correction": {
        REFUNDS: refunds(TEXT.replace("charged", "debited"), corrections=[{"date": "2026-11-23", "note": "A word."}]),
    },
    "several": {
        REFUNDS: refunds(LONGER, effective_date="2026-11-23"),
        "policies/terms/use.md": file_text(
            policy("2018-02-01", "You may use it.", title="Terms of Use", last_reviewed="2026-11-01")
        ),
        "policies/cookies.md": "---\ntitle: Cookies\neffective_date: 2027-02-30\n---\nWe set none.\n",
        "policies/old.md": file_text(
            policy("2018-02-01", "The shield.", title="Privacy Shield", retired="2027-01-01", superseded_by="terms/use")
        ),
        "policies/terms/new.md": file_text(
            policy("2027-02-01", "Nine words that nobody has ever read before now.", title="New")
        ),
    },
    "hostile": {
        REFUNDS: refunds(HOSTILE, effective_date="2027-03-01", change_note='"</details> @all #1 <script>x</script> `a|b`"'),
    },
    "new": {
        "policies/terms/stores.md": file_text(
            policy(
                "2027-02-01",
                f"Read *all* of [it](refunds.md).\n\n{TEXT}",
                title="Stores",
                change_note="First text.",
                checks={"becomes": "off"},  # a copy, which is meant
            )
        )
    },
    "summary": {
        "policies/terms/use.md": file_text(
            policy("2018-02-01", "You may use it.", title="Terms of Use", summary="You *may*.", change_note="First text of it.")
        )
    },
    "nothing": {"policies/README.md": "No policy."},
}


@pytest.mark.parametrize("name", STORIES)
def test_golden(name: str, tmp_path: Path, redline: Redline) -> None:
    """The whole comment, for each story."""
    folder = branch(tmp_path / "company", STORIES[name])
    said = redline(
        folder, "--format", "markdown", "--preview", "https://preview.example/17/", "--word", "https://w.example/{policy}"
    )
    assert (said.code, said.err) == (0, "")
    assert said.out == (GOLDEN / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "link"),
    [
        ("https://w.example/", "[Word file](https://w.example/terms/stores.docx)"),
        ("https://w.example/{policy}/{old}/{new}", ""),  # of two texts, and there is one
    ],
)
def test_the_word_file_of_a_new_policy(tmp_path: Path, redline: Redline, word: str, link: str) -> None:
    """Leads to where the command puts it."""
    folder = branch(tmp_path / "company", STORIES["new"])
    said = redline(folder, "--format", "markdown", "--word", word).out
    assert link in said and ("Word file" in said) == bool(link)
    redline(folder, "--format", "docx", "--output", "made")
    assert (folder / "made/terms/stores.docx").is_file()


COMING = {
    "on": "2026-11-01",
    "change": {"policies/cookies.md": {"effective_date": "2027-01-01", "text": "We set two cookies."}},
}
GOING = {"on": "2026-11-01", "change": {"policies/cookies.md": {"retired": "2027-06-01"}}}
GONE = {"on": "2026-11-01", "change": {"policies/cookies.md": {"retired": "2026-11-10"}}}


def cookies(effective: str, text: str, **keys: Any) -> dict[str, str | None]:
    return {"policies/cookies.md": file_text(policy(effective, text, title="Cookies", **keys))}


@pytest.mark.parametrize(
    ("before", "changes", "told"),
    [
        ([COMING], cookies("2027-02-01", "We set two cookies."), ["new date, same words, from February 1, 2027, in 70 days"]),
        (
            [COMING],
            cookies("2018-02-01", "We set one cookie."),
            ["announcement withdrawn", "January 1, 2027 will not take effect"],
        ),
        (
            [COMING],
            cookies("2027-02-01", "We set no cookie.", replaces="2027-01-01"),
            ["Cookies: new revision, from February 1, 2027, in 70 days; announcement withdrawn"],
        ),
        ([], cookies("2026-11-01", "We set one cookie."), ["reissued, same words", "is 22 days past", "No word changes."]),
        ([], cookies("2027-02-01", "We set *one* cookie."), ["in 70 days. 1 change; the words stay."]),
        ([], cookies("2018-01-15", "We set none.", retroactive="true"), ["dated back to January 15, 2018", "dated back**"]),
        ([], {"policies/cookies.md": None}, ["Cookies: deleted\n", "no longer offered, from the merge on"]),
        ([GONE], cookies("2018-02-01", "We set one cookie."), ["offered again, from November 23, 2026"]),
        (
            [],
            cookies("2018-02-01", "We set one cookie.", retired="2027-01-01", retired_note="We set none."),
            ["Cookies: retired, from January 1, 2027", "\n\nNote for readers: We set none.\n"],
        ),
        (
            [GOING],
            cookies("2018-02-01", "We set one cookie.", retired="2027-09-01"),
            ["Cookies: retired, from September 1, 2027", "**Retired** from **September 1, 2027**"],
        ),
        ([GOING], cookies("2018-02-01", "We set one cookie."), ["retirement called off", "the policy stays"]),
        (
            [],
            {"policies/cookies.md": None, "policies/biscuits.md": file_text(BASE[0]["write"]["policies/cookies.md"])},
            ["Cookies: new address", "cookies/ becomes biscuits/"],
        ),
        ([], cookies("2018-02-01", "We set one cookie.", summary="Few."), ["no change of words"]),
    ],
    ids=[
        "rescheduled",
        "withdrawn",
        "replaced",
        "reissued",
        "formatting",
        "retroactive",
        "deleted",
        "returned",
        "retired",
        "retired later",
        "called off",
        "moved",
        "front matter",
    ],
)
def test_what_happens(
    tmp_path: Path, redline: Redline, before: list[Any], changes: dict[str, str | None], told: list[str]
) -> None:
    """Each thing that can happen to a policy is told in words."""
    said = redline(branch(tmp_path / "company", changes, [*BASE, *before]), "--format", "markdown")
    assert said.code == 0
    for words_told in told:
        assert words_told in said.out


def test_the_ledger(tmp_path: Path, redline: Redline) -> None:
    """An entry of the ledger changes no text, and what it explains is told all the same."""
    folder = branch(tmp_path / "company", {}, [*BASE, COMING])
    commit = git(folder, "rev-parse", "main")
    (folder / "policies/ledger.yml").write_text(f"cookies: {{{commit[:10]}: {{note: Two cookies.}}}}\n")
    assert "Cookies: history explained" in redline(folder, "--format", "markdown").out


def test_it_is_what_readers_will_see(tmp_path: Path, redline: Redline) -> None:
    """Several commits of a branch count as one, as they do once they are merged; and so does what is not committed yet."""
    folder = branch(tmp_path / "company", {REFUNDS: refunds(LONGER)})
    assert "a correction" in redline(folder, "--format", "markdown").out
    (folder / REFUNDS).write_text(refunds(LONGER, effective_date="2027-03-01"))
    said = redline(folder, "--format", "markdown").out
    assert "## Refund Policy: new revision, from March 1, 2027, in 98 days" in said
    git(folder, "commit", "-qam", "date")
    assert redline(folder, "--format", "markdown").out == said


def test_the_base_has_moved_on(tmp_path: Path, redline: Redline) -> None:
    """What others merged meanwhile is no part of it."""
    folder = branch(tmp_path / "company", {"policies/terms/use.md": None})
    git(folder, "checkout", "-q", "main")
    (folder / REFUNDS).write_text(refunds(LONGER))
    git(folder, "commit", "-qam", "other")
    git(folder, "checkout", "-q", "edit")
    said = redline(folder, "--format", "markdown").out
    assert "## Terms of Use: deleted" in said
    assert "Refund" not in said


def test_one_policy(tmp_path: Path, redline: Redline) -> None:
    """With a policy, the comment is about it alone."""
    folder = branch(tmp_path / "company", STORIES["several"])
    assert "## Refund Policy: new revision" in redline(folder, "refunds", "--format", "markdown").out
    data = json.loads(redline(folder, "refunds", "--format", "json").out)
    (found,) = data["policies"]
    assert (found["policy"], found["happenings"][0]["old"], found["happenings"][0]["new"]) == (
        "terms/refunds",
        "2018-02-01",
        "2026-11-23",
    )


def test_the_redline_itself(tmp_path: Path, redline: Redline) -> None:
    """In the other formats: the redline that the site will have, of one policy, or of each in a file of its own."""
    folder = branch(tmp_path / "company", STORIES["several"])
    said = redline(folder, "refunds")
    assert said.out.startswith("terms/refunds: 2018-02-01 -> 2026-11-23\n4 changes")
    assert redline(folder, "--format", "html", "--output", "out").out == ""
    assert [file.relative_to(folder).as_posix() for file in (folder / "out").rglob("*.html")] == ["out/terms/refunds.html"]


def test_findings(tmp_path: Path, redline: Redline) -> None:
    """What the check found stands in it, problems first, as text."""
    folder = branch(tmp_path / "company", STORIES["revision"])
    one = {
        "rule": "notice",
        "path": REFUNDS,
        "line": 3,
        "message": "<b>14</b> days @all.",
        "mend": "Wait.",
        "severity": "warning",
    }
    findings = [one, one | {"severity": "error", "rule": "link", "message": "no link #1"}]
    file = tmp_path / "findings.json"
    file.write_text(json.dumps({"version": 1, "findings": findings}))
    said = redline(folder, "--format", "markdown", "--findings", str(file)).out
    body = rendered(said)
    assert "The check found 1 problem and 1 warning" in words(body)
    first, second = body.css("h3 + ul > li")[:2]
    assert words(first) == f"{REFUNDS}, line 3: no link #1 Wait. link"
    assert words(second) == f"Warning: {REFUNDS}, line 3: <b>14</b> days @all. Wait. notice"
    file.write_text(json.dumps({"findings": [one | {"line": line} for line in range(1, 71)]}))
    body = rendered(redline(folder, "--format", "markdown", "--findings", str(file)).out)
    assert "The check found 70 warnings" in words(body)
    assert (len(body.css("h3 + ul > li")), len(body.css("details li"))) == (8, 43)
    assert "… and 20 more" in words(body)
    other = one | {"line": 99, "rule": "date"}
    file.write_text(json.dumps({"findings": [one, one | {"line": 4}, other]}))
    body = rendered(redline(folder, "--format", "markdown", "--findings", str(file)).out)
    assert [re.search(r"line (\d+)", words(item))[1] for item in body.css("h3 + ul > li")] == ["3", "99", "4"]
    file.write_text('{"findings": []}')
    assert "The check found nothing wrong." in redline(folder, "--format", "markdown", "--findings", str(file)).out


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (["--format", "html"], "--output redlines"),
        (["terms/refunds", "--format", "html"], "nothing changes in the text of terms/refunds since main"),
        (["terms/refunds", "2018-02-01", "--format", "markdown"], "without OLD and NEW"),
        (["--base", "nope", "--format", "markdown"], "git fetch origin nope"),
        (["--preview", "javascript:alert(1)", "--format", "markdown"], "https://preview.example/17/"),
        (["--limit", "100", "--format", "markdown"], "4000 or more"),
        (["--findings", "mkdocs.yml", "--format", "markdown"], "inforce check --format json"),
        (["--findings", "absent.json", "--format", "markdown"], "inforce check --format json"),
    ],
)
def test_usage(tmp_path: Path, redline: Redline, arguments: list[str], mend: str) -> None:
    """What cannot be done ends with 2 and says the mend."""
    said = redline(branch(tmp_path / "company", {}), *arguments)
    assert (said.code, said.out) == (2, "")
    assert mend in said.err


def test_fits(tmp_path: Path, redline: Redline) -> None:
    """However long the texts are, the comment keeps its bounds: large policies are cut first, at a passage, and it says so."""
    many = "\n\n".join(f"## Part {k}\n\nThe words of part {k}, `code` and **bold** | in it." for k in range(600))
    folder = branch(
        tmp_path / "company",
        {
            REFUNDS: refunds(many, effective_date="2027-03-01", change_note="Long."),
            "policies/cookies.md": file_text(policy("2027-03-01", "We set two cookies.", title="Cookies")),
        },
    )
    for limit in (60_000, 20_000, 4_000):
        said = redline(folder, "--format", "markdown", "--limit", str(limit), "--preview", "https://preview.example/17/").out
        body = rendered(said)
        assert limit // 2 < len(said) <= limit
        assert "are too long for a comment. The full redline shows all." in words(body)
        assert re.search("We set one cookie ?two cookies", words(body))
        assert elements(body) <= OURS
        for mark in ("ins", "del", "strong", "code", "em"):
            assert said.count(f"<{mark}>") == said.count(f"</{mark}>")


def test_many_policies(tmp_path: Path, redline: Redline) -> None:
    """A change of everything is told in a table, and that in turn is cut before it is too long."""
    history = [
        {
            "on": "2018-01-10",
            "write": {f"policies/p{k}.md": policy("2018-02-01", f"Old {k}.", title=f"P {k}") for k in range(60)},
        },
    ]
    changes = {f"policies/p{k}.md": file_text(policy("2027-03-01", f"New {k}.", title=f"P {k}")) for k in range(60)}
    folder = branch(tmp_path / "company", changes, history)
    for limit in (24_000, 12_000, 4_000):
        said = redline(folder, "--format", "markdown", "--limit", str(limit)).out
        assert len(said) <= limit
        assert "## 60 policies: 60 take effect on March 1, 2027, in 98 days" in said
        assert elements(rendered(said)) <= OURS
    assert "more" in said


def test_hostile(tmp_path: Path, redline: Redline) -> None:
    """HTML, scripts, mentions, references, addresses and marks of direction in a policy come out as text."""
    said = redline(branch(tmp_path / "company", STORIES["hostile"]), "--format", "markdown").out
    body = rendered(said)
    assert elements(body) <= OURS
    assert not body.css("a")
    for node in body.css("code"):  # where hosts find nothing
        node.decompose()
    text = body.text() or ""
    assert "@octocat" in text.replace(JOINER, "")
    for pattern in (
        r"@\w",
        r"(?<!Policy: )#\d",
        r"[!$~^]\w",
        r"GH-\d",
        r"https?://",
        r"www\.",
        r":tada:",
        r"0123abc",
        r"\{\+|\[-",
    ):
        assert not re.search(pattern, text), pattern
    assert "\u202e" not in text and "[right-to-left override]" in text and "[zero width space]" in text
    assert said.count("<!-- inforce: redline -->") == 1
    assert not re.search(r"^[>\s]*/\w", said, re.M)
