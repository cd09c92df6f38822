"""Two states of what a site has published: addresses that are gone, and texts that are others than they were."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inforce.problems import UserError
from inforce.record import texts
from inforce.record.load import Record
from inforce.render.data import manifest
from inforce.render.data.manifest import Entry

_TEXT, _PAGE = "text.md", "index.html"
_IMAGES = "assets/policies/"  # named by their content
_REDIRECT = b'<meta http-equiv="refresh"'
_NUMBER = re.compile(r"\.\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The files of a site by their addresses, and the commit that it was made from, "" where nothing says it."""

    files: Mapping[str, Entry]
    commit: str = ""


def before(path: Path) -> Published:
    """What was published, by a manifest, or in a folder, which may be older than manifests. Raises UserError for all else."""
    file = path / manifest.FILE if path.is_dir() else path
    if not path.exists() or file.is_file():
        made = manifest.read(file)
        return Published(files=made.files, commit=made.commit)
    found: dict[str, Entry] = {}
    for history in sorted(path.rglob("history/history.json")):
        found |= _of_policy(path, history)
    if not found:
        raise UserError(f"{path}: there is no built site. Give the folder that was published before, or its {manifest.FILE}")
    return Published(files=found)


def _of_policy(folder: Path, history: Path) -> dict[str, Entry]:
    """What a built site without a manifest says of one policy."""
    own = history.parents[1]
    try:
        revisions = json.loads(manifest.content_of(history))["revisions"]
        states = [*revisions, *(correction for item in revisions for correction in item["corrections"])]
        stated = {f"{item['address']}{_TEXT}": str(item["hash"]) for item in states}
        files = [file for file in own.rglob("*") if file.name in (_TEXT, _PAGE)]
        named = {f.relative_to(folder).as_posix(): manifest.hash_of(manifest.content_of(f)) for f in files}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(f"{history}: cannot be read. Give a folder as it was published.") from error
    return {name: Entry(hash=made, permanent=True, text=stated.get(name, "")) for name, made in named.items()}


def changes(old: Mapping[str, Entry], folder: Path, new: Mapping[str, Entry], known: Record) -> Iterator[tuple[str, str]]:
    """What may not be, by its address: a page that is gone, and a text that is not where it was published.

    `folder` holds the site with the files `new`, which was made from the record. A text that is corrected stays under a number
    of its own, and one whose date or policy moved stands elsewhere, to which its address leads on.
    """
    states = _States(old, folder, new, _given_way(known))
    for address, entry in old.items():
        place, _, name = address.rpartition("/")
        if name == _TEXT and place:
            if not states.stands(place):
                yield f"{place}/", "had another text when it was published before, which is not there any more."
        elif address.startswith(_IMAGES):
            now = new.get(address)
            if now is None or now.hash != entry.hash:
                yield address, "was an image that was published before, and is " + ("another now." if now else "gone.")
        elif address not in new and entry.permanent:
            page = f"{place}/{_PAGE}" if place else _PAGE
            if name == _PAGE or page not in old or (page in new and not states.leads_on(page)):
                yield address, "was published before, and is gone."


def _given_way(known: Record) -> frozenset[str]:
    """The places of texts that gave way by the rules: to a reformatting that the ledger passes over, or, where a site takes
    days from commits, to the last text of a day."""
    revisions = [(policy, revision) for policy in known.policies for revision in policy.revisions]
    return frozenset(
        texts.text(revision, policy).address.rstrip("/")
        for policy, revision in revisions
        if revision.passed_over or revision.given_way
    )


@dataclass(slots=True)
class _States:
    """Where texts stood and stand."""

    old: Mapping[str, Entry]
    folder: Path
    new: Mapping[str, Entry]
    given_way: frozenset[str]
    places: dict[str, set[str]] = field(default_factory=dict)  # by the hash of a text or of its file

    def __post_init__(self) -> None:
        for address, entry in self.new.items():
            if address.endswith(f"/{_TEXT}"):
                for mark in filter(None, (entry.hash, entry.text)):
                    self.places.setdefault(mark, set()).add(address.rpartition("/")[0])

    def stands(self, place: str) -> bool:
        """Whether the text that was published at a place is where the rules let it be."""
        entry = self.old[f"{place}/{_TEXT}"]
        now = self.new.get(f"{place}/{_TEXT}")
        there = self.places.get(entry.hash, set()) | self.places.get(entry.text, set())
        date = _NUMBER.sub("", place)
        if place in there or date in self.given_way:
            return True
        if now is None:
            return bool(there) and self.leads_on(f"{place}/{_PAGE}")
        if place == date and any(_NUMBER.sub("", other) == date for other in there):
            return True  # it was corrected
        # A correction that was taken out (rule 5) is a revision of its own now, and the text before it stands again.
        elsewhere = any(f"{other}/{_TEXT}" not in self.old for other in there)
        return elsewhere and any(self._is_same(now, was) for was in self._states_of(date))

    def leads_on(self, page: str) -> bool:
        """Whether a page only leads to another one."""
        try:
            return page in self.new and _REDIRECT in manifest.content_of(self.folder / page)
        except OSError:
            return False

    def _states_of(self, date: str) -> list[Entry]:
        names = (address.rpartition("/")[0] for address in self.old if address.endswith(f"/{_TEXT}"))
        return [self.old[f"{name}/{_TEXT}"] for name in names if _NUMBER.sub("", name) == date]

    @staticmethod
    def _is_same(one: Entry, other: Entry) -> bool:
        return one.hash == other.hash or bool(one.text and one.text == other.text)
