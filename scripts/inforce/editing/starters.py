"""Files that a repository of policies begins with: templates for its git host, and a first policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from inforce.source import days

POLICY = "privacy-policy.md"
# What each host has of what lies in the folder starters/, and where it looks for it.
_SHARED = {"pre-commit-config.yaml": ".pre-commit-config.yaml"}
_PLACES: Mapping[str, Mapping[str, str]] = {
    "github": {
        "ci/github-pages.yml": ".github/workflows/policies.yml",
        "ci/github-pull-request.yml": ".github/workflows/policies-pull-request.yml",
        "ci/github-comment.yml": ".github/workflows/policies-comment.yml",
        "CODEOWNERS": ".github/CODEOWNERS",
        "pull_request_template.md": ".github/pull_request_template.md",
        **_SHARED,
    },
    "gitlab": {
        "ci/gitlab-ci.yml": ".gitlab-ci.yml",
        "CODEOWNERS": ".gitlab/CODEOWNERS",
        "pull_request_template.md": ".gitlab/merge_request_templates/Default.md",
        **_SHARED,
    },
    "forgejo": {
        "CODEOWNERS": ".forgejo/CODEOWNERS",
        "pull_request_template.md": ".forgejo/pull_request_template.md",
        **_SHARED,
    },
}
HOSTS = tuple(_PLACES)


def of_host(host: str, *, alone: bool = False) -> dict[str, bytes]:
    """The templates for a git host, each by the path at which the host looks for it; `alone`: without a generator."""
    folder = files("inforce") / "starters"
    found = {place: folder.joinpath(name).read_bytes() for name, place in _PLACES[host].items()}
    return {place: _alone(data) for place, data in found.items()} if alone else found


def _alone(data: bytes) -> bytes:
    return data.replace(b"mkdocs build ", b"inforce build ").replace(b"/mkdocs.yml ", b"/inforce.yml")


def policy(today: date) -> bytes:
    """A first policy, dated today, with places to be filled in that `inforce check` names."""
    text = (files("inforce") / "starters" / POLICY).read_text("utf-8")
    return text.replace(days.EXAMPLE.rpartition(" ")[2], today.isoformat(), 1).encode()
