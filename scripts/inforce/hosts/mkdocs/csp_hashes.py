"""The policy of a site's pages: what the theme and the operator's own pages run is allowed by hash, on every page alike."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from inforce.hosts.log import log
from inforce.hosts.mkdocs.theme_shell import Place, Shell
from inforce.render import csp
from inforce.render.context import DOCUMENT_STYLE, asset
from inforce.render.csp import Inline
from inforce.render.pages.redline import MOVED

_MENDS = {
    "fonts.g": "Set theme: font: false.",
    "cdnjs": "Set theme: highlightjs: false.",
}
_MEND = "Put a copy into docs_dir, remove it from mkdocs.yml, or set security_policy: none."
_RELOADS = "'sha256-aW5mb3JjZS1saXZlcmVsb2Fk'"  # in the policy of a served page, until its script is known
_LONGEST = 2000  # signs in a line of `_headers` at Cloudflare


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What a site's policy is made from. `ours` are the files of the policies' pages that MkDocs wrote, `others` those of the
    pages that the operator wrote, `scope` the option `security_policy`; `serving`: whether a script that loads a page anew is
    added to each.
    """

    config: MkDocsConfig
    shell: Shell
    scope: str
    ours: Iterable[Path]
    others: Iterable[Path]
    serving: bool = False

    def secure(self, places: Iterable[Place]) -> str:
        """Give the pages that MkDocs wrote, and those that the shell will make at these places, their policy, and return it.

        One policy holds for the whole site: with instant navigation a browser keeps that of the first page while it shows
        others. What policies say never adds to it: only the theme around an empty page, and the operator's own pages do.
        """
        self.shell.prepare(places)
        found = self._inline(*self.shell.rendered.values())
        found |= csp.inline(f"<style>{asset(DOCUMENT_STYLE)}</style>")  # of redlines that are documents of their own
        found |= csp.inline(f"<script>{asset(MOVED)}</script>")  # of old addresses
        others = {path: csp.with_classes(_read(path)) for path in self.others} if self._reaches_others() else {}
        whole = found | self._inline(*others.values())
        content = csp.policy(whole | Inline(scripts=frozenset({_RELOADS} if self.serving else ())))
        self.shell.policy = content
        for path, html in others.items():
            if self.scope == "all":
                _write(path, csp.with_policy(html, content))
        strange = Inline()
        for path in self.ours:
            html = _read(path)
            strange |= self._inline(html)
            _write(path, csp.with_policy(html, content))
        self._warn(found | strange | (whole if self.scope == "all" else Inline()), strange.scripts - whole.scripts, content)
        return content

    def _inline(self, *documents: str) -> Inline:
        found = Inline()
        for document in documents:
            found |= csp.inline(document, self.config.site_url or "")
        return found

    def _reaches_others(self) -> bool:
        """Whether the policy governs pages of the operator's, too: by the option, or since a browser keeps it on the way."""
        return self.scope == "all" or "navigation.instant" in (self.config.theme.get("features") or [])

    def _warn(self, found: Inline, unknown: frozenset[str], content: str) -> None:
        """Say what will not load or run. Where nobody asked for strictness this is no reason to fail a strict build."""
        level = logging.WARNING if self.scope == "all" else logging.INFO
        for address in sorted(found.hosts):
            mend = next((mend for sign, mend in _MENDS.items() if sign in address), _MEND)
            log.log(level, f"security_policy: {address} is on another host and will not be loaded. {mend}")
        for attribute in sorted(found.attributes):
            log.log(level, f"security_policy: {attribute[:80]} has no effect. Use a class and a style sheet, or a script file.")
        for _ in unknown:
            log.log(
                level, "security_policy: a script inside a policy's page is not part of the theme and will not run. Use a file."
            )
        if self.scope == "all" and len(content) > _LONGEST:
            log.info(
                f"security_policy: the policy has {len(content)} signs, more than some hosts allow. Put scripts into files."
            )


def reloading(server: LiveReloadServer) -> None:
    """Let the script run by which a served page is loaded anew: it is another one in each answer."""
    add = getattr(server, "_inject_js_into_html", None)
    if add is None:
        return

    def added(content: bytes, epoch: object) -> bytes:
        made: bytes = add(content, epoch)
        start = made.rfind(b"<script>") + len(b"<script>")
        script = made[start : made.find(b"</script>", start)].decode("utf-8", "replace")
        return made.replace(_RELOADS.encode(), csp.sha256(script).encode(), 1)

    server._inject_js_into_html = added  # type: ignore[method-assign]


def headers(folder: Path, content: str, scope: str) -> None:
    """Write settings for web servers beside the pages; the operator's own `_headers` stays."""
    for name, text in csp.headers(content if scope == "all" else "").items():
        if (folder / name).exists():
            log.info(f"{name} is a file of your own and is kept.")
            continue
        _write(folder / name, text)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
