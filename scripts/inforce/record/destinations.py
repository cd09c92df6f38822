"""Where the links of policies lead on the site: to policies, to its other pages and files, or to nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import SplitResult, unquote, urlsplit

from inforce import did_you_mean
from inforce.problems import Problem, in_order
from inforce.record import dead_links
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.source.policy_file import Content
from inforce.text import repository_links

PAGES = "pages.json"  # of a built site, among its own assets: what `Links.used` says
_INDEX = ("index.md", "README.md")  # what stands for its folder, the first before the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What a link leads to: an address from the root of the site, with query and section as `rest`. `file` is the page or file
    of the site's own that it comes from, `address` None where a file is not on the site. `sure`: whether anything is there."""

    address: str | None
    rest: str
    file: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where links lead. `policies` maps paths without .md, old ones too, to addresses; `pages` the paths of the site's other
    pages and files; `folders` those of folders that have a page. `addresses` are those that are published, without slashes at
    the end, but for those of revisions, which lie below the addresses of their policies (`revised`). `docs_dir` is the folder
    of the site's own pages, `root` the place of the site on its server."""

    policies: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()
    revised: Mapping[str, Sequence[Policy]] = field(default_factory=dict)
    docs_dir: str = ""
    root: str = "/"
    _names: dict[str, Set[str]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _places: dict[tuple[str, tuple[str, ...]], Lead | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def lead(self, target: str, paths: Iterable[str] = ()) -> Lead | None:
        """What a link leads to in a text whose file lies, or lay, at one of `paths`; None where it leads out of the site or to
        a place in the text itself, and is to stay as it is written."""
        key = (target, tuple(paths))
        if key not in self._places:
            self._places[key] = self._lead(*key)
        return self._places[key]

    def _lead(self, target: str, paths: tuple[str, ...]) -> Lead | None:
        parts = split(target)
        if target.startswith(repository_links.LINK) and parts:
            return self._file(f"{unquote(parts.path)}.md", _rest(parts)) or Lead(address=None, rest="")
        if not parts or parts.scheme or parts.netloc or not parts.path:
            return None
        asked, rest = unquote(parts.path), _rest(parts)
        if asked.startswith("/"):
            return self._file(posixpath.join(self.docs_dir, asked[1:]), rest) or self._file(asked[1:], rest)
        beside = [posixpath.normpath(posixpath.join(posixpath.dirname(path), asked)) for path in paths]
        homes = [own for path in paths if (own := self.policies.get(path.removesuffix(".md"))) is not None]
        found = next((lead for file in beside if (lead := self._file(file, rest))), None)
        if found or not homes:
            return found
        if asked.endswith(".md"):
            return Lead(address=None, rest="")
        seen = [_joined(home, asked) for home in homes]
        there = next((address for address in seen if self.has(address)), None)
        if there is None:
            folder = next((self.folders[file] for file in beside if file in self.folders), None)
            return Lead(address=seen[0] if folder is None else folder, rest=rest, sure=folder is not None)
        return Lead(address=there, rest=rest)

    def _file(self, file: str, rest: str) -> Lead | None:
        own = self.policies.get(file.removesuffix(".md")) if file.endswith(".md") else None
        if own is not None:
            return Lead(address=own, rest=rest)
        return Lead(address=self.pages[file], rest=rest, file=file) if file in self.pages else None

    def has(self, address: str) -> bool:
        """Whether something is published at an address."""
        name = address.strip("/").removesuffix("index.html").rstrip("/")
        return self._is_published(name) or self._is_published(name.rpartition("/compare/")[0] or None)

    def _is_published(self, address: str | None) -> bool:
        above, _, name = (address or "").rpartition("/")
        if address in self.addresses or above not in self.revised:
            return address in self.addresses
        if above not in self._names:
            revisions = [revision for policy in self.revised[above] for revision in policy.revisions]
            self._names[above] = {name for r in revisions for name in (r.id, *(name for name, _ in r.texts))}
        return name in self._names[above]

    def used(self, texts: Iterable[Content]) -> Mapping[str, str]:
        """Those of the site's own pages and files that the links of texts need."""
        by_address = {_bare(address): path for path, address in self.pages.items()}
        found = {}
        for target, path in dict.fromkeys((target, text.path) for text in texts for target in dead_links.targets(text)):
            lead = self.lead(target, (path,))
            if lead and lead.address is not None:
                file = lead.file or by_address.get(_bare(lead.address), "")
                found.update({file: self.pages[file]} if file else {})
        return dict(sorted(found.items()))


def of(record: Record, pages: Mapping[str, str], *, docs_dir: str, root: str = "/") -> Links:
    """Where links lead on the site of a record with these pages and files of its own, by their paths in the repository."""
    policies: dict[str, str] = {}
    folders = {}
    addresses = {"", "policies.json", "feed.xml", "calendar.ics", *map(_bare, pages.values())}
    revised: dict[str, list[Policy]] = {}
    for policy in record.policies:
        for path in _paths(policy):
            policies.setdefault(path.removesuffix(".md"), f"{policy.address}/")
            folders[posixpath.dirname(path)] = f"{posixpath.dirname(policy.address)}/".removeprefix("/")
        addresses |= {policy.collection, *(f"{policy.collection}/{name}" for name in ("feed.xml", "calendar.ics"))}
        for address in (policy.address, *policy.former_addresses):
            addresses |= {address, *(f"{address}/{name}" for name in ("history", "feed.xml"))}
            revised.setdefault(address, []).append(policy)
    for name in reversed(_INDEX):
        folders |= {posixpath.dirname(path): address for path, address in pages.items() if posixpath.basename(path) == name}
    return Links(
        policies=policies,
        pages=pages,
        folders=folders,
        addresses=frozenset(addresses),
        revised=revised,
        docs_dir=docs_dir,
        root=root or "/",
    )


def _paths(policy: Policy) -> Iterable[str]:
    """The paths at which the published texts of a policy lie, or lay. Where none ever moved, its history is not read."""
    moved = policy.paths != {policy.path}
    return policy.path, *(v.path for r in (policy.revisions if moved else ()) for _, v in (*r.texts, ("", r.first)))


def problems(record: Record, known: Links, there: Collection[str], today: date) -> tuple[Problem, ...]:
    """The problems of a record on a site: without links to Markdown pages that no commit has and the site has all the same, and
    with those that lead to nothing on the site. `there` are the paths in the repository."""
    found = [problem for problem in record.problems if problem.rule not in dead_links.RULES]
    policies = record.policies
    found += dead_links.dangling(policies, policies, record.files.get, lambda path: path in there or path in known.pages)
    living = [policy for policy in policies if policy.path in there and not policy.absence(today)]
    offered = [policy.address for policy in living]
    for policy in living:
        text = policy.newest.text
        for aim, message, mend in astray(text, known, there, offered):
            found.append(dead_links.problem(record.files.get(policy.path, text), aim, message, mend))
    return in_order(found)


def astray(
    text: Content, known: Links, there: Collection[str], offered: Iterable[str]
) -> Iterator[tuple[dead_links.Aim, str, str]]:
    """What is wrong with each link of a text that leads to nothing on the site, and the mend; links to Markdown files that are
    not there are no matter of it (`links.dangling`). `there` are the paths in the repository, `offered` the policies' addresses
    that can be meant."""
    for target in dict.fromkeys(dead_links.targets(text)):
        fault = fault_of(target, text, known, there, offered)
        if fault:
            yield dead_links.aim(target, text.path), *fault


def fault_of(
    target: str, text: Content, known: Links, there: Collection[str], offered: Iterable[str]
) -> tuple[str, str] | None:
    """What is wrong with a link, and the mend; None where nothing is, or nobody here can tell."""
    parts = split(target)
    if parts is None:
        return f"the link {target} cannot be read.", _MEND
    lead = known.lead(target, (text.path,))
    asked = unquote(parts.path)
    if lead is None:
        inside = asked.startswith("/") and not parts.scheme and not parts.netloc
        return _from_root(asked, known, offered) if inside else None
    if lead.sure and lead.address is not None:
        return None
    file = dead_links.file_of(target, text.path)
    if lead.address is None:
        return _unpublished(file, text, known) if file in there else None
    near = next((path for path in there if path.casefold() in (file.casefold(), f"{file}.md".casefold())), "")
    if near.endswith(".md"):
        return f"the link leads to {target}, which is no file.", f"Write it as {_from(near, text)}"
    if file in there:
        return _unpublished(file, text, known)
    stem, ending = posixpath.splitext(file)
    names = (name for name in known.policies if f"{name}.md" in there) if ending in ("", ".html") else ()
    meant = did_you_mean.file(stem, names, text.path)
    return f"the link leads to {asked}, which is not there.", meant + _MEND


_MEND = "Correct the link, or delete it."


def _unpublished(file: str, text: Content, known: Links) -> tuple[str, str]:
    """What is wrong with a link to a file that is in the repository alone."""
    folder = known.docs_dir or "the folder of the site's pages"
    if not known.docs_dir or file.startswith(f"{known.docs_dir}/"):
        return f"{file} is there, but the site leaves it out.", "Take it out of exclude_docs in mkdocs.yml, or delete the link."
    moved = posixpath.join(known.docs_dir, posixpath.basename(file))
    mend = f"Put the file into {folder}, and link to it there: {_from(moved, text)}"
    return f"{file} is there, but it is no part of the site.", mend


def _from(file: str, text: Content) -> str:
    return posixpath.relpath(file, posixpath.dirname(text.path) or ".")


def _from_root(asked: str, known: Links, offered: Iterable[str]) -> tuple[str, str] | None:
    root = known.root
    if not asked.startswith(root):
        if not asked.strip("/") or not known.has(asked):
            return None  # another part of the server
        mend = f"Write {root.rstrip('/')}{asked}, or the name of the file: [Terms](../terms/terms-of-use.md)"
        return f"the link leads to {asked} on the server, but the site begins at {root}.", mend
    if known.has(asked.removeprefix(root)):
        return None
    near = did_you_mean.path(asked.strip("/"), offered)
    meant = f"Did you mean {root}{near}/? " if near else ""
    mend = f"{meant}{_MEND[:-1]}. If the site is only a part of that server, say so in mkdocs.yml: site_url:"
    return f"the link leads to {asked} on the server of the site, which has no such page.", mend


def split(target: str) -> SplitResult | None:
    """A link taken apart; None where it cannot be read."""
    try:
        return urlsplit(unescape(target))
    except ValueError:
        return None


def _rest(parts: SplitResult) -> str:
    return (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def _joined(home: str, asked: str) -> str:
    """The address that browsers make of one that is written on the page at `home`."""
    folder = asked.endswith("/") or asked.rpartition("/")[2] in (".", "..")
    address = posixpath.normpath(posixpath.join(home, asked))
    return f"{'' if address == '.' else address}/".lstrip("/") if folder else address


def _bare(address: str) -> str:
    return address.removesuffix("index.html").rstrip("/")
