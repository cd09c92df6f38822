"""The files that a site copies: they are sound, and their steps do what they say, with what is installed here."""

from __future__ import annotations

import html
import io
import json
import os
import re
import subprocess
import sys
import textwrap
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from commented import rendered, words
from histories import clean_environment, file_text, git
from sites import ROOT, epoch, policy, repository

TEMPLATES = ROOT / "templates"
FOLDER = TEMPLATES / "ci"
GITHUB = {
    name: yaml.safe_load((FOLDER / f"github-{name}.yml").read_text("utf-8")) for name in ("pages", "pull-request", "comment")
}
GITLAB = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text("utf-8"))
ON = True  # YAML 1.1 reads the key `on` as true
HISTORY: list[dict[str, Any]] = [
    {"on": "2018-01-10", "write": {"policies/refunds.md": policy("2018-02-01", "Ten days.", title="Refunds")}},
    {"on": "2018-05-10", "change": {"policies/refunds.md": {"effective_date": "2018-06-01", "text": "Forty days."}}},
]
CONFIG = "site_name: Company\ntheme: {name: material, font: false}\nplugins: [search, inforce]\n"
GITHUB_COMMENT = GITHUB["comment"]["jobs"]["comment"]["steps"][0]["run"]
GITLAB_COMMENT = "\n".join(GITLAB["policies-comment"]["script"])
FORGED = [
    "&#64;org/everyone &commat;admin @admin &#064;a &#x40;b &#X40;c &#0000064;d",
    "@&#97;dmin and @&#x61;dmin",
    "<div>&#64org &#x40org</div>",
    "#123 org/repo#1 &#35;4 &num;5 #&#49; GH-7 g&#104;-8 !9 &excl;10",
    "Fixes #1, closes org/repo#2 &#3 &#x",
    "0123abc 0123456789abcdef0123456789abcdef01234567 000000abc1234 abc123&#52;",
    "![x](https://tracker.example/a.png) &#33;&#91;x&#93;(y) ![x][y]\n\n[y]: https://tracker.example/b.png",
    "<img src=//tracker.example> <IMG src='https://tracker.example/a.png'> <video poster=x> <iframe src=x>",
    "<!-- hidden --> <!--> <div hidden>Approved by legal.</div> <a href=x>y</a>",
    "https://github.com/org/repo/issues/1 www.example.com <https://a.example> h&#116;tps://a.example",
]
MARK = "<!-- inforce: redline -->"
HEAD = "a" * 40
PROGRAM = "import sys; from inforce.cli import main; sys.exit(main())"  # what runs as `inforce`


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


