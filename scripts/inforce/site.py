"""Which pages there are and at which address; which texts are compared. Addresses are permanent."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from itertools import combinations, pairwise, product
from typing import Literal
from urllib.parse import quote

from inforce import markup
from inforce.destinations import Links
from inforce.history import Commit
from inforce.policy import PassedOver, Policy, Revision
from inforce.record import Record
from inforce.register import Register, unfit
from inforce.version import Version

_LINK = re.compile(r'\b(data-was-)?href="(?!#|https?:)([^"]*)"')
_NOTED = re.compile(r'(\sdata-note="[^"]*?)\bpolicy:')
_PAGE = re.compile(r'(<a\b[^>]*?\shref=")([^":?#]+)(?=["?#])')
_ANCHORS = re.compile(r'\bhref="#([^"]+)"')
_IMAGE = re.compile(rf'\bsrc="{markup.IMAGE}([0-9a-f]+\.[a-z]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a policy under its permanent name: a revision ("2018-03-26") or a state of it ("2018-03-26.1")."""

    policy: Policy
    revision: Revision
    name: str
    version: Version

    @property
    def address(self) -> str:
        """The address of its page, from the root of the site."""
        return f"{self.policy.address}/{self.name}/"

    @property
    def left_out(self) -> tuple[PassedOver, ...]:
        """What its page shows and a comparison with it leaves out, since the ledger passes over it (rule 10)."""
        if self.name != self.revision.id or self.version.identity == self.revision.text.identity:
            return ()
        return self.revision.left_out

    @property
    def correction(self) -> int | None:
        """The number of the correction, 0 for the text as first published; None for the revision itself."""
        number = self.name.partition(".")[2]
        return int(number) if number else None

    @property
    def published(self) -> Commit:
        """The commit that brought its words to the branch; its file may lie in a later one, which only moved the date."""
        corrections = self.revision.corrections[: self.correction]
        return corrections[-1].version.commit if corrections else self.revision.published


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts of one policy to compare, the older one first."""

    old: Text
    new: Text

    @property
    def address(self) -> str:
        """The address of the redline."""
        return compare_address(self.old.policy, self.old.name, self.new.name)

    @property
    def versions(self) -> tuple[Version, Version]:
        """The two files, the newer one first: its links count where both have one."""
        return self.new.version, self.old.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An address that was published once and now leads on."""

    address: str
    target: str


def policy_address(policy: Policy) -> str:
    """The page with the text in force."""
    return f"{policy.address}/"


def history_address(policy: Policy) -> str:
    """The page with all revisions."""
    return f"{policy.address}/history/"


def compare_address(policy: Policy, old: str, new: str) -> str:
    """The redline between two texts by their names."""
    return f"{policy.address}/compare/{old}/{new}/"


def collection_address(collection: str) -> str:
    """The page of a collection; that of its only policy where that lies directly in the policies' folder."""
    return f"{collection}/"


def relative(target: str, start: str) -> str:
    """The link from the page at `start` to `target`, both from the root of the site; it holds under any prefix."""
    # By hand, since posixpath.relpath takes ten times as long and there are hundreds of thousands of links.
    here, there = [part for part in start.split("/") if part], target.split("/")
    shared = next((k for k, (a, b) in enumerate(zip(here, there[:-1], strict=False)) if a != b), min(len(here), len(there) - 1))
    link = "../" * (len(here) - shared) + "/".join(there[shared:])
    return quote(link) or "./"


def text(revision: Revision, policy: Policy) -> Text:
    """A revision's text as it stands, with its corrections and what the ledger passes over."""
    return Text(policy=policy, revision=revision, name=revision.id, version=revision.text)


def change(old: Revision, new: Revision, policy: Policy) -> Pair:
    """The redline of two revisions. A reformatting that the ledger passes over is in no redline that it can be kept from:

    the older text stands as it was last, the newer one as it was before (rule 10).
    """
    own = Text(policy=policy, revision=new, name=new.id, version=new.own)
    return Pair(old=text(old, policy), new=own)


def revision_texts(policy: Policy) -> list[Text]:
    """The text of each revision, in the order of publication."""
    return [text(revision, policy) for revision in policy.revisions]


def corrected_texts(policy: Policy) -> list[list[Text]]:
    """For each corrected revision its text as first published and after each correction."""
    return [
        [Text(policy=policy, revision=revision, name=name, version=version) for name, version in revision.texts]
        for revision in policy.revisions
        if revision.corrections
    ]


def all_texts(policy: Policy) -> list[Text]:
    """Every text that has a page of its own."""
    return [*revision_texts(policy), *(item for texts in corrected_texts(policy) for item in texts)]


def pairs(policy: Policy, compare: Literal["all", "adjacent"]) -> list[Pair]:
    """The redlines of a policy: every pair of revisions (or only neighbours), and each correction on its own."""
    found = []
    for k, new in enumerate(policy.revisions):
        before = policy.predecessor(new)
        olds = policy.revisions[:k] if compare == "all" else [before] if before else []
        found += [change(old, new, policy) for old in olds]
    for states in corrected_texts(policy):
        found += [Pair(old=old, new=new) for old, new in pairwise(states)]
    return found


