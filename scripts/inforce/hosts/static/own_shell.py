"""The shell that a site has where its operator names no page of his own: one small page with its style and script."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from babel import Locale
from markupsafe import Markup

from inforce.hosts.static import search
from inforce.hosts.static.looks import Looks
from inforce.hosts.static.shell import Shell
from inforce.render.context import Frame, Page, asset, environment

STYLE, SCRIPT = "shell.css", "shell.js"
FOREIGN = "dark.css"  # for pages of others: when they are dark
_DARK = re.compile(r'^\[data-md-color-scheme="slate"\] (\{.*?\})', re.S | re.M)
_SYSTEM = ":root:not([data-md-color-scheme])"  # where no script runs
_OTHERS = ':is([data-theme="dark"], [data-bs-theme="dark"], [data-mode="dark"], .dark)'


def html(frame: Frame, seen: Looks) -> str:
    """The page, with marks where what is on it belongs."""
    return (
        environment(frame.words)
        .get_template("shell.html")
        .render(
            seen=seen,
            logo=_logo(seen),
            links=seen.links,
            direction=Locale.parse(frame.words.locale).text_direction,
            search=search.ADDRESS if search.is_there() else "",
            scheme=Markup(asset("shell/scheme.js").strip()),
        )
    )


def assets(seen: Looks, folder: Path) -> dict[str, bytes]:
    """The files that it needs beside those of the policies' pages. Without a script, what is dark follows the system."""
    style = asset("shell/shell.css")
    dark = {name: _DARK.findall(text) for name, text in (("policies", asset("styles/1-policies.css")), ("shell", style))}
    made = {"search.js": asset("shell/search.js").encode()} if search.is_there() else {}
    if seen.shell:
        return made | {FOREIGN: "".join(f"{_OTHERS} {block}\n" for block in dark["policies"]).encode()}
    system = "".join(f"{_SYSTEM} {block}\n" for blocks in dark.values() for block in blocks)
    style += f"@media (prefers-color-scheme: dark) {{\n{system}}}\n{_colors(seen)}"
    made |= {STYLE: style.encode(), SCRIPT: asset("shell/shell.js").encode()}
    return made | ({_logo(seen): (folder / seen.logo).read_bytes()} if seen.logo else {})


def _logo(seen: Looks) -> str:
    return f"logo{PurePosixPath(seen.logo).suffix.lower()}" if seen.logo else ""


def _colors(seen: Looks) -> str:
    """The operator's colours, each where its ground is."""
    light, dark = (seen.colors.get(ground) for ground in ("light", "dark"))
    style = f":root {{ --md-typeset-a-color: {light}; }}\n" if light else ""
    if dark:
        rule = f"{{ --md-typeset-a-color: {dark}; }}"
        style += f'[data-md-color-scheme="slate"] {rule}\n@media (prefers-color-scheme: dark) {{ {_SYSTEM} {rule} }}\n'
    return style


def lost(shell: Shell, frame: Frame) -> str:
    """The page for an address that does not exist: shown at any of them, so that its links begin at the root of the server."""
    title, root = frame.words.gettext("Page not found"), frame.links.root
    way = environment(frame.words).get_template("lost.html").render(home=root, search=False)
    return shell.around(Page(address="404.html", title=title, html=f"<h1>{title}</h1>\n{way}"), root)
