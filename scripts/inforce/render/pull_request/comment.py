"""The comment on a pull request: what takes effect when, the changed passages as a redline, and what the check found.

Bounded in length, and harmless: what policies say comes out as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from urllib.parse import quote

from inforce import redline_html
from inforce.checks import Finding
from inforce.checks.inputs import branch_files
from inforce.checks.inputs.branch_files import Brought
from inforce.i18n import count
from inforce.record.proposal import Happening, Proposal, Proposed
from inforce.record.texts import Pair
from inforce.redline import Redline
from inforce.redline.describe import count_words, plain
from inforce.render.pull_request import escape, sentences
from inforce.render.pull_request import passages as pull_request_passages

MARK = "<!-- inforce: redline -->"
LIMIT = 60_000  # characters: GitHub takes 65,536
LEAST = 4_000

_OPEN = 3  # policies whose passages are open; those of more are folded
_BESIDE = 20  # files that the branch brings along
_FIRST = 8  # findings in sight; the others are folded
_FOLD = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>"
_LIMITS = (
    "This comment is about policies only, not about other files of the branch. If the branch changes how this comment is made, "
    "do not rely on it."
)
_RESERVE = 100  # characters for the sentence about what was left out of a policy

Compared = Callable[[Pair], Redline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where more is to be seen: addresses, "" for none.

    One that ends with a slash is a folder, to which the address of a page is added (of a Word file: that of the policy and
    .docx). In any other, {page}, {policy}, {old} and {new} are filled in; without them it is one place for everything.
    """

    preview: str = ""
    word: str = ""

    def page(self, address: str) -> str:
        """Where a page of the site is; "" where that is not known."""
        if "{policy}" not in self.preview and "{page}" in self.preview:
            return self.preview.replace("{page}", quote(address))
        return self.preview + quote(address) if self.preview.endswith("/") else ""

    def redline(self, pair: Pair) -> str:
        """Where a redline is."""
        return _filled(self.preview, pair.new.policy.address, pair) or self.page(pair.address)

    def document(self, policy: str, pair: Pair | None) -> str:
        """Where the Word file of a redline is; without one, that of the whole text of a policy that is new."""
        folder = f"{self.word}{quote(policy)}.docx" if self.word.endswith("/") else ""
        return _filled(self.word, policy, pair) or folder

    def shared(self) -> Iterator[tuple[str, str]]:
        """What is one place for everything, or the home page, with its name."""
        home = self.page("") or self.preview
        if home and "{" not in home:
            yield "Preview of the site", home
        if self.word and "{" not in self.word and not self.word.endswith("/"):
            yield "Word files", self.word


def _filled(template: str, policy: str, pair: Pair | None) -> str:
    """An address with what is known filled in; "" where that is nothing, or something else is to be."""
    of_pair = {"page": pair.address, "old": pair.old.name, "new": pair.new.name} if pair else {}
    values = {"policy": policy, **of_pair}
    wanted = {name for name in ("page", "policy", "old", "new") if f"{{{name}}}" in template}
    if not wanted or not wanted <= values.keys():
        return ""
    for name in wanted:
        template = template.replace(f"{{{name}}}", quote(values[name]))
    return template


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    """How much a comment says besides passages."""

    rows: int = 200
    policies: int = 200
    sections: int = 20
    findings: int = 50


