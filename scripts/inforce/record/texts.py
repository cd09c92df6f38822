"""Which pages there are and at which address; which texts are compared. Addresses are permanent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from inforce.record.model import Policy
from inforce.record.revision import PassedOver, Revision
from inforce.settings import Compare
from inforce.source.commits import Commit
from inforce.source.policy_file import Version


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
        if self.name != self.revision.id or self.version.same_text(self.revision.text):
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


def states(revision: Revision, policy: Policy) -> list[Text]:
    """The text of a corrected revision as first published and after each correction, by its number."""
    return [Text(policy=policy, revision=revision, name=name, version=version) for name, version in revision.texts]


def corrected_texts(policy: Policy) -> list[list[Text]]:
    """The states of each corrected revision."""
    return [states(revision, policy) for revision in policy.revisions if revision.corrections]


def all_texts(policy: Policy) -> list[Text]:
    """Every text that has a page of its own."""
    return [*revision_texts(policy), *(item for found in corrected_texts(policy) for item in found)]


def pairs(policy: Policy, compare: Compare) -> list[Pair]:
    """The redlines of a policy: every pair of revisions (or only neighbours), and each correction on its own."""
    found = []
    for k, new in enumerate(policy.revisions):
        before = policy.predecessor(new)
        olds = policy.revisions[:k] if compare == "all" else [before] if before else []
        found += [change(old, new, policy) for old in olds]
    for texts in corrected_texts(policy):
        found += [Pair(old=old, new=new) for old, new in pairwise(texts)]
    return found


def change_of(policy: Policy, revision: Revision) -> Pair | None:
    """A revision against the one before it; None for the first."""
    before = policy.predecessor(revision)
    return change(before, revision, policy) if before else None


def changes(policy: Policy) -> list[Pair]:
    """Each revision of a policy against the one before it."""
    return [pair for revision in policy.revisions if (pair := change_of(policy, revision))]


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
