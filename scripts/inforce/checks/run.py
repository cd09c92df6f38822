"""Runs the rules over two states of the policies."""

from __future__ import annotations

from inforce.checks.finding import Finding
from inforce.checks.state import Context, State


def findings(before: State | None, after: State, context: Context) -> tuple[Finding, ...]:
    """What the rules say, by file and line; without `before` only the rules that compare nothing."""
    return ()
