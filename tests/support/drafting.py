"""What tests of drafts share: a repository with policies, edits of them, and its site as it is served."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from histories import git
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from sites import TODAY, Built, policy, repository

REFUNDS = "policies/terms/refunds.md"
OLD = "## Periods\n\nYou have ten days.\n\n## Stores\n\nAsk the store."
HISTORY: list[dict[str, Any]] = [
    {
        "on": "2018-01-10",
        "write": {
            REFUNDS: policy("2018-02-01", OLD.replace("ten", "two"), title="Refunds"),
            "policies/terms/fees.md": policy("2018-02-01", "Fees are low.", title="Fees"),
            "policies/privacy.md": policy("2018-02-01", "Old words.", title="Privacy"),
        },
    },
    {"on": "2018-05-10", "change": {REFUNDS: {"effective_date": "2018-06-01", "text": OLD, "change_note": "Longer."}}},
    {"on": "2026-10-10", "change": {"policies/privacy.md": {"effective_date": "2027-02-01", "text": "New words."}}},
]
CONFIG = "site_name: Company\nsite_url: https://policies.example/\nplugins: [search, inforce]\n"
BANNER = "Draft: not published, not in force"


@dataclass
class Served:
    """A site as `mkdocs serve` builds it; `saved` is what its server does when a file has changed."""

    folder: Path
    site: Path
    docs: str = "docs"
    builds: int = 0
    server: Any = None
    config: Any = None

    def __enter__(self) -> Served:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def begin(self) -> None:
        """Build for the first time, and let the plugins meet the server."""
        self.config = load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.site))
        self.config.plugins.on_startup(command="serve", dirty=False)
        self.server = LiveReloadServer(self.rebuild, "127.0.0.1", 0, str(self.site))
        mkdocs_build(self.config, serve_url="http://127.0.0.1:8000/")
        self.server.watch(str(self.folder / self.docs))
        self.server.watch(str(self.folder / "mkdocs.yml"))
        self.config.plugins.on_serve(self.server, config=self.config, builder=self.rebuild)

    def rebuild(self) -> None:
        """What MkDocs does on a change."""
        self.builds += 1
        mkdocs_build(load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.site)), serve_url="http://127.0.0.1:8000/")

    def saved(self) -> Built:
        """The site after a change."""
        self.server.builder()
        return self.shown

    def end(self) -> None:
        """What MkDocs does at the end."""
        self.server.server_close()
        self.config.plugins.on_shutdown()

    @property
    def shown(self) -> Built:
        """The site as it is served."""
        return Built(code=0, said="", folder=self.site)


def published(folder: Path) -> Path:
    """A repository with these policies, beside a page of its site."""
    repository(folder, HISTORY, CONFIG, {"docs/about.md": "# About\n"})
    return folder


def edit(folder: Path, path: str = REFUNDS, **changes: str) -> None:
    """Replace words in a policy's file: old=new, with _ for a space and __ for a colon."""
    file = folder / path
    text = file.read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def commit(folder: Path, *paths: str, on: str = TODAY) -> None:
    """Commit these files."""
    git(folder, "add", *paths)
    git(folder, "commit", "-q", "-m", "Change", "--", *paths, on=f"{on}T12:00:00+0000")


def revise(folder: Path, day: str = "2027-03-01") -> None:
    """Edit the refunds: another date and another period."""
    edit(folder, **{"2018-06-01": day, "ten days": "twelve days", "Longer.": "Twelve days."})
