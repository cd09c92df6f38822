"""A branch against what it left: what is read for it, and that nothing new is missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from commanding import Inforce
from golden import Plain, cases
from histories import Builder, Content, file_text, git
from inforce.cache import Cache
from inforce.record import branch
from inforce.record.load import Record
from inforce.record.workspace import Workspace
from inforce.settings import Settings
from inforce.source.repository import open_repository
from inforce.text import markdown
from inforce.text.rendering import rendering
from sites import policy, repository

NOW = datetime(2020, 1, 1, 12, tzinfo=UTC)
NAMES = ("abuse", "cookies", "fees", "privacy", "terms")
YEARS = range(2012, 2018)


def workspace(folder: Path, dates: Sequence[Any] = ("front_matter",)) -> Workspace:
    return Workspace(open_repository(folder), Settings(dates=tuple(dates)), rendering(Cache(None)))


def write(folder: Path, name: str, content: Content) -> None:
    (folder / f"policies/{name}.md").write_text(file_text(content), "utf-8")


def text(name: str, year: int, body: str = "", **keys: str) -> Content:
    return policy(f"{year}-02-01", f"## Words of {year}\n\n{name}. {body}", change_note=f"As of {year}.", **keys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five policies with a revision each year; one was wrong in its first."""
    history: list[Any] = [{"on": f"{y}-01-10", "write": {f"policies/{n}.md": text(n, y) for n in NAMES}} for y in YEARS]
    history[1]["write"]["policies/abuse.md"] = "---\neffective_date: soon\n---\nNever.\n"
    repository(tmp_path, history, "site_name: Company\nplugins: [inforce]\n")
    return tmp_path


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The name and the year of each text that is rendered."""
    made: list[tuple[str, str]] = []
    render = markdown.render

    def noted(text: str, *, path: str, title: str = "", name: str = "") -> markdown.Rendered:
        made.append((path.removeprefix("policies/").removesuffix(".md"), text[12:16]))
        return render(text, path=path, title=title, name=name)

    monkeypatch.setattr(markdown, "render", noted)
    return made


NEWEST = {(name, "2017") for name in NAMES}


def test_of_policies_that_a_branch_leaves_alone_only_the_newest_text_is_rendered(
    folder: Path, rendered: list[tuple[str, str]]
) -> None:
    """Of the one that it changes, all are."""
    write(folder, "fees", text("fees", 2019))
    known = workspace(folder)
    found = branch.read(known, known.repository.resolve("HEAD"), NOW)
    assert found.untouched == set(NAMES) - {"fees"}
    assert set(rendered) == NEWEST | {("fees", str(year)) for year in (*YEARS, 2019)}
    assert len(rendered) == len(set(rendered))
    old, new = (next(p for p in side.policies if p.address == "terms") for side in (found.before, found.after))
    assert old is new
    assert len(new.revisions) == len(YEARS)
    assert ("terms", "2012") in rendered


@pytest.mark.parametrize(
    "command", ["check", "redline --format markdown", "redline --format json", "redline --format text -o texts"]
)
def test_commands_render_no_more(
    folder: Path, rendered: list[tuple[str, str]], inforce: Inforce, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Neither does a rule, a redline or the comment ask for the histories of policies that are left alone."""
    monkeypatch.chdir(folder)
    write(folder, "fees", text("fees", 2030))
    inforce(*command.split(), "--base", "HEAD")
    assert set(rendered) == NEWEST | {("fees", str(year)) for year in (*YEARS, 2030)}
    assert len(rendered) == len(set(rendered))


def problems(known: Record) -> set[str]:
    return {str(problem) for problem in known.problems}


def new_problems(folder: Path, base: str, now: datetime = NOW, dates: Sequence[Any] = ("front_matter",)) -> set[str]:
    """The problems that a branch brings, which must be those that two whole records tell; so are the policies of both."""
    one, other = workspace(folder, dates), workspace(folder, dates)
    found = branch.read(one, base, now)
    before, after = other.at(base), other.draft(now, base)
    brought = problems(found.after) - problems(found.before)
    assert brought == problems(after) - problems(before)
    assert (found.before.policies, found.after.policies) == (before.policies, after.policies)
    changes = found.entry.changes if found.entry else ()
    shown = [problem for problem in after.problems if any(problem.path == change.path for change in changes)]
    assert {str(problem) for problem in shown} <= problems(found.after) <= problems(after)  # a check tells them again
    return brought


