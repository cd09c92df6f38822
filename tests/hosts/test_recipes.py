"""The recipes of the page Without a generator, as they stand there: generators that make one page, and the policies in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from checkers import checker
from sites import Crawl
from static import CONFIG, begun, built

_LAYOUT = '<!doctype html><html lang="en"><head><title>{title}</title><link rel="stylesheet" href="{style}"></head>'
RECIPES = {
    "hugo": {
        "hugo.toml": "baseURL = 'https://policies.example/'\nrelativeURLs = true\ndisableKinds = ['taxonomy', 'term']\n",
        "content/policies-page.md": "---\ntitle: 'inforce:title'\n---\n\ninforce:body\n",
        "content/_index.md": "---\ntitle: Our company\n---\n\nOf our own.\n",
        "static/look.css": "body { margin: 2em; }\n",
        "layouts/all.html": _LAYOUT.format(title="{{ .Title }}", style='{{ "look.css" | relURL }}')
        + "<body><main>{{ .Content }}</main></body></html>\n",
    },
    "eleventy": {
        "eleventy.config.js": "export default (c) => { c.addPassthroughCopy('look.css'); c.ignores.add('policies'); };\n",
        "package.json": '{"type": "module"}\n',
        "policies-page.md": "---\nlayout: page.html\ntitle: 'inforce:title'\n---\n\ninforce:body\n",
        "index.md": "---\nlayout: page.html\ntitle: Our company\n---\n\nOf our own.\n",
        "look.css": "body { margin: 2em; }\n",
        "_includes/page.html": _LAYOUT.format(title="{{ title }}", style="/look.css")
        + "<body><main>{{ content }}</main></body></html>\n",
    },
}


def _command(generator: str) -> list[str]:
    if generator == "hugo":
        return [str(Path(sys.executable).with_name("hugo")), "--destination", "public"]
    return ["node", str(checker("@11ty/eleventy/cmd.cjs")), "--output=public"]


@pytest.mark.parametrize("generator", list(RECIPES))
def test_recipe(tmp_path: Path, generator: str) -> None:
    """The generator's page, with its style and title, holds the policies; its own pages stay, also in the second build."""
    folder = begun(tmp_path / "company", CONFIG, files=RECIPES[generator])
    for _ in range(2):
        done = subprocess.run(_command(generator), cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        home = (folder / "public/index.html").read_text("utf-8")
        made = built(folder, "--strict", "--shell", "public/policies-page/index.html", "--site-dir", "public")
        assert made.code == 0, made.said
        text = (folder / "public/terms/refunds/index.html").read_text("utf-8")
        assert "<title>Refunds</title>" in text and "long time" in text and "look.css" in text and "inforce:" not in text
        assert (folder / "public/index.html").read_text("utf-8") == home and "Of our own." in home
    broken = [fault for fault in Crawl(folder / "public").broken() if "root of a server" not in fault]
    assert broken == []