def change_of(policy: Policy, revision: Revision) -> Pair | None:
    """A revision against the one before it; None for the first."""
    before = policy.predecessor(revision)
    return change(before, revision, policy) if before else None


def redline_of(policy: Policy, old: Revision | None, new: Revision, compare: str) -> Pair | None:
    """The redline between two revisions, if the site has one."""
    if old is None or old.order >= new.order or (compare != "all" and old is not policy.predecessor(new)):
        return None
    return change(old, new, policy)


def ahead(policy: Policy, shown: Revision | None, revision: Revision, today: date, compare: str) -> list[Pair]:
    """The redlines of an announced revision: all that will change since the text that is shown, and, where others take effect
    before it, what it adds to the last of them."""
    sooner = [r for r in policy.upcoming(today) if r.date < revision.date and r is not shown]
    found = (redline_of(policy, old, revision, compare) for old in (shown, *sooner[-1:]))
    return [pair for pair in found if pair]


def redirects(record: Record, compare: Literal["all", "adjacent"]) -> list[Redirect]:
    """Old addresses of all pages: moved dates and corrections taken out (rule 5), former paths and ids (rule 1).

    None takes the place of anything else; one that two policies had leads to the one that had it last.
    """
    found: dict[str, Redirect] = {}
    ranked = [(rank, policy, name) for policy in record.policies for rank, name in enumerate(policy.former_addresses)]
    moves = [move for policy in record.policies for move in _moved_dates(policy, compare)]
    for _, policy, former in sorted(ranked, key=lambda item: (item[0], item[2])):
        moves += _moved_pages(policy, former, compare)
    for move in moves:
        if _is_free(move, record.register):
            found.setdefault(move.address, move)
    taken = {page for policy in record.policies if _is_above(policy, found) for page in _own_pages(policy, compare)}
    return [move for move in found.values() if move.address not in taken]


def _is_free(move: Redirect, register: Register) -> bool:
    """Whether nothing else lies at an old address: a policy may let those lead on that lie among its own pages."""
    holder = register.holder(f"{move.address}index.html")
    own = holder is not None and holder.kind == "policy" and move.target.startswith(f"{holder.name}/")
    return (holder is None or own) and not unfit(move.address.strip("/"))


def _is_above(policy: Policy, moves: Iterable[str]) -> bool:
    return any(address.startswith(policy_address(policy)) for address in moves)


def _own_pages(policy: Policy, compare: Literal["all", "adjacent"]) -> Iterator[str]:
    yield policy_address(policy)
    yield history_address(policy)
    yield from (item.address for item in all_texts(policy))
    yield from (pair.address for pair in pairs(policy, compare))


def _moved_dates(policy: Policy, compare: Literal["all", "adjacent"]) -> Iterator[Redirect]:
    names = {name for revision in policy.revisions for name, _ in revision.texts} | {r.id for r in policy.revisions}
    moved = policy.moved_dates()
    for was, now in moved.items():
        yield Redirect(address=f"{policy.address}/{was}/", target=f"{policy.address}/{now}/")
    former: dict[str, list[str]] = {}  # the name of a text -> those that it had before
    for was, now in moved.items():
        former.setdefault(now, []).append(was)
    for pair in pairs(policy, compare) if moved else ():
        # What is a correction now was the revision before the next one, or behind the one before.
        olds = [
            pair.old.name,
            *(was for was, now in moved.items() if pair.old.name in (now, now.partition(".")[0], f"{now}.0")),
        ]
        for old, new in product(olds, [pair.new.name, *former.get(pair.new.name, ())]):
            if old != new and (old, new) != (pair.old.name, pair.new.name):
                yield Redirect(address=compare_address(policy, old, new), target=pair.address)
    for revision in policy.revisions:
        for (older, _), (newer, _) in combinations(revision.guessed, 2):
            address = compare_address(policy, older.isoformat(), newer.isoformat())
            yield Redirect(address=address, target=history_address(policy))
        given_way = [f"{revision.id}.{k}" for k in range(revision.given_way + 1) if revision.given_way]
        once = [f"{policy.address}/{name}/" for name in given_way if name not in names]
        once += [compare_address(policy, *two) for two in pairwise(given_way) if two[1] not in names]
        yield from (Redirect(address=address, target=f"{policy.address}/{revision.id}/") for address in once)
        if revision.taken_out and revision.taken_out not in names:
            yield from _taken_out(policy, revision, names, compare)


def _taken_out(
    policy: Policy, revision: Revision, names: Collection[str], compare: Literal["all", "adjacent"]
) -> Iterator[Redirect]:
    """The addresses of a correction that is a revision now (rule 5), of the text before it, and of their redline."""
    was, _, number = revision.taken_out.partition(".")
    before = f"{was}.{int(number) - 1}"
    yield Redirect(address=f"{policy.address}/{revision.taken_out}/", target=f"{policy.address}/{revision.id}/")
    if before not in names:
        yield Redirect(address=f"{policy.address}/{before}/", target=f"{policy.address}/{was}/")
    known = {(pair.old.name, pair.new.name): pair.address for pair in pairs(policy, compare)}
    target = known.get((was, revision.id), history_address(policy))
    yield Redirect(address=compare_address(policy, before, revision.taken_out), target=target)


