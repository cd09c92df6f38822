"""Who gets which address: policies, lists and the operator's own files claim them in the order in which they came (rule 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from inforce.keys import OURS
from inforce.problems import Problem
from inforce.record.address_register import Owner, Register, file_of, folded, is_data, unfit
from inforce.record.identity import Strand
from inforce.settings import Settings


@dataclass(slots=True)
class Claims:
    """What came of all claims: the register, the policies as they are published, what is wrong, and the files of the operator's
    own that cannot be published (`refused`)."""

    register: Register = field(default_factory=Register)
    strands: list[Strand] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


def settle(strands: Sequence[Strand], own: Iterable[Owner]) -> Claims:
    """Give each file of the site to one owner. Two cannot have one, and what was published first stays: a policy that came
    later stays where it was before, or is left out if it is new, and a file of the operator's own is left out."""
    found = Claims()
    files: dict[str, Owner] = {}
    for owner in sorted(own, key=lambda owner: (owner.since or 0, owner.path)):
        files.setdefault(folded(owner.name), owner)
    claims: list[tuple[int, Owner | Strand]] = [(owner.since or 0, owner) for owner in files.values()]
    oldest_first = sorted(strands, key=lambda strand: (strand.since, strand.steps[0].snapshot.commit.index, strand.address))
    claims += [(strand.since, strand) for strand in oldest_first]
    for _, group in groupby(sorted(claims, key=lambda claim: claim[0]), key=lambda claim: claim[0]):
        granted: list[Strand] = []
        for _, claim in group:
            if isinstance(claim, Owner):
                _own(claim, found)
            else:
                granted += _policy(claim, found)
        for strand in granted:
            _list(strand, files, found)
        found.strands += granted
    found.problems += _lost(found)
    return found


def own_files(paths: Mapping[str, int], settings: Settings) -> Iterator[Owner]:
    """The operator's files that the site publishes, as they are or as pages, of those that are there since a commit each."""
    folders = replace(settings, directory_urls=True)  # MkDocs knows pages by their source, too: about.html takes about/
    inside = paths if settings.docs_dir not in ("", ".") else ()  # of the whole repository nobody can say
    for path, address in folders.site_pages(inside).items():
        yield Owner(kind="own", name=file_of(address), path=path, since=paths[path])


def _own(owner: Owner, found: Claims) -> None:
    other = found.register.claim(owner.name, owner)
    if other:
        found.refused.add(owner.path)
        address = owner.name.removesuffix("index.html")
        message = f"the address {address} belongs to {other}, so that this file is left out."
        found.problems.append(Problem(path=owner.path, message=message, mend="Rename the file.", left_out=True))
    elif is_data(owner.name):
        found.problems.append(_instead(owner.name, owner))


def _instead(file: str, owner: Owner) -> Problem:
    message = f"{file} is a file of your own, so that ours is left out."
    return Problem(path=owner.path, message=message, mend="Rename it.")


def _policy(strand: Strand, found: Claims) -> Iterator[Strand]:
    """The policy at its address, else at the newest of its former ones that is free."""
    refused = _claim(strand, found)
    if not refused:
        yield strand
        return
    for address in strand.before():
        former = tuple(name for name in (*strand.former, address) if name not in (address, strand.address))
        earlier = replace(strand, address=address, former=tuple(dict.fromkeys(former)))
        if not _claim(earlier, found):
            found.problems.append(_clash(strand, refused, f"stays at {address}/"))
            yield earlier
            return
    found.problems.append(_clash(strand, refused, ""))


def _claim(strand: Strand, found: Claims) -> str:
    """Claim the addresses of a policy; returns why it cannot have them, "" if it can."""
    if fault := unfit(strand.address):
        return f"the address {_short(strand.address)}/ {fault}"
    owner = Owner(kind="policy", name=strand.address, path=strand.path, since=strand.since)
    other = found.register.claim_policy(strand.address, owner)
    return f"the address {_short(other[0])} belongs to {other[1]}" if other else ""


def _list(strand: Strand, own: Mapping[str, Owner], found: Claims) -> None:
    """The list of a policy's collection with its feed and calendar. The operator's own index page takes the place of a list."""
    collection = strand.address.rpartition("/")[0]
    if not collection:
        return
    owner = Owner(kind="list", name=collection, path=strand.path, since=strand.since)
    page = own.get(folded(f"{collection}/index.html"))
    for file in ("index.html", "feed.xml", "calendar.ics"):
        if page is None or file != "index.html":
            other = found.register.claim(f"{collection}/{file}", owner)
            found.problems += [_instead(f"{collection}/{file}", other)] if other and other.kind == "own" else []


def _lost(found: Claims) -> Iterator[Problem]:
    """Old addresses of policies at which a file of the operator's own lies that came later."""
    for strand in found.strands:
        for former in strand.former:
            holder = found.register.holder(f"{former}/index.html")
            claimed = next((index for index, address in strand.claims if address == former), None)
            if holder and holder.kind == "own" and claimed is not None and holder.since is not None and claimed < holder.since:
                message = f"{former}/ was the address of a policy, and this file lies there now, so that nothing leads on to "
                yield Problem(path=holder.path, message=f"{message}{strand.address}/.", mend="Rename the file.")


def _clash(strand: Strand, refused: str, stays: str) -> Problem:
    newest = strand.newest
    by_id = newest is not None and newest.meta.id == strand.address
    keys = newest.meta.keys if newest else OURS
    mend = "Rename the file, or give it an address of its own: id: terms/other-policy"
    mend = "Delete the line, or write an id that no policy has: id: terms/other-policy" if by_id else mend
    return Problem(
        path=strand.path,
        line=newest.meta.line("id") if newest and by_id else 1,
        field=keys.called("id"),
        message=f"{refused}, so that this policy {stays or 'is left out'}.",
        mend=keys.said(mend),
        left_out=not stays,
    )


def _short(address: str) -> str:
    return address if len(address) <= 100 else f"{address[:100]}…"
