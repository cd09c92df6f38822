"""What the rules look at: the policies' files and the other pages of the site, as they were and as they are to be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from inforce.keys import OURS, Keys
from inforce.record.load import Record
from inforce.record.model import Policy
from inforce.source.commits import Change
from inforce.source.policy_file import Content, follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A Markdown page of the site that is no policy."""

    path: str
    body: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The repository at one moment: the record, each policy file that can be read (`texts`) with its own lines (`lines`), the
    other Markdown pages of the site, and every path that is there. All by path.

    `dated` are new files that begin like policies and are read as none. `here` is the record with each commit of the branch,
    where `record` takes all of them for one. `untouched` are the paths of texts that are the same, with all that the record
    says of them, in the state with which this one is compared: what a rule finds in such a text alone is nothing new.
    """

    record: Record
    here: Record
    texts: Mapping[str, Content]
    lines: Mapping[str, Sequence[str]]
    pages: Mapping[str, Page]
    paths: frozenset[str]
    dated: frozenset[str]
    untouched: frozenset[str] = frozenset()

    def moved_to(self, path: str) -> str:
        """Where a policy lies now of which a text lay at a path; "" if none moved from there."""
        moved = (policy for policy in reversed(self.here.policies) if policy.path != path and path in policy.paths)
        texts = ((policy.path, text.path) for policy in moved for r in policy.revisions for text in (r.first, r.text))
        return next((new for new, old in texts if old == path), "")

    def accepted(self, path: str) -> Content | None:
        """A policy's newest text without what the ledger passes over, where that is another text (rule 10)."""
        newest = [policy.newest for policy in self.here.policies if policy.path == path]
        return next((r.own for r in reversed(newest) if not r.own.same_text(r.text)), None)

    def policy(self, path: str) -> Policy | None:
        """The policy of the record that lies at a path."""
        return next((policy for policy in self.record.policies if policy.path == path), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the rules need besides: the day, the files that differ between the two states, and the operator's switches."""

    today: date
    address: Callable[[str], str]  # of the page that a policy file gives
    is_policy: Callable[[str], bool]
    policies: Sequence[str] = ()  # the folders and globs that they are read from
    changes: Sequence[Change] = ()
    checks: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))  # the option `checks`
    notice_days: int = 0
    docs_dir: str = ""
    site_pages: Callable[[Collection[str]], Mapping[str, str]] = lambda paths: {}  # of paths those of own pages, with addresses
    keys: Keys = OURS  # what the site calls those of front matter
    site_path: str = ""  # of the site on its server, as /legal/; "" where that is not known

    def notice(self, text: Content) -> int:
        """The days of notice that are promised for a text."""
        return self.notice_days if text.meta.notice_days is None else text.meta.notice_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One policy file in both states, under the paths that it has there. None: the file is not there, or cannot be read."""

    old_path: str
    path: str
    old: Content | None
    new: Content | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a rule on texts looks at."""

    state: State
    context: Context

    @property
    def texts(self) -> Mapping[str, Content]:
        """What a rule goes through that looks at each text by itself: those in which it may find what is new."""
        untouched = self.state.untouched
        return (
            {path: text for path, text in self.state.texts.items() if path not in untouched} if untouched else self.state.texts
        )

    def living(self, among: Mapping[str, Content] | None = None) -> Iterator[tuple[str, Content]]:
        """The policies that are still offered, by path: all of them, or those among some texts."""
        for path, text in (self.state.texts if among is None else among).items():
            if not text.meta.retired or text.meta.retired > self.context.today:
                yield path, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a rule on changes looks at."""

    pairs: Sequence[Pair]
    before: State
    after: State
    context: Context

    def both(self) -> Iterator[tuple[Pair, Content, Content]]:
        """The pairs of which both texts are there, with these."""
        yield from ((pair, pair.old, pair.new) for pair in self.pairs if pair.old and pair.new)


def compare(before: State, after: State, context: Context) -> Compared:
    """Two states, with every policy file that the change concerns; files that share an `id` are one, as are those that git sees
    renamed. The older text is the one that the new one goes on with in the record."""
    gone = {c.path: "" for c in context.changes if not c.blob and context.is_policy(c.path)}
    for change in context.changes:
        if change.blob and change.old_path not in ("", change.path) and context.is_policy(change.old_path):
            gone[change.old_path] = change.path if context.is_policy(change.path) else ""
    for path in gone:
        if gone[path] == "" and after.moved_to(path) in after.texts:
            gone[path] = after.moved_to(path)
    ids = {text.meta.id: path for path in gone if (text := before.texts.get(path)) and text.meta.id}
    found = []
    for change in context.changes:
        if not change.blob or not context.is_policy(change.path):
            continue
        text = after.texts.get(change.path)
        old_path = change.path if change.path in before.texts else ids.get(text.meta.id, "") if text else ""
        old_path = old_path or next((old for old, new in gone.items() if new == change.path), "")
        gone.pop(old_path, None)
        old = _held_against(before, old_path or change.path, text)
        old = follow(old, after.record.moved) if old else None
        found.append(Pair(old_path=old_path, path=change.path, old=old, new=text))
    found += [Pair(old_path=path, path="", old=before.texts.get(path), new=None) for path, new in gone.items() if not new]
    found.sort(key=lambda pair: (pair.path or pair.old_path, pair.old_path))
    return Compared(pairs=tuple(found), before=before, after=after, context=context)


def _held_against(before: State, path: str, new: Content | None) -> Content | None:
    """The text that a file's new one is to be held against: its old one, as far as the record counts it.

    Where it does not, since the file was deleted or its text left out, that is the newest that counts. Where the file goes back
    to the date of another revision, that is its text (rule 6).
    """
    old = before.texts.get(path)
    policy = before.policy(path)
    if not policy or not new:
        return old
    if not old or not any(old.same_text(text) for r in policy.revisions for text in (r.text, r.own)):
        old = policy.newest.text if new.stated == policy.newest.text.stated or old else None
    if old and new.stated != old.stated:
        return next((r.text for r in policy.revisions if r.text.stated == new.stated), old)
    return old
