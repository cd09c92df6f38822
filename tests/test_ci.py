"""The files that a site copies: they are sound, and their steps do what they say, with what is installed here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from histories import file_text, git
from sites import ROOT, policy, repository
from starter_files import FOLDER, GITHUB, GITLAB, MARK, TEMPLATES, steps

ON = True  # YAML 1.1 reads the key `on` as true
HISTORY: list[dict[str, Any]] = [
    {"on": "2018-01-10", "write": {"policies/refunds.md": policy("2018-02-01", "Ten days.", title="Refunds")}},
    {"on": "2018-05-10", "change": {"policies/refunds.md": {"effective_date": "2018-06-01", "text": "Forty days."}}},
]
CONFIG = "site_name: Company\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"


# what the files grant and name


def test_github_grants_the_least() -> None:
    """Nothing is granted but what a job needs: reading to those that run code, writing to those that run none of anybody's."""
    jobs = {f"{name}/{key}": job for name, file in GITHUB.items() for key, job in file["jobs"].items()}
    granted = {name: job["permissions"] for name, job in jobs.items()}
    assert granted == {
        "pages/build": {"contents": "read"},
        "pages/publish": {"pages": "write", "id-token": "write"},
        "pull-request/check": {"contents": "read"},
        "comment/comment": {"actions": "read", "pull-requests": "write"},
    }
    assert all(file["permissions"] == {} for file in GITHUB.values())
    assert all("run" not in step for step in GITHUB["pages"]["jobs"]["publish"]["steps"])
    assert all("uses" not in step for step in GITHUB["comment"]["jobs"]["comment"]["steps"])
    assert list(GITHUB["pull-request"][ON]) == ["pull_request"]
    assert GITHUB["comment"][ON]["workflow_run"]["workflows"] == [GITHUB["pull-request"]["name"]]
    assert not any(re.search(r"secrets\.\w", file.read_text("utf-8")) for file in FOLDER.glob("github-*.yml"))


@pytest.mark.parametrize("name", ["pages", "pull-request"])
def test_github_pins_actions(name: str) -> None:
    """Each action is named by a commit, with its release behind it; the same action by the same commit everywhere."""
    lines = [line for line in (FOLDER / f"github-{name}.yml").read_text("utf-8").splitlines() if "uses:" in line]
    assert len(lines) == 5
    assert all(re.fullmatch(r"\s*(- )?uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in lines)
    known = re.findall(r"uses: (actions/[\w-]+)@(\w+)", "\n".join(file.read_text("utf-8") for file in FOLDER.glob("*.yml")))
    assert len({name for name, _ in known}) == len(set(known))


def test_no_expression_stands_in_a_script() -> None:
    """What others can name, a branch for example, reaches a script in the environment only."""
    for file in GITHUB.values():
        for job in file["jobs"].values():
            assert all("${{" not in step.get("run", "") for step in job["steps"])


def test_both_build_every_day_from_the_whole_history() -> None:
    """A time of day, all commits, the published branch, one build after the other."""
    (schedule,) = GITHUB["pages"][ON]["schedule"]
    minute, hour, *rest = schedule["cron"].split()
    assert minute.isdigit() and hour.isdigit() and rest == ["*", "*", "*"]
    checkout = GITHUB["pages"]["jobs"]["build"]["steps"][0]["with"]
    assert checkout == {"ref": "main", "fetch-depth": 0, "persist-credentials": False}
    assert GITHUB["pull-request"]["jobs"]["check"]["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert GITHUB["pages"]["concurrency"] == {"group": "policies", "cancel-in-progress": False}
    assert GITLAB[".policies"]["variables"]["GIT_DEPTH"] == "0"
    assert GITLAB["pages"]["resource_group"] == "policies"


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["--builtin-schema", "vendor.github-workflows"], sorted(FOLDER.glob("github-*.yml"))),
        (["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"], [FOLDER / "gitlab-ci.yml"]),
    ],
    ids=["github", "gitlab"],
)
def test_hosts_can_read_them(arguments: list[str], files: list[Path]) -> None:
    """They satisfy the schemas that the hosts publish."""
    apart(sys.executable, "-m", "check_jsonschema", *arguments, *map(str, files))


def test_github_workflows_are_safe() -> None:
    """A linter for the security of workflows finds nothing."""
    apart(
        str(Path(sys.executable).with_name("zizmor")),
        "--offline",
        "--no-progress",
        "-q",
        *map(str, FOLDER.glob("github-*.yml")),
    )


