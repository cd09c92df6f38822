"""Front matter in tests: a file of these lines, and what is found wrong with it."""

from __future__ import annotations

from inforce.source.front_matter import read

PATH = "policies/terms/refund-policy.md"
HEAD = "---\ntitle: Refund Policy\neffective_date: 2018-03-26\n"
Expected = tuple[int, str, str, str]  # line, field, words of the message, words of the mend


def document(*lines: str) -> bytes:
    """A policy with a sound head (lines 1 to 3) and more front matter, from line 4 on."""
    return (HEAD + "".join(f"{line}\n" for line in lines) + "---\nThe text.\n").encode()


def check(data: bytes, *expected: Expected) -> None:
    """The file has these problems, in this order and no others."""
    problems = read(data, PATH).problems
    assert [(p.path, p.line, p.field) for p in problems] == [(PATH, line, field) for line, field, _, _ in expected]
    for problem, (_, _, message, mend) in zip(problems, expected, strict=True):
        assert message in problem.message
        assert mend in problem.mend
        assert problem.commit == ""
