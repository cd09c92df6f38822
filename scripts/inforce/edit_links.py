"""Where a file of the repository can be edited in the browser."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from inforce.settings import Settings

_EDIT_WAYS = {  # where known hosts of repositories let a file be edited
    "github": "edit/{branch}/{{path}}",
    "gitlab": "-/edit/{branch}/{{path}}",
    "bitbucket": "src/{branch}/{{path}}?mode=edit",
    "codeberg": "_edit/{branch}/{{path}}",
}


def edit_address(repo_url: str, edit_uri: str, settings: Settings) -> str:
    """Where a file of the repository can be edited, with {path} for its path; "" where the operator names no repository.

    On hosts that are not known, MkDocs' `edit_uri` says it for the docs_dir, and so for the rest of the repository.
    """
    if not repo_url:
        return ""
    branch, base = quote(settings.branch), repo_url.rstrip("/")
    for host, way in _EDIT_WAYS.items():
        if host in urlsplit(base).netloc:
            return f"{base}/{way.format(branch=branch)}"
    below = edit_uri.rstrip("/").removesuffix(settings.docs_dir)
    return f"{base}/{below}{{path}}" if below else ""
