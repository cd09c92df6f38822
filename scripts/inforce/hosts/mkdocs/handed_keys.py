"""What policies hand on to the theme, taken out of their pages where a template ends in an error with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import jinja2
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage

from inforce.containment import contained
from inforce.hosts.log import log
from inforce.problems import Problem
from inforce.render.context import Page

_Made = TypeVar("_Made")
_MEND = "Delete these lines, or mend the template. The page is made without them."


def guard(env: jinja2.Environment, files: Iterable[File], ours: Mapping[str, Page], origins: Mapping[str, str]) -> None:
    """Let a page of ours that cannot be made with what its policy hands on be made without that, and say so. `origins` are the
    policies' files, by the source path of their pages."""

    def without(page: MkDocsPage, fault: Problem) -> None:
        for key in [key for key in page.meta if key in ours[page.file.src_uri].meta and key != "title"]:
            del page.meta[key]
        log.warning(str(replace(fault, mend=_MEND)))

    def tried(page: MkDocsPage, make: Callable[[], _Made]) -> _Made | None:
        source = page.file.src_uri
        what = f"the theme cannot make its page with {', '.join(sorted(map(str, ours[source].meta)))}"
        made = contained(make, origins[source], what)
        if isinstance(made, Problem):
            without(page, made)
            return None
        return made

    class Template(jinja2.Template):
        """Renders a page of ours once more where that failed."""

        def render(self, *given: Any, **named: Any) -> str:
            page = dict(*given, **named).get("page")
            if not isinstance(page, MkDocsPage) or page.file.src_uri not in ours or not ours[page.file.src_uri].meta:
                return super().render(*given, **named)
            made = tried(page, partial(super().render, *given, **named))
            return env.get_template("main.html").render(*given, **named) if made is None else made

    if env.cache is not None:
        env.cache.clear()
    env.template_class = Template
    for page in [file.page for file in files if file.src_uri in ours and file.page and "template" in file.page.meta]:
        tried(page, partial(env.get_template, str(page.meta["template"])))
