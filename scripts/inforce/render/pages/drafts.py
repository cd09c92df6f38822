"""The pages of drafts, which `mkdocs serve` shows beside the published ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from markupsafe import Markup

from inforce.problems import Problem
from inforce.record import texts as record_texts
from inforce.record.drafts import Draft
from inforce.redline import Redline
from inforce.render import site_links
from inforce.render.context import Frame, Page, skip_link
from inforce.render.pages import redline as pages_redline
from inforce.render.pages import text as pages_text
from inforce.text.sections import TITLE, without_title

NAME = "draft"


def address(draft: Draft) -> str:
    """The page of a draft."""
    return f"{draft.address}/{NAME}/"


def pairs(frame: Frame, draft: Draft) -> list[record_texts.Pair]:
    """What a draft is compared with: the text in force, and the one that was published last if that is another."""
    policy, version = draft.published, draft.version
    if policy is None or version is None:
        return []
    new = record_texts.Text(policy=policy, revision=draft.revision or policy.newest, name=NAME, version=version)
    olds = {r.id: record_texts.text(r, policy) for r in (policy.last_in_force(frame.today), policy.newest)}
    return [record_texts.Pair(old=old, new=new) for old in olds.values() if not old.version.same_text(version)]


def text(frame: Frame, draft: Draft, compared: Sequence[tuple[record_texts.Pair, Redline]]) -> Page:
    """A draft with all that is wrong with it, and the ways to its redlines."""
    version, here = draft.version, address(draft)
    title = version.title if version else draft.path
    stated = TITLE.match(version.html) if version else None
    shown = stated[0] if stated else f"<h1>{escape(title)}</h1>"
    body = pages_text.anchored(frame, without_title(version.html)) if version else ""
    html = frame.render(
        "draft",
        here,
        draft=draft,
        heading=Markup(pages_text.in_language(shown, version) if version else shown),
        body=Markup(site_links.with_links(body, here, frame.links, [version] if version else ())),
        summary=Markup(pages_text.summary_of(frame, version, here) if version else ""),
        redlines=compared,
    )
    said = frame.words.gettext("Draft")
    return Page(address=here, title=f"{title} ({said})", html=html, headings=version.headings if version else ())


def redline(frame: Frame, draft: Draft, pair: record_texts.Pair, made: Redline) -> Page:
    """What a draft changes in a published text."""
    html = frame.render("draft-compare", pair.address, draft=draft, **pages_redline.matter(frame, pair, made))
    title = f"{pair.new.version.title}: {frame.name_of(pair.old)} → {frame.words.gettext('Draft')}"
    skip = skip_link("inforce-start", frame.words.gettext("Skip to the redline"))
    return Page(address=pair.address, title=title, html=html, skip=skip)


def notice(frame: Frame, drafts: Sequence[Draft], problems: Sequence[Problem], start: str) -> str:
    """For the top of the page at `start`: which drafts there are, and other problems of what lies here; "" for none."""
    if not drafts and not problems:
        return ""
    listed = [(draft, pairs(frame, draft)) for draft in drafts]
    return frame.render("draft-notice", start, drafts=listed, problems=problems)


def with_links(frame: Frame, drafts: Sequence[Draft]) -> Frame:
    """The frame of the pages of drafts: links to policies that only exist as drafts lead to these."""
    new = {draft.path.removesuffix(".md"): address(draft) for draft in drafts if not draft.published}
    return replace(frame, links=replace(frame.links, policies={**new, **frame.links.policies})) if new else frame