def test_what_was_wrong_before_is_no_news(folder: Path) -> None:
    """Neither side tells of an old text of a policy that is left alone; both do of one that is changed."""
    write(folder, "fees", text("fees", 2019))
    known = workspace(folder)
    base = known.repository.resolve("HEAD")
    assert any("soon" in problem for problem in problems(known.at(base)))
    assert not any("soon" in problem for problem in problems(branch.read(known, base, NOW).before))
    assert new_problems(folder, base) == set()
    write(folder, "abuse", text("abuse", 2019))
    assert any("soon" in problem for problem in problems(branch.read(workspace(folder), base, NOW).before))
    assert new_problems(folder, base) == set()


@pytest.mark.parametrize(
    "link", ["fees.md#words-of-2017", "fees\\.md#words-of-2017", "f%65es.md#words-of-2017", "./f&#101;es.md#words-of-2017"]
)
def test_a_link_from_a_policy_that_is_left_alone_to_a_heading_that_goes(folder: Path, link: str) -> None:
    """However the link is written, it is told that it leads nowhere now."""
    write(folder, "terms", text("terms", 2017, f"See [fees]({link})."))
    git(folder, "commit", "-qam", "link")
    write(folder, "fees", text("fees", 2019))
    (problem,) = new_problems(folder, workspace(folder).repository.resolve("HEAD"))
    assert "policies/terms.md" in problem
    assert "no such heading" in problem


def test_a_successor_that_is_not_the_only_one_of_its_name_any_more(folder: Path) -> None:
    """The retired policy that names it is left alone, and names two policies now."""
    (folder / "policies/one").mkdir()
    (folder / "policies/two").mkdir()
    write(folder, "one/rules", text("rules", 2018))
    write(folder, "terms", text("terms", 2018, retired="2019-01-01", superseded_by="rules"))
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "retire")
    base = workspace(folder).repository.resolve("HEAD")
    write(folder, "two/others", text("others", 2019))
    assert "terms" in branch.read(workspace(folder), base, NOW).untouched
    assert new_problems(folder, base) == set()
    write(folder, "two/rules", text("rules", 2019))
    (problem,) = new_problems(folder, base)
    assert "rules names no policy, or several" in problem


def test_the_ledger_concerns_the_policies_that_it_names(folder: Path) -> None:
    """Those whose entries change are read anew, and no others."""
    known = workspace(folder)
    base = known.repository.resolve("HEAD")
    wrong = known.history(base)[1].commit.id
    (folder / "policies/ledger.yml").write_text(f"abuse: {{{wrong[:10]}: {{ignore: true}}}}\n", "utf-8")
    assert branch.read(workspace(folder), base, NOW).untouched == set(NAMES) - {"abuse"}
    assert new_problems(folder, base) == set()
    (folder / "policies/ledger.yml").write_text(f"terms: {{{wrong[:10]}: {{ignore: true}}}}\n", "utf-8")
    assert [problem for problem in new_problems(folder, base) if "reformatting" in problem]
    git(folder, "add", "policies")
    git(folder, "commit", "-qm", "ledger")
    base = workspace(folder).repository.resolve("HEAD")
    with (folder / "policies/ledger.yml").open("a") as ledger:
        ledger.write(f"abuse: {{{wrong[:10]}: {{ignore: true}}}}\n")
    assert new_problems(folder, base) == set()


HISTORIES = [case for case in cases("rules") if case["file"].startswith(("absences", "addresses", "ledger", "renames"))]


@pytest.mark.parametrize("case", HISTORIES, ids=lambda case: f"{case['file']}:{case['case']}")
def test_a_branch_brings_what_two_whole_records_tell(case: Plain, tmp_path: Path) -> None:
    """In each golden case, taken as a branch from its first commits."""
    Builder(tmp_path).build(case["history"])
    git(tmp_path, "reset", "-q", "--hard", "main")
    known = workspace(tmp_path)
    entries = known.history(known.repository.resolve("HEAD"))
    for base in {entries[len(entries) // 2].commit.id, entries[-1].commit.id}:
        new_problems(
            tmp_path, base, datetime(2030, 1, 1, 12, tzinfo=UTC), case.get("settings", {}).get("dates", ["front_matter"])
        )
