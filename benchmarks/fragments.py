"""Seconds for texts that are one fragment again and again, and what of them grows faster than the text.

.venv/bin/python benchmarks/fragments.py [--size 100000] [FRAGMENT ...]

All of them take more than an hour of one processor. A few are given by what they are, with line ends as the shell writes
them: benchmarks/fragments.py --size 20000 '[a](b)' $'\\n# '. Seconds are those of the processor, whatever else runs.

Each of some 200 fragments fills a text of an eighth, a quarter, a half and the whole of the size, or of the most that is
read. Each text is rendered, compared with others of its kind (a word put in, half of it, its fragments shuffled), quoted as
a comment and a feed quote it, and checked. A line is printed for every step that takes more than five seconds for the whole,
or more than three times as long for twice the text.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from inforce import checks, redline_html
from inforce.cache import Cache
from inforce.checks.inputs.state import State
from inforce.record.load import Record
from inforce.record.section_matching import pair
from inforce.render.data import feed_passages
from inforce.render.pull_request import passages as pull_request_passages
from inforce.source import policy_file, whole_text
from inforce.source.commits import Change
from inforce.source.policy_file import Content
from inforce.text import markdown, sections, stated_dates
from inforce.text.rendering import rendering

FRAGMENTS = (
    *(
        "<a ",
        "<a name",
        "<img ",
        '<img src="',
        "<!--",
        "<!-- -->",
        "<div>",
        "</div>",
        "<b>",
        "<h1",
        "<h1>",
        "<h1>a</h1>",
        "<ins>",
    ),
    *("</", "<", "<>", "<details>", "<table><tr><td>", "<p>", "<li>", '<sup class="footnote-ref">x</sup>', "<br ", "<time "),
    *(
        "{{ ",
        "{{",
        "}}",
        "{% ",
        "{% include ",
        "{#",
        "{: #",
        "{",
        "{!",
        "{++",
        "{~~ ~> ",
        "${a",
        "<%",
        "[",
        "](",
        "[a](",
        "[a](b)",
    ),
    *(
        "![",
        "![[",
        "[^",
        "[^a]: ",
        "\n[^a]: ",
        "^[",
        "](c:/",
        "](a .",
        "[company ",
        "[the ",
        "*",
        "**",
        "**a",
        "*a",
        "* a",
        "_",
        "__a",
    ),
    *(
        "_a",
        "a_a",
        "> ",
        "- ",
        "\n- ",
        "\n* a\n- a",
        "\n1. ",
        "\n# ",
        "\n## a",
        "\n\n# A {#a}\n",
        "\n# {#",
        "|",
        "a|",
        "\n|a|",
        "\n|-|",
    ),
    *(
        "`",
        "``a",
        "` a",
        "&",
        "&amp;",
        "&#",
        "~",
        "~~a",
        "$",
        "$$",
        "$a_a ",
        "\\",
        "\\[",
        "\\(a_a",
        "xxx",
        " ",
        "x ",
        " x",
        "\t",
    ),
    *(
        "a\tb\n",
        "\n",
        "\n\n",
        "\n \n",
        "a\u0301",
        "\u0301",
        "\U0001f600",
        "\U0001f468\u200d\U0001f469\u200d",
        "1.1 ",
        "(a) ",
        "1",
    ),
    *(
        "1,",
        "1-1-1 ",
        "2024-01-01 ",
        "May 1, 2024 ",
        "1 May ",
        "May ",
        "Section 1 ",
        "Section 1, ",
        "Sections 1 and ",
        "“Term” ",
    ),
    *(
        "“Term” means ",
        "(the “Term”) ",
        '"',
        '"a" ',
        "'",
        "(",
        "()",
        "((",
        "a@",
        "@",
        "a@b.",
        "a.a.",
        "A&",
        "http://",
        "http://a.b/ ",
    ),
    *(
        "www.a.b ",
        "href=",
        "中",
        "中文。",
        "ש",
        "\u202e",
        "\u200b",
        "\xad",
        "A ",
        "The Fee ",
        "the Term ",
        "(the “",
        "see ",
        "no ",
        ", ",
    ),
    *(
        "Effective Date: ",
        "Effective Date: May 1, 2024\n",
        "last updated on ",
        "these terms ",
        ":\n: ",
        "\n: ",
        "a\n: b\n",
        "a-",
        "-",
    ),
    *(
        "=",
        "==a",
        "\n---\n",
        "a\n===\n",
        "\n    ",
        "\n    a",
        "12 Main ",
        "12 ",
        "$1 ",
        "1%",
        "[TBD] ",
        "…",
        "..",
        "TODO ",
        "++a",
        ":a",
    ),
    *(
        "<!-- inforce: allow a",
        "\n!!! note",
        "aB ",
        "www.",
        "a.pdf",
        "(a.md ",
        "Acme Inc ",
        "#",
        "\n#",
        "!",
        "^^a",
        "\r\n",
        "%",
        "/",
        "//",
    ),
    *(
        "***a** ",
        "\n\nTerm\n: a\n: b\n",
        "\n|a|b|\n|-|-|\n|c|d|\n",
        "[a][b]\n\n[b]: c\n",
        "[![a](b)](c)",
        "1.\n2.\n",
        "## a\n\nb\n\n",
        "\n## 1. a {#x}\n\nb\n",
        "a\n-\n",
        "\n- a\n  - b\n",
        "\n- > - ",
        "\n+ a\n\n  b\n",
        "\n> a\n>> b\n",
        "\n```\na\n",
        "<div>\n\na\n\n</div>\n",
        "&#x41;",
        "a\\\n",
        "effective 1 May 2024 ",
        "Section 3(a) and 4(b) ",
        "A B (the “C”) ",
    ),
)
LIMIT = 5.0  # seconds that a step may take for the whole
FASTER = 3.0  # times that twice the text may take, so long as it is more than a blink
_BLINK = 0.3
_CONTEXT: Mapping[str, object] = {"today": date(2026, 1, 1), "address": lambda path: path, "is_policy": lambda _: True}


def filled(fragment: str, size: int) -> str:
    """A text of a fragment again and again."""
    return (fragment * (size // len(fragment.encode()) + 1))[:size]


def _is_refused(text: str) -> bool:
    html = markdown.render(text, path="policies/a.md", title="Refunds").html
    return any(fault is not None for fault in (whole_text.oversize(text, "", 1), whole_text.overgrown(html, "", 1)))


def readable(fragment: str, size: int) -> int:
    """The size, or where a text of it has too many pieces to be published, one that has not."""
    while _is_refused(filled(fragment, size)):
        size = size * 9 // 10
    return size


def shuffled(fragment: str, size: int) -> str:
    """The same with a word for every tenth fragment, in an order that is the same each time."""
    parts = [fragment] * (size // len(fragment.encode()) + 1)
    pick = random.Random(1)
    return "".join(pick.choice(("one ", "two ", "three ")) if pick.random() < 0.1 else part for part in parts)[:size]


def read(body: str) -> Content:
    """What a policy file with a text says."""
    data = f"---\ntitle: Refunds\neffective_date: 2020-02-01\nchange_note: The fee is lower.\n---\n{body}\n".encode()
    found = policy_file.read(data, "policies/a.md", "a", ("front_matter",), rendering(Cache(None)), lambda _: "")
    assert found.content
    return found.content


def _state(text: Content) -> State:
    lines = [
        "---",
        "title: Refunds",
        "effective_date: 2020-02-01",
        "change_note: The fee is lower.",
        "---",
        *text.body.split("\n"),
        "",
    ]
    record = Record(policies=(), problems=(), head="", introductions={})
    return State(
        record=record,
        here=record,
        texts={text.path: text},
        lines={text.path: lines},
        pages={},
        paths=frozenset([text.path]),
        dated=frozenset(),
    )


def check(old: str, new: str) -> None:
    """What `inforce check --base` does for a changed text, rules of correction too."""
    change = Change(path="policies/a.md", old_path="policies/a.md", blob="a")
    context = checks.Context(changes=(change,), **_CONTEXT)  # type: ignore[arg-type]
    checks.findings(_state(read(old)), _state(read(new)), context)


def steps(fragment: str, size: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done with a text of a fragment, by name."""
    text, other = filled(fragment, size), shuffled(fragment, size)
    half = text[: size // 2]
    made: dict[str, str] = {}

    def render(name: str, source: str) -> str:
        made[name] = markdown.render(source, path="policies/a.md", title="Refunds").html
        return made[name]

    def redline(name: str, source: str) -> str:
        return redline_html(made["text"], render(name, source))

    yield "render", lambda: render("text", text)
    yield "redline, a word put in", lambda: made.update(redline=redline("put in", f"{half} changed {text[size // 2 :]}"))
    yield "redline, half of it", lambda: redline("half", half)
    yield "redline, shuffled", lambda: made.update(shuffled=redline("shuffled", other))
    yield "comment", lambda: [pull_request_passages.passages(made[name]) for name in ("redline", "shuffled")]
    yield "feed", lambda: [feed_passages.passages(made[name], lambda link: link, str) for name in ("redline", "shuffled")]
    yield "sections", lambda: pair(sections.read(made["text"]), sections.read(made["shuffled"]))
    yield "stated dates", lambda: stated_dates.stated(text)
    yield "check", lambda: check(half, f"{text} changed")
    yield "check, shuffled", lambda: check(text, other)


def once(fragment: str, size: int) -> None:
    """The costliest of these steps: a text and its fragments shuffled, rendered, compared, quoted and checked."""
    text, other = filled(fragment, size), shuffled(fragment, size)
    old, new = (markdown.render(each, path="policies/a.md", title="Refunds").html for each in (text, other))
    pull_request_passages.passages(redline_html(old, new))
    check(text, other)


def seconds(fragment: str, size: int) -> dict[str, float]:
    """How long each step takes, in seconds of this process."""
    found = {}
    for name, step in steps(fragment, size):
        begun = time.process_time()
        step()
        found[name] = time.process_time() - begun
    return found


def main() -> None:
    """Print what takes too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fragments", nargs="*", metavar="FRAGMENT", help="default: all")
    parser.add_argument("--size", type=int, default=100_000, help="characters of the whole, default: 100000")
    options = parser.parse_args()
    worst = 0.0
    for fragment in options.fragments or dict.fromkeys(FRAGMENTS):
        size = readable(fragment, options.size)
        grown = [seconds(fragment, size * k // 8) for k in (1, 2, 4, 8)]
        for step, last in grown[-1].items():
            worst = max(worst, last)
            if last > LIMIT or (last > _BLINK and last > FASTER * grown[-2][step]):
                print(f"{fragment!r} {step}: {' '.join(f'{each[step]:.2f}' for each in grown)} s", flush=True)
    print(f"The slowest step took {worst:.2f} s.")


if __name__ == "__main__":
    main()