def steps(folder: Path, script: str, **variables: str) -> str:
    """What the steps say, run as they stand with the programs of these tests."""
    programs = folder.parent / "bin"
    programs.mkdir()
    (programs / "command.py").write_text(PROGRAM)
    for name, start in {"python": "", "mkdocs": "-m mkdocs", "inforce": programs / "command.py"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {start} "$@"\n')
        (programs / name).chmod(0o755)
    environment = clean_environment() | {"PATH": f"{programs}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": epoch("2018-07-10")}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PIP_NO_INDEX": "1"} | variables
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


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


# what puts the comment there


GH = """\
import json, os, pathlib, sys
folder = pathlib.Path(os.environ["FAKE"])
given = [word for word in sys.argv[2:] if not word.startswith("--")]
asked = next(word for word in given if word.startswith("repos/"))
sent = json.load(sys.stdin) if "--input" in sys.argv else None
if sent:
    method = sys.argv[sys.argv.index("--method") + 1]
    (folder / "sent.json").write_text(json.dumps([method, asked, sent]))
sys.stdout.buffer.write((folder / (asked.partition("?")[0].replace("/", "_"))).read_bytes() if not sent else b"{}")
"""


def commented(
    folder: Path, text: str, *, number: str = "17\n", head: str = HEAD, comments: Any = (), size: int = 100
) -> tuple[int, Any]:
    """How the step that comments ends, and what it sends, where GitHub has this to say."""
    folder.mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("number", number)
        archive.writestr("comment.md", text)
    answers = {
        "actions_runs_5_artifacts": json.dumps({"artifacts": [{"id": 3, "size_in_bytes": size}]}).encode(),
        "actions_artifacts_3_zip": packed.getvalue(),
        "pulls_17": json.dumps({"state": "open", "head": {"sha": head}}).encode(),
        "issues_17_comments": json.dumps([list(comments)]).encode(),
    }
    for name, answer in answers.items():
        (folder / f"repos_company_policies_{name}").write_bytes(answer)
    (folder / "gh.py").write_text(GH)
    (folder / "gh").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/gh.py" "$@"\n')
    (folder / "gh").chmod(0o755)
    (step,) = GITHUB["comment"]["jobs"]["comment"]["steps"]
    environment = clean_environment() | {"PATH": f"{folder}:{os.environ['PATH']}", "FAKE": str(folder)}
    environment |= {"REPOSITORY": "company/policies", "RUN": "5", "HEAD": HEAD, "GH_TOKEN": "x"}
    done = subprocess.run([sys.executable, "-c", step["run"]], env=environment, cwd=folder, capture_output=True, check=False)
    sent = folder / "sent.json"
    return done.returncode, json.loads(sent.read_text()) if sent.exists() else None


@pytest.mark.parametrize("script", [GITHUB_COMMENT, GITLAB_COMMENT], ids=["github", "gitlab"])
def test_forged_comments(script: str) -> None:
    """What a branch writes in the place of the comment calls nobody, refers to nothing, and loads and hides nothing; what
    Inforce writes stays as it is."""
    (source,) = re.findall(r"^def quiet.*?(?=^\S)", textwrap.dedent(script), re.M | re.S)
    known: dict[str, Any] = {"re": re, "html": html, "MARK": MARK}
    exec(source, known)
    quiet = known["quiet"]
    for said in FORGED:
        shown = rendered(quiet(f"{MARK}\n\n{said}\n"))
        text = shown.text() or ""
        assert not re.search(r"@\w|[#!]\d|GH-\d|https?://|www\.|\b[0-9a-f]{7,40}\b", text, re.I), said
        assert not shown.css("img, video, iframe, div"), said
        assert (shown.html or "").count("<!--") == 0, said
    ours = (ROOT / "tests/render/comments/hostile.md").read_text("utf-8")
    assert words(rendered(quiet(ours))) == words(rendered(ours))
    code = f"{MARK}\n\nWrite `<https://evil.example/>`\n"
    assert quiet(code) == code
    link = f"{MARK}\n\n[Full redline](https://preview.example/1a2b3c4d/terms/#change-1)\n"
    assert quiet(link) == link


def test_github_comments_once(tmp_path: Path) -> None:
    """The first time a comment is made; then the same one is changed, and nobody else's."""
    text = f"{MARK}\nHello @all and a@b.example."
    harmless = {"body": f"{MARK}\nHello @\u2060all and a@\u2060b.example."}
    assert commented(tmp_path / "first", text) == (0, ["POST", "repos/company/policies/issues/17/comments", harmless])
    comments = [
        {"id": 1, "user": {"login": "mallory"}, "body": MARK},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "Other."},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARK} old"},
    ]
    found = commented(tmp_path / "second", text, comments=comments)
    assert found == (0, ["PATCH", "repos/company/policies/issues/comments/3", harmless])


def test_github_refuses(tmp_path: Path) -> None:
    """What is no comment, too long, unpacks to something huge or belongs to another pull request is not sent."""
    cases: dict[str, tuple[int, dict[str, Any]]] = {
        "mark": (1, {"text": "Hello."}),
        "long": (1, {"text": MARK + "x" * 70_000}),
        "bomb": (1, {"text": MARK + "x" * 50_000_000}),
        "size": (1, {"text": MARK, "size": 2_000_000}),
        "number": (1, {"text": MARK, "number": "17/../../issues/1"}),
        "other": (0, {"text": MARK, "head": "b" * 40}),
    }
    for name, (code, given) in cases.items():
        assert commented(tmp_path / name, **given) == (code, None), name


@dataclass
class GitLab:
    """A GitLab that has these notes on merge request 17, and keeps what it is sent."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[str, str, Any, str]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def host() -> Iterator[GitLab]:
    """A GitLab of this test's own."""
    known = GitLab()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if body:
                known.sent.append((self.command, self.path, body, self.headers["PRIVATE-TOKEN"]))
            told: Any = {"id": 9} if self.path.endswith("/user") else known.notes if not body else {}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/api/v4"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()


def test_gitlab_comments_once(tmp_path: Path, host: GitLab) -> None:
    """The same on GitLab, with the token that the operator made."""
    clone = tmp_path / "clone"
    (clone / "made").mkdir(parents=True)
    (clone / "made/comment.md").write_text(f"{MARK}\nHello @all.", "utf-8")
    variables = {"CI_API_V4_URL": host.url, "CI_MERGE_REQUEST_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "17"}
    variables["INFORCE_COMMENT_TOKEN"] = "secret"
    script = "\n".join(GITLAB["policies-comment"]["script"])
    steps(clone, script, **variables)
    body = {"body": f"{MARK}\nHello @\u2060all."}
    notes = "/api/v4/projects/5/merge_requests/17/notes"
    assert host.sent == [("POST", notes, body, "secret")]
    host.notes += [{"id": 1, "author": {"id": 8}, "body": MARK}, {"id": 2, "author": {"id": 9}, "body": f"{MARK} old"}]
    (tmp_path / "bin").rename(tmp_path / "before")
    steps(clone, script, **variables)
    assert host.sent[1:] == [("PUT", f"{notes}/2", body, "secret")]
