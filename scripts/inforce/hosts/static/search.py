"""The search of a site without a generator: Pagefind over the texts in force, where it is installed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import util
from pathlib import Path
from tempfile import TemporaryDirectory

from inforce.hosts.log import log
from inforce.render import site_links
from inforce.render.context import Frame, Page, environment

ADDRESS, FOLDER = "assets/inforce/search/", "assets/inforce/pagefind"  # where nobody else's pages are
RUNS = "'wasm-unsafe-eval'"  # what a policy of pages has to allow it: to make its own program of its own file
PACKAGES = ("pagefind", "pagefind-bin")
_UNUSED = ("-ui.", "-highlight.")  # in the names of what it brings for pages of others


def is_there() -> bool:
    """Whether it is installed: with `inforce[search]`."""
    return all(util.find_spec(name.replace("-", "_")) for name in PACKAGES)


def page(frame: Frame) -> Page:
    """The page that finds texts."""
    html = (
        environment(frame.words)
        .get_template("search.html")
        .render(index=f"{site_links.relative(FOLDER, ADDRESS)}/", home=site_links.relative("", ADDRESS))
    )
    return Page(
        address=ADDRESS,
        title=frame.words.gettext("Search"),
        html=html,
        head=f'<script type="module" src="{site_links.relative("assets/inforce/search.js", ADDRESS)}"></script>',
    )


def files(documents: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """The index of documents, each with its address, as files of the site; none where Pagefind fails, which is said."""
    with TemporaryDirectory(prefix="inforce-") as place:
        try:
            with ThreadPoolExecutor(1) as apart:  # for who calls may have a loop of events under way
                apart.submit(asyncio.run, _index(documents, place)).result()
        except Exception as error:  # of another program, which may end in any way
            log.warning(f"the search could not be made, and the site has none: {type(error).__name__}: {error}")
            return
        for file in sorted(Path(place).rglob("*")):
            if file.is_file() and not any(sign in file.name for sign in _UNUSED):
                yield f"{FOLDER}/{file.relative_to(place).as_posix()}", file.read_bytes()


async def _index(documents: Iterable[tuple[str, str]], place: str) -> None:
    from pagefind.index import IndexConfig, PagefindIndex  # an extra

    logging.getLogger("pagefind").setLevel(logging.ERROR)
    options = IndexConfig(exclude_selectors=["[data-search-exclude]", ".headerlink"], output_path=place)
    async with PagefindIndex(config=options) as index:
        for address, html in documents:
            await index.add_html_file(content=html, url=f"/{address}")
