"""The commits of a branch and the files that they changed, as values read out of git's answers."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from inforce.hidden_signs import printable

WORK_TREE = "work tree:"  # in the place of a commit's or blob's id: what is not committed yet
_LONGEST_SUBJECT = 300  # letters that are shown of one
REGULAR = ("100644", "100755")
_TIME = re.compile(r"\d+ +[+-]\d+")
_COMMITTER = re.compile(rb"^committer [^\n]*>([^>\n]*)$", re.M)
_DAY = 24 * 60 * 60
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit of the published branch. `index` counts from 0, the oldest, along first parents (rule 1)."""

    id: str
    index: int
    published: datetime  # the committer's time with his own offset: when the commit came to the branch
    author: str
    subject: str
    undated: str = ""  # the time as it stands in the commit where it cannot be one: `published` is that of a commit beside it

    @property
    def day(self) -> date:
        """The day of publication where the committer was; no conversion between time zones moves it."""
        return self.published.date()

    @property
    def told(self) -> str:
        """Its subject as a line of plain text; "" for what is not committed yet."""
        return "" if self.id == WORK_TREE else printable(" ".join(self.subject.split()))[:_LONGEST_SUBJECT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file changed by a commit: `blob` is its content's id after the commit, "" where it was deleted.

    `old_path` is the path before, "" for a file that was not there.
    """

    path: str
    old_path: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A commit with the files that it changed against its first parent."""

    commit: Commit
    changes: tuple[Change, ...]


def uncommitted(changes: Sequence[Change], last: Commit, now: datetime) -> Entry:
    """What is not committed yet, as the entry that would come after a commit."""
    commit = Commit(id=WORK_TREE, index=last.index + 1, published=now, author="", subject="not committed yet")
    return Entry(commit=commit, changes=tuple(changes))


def content_id(data: bytes, like: str) -> str:
    """The id that git gives to a file's content, by the hash that made the id `like`."""
    made = hashlib.sha256() if len(like) == hashlib.sha256().digest_size * 2 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(data) + data)
    return made.hexdigest()


def entries(text: str, objects: Callable[[list[str]], Mapping[str, bytes]]) -> list[Entry]:
    """git's answer, NUL between all fields: four of a commit, then the raw lines and paths of its files. `objects` gives
    commits as they are."""
    fields = deque(text.split("\0"))
    found: list[tuple[list[str], list[Change]]] = []
    while fields:
        if fields[0].strip("\n") == "":
            fields.popleft()
        elif found and fields[0].lstrip("\n").startswith(":"):
            change = change_of(fields)
            if change:
                found[-1][1].append(change)
        else:
            found.append(([fields.popleft() for _ in range(4)], []))
    found.reverse()
    stated = [head[1] for head, _ in found]
    # What git cannot read as a time, it takes for one on the first day of all.
    early = {head[0].strip("\n"): k for k, (head, _) in enumerate(found) if _is_early(head[1])}
    for commit, data in objects(list(early)).items() if early else ():
        line = _COMMITTER.search(data)
        said = line[1].decode("utf-8", "replace").strip() if line else ""
        stated[early[commit]] = said if _TIME.fullmatch(said) else f"{said or 'none'}."
    times = [_time(raw) if _TIME.fullmatch(raw) else None for raw in stated]
    before = next(filter(None, times), _EPOCH)
    entries = []
    for k, ((head, files), time) in enumerate(zip(found, times, strict=True)):
        before = time or before
        undated = "" if time else stated[k].removesuffix(".") or "(none)"
        entries.append(Entry(commit=_commit(head, k, before, undated), changes=tuple(files)))
    return entries


def _is_early(raw: str) -> bool:
    return bool(_TIME.fullmatch(raw)) and int(raw.partition(" ")[0]) < _DAY


def _commit(head: list[str], index: int, published: datetime, undated: str) -> Commit:
    sha, _, author, subject = head
    return Commit(
        id=sha.strip("\n"),
        index=index,
        published=published,
        undated=undated,
        author=author.encode("utf-8", "replace").decode("utf-8", "replace"),
        subject=subject.encode("utf-8", "replace").decode("utf-8", "replace"),
    )


def _time(raw: str) -> datetime | None:
    """A time as git keeps it, seconds and the offset of whoever wrote it, `1515585600 -0800`; None for what can be none."""
    seconds, _, offset = raw.partition(" ")
    sign, hours, minutes = offset[:1], offset[1:-2], offset[-2:]
    try:
        shift = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        zone = timezone(shift) if abs(shift) < timedelta(hours=24) else UTC
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None


def change_of(fields: deque[str]) -> Change | None:
    """`:old-mode new-mode old-id new-id status`, then the path, or two for a rename. A link is no file of text."""
    old_mode, mode, _, blob, status = fields.popleft().lstrip("\n:").split(" ")
    old_path = fields.popleft()
    path = fields.popleft() if status[0] in "RC" else old_path
    was = old_path if old_mode in REGULAR and status[0] != "C" else ""
    now = blob if mode in REGULAR else ""
    return Change(path=path, old_path=was, blob=now) if was or now else None