_DETAILS = (
    _Detail(),
    _Detail(sections=0, findings=20),
    *(_Detail(rows=rows, policies=rows // 4, sections=0, findings=10) for rows in (120, 60, 30, 15)),
    *(_Detail(rows=rows, policies=0, sections=0, findings=rows) for rows in (10, 5, 2, 0)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What the comment says of one policy: what happens to it (`head`), which sections change, and the passages, which may be
    cut: those that change, or all of a policy that is new."""

    title: str
    head: str
    sections: str = ""
    new: bool = False
    passages: Sequence[pull_request_passages.Passage] = ()
    more: str = ""  # how to see what was cut

    @property
    def called(self) -> str:
        """What the passages are."""
        return "The new text" if self.new else "Changed passages"

    def full(self) -> int:
        return sum(map(_size, self.passages))

    def within(self, room: int) -> str:
        """The passages that fit."""
        kept: list[pull_request_passages.Passage] = []
        taken = 0
        for passage in self.passages:
            taken += _size(passage)
            if taken > room:
                break
            kept.append(passage)
        left = len(self.passages) - len(kept)
        if not left:
            return pull_request_passages.joined(kept)
        are = "is" if left == 1 else "are"
        said = f"{'The other ' if kept else ''}{count(left, 'passage')} {are} too long for a comment. {self.more}"
        return f"{pull_request_passages.joined(kept)}\n\n{said}" if kept else said


def comment(
    proposal: Proposal,
    compared: Compared,
    *,
    findings: Sequence[Finding],
    beside: Sequence[Brought] = (),
    places: Places | None = None,
    limit: int = LIMIT,
) -> str:
    """The comment as Markdown, of at most `limit` characters."""
    places = places or Places()
    sizes = {pair.address: compared(pair) for item in proposal.policies for h in item.happenings if (pair := h.pair)}
    text = ""
    for detail in _DETAILS:
        parts = [_part(proposal, item, sizes, places, detail) for item in proposal.policies[: detail.policies]]
        frame = partial(
            _framed,
            top=[
                f"## {sentences.headline(proposal)}",
                *_overview(proposal, sizes, places, detail.rows),
                *_beside(beside, detail),
            ],
            findings=_findings(findings, detail.findings),
            end=_end(proposal, detail),
        )
        room = limit - len(frame(parts, share=0, bare=True)) - sum(len(part.more) + _RESERVE for part in parts)
        if room < 0 and detail is not _DETAILS[-1]:
            continue
        text = frame(parts, share=_share([part.full() for part in parts], max(room, 0)))
        break
    return text


def _share(sizes: Sequence[int], room: int) -> int:
    """The most that each may take so that all fit: what small ones leave is for the large ones."""
    share, left = 0, room
    for k, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - k)
        if size > share:
            return share
        left -= size
    return max([*sizes, share])


def _framed(
    parts: Sequence[_Part], *, top: Sequence[str], findings: Sequence[str], end: Sequence[str], share: int, bare: bool = False
) -> str:
    """The whole comment, each policy with passages of at most `share` characters; `bare` is without any."""
    lines = [MARK, *top]
    if len(parts) == 1:  # the headline names it
        lines += [parts[0].head, *findings]
        lines += [f"### {parts[0].called}"] if parts[0].passages else []
    else:
        lines += findings
    folded = sum(bool(part.passages) for part in parts) > _OPEN
    for part in parts:
        lines += [f"### {part.title}", part.head] if len(parts) > 1 else []
        lines += [part.sections] if part.sections else []
        if part.passages:
            said = "" if bare else part.within(share)
            lines.append(_FOLD.format(part.called, said) if folded else said)
    return "\n\n".join([*lines, *end]) + "\n"


def _size(passage: pull_request_passages.Passage) -> int:
    return len(pull_request_passages.joined([passage])) + len("\n>\n")


def _overview(proposal: Proposal, sizes: dict[str, Redline], places: Places, most: int) -> Iterator[str]:
    """What happens to all policies at a glance."""
    if not proposal.policies and not proposal.unpublished:
        yield "Texts, dates and addresses of all policies stay as they are."
    if len(proposal.policies) > 1 and most:
        yield _table(proposal, sizes, places, most)
    for path in proposal.unpublished[:most]:
        yield f"**Cannot be published as it is**: {escape.shown(escape.cut(path, 200))}. What is published of it stays."
    shared = list(places.shared())
    if shared and proposal.policies:
        yield " · ".join(_link(name, url) for name, url in shared)


def _beside(items: Sequence[Brought], detail: _Detail) -> Iterator[str]:
    """What the branch brings along, which no check looks at."""
    if items:
        shown = [f"{escape.shown(escape.cut(i.path, 200))} ({escape.shown(escape.cut(i.what, 200))})" for i in items]
        start, colon, end = branch_files.sentence(shown, min(_BESIDE, max(detail.rows, 1))).partition(":")
        yield f"**{start}**{colon}{end}"


def _table(proposal: Proposal, sizes: dict[str, Redline], places: Places, most: int) -> str:
    lines = ["| Policy | What happens | From | Notice | Words |", "|---|---|---|---|---|"]
    rows = [(item, happening) for item in proposal.policies for happening in item.happenings]
    for item, happening in rows[:most]:
        begins = sentences.start(happening)
        link = places.redline(happening.pair) if happening.pair else places.page(f"{item.policy.address}/")
        cells = [
            _link(sentences.title(item), link),
            sentences.label(happening),
            sentences.on(begins) if begins else "the merge",
            sentences.notice(happening, proposal.day) or "–",
            _words(happening, sizes),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    if len(rows) > most:
        lines.append(f"| … and {len(rows) - most} more | | | | |")
    return "\n".join(lines)


def _words(happening: Happening, sizes: dict[str, Redline]) -> str:
    if happening.pair:
        made = sizes[happening.pair.address]
        return f"+{made.words_added} −{made.words_removed}" if made.words_added or made.words_removed else "same"
    return f"+{_length(happening)}" if happening.kind == "first" else "same"


def _length(happening: Happening) -> int:
    return count_words(plain(happening.revision.text.html)) if happening.revision else 0


def _part(proposal: Proposal, item: Proposed, sizes: dict[str, Redline], places: Places, detail: _Detail) -> _Part:
    lines: list[str] = []
    sections: list[str] = []
    passages: list[pull_request_passages.Passage] = []
    more = f"Read them with the command: {escape.code(f'inforce redline {item.policy.address}')}"
    for happening in item.happenings:
        made = sizes[happening.pair.address] if happening.pair else None
        lines += _told(proposal, item, happening, made, places)
        if happening.kind == "first" and happening.revision:
            passages += pull_request_passages.passages(happening.revision.text.html, new=True)
            link = places.page(f"{item.policy.address}/{happening.revision.id}/")
            more = f"Read them in {_link('the new text', link) if link else escape.shown(item.policy.path)}."
        elif happening.pair and made and not made.fallback:
            sections += [_sections(made, detail.sections)] if detail.sections and len(made.sections) > 1 else []
            passages += pull_request_passages.passages(made.html)
            link = places.redline(happening.pair)
            more = f"{_link('The full redline', link)} shows all." if link else more
    passages = [*_summary(item), *passages]
    return _Part(
        title=sentences.title(item),
        head="\n\n".join(lines),
        sections="\n\n".join(sections),
        new=any(happening.kind == "first" for happening in item.happenings),
        passages=passages,
        more=more,
    )


def _summary(item: Proposed) -> list[pull_request_passages.Passage]:
    """What changes in the summary in plain language, which readers take at its word."""
    version = item.policy.newest.text
    if item.summary_was == version.meta.summary:
        return []
    old, new = (version.dialect.render(text, path=version.path).html for text in (item.summary_was, version.meta.summary))
    found = pull_request_passages.passages(redline_html(old, new) if item.was else new, new=not item.was)
    return pull_request_passages.headed("<em>The summary in plain language:</em>", found)


def _told(proposal: Proposal, item: Proposed, happening: Happening, made: Redline | None, places: Places) -> Iterator[str]:
    """What happens, the note for readers, and where more is to be seen."""
    said = [sentences.sentence(item, happening, proposal.day)]
    said += [_size_of(made)] if made else []
    said += [f"The whole text is new: {count(_length(happening), 'word')}."] if happening.kind == "first" else []
    yield " ".join(said)
    if note := sentences.note(happening):
        yield note
    if links := list(_links(item, happening, places)):
        yield " · ".join(links)
    if made and made.fallback:
        yield "The differences could not be marked reliably. The full redline shows both texts, the older one first."


def _size_of(made: Redline) -> str:
    if not made.changes:
        return "No word changes."
    if not made.words_added and not made.words_removed:
        return f"{count(len(made.changes), 'change')}; the words stay."
    return (
        f"{count(len(made.changes), 'change')}: {count(made.words_added, 'word')} added, "
        f"{count(made.words_removed, 'word')} removed."
    )


def _links(item: Proposed, happening: Happening, places: Places) -> Iterator[str]:
    pair = happening.pair
    if pair and (url := places.redline(pair)):
        yield _link("Full redline", url)
    if (pair or happening.kind == "first") and (url := places.document(item.policy.address, pair)):
        yield _link("Word file", url)
    if happening.revision and (url := places.page(f"{item.policy.address}/{happening.revision.id}/")):
        yield _link("The new text", url)


def _link(name: str, url: str) -> str:
    return f"[{name}]({escape.address(url)})" if url else name


def _sections(made: Redline, most: int) -> str:
    lines = ["| Section | What changed | Words |", "|---|---|---|"]
    for section in made.sections[:most]:
        title = escape.line(section.title, 120) if section.title else "Before the first heading"
        what = {"added": "new", "removed": "removed"}.get(section.state, count(section.changes, "change"))
        lines.append(f"| {title} | {what} | +{section.added} −{section.removed} |")
    if len(made.sections) > most:
        lines.append(f"| … and {len(made.sections) - most} more | | |")
    return "\n".join(lines)


def _findings(found: Sequence[Finding], most: int) -> list[str]:
    """What the check says, errors first."""
    if not found:
        return ["The check found nothing wrong."]
    errors = sum(finding.severity == "error" for finding in found)
    counts = [count(errors, "problem")] if errors else []
    counts += [count(len(found) - errors, "warning")] if len(found) > errors else []
    lines = [f"### The check found {' and '.join(counts)}"]
    items = [_finding(finding) for finding in _in_order(found)[:most]]
    items += [f"- … and {len(found) - most} more"] if len(found) > most else []
    lines += ["\n".join(items[:_FIRST])] if items else []
    lines += [_FOLD.format("The others", "\n".join(items[_FIRST:]))] if len(items) > _FIRST else []
    return lines


def _in_order(found: Sequence[Finding]) -> list[Finding]:
    """Problems first; of each rule the first one before the second of any, so that no rule hides behind another."""
    seen = Counter[str]()
    ranked = []
    for finding in found:
        ranked.append((finding.severity != "error", seen[finding.rule], finding))
        seen[finding.rule] += 1
    return [finding for *_, finding in sorted(ranked, key=itemgetter(0, 1))]


def _finding(finding: Finding) -> str:
    place = escape.shown(escape.cut(finding.path, 200)) + (f", line {finding.line}" if finding.line else "")
    message, mend = (escape.told(escape.cut(" ".join(text.split()), 400)) for text in (finding.message, finding.mend))
    rule = f" <sub>{escape.shown(finding.rule[:60])}</sub>" if finding.rule else ""
    kind = "" if finding.severity == "error" else "Warning: "
    return f"- {kind}**{place}**: {message} {mend}{rule}"


def _end(proposal: Proposal, detail: _Detail) -> list[str]:
    lines = []
    if len(proposal.policies) > detail.policies:
        left = count(len(proposal.policies) - detail.policies, "policy", "policies")
        lines.append(f"The passages of {left} are left out: they are too many for a comment.")
    signs = (
        "Inserted words are <ins>underlined</ins>, deleted words are <del>struck out</del>, … stands for what stays. "
        f"Days are counted from today, {sentences.on(proposal.day)}. "
    )
    return [*lines, f"<sub>{signs if proposal.policies else ''}{_LIMITS}</sub>"]
