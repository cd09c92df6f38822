"""What the files that a site copies put below a pull request: the comment once, and nothing that a branch forged."""

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
from commented import rendered, words
from histories import clean_environment
from sites import ROOT
from starter_files import GITHUB, GITLAB, MARK, steps

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
HEAD = "a" * 40
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
