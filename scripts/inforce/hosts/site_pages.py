"""The pages that a generator's navigation and search know, with the style and script of all: a record -> bodies and files."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from importlib.resources import files as resources
from typing import Protocol, TypeVar

from inforce.containment import contained
from inforce.problems import Problem
from inforce.record import texts as record_texts
from inforce.record.address_register import Register
from inforce.record.destinations import PAGES
from inforce.record.model import Policy
from inforce.record.redlines import Redlines
from inforce.render import day_lookup, site_links, trial
from inforce.render.context import Frame, Page, environment
from inforce.render.pages import history as pages_history
from inforce.render.pages import lists
from inforce.render.pages import text as pages_text

_Thing = TypeVar("_Thing")


class Once(Protocol):
    """Makes a thing, or hands out what was made under the same key before."""

    def __call__(self, key: Hashable, make: Callable[[], _Thing], /) -> _Thing:
        """The thing."""
        ...


def _now(_: Hashable, make: Callable[[], _Thing]) -> _Thing:
    return make()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page, the path at which its Markdown would lie in the docs_dir, whether it belongs in the navigation, and the file that
    it comes from, as far as it comes from one: the newest policy that it tells of, by its path in the repository."""

    page: Page
    src_uri: str
    in_nav: bool
    origin: str


def sources(frame: Frame, register: Register, redlines: Redlines, once: Once = _now) -> Iterator[Source | Problem]:
    """A page for each policy, history and collection, and for the home page, where the operator has none of his own; in the
    place of one that cannot be made, the Problem of its policy."""
    policies = frame.record.policies
    if not register.own("index.html"):
        page, faults = trial.of_many(frame, policies, "the list of policies cannot be made with this text", lists.front)
        yield from faults
        if page:
            yield Source(page=page, src_uri="index.md", in_nav=True, origin=_newest(policies))
    made = {p.address: once(("policy", p.address), partial(_of_policy, frame, p, redlines)) for p in policies}
    sizes = {address: found.sizes for address, found in made.items() if not isinstance(found, Problem)}
    with_pages = frame.collections()
    for collection, its in frame.record.collections().items():
        if collection in with_pages and not register.own(f"{collection}/index.html"):
            what = "the list of its collection cannot be made with this text"
            page, faults = trial.of_many(frame, its, what, partial(lists.collection, name=collection, sizes=sizes))
            yield from faults
            if page:
                yield Source(page=page, src_uri=f"{collection}/index.md", in_nav=True, origin=_newest(its))
        for policy in its:
            found = made[policy.address]
            if isinstance(found, Problem):
                yield found
                continue
            in_force = bool(policy.in_force(frame.today))
            yield Source(page=found.text, src_uri=src_uri(policy.address), in_nav=in_force, origin=policy.path)
            yield Source(page=found.history, src_uri=f"{policy.address}/history.md", in_nav=False, origin=policy.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """What goes through MkDocs of one policy, and the sizes of its redlines."""

    text: Page
    history: Page
    sizes: Mapping[str, day_lookup.Size]


def _of_policy(frame: Frame, policy: Policy, redlines: Redlines) -> _Pages | Problem:
    def make() -> _Pages:
        frame.links.used(text.version for text in record_texts.all_texts(policy))
        sizes = sizes_of(policy, redlines)
        return _Pages(text=pages_text.in_force(frame, policy), history=pages_history.history(frame, policy, sizes), sizes=sizes)

    return contained(make, policy.path, "the pages of this policy cannot be made with this text")


def _newest(policies: Collection[Policy]) -> str:
    """The file of the policy that was changed last."""
    return max(policies, key=lambda policy: policy.newest.text.commit.index).path if policies else ""


def sizes_of(policy: Policy, redlines: Redlines) -> dict[str, day_lookup.Size]:
    """The size of each revision's own redline, by its id."""
    return {pair.new.name: day_lookup.size(redlines.of(pair)) for pair in record_texts.changes(policy)}


def src_uri(address: str) -> str:
    """Where the source of a policy's page would lie; one named index keeps a folder of its own."""
    return f"{address}/index.md" if address.rpartition("/")[2] in ("index", "README") else f"{address}.md"


def linked(frame: Frame) -> bytes:
    """Which of the site's own pages and files the links of policies lead to, for whoever proves the site."""
    texts = (text.version for policy in frame.record.policies for text in record_texts.all_texts(policy))
    return json.dumps(frame.links.used(texts), ensure_ascii=False, indent=1).encode()


def assets(frame: Frame) -> dict[str, bytes]:
    """The style sheet of policies' pages, one file of all its parts in the order of their names, and the modules of scripts."""
    folder = resources("inforce").joinpath("assets")
    styles = sorted(folder.joinpath("styles").iterdir(), key=lambda part: part.name)
    said, feed = (environment(frame.words).get_template(name).render() for name in ("said.css", "feed.css"))
    return {
        "inforce.css": "\n".join([said, *(part.read_text("utf-8") for part in styles)]).encode(),
        **{module.name: module.read_bytes() for module in folder.joinpath("scripts").iterdir()},
        "feed.css": feed.encode(),
        PAGES: linked(frame),
        "document.css": folder.joinpath("document.css").read_bytes(),
    }


def lost(output: str, home: str, frame: Frame, *, search: bool) -> str:
    """The theme's page for addresses that do not exist, with a way on; `home` is the site's address on its host."""
    way = environment(frame.words).get_template("lost.html").render(home=home, search=search)
    return output.replace("</h1>", f"</h1>\n{way}", 1)


def offer(frame: Frame, address: str) -> str:
    """What the head of the page at `address` holds for a search that finds nothing: the way to earlier versions."""
    said = frame.words.gettext("Search earlier versions for “{words}”")
    home = site_links.relative("", f"{address}/" if address else "")
    return f'<meta name="inforce-earlier" content="{escape(said)}" data-home="{home}">'