def test_pre_commit_can_read_its_files() -> None:
    """The manifest and the configuration to copy are as pre-commit wants them, and the hooks in it are there."""
    apart(sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    apart(sys.executable, "-m", "pre_commit", "validate-config", str(TEMPLATES / "pre-commit-config.yaml"))
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    (config,) = yaml.safe_load((TEMPLATES / "pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert {hook["id"] for hook in config["hooks"]} == hooks


def apart(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# what the steps do


def checkout(folder: Path, edited: str = "") -> Path:
    """A detached checkout as build servers make it; where a text is `edited`, of the merge of a branch that did that."""
    origin = folder / "origin"
    repository(origin, HISTORY, CONFIG, {"requirements.txt": "", "docs/.keep": ""})
    git(origin, "add", "docs", "mkdocs.yml", "requirements.txt", on="2018-06-10T12:00:00+0000")
    git(origin, "commit", "-q", "-m", "site", on="2018-06-10T12:00:00+0000")
    clone = folder / "clone"
    git(folder, "clone", "-q", str(origin), str(clone))
    if edited:
        git(clone, "checkout", "-qb", "edit")
        (clone / "policies/refunds.md").write_text(edited, "utf-8")
        git(clone, "commit", "-qam", "edit", on="2018-07-10T12:00:00+0000")
        git(clone, "checkout", "-q", "--detach", "origin/main")
        git(clone, "merge", "-q", "--no-ff", "-m", "merge", "edit", on="2018-07-10T12:00:00+0000")
    git(clone, "checkout", "-q", "--detach")
    git(clone, "branch", "-q", "-D", "main", *(["edit"] if edited else []))
    return clone


def github(name: str, job: str) -> str:
    return "\n".join(step["run"] for step in GITHUB[name]["jobs"][job]["steps"] if "run" in step)


def gitlab(job: str) -> str:
    return "\n".join([*GITLAB[".policies"]["before_script"], *GITLAB[job]["script"]])


def test_steps_build_and_prove(tmp_path: Path) -> None:
    """After a merge and every day: the site, proved. Once all is installed, both hosts run the same commands."""
    script = github("pages", "build")
    install, *others = filter(None, script.splitlines())
    assert "pip install" in install
    assert gitlab("pages").splitlines()[1:] == others
    clone = checkout(tmp_path)
    said = steps(clone, script)
    assert re.search(r"[1-9]\d* pages proved .* 0 faults", said)
    assert (clone / "public/refunds/compare/2018-02-01/2018-06-01/index.html").is_file()


def test_what_the_plugin_did_not_build_is_not_published(tmp_path: Path) -> None:
    """Where something else builds the site, from the same configuration, the job ends before it is handed on."""
    page = """mkdir public; printf '<meta name="generator" content="zensical-0.0.73"><p>Fifty days.' > public/index.html"""
    script = github("pages", "build").replace("mkdocs build --site-dir public", page)
    with pytest.raises(AssertionError, match="was built without the plugin inforce"):
        steps(checkout(tmp_path), script)


EDITED = file_text(policy("2018-08-01", "Fifty days.", title="Refunds", change_note="Longer."))


def test_github_steps_show_a_pull_request(tmp_path: Path) -> None:
    """On a pull request: the comment with its number, the Word files, and the site as it would be."""
    clone = checkout(tmp_path, EDITED)
    summary = tmp_path / "summary.md"
    run = "https://github.example/company/policies/actions/runs/7"
    steps(
        clone,
        github("pull-request", "check"),
        BASE="origin/main",
        RUN=run,
        NUMBER="17",
        GITHUB_STEP_SUMMARY=str(summary),
    )
    comment = (clone / "made/comment/comment.md").read_text("utf-8")
    assert comment.startswith(f"{MARK}\n\n## Refunds: new revision, from August 1, 2018, in 22 days\n")
    assert re.search("<del>Forty</del> ?<ins>Fifty</ins> days", comment)
    assert comment.count(f"]({run})") == 2
    assert summary.read_text("utf-8") == comment
    assert (clone / "made/comment/number").read_text() == "17\n"
    assert [file.name for file in (clone / "made/word").iterdir()] == ["refunds.docx"]
    assert (clone / "made/site/refunds/compare/2018-06-01/2018-08-01/index.html").is_file()


def test_gitlab_steps_show_a_merge_request(tmp_path: Path) -> None:
    """On a merge request the same, with links to what the job made."""
    clone = checkout(tmp_path, EDITED)
    job = "https://gitlab.example/company/policies/-/jobs/7"
    base = git(clone, "rev-parse", "origin/main")
    steps(
        clone, gitlab("policies-check") + "\n" + gitlab("policies-changes"), CI_MERGE_REQUEST_DIFF_BASE_SHA=base, CI_JOB_URL=job
    )
    comment = (clone / "made/comment.md").read_text("utf-8")
    links = dict(re.findall(r"\[([\w ]+)\]\(([^)]*)\)", comment))
    assert links["Full redline"].startswith(f"{job}/artifacts/file/made/site/refunds/compare/")
    assert links["Preview of the site"] == f"{job}/artifacts/file/made/site/index.html"
    for link in links.values():
        assert (clone / link.removeprefix(f"{job}/artifacts/file/")).is_file()
