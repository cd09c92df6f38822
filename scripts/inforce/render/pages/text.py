"""The pages of texts: the text in force, and every revision and correction under its permanent name."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from inforce import languages
from inforce.record import texts
from inforce.record.model import Policy
from inforce.render import site_links
from inforce.render.context import DOCUMENT_STYLE, Frame, Page, asset
from inforce.render.csp import document_policy
from inforce.render.data import head_links
from inforce.render.notes import noted
from inforce.render.pages import section_lines
from inforce.source.policy_file import Version
from inforce.text import repository_links
from inforce.text.markdown import plain
from inforce.text.sections import TITLE, without_title

_ANCHORED = re.compile(r'<h([1-6]) id="([^"]+)"((?:(?!</h\1>).)*)</h\1>', re.S)


def in_force(frame: Frame, policy: Policy) -> Page:
    """The policy's own page: the text in force, or the one that was last."""
    revision = policy.last_in_force(frame.today)
    return _page(frame, texts.policy_address(policy), texts.text(revision, policy), own_page=True)


def text(frame: Frame, item: texts.Text) -> Page:
    """The page of a revision, or of one of its states."""
    return _page(frame, item.address, item, own_page=False)


def _page(frame: Frame, address: str, item: texts.Text, *, own_page: bool) -> Page:
    policy, revision, version = item.policy, item.revision, item.version
    title = TITLE.match(version.html)
    linked = site_links.with_links(anchored(frame, without_title(version.html)), address, frame.links, [version])
    sooner, later = reversed(policy.revisions[: revision.order]), policy.revisions[revision.order + 1 :]
    before, after = (next((r for r in others if policy.intervals(r)), None) for others in (sooner, later))
    html = frame.render(
        "text",
        address,
        policy=policy,
        revision=revision,
        item=item,
        own_page=own_page,
        heading=Markup(in_language(title[0] if title else f"<h1>{escape(version.title)}</h1>", version)),
        body=Markup(section_lines.with_lines(frame, linked, item, address)),
        summary=Markup(summary_of(frame, version, address)),
        headings=version.headings[1:],
        before=before,
        after=after,
        change=texts.change_of(policy, revision),
        edit=frame.edit.format(path=quote(policy.path)),
    )
    name = version.title if own_page else f"{version.title}, {frame.name_of(item)}"
    note = noted(frame.words, revision) if not own_page else plain(version.meta.summary)[:200]
    head = head_links.of_policy(frame, policy, before, after) if own_page else head_links.of_text(frame, item, before, after)
    return Page(
        address=address,
        title=name,
        html=html,
        headings=version.headings,
        description=note,
        meta=version.meta.passed_on,
        head=head,
    )


def downloads(frame: Frame, item: texts.Text, blobs: Mapping[str, bytes], *, files: bool = False) -> dict[str, bytes]:
    """What readers can take away of a text, by its address: its Markdown as committed, and a page that needs nothing else.

    `blobs` holds the file and the images of the text by the ids of their blobs. With `files`, links to pages name their files.
    """
    page = _standalone(frame, item, blobs)
    return {
        f"{item.address}text.md": blobs[item.version.blob],
        f"{item.address}text.html": (site_links.with_files(page) if files else page).encode(),
    }


def blobs_of(item: texts.Text) -> set[str]:
    """The blobs that `downloads` needs."""
    return {item.version.blob, *(name.partition(".")[0] for name in site_links.images(item.version.html))}


def _standalone(frame: Frame, item: texts.Text, blobs: Mapping[str, bytes]) -> str:
    def embedded(name: str) -> str:
        blob, _, ending = name.partition(".")
        return f"data:image/{'jpeg' if ending == 'jpg' else ending};base64,{b64encode(blobs[blob]).decode()}"

    style = asset(DOCUMENT_STYLE)
    shown = site_links.with_images(item.version.html, embedded)
    body = site_links.with_links(shown, item.address, frame.links, [item.version], base=frame.url)
    return frame.render(
        "standalone",
        item.address,
        item=item,
        spans=item.policy.intervals(item.revision),
        corrected=_corrected(item),
        body=Markup(body),
        style=Markup(style),
        policy=document_policy(style),
        home=frame.url + texts.policy_address(item.policy),
    )


def _corrected(item: texts.Text) -> date | None:
    """The day of the last correction that a text holds, None for one without any. What the ledger passes over is none."""
    held = item.revision.corrections[: item.correction]
    return held[-1].version.commit.day if held else None


def in_language(heading: str, version: Version) -> str:
    """The heading of a text with its language."""
    return heading.replace("<h1", f"<h1{languages.attributes(version.meta.lang)}", 1)


def summary_of(frame: Frame, version: Version, address: str) -> str:
    """The summary of a text as HTML."""
    summary = version.meta.summary
    if not summary:
        return ""
    made = version.dialect.render(summary, path=version.path).html
    rendered, _ = repository_links.with_images(made, lambda _: "")  # words only
    return site_links.with_links(_apart(rendered), address, frame.links, [version])


def anchored(frame: Frame, html: str) -> str:
    """HTML whose headings carry a link to themselves."""
    hint = escape(frame.words.gettext("Permanent link"))

    def link(match: re.Match[str]) -> str:
        level, anchor, rest = match[1], match[2], match[3]
        mark = f'<a class="headerlink" href="#{anchor}" title="{hint}">¶</a>'
        return f'<h{level} id="{anchor}"{rest}{mark}</h{level}>'

    return _ANCHORED.sub(link, html)


def _apart(html: str) -> str:
    """The ids of a summary, and the links to them, told apart from those of the text below it."""
    return re.sub(r'( id="| href="#)', r"\1summary-", html)