def _moved_pages(policy: Policy, former: str, compare: Literal["all", "adjacent"]) -> Iterator[Redirect]:
    """Every page that a former address can have had: of what was published before the newest text under it."""
    yield Redirect(address=f"{former}/", target=policy_address(policy))
    yield Redirect(address=f"{former}/history/", target=history_address(policy))
    for move in _moved_dates(policy, compare):
        yield Redirect(address=move.address.replace(policy.address, former, 1), target=move.target)
    last = max((r.order for r in policy.revisions if r.first.path.removesuffix(".md").endswith(former)), default=None)
    known = {r.id for r in policy.revisions if last is None or r.order <= last}
    for item in all_texts(policy):
        if item.revision.id in known:
            yield Redirect(address=f"{former}/{item.name}/", target=item.address)
    for pair in pairs(policy, compare):
        if {pair.old.revision.id, pair.new.revision.id} <= known:
            yield Redirect(address=pair.address.replace(policy.address, former, 1), target=pair.address)


def image_names(record: Record) -> set[str]:
    """The images that any text shows: a blob's id with an ending."""
    versions = (v for p in record.policies for r in p.revisions for v in (r.text, *(v for _, v in r.texts)))
    return {name for version in versions for name in images(version.html)}


def image_address(name: str) -> str:
    """Where an image is published: by its content, so that older texts keep theirs."""
    return f"assets/policies/{name}"


def with_anchors(html: str, pair: Pair) -> str:
    """A redline in which a link to a heading that only one of the two texts has leads to that text's own page."""
    there = set(markup.ids(html))
    if not (gone := {name for name in _ANCHORS.findall(html) if markup.asked(name) not in there}):
        return html
    home = {text.address: set(markup.ids(text.version.html)) for text in (pair.new, pair.old)}

    def lead(match: re.Match[str]) -> str:
        if match[1] not in gone:
            return match[0]
        address = next((address for address, ids in home.items() if markup.asked(match[1]) in ids), "")
        return f'href="{relative(address, pair.address)}#{match[1]}"' if address else match[0]

    return _ANCHORS.sub(lead, html)


def without_anchors(html: str, pair: Pair) -> str:
    """A redline with the links that it had before `with_anchors`."""
    for text in (pair.old, pair.new):
        html = html.replace(f'href="{relative(text.address, pair.address)}#', 'href="#')
    return html


def images(html: str) -> list[str]:
    """The images that a text shows, as `image_address` takes them."""
    return _IMAGE.findall(html) if f'"{markup.IMAGE}' in html else []


def with_images(html: str, address: Callable[[str], str]) -> str:
    """HTML whose images lead to the address that their name is given."""
    return _IMAGE.sub(lambda match: f'src="{address(match[1])}"', html) if f'"{markup.IMAGE}' in html else html


def with_links(html: str, start: str, links: Links, texts: Iterable[Version] = (), *, base: str = "") -> str:
    """HTML of texts whose links lead to where these lead on the site, for the page at `start`; with a `base`, the site's
    address, from anywhere.

    A link to a file that is not on the site keeps its words and leads nowhere. Images lead to where they are published.
    """
    html = with_images(html, lambda name: relative(image_address(name), start))
    paths = tuple(dict.fromkeys(version.path for version in texts))

    def led(match: re.Match[str]) -> str:
        was, link = match[1] or "", match[2]
        lead = links.lead(unescape(link), paths)
        if lead is None:
            return match[0]
        if lead.address is None:
            return 'data-was-dead-link="true"' if was else 'data-dead-link="true"'
        rest = escape(lead.rest, quote=False).replace('"', "&quot;")
        if base:
            return f'{was}href="{base}{quote(lead.address)}{rest}"'
        is_here = rest.startswith("#") and lead.address == start
        return f'{was}href="{"" if is_here else relative(lead.address, start)}{rest}"'

    return _NOTED.sub(r"\1", _LINK.sub(led, html))  # a note names a file as people do


def with_files(html: str) -> str:
    """HTML whose links to pages name their files, so that they lead there from a disk, too."""

    def named(match: re.Match[str]) -> str:
        before, path = match.groups()
        is_page = not path.startswith("/") and path.rpartition("/")[2] in ("", ".", "..")
        return f"{before}{path.rstrip('/')}/index.html" if is_page else match[0]

    return _PAGE.sub(named, html)


def without_files(html: str) -> str:
    """HTML whose links to pages are those that a server takes."""

    def bare(match: re.Match[str]) -> str:
        before, path = match.groups()
        is_page = path.rpartition("/")[2] == "index.html"
        return before + (path.removesuffix("index.html") or "./") if is_page else match[0]

    return _PAGE.sub(bare, html)
